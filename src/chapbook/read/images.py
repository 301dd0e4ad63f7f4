"""The images that the chapters use.

Input: the uses that the drafts declare. Output: an `Image` for each file with its type and size, found from its bytes,
never from its name; an error where a file is missing, is no image, or is one that no edition may carry.
"""

from __future__ import annotations

import codecs
import hashlib
import io
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from PIL import Image as Picture
from PIL import ImageFile, UnidentifiedImageError

from chapbook.cache import Cache, cache_key
from chapbook.cached_work import recall, remember
from chapbook.diagnostics import Diagnostic, Guesses, Span, error, warning
from chapbook.files import Folder, PathRefusedError
from chapbook.model.book import Image
from chapbook.model.draft import ImageUse
from chapbook.read.image_motion import STILL, Motion, picture_motion, svg_motion
from chapbook.read.svg import UnfitImageError, inspect_svg

# More pixels than any page can show; beyond it an image is more likely a mistake or an attack.
# Pillow itself warns from 89.5 million on, in whoever opens the image next.
MAX_PIXELS = 89_000_000
# MPO is what many cameras write: a JPEG with further pictures behind it, which readers pass over.
MEDIA_TYPES = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",
    "GIF": "image/gif",
    "WEBP": "image/webp",
}
MOVING = frozenset({"PNG", "GIF", "WEBP"})


def read_images(
    folder: Folder, uses: Iterable[ImageUse], cache: Cache
) -> tuple[Mapping[str, Image], tuple[Diagnostic, ...]]:
    """Each used image once, by path; every use of one that cannot be used is an error at its own place."""
    images: dict[str, Image] = {}
    spans: dict[str, list[Span]] = {}
    faults: dict[str, tuple[str, str, str]] = {}
    found: list[Diagnostic] = []
    guesses = Guesses()
    for use in uses:
        if use.path not in images and use.path not in faults:
            try:
                content = folder.read_bytes(use.path)
                images[use.path] = _inspect_once(use.path, content, cache)
                found += _unknown_inks(use, content) if images[use.path].media_type == "image/jpeg" else ()
            except (FileNotFoundError, PathRefusedError):
                known = [p for p in folder.paths() if not p.endswith((".md", ".toml", ".bib"))]
                faults[use.path] = (
                    "missing-image",
                    f"There is no image “{use.path}”.",
                    guesses.did_you_mean(use.path, known),
                )
            except UnfitImageError as unfit:
                faults[use.path] = (unfit.args[0], unfit.args[1], "")
        if use.path in faults:
            code, message, hint = faults[use.path]
            found.append(error(code, use.span, message, hint))
        else:
            spans.setdefault(use.path, []).append(use.span)
    used = {path: replace(image, uses=tuple(spans[path])) for path, image in images.items()}
    return used, tuple(found)


def read_cover(folder: Folder, path: str, named_at: Span, cache: Cache) -> tuple[Diagnostic, ...]:
    """What is wrong with the author's own cover image."""
    return read_images(folder, [ImageUse(path, "", named_at)], cache)[1]


def _unknown_inks(use: ImageUse, content: bytes) -> Iterator[Diagnostic]:
    """A warning for a picture in CMYK that does not say with which inks."""
    with Picture.open(io.BytesIO(content)) as picture:
        if picture.mode == "CMYK" and not picture.info.get("icc_profile"):
            message = f"“{use.path}” is in CMYK and has no profile, so its colours on a screen are a guess."
            hint = "Save it in RGB, or with the profile of its inks; a press that “icc” names prints it as it is."
            yield warning("unknown-inks", use.span, message, hint)


def _inspect_once(path: str, content: bytes, cache: Cache) -> Image:
    """What `inspect_image` says, or said of the same bytes: that a picture is whole is known when it is decoded."""
    key = cache_key("image", path, hashlib.sha256(content).digest())
    known = recall(cache, key, Image)
    if known is None:
        known = inspect_image(path, content)
        remember(cache, key, known)
    return known


def inspect_image(path: str, content: bytes) -> Image:
    """Type and size from the bytes."""
    if content.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"<"):
        width, height = inspect_svg(content)
        motion = svg_motion(content)
        return _image(path, "image/svg+xml", (width, height), content, motion)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Picture.DecompressionBombWarning)  # the cap below is ours
            with Picture.open(io.BytesIO(content)) as picture:
                kind, size = picture.format, picture.size
                width, height = size
                if width * height > MAX_PIXELS:
                    said = (
                        f"The image has {width} × {height} pixels; more than {MAX_PIXELS // 10**6} million are refused."
                    )
                    raise UnfitImageError("image-too-large", said)
                with _whole_alone():
                    picture.load()
                    motion = picture_motion(picture) if kind in MOVING else STILL
    except UnidentifiedImageError:
        raise UnfitImageError("unreadable-image", "The file is no image that can be read.") from None
    except (OSError, SyntaxError, ValueError, Picture.DecompressionBombError) as broken:
        raise UnfitImageError("unreadable-image", f"The image is damaged: {broken}.") from broken
    if kind not in MEDIA_TYPES:
        said = f"Readers do not take {kind} images; save it as PNG, JPEG, WebP, GIF or SVG."
        raise UnfitImageError("unreadable-image", said)
    return _image(path, MEDIA_TYPES[kind], size, content, motion)


def _image(path: str, media_type: str, size: tuple[int, int], content: bytes, motion: Motion) -> Image:
    digest = hashlib.sha256(content).hexdigest()
    return Image(path, media_type, *size, digest, length=len(content), moves=motion.moves, may_flash=motion.may_flash)


@contextmanager
def _whole_alone() -> Iterator[None]:
    """Take no picture whose end is missing, which WeasyPrint tells Pillow to take wherever it has been loaded."""
    lenient = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient
