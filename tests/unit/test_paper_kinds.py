"""Words of code whose kind no sheet shows are plain text on paper, and long lines of code are filled."""

from __future__ import annotations

import pytest
from lxml import etree

from chapbook.faces import BookFaces, family_faces
from chapbook.files import MemoryFolder, shipped_sheet
from chapbook.model.fragment import EPUB, XHTML, Fragment
from chapbook.render.pdf.layout import lay_out_part
from chapbook.render.pdf.page_jobs import LayoutJob
from chapbook.render.pdf.paper_kinds import join_kinds, seen_kinds
from chapbook.render.pdf.part import Geometry, Part

FACES = BookFaces(family_faces("Spectral"), family_faces("IBM Plex Mono"))
PAGE = Geometry(width_mm=120, height_mm=170, head_mm=15, foot_mm=15, inner_mm=15, outer_mm=15)
SIZE = "html { font-size: 9.8pt; line-height: 13.6pt }"
SHEETS = (shipped_sheet("book.css"), shipped_sheet("paged.css"), SIZE, shipped_sheet("classic.css"))
CODE = '<span class="k">use</span> <span class="n">std</span><span class="p">::{</span><span class="n">fs</span>;'


def joined(markup: str, *sheets: str) -> str:
    section = etree.fromstring(f'<section xmlns="{XHTML}">{markup}</section>')
    before = "".join(map(str, section.itertext()))
    join_kinds(section, seen_kinds(sheets))
    assert "".join(map(str, section.itertext())) == before
    return etree.tostring(section, encoding="unicode").partition(">")[2].removesuffix("</section>")


def test_words_of_a_kind_that_no_sheet_names_are_plain() -> None:
    made = joined(f"<pre><code>{CODE}</code></pre>", "code .k { font-weight: 600 }")
    assert made == '<pre><code><span class="k">use</span> std::{fs;</code></pre>'


def test_so_are_those_in_lines() -> None:
    line = f'<span class="line">{CODE}\n</span><mark class="line">{CODE}</mark>'
    made = joined(f"<code>{line}</code>", ".line { display: block } .k { color: red }")
    plain = '<span class="k">use</span> std::{fs;'
    assert made == f'<code><span class="line">{plain}\n</span><mark class="line">{plain}</mark></code>'


@pytest.mark.parametrize(
    "sheet",
    [
        "pre span { color: blue }",
        "span { color: blue }",
        "code > * { color: blue }",
        "code > :first-child { color: blue }",
        "[class^=n] { color: blue }",
        "@media print { code span { color: blue } }",
        "code { & span { color: blue } }",
    ],
)
def test_all_stay_for_a_sheet_that_may_show_any(sheet: str) -> None:
    assert joined(f"<code>{CODE}</code>", ".k { font-weight: 600 }", sheet) == f"<code>{CODE}</code>"


@pytest.mark.parametrize(
    "sheet",
    [
        ".n, .p { color: blue }",
        "code { .n { color: blue } .p { color: red } }",
        "@media print { code .n, code .p { color: blue } }",
    ],
)
def test_kinds_that_a_sheet_names_stay(sheet: str) -> None:
    kept = CODE.replace('<span class="k">use</span>', "use")
    assert joined(f"<code>{CODE}</code>", sheet) == f"<code>{kept}</code>"


def test_words_in_a_sheet_s_comments_and_values_name_nothing() -> None:
    sheet = "/* code span, .n { } */ p { background: url(x.n); width: .5em }"
    assert joined(f"<code>{CODE}</code>", sheet) == "<code>use std::{fs;</code>"


def test_a_span_with_more_than_a_kind_stays() -> None:
    kept = '<span class="n" id="x">std</span><span class="n" xml:lang="de">fs</span>'
    assert joined(f"<code>{kept}</code>", ".k { color: red }") == f"<code>{kept}</code>"
    assert joined('<p><span class="n">std</span></p>', ".k { color: red }") == '<p><span class="n">std</span></p>'


def test_the_shipped_sheets_show_few() -> None:
    seen = seen_kinds(SHEETS)
    assert seen is not None
    assert {"k", "c1", "line"} <= seen
    assert not seen & {"n", "p", "o", "mi", "nf"}


def words_of_lines(part: Part) -> list[int]:
    """How many words each line has."""
    return [len(line.words) for line in part.lines]


def lay_out(code: str) -> Part:
    body = f"<pre><code>{code}</code></pre>"
    markup = f'<section xmlns="{XHTML}" xmlns:epub="{EPUB}" id="c" class="chapter">{body}</section>'
    return lay_out_part(
        LayoutJob("c", Fragment(markup.encode()), "en", "T", PAGE, SHEETS, FACES, MemoryFolder({}), wants_lines=True)
    )


@pytest.mark.parametrize("letters", range(20, 48))
def test_a_line_of_code_is_filled_where_a_space_would_stick_out(letters: int) -> None:
    """Whatever the words' length, what follows a place to break turns over only when it does not fit."""
    words = "x" * (letters % 3 + 1) + " " + "ab " * (letters // 3) + "abcdefghi jkl"
    whole, divided = lay_out(f"call({words})"), lay_out(f"call(<wbr/>{words})")
    assert words_of_lines(divided) == words_of_lines(whole)
