"""Pictures in inks, as screens show them.

Input: a JPEG in CMYK (ITU-T T.81 with Adobe's marker). Output: the same in sRGB, by the profile that it carries (ISO
15076-1), and without one by the plain formula. Readers of e-books show inks wrongly or not at all, and each viewer of a
PDF takes them for those of another press.
"""

from __future__ import annotations

import io

from PIL import Image, ImageChops, ImageCms, JpegImagePlugin

from chapbook.colour_profiles import srgb_profile

_QUALITY = 92


def picture_for_screens(content: bytes) -> bytes:
    """The picture in sRGB. One that has no inks is given back as it is."""
    with Image.open(io.BytesIO(content)) as picture:
        if picture.mode != "CMYK" or not isinstance(picture, JpegImagePlugin.JpegImageFile):
            return content
        # Pillow takes every file for one of Adobe's, whose inks are written upside down.
        inks = picture.copy() if "adobe" in picture.info else ImageChops.invert(picture)
        shown = _by_profile(inks, picture.info.get("icc_profile") or b"") or inks.convert("RGB")
    written = io.BytesIO()
    shown.save(written, "JPEG", quality=_QUALITY, subsampling=0, optimize=True)
    return written.getvalue()


def _by_profile(inks: Image.Image, profile: bytes) -> Image.Image | None:
    try:
        source, screen = (ImageCms.ImageCmsProfile(io.BytesIO(p)) for p in (profile, srgb_profile()))
        return ImageCms.profileToProfile(inks, source, screen, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return None  # no profile, or one that is broken or for other inks
