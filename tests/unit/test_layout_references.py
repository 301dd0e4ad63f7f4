"""Pages that the author asks for: the words on paper, and the layout that goes on until they are right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import pytest
from sample_book import sample_book
from test_layout_paper import fragment, markup, paper

from chapbook.cache import Cache
from chapbook.diagnostics import Diagnostic
from chapbook.files import MemoryFolder
from chapbook.model.book import Division, OnPaper
from chapbook.model.manuscript import Kind, Matter
from chapbook.render.editions import book_geometry
from chapbook.render.pdf.paged import MOST_PASSES, PageSetter
from chapbook.render.pdf.paper_text import Role, notes_text, read_paper_text, running_text
from chapbook.render.pdf.part import Part, PartPage, Place
from chapbook.workers import Workers

TWO = (
    '<span class="page-reference" data-page="page {}|pages {} and {}">'
    '<a href="#x">Figures 1</a> and <a href="#y">2</a></span>'
)


def test_a_reference_to_pages_has_the_form_for_as_many_as_there_are() -> None:
    one = markup(paper(fragment(f"<p>see {TWO}.</p>"), x="3", y="3"))
    assert one == (
        '<section id="c"><p>see <span class="page-reference" data-made="page">page <a href="book:x">3</a></span>.</p>'
        "</section>"
    )
    assert 'pages <a href="book:x">iv</a> and <a href="book:y">3</a></span>.' in markup(
        paper(fragment(f"<p>see {TWO}.</p>"), x="iv", y="3")
    )
    assert "page <a" in markup(paper(fragment(f"<p>see {TWO}.</p>")))


def test_a_link_has_its_page_behind_it() -> None:
    made = markup(paper(fragment('<p><a data-page=" (page {})" href="#x">there</a>, so</p>'), x="9"))
    assert made == (
        '<section id="c"><p><a href="book:x">there</a><span data-made="page"> (page <a href="book:x">9</a>)</span>, so'
        "</p></section>"
    )


def test_words_made_for_paper_are_no_running_text() -> None:
    content = fragment(
        f'<p>One {TWO} two.</p><section class="notes"><aside epub:type="footnote" id="n"><p>In {TWO} note.</p></aside>'
        "</section>"
    )
    assert running_text(content) == "Onetwo."
    assert notes_text(content) == "Innote."
    text = read_paper_text(paper(content, x="3", y="4").root)
    assert text.length == len("Onetwo.")
    assert "".join(own.text for own in text.owners.values() if own.role is Role.NOTE) == "Innote."


def division(id: str, body: str) -> Division:
    return Division(id, Kind.CHAPTER, Matter.BODY, "", id, "", fragment(body, f'id="{id}"'), "en", source=f"{id}.md")


def settle(
    monkeypatch: pytest.MonkeyPatch, length: Callable[[Mapping[str, str]], int]
) -> tuple[list[tuple[tuple[str, str], ...]], dict[str, Part] | None, tuple[Diagnostic, ...]]:
    """What `a`, which names the page of its own end, was laid out with, when the pages it prints say how long it is."""
    asking = division("a", '<p><a data-page=" ({})" href="#end">x</a> <a href="#b">b</a></p><p id="end">y</p>')
    other = division("b", "<p>z</p>")
    laid = []

    def parts(
        self: PageSetter, divisions: Sequence[Division], numbers: tuple[tuple[str, str], ...]
    ) -> tuple[dict[str, Part], tuple[Diagnostic, ...]]:
        assert [d.id for d in divisions] == ["a"]
        labels = self._job(asking, numbers).job.argument.page_labels
        laid.append(labels)
        return {"a": part("a", "end", length(dict(labels)))}, ()

    def part(id: str, place: str, count: int) -> Part:
        return Part(id, b"", (PartPage(0),) * count, (Place(id, 0, 0, 0), Place(place, count - 1, 0, 0)))

    monkeypatch.setattr(PageSetter, "_parts", parts)
    book = replace(sample_book(), divisions=(asking, other), paper=OnPaper((asking, other), ()))
    with Workers(1) as workers:
        setter = PageSetter(book, MemoryFolder({}), book_geometry(148, 210), (), workers, Cache(None), lambda *_: None)
        settled, found = setter._settle({"a": part("a", "end", 1), "b": part("b", "far", 1)}, [[asking]])
    return laid, settled, found


def test_a_division_is_laid_out_until_its_pages_are_right(monkeypatch: pytest.MonkeyPatch) -> None:
    laid, settled, found = settle(monkeypatch, lambda labels: 2 if labels else 1)
    assert laid == [(("end", "1"),), (("end", "2"),)]
    assert settled is not None
    assert len(settled["a"].pages) == 2
    assert found == ()


def test_pages_that_move_themselves_are_said_and_no_endless_work(monkeypatch: pytest.MonkeyPatch) -> None:
    laid, _, found = settle(monkeypatch, lambda labels: 2 if labels["end"] == "1" else 1)
    assert len(laid) == MOST_PASSES
    assert [str(d) for d in found] == [
        "a.md:0:0: warning unsettled-page: In “a” a page number could not be settled: printing it moves the page that "
        "it names. Change the text near the reference a little, or name the chapter instead of the page."
    ]
