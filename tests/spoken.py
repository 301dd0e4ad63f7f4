"""A tagged PDF as a screen reader has it: input the file, output its structure tree with the words of each element.

Words come of the marked content that the tree names, read from the pages' operators and the fonts' ToUnicode maps, and
of what stands in their place (ActualText, Alt). What no element names is never read out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Object

_SAID = ("/T", "/Lang", "/Alt", "/ActualText", "/E")
_CODE = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]*)>")


@dataclass
class Spoken:
    """An element: its tag, what it says of itself, and its kids: elements and pieces of text."""

    tag: str
    said: dict[str, str]
    kids: list[Spoken | str] = field(default_factory=list)

    def words(self) -> str:
        """What is read out, soft hyphens taken out and white space single."""
        said = self.said.get("Alt") or self.said.get("ActualText")
        text = said or "".join(kid if isinstance(kid, str) else kid.words() for kid in self.kids)
        return " ".join(text.split()) if self.tag == "Document" else text

    def all(self) -> Iterator[Spoken]:
        """The element and all below it."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Spoken):
                yield from kid.all()

    def outline(self, depth: int = 0) -> Iterator[str]:
        """A line for each element and for each piece of text."""
        said = "".join(f" {name}={value!r}" for name, value in self.said.items())
        yield "  " * depth + self.tag + said
        for kid in self.kids:
            if isinstance(kid, Spoken):
                yield from kid.outline(depth + 1)
            elif kid:
                yield "  " * (depth + 1) + repr(kid)


def speak(path: Path) -> Spoken:
    """The file's Document."""
    with pikepdf.open(path) as pdf:
        texts = {page.obj.objgen: _page_texts(page) for page in pdf.pages}
        (document,) = pdf.Root.StructTreeRoot.K
        return _element(document, texts)


def _element(element: Object, texts: dict[tuple[int, int], dict[int, str]]) -> Spoken:
    said = {name[1:]: str(element[name]) for name in _SAID if name in element}
    if "/A" in element and "/Scope" in element.A:
        said["Scope"] = str(element.A.Scope)[1:]
    made = Spoken(str(element.S)[1:], said)
    kids = element.get("/K", Array())
    for kid in kids if isinstance(kids, Array) else [kids]:
        if not isinstance(kid, Dictionary):
            made.kids.append(texts[element.Pg.objgen][int(kid)])
        elif kid.get("/Type") == Name.MCR:
            made.kids.append(texts[kid.Pg.objgen][int(kid.MCID)])
        elif "/S" in kid:
            made.kids.append(_element(kid, texts))
    return made


def _page_texts(page: pikepdf.Page) -> dict[int, str]:
    """The text of each piece of marked content."""
    fonts = {name: _to_unicode(font) for name, font in page.resources.get("/Font", {}).items()}
    texts: dict[int, str] = {}
    open_marks: list[tuple[int | None, str | None]] = []
    font: dict[int, str] = {}
    for instruction in pikepdf.parse_content_stream(page):
        operator, operands = str(instruction.operator), instruction.operands
        if operator in ("BDC", "BMC"):
            facts = operands[1] if operator == "BDC" else Dictionary()
            number = int(facts.MCID) if "/MCID" in facts else None
            open_marks.append((number, str(facts.ActualText) if "/ActualText" in facts else None))
            if number is not None:
                texts[number] = ""
        elif operator == "EMC":
            _number, instead = open_marks.pop()
            if instead is not None:
                _add(texts, open_marks, instead)
        elif operator == "Tf":
            font = fonts[str(operands[0])]
        elif operator in ("TJ", "Tj"):
            shown = operands[0] if operator == "TJ" else operands
            codes = b"".join(bytes(piece) for piece in shown if isinstance(piece, pikepdf.String))
            if not any(instead is not None for _number, instead in open_marks):
                _add(texts, open_marks, "".join(font.get(code, "\ufffd") for code in _glyphs(codes)))
    return texts


def _add(texts: dict[int, str], open_marks: list[tuple[int | None, str | None]], text: str) -> None:
    inside = [number for number, _ in open_marks if number is not None]
    if inside:
        texts[inside[-1]] += text.replace("\u00ad", "")


def _glyphs(codes: bytes) -> Iterator[int]:
    return (int.from_bytes(codes[place : place + 2], "big") for place in range(0, len(codes), 2))


def _to_unicode(font: Object) -> dict[int, str]:
    cmap = font.ToUnicode.read_bytes()
    return {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in _CODE.findall(cmap)}
