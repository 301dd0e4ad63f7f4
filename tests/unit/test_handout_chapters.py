"""A choice of chapters: by number, range or file; and what comes along with them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sample_book import DIVISIONS, division, fragment

from chapbook.model.book import Division
from chapbook.model.fragment import fragment_tree, h, plain_text
from chapbook.model.manuscript import Kind, Matter
from chapbook.render.pdf.handout_chapters import UnknownChapterError, choose_chapters, keep_chapters


def written(id: str, kind: Kind, number: str, source: str) -> Division:
    made = division(id, kind, Matter.BODY, f'<section id="{id}"><p>a</p></section>', id.title())
    return replace(made, number=number, source=source)


BOOK = (
    division("title-page", Kind.TITLE_PAGE, Matter.FRONT, '<section id="title-page"/>', "Title"),
    written("preface", Kind.PREFACE, "", "preface.md"),
    written("one", Kind.CHAPTER, "1", "01-one.md"),
    written("two", Kind.CHAPTER, "2", "02-two.md"),
    written("three", Kind.CHAPTER, "3", "parts/03-three.md"),
    written("extra", Kind.APPENDIX, "A", "extra.md"),
)


@pytest.mark.parametrize(
    ("asked", "chosen", "names"),
    [
        (["2"], ["two"], ["2"]),
        (["3", "1"], ["one", "three"], ["1", "3"]),
        (["2-3"], ["two", "three"], ["2", "3"]),
        (["2–3", "3"], ["two", "three"], ["2", "3"]),
        (["preface", "a"], ["preface", "extra"], ["preface", "a"]),
        (["02-two", "parts/03-three.md"], ["two", "three"], ["2", "3"]),
    ],
)
def test_chapters_are_named_by_number_range_or_file(asked: list[str], chosen: list[str], names: list[str]) -> None:
    assert choose_chapters(BOOK, asked) == (tuple(chosen), tuple(names))


def test_a_book_without_numbers_counts_its_chapters() -> None:
    bare = [replace(d, number="") for d in BOOK]
    assert choose_chapters(bare, ["2"]) == (("two",), ("2",))


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("4", "There is no chapter “4”. The book has the chapters 1 to 3, and files can be named too."),
        ("2-9", "There is no chapter “4”. The book has the chapters 1 to 3, and files can be named too."),
        ("1-999999", "There is no chapter “999999”. The book has the chapters 1 to 3, and files can be named too."),
        ("3-2", "The range “3-2” runs backwards; write 2-3."),
        ("prefce", "There is no chapter “prefce”. Did you mean “preface” or “preface.md”?"),
        (" ", "No chapter is named; write numbers or names of files, such as “2,4-5”."),
    ],
)
def test_what_cannot_be_chosen_is_said(asked: str, says: str) -> None:
    with pytest.raises(UnknownChapterError) as raised:
        choose_chapters(BOOK, [asked])
    assert str(raised.value) == says


def markup_of(divisions: list[Division], id: str) -> str:
    (found,) = [d for d in divisions if d.id == id]
    return plain_text(fragment_tree(found.content))


def test_what_is_cited_comes_along_and_nothing_else_does() -> None:
    kept, absent, changed = keep_chapters(DIVISIONS, {"stay"}, own_pages=False)
    assert [d.id for d in kept] == ["title-page", "imprint", "stay", "bibliography"]
    assert "Innes" in markup_of(kept, "bibliography")
    assert {"talks", "fig-stages", "glossary", "index"} <= absent
    assert not {"stay", "ref-innes2001", "stay-note-1"} & absent
    assert changed == {"bibliography"}
    kept, _absent, _changed = keep_chapters(DIVISIONS, {"talks"}, own_pages=False)
    assert [d.id for d in kept] == ["title-page", "imprint", "talks"]


NOTES = """<section id="notes" class="endnotes"><h1>Notes</h1><section class="notes"><h2 class="notes-title"><a
href="#stay">1</a></h2><aside id="n1"><p>First.</p></aside></section><section class="notes"><h2 class="notes-title"><a
href="#talks">2</a></h2><aside id="n2"><p>Second, see <a class="citation" href="#ref-innes2001">Innes</a>.</p></aside>
</section></section>"""


def test_of_the_notes_at_the_end_of_the_book_those_of_the_chapters_come_along() -> None:
    notes = division("notes", Kind.NOTES, Matter.BACK, NOTES, "Notes")
    kept, absent, _changed = keep_chapters((*DIVISIONS, notes), {"talks"}, own_pages=False)
    assert [d.id for d in kept] == ["title-page", "imprint", "talks", "bibliography", "notes"]
    assert markup_of(kept, "notes") == "Notes2Second, see Innes."
    assert "n1" in absent


PAGES = """<section id="one"><p>See <span class="page-reference" data-page="page {}"><a href="#gone">Chapter 2</a>
</span>, <a href="#gone" data-page=" (page {})">there</a>, <span class="page-reference" data-page="page {}"><a
href="#one">here</a></span>.</p></section>"""


@pytest.mark.parametrize(("own_pages", "asking"), [(True, 1), (False, 3)])
def test_a_handout_that_counts_for_itself_names_no_page_of_what_is_absent(own_pages: bool, asking: int) -> None:
    one = replace(BOOK[2], content=fragment(PAGES))
    gone = replace(BOOK[3], id="gone", content=fragment('<section id="gone"/>'))
    (kept,), _absent, _changed = keep_chapters((one, gone), {"one"}, own_pages=own_pages)
    tree = fragment_tree(kept.content)
    assert sum("data-page" in e.attrib for e in tree.iter(h("a"), h("span"))) == asking
    assert plain_text(tree) == "See Chapter 2 , there, here."
