"""Whether an image moves, and whether it may flash (WCAG 2.2, success criterion 2.3.1, “three flashes or below”).

Input: a picture that Pillow has opened, or the bytes of an SVG. Output: a `Motion`. A flash is a pair of opposing
changes, so that frames which change at most six times in any second flash at most three times, whatever they show.
Nothing is told of an animation in an SVG, whose times may depend on each other: it may flash.
"""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree
from PIL import Image as Picture

from chapbook.model.fragment import SVG

MOST_CHANGES = 6
SECOND_MS = 1000.0
# What browsers take for a frame that says nothing, or less than they can show.
UNSAID_MS, SHORTEST_MS = 100.0, 20.0
# Of a longer film nobody waits for the end; so many pixels are unpacked in a few seconds.
MOST_FRAMES, MOST_FILM_PIXELS = 1000, 400_000_000
_ANIMATIONS = tuple(f"{{{SVG}}}{name}" for name in ("animate", "animateMotion", "animateTransform", "set"))


@dataclass(frozen=True)
class Motion:
    """`moves`: it is animated; `may_flash`: nothing shows that it changes too slowly for that."""

    moves: bool
    may_flash: bool


STILL = Motion(moves=False, may_flash=False)


def picture_motion(picture: Picture.Image) -> Motion:
    """The motion of a GIF, PNG or WebP. The frame that is shown afterwards is not said."""
    if not getattr(picture, "is_animated", False):
        return STILL
    frames = int(getattr(picture, "n_frames", 1))
    if frames > MOST_FRAMES or frames * picture.width * picture.height > MOST_FILM_PIXELS:
        return Motion(moves=True, may_flash=True)
    durations = []
    for frame in range(frames):
        picture.seek(frame)
        picture.load()  # a WebP tells the time of a frame no sooner
        said = float(picture.info.get("duration", 0) or 0)
        durations.append(said if said >= SHORTEST_MS else UNSAID_MS)
    return Motion(moves=True, may_flash=_changes_fast(durations))


def _changes_fast(durations: list[float]) -> bool:
    """Whether more than `MOST_CHANGES` frames may begin within one second; the film begins anew at its end."""
    film = durations * (MOST_CHANGES // len(durations) + 2)
    return any(sum(film[at : at + MOST_CHANGES]) < SECOND_MS for at in range(len(durations)))


def svg_motion(content: bytes) -> Motion:
    """The motion of an SVG that `inspect_svg` took. Style sheets may move it too."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(content, parser)
    animated = next(root.iter(*_ANIMATIONS), None) is not None
    styled = "".join("".join(map(str, sheet.itertext(etree.Element))) for sheet in root.iter(f"{{{SVG}}}style"))
    return Motion(moves=True, may_flash=True) if animated or "animation" in styled else STILL
