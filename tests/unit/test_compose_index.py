"""The index and how it is sorted."""

from __future__ import annotations

from dataclasses import replace

import pytest
from compose_drafts import MODIFIED, Chapter, compose, find, fragment, tree

from chapbook.cache import Cache
from chapbook.compose import compose_book
from chapbook.compose.collation import group_letter, sort_key
from chapbook.compose.index import LONG_INDEX
from chapbook.diagnostics import Span
from chapbook.model.book import Book
from chapbook.model.draft import Draft, IndexHeading, IndexMark
from chapbook.model.manuscript import ChapterSource, IndexSettings, Kind, MadeDivision, Manuscript, Matter, NamedIndex
from chapbook.model.metadata import Metadata

LIKE = "similar-index-entry 2 Write both alike, or give each a sort=… of its own if they are two."


def marked(*marks: str, language: str = "en") -> Chapter:
    content = "".join(f'<p><press:mark n="{n}">w{n}</press:mark></p>' for n in range(len(marks)))
    return Chapter("a.md", content, title="A", marks=marks, source={"language": language})


def notes_of(chapter: Chapter, *notes: str) -> Chapter:
    """The chapter with notes that hold the marks of these numbers."""
    calls = "".join(
        f'<press:note n="{n}"><p>On <press:mark n="{m}">x</press:mark>.</p></press:note>' for n, m in enumerate(notes)
    )
    return replace(chapter, content=f"{chapter.content}<p>Text{calls}.</p>", notes=len(notes))


def terms(book: Book, id: str = "index") -> list[str]:
    return find(tree(book, id), ".//h:span[@class='index-term']")


def test_entries_are_gathered_sorted_and_grouped() -> None:
    book, found = compose(
        marked("Havel, Václav", "havoc", "Havel, Václav!in Moscow", "agreement", "Havel, Václav"),
        Chapter(
            "b.md", '<p><press:mark n="0"/></p>', "Notes", marks=["agreement"], matter=Matter.BACK, kind=Kind.AFTERWORD
        ),
    )
    index = tree(book, "index")
    assert find(index, "./h:section/h:ul/h:li[1]/h:span[@class='index-term']") == ["agreement", "Havel, Václav"]
    assert find(index, ".//h:span[@class='locators']") == ["1, Notes", "1a, 1b", "1", "1"]
    assert find(index, ".//h:a/@href") == ["#ix-4", "#ix-6", "#ix-1", "#ix-5", "#ix-3", "#ix-2"]
    assert find(index, ".//h:a/@aria-label")[1:3] == ["1a: Chapter\u00a01: A", "1b: Chapter\u00a01: A"]
    assert find(tree(book, "a"), ".//h:span[@class='index-mark']/@id") == ["ix-1", "ix-2", "ix-3", "ix-4", "ix-5"]
    assert find(index, ".//h:li[h:span='Havel, Václav']/h:ul/h:li/h:span[@class='index-term']") == ["in Moscow"]
    assert found == ()


@pytest.mark.parametrize(
    ("heading", "gap"),
    [
        ("November 1989", "\u00a0\u00a0"),
        ("Zentrale Universitätsbibliothek", "\u00a0 "),  # 22 letters: the place may go on the next line
        ("Universitätsbibliothek–Zentrale", "\u00a0\u00a0"),
    ],
)
def test_two_spaces_part_an_entry_from_its_place_and_hold_them_on_one_line(heading: str, gap: str) -> None:
    book, _ = compose(marked(heading))
    assert find(tree(book, "index"), ".//h:li") == [f"{heading}{gap}1"]


def test_several_places_in_a_titled_division_have_letters_in_brackets() -> None:
    content = '<p><press:mark n="0"/> <press:mark n="1"/></p>'
    book, _ = compose(Chapter("a.md", content, "Notes", marks=["x", "x"], matter=Matter.BACK, kind=Kind.AFTERWORD))
    assert find(tree(book, "index"), ".//h:span[@class='locators']") == ["Notes (a), Notes (b)"]


def test_a_numbered_section_names_its_places() -> None:
    content = '<h2 id="s">S</h2><p><press:mark n="0"/></p><h2 id="t"><press:mark n="1">T</press:mark></h2>'
    book, _ = compose(Chapter("a.md", content, "A", marks=["x", "x"]), numbering="sections")
    assert find(tree(book, "index"), ".//h:span[@class='locators']") == ["1.1, 1.2"]


