"""The index and how it is sorted."""

from __future__ import annotations

import pytest
from compose_drafts import Chapter, compose, find, tree

from chapbook.compose.collation import group_letter, sort_key
from chapbook.model.apparatus import IndexEntry
from chapbook.model.manuscript import Kind, Matter


def marked(*marks: str, language: str = "en") -> Chapter:
    content = "".join(f'<p><press:mark n="{n}">w{n}</press:mark></p>' for n in range(len(marks)))
    return Chapter("a.md", content, title="A", marks=marks, source={"language": language})


def test_entries_are_gathered_sorted_and_grouped() -> None:
    book, found = compose(
        marked("Havel, Václav", "havoc", "Havel, Václav!in Moscow", "agreement", "Havel, Václav"),
        Chapter(
            "b.md", '<p><press:mark n="0"/></p>', "Notes", marks=["agreement"], matter=Matter.BACK, kind=Kind.AFTERWORD
        ),
    )
    index = tree(book, "index")
    assert find(index, "./h:ul/h:li[1]/h:span[@class='index-term']") == ["agreement", "Havel, Václav"]
    assert find(index, ".//h:span[@class='locators']") == ["1, Notes", "1, 1", "1", "1"]
    assert find(index, ".//h:a/@href") == ["#ix-4", "#ix-6", "#ix-1", "#ix-5", "#ix-3", "#ix-2"]
    assert find(tree(book, "a"), ".//h:span[@class='index-mark']/@id") == ["ix-1", "ix-2", "ix-3", "ix-4", "ix-5"]
    assert book.apparatus.index[1] == IndexEntry(
        "Havel, Václav", ("ix-1", "ix-5"), (), (IndexEntry("in Moscow", ("ix-3",)),)
    )
    assert found == ()


def test_a_see_reference_leads_to_its_entry_and_leaves_its_words() -> None:
    book, found = compose(marked("treaty!of 1968", "pact -> treaty!of 1968"))
    index = tree(book, "index")
    assert find(index, ".//h:span[@class='index-see']") == ["see treaty, of 1968"]
    assert find(index, ".//h:span[@class='index-see']/h:a/@href") == ["#ix-entry-treaty-of-1968"]
    assert find(index, ".//h:li[@id='ix-entry-treaty-of-1968']/h:span[@class='index-term']") == ["of 1968"]
    assert find(tree(book, "a"), "./h:p") == ["w0", "w1"]
    assert find(tree(book, "a"), ".//h:span[@class='index-mark']") == ["w0"]
    assert found == ()


def test_a_see_reference_to_nothing_is_a_warning() -> None:
    _, found = compose(marked("treaty", "pact -> treat"))
    assert [(d.code, d.span.line, d.hint) for d in found] == [("index-see-nowhere", 2, "Did you mean “treaty”?")]


def test_the_words_of_an_entry_are_set_and_their_spelling_joins_them() -> None:
    book, _ = compose(marked("O'Brien", "O'Brien"))
    assert [e.heading for e in book.apparatus.index] == ["O’Brien"]


@pytest.mark.parametrize(
    ("language", "headings"),
    [
        ("en", ["1968", "“about”", "Čapek", "Dubček", "émigré", "Emil", "zero"]),
        ("en", ["new world", "newcomer"]),
        ("cs", ["Cyril", "Čapek", "Dubček", "Havel", "Charta 77", "Ivan", "Řezáč", "Škvorecký", "Žižka"]),
        ("sk", ["auto", "äther", "Bratislava"]),
        ("sv", ["zebra", "åka", "ägg", "öl"]),
        ("de", ["Adler", "Äpfel", "Bär", "Straße", "Strauß"]),
        ("es", ["nube", "ñandú", "oso"]),
        ("pl", ["Lublin", "Łódź", "Mazury"]),
        ("ru", ["5 км", "еда", "Ёлка", "Жук", "ирис", "Йод", "яма", "London"]),
        ("uk", ["гора", "Ґанок", "ехо", "Єва", "ірис", "їжак", "йод"]),
        ("el", ["Άνδρας", "αρχή", "βήμα", "Ώρα"]),
        ("he", ["אבא", "בית", "צה״ל", "שלום"]),
        ("ar", ["أحمد", "باب", "تاج"]),
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
