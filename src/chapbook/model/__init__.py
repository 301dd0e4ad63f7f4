"""The book as frozen dataclasses: what passes between the stages, and nothing else."""
