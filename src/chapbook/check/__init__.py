"""Rules over a manuscript and over finished editions."""
