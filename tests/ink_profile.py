"""A small ICC profile of four inks, for tests: the plain formula as tables of the least size (ISO 15076-1, 10.10)."""

from __future__ import annotations

import itertools
import struct
from collections.abc import Callable

NAME = "Inks of FOGRA39, made for a test"


def ink_profile() -> bytes:
    """A profile of the class “prtr” from CMYK to Lab and back."""
    tags = {
        b"desc": _text(NAME),
        b"cprt": _text("Free for every use"),
        b"wtpt": b"XYZ " + bytes(4) + struct.pack(">3i", 0xF6D6, 0x10000, 0xD32D),
        b"A2B0": _table(4, 3, _lab_of_inks),
        b"B2A0": _table(3, 4, _inks_of_lab),
    }
    start, table, body = 132 + 12 * len(tags), b"", b""
    for name, content in tags.items():
        table += name + struct.pack(">II", start + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    header = (
        struct.pack(">I4x", start + len(body)) + b"\x02\x40\0\0prtrCMYKLab " + struct.pack(">6H", 2026, 1, 1, 0, 0, 0)
    )
    header = (header + b"acsp").ljust(68, b"\0") + struct.pack(">3i", 0xF6D6, 0x10000, 0xD32D)
    return header.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body


def _text(words: str) -> bytes:
    return b"desc" + bytes(4) + struct.pack(">I", len(words) + 1) + words.encode() + b"\0" + bytes(78)


def _table(inputs: int, outputs: int, colour: Callable[[tuple[int, ...]], tuple[int, ...]]) -> bytes:
    """A lut8Type with two points on each axis and straight curves."""
    head = b"mft1" + bytes(4) + bytes((inputs, outputs, 2, 0)) + struct.pack(">9i", *(0x10000, 0, 0, 0) * 2, 0x10000)
    grid = b"".join(bytes(colour(point)) for point in itertools.product((0, 1), repeat=inputs))
    return head + bytes(range(256)) * inputs + grid + bytes(range(256)) * outputs


def _lab_of_inks(inks: tuple[int, ...]) -> tuple[int, int, int]:
    cyan, magenta, yellow, black = inks
    if black:
        return 0, 128, 128
    light = 255 - 90 * cyan - 110 * magenta - 20 * yellow
    return light, 128 + 60 * (magenta - cyan), 128 + 60 * (yellow - (cyan + magenta) // 2)


def _inks_of_lab(lab: tuple[int, ...]) -> tuple[int, int, int, int]:
    light, a, b = lab
    return (0 if a else 120, 120 if a else 0, 120 if b else 0, 0) if light else (0, 0, 0, 255)
