"""A formula in one line of plain characters, for titles in contents, running heads and outlines.

Input: a `math` element. Output: text such as “x²”, “a/b” or “O(n log n)”, as one would type it without any markup.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from types import MappingProxyType

from lxml import etree

_APPLIED = "\u2061"  # between a function and what it is of
_INVISIBLE = frozenset("\u2061\u2062\u2063\u2064\ufe00\ufe01")
# Of the raised and lowered characters the figures alone are in most faces.
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_ALPHABETS = 0xFFFF  # beyond lie the alphabets of mathematics, which text faces lack
_ACCENTS = {"ˆ": "\u0302", "^": "\u0302", "¯": "\u0304", "~": "\u0303", "˜": "\u0303", "˙": "\u0307", "⃗": "\u20d7"}


def linear_words(element: etree._Element) -> str:
    """The formula, or a part of it, in plain characters."""
    parts = [linear_words(child) for child in element if isinstance(child.tag, str)]
    name = etree.QName(element).localname
    reader = _READERS.get(name)
    if reader is not None and len(parts) == reader[0]:
        return reader[1](parts)
    if name in ("mtd", "mtr"):
        return "".join(parts) + (" " if element.getnext() is not None else "")
    if name == "semantics":
        return parts[0] if parts else ""
    if name == "msqrt":
        return f"√{_grouped(_joined(parts))}"
    text = _joined(parts) if parts else (element.text or "").strip()
    if text == _APPLIED:
        return " "
    shown = (unicodedata.normalize("NFKC", c) if ord(c) > _ALPHABETS else c for c in text if c not in _INVISIBLE)
    return "".join(shown)


def _joined(parts: list[str]) -> str:
    """The parts in a row; names of functions are words."""
    text = ""
    for part in parts:
        is_name = len(part.split(" ")[0]) > 1 and part[:2].isalpha()
        text += f" {part}" if is_name and text[-1:].isalnum() else part
    return text


def _raised(text: str) -> str:
    shown = text.translate(_RAISED)
    if set(text) <= {"′", "″", "‴", "∗", "⊤"}:
        return text
    return shown if all(a != b for a, b in zip(text, shown, strict=True)) else f"^{_grouped(text)}"


def _lowered(text: str) -> str:
    shown = text.translate(_LOWERED)
    return shown if all(a != b for a, b in zip(text, shown, strict=True)) else f"_{_grouped(text)}"


def _grouped(text: str) -> str:
    return text if len(text) <= 1 or text.isalnum() else f"({text})"


def _over(parts: list[str]) -> str:
    return unicodedata.normalize("NFC", parts[0] + (_ACCENTS.get(parts[1]) or _raised(parts[1])))


_READERS: Mapping[str, tuple[int, Callable[[list[str]], str]]] = MappingProxyType(
    {
        "msup": (2, lambda parts: parts[0] + _raised(parts[1])),
        "msub": (2, lambda parts: parts[0] + _lowered(parts[1])),
        "msubsup": (3, lambda parts: parts[0] + _lowered(parts[1]) + _raised(parts[2])),
        "munder": (2, lambda parts: parts[0] + _lowered(parts[1])),
        "mover": (2, _over),
        "munderover": (3, lambda parts: parts[0] + _lowered(parts[1]) + _raised(parts[2])),
        "mfrac": (2, lambda parts: f"{_grouped(parts[0])}/{_grouped(parts[1])}"),
        "mroot": (2, lambda parts: f"{_raised(parts[1])}√{_grouped(parts[0])}"),
    }
)
