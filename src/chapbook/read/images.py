"""The images that the chapters use.

Input: the uses that the drafts declare. Output: an `Image` for each file with its type and size, found from its bytes,
never from its name; an error where a file is missing, is no image, or is one that no edition may carry.
"""

from __future__ import annotations

import hashlib
import io
import re
import warnings
from collections.abc import Iterable, Mapping

from lxml import etree
from PIL import Image as Picture
from PIL import UnidentifiedImageError

from chapbook.diagnostics import Diagnostic, Span, did_you_mean, error
from chapbook.files import Folder, PathRefusedError
from chapbook.model.book import Image
from chapbook.model.draft import ImageUse
from chapbook.model.fragment import SVG, XLINK

# More pixels than any page can show; beyond it an image is more likely a mistake or an attack.
MAX_PIXELS = 100_000_000
MEDIA_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}
# CSS px in each SVG unit (CSS Values 3, section 6.2).
_PX = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}


class _UnfitImageError(Exception):
    """The image cannot be used; `args` are the code and the sentence of the diagnostic."""


def read_images(folder: Folder, uses: Iterable[ImageUse]) -> tuple[Mapping[str, Image], tuple[Diagnostic, ...]]:
    """Each used image once, by path; every use of one that cannot be used is an error at its own place."""
    images: dict[str, Image] = {}
    faults: dict[str, tuple[str, str, str]] = {}
    found: list[Diagnostic] = []
    for use in uses:
        if use.path not in images and use.path not in faults:
            try:
                images[use.path] = inspect_image(use.path, folder.read_bytes(use.path))
            except (FileNotFoundError, PathRefusedError):
                known = [p for p in folder.paths() if not p.endswith((".md", ".toml", ".bib"))]
                faults[use.path] = ("missing-image", f"There is no image “{use.path}”.", did_you_mean(use.path, known))
            except _UnfitImageError as unfit:
                faults[use.path] = (unfit.args[0], unfit.args[1], "")
        if use.path in faults:
            code, message, hint = faults[use.path]
            found.append(error(code, use.span, message, hint))
    return images, tuple(found)


def read_cover(folder: Folder, path: str, named_at: Span) -> tuple[Diagnostic, ...]:
    """What is wrong with the author's own cover image."""
    return read_images(folder, [ImageUse(path, "", named_at)])[1]


def inspect_image(path: str, content: bytes) -> Image:
    """Type and size from the bytes."""
    digest = hashlib.sha256(content).hexdigest()
    if re.match(rb"\s*(<\?xml|<!--|<svg)", content[:200].removeprefix(b"\xef\xbb\xbf")):
        width, height = _inspect_svg(content)
        return Image(path, "image/svg+xml", width, height, digest)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Picture.DecompressionBombWarning)  # the cap below is ours
            with Picture.open(io.BytesIO(content)) as picture:
                kind, (width, height) = picture.format, picture.size
                if width * height > MAX_PIXELS:
                    said = (
                        f"The image has {width} × {height} pixels; more than {MAX_PIXELS // 10**6} million are refused."
                    )
                    raise _UnfitImageError("image-too-large", said)
                picture.load()
    except UnidentifiedImageError:
        raise _UnfitImageError("unreadable-image", "The file is no image that can be read.") from None
    except (OSError, SyntaxError, Picture.DecompressionBombError) as broken:
        raise _UnfitImageError("unreadable-image", f"The image is damaged: {broken}.") from broken
    if kind not in MEDIA_TYPES:
        said = f"Readers do not take {kind} images; save it as PNG, JPEG, WebP, GIF or SVG."
        raise _UnfitImageError("unreadable-image", said)
    return Image(path, MEDIA_TYPES[kind], width, height, digest)


def _inspect_svg(content: bytes) -> tuple[int, int]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as broken:
        raise _UnfitImageError("unreadable-image", f"The SVG is not well formed: {broken.msg}.") from broken
    if root.tag != f"{{{SVG}}}svg":
        raise _UnfitImageError("unreadable-image", "The file is XML, but no SVG with its namespace.")
    if b"<!ENTITY" in content:
        raise _UnfitImageError("unsafe-svg", "The SVG declares entities; those are refused.")
    for element in root.iter(etree.Element):
        _refuse_active(element)
    box = [float(n) for n in re.findall(r"-?\d*\.?\d+", root.get("viewBox", ""))]
    width = _length(root.get("width", "")) or (box[2] if len(box) == 4 else 300.0)
    height = _length(root.get("height", "")) or (box[3] if len(box) == 4 else 150.0)
    return round(width), round(height)


def _refuse_active(element: etree._Element) -> None:
    name = etree.QName(element).localname
    if name in ("script", "foreignObject", "iframe", "handler"):
        raise _UnfitImageError("unsafe-svg", f"The SVG holds a “{name}” element; those are refused.")
    for attribute, value in ((str(a), str(v)) for a, v in element.attrib.items()):
        if attribute.lower().startswith("on"):
            raise _UnfitImageError("unsafe-svg", f"The SVG holds an event handler “{attribute}”; those are refused.")
        inside = value.startswith(("#", "data:image/"))
        if attribute in ("href", f"{{{XLINK}}}href") and name != "a" and not inside:
            raise _UnfitImageError("unsafe-svg", f"The SVG points outside itself, to “{value}”; that is refused.")


def _length(value: str) -> float:
    measure = re.fullmatch(r"\s*(\d*\.?\d+)\s*([a-z]*)\s*", str(value))
    return float(measure[1]) * _PX[measure[2]] if measure and measure[2] in _PX else 0.0
