"""The faces (font files) that a book is set in.

Input: a family's name. Output: its four faces as files, from the installed fontpkg packages, so that the same book is
set in the same letters on every machine.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import fontpkg

from chapbook.machine import MachineError


class FaceMissingError(MachineError):
    """The family, or one of its faces, is not installed. The message names the package to install."""


@dataclass(frozen=True)
class Face:
    """One font file: `weight` as in CSS (400, 700), `style` "normal" or "italic"."""

    family: str
    weight: int
    style: str
    path: Path


@lru_cache(maxsize=16)
def family_faces(family: str) -> tuple[Face, ...]:
    """Regular, italic, bold and bold italic of the family, in this order. Raises FaceMissingError."""
    return tuple(_find(family, weight, style) for weight in (400, 700) for style in ("normal", "italic"))


def installed_families() -> tuple[str, ...]:
    """The names of all families that are installed, sorted."""
    return tuple(sorted(fontpkg.families()))


def _find(family: str, weight: int, style: str) -> Face:
    try:
        return Face(family, weight, style, Path(fontpkg.path(family, weight=weight, style=style, nearest=True)))
    except fontpkg.FontpkgError as missing:
        package = f"fontpkg-{fontpkg.slugify(family)}"
        raise FaceMissingError(f"The face “{family}” is not installed; install {package} with pip.") from missing


@lru_cache(maxsize=64)
def face_digest(path: Path) -> str:
    """The SHA-256 of a font file, for cache keys."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
