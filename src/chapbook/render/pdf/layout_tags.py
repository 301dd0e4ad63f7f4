"""Better tags than WeasyPrint gives: input laid-out pages and the PDF made of them, both changed in place.

WeasyPrint tags a box by its element's name. Notes at the foot get a name that nothing else has, and its tag becomes
`Note` (ISO 32000-1, 14.8.4.4) with the id that ISO 14289-1, 7.9, wants; so do notes that stand elsewhere. Pictures that
only adorn the page, which have no words in `alt`, get a name that makes no `Figure` of them, and what is generated
before a link one that makes no second `Link`. Drawings of formulas are `Formula` (14.8.4.5), with the words that ISO
14289-1, 7.7, wants. Blocks in a list's item get the body that they lack.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import Any
from xml.etree import ElementTree as ET  # only built here, never parsed

import pydyf  # WeasyPrint writes with it

from chapbook.model.fragment import SVG
from chapbook.render.pdf.paper_formulas import FORMULA_CLASS
from chapbook.trees import has_class

_NOTE_NAME, _NOTE_TAG = "main", "/Part"
_PARTS_OF_ITEM = frozenset({"/Lbl", "/LBody"})
_PLAIN_NAME = "adornment"


class _FormulaWords(str):
    """The words of a formula, to be known again in the PDF."""

    __slots__ = ()


def rename_boxes(pages: Sequence[Any]) -> tuple[str, ...]:
    """Rename boxes before the PDF is made. The ids of the notes, in the order in which they will be tagged.

    A note that goes on on further pages is a `Note` on each, and none may have the id of another.
    """
    notes: list[str] = []
    begun: Counter[str] = Counter()
    for page in pages:
        seen: set[Any] = set()
        for box in page.descendants(placeholders=True):
            if _is_formula(box):
                # A stand-in: WeasyPrint knows a picture's words only in `alt`.
                box.element = ET.Element("img", {"alt": _FormulaWords(box.element.get("aria-label", ""))})
                box.element_tag = "img"
            elif box.element_tag == "a::before" or _is_wordless_picture(box):
                box.element_tag = _PLAIN_NAME
            elif box.element_tag == "aside" and has_class(box.element, "footnote") and box.element not in seen:
                seen.add(box.element)
                box.element_tag = _NOTE_NAME
                name = box.element.get("id", "")
                begun[name] += 1
                notes.append(f"{name}-{begun[name]}" if begun[name] > 1 else name)
    return tuple(notes)


def _is_formula(box: Any) -> bool:
    return hasattr(box, "replacement") and box.element is not None and has_class(box.element, FORMULA_CLASS)


def _is_wordless_picture(box: Any) -> bool:
    return hasattr(box, "replacement") and box.element is not None and not _words(box.element)


def _words(picture: Any) -> str:
    """The words that stand for a picture."""
    if picture.tag == f"{{{SVG}}}svg":
        return (picture.findtext(f"{{{SVG}}}title") or "").strip()
    return str(picture.get("alt", "")).strip()


def mend_tags(pdf: Any, notes: Sequence[str]) -> None:
    """Give the notes their tag and id, formulas their tag, and the items of lists their bodies."""
    waiting = iter(notes)
    for made in list(pdf.objects):
        if not isinstance(made, dict):
            continue
        if made.get("S") == _NOTE_TAG:
            made["S"] = "/Note"
            made["ID"] = pydyf.String(next(waiting))
        elif made.get("S") == "/Figure" and isinstance(getattr(made.get("Alt"), "string", ""), _FormulaWords):
            made["S"] = "/Formula"
        elif made.get("S") == "/LI":
            _wrap_body(pdf, made)


def _wrap_body(pdf: Any, item: Any) -> None:
    """Put what is neither label nor body of a list's item into bodies (ISO 32000-1, table 336)."""
    kids = [pdf.objects[int(reference.split()[0])] for reference in item["K"]]
    kept: list[Any] = []
    for belongs, run in groupby(kids, key=lambda kid: kid.get("S") in _PARTS_OF_ITEM):
        group = list(run)
        kept += group if belongs else [_body(pdf, item, group)]
    item["K"] = pydyf.Array([kid.reference for kid in kept])


def _body(pdf: Any, item: Any, kids: Sequence[Any]) -> Any:
    body = pydyf.Dictionary({"Type": "/StructElem", "S": "/LBody", "Pg": item["Pg"], "P": item.reference})
    pdf.add_object(body)
    body["K"] = pydyf.Array([kid.reference for kid in kids])
    for kid in kids:
        kid["P"] = body.reference
    return body
