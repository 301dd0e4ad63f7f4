"""Spans whose class says more than how they look.

Input: `span class="kbd"` and the like, from `[Ctrl]{.kbd}`; the code of the chapter is not in the tree yet. Output:
`kbd`, `mark`, `u`, with the other classes kept; and a paragraph that began with `[T]{.dropcap}` has the class itself.
"""

from __future__ import annotations

import re

from lxml import etree

from chapbook.model.fragment import h
from chapbook.parse.lifting import rename
from chapbook.trees import unwrap

DROP_CAPS = frozenset({"dropcap", "drop-cap", "dropcaps"})

_ELEMENTS = {"kbd": "kbd", "mark": "mark", "underline": "u", "ul": "u"}
_OPENING = re.compile(r"[\s\"'“‘„‚«»‹›(\[¿¡—–-]*$")


def place_spans(section: etree._Element) -> None:
    """Rename the spans, and take out those that name a drop capital."""
    for span in list(section.iter(h("span"))):
        classes = span.get("class", "").split()
        name = next((c for c in classes if c in _ELEMENTS), None)
        if name is not None:
            _rename(span, name, classes)
        elif DROP_CAPS & set(classes):
            _drop(span)


def _rename(span: etree._Element, name: str, classes: list[str]) -> None:
    rename(span, _ELEMENTS[name])
    kept = [c for c in classes if c != name]
    if kept:
        span.set("class", " ".join(kept))
    else:
        del span.attrib["class"]


def _drop(span: etree._Element) -> None:
    """`[T]{.dropcap}his`: the paragraph begins with a drop capital, and the word is whole."""
    paragraph = span.getparent()
    if paragraph is None or paragraph.tag != h("p") or paragraph[0] is not span:
        return
    if _OPENING.match(paragraph.text or "") and not span.get("id"):
        paragraph.set("class", " ".join([*paragraph.get("class", "").split(), "drop-cap"]))
        unwrap(span)
