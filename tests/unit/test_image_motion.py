"""An image that moves is told from one that stands still, and one that may flash from one that cannot."""

from __future__ import annotations

import io

import pytest
from PIL import Image as Picture

from chapbook.model.fragment import SVG
from chapbook.read import image_motion
from chapbook.read.images import inspect_image


def film(kind: str, durations: list[int]) -> bytes:
    frames = [Picture.new("RGB", (2, 2), (n * 40 % 256, 0, 255 - n * 40 % 256)) for n in range(len(durations))]
    written = io.BytesIO()
    frames[0].save(written, kind, save_all=True, append_images=frames[1:], duration=durations, loop=0)
    return written.getvalue()


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
@pytest.mark.parametrize(
    ("durations", "may_flash"),
    [
        ([500, 500], False),
        ([170, 170, 170], False),  # six changes a second
        ([160, 160, 160], True),
        ([40, 40], True),
        ([40, 5000], False),
        ([40] * 6 + [5000], True),
        ([40] * 5 + [5000], False),
    ],
)
def test_a_film_may_flash_when_it_changes_more_than_six_times_in_a_second(
    kind: str, durations: list[int], may_flash: bool
) -> None:
    image = inspect_image("a.img", film(kind, durations))
    assert (image.moves, image.may_flash) == (True, may_flash)


def test_a_frame_without_a_time_stands_as_long_as_in_a_browser() -> None:
    assert inspect_image("a.gif", film("GIF", [0, 0])).may_flash


def test_a_film_of_more_pixels_than_are_worth_the_time_may_flash(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = film("GIF", [500, 500])
    assert not inspect_image("a.gif", slow).may_flash
    monkeypatch.setattr(image_motion, "MOST_FILM_PIXELS", 7)
    assert inspect_image("a.gif", slow).may_flash


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP", "JPEG"])
def test_a_picture_stands_still(kind: str) -> None:
    written = io.BytesIO()
    Picture.new("RGB", (2, 2)).save(written, kind)
    image = inspect_image("a.img", written.getvalue())
    assert (image.moves, image.may_flash) == (False, False)
    assert image.length == len(written.getvalue())


@pytest.mark.parametrize(
    ("inside", "moves"),
    [
        ("<rect/>", False),
        ("<style>rect { fill: red }</style><rect/>", False),
        ('<rect><animate attributeName="x"/></rect>', True),
        ('<rect><set attributeName="x"/></rect>', True),
        ("<style>rect { animation: a 1s }</style><rect/>", True),
    ],
)
def test_a_drawing_moves_when_it_is_animated(inside: str, moves: bool) -> None:
    image = inspect_image("a.svg", f'<svg xmlns="{SVG}" width="4" height="4">{inside}</svg>'.encode())
    assert (image.moves, image.may_flash) == (moves, moves)
