"""How large the images of an e-book may be for the readers and the shops that say so.

A megabyte is a million bytes here, the smaller of the two readings.
"""

from __future__ import annotations

# Kobo’s EPUB guidelines and Amazon’s Kindle Publishing Guidelines: 5 MB an image.
MOST_IMAGE_BYTES = 5_000_000
# The Apple Books Asset Guide 5.3: 5.6 million pixels an image.
MOST_IMAGE_PIXELS = 5_600_000
# Barnes & Noble’s limit for a file that is sold for the Nook: 20 MB in all.
MOST_EBOOK_BYTES = 20_000_000
# Of those, what the text, the fonts and the cover may need.
TEXT_BYTES = 2_000_000
