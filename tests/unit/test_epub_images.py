"""Images in the package: as they are, within the limits of readers, or as pictures that every reader shows."""

from __future__ import annotations

import io
import random
from collections.abc import Mapping
from dataclasses import replace

import pytest
from PIL import Image as Picture
from sample_book import STAGES, sample_book

from chapbook.cache import Cache
from chapbook.check.image_limits import heavy_ebook, heavy_images
from chapbook.diagnostics import Span
from chapbook.files import MemoryFolder
from chapbook.model.book import Book
from chapbook.model.draft import ImageUse
from chapbook.model.ebook import EbookSettings
from chapbook.model.manuscript import EditionSettings
from chapbook.read.images import read_images
from chapbook.render.epub import images as module
from chapbook.render.epub.images import ImageTreatment, make_images

FIT, PICTURES = ImageTreatment(fit=True), ImageTreatment(pictures=True)


def noise(size: tuple[int, int], kind: str, mode: str = "RGB") -> bytes:
    count = size[0] * size[1] * len(Picture.new(mode, (1, 1)).getbands())
    picture = Picture.frombytes(mode, size, random.Random(1).randbytes(count))  # noqa: S311 – a picture, no secret
    written = io.BytesIO()
    picture.save(written, kind, **({"lossless": True} if kind == "WEBP" else {}))
    return written.getvalue()


def book_with(files: Mapping[str, bytes], settings: EbookSettings | None = None) -> Book:
    uses = [ImageUse(path, "alt", Span("a.md", n, 1)) for n, path in enumerate(files, 1)]
    read, found = read_images(MemoryFolder(files), uses, Cache(None))
    assert {fault.code for fault in found} <= {"unknown-inks"}
    editions = (EditionSettings("epub", ebook=settings),) if settings else ()
    return replace(sample_book(), images=tuple(read.values()), editions=editions)


def made(path: str, content: bytes, treatment: ImageTreatment) -> tuple[str, str, bytes]:
    resource = make_images(book_with({path: content}), MemoryFolder({path: content}), treatment)[path]
    return resource.file_name, resource.media_type, resource.read()


def opened(content: bytes) -> Picture.Image:
    picture = Picture.open(io.BytesIO(content))
    picture.load()
    return picture


@pytest.mark.parametrize("treatment", [ImageTreatment(), FIT])
def test_an_image_within_the_limits_stays_as_it_is(treatment: ImageTreatment) -> None:
    content = noise((20, 10), "PNG")
    assert made("a.png", content, treatment) == ("images/001-a.png", "image/png", content)


def test_an_image_beyond_the_limits_stays_unless_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_IMAGE_BYTES", 4000)
    content = noise((60, 40), "PNG")
    assert made("a.png", content, ImageTreatment())[2] == content


