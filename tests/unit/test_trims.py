"""Sizes and lengths as an author writes them."""

from __future__ import annotations

import pytest

from chapbook.trims import TRIMS, length_mm, near_sizes, page_size, size_name


@pytest.mark.parametrize(
    ("words", "size"),
    [
        ("a5", (148, 210)),
        ("A5", (148, 210)),
        ("US Trade", (152.4, 228.6)),
        ("Crown Quarto", (189, 246)),
        ("B-format", (129, 198)),
        ("digest", (139.7, 215.9)),
        ("5.06 x 7.81 in", (128.524, 198.374)),
        ("5x8in", (127, 203.2)),
        ("148mm x 210mm", (148, 210)),
        ("148 × 210 mm", (148, 210)),
        ("14.8cm 21cm", (148, 210)),
        ("140mm 216mm", (140, 216)),
    ],
)
def test_a_size_is_a_name_or_a_measure(words: str, size: tuple[float, float]) -> None:
    assert page_size(words) == size


@pytest.mark.parametrize("words", ["", "a9", "148mm", "148 210", "1mm x 1mm", "900mm x 900mm", "-148mm x 210mm"])
def test_what_is_no_size_is_none(words: str) -> None:
    assert page_size(words) is None


def test_three_names_are_offered() -> None:
    assert near_sizes("Royel") == ("royal", "royal-quarto", "royal-octavo")
    assert len(near_sizes("a9")) == 3


def test_the_name_of_a_size_is_the_first_that_it_has() -> None:
    assert size_name(139.7, 215.9) == "half-letter"
    assert size_name(140, 216) == "140x216mm"


def test_every_trim_has_its_own_name_and_a_source() -> None:
    names = [trim.name for trim in TRIMS]
    assert len(names) == len(set(names))
    assert all(trim.source and page_size(trim.name) == (trim.width_mm, trim.height_mm) for trim in TRIMS)


def test_lengths() -> None:
    assert [length_mm(words) for words in ("3mm", "0.125in", "1 cm", "3", "mm", "x")] == [3, 3.175, 10, *[None] * 3]
