"""Verse: every line a `span class="verse-line"`, so that what turns over can be indented.

Input: `div class="line-block"` (Pandoc's `|` lines) and `div class="verse"`, whose lines the author ends with a line
end. Output: the same divs; a paragraph is a stanza, and spaces that begin a line are kept as no-break spaces.
"""

from __future__ import annotations

from lxml import etree

from chapbook.model.fragment import PRESS, h, new_element
from chapbook.parse.repair import AT
from chapbook.trees import append_text, has_class

_DIVS = frozenset({"line-block", "verse"})


def place_verse(section: etree._Element) -> None:
    """Divide the stanzas into lines."""
    for div in section.iter(h("div")):
        if _DIVS & set(div.get("class", "").split()):
            for stanza in div.iterchildren(h("p")):
                if not has_class(stanza, "attribution"):
                    _divide(stanza)


def _divide(stanza: etree._Element) -> None:
    lines = _Lines()
    lines.pour(stanza)
    stanza.text = None
    for child in list(stanza):
        stanza.remove(child)
    stanza.extend(lines.made)


class _Lines:
    """Copies running text into lines; phrases that run over a line end are closed and opened again."""

    def __init__(self) -> None:
        self.made: list[etree._Element] = []
        self._open: list[etree._Element] = []
        self._begin([])

    def pour(self, element: etree._Element) -> None:
        """Copy what the element holds."""
        self._add_text(element.text or "")
        for child in list(element):
            tail, child.tail = child.tail, None
            if child.tag == h("br"):
                self._begin(self._open[1:])
                tail = (tail or "").removeprefix("\n")
            elif _is_whole(child):
                self._open[-1].append(child)
            else:
                self._open.append(_copy(child, self._open[-1]))
                self.pour(child)
                self._open.pop()
            self._add_text(tail or "")

    def _begin(self, phrases: list[etree._Element]) -> None:
        line = new_element("span", class_="verse-line")
        if self.made:
            self.made[-1].tail = "\n"
        self.made.append(line)
        self._open = [line]
        for phrase in phrases:
            self._open.append(_copy(phrase, self._open[-1], again=True))

    def _add_text(self, text: str) -> None:
        for number, words in enumerate(text.split("\n")):
            if number:
                self._begin(self._open[1:])
            if number or not self._has_text():
                indent = len(words) - len(words.lstrip(" "))
                words = "\u00a0" * indent + words[indent:]
            append_text(self._open[-1], words)

    def _has_text(self) -> bool:
        return len(self._open) > 1 or bool(len(self._open[0]) or self._open[0].text)


def _is_whole(element: etree._Element) -> bool:
    """Whether the element has no line ends of its own: ours, such as notes, and what holds no text."""
    return str(element.tag).startswith(f"{{{PRESS}}}") or "\n" not in "".join(str(t) for t in element.itertext())


def _copy(element: etree._Element, parent: etree._Element, again: bool = False) -> etree._Element:
    copied = etree.SubElement(parent, element.tag)
    for name, value in element.attrib.items():
        if not (again and name in ("id", AT)):
            copied.set(name, value)
    return copied
