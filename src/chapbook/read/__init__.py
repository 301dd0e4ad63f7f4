"""From files to a Manuscript."""