def test_one_mark_may_have_several_entries() -> None:
    book, _ = compose(marked("a; b!c"))
    assert terms(book) == ["a", "b", "c"]
    assert find(tree(book, "index"), ".//h:a/@href") == ["#ix-1", "#ix-1"]


def test_a_place_in_a_note_knows_its_number() -> None:
    book, _ = compose(notes_of(Chapter("a.md", "<p>x</p>", "A", marks=["x", "y"]), "0", "1"))
    index = tree(book, "index")
    assert find(index, ".//h:a/@data-note") == ["1", "2"]
    assert find(index, ".//h:span[@class='locators']/@data-notes") == ["n{}|nn{}", "n{}|nn{}"]


def test_a_principal_place_is_bold_and_an_illustration_in_italics() -> None:
    book, _ = compose(marked("a [principal]", "a [illustration]"))
    assert find(tree(book, "index"), ".//h:b | .//h:i") == ["1a", "1b"]


def test_the_letters_of_the_groups_and_the_note_above_them() -> None:
    marks = marked("10 carts", "…", "chata", "cesta", "Čapek")
    given = IndexSettings(letters=True, note='Bold is "principal".')
    book, _ = compose(marks, language="cs", index=given)
    index = tree(book, "index")
    assert find(index, ".//h:h2") == ["Znaky", "C", "Č", "CH"]
    assert terms(book) == ["…", "10 carts", "cesta", "Čapek", "chata"]
    assert find(index, "./h:section[@epub:type='index-headnotes']/h:p") == ["Bold is „principal“."]
    assert find(tree(compose(marks)[0], "index"), ".//h:h2") == []


def test_a_long_index_has_letters() -> None:
    book, _ = compose(marked(*(f"a{n}" for n in range(LONG_INDEX + 1))))
    assert find(tree(book, "index"), ".//h:h2") == ["A"]


def test_a_see_reference_leads_to_its_entry_and_leaves_its_words() -> None:
    book, found = compose(marked("treaty!of 1968", "pact -> treaty!of 1968"))
    index = tree(book, "index")
    assert find(index, ".//h:span[@class='index-see']") == ["see treaty, of 1968"]
    assert find(index, ".//h:span[@class='index-see']/@epub:type") == ["index-xref-preferred"]
    assert find(index, ".//h:span[@class='index-see']/h:a/@href") == ["#ix-entry-treaty-of-1968"]
    assert find(index, ".//h:li[@id='ix-entry-treaty-of-1968']/h:span[@class='index-term']") == ["of 1968"]
    assert find(tree(book, "a"), "./h:p") == ["w0", "w1"]
    assert find(tree(book, "a"), ".//h:span[@class='index-mark']") == ["w0"]
    assert found == ()


def test_see_also_stands_behind_the_places_and_below_the_sub_entries() -> None:
    book, found = compose(marked("a", "b", "c!d", "a => c; b", "c => a"))
    index = tree(book, "index")
    assert find(index, ".//h:span[@class='index-see']") == ["see also b; c", "see also a"]
    assert find(index, ".//h:span[@class='index-see']/@epub:type") == ["index-xref-related"] * 2
    assert find(index, ".//h:li[1]")[0] == "a\u00a0\u00a01; see also b; c"
    assert find(index, ".//h:ul/following-sibling::h:p") == ["see also a"]
    assert found == ()


def test_a_reference_to_a_sort_of_entries_is_no_link() -> None:
    generic = IndexHeading("single treaties", fragment("span", "<em>single treaties</em>"))
    chapter = marked("treaty")
    draft = chapter.as_draft()
    marks = (*draft.marks, IndexMark(draft.marks[0].entries, chapter.span(2), see_also=((generic,),), is_place=False))
    (mark,) = read_marks(replace(draft, marks=marks), "<p><press:mark n='0'/><press:mark n='1'/></p>")
    assert mark == "treaty\u00a0\u00a01; see also single treaties"


