"""A tiny book of wide tables: pages that lie on their side are pages like the others, in every edition."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pypdfium2
from conftest import BuiltBook

HEADS = ["No.", "From", "Day", "Over", "Men", "Cars", "To", "Remarks"]


def texts(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(path.read_bytes())
    try:
        return [document[n].get_textpage().get_text_range() for n in range(len(document))]
    finally:
        document.close()


def turned_pages(path: Path) -> list[int]:
    """The pages on which the first town stands as it does upright to the eye only when the book is turned."""
    document = pypdfium2.PdfDocument(path.read_bytes())
    found = []
    try:
        for number in range(len(document)):
            page = document[number].get_textpage()
            text = page.get_text_range()
            start = text.find("Čierna")
            if start >= 0:
                first, last = page.get_charbox(start), page.get_charbox(start + 5)
                found += [number] if last[1] - first[1] > abs(last[0] - first[0]) else []
    finally:
        document.close()
    return found


def test_the_table_lies_on_pages_that_follow_each_other(wide: BuiltBook) -> None:
    for edition in ("screen", "print"):
        pages = turned_pages(wide.path(edition))
        assert len(pages) >= 2, edition
        assert pages == list(range(pages[0], pages[-1] + 1))


def test_all_pages_of_the_file_have_one_size(wide: BuiltBook) -> None:
    for edition in ("screen", "print"):
        with pikepdf.open(wide.path(edition)) as pdf:
            assert len({tuple(round(float(edge), 2) for edge in page.trimbox) for page in pdf.pages}) == 1
            assert all("/Rotate" not in page for page in pdf.pages)


def test_the_text_goes_on_upright(wide: BuiltBook) -> None:
    path = wide.path("screen")
    after = next(n for n, text in enumerate(texts(path)) if "the wheels were changed" in text)
    assert after not in turned_pages(path)


def test_a_reader_hears_the_table_once_with_its_heads(wide: BuiltBook) -> None:
    with pikepdf.open(wide.path("screen")) as pdf:
        tables = [e for e in structure(pdf.Root.StructTreeRoot) if e.get("/S") == "/Table"]
        heads = [e for e in structure(tables[0]) if e.get("/S") == "/TH"]
        rows = [e for e in structure(tables[0]) if e.get("/S") == "/TR"]
        assert len(tables) == 2
        assert len(heads) == len(HEADS)
        assert {str(head.A.Scope) for head in heads} == {"/Column"}
        assert len(rows) == 1 + 22


def structure(element: pikepdf.Object) -> list[pikepdf.Object]:
    held = element.get("/K", pikepdf.Array())
    below = [
        k
        for k in (list(held) if isinstance(held, pikepdf.Array) else [held])
        if isinstance(k, pikepdf.Dictionary) and "/S" in k
    ]
    return [element, *(inner for kid in below for inner in structure(kid))]


def test_a_link_from_the_side_leads_to_its_section(wide: BuiltBook) -> None:
    with pikepdf.open(io.BytesIO(wide.path("screen").read_bytes())) as pdf:
        lying = pdf.pages[turned_pages(wide.path("screen"))[0]]
        named = {str(link.Dest): [float(edge) for edge in link.Rect] for link in lying.Annots if "/Dest" in link}
        left, bottom, right, top = named["the-gauge"]
        width, height = float(lying.mediabox[2]), float(lying.mediabox[3])
        assert top - bottom > right - left
        assert 0 < left < right < width
        assert 0 < bottom < top < height


def test_it_is_folded_with_the_other_pages(wide: BuiltBook) -> None:
    (booklet,) = [e for e in wide.result.editions if e.name == "booklet"]
    assert booklet.sheets > 0
    assert sum("Smolensk" in text for text in texts(wide.path("booklet"))) >= 1
