"""Letters of scripts in which a citation's `@` may follow a word without a space.

Both are ranges for the inside of a regular expression's brackets.
"""

from __future__ import annotations

# Kana and Chinese characters: no spaces divide words.
UNSPACED = r"\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# Hebrew and Arabic write “and”, “in” and the like together with the word that follows.
PREFIXING = r"\u05d0-\u05ea\u0620-\u064a"
