"""Faces cut to what a book needs of them: one instance of a variable font, one member of a collection, some characters.

Input: a face as it is installed, and the characters that it will be asked for. Output: a face whose file lies in the
cache and is made once: static, alone in its file, with glyphs for these characters and no others. What is made
depends on the installed file alone, so the same book is set in the same letters on every machine.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Sequence, Set
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from chapbook.cache import mark_used
from chapbook.faces import Face
from chapbook.files import digest_of, write_whole
from chapbook.font_files import HARFBUZZ, Cut, cut_font, is_collection, open_font

_RECIPE = 3  # changes with what `_cut` makes
_DIGEST = re.compile("[0-9a-f]{64}")
_SETTLED_NS = 5_000_000_000
# Of a collection for Chinese, Japanese and Korean: for vertical lines and for letters as wide as Latin ones. Nothing
# here sets such, and they would be read for every subset.
_UNUSED_TABLES = ("BASE", "GPOS", "GSUB", "VORG", "vhea", "vmtx")


def cut_faces(faces: Sequence[Face], characters: Set[int] | None, folder: Path) -> tuple[Face, ...]:
    """The faces with those of the characters that they have; for None, with all they have. Each is static.

    The files lie in `folder`. Raises OSError when it cannot be written, and BrokenFontError.
    """
    made: dict[tuple[Path, int, int], Face] = {}  # where there is no italic the upright face stands for it
    for face in faces:
        key = (face.path, face.number, face.weight)
        if key not in made:
            made[key] = _cut(face, characters, folder)
    return tuple(replace(made[f.path, f.number, f.weight], style=f.style) for f in faces)


def _cut(face: Face, characters: Set[int] | None, folder: Path) -> Face:
    font = open_font(face.path, face.number)
    weight = face.weight if font.is_variable else 0
    if characters is None and not is_collection(face.path) and not weight:
        return face
    kept = None if characters is None else font.characters() & characters
    cut = Cut(kept, weight=weight, dropped_tables=_UNUSED_TABLES if is_collection(face.path) else ())
    recipe = (_installed_digest(face.path, folder), face.number, weight, kept and sorted(kept), HARFBUZZ, _RECIPE)
    stem = hashlib.sha256(repr(recipe).encode()).hexdigest()[:32]
    path = _find(folder, stem) or _keep(folder, stem, cut_font(font, cut))
    return replace(face, path=path, number=0)


def _installed_digest(path: Path, folder: Path) -> str:
    """The digest of an installed file, which may have 30 MB, remembered beside the faces.

    It is remembered under the file's place, size, inode, and both times to the nanosecond. Whoever changes a file
    changes its ctime, which no program can set, and a file put in its place has another inode and ctime: so a digest
    is found again only for the very bytes that it was taken of. Of a file that changed in the last seconds, which it
    may do again within one tick of the clock, nothing is remembered.
    """
    known = path.stat()
    facts = (str(path), known.st_size, known.st_dev, known.st_ino, known.st_mtime_ns, known.st_ctime_ns)
    note = folder / f"digest-{hashlib.sha256(repr(facts).encode()).hexdigest()[:32]}"
    try:
        remembered = note.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        remembered = ""
    if _DIGEST.fullmatch(remembered):
        return remembered
    digest = digest_of(path)
    if time.time_ns() - max(known.st_ctime_ns, known.st_mtime_ns) > _SETTLED_NS:
        with suppress(OSError):  # it only costs time later
            write_whole(note, digest.encode("ascii"))
    return digest


def _find(folder: Path, stem: str) -> Path | None:
    """The file made before, when it is whole: its name says the digest of its content."""
    for path in sorted(folder.glob(f"{stem}-*")):
        if path.stem.partition("-")[2] == _digest(path.read_bytes()):
            mark_used(path)
            return path
    return None


def _keep(folder: Path, stem: str, content: bytes) -> Path:
    suffix = "otf" if content[:4] == b"OTTO" else "ttf"
    path = folder / f"{stem}-{_digest(content)}.{suffix}"
    write_whole(path, content)
    return path


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
