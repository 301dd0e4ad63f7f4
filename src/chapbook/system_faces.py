"""The faces of the system, by name and never by likeness.

Input: the exact name of a family. Output: its upright and italic faces as files, asked of fontconfig, which Pango
brings along. A family that is not there gives nothing; no other takes its place.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from chapbook.machine import MachineError

_FORMAT = r"%{weight}\t%{slant}\t%{width}\t%{index}\t%{variable}\t%{file}\n"
# fontconfig's own scale, and CSS's.
_WEIGHTS: Mapping[str, int] = {"0": 100, "40": 200, "50": 300, "75": 380, "80": 400, "100": 500, "180": 600} | {
    "200": 700,
    "205": 800,
    "210": 900,
}
_NORMAL_WIDTH = "100"
_SECONDS = 60


@dataclass(frozen=True)
class SystemFace:
    """A face: its file, its place in a collection, its weight as in CSS."""

    path: Path
    number: int
    weight: int
    italic: bool


@lru_cache(maxsize=16)
def find_system_faces(family: str) -> tuple[SystemFace, ...]:
    """The faces of the family in the order of their files; none when it is not installed or fontconfig is not."""
    program = shutil.which("fc-list")
    if program is None:
        return ()
    escaped = "".join(f"\\{c}" if c in r"\-:," else c for c in family)
    try:
        listed = subprocess.run(
            [program, "-f", _FORMAT, f":family={escaped}"], capture_output=True, check=True, timeout=_SECONDS, text=True
        )
    except (OSError, subprocess.SubprocessError) as fault:
        raise MachineError(f"fontconfig does not answer: {fault}") from fault
    return tuple(sorted(filter(None, map(_face, listed.stdout.splitlines())), key=lambda f: (f.path, f.number)))


def find_system_families(character: str) -> tuple[str, ...]:
    """The names of the families that have the character, sorted; none when fontconfig is not installed."""
    program = shutil.which("fc-list")
    if program is None:
        return ()
    asked = [program, "-f", "%{family[0]}\n", f":charset={ord(character):x}:variable=false"]
    try:
        listed = subprocess.run(asked, capture_output=True, check=True, timeout=_SECONDS, text=True)
    except (OSError, subprocess.SubprocessError) as fault:
        raise MachineError(f"fontconfig does not answer: {fault}") from fault
    return tuple(sorted(set(filter(None, listed.stdout.splitlines()))))


def _face(line: str) -> SystemFace | None:
    """A line as a face; None for a variable font, whose instances fontconfig lists as faces, and for odd widths."""
    weight, slant, width, number, variable, path = line.split("\t")
    if weight not in _WEIGHTS or width != _NORMAL_WIDTH or variable == "True" or int(number) >= 1 << 16:
        return None
    return SystemFace(Path(path), int(number), _WEIGHTS[weight], slant != "0")
