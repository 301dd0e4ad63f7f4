"""Images as paper wants them: WeasyPrint's module of images mended while in use, and how finely each image is printed.

A picture in shades of grey stays grey, whatever its file says, so that it is printed in black ink alone. One with many
more pixels than paper can show is made smaller when it is drawn; a JPEG keeps the quality that it was saved with.
Where toner is to be saved pictures are lighter: their pixels stay and are read by another scale (ISO 32000-1, 8.9.5.2).
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote

from PIL import Image, ImageChops, JpegImagePlugin
from pydyf import Array  # WeasyPrint writes with it

from chapbook.render.pdf.paper import MANUSCRIPT
from chapbook.render.pdf.part import PlacedImage

# What a press asks for, and the finest that is left as it is, in pixels to the inch.
PRINT_DPI, FINEST_DPI = 300, 450
_CSS_DPI = 96
# What black becomes in a lighter picture, from 0 (black) to 1 (white); the numbers of colours by colour space.
_LIGHTEST_BLACK = 0.28
_BANDS = {"/DeviceGray": 1, "/DeviceRGB": 3}
_MM_PER_PIXEL = 25.4 / _CSS_DPI
_ORIENTATION = 0x0112  # an EXIF tag


@contextmanager
def images_kept(images: Any, *, lighter: bool = False) -> Iterator[None]:
    """Mend `weasyprint.images` inside the `with` statement, in which the option `dpi` must be `PRINT_DPI`.

    `lighter`: pictures are drawn with less toner. Those in other inks than grey or red, green and blue stay.
    """
    make, give = images.RasterImage.__init__, images.RasterImage.get_x_object

    def make_grey(image: Any, picture: Image.Image, *arguments: Any, **options: Any) -> None:
        make(image, _greyed(picture), *arguments, **options)

    def give_smaller(image: Any, interpolate: bool, dpi_ratio: float) -> Any:
        if dpi_ratio <= PRINT_DPI / FINEST_DPI:
            size = max(1, round(image.width * dpi_ratio)), max(1, round(image.height * dpi_ratio))
            image.image_data = image.cache_image_data(_smaller(image.image_data.data, size))
            image.width, image.height = size
        drawn = give(image, interpolate, 1)
        if lighter and (bands := _BANDS.get(str(drawn.extra.get("ColorSpace")), 0)):
            drawn.extra["Decode"] = Array([_LIGHTEST_BLACK, 1] * bands)
        return drawn

    images.RasterImage.__init__, images.RasterImage.get_x_object = make_grey, give_smaller
    try:
        yield
    finally:
        images.RasterImage.__init__, images.RasterImage.get_x_object = make, give


def _greyed(picture: Image.Image) -> Image.Image:
    """The picture, in shades of grey if it has no others. A JPEG is left alone: it would lose by being saved again."""
    if picture.format in ("JPEG", "MPO") or "transparency" in picture.info or _ORIENTATION in picture.getexif():
        return picture
    if picture.mode == "1":
        return picture.convert("L")
    if picture.mode.startswith("I"):
        return picture.convert("I").point(lambda value: value / 256).convert("L")
    if picture.mode not in ("P", "RGB", "RGBA"):
        return picture
    bands = picture.convert("RGBA" if picture.mode == "RGBA" else "RGB").split()
    if any(ImageChops.difference(bands[0], band).getbbox() for band in bands[1:3]):
        return picture
    return Image.merge("LA", (bands[0], bands[3])) if len(bands) == 4 else bands[0]


def _smaller(content: bytes, size: tuple[int, int]) -> bytes:
    with Image.open(io.BytesIO(content)) as picture:
        smaller = picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
        written = io.BytesIO()
        if isinstance(picture, JpegImagePlugin.JpegImageFile):
            sampling = JpegImagePlugin.get_sampling(picture)
            smaller.save(written, "JPEG", qtables=picture.quantization, subsampling=sampling, optimize=True)
        else:
            # Only for WeasyPrint, which reads it and writes its pixels itself: what is packed here is packed twice.
            smaller.save(written, "PNG", compress_level=0)
        return written.getvalue()


def placed_images(pages: Sequence[Any]) -> tuple[PlacedImage, ...]:
    """Every picture made of pixels that the page boxes show: once, as large as it is shown anywhere."""
    largest: dict[str, PlacedImage] = {}
    for page in pages:
        for box in page.descendants(placeholders=True):
            source = box.element.get("src", "") if getattr(box, "element", None) is not None else ""
            picture = getattr(box, "replacement", None)
            if not source.startswith(MANUSCRIPT) or not hasattr(picture, "mode") or not box.width or not box.height:
                continue
            placed = _placed(unquote(source.removeprefix(MANUSCRIPT)), picture, box)
            known = largest.setdefault(placed.path, placed)
            largest[placed.path] = max(known, placed, key=lambda image: image.width_mm)
    return tuple(largest[path] for path in sorted(largest))


def _placed(path: str, picture: Any, box: Any) -> PlacedImage:
    across, down = box.width / picture.width, box.height / picture.height
    scale = {"contain": min(across, down), "cover": max(across, down)}.get(box.style["object_fit"], across)
    return PlacedImage(path, round(picture.width * scale * _MM_PER_PIXEL, 2), round(_CSS_DPI / scale))
