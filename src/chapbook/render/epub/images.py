"""The images in the package: as they are, or as readers take them.

Input: the images of the book and what is set. Output: a resource for each, whose bytes are made when they are written
and not before, so that no two images are in memory together. What is made anew is so in the same way every time.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from PIL import Image as Picture
from PIL import ImageOps

from chapbook.files import Folder
from chapbook.model.book import Book, Image
from chapbook.reader_limits import MOST_EBOOK_BYTES, MOST_IMAGE_BYTES, MOST_IMAGE_PIXELS, TEXT_BYTES
from chapbook.render.drawings import SizedDrawing, draw_pictures
from chapbook.render.epub.content import file_stem
from chapbook.render.epub.publication import Resource
from chapbook.render.ink_pictures import picture_for_screens

EXTENSIONS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/svg+xml": "svg",
}
_JPEG, _PNG, _GIF, _WEBP, _SVG = EXTENSIONS
_FORMATS = {_JPEG: "JPEG", _PNG: "PNG", _WEBP: "WEBP"}
# A drawing as a picture is as wide as the widest page of a reader, in pixels.
DRAWN_WIDTH, MOST_DRAWN_PIXELS = 1600, 4_000_000
_QUALITY = 85
# An image that is too large in bytes is made smaller step by step; beyond the last there is nothing to see.
_STEP, _SMALLEST = 0.85, 64
# So small an image is left alone when the book as a whole is too large.
_SMALL_BYTES = 100_000


@dataclass(frozen=True)
class ImageTreatment:
    """`fit`: images beyond the limits of readers become smaller. `pictures`: SVG and WebP become PNG and JPEG."""

    fit: bool = False
    pictures: bool = False


def make_images(book: Book, folder: Folder, treatment: ImageTreatment) -> Mapping[str, Resource]:
    """For every image of the book, by its path, the file in the package."""
    allowed = _allowed_bytes(book) if treatment.fit else {}
    made = {}
    for number, image in enumerate(book.images, 1):
        stem = f"images/{number:03}-{file_stem(image.path.rsplit('/', 1)[-1].rsplit('.', 1)[0])}"
        media_type = _media_type(image, folder, treatment, allowed.get(image.path, 0))
        name = f"{stem}.{EXTENSIONS[media_type or image.media_type]}"
        if not media_type:
            made[image.path] = Resource(name, image.media_type, partial(_kept, folder, image))
        elif image.media_type == _SVG:
            made[image.path] = Resource(name, _PNG, partial(_drawn, folder, image, book))
        else:
            most = allowed.get(image.path, 0)
            made[image.path] = Resource(name, media_type, partial(_remade, folder, image.path, media_type, most))
    return made


def _allowed_bytes(book: Book) -> dict[str, int]:
    """What each image may have, so that all of them together fit into the book."""
    room = MOST_EBOOK_BYTES - TEXT_BYTES
    kept = sum(i.length for i in book.images if i.length <= _SMALL_BYTES)
    large = sum(min(i.length, MOST_IMAGE_BYTES) for i in book.images if i.length > _SMALL_BYTES)
    share = min(1.0, max(0, room - kept) / large) if large else 1.0
    return {i.path: max(_SMALL_BYTES, int(min(i.length, MOST_IMAGE_BYTES) * share)) for i in book.images}


def _media_type(image: Image, folder: Folder, treatment: ImageTreatment, most: int) -> str:
    """The type that the image gets when it must be made anew, or nothing when it stays as it is."""
    if image.media_type == _SVG:
        return _PNG if treatment.pictures else ""
    heavy = treatment.fit and image.length > most
    large = treatment.fit and image.width * image.height > MOST_IMAGE_PIXELS
    unknown = treatment.pictures and image.media_type == _WEBP  # of a moving one the first frame is shown
    if not unknown and (image.moves or not (heavy or large)):
        return ""
    with Picture.open(io.BytesIO(folder.read_bytes(image.path))) as picture:
        see_through = picture.has_transparency_data
    if image.media_type == _WEBP and not treatment.pictures:
        return _WEBP
    return _PNG if see_through or (image.media_type in (_PNG, _GIF) and not heavy) else _JPEG


def _kept(folder: Folder, image: Image) -> bytes:
    content = folder.read_bytes(image.path)
    return picture_for_screens(content) if image.media_type == _JPEG else content


def _drawn(folder: Folder, image: Image, book: Book) -> bytes:
    width, height = max(1, image.width), max(1, image.height)
    scale = min(DRAWN_WIDTH / width, (MOST_DRAWN_PIXELS / (width * height)) ** 0.5)
    drawing = SizedDrawing(folder.read_bytes(image.path), width, height, scale)
    return next(iter(draw_pictures([drawing], book.faces)))


def _remade(folder: Folder, path: str, media_type: str, most_bytes: int) -> bytes:
    """The image in another type or size; with `most_bytes` 0 its size stays. It stands as its camera was held."""
    with Picture.open(io.BytesIO(picture_for_screens(folder.read_bytes(path)))) as opened:
        picture = _plain(ImageOps.exif_transpose(opened), media_type)
        profile = opened.info.get("icc_profile")
    if not most_bytes:
        return _saved(picture, media_type, profile)
    excess = (picture.width * picture.height / MOST_IMAGE_PIXELS) ** 0.5
    picture = _scaled(picture, 1 / excess) if excess > 1 else picture
    content = _saved(picture, media_type, profile)
    while len(content) > most_bytes and min(picture.size) > _SMALLEST:
        picture = _scaled(picture, min(_STEP, (most_bytes / len(content)) ** 0.5))
        content = _saved(picture, media_type, profile)
    return content


def _plain(picture: Picture.Image, media_type: str) -> Picture.Image:
    """The picture in shades of grey or in red, green and blue, and see-through only where the type knows that."""
    if media_type != _JPEG and picture.has_transparency_data:
        return picture.convert("RGBA")
    if picture.mode.startswith("I"):
        return picture.convert("I").point(lambda value: value / 256).convert("L")
    return picture if picture.mode in ("L", "RGB") else picture.convert("L" if picture.mode in ("1", "LA") else "RGB")


def _scaled(picture: Picture.Image, factor: float) -> Picture.Image:
    width, height = (max(1, int(side * factor)) for side in picture.size)
    return picture.resize((width, height), Picture.Resampling.LANCZOS)


def _saved(picture: Picture.Image, media_type: str, profile: bytes | None) -> bytes:
    written = io.BytesIO()
    options: dict[str, Any] = {"optimize": True} if media_type == _PNG else {"quality": _QUALITY}
    if profile and picture.mode != "L":
        options["icc_profile"] = profile
    picture.save(written, _FORMATS[media_type], **options)
    return written.getvalue()