def read_marks(draft: Draft, content: str) -> list[str]:
    """The entries of the index of one draft, in words."""
    source = ChapterSource(draft.path, "", 1, Matter.BODY, Kind.CHAPTER)
    draft = replace(draft, content=fragment("section", content))
    metadata = Metadata("The Book", "en-GB", "urn:x", MODIFIED)
    book, found = compose_book(Manuscript(metadata, (source,)), [draft], {}, Cache(None))
    assert found == ()
    return find(tree(book, "index"), ".//h:li")


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        (["treaty", "pact -> treat"], ["index-see-nowhere 2 Did you mean “treaty”?"]),
        (["treaty", "pact => treat"], ["index-see-nowhere 2 Did you mean “treaty”?"]),
        (["pact -> pact"], ["index-see-loop 1 Mark a place for one of them."]),
        (["a -> b", "b -> a"], [f"index-see-loop {n} Mark a place for one of them." for n in (1, 2)]),
        (["a => b", "b => a", "a", "b"], []),
        (["a", "a => a"], ["index-see-loop 2 Mark a place for one of them."]),
        (["a -> b", "b -> c", "c"], []),
        (["a", "a -> b", "b"], ["index-see-and-places 2 Write see-also=… instead."]),
        (["x [start]"], ["unpaired-index-range 1 Write range=end, with the same entry, where it ends."]),
        (
            ["x [start]", "x [start]", "x [end]"],
            ["unpaired-index-range 1 Write range=end, with the same entry, where it ends."],
        ),
        (["x [end]"], ["unpaired-index-range 1 Write range=start where it begins."]),
        (
            ["x [start]", "x!y [end]"],
            [
                "unpaired-index-range 1 Write range=end, with the same entry, where it ends.",
                "unpaired-index-range 2 Write range=start where it begins.",
            ],
        ),
        (["Milovice", "milovice"], [LIKE]),
        (["Čapek", "Capek"], [LIKE]),
        (["fire-arms", "fire arms"], [LIKE]),
        (["x!Milovice", "milovice"], []),
        (["か", "が"], []),
        (["мой", "мои"], []),
        (
            ["x [in:nams]"],
            [
                "unknown-index 1 Did you mean “names”?",
                "unused-index 9 Write [words]{.index in=names}, or take it out of [index].",
            ],
        ),
    ],
)
def test_what_is_wrong_with_an_index_is_said(marks: list[str], expected: list[str]) -> None:
    named = IndexSettings(named=(NamedIndex("names", "Names", Span("book.toml", 9)),) if "nams" in marks[0] else ())
    _, found = compose(marked(*marks), index=named)
    assert [f"{d.code} {d.span.line} {d.hint}" for d in found] == expected


def test_both_places_of_two_like_entries_are_told() -> None:
    _, (found,) = compose(marked("Milovice", "milovice"))
    assert "“Milovice” of a.md:1:1" in found.message


def test_entries_with_sort_keys_are_two_and_stand_where_these_say() -> None:
    chapter = marked("China", "china", "zebra", "azure")
    draft = chapter.as_draft()
    marks = tuple(
        replace(mark, entries=((replace(mark.entries[0][0], sort=key),),))
        for mark, key in zip(draft.marks, ("china 2", "china 1", "", "zz"), strict=True)
    )
    said = read_marks(replace(draft, marks=marks), chapter.content)
    assert said == [f"{word}\u00a0\u00a01" for word in ("china", "China", "zebra", "azure")]


def test_a_range_leads_from_its_beginning_to_its_end() -> None:
    book, found = compose(
        marked("rope [start]", "gauge [start]", "gauge [end]"),
        Chapter("b.md", '<p><press:mark n="0"/></p>', "B", marks=["rope [end]"]),
    )
    index = tree(book, "index")
    assert find(index, ".//h:span[@class='locators']") == ["1", "1–2"]
    assert find(index, ".//h:span[@class='locator-range']/h:a/@href") == ["#ix-1", "#ix-4"]
    assert find(index, ".//h:a/@data-end") == ["ix-3", "ix-4"]
    assert found == ()


def test_several_indexes_stand_before_the_general_one_or_where_the_order_says() -> None:
    named = tuple(NamedIndex(n, n.title(), Span("book.toml", 9)) for n in ("names", "places", "things"))
    chapter = marked("a [in:names]", "b [in:places]", "c", "a [in:names]")
    book, found = compose(chapter, index=IndexSettings(named=named))
    assert [(d.id, d.text) for d in book.divisions][-3:] == [
        ("index-names", "Names"),
        ("index-places", "Places"),
        ("index", "Index"),
    ]
    assert [terms(book, i) for i in ("index-names", "index-places", "index")] == [["a"], ["b"], ["c"]]
    assert [d.code for d in found] == ["unused-index"]
    order = [MadeDivision(Kind.INDEX, Matter.BACK, Span("book.toml"), n) for n in ("things", "", "places")]
    book, found = compose(chapter, *order, index=IndexSettings(named=named))
    assert [d.id for d in book.divisions][-3:] == ["index", "index-places", "index-names"]
    assert [d.code for d in found] == ["empty-division"]


