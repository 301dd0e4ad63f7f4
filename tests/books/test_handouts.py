"""Handouts of chosen chapters, from the folder to the file."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from conftest import APPARATUS, TINY, BuiltBook

from chapbook import BuildResult, WrongUseError, build


def handout(folder: Path, book: Path, *chapters: str) -> tuple[BuildResult, Path]:
    result = build(book, chapters=chapters, out=folder / "out", cache=folder / "cache", workers=0)
    assert result.succeeded, [str(d) for d in result.diagnostics]
    (edition,) = result.editions
    return result, folder / "out" / edition.file_name


def text_of(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(path.read_bytes())
    try:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    finally:
        document.close()


def test_a_handout_has_the_chosen_chapters_their_works_and_a_name_that_says_so(tmp_path: Path) -> None:
    _result, path = handout(tmp_path, TINY, "2")
    assert path.name.endswith("-handout-a4-chapters-2.pdf")
    pages = text_of(path)
    assert pages[0].count("page 1 of") == 1
    whole = " ".join(pages)
    with pikepdf.open(path) as pdf:
        outline = [str(item.title) for item in pdf.open_outline().root]
        links = [link for page in pdf.pages for link in page.get("/Annots", ())]
        names = {str(name) for name in list(pdf.Root.Names.Dests.Names)[::2]}
        assert {str(link.Dest) for link in links if "/Dest" in link} <= names
    assert not any(title.startswith("Chapter\u00a01") for title in outline)
    assert any(title.startswith("Chapter\u00a02") for title in outline)
    assert "Contents" not in whole


def test_another_choice_is_another_handout_and_the_same_one_is_known(tmp_path: Path) -> None:
    first, _path = handout(tmp_path, TINY, "1")
    again, _path = handout(tmp_path, TINY, "1")
    other, _path = handout(tmp_path, TINY, "1", "2")
    assert (first.unchanged, again.unchanged, other.unchanged) == (False, True, False)
    assert len({first.editions[0].digest, other.editions[0].digest}) == 2


def test_chapters_are_chosen_for_the_handout_alone(tmp_path: Path) -> None:
    with pytest.raises(WrongUseError, match="for the handout alone"):
        build(TINY, editions=["print", "handout"], chapters=["1"], out=tmp_path)
    with pytest.raises(WrongUseError, match="no chapter “nine”"):
        build(TINY, chapters=["nine"], out=tmp_path / "out", cache=tmp_path / "cache", workers=0)
    assert not (tmp_path / "out").exists()


def test_the_command_says_what_is_wrong_and_ends_with_two(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "chapbook", "build", str(TINY), "-o", "out", "--chapters", "1", "-e", "print"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 2
    assert done.stderr == "chapbook: Chapters are chosen for the handout alone; name no other edition with them.\n"


def with_settings(folder: Path, *lines: str) -> Path:
    book = folder / "book"
    shutil.copytree(APPARATUS, book)
    with (book / "book.toml").open("a", encoding="utf-8") as file:
        file.write("\n[editions.handout]\n" + "\n".join(lines) + "\n")
    return book


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("columns = 3", "“columns” cannot be “3”. It is “1” or “2”."),
        ("line-numbers = -1", "Lines cannot be numbered by “-1”. "),
        ('line-numbers = "all"', "“line-numbers” takes a whole number, or true or false."),
        ('notes-margin = "wide"', "“wide” is no width of a margin. "),
        ('notes-margin = "150mm"', "The lines of the handout would be 30 mm long, too short to be read. "),
        ('page = "a9"', "[editions.handout] “a9” is no page size. "),
        ("qr = true", "There is no address for the QR code to lead to. "),
        ("toner = true", "[editions.handout] knows no “toner”."),
    ],
)
def test_a_wrong_setting_is_told_at_its_line(tmp_path: Path, line: str, says: str) -> None:
    book = with_settings(tmp_path, line)
    number = (book / "book.toml").read_text().splitlines().index(line) + 1
    result = build(book, editions=["handout"], out=tmp_path / "out", cache=tmp_path / "cache", workers=0)
    (fault,) = result.diagnostics
    assert (fault.span.file, fault.span.line) == ("book.toml", number)
    assert f"{fault.message} {fault.hint}".startswith(says)
    assert not (tmp_path / "out").exists()


def test_a_handout_without_the_books_pages_names_its_own(tmp_path: Path) -> None:
    book = with_settings(tmp_path, "book-pages = false")
    result = build(book, editions=["handout"], out=tmp_path / "out", cache=tmp_path / "cache", workers=0)
    assert result.succeeded
    both = build(book, editions=["screen", "handout"], out=tmp_path / "both", cache=tmp_path / "cache", workers=0)
    assert both.editions[1].digest == result.editions[0].digest
    pages = text_of(tmp_path / "out" / result.editions[0].file_name)
    titles = [d for d in pages[0].split() if d.isdecimal()]
    assert titles  # the contents name pages
    assert max(map(int, titles[-3:])) <= len(pages) or "2026" in titles


def test_a_part_stands_above_its_first_chapter_on_the_page_and_in_the_outline(parts: BuiltBook) -> None:
    path = parts.path("handout")
    (page,) = [
        text for text in text_of(path) if "Part I" in text and "What a Gauge Is" in text and "Contents" not in text
    ]
    assert page.index("Part I") < page.index("What a Gauge Is")
    with pikepdf.open(path) as pdf:
        outline = [(str(item.title), [str(inner.title) for inner in item.children]) for item in pdf.open_outline().root]
    (chapters,) = [inner for title, inner in outline if title.endswith("Rails")]
    assert [title for title in chapters if title.endswith(("Gauge Is", "Ballast"))] == chapters
