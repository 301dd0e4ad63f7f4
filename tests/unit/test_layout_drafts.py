"""Of divisions that print pages drafts are laid out first, which tell how many pages they take."""

from __future__ import annotations

import pytest
from sample_book import FILES, sample_book

from chapbook.cache import Cache
from chapbook.files import MemoryFolder
from chapbook.render.editions import book_geometry
from chapbook.render.pdf import paged
from chapbook.render.pdf.edition_page import paged_sheets
from chapbook.render.pdf.page_jobs import LayoutJob, set_part
from chapbook.render.pdf.page_references import page_targets
from chapbook.render.pdf.paged import PagedBook, PageSetter
from chapbook.render.pdf.part import Part
from chapbook.workers import Workers

GEOMETRY = book_geometry(148, 210)


@pytest.fixture
def laid(monkeypatch: pytest.MonkeyPatch) -> list[tuple[LayoutJob, Part]]:
    """The jobs that are done, with what came of them."""
    done: list[tuple[LayoutJob, Part]] = []

    def recorded(job: LayoutJob) -> Part:
        part = set_part(job)
        done.append((job, part))
        return part

    monkeypatch.setattr(paged, "set_part", recorded)
    return done


def lay_out(*, drafts: bool = True, labels: tuple[tuple[str, str], ...] = ()) -> PagedBook:
    book = sample_book()
    with Workers(0) as workers:
        setter = PageSetter(
            book=book,
            folder=MemoryFolder(FILES),
            geometry=GEOMETRY,
            sheets=paged_sheets(book, GEOMETRY),
            workers=workers,
            cache=Cache(None),
            on_progress=lambda *_: None,
            drafts=drafts,
            labels=labels,
        )
        made, found = setter.lay_out(setter.begin())
    assert made is not None, found
    return made


def test_what_prints_pages_is_drafted_and_then_set_once(laid: list[tuple[LayoutJob, Part]]) -> None:
    made = lay_out()
    printing = {division.id for division in sample_book().paper.divisions if page_targets(division)}
    assert "contents" in printing
    assert {job.division for job, _part in laid if job.draft} == printing
    assert all(not part.pdf and part.pages for job, part in laid if job.draft)
    set_whole = [job.division for job, _part in laid if not job.draft]
    assert sorted(set_whole) == sorted(division.id for division in sample_book().paper.divisions)
    assert all(bound.part.pdf for bound in made.parts)


def test_a_draft_takes_as_many_pages_as_what_it_stands_for(laid: list[tuple[LayoutJob, Part]]) -> None:
    lay_out()
    drafts = {job.division: len(part.pages) for job, part in laid if job.draft}
    whole = {job.division: len(part.pages) for job, part in laid if not job.draft}
    assert drafts == {division: whole[division] for division in drafts}


def test_where_the_folios_are_known_nothing_is_drafted(laid: list[tuple[LayoutJob, Part]]) -> None:
    known = tuple((place, "7") for place in sorted(lay_out().page_map.places))
    laid.clear()
    made = lay_out(drafts=False, labels=known)
    assert not [job.division for job, _part in laid if job.draft]
    assert len(laid) == len(made.parts)
    contents = next(job for job, _part in laid if job.division == "contents")
    assert {label for _place, label in contents.page_labels} == {"7"}