def test_the_words_of_an_entry_are_set_and_their_spelling_joins_them() -> None:
    book, _ = compose(marked("O'Brien", "O'Brien"))
    assert terms(book) == ["O’Brien"]


@pytest.mark.parametrize(
    ("headings", "by_letters"),
    [
        (["St. Louis", "St Petersburg", "steppe", "Stone"], False),
        (["New (adj.)", "New, Ann", "New York", "Newark", "Ob river", "Obrecht", "O’Brien", "reef", "re-entry"], False),
        (["9 men", "10 men", "1968", "one"], False),
        (["Newark", "newcomer", "new wave", "New York"], True),
        (["Havel, Z.", "Havelock"], True),
    ],
)
def test_words_are_sorted_as_chicago_sorts_them(headings: list[str], by_letters: bool) -> None:
    backwards = headings[::-1]
    assert sorted(backwards, key=lambda h: sort_key(h, "en", by_letters)) == headings


@pytest.mark.parametrize(
    ("language", "headings"),
    [
        ("en", ["1968", "“about”", "Čapek", "Dubček", "émigré", "Emil", "zero"]),
        ("en", ["new world", "newcomer"]),
        ("cs", ["Cyril", "Čapek", "Dubček", "Havel", "Charta 77", "Ivan", "Řezáč", "Škvorecký", "Žižka"]),
        ("sk", ["auto", "äther", "Bratislava"]),
        ("sv", ["zebra", "åka", "ägg", "öl"]),
        ("de", ["Adler", "Äpfel", "Bär", "Straße", "Strauß"]),
        ("tr", ["ırmak", "ilk", "İzmir", "öküz", "şeker"]),
        ("da", ["Zealand", "Æbelø", "Øster", "Åkirke", "Aarhus"]),
        ("es", ["nube", "ñandú", "oso"]),
        ("pl", ["Lublin", "Łódź", "Mazury"]),
        ("ru", ["5 км", "еда", "Ёлка", "Жук", "ирис", "Йод", "яма", "London"]),
        ("uk", ["гора", "Ґанок", "ехо", "Єва", "ірис", "їжак", "йод"]),
        ("el", ["Άνδρας", "αρχή", "βήμα", "Ώρα"]),
        ("he", ["אבא", "בית", "צה״ל", "שלום", "London"]),
        ("he", ["אדם", "אדמה", "בית"]),
        ("ar", ["أحمد", "باب", "تاج", "Paris"]),
        ("ja", ["あお", "かき", "がく", "カメラ", "きって", "ぱん", "ヨーロッパ", "漢字"]),
        ("zh", ["A", "一", "中国", "人"]),
    ],
)
def test_headings_are_sorted_as_the_language_sorts(language: str, headings: list[str]) -> None:
    backwards = headings[::-1]
    assert sorted(backwards, key=lambda h: sort_key(h, language)) == headings


@pytest.mark.parametrize(
    ("heading", "language", "letter"),
    [
        ("charta", "cs", "CH"),
        ("Čapek", "cs", "Č"),
        ("Čapek", "en", "C"),
        ("ůl", "cs", "U"),
        ("“about”", "en", "A"),
        ("1968", "en", ""),
        ("łódź", "de", "L"),
        ("Aarhus", "da", "Å"),
        ("Iğdır", "tr", "I"),
        ("İzmir", "tr", "İ"),
        ("Москва", "en", "М"),
        ("…", "en", ""),
        ("ёлка", "ru", "Е"),
        ("йод", "ru", "Й"),
        ("أحمد", "ar", "ا"),
        ("ガラス", "ja", "か"),
        ("ん", "ja", "わ"),
        ("漢字", "ja", ""),
        ("中国", "zh", ""),
    ],
)
def test_a_heading_stands_under_its_letter(heading: str, language: str, letter: str) -> None:
    assert group_letter(heading, language) == letter
