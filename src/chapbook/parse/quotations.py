"""Block quotes and the pages of literature: attributions, epigraphs, dedications, drop capitals.

Input: the tree with its divs. Output: `p class="attribution"` where a quotation ends with a dash and a name,
`epub:type` and role on epigraphs and dedications, `p class="drop-cap"` where a paragraph is to begin with one.
"""

from __future__ import annotations

import re

from lxml import etree

from chapbook.model.fragment import EPUB_TYPE, h, new_element, plain_text
from chapbook.parse.spans import DROP_CAPS
from chapbook.trees import unwrap

_DASH = re.compile(r"\s*(?:[—―–]|---?)[ \u00a0]*(?=[^\s-]|$)")
# A name and a work; what is longer is somebody speaking.
_LONGEST = 160
_QUOTING = frozenset({"epigraph", "verse", "line-block", "quote"})
_ROLES = {"epigraph": "doc-epigraph", "dedication": "doc-dedication"}


def place_quotations(section: etree._Element) -> None:
    """Find the attributions, name the epigraphs, mark the drop capitals."""
    for quote in section.iter(h("blockquote")):
        _attribute(quote)
    for div in list(section.iter(h("div"))):
        classes = set(div.get("class", "").split())
        if classes & _QUOTING:
            _attribute(div)
        for name in classes & _ROLES.keys():
            div.set(EPUB_TYPE, name)
            div.set("role", _ROLES[name])
            _open_quote(div)
        if classes & DROP_CAPS:
            _drop_first(div)
    for paragraph in section.iter(h("p")):
        classes = set(paragraph.get("class", "").split())
        if classes & DROP_CAPS:
            paragraph.set("class", " ".join([*sorted(classes - DROP_CAPS), "drop-cap"]))


def _attribute(quote: etree._Element) -> None:
    """Mark the last line as the attribution, in a paragraph of its own."""
    last = quote[-1] if len(quote) else None
    if last is None or last.tag != h("p") or _DASH.match(quote[0].text or ""):
        return
    is_one = _DASH.match(last.text or "") and _length(last.text or "", list(last)) <= _LONGEST
    attribution = last if is_one else _split_last_line(last)
    if attribution is not None:
        attribution.set("class", " ".join([*attribution.get("class", "").split(), "attribution"]))


def _split_last_line(paragraph: etree._Element) -> etree._Element | None:
    """The last line of the paragraph as the paragraph after it, if it begins with a dash; else nothing changes."""
    holders = [*reversed(paragraph), paragraph]
    for place, holder in enumerate(holders):
        text = (holder.text if holder is paragraph else holder.tail) or ""
        before, is_end, line = text.rpartition("\n")
        if not is_end:
            continue
        phrases = list(reversed(holders[:place]))
        following = new_element("p", line)
        if not _DASH.match(line) or _length(line, phrases) > _LONGEST:
            return None
        following.extend(phrases)
        if holder is paragraph:
            paragraph.text = before
        else:
            holder.tail = before or None
            if holder.tag == h("br") and not before.strip():
                paragraph.remove(holder)
        following.tail, paragraph.tail = paragraph.tail, "\n"
        paragraph.addnext(following)
        return following
    return None


def _length(text: str, phrases: list[etree._Element]) -> int:
    return len(text) + sum(len(plain_text(phrase)) + len(phrase.tail or "") for phrase in phrases)


def _open_quote(div: etree._Element) -> None:
    """An epigraph written as a block quote in a div is one thing."""
    for quote in div.findall(h("blockquote")):
        unwrap(quote)


def _drop_first(div: etree._Element) -> None:
    first = div[0] if len(div) else None
    if first is None or first.tag != h("p"):
        return
    first.set("class", " ".join([*first.get("class", "").split(), "drop-cap"]))
    kept = [c for c in div.get("class", "").split() if c not in DROP_CAPS]
    if kept or div.get("id") or div.get("lang"):
        div.set("class", " ".join(kept))
    else:
        unwrap(div)
