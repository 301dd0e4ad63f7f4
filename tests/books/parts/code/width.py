"""Widths."""

# ANCHOR: width
STANDARD = 1435
# ANCHOR_END: width
