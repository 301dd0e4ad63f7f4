"""ICC profiles (ISO 15076-1, version 4): what one is for, and the two that the press makes itself.

Input: a profile's bytes, or nothing. Output: its class, colours and name; or the bytes of sRGB (IEC 61966-2-1), and of
black ink on paper. Both are made from their formulas, so that they are the same everywhere and nobody's property.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

OUTPUT_CLASS, DISPLAY_CLASS = "prtr", "mntr"
COMPONENTS = {"GRAY": 1, "RGB": 3, "CMYK": 4}

_HEADER_SIZE, _TAG_SIZE = 128, 12
_MAGIC = b"acsp"
_D50 = (0.9642, 1.0, 0.8249)
# The colours of sRGB, brought from D65 to D50 as ICC does it (Bradford).
_SRGB_COLORANTS = {
    b"rXYZ": (0.43607, 0.22249, 0.01392),
    b"gXYZ": (0.38515, 0.71687, 0.09708),
    b"bXYZ": (0.14307, 0.06061, 0.71410),
}
_D65_TO_D50 = (1.04788, 0.02292, -0.05022, 0.02959, 0.99048, -0.01707, -0.00925, 0.01508, 0.75168)
# Black ink on uncoated paper: half a tone prints as 70 %, and a full one reflects so much of the light.
DOT_GAIN = 0.2
_FULL_TONE = 0.02
_CURVE_POINTS = 256


class BadProfileError(Exception):
    """The bytes are no ICC profile. The message is a clause."""


@dataclass(frozen=True)
class ProfileFacts:
    """`device_class` is "prtr" for a press, "mntr" for a screen; `colours` "GRAY", "RGB", "CMYK" or another signature.

    `name` is the profile's own, or empty. `components` is the number of inks; 0 for colours that are none of a press.
    """

    device_class: str
    colours: str
    name: str

    @property
    def components(self) -> int:
        """How many numbers make a colour."""
        return COMPONENTS.get(self.colours, 0)


def profile_facts(profile: bytes) -> ProfileFacts:
    """What the profile says of itself. Raises BadProfileError."""
    if len(profile) < _HEADER_SIZE + 4 or profile[36:40] != _MAGIC:
        raise BadProfileError("it is no ICC profile")
    if struct.unpack(">I", profile[:4])[0] > len(profile):
        raise BadProfileError("it is cut off")
    device_class, colours = (_shown(profile[at : at + 4].decode("latin-1")) for at in (12, 16))
    try:
        name = _name(profile)
    except struct.error:  # a table or a tag that ends too soon
        raise BadProfileError("its table of tags is broken") from None
    return ProfileFacts(device_class, colours, _shown(name))


def _shown(words: str) -> str:
    """What can be printed of the words, which come from a file that anyone may have made."""
    return "".join(c for c in words if c.isprintable()).strip()


def _name(profile: bytes) -> str:
    """The description (ISO 15076-1, 9.2.41), as version 2 or version 4 writes it."""
    (count,) = struct.unpack(">I", profile[_HEADER_SIZE : _HEADER_SIZE + 4])
    for number in range(min(count, 100)):
        at = _HEADER_SIZE + 4 + number * _TAG_SIZE
        if profile[at : at + 4] == b"desc":
            start, size = struct.unpack(">II", profile[at + 4 : at + 12])
            return _text(profile[start : start + size])
    return ""


def _text(tag: bytes) -> str:
    if len(tag) < 28:
        return ""
    if tag[:4] == b"desc":
        (length,) = struct.unpack(">I", tag[8:12])
        return tag[12 : 12 + length].split(b"\0")[0].decode("latin-1")
    if tag[:4] == b"mluc":
        length, start = struct.unpack(">II", tag[20:28])
        return tag[start : start + length].decode("utf-16-be", "replace")
    return ""


@lru_cache(maxsize=1)
def srgb_profile() -> bytes:
    """SRGB for screens."""
    curve = b"para" + bytes(4) + struct.pack(">HH", 3, 0)
    curve += b"".join(_fixed(v) for v in (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045))
    tags = {
        b"desc": _unicode("sRGB"),
        b"cprt": _unicode("Made from IEC 61966-2-1; free for every use"),
        b"wtpt": _xyz(_D50),
        b"chad": b"sf32" + bytes(4) + b"".join(_fixed(value) for value in _D65_TO_D50),
        **{name: _xyz(colour) for name, colour in _SRGB_COLORANTS.items()},
        **dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve),
    }
    return _profile(DISPLAY_CLASS, "RGB", tags)


@lru_cache(maxsize=1)
def black_profile() -> bytes:
    """Black ink on paper, for a press."""
    points = [_reflected(1 - step / (_CURVE_POINTS - 1)) for step in range(_CURVE_POINTS)]
    curve = b"curv" + bytes(4) + struct.pack(">I", _CURVE_POINTS)
    curve += b"".join(struct.pack(">H", round(value * 0xFFFF)) for value in points)
    tags = {
        b"desc": _unicode(f"Black ink, dot gain {DOT_GAIN:.0%}"),
        b"cprt": _unicode("Made from the Murray–Davies formula; free for every use"),
        b"wtpt": _xyz(_D50),
        b"kTRC": curve,
    }
    return _profile(OUTPUT_CLASS, "GRAY", tags)


def _reflected(ink: float) -> float:
    """The light that a share of ink reflects (Murray–Davies), its dots grown in print."""
    return 1 - (ink + 4 * DOT_GAIN * ink * (1 - ink)) * (1 - _FULL_TONE)


def _profile(device_class: str, colours: str, tags: dict[bytes, bytes]) -> bytes:
    table, body = b"", b""
    start = _HEADER_SIZE + 4 + _TAG_SIZE * len(tags)
    places: dict[bytes, int] = {}
    for name, content in tags.items():
        if content not in places:
            places[content] = start + len(body)
            body += content + bytes(-len(content) % 4)
        table += name + struct.pack(">II", places[content], len(content))
    size = start + len(body)
    header = struct.pack(">I4x", size) + b"\x04\x20\0\0" + device_class.encode() + colours.ljust(4).encode() + b"XYZ "
    # A fixed moment, for a profile that never changes.
    header += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + _MAGIC
    header = header.ljust(64, b"\0") + struct.pack(">I", 1) + b"".join(_fixed(value) for value in _D50)
    return header.ljust(_HEADER_SIZE, b"\0") + struct.pack(">I", len(tags)) + table + body


def _fixed(value: float) -> bytes:
    return struct.pack(">i", round(value * 0x10000))


def _xyz(values: Sequence[float]) -> bytes:
    return b"XYZ " + bytes(4) + b"".join(_fixed(value) for value in values)


def _unicode(text: str) -> bytes:
    encoded = text.encode("utf-16-be")
    return b"mluc" + bytes(4) + struct.pack(">II", 1, 12) + b"enUS" + struct.pack(">II", len(encoded), 28) + encoded
