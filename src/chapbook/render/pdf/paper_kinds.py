"""Words of code whose kind no sheet shows: input a division's tree and the sheets, output the tree with fewer elements.

The parser wraps each word and sign of a program in a `span` with the name of its kind, which readers and authors may
colour. On paper few kinds look otherwise than the rest. What looks the same is one text here, which is set, drawn and
tagged at once: it takes a seventh off the layout of a book of programs, and lets its long lines break between words.
"""

from __future__ import annotations

import re
from collections.abc import Set
from functools import lru_cache

from lxml import etree

from chapbook.model.fragment import h
from chapbook.trees import has_class

_COMMENT_OR_BLOCK = re.compile(r"/\*.*?\*/|\{[^{}]*\}", re.DOTALL)
_CLASS = re.compile(r"\.([A-Za-z][\w-]*)")
# What a sheet may say of all kinds at once: of every span, of what stands in code, of classes by a part of their name.
_OF_ALL = re.compile(r"(?<![\w.#-])span(?![\w-])|\b(?:code|pre|line)\b[^,{};]*?[\s>]\s*[*:\[]|\[\s*class")


@lru_cache(maxsize=8)
def seen_kinds(sheets: tuple[str, ...]) -> frozenset[str] | None:
    """The classes that these sheets name, and with them all kinds that they show; None when they may show any."""
    selectors = [_COMMENT_OR_BLOCK.sub(";", sheet) for sheet in sheets]
    if any(_OF_ALL.search(written) for written in selectors):
        return None
    return frozenset(name for written in selectors for name in _CLASS.findall(written))


def join_kinds(section: etree._Element, seen: Set[str] | None) -> None:
    """Make plain text of words whose kind is none of these; with None all stay. No letter is moved."""
    if seen is None:
        return
    for holder in list(section.iter(h("code"), h("span"), h("mark"))):
        if holder.tag == h("code") or has_class(holder, "line"):
            _join(holder, seen)


def _join(holder: etree._Element, seen: Set[str]) -> None:
    last: etree._Element | None = None
    texts = [holder.text or ""]
    for child in list(holder):
        if _is_kind(child) and child.get("class") not in seen:
            texts += [child.text or "", child.tail or ""]
            holder.remove(child)
            continue
        _hang(holder, last, texts)
        last, texts = child, [child.tail or ""]
    _hang(holder, last, texts)


def _is_kind(element: etree._Element) -> bool:
    """Whether it is a word of code with its kind, as the parser writes it, and nothing else."""
    return element.tag == h("span") and element.keys() == ["class"] and not len(element)


def _hang(holder: etree._Element, last: etree._Element | None, texts: list[str]) -> None:
    """Put the texts behind the last child, or at the beginning."""
    if last is None:
        holder.text = "".join(texts)
    else:
        last.tail = "".join(texts)