def test_an_image_of_too_many_bytes_becomes_a_smaller_jpeg(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_IMAGE_BYTES", 4000)
    monkeypatch.setattr(module, "_SMALL_BYTES", 100)
    monkeypatch.setattr(module, "_SMALLEST", 1)
    name, media_type, content = made("a.png", noise((100, 80), "PNG"), FIT)
    assert (name, media_type) == ("images/001-a.jpg", "image/jpeg")
    assert len(content) <= 4000
    assert opened(content).format == "JPEG"
    again = made("a.png", noise((100, 80), "PNG"), FIT)[2]
    assert again == content


def test_what_can_be_seen_through_stays_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_IMAGE_BYTES", 4000)
    monkeypatch.setattr(module, "_SMALL_BYTES", 100)
    monkeypatch.setattr(module, "_SMALLEST", 1)
    _, media_type, content = made("a.png", noise((100, 80), "PNG", "RGBA"), FIT)
    assert (media_type, opened(content).mode) == ("image/png", "RGBA")
    assert len(content) <= 4000


def test_an_image_of_too_many_pixels_is_scaled_in_its_own_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_IMAGE_PIXELS", 200)
    for kind, media_type in (("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp")):
        _, said, content = made("a.img", noise((40, 20), kind), FIT)
        assert said == media_type
        assert opened(content).size == (20, 10)


def test_the_images_of_a_book_fit_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_EBOOK_BYTES", 30_000)
    monkeypatch.setattr(module, "TEXT_BYTES", 0)
    monkeypatch.setattr(module, "_SMALL_BYTES", 1000)
    files = {f"{n}.png": noise((100, 50), "PNG") for n in range(4)} | {"small.png": noise((8, 4), "PNG")}
    images = make_images(book_with(files), MemoryFolder(files), FIT)
    assert sum(len(i.read()) for i in images.values()) <= 30_000
    assert images["small.png"].read() == files["small.png"]


def test_inks_become_colours_of_a_screen() -> None:
    assert opened(made("a.jpg", noise((8, 8), "JPEG", "CMYK"), FIT)[2]).mode == "RGB"
    assert opened(made("a.jpg", noise((8, 8), "JPEG", "CMYK"), ImageTreatment())[2]).mode == "RGB"


def test_a_photograph_stands_as_the_camera_was_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_IMAGE_PIXELS", 200)
    written = io.BytesIO()
    picture = Picture.new("RGB", (40, 20), "red")
    exif = picture.getexif()
    exif[0x0112] = 6
    picture.save(written, "JPEG", exif=exif)
    smaller = opened(made("a.jpg", written.getvalue(), FIT)[2])
    assert smaller.size == (10, 20)
    assert 0x0112 not in smaller.getexif()


def test_a_film_is_never_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_IMAGE_PIXELS", 1)
    written = io.BytesIO()
    frames = [Picture.new("RGB", (4, 4), colour) for colour in ("red", "blue")]
    frames[0].save(written, "GIF", save_all=True, append_images=frames[1:])
    assert made("a.gif", written.getvalue(), FIT)[2] == written.getvalue()


def test_drawings_and_webp_become_pictures_that_every_reader_shows() -> None:
    name, media_type, content = made("a.svg", STAGES, PICTURES)
    assert (name, media_type) == ("images/001-a.png", "image/png")
    drawn = opened(content)
    assert drawn.size == (1600, 533)
    assert drawn.getpixel((100, 500)) == (0x99, 0x99, 0x99)
    assert drawn.getpixel((1500, 500)) == (255, 255, 255)
    assert made("a.webp", noise((8, 8), "WEBP"), PICTURES)[1] == "image/jpeg"
    assert made("a.webp", noise((8, 8), "WEBP", "RGBA"), PICTURES)[1] == "image/png"


def test_of_a_film_in_webp_a_reader_that_knows_none_sees_the_first_frame() -> None:
    written = io.BytesIO()
    frames = [Picture.new("RGB", (4, 4), colour) for colour in ("red", "blue")]
    frames[0].save(written, "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    _name, media_type, content = made("a.webp", written.getvalue(), PICTURES)
    assert media_type in ("image/jpeg", "image/png")
    red, _green, blue = opened(content).convert("RGB").resize((1, 1)).tobytes()
    assert red > 200 > 50 > blue


def test_an_image_beyond_the_limits_is_told_where_it_is_shown() -> None:
    files = {"a.png": noise((10, 10), "PNG"), "b.png": noise((10, 10), "PNG")}
    book = book_with(files)
    large = replace(book.images[1], length=5_100_000, width=3000, height=2000)
    book = replace(book, images=(book.images[0], large))
    said = heavy_images(book, ["epub"])
    assert [(d.code, d.span, d.severity.value) for d in said] == [("heavy-image", Span("a.md", 2, 1), "warning")] * 2
    assert "5.1 MB" in said[0].message
    assert "6.0 million pixels" in said[1].message


@pytest.mark.parametrize("choice", ["as-they-are", "fit-readers"])
def test_nothing_is_said_where_the_author_has_chosen(choice: str) -> None:
    book = book_with({"a.png": noise((10, 10), "PNG")}, EbookSettings(images=choice))
    book = replace(book, images=(replace(book.images[0], length=6_000_000),))
    assert heavy_images(book, ["epub"]) == ()
    assert len(heavy_images(book, ["epub", "kindle"])) == 1


def test_an_ebook_that_no_shop_takes_is_told() -> None:
    book = book_with({})
    assert heavy_ebook(book, "epub", 20_000_000) == ()
    assert [d.code for d in heavy_ebook(book, "epub", 20_000_001)] == ["heavy-e-book"]
    assert heavy_ebook(book_with({}, EbookSettings(images="as-they-are")), "epub", 30_000_000) == ()
    assert len(heavy_ebook(book_with({}, EbookSettings(images="fit-readers")), "epub", 30_000_000)) == 1
