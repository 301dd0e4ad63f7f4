"""Lines that run from the right, and lines without spaces: their ends stand at the edges of the text block."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest
from lettered import put_letters

from chapbook.cut_faces import cut_faces
from chapbook.faces import BookFaces, FallbackFamily, family_faces
from chapbook.files import MemoryFolder
from chapbook.model.fragment import EPUB, XHTML, Fragment
from chapbook.render.pdf.layout import lay_out_part
from chapbook.render.pdf.page_jobs import LayoutJob
from chapbook.render.pdf.part import POINTS_PER_MM, Geometry, Part
from chapbook.scripts import LETTERS, code_points, common_letters

PAGE = Geometry(width_mm=90, height_mm=100, head_mm=12, foot_mm=14, inner_mm=10, outer_mm=12)
LEFT, RIGHT = 11 * POINTS_PER_MM, 79 * POINTS_PER_MM
SHEET = "html { font-size: 10pt; line-height: 14pt; text-align: justify } p { margin: 0 } p + p { text-indent: 20pt }"
HEBREW = "הגלים באים בזה אחר זה ואיש אינו סופר אותם כי מי שעומד על הרציף שומע אותם גם כשאינו רואה דבר "
JAPANESE = "波は次から次へと来るが、だれも数えない。波止場に立つ人には、何も見えなくても波の音が聞こえる。"


@pytest.fixture(scope="module")
def faces(tmp_path_factory: pytest.TempPathFactory) -> BookFaces:
    folder = tmp_path_factory.mktemp("faces")
    hebrew = cut_faces(family_faces("Frank Ruhl Libre"), code_points((*LETTERS["Hebr"], (0x20, 0x40))), folder)
    japanese = cut_faces(family_faces("Noto Serif CJK JP"), common_letters("Jpan") | {0x20}, folder)
    fallbacks = (FallbackFamily("Book Hebrew", hebrew, ("he",)), FallbackFamily("Book Japanese", japanese, ("ja",)))
    return BookFaces(family_faces("Spectral"), family_faces("IBM Plex Mono"), fallbacks)


def lay_out(body: str, language: str, faces: BookFaces, sheet: str = SHEET) -> Part:
    content = Fragment(f'<section xmlns="{XHTML}" xmlns:epub="{EPUB}" id="c">{body}</section>'.encode())
    return lay_out_part(LayoutJob("c", content, language, "Title", PAGE, (sheet,), faces, MemoryFolder({})))


def line_ends(part: Part, faces: BookFaces) -> list[tuple[float, float]]:
    """The left and the right end of the ink of each line on the first page, in points."""
    document = pypdfium2.PdfDocument(put_letters(part.pdf, faces))
    try:
        text = document[0].get_textpage()
        lines: dict[int, list[tuple[float, float]]] = {}
        for number in range(text.count_chars()):
            if text.get_text_range(number, 1).strip():
                left, bottom, right, top = text.get_charbox(number)
                lines.setdefault(round((PAGE.height_mm * POINTS_PER_MM - (bottom + top) / 2) / 14), []).append(
                    (left, right)
                )
        return list(_ends(lines))
    finally:
        document.close()


def _ends(lines: dict[int, list[tuple[float, float]]]) -> Iterator[tuple[float, float]]:
    for _place, boxes in sorted(lines.items()):
        yield min(left for left, _right in boxes), max(right for _left, right in boxes)


def test_lines_from_the_right_end_at_both_edges(faces: BookFaces) -> None:
    """Also where a line ends with the space before an inline element, for which WeasyPrint moves it over."""
    words = HEBREW.split()
    for cut in range(6, 14):
        body = f"<p>{' '.join(words[:cut])} <b>{' '.join(words[cut:])}</b> {HEBREW}</p>"
        full = line_ends(lay_out(body, "he", faces), faces)[:-1]
        assert len(full) >= 3
        assert [left for left, _right in full] == pytest.approx([LEFT] * len(full), abs=1.5), cut
        assert [right for _left, right in full] == pytest.approx([RIGHT] * len(full), abs=1.5), cut


def test_a_paragraph_from_the_right_is_indented_at_the_right(faces: BookFaces) -> None:
    ends = line_ends(lay_out(f"<p>קצר</p><p>{HEBREW * 2}</p>", "he", faces), faces)
    assert [right for _left, right in ends[:3]] == pytest.approx([RIGHT, RIGHT - 20, RIGHT], abs=1.5)
    assert [left for left, _right in ends[1:3]] == pytest.approx([LEFT, LEFT], abs=1.5)


def test_lines_without_spaces_are_justified(faces: BookFaces) -> None:
    """A letter does not fill its square, and a full stop stands in a quarter of it."""
    full = line_ends(lay_out(f"<p>a{JAPANESE * 3}</p>", "ja", faces), faces)[:-1]
    assert len(full) >= 4
    assert [left for left, _right in full] == pytest.approx([LEFT] * len(full), abs=2.5)
    short = sorted(RIGHT - right for _left, right in full)
    assert short[len(short) // 2] < 2.5


def test_a_justified_line_is_widened_between_its_words_and_not_in_its_code(faces: BookFaces) -> None:
    """A letter and a space of the face of code take 1.2 em."""
    words = " garrisons took months and carried thousands of tonnes eastwards through towns where the gauge changes"
    for inside in ("x x x x", "x <span>x x</span> x"):
        part = lay_out(f"<p>The <b>code <code>{inside}</code></b>{words}.</p>", "en", faces)
        assert steps_of(part, faces, "x x x x") == pytest.approx([12, 12, 12], abs=0.05)
        full = line_ends(part, faces)[:-1]
        assert [right for _left, right in full] == pytest.approx([RIGHT] * len(full), abs=1)


def test_where_code_fills_its_line_its_spaces_are_widened_too(faces: BookFaces) -> None:
    part = lay_out(f"<p>So <code>{'x x x x longwords ' * 6}</code> ends.</p>", "en", faces)
    assert min(steps_of(part, faces, "x x x x")) > 12.5
    full = line_ends(part, faces)[:-1]
    assert [right for _left, right in full] == pytest.approx([RIGHT] * len(full), abs=1)


def steps_of(part: Part, faces: BookFaces, words: str) -> list[float]:
    """How far it is from each letter of the words to the next, in points."""
    document = pypdfium2.PdfDocument(put_letters(part.pdf, faces))
    try:
        text = document[0].get_textpage()
        start = text.get_text_range().index(words)
        begins = [text.get_charbox(start + place)[0] for place, letter in enumerate(words) if letter != " "]
        return [after - before for before, after in pairwise(begins)]
    finally:
        document.close()


def test_ruby_stands_over_its_letters_and_its_brackets_nowhere(faces: BookFaces) -> None:
    ruby = "<ruby>灯台<rp>（</rp><rt>とうだい</rt><rp>）</rp></ruby>"
    sheet = (Path(__file__).parents[2] / "styles" / "paged.css").read_text(encoding="utf-8")
    part = lay_out(f"<p>古い{ruby}が立つ。</p>", "ja", faces, sheet)
    document = pypdfium2.PdfDocument(part.pdf)
    try:
        text = document[0].get_textpage().get_text_range()
    finally:
        document.close()
    assert "とうだい" in text
    assert "（" not in text


def test_no_font_of_the_machine_stands_in_for_a_face(faces: BookFaces) -> None:
    """The machine has faces with these: Noto Serif CJK, and DejaVu, which comes with fontconfig."""
    latin = BookFaces(faces.text, faces.code)
    assert lay_out("<p>灯 ש</p>", "en", latin).unset == ("灯", "ש")


def test_small_capitals_are_copied_with_the_letters_that_were_written(faces: BookFaces) -> None:
    """A face has one glyph for “o” and “O” among them; so the first that was set would stand for both."""
    sheet = "th { font-variant-caps: all-small-caps } b { font-variant-caps: small-caps }"
    body = "<table><tr><th>option</th></tr><tr><th>Option</th></tr></table><p><b>NATO options</b></p>"
    part = lay_out(body, "en", BookFaces(faces.text, faces.code), sheet)
    document = pypdfium2.PdfDocument(part.pdf)
    try:
        assert document[0].get_textpage().get_text_range().split() == ["option", "Option", "NATO", "options"]
    finally:
        document.close()
