"""Numbers as letters: input a positive number, output its letters; for folios, parts, appendices and whatever else."""

from __future__ import annotations

_LETTERS = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip  # a table reads better than a column


def roman(number: int) -> str:
    """The number, which must be positive, in lower-case roman numerals."""
    numeral = ""
    for value, letters in _LETTERS:
        count, number = divmod(number, value)
        numeral += letters * count
    return numeral


def alphabetic(number: int, alphabet: str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ") -> str:
    """The number, which must be positive, counted in the letters of an alphabet: A to Z, then AA, AB, …."""
    numeral = ""
    while number:
        number, rest = divmod(number - 1, len(alphabet))
        numeral = alphabet[rest] + numeral
    return numeral
