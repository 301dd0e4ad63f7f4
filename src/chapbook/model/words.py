"""The names of the words that a book needs in its own language.

A language's file in `words/` says them all, `[words]` in book.toml those that the author wants otherwise. `PLAIN` are
one text each; `FILLED` one text with `{}` where a name, a date or a licence comes; `COUNTED` one with `{}` for a number
and behind it `{}` for how many there are; `NUMBERED` four texts: the bare
word, the word before a title or a caption, in a sentence, and of several in a sentence, all but the first with `{}`
for the number.
"""

from __future__ import annotations

# Titles of divisions that have none of their own, by `Kind`.
TITLES = (
    *("half-title", "title-page", "imprint", "dedication", "epigraph", "contents", "figures", "tables", "listings"),
    *("foreword", "preface", "introduction", "afterword", "notes", "glossary", "bibliography", "index", "colophon"),
    *("abbreviations", "credits"),
)
BOXES = ("note", "tip", "important", "warning", "caution", "example")
DOWNLOADS = (
    *("download", "reading", "about", "checksums", "checksums-for", "page-count", "sheets-of-paper"),
    *("publisher", "published", "language", "on-e-reader", "on-apple"),
    *("e-book-file", "e-book-for", "screen-file", "screen-for", "print-file", "print-for"),
    *("cover-file", "cover-for", "booklet-file", "booklet-for", "handout-file", "handout-for"),
)
NUMBERED = ("part", "chapter", "appendix", "section", "figure", "table", "equation", "listing", "page")
FILLED = (
    *("edited-by", "translated-by", "illustrated-by", "with", "edition", "licence", "cover-credit"),
    *("set-in", "made-by", "faces-licence", "note-locator", "note-locators", "cited-on-page", "cited-on-pages"),
    *("sheet", "signature", "qr-code", "summary-undescribed"),
    *("on-kindle", "on-others", "kilobytes", "megabytes"),
)
COUNTED = ("page-of",)
PLAIN = (
    *TITLES,
    *BOXES,
    *("e-book", "print", "made-with", "see", "see-also", "symbols", "references", "links"),
    *("landmarks", "pages", "cover", "start", "footnote", "back"),
    *("front", "reverse", "turn-short", "turn-long", "cut", "staple", "sew", "how-to"),
    *DOWNLOADS,
    *("summary-read-aloud", "summary-adaptable", "summary-described", "summary-formulas", "summary-formulas-bare"),
    *("summary-contents", "summary-index", "summary-pages", "summary-still", "summary-moving", "summary-flashing"),
    *("part-numbers", "appendix-letters"),
)
WORD_NAMES = (*PLAIN, *FILLED, *COUNTED, *NUMBERED)

# A word's name with its texts: one, or the four of a numbered one.
OwnWords = tuple[tuple[str, tuple[str, ...]], ...]
