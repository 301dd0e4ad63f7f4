"""A claim of `[accessibility]` that the content contradicts is an error with the place of what contradicts it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image as Picture

from chapbook.build import Press
from chapbook.cache import Cache
from chapbook.diagnostics import Diagnostic
from chapbook.files import MemoryFolder
from chapbook.workers import Workers

CHAPTER = b"# One\n\nWords.\n\n![A signal.](signal.gif)\n"


def film(duration_ms: int, count: int = 2) -> bytes:
    frames = [Picture.new("RGB", (2, 2), ("red", "blue")[n % 2]) for n in range(count)]
    written = io.BytesIO()
    frames[0].save(written, "GIF", save_all=True, append_images=frames[1:], duration=duration_ms, loop=0)
    return written.getvalue()


def found(table: str, tmp_path: Path, duration_ms: int = 40, book: str = "", chapter: bytes = CHAPTER) -> list[str]:
    toml = f'[book]\ntitle = "A"\nmodified = 2026-01-01\n{book}\n[order]\nbody = ["a"]\n[accessibility]\n{table}\n'
    files = {"book.toml": toml.encode(), "a.md": chapter, "signal.gif": film(duration_ms)}
    with Workers(0) as workers:
        press = Press(MemoryFolder(files), Cache(tmp_path), workers, lambda *_: None)
        _book, said = press.compose(None)
    return [_shown(d) for d in said]


def _shown(diagnostic: Diagnostic) -> str:
    return f"{diagnostic.span}: {diagnostic.severity.value} {diagnostic.code}"


@pytest.mark.parametrize("claim", ['hazards = "none"', 'hazards = ["no-flashing"]'])
def test_a_film_that_may_flash_contradicts_that_nothing_flashes(claim: str, tmp_path: Path) -> None:
    assert found(claim, tmp_path) == ["a.md:5:1: error contradicted-claim"]


def test_a_film_that_changes_slowly_does_not(tmp_path: Path) -> None:
    assert found('hazards = "none"', tmp_path, duration_ms=500) == []


def test_without_a_claim_there_is_nothing_to_contradict(tmp_path: Path) -> None:
    assert found("", tmp_path) == []
    assert found('hazards = "flashing"', tmp_path) == []


@pytest.mark.parametrize("pledge", [("accessible = true", ""), ("", 'certified-by = "An Assessor"')])
def test_what_moves_and_cannot_be_stopped_contradicts_that_the_book_is_accessible(
    pledge: tuple[str, str], tmp_path: Path
) -> None:
    book, table = pledge
    assert found(table, tmp_path, 500, book) == ["a.md:5:1: error contradicted-claim"]


def test_an_assessor_does_not_certify_an_image_without_a_description(tmp_path: Path) -> None:
    said = found('certified-by = "An Assessor"', tmp_path, chapter=b"# One\n\nWords ![](signal.gif) and more.\n")
    assert "a.md:3:7: error missing-alt" in said


@pytest.mark.parametrize("hazard", ["sound", "flashing", "motion"])
def test_a_warning_of_what_is_not_there_is_wrong_too(hazard: str, tmp_path: Path) -> None:
    said = found(f'hazards = ["{hazard}"]', tmp_path, chapter=b"# One\n\nWords.\n")
    assert said == ["book.toml:8:1: error contradicted-claim"]


@pytest.mark.parametrize("words", ['"nothing"', '["none", "no-sound"]', '["flashing", "no-flashing"]'])
def test_words_that_are_none_are_said(words: str, tmp_path: Path) -> None:
    assert "book.toml:8:1: error wrong-value" in found(f"hazards = {words}", tmp_path)


def test_the_report_is_an_address(tmp_path: Path) -> None:
    assert "book.toml:8:1: error invalid-url" in found('report = "nowhere"', tmp_path)
    assert "book.toml:8:1: error unknown-key" in found('summery = "x"', tmp_path)
    assert "book.toml:8:1: error wrong-type" in found("hazards = true", tmp_path)
