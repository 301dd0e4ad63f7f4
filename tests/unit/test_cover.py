"""The cover: whatever the title's length, the words stand where they belong, and the bytes are the same each time."""

from __future__ import annotations

import dataclasses
import io
from datetime import UTC, datetime

import pypdfium2
import pytest
from PIL import Image

from chapbook.faces import BookFaces, family_faces
from chapbook.files import MemoryFolder
from chapbook.model.apparatus import Apparatus
from chapbook.model.book import Book, OnPaper, Words
from chapbook.model.manuscript import StyleSettings
from chapbook.model.metadata import Contributor, Metadata
from chapbook.render.cover import rasterise_cover, render_back_cover, render_cover
from chapbook.render.editions import EPUB_COVER_MM

A5 = (148.0, 210.0)
# The field of colour covers this much of the front, from above.
FIELD = 0.66
TITLES = (
    "Trams",
    "The Last Train East",
    "A Short History of the Bridges at Přerov",
    "Seventy Ordinary Evenings Spent in Waiting Rooms between Ostrava and the Sea, with Maps",
    "On the Several Ways in Which the Inhabitants of Railway Towns Kept Accounts of the Weather, and Why They Stopped",
    "Donaudampfschifffahrtsgesellschaftskapitän",
    "MAMMUTBÄUME AM WÖRTHERSEE",
    "東への最後の列車：ソ連軍はいかにしてチェコスロバキアを去ったか",
)


def a_book(title: str = "The Last Train East", **changes: object) -> Book:
    metadata = Metadata(title, "en-GB", "urn:uuid:0", datetime(2026, 11, 24, tzinfo=UTC))
    words = Words(**{field.name: field.name for field in dataclasses.fields(Words) if field.name != "sheets"})  # type: ignore[arg-type]
    faces = BookFaces(family_faces("Spectral"), family_faces("IBM Plex Mono"))
    changed = dataclasses.replace(metadata, **changes)  # type: ignore[arg-type]
    return Book(changed, (), (), Apparatus(), (), words, StyleSettings(), (), OnPaper((), ()), faces)


def front(book: Book, size: tuple[float, float] = A5, folder: MemoryFolder | None = None) -> bytes:
    return render_cover(book, *size, folder or MemoryFolder({}))


def words_on(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        assert len(document) == 1
        return " ".join(document[0].get_textpage().get_text_range().replace("\ufffe", "").split())


def ink(pdf: bytes) -> list[tuple[str, float, float, float, float]]:
    """Every letter with its left, bottom, right and top edge as shares of the page."""
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0]
        width, height, text = page.get_width(), page.get_height(), page.get_textpage()
        letters = []
        for index in range(text.count_chars()):
            left, bottom, right, top = text.get_charbox(index)
            if text.get_text_range(index, 1).strip():
                letters.append(
                    (text.get_text_range(index, 1), left / width, bottom / height, right / width, top / height)
                )
        return letters


@pytest.mark.parametrize("size", [A5, EPUB_COVER_MM])
@pytest.mark.parametrize("title", TITLES)
def test_a_title_of_any_length_stays_in_its_field(title: str, size: tuple[float, float]) -> None:
    pdf = front(a_book(title), size)
    assert words_on(pdf).replace("‐", "").replace(" ", "") == title.replace(" ", "")
    for letter, left, bottom, right, _top in ink(pdf):
        assert left > 0.1 and right < 0.98, letter
        assert bottom > 1 - FIELD, letter


def test_a_short_title_is_set_larger_than_a_long_one() -> None:
    heights = [max(top - bottom for _c, _l, bottom, _r, top in ink(front(a_book(title)))) for title in TITLES[:5]]
    assert heights == sorted(heights, reverse=True)
    assert heights[0] > 2 * heights[-1]


def test_subtitle_and_authors_stand_below_the_field() -> None:
    book = a_book(
        "Trams",
        subtitle="How They Came to the Hill",
        contributors=(Contributor("Jana Nováková", "aut", "Nováková, Jana"),),
    )
    pdf = front(book)
    assert words_on(pdf) == "Trams How They Came to the Hill Jana Nováková"
    below = "".join(letter for letter, _l, _b, _r, top in ink(pdf) if top < 1 - FIELD)
    assert below == "HowTheyCametotheHillJanaNováková"


def test_of_many_authors_the_first_are_on_the_cover() -> None:
    people = tuple(Contributor(f"Author {n} Nováková", "aut", f"Nováková {n}") for n in range(200))
    shown = words_on(front(a_book("Trams", contributors=people)))
    assert shown.startswith("Trams Author 0 Nováková, Author 1 Nováková, ")
    assert shown.endswith(" …")
    assert 10 < shown.count("Nováková") < 100
    assert words_on(front(a_book("Trams", contributors=people[:2]))).endswith("Author 1 Nováková")


def test_who_is_no_author_is_not_on_the_cover() -> None:
    assert words_on(front(a_book("Trams", contributors=(Contributor("An Editor", "edt", "Editor, An"),)))) == "Trams"


def test_the_page_has_the_size_asked_for() -> None:
    with pypdfium2.PdfDocument(front(a_book())) as document:
        assert document[0].get_size() == pytest.approx((A5[0] * 72 / 25.4, A5[1] * 72 / 25.4), abs=0.5)


def test_the_picture_of_the_e_book_has_its_size_and_no_metadata() -> None:
    image = Image.open(io.BytesIO(rasterise_cover(front(a_book(), EPUB_COVER_MM))))
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (1600, 2560))
    assert not image.getexif()
    assert "comment" not in image.info
    red, green, blue = image.getpixel((1500, 60))  # type: ignore[misc]
    assert (red, green, blue) == pytest.approx((0x8C, 0x2F, 0x1B), abs=6)


def test_the_same_book_gives_the_same_bytes() -> None:
    assert front(a_book()) == front(a_book())
    pdf = front(a_book(), EPUB_COVER_MM)
    assert rasterise_cover(pdf) == rasterise_cover(pdf)


def test_the_authors_own_picture_covers_the_whole_page() -> None:
    file = io.BytesIO()
    Image.new("RGB", (300, 200), (0, 90, 200)).save(file, "PNG")
    pdf = front(a_book(cover="images/front.png"), A5, MemoryFolder({"images/front.png": file.getvalue()}))
    assert words_on(pdf) == ""
    image = Image.open(io.BytesIO(rasterise_cover(pdf, 148, 210)))
    for corner in ((1, 1), (146, 1), (1, 208), (146, 208), (74, 105)):
        assert image.getpixel(corner) == pytest.approx((0, 90, 200), abs=6)


def test_the_back_says_what_the_book_is_about_and_where_it_is() -> None:
    book = a_book(description="About trams.", license="CC-BY-4.0", url="https://example.org/trams")
    assert (
        words_on(render_back_cover(book, *A5, MemoryFolder({}))) == "About trams. CC-BY-4.0 https://example.org/trams"
    )


def test_a_long_description_fits_on_the_back() -> None:
    text = " ".join(["Seventy-three thousand soldiers went home by rail."] * 40)
    pdf = render_back_cover(a_book(description=text, url="https://example.org/trams"), *A5, MemoryFolder({}))
    address = [bottom for letter, _l, bottom, _r, _t in ink(pdf)][-len("https://example.org/trams") :]
    description = [bottom for _letter, _l, bottom, _r, _t in ink(pdf)][: -len("https://example.org/trams")]
    assert min(description) > max(address)
