"""The characters of a book choose its faces, and its languages its directions."""

from __future__ import annotations

from pathlib import Path

import pytest
from compose_drafts import Chapter, compose, find, tree

from chapbook import faces
from chapbook.cache import Cache
from chapbook.compose import faces as compose_faces
from chapbook.compose import missing_glyphs
from chapbook.diagnostics import Severity
from chapbook.faces import BookFaces, Face, FaceMissingError, face_characters, family_faces


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Cache:
    return Cache(tmp_path_factory.mktemp("cache"))


def fallbacks(chosen: BookFaces) -> list[tuple[str, tuple[str, ...]]]:
    return [(family.name, family.languages) for family in chosen.fallbacks]


def test_a_latin_and_cyrillic_book_has_its_two_families_alone(cache: Cache) -> None:
    book, found = compose(Chapter("a.md", "<p>Příliš “žluťoučký” кінь – <code>│ ┌</code></p>"), cache=cache)
    assert fallbacks(book.faces) == []
    assert book.scripts == ("Latn",)
    assert found == ()


def test_each_script_brings_its_family_with_the_languages_that_it_leads_in(cache: Cache) -> None:
    words = '<p><i lang="he">שלום</i> سلام <span lang="el">φως</span></p>'
    book, _found = compose(Chapter("a.md", words), cache=cache)
    assert fallbacks(book.faces) == [("Book Hebrew", ("he",)), ("Book Arabic", ()), ("Book Greek", ("el",))]
    assert book.scripts == ("Grek", "Hebr", "Latn")


def test_chinese_characters_are_set_as_their_language_writes_them(cache: Cache) -> None:
    words = '<p><i lang="ja">灯台</i> <i lang="zh-Hant">燈塔</i></p>'
    book, _found = compose(Chapter("a.md", words), cache=cache)
    assert fallbacks(book.faces) == [("Book Japanese", ("ja",)), ("Book Traditional Chinese", ("zh-Hant",))]
    book, _found = compose(Chapter("a.md", "<p>灯塔</p>"), cache=cache)
    assert fallbacks(book.faces) == [("Book Chinese", ())]


def test_an_east_asian_face_has_the_common_letters_and_the_rare_ones_of_the_book(cache: Cache) -> None:
    """All would be ten times as much; but a book of rare letters shall not lay out all again for each that is new."""

    def letters(words: str) -> frozenset[int]:
        book, _found = compose(Chapter("a.md", f'<p><i lang="ja">{words}</i></p>'), cache=cache)
        return face_characters(book.faces.fallbacks[0].faces[0])

    few, more = letters("灯台"), letters("灯台龠")
    assert more - few == {ord("龠")}
    assert len(few) < 5000
    everything = letters("".join(map(chr, range(0x9A00, 0x9B00))))
    assert len(everything) > 20000
    assert everything == letters("".join(map(chr, range(0x9B00, 0x9C00))))


def test_a_character_without_a_face_is_told_once_with_its_place(cache: Cache) -> None:
    chapter = Chapter("a.md", "<p>a 🚨 b 🚨</p>", text="# T\n\na 🚨 b 🚨\n\n🚨\n🚨🚨\n")
    book, (fault,) = compose(chapter, cache=cache)
    assert (fault.code, fault.severity, str(fault.span)) == ("missing-glyph", Severity.WARNING, "a.md:3:3")
    places = "also at a.md:3:7 and a.md:5:1, and at 2 more places"
    assert f"“🚨” (U+1F6A8, police cars revolving light), {places}." in fault.message
    assert "fallback-faces" in fault.hint
    assert book.faces.missing == {"🚨"}


def test_the_hint_names_a_family_that_has_the_character(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(missing_glyphs, "family_with", {"🚨": "Noto Emoji"}.get)
    _book, (fault,) = compose(Chapter("a.md", "<p>a 🚨</p>", text="a 🚨\n"), cache=cache)
    assert fault.hint.startswith("“Noto Emoji” has it: name it under “fallback-faces”")


def test_letters_of_one_script_are_told_together_and_symbols_alone(cache: Cache) -> None:
    chapter = Chapter("a.md", "<p>हिंदी 🚨 ไท</p>", text="# T\n\nहिंदी 🚨 ไท\n")
    _book, found = compose(chapter, cache=cache)
    assert [(str(d.span), d.message.split(" has ")[1]) for d in found] == [
        ("a.md:3:1", "5 Devanagari letters and marks: ह ◌ि ◌ं द ◌ी."),
        ("a.md:3:7", "the character “🚨” (U+1F6A8, police cars revolving light)."),
        ("a.md:3:9", "2 Thai letters and marks: ไ ท."),
    ]


def test_of_many_missing_symbols_the_last_are_told_at_once(cache: Cache) -> None:
    symbols = "".join(chr(0x1F680 + n) for n in range(14))
    _book, found = compose(Chapter("a.md", f"<p>{symbols}</p>", text=symbols), cache=cache)
    assert len(found) == 13
    assert found[-1].message == f"No face of the book has 2 more characters: {symbols[-2]} {symbols[-1]}."
    assert str(found[-1].span) == "a.md:1:13"


def without_japanese(family: str) -> tuple[Face, ...]:
    if family.startswith("Noto Serif CJK"):
        raise FaceMissingError(f"The face “{family}” is not installed; install it so.")
    return family_faces(family)


@pytest.mark.parametrize(("language", "severity"), [("ja", Severity.ERROR), ("en-GB", Severity.WARNING)])
def test_a_family_of_the_system_that_is_missing_is_an_error_where_a_division_needs_it(
    cache: Cache, monkeypatch: pytest.MonkeyPatch, language: str, severity: Severity
) -> None:
    monkeypatch.setattr(compose_faces, "family_faces", without_japanese)
    chapter = Chapter("a.md", '<p><i lang="ja">灯台</i></p>', text="x\n灯台\n", source={"language": language})
    _book, found = compose(chapter, cache=cache)
    (fault,) = [f for f in found if f.code == "missing-face"]
    assert (fault.severity, str(fault.span), fault.hint) == (severity, "a.md:2:1", "Install it so.")


def test_a_direction_is_said_where_it_changes(cache: Cache) -> None:
    words = '<p>א <i lang="en">b <b lang="he">ג</b></i> <code>d</code> <em dir="rtl">e</em> <em>f</em></p>'
    book, _found = compose(Chapter("a.md", words, title_id="c"), language="he", cache=cache)
    section = tree(book, "c")
    assert section.get("dir") is None  # the page has the direction of the division
    assert find(section, ".//h:i/@dir | .//h:b/@dir | .//h:code/@dir | .//h:em[1]/@dir") == ["ltr", "rtl", "ltr", "rtl"]
    assert find(section, ".//h:em[@class='in-latin']") == ["e", "f"]


def test_a_book_of_one_direction_says_none(cache: Cache) -> None:
    book, _found = compose(Chapter("a.md", '<p>a <i lang="cs">b</i> <code>d</code></p>', title_id="c"), cache=cache)
    assert find(tree(book, "c"), ".//@dir") == []


def test_faces_lie_in_the_cache(cache: Cache) -> None:
    book, _found = compose(Chapter("a.md", "<p>שלום</p>"), cache=cache)
    assert cache.root is not None
    assert {face.path.parent for face in book.faces.fallbacks[0].faces} == {cache.root / "faces"}
    assert faces.CODE_FAMILY in dict(book.faces.families())
    assert all(isinstance(face.path, Path) for face in book.faces.all_faces())
