"""The glossary: its entries, what links to them, and what is reported."""

from __future__ import annotations

import pytest
from compose_drafts import codes, find, tree
from composed_folder import compose_folder

from chapbook.compose.glossary_terms import GlossaryEntry, Terms, make_terms
from chapbook.diagnostics import Span
from chapbook.model.book import Book
from chapbook.model.fragment import new_element

PACT = "# Glossary\n\npact\n: An agreement.\n\nWarsaw Pact\n: An alliance.\n"
ORDER = '[order]\nbody = ["a", "b*"]\nback = ["glossary"]\n'


def composed(text: str, glossary: str = PACT, settings: str = "") -> tuple[Book, list[str]]:
    book, found = compose_folder({"a.md": f"# A\n\n{text}\n", "glossary.md": glossary}, settings)
    return book, [str(d) for d in found if d.code != "unused-term"]


def linked(text: str, glossary: str = PACT, settings: str = "") -> list[str]:
    """The words that link from the chapter, each with the entry."""
    book, found = composed(text, glossary, settings)
    assert found == []
    links = tree(book, "a").iter("{*}a")
    return [f"{a.text}→{a.get('href', '')[4:]}" for a in links if a.get("class") == "glossary-link"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pacts and the Pact", ["Pacts→pact"]),
        ("The Warsaw Pact, a pact", ["Warsaw Pact→warsaw-pact", "pact→pact"]),
        ("Warsaw\nPact", ["Warsaw\nPact→warsaw-pact"]),
        ("compact, pact’s", ["pact→pact"]),
        ("PACT", []),
        ("## Pact\n\n[pact](https://x.org) `pact` x pact", ["pact→pact"]),
        ("*a* pact **b** warsaw Pact", ["pact→pact", "warsaw Pact→warsaw-pact"]),
        ("- pact", ["pact→pact"]),
        ("| pact |\n|---|\n| x |\n\nThe pact.", ["pact→pact"]),
        ("| pact |\n|---|\n| x |", ["pact→pact"]),
        ("A note.[^n]\n\n[^n]: Of the pact.", ["pact→pact"]),
        ("No [pact]{.no-gloss} here", []),
        ("::: {.no-gloss}\nNo pact.\n:::\n\nA pact.", ["pact→pact"]),
        ("A pact, an [old agreement]{.gloss entry=pact}", ["old agreement→pact"]),
        ("A [Warsaw Pact]{.gloss}, a [Warsaw Pact]{.gloss}", ["Warsaw Pact→warsaw-pact"] * 2),
        ("[pact]{.index .gloss}", ["pact→pact"]),
        ("[Pacts]{.gloss}", ["Pacts→pact"]),
    ],
)
def test_the_first_use_in_the_text_is_linked(text: str, expected: list[str]) -> None:
    assert linked(text) == expected


def test_running_text_goes_before_tables() -> None:
    book, _ = composed("| pact |\n|---|\n| x |\n\nThe pact.")
    assert find(tree(book, "a"), "./h:p/h:a") == ["pact"]


def test_every_chapter_links_once_and_appendices_do_too() -> None:
    files = {"a.md": "# A\n\nA pact, a pact.", "b.md": "# B\n\nA pact.", "c.md": "# C\n\nA pact.", "glossary.md": PACT}
    book, _ = compose_folder(files, '[order]\nbody = ["a", "b"]\nback = ["c", "glossary"]\n')
    assert [find(tree(book, name), ".//h:a[@class='glossary-link']/@href") for name in "abc"] == [["#gl-pact"]] * 3


def test_an_entry_is_a_group_with_its_terms_and_definitions() -> None:
    book, found = composed("A zero option.", "# Glossary\n\nzero option\nnull option\n: One.\n: Two.\n")
    entry = ".//h:dl[@class='glossary-list']/h:div[@id='gl-zero-option']"
    glossary = tree(book, "glossary")
    assert find(glossary, f"{entry}/h:dt/h:dfn[@epub:type='glossterm']") == ["zero option", "null option"]
    assert find(glossary, f"{entry}/h:dd[@epub:type='glossdef']") == ["One.", "Two."]
    assert found == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Group and the CGF", ["Group→central-group-of-forces"]),
        ("The CGF", ["CGF→central-group-of-forces"]),
        ("A [garrison]{.gloss entry=CGF}", ["garrison→central-group-of-forces"]),
        ("a groupe", []),
        ("forces", ["forces→central-group-of-forces"]),
        ("forceful", ["forceful→central-group-of-forces"]),
    ],
)
def test_aliases_and_forms_mean_their_entry(text: str, expected: list[str]) -> None:
    glossary = '# Glossary\n\nCentral Group of Forces {aliases="CGF; Group" forms="force*"}\n: Troops.\n'
    assert linked(text, glossary) == expected


def test_a_language_with_cases_has_forms() -> None:
    glossary = '# Slovníček\n\nskupina vojsk {forms="skupin* vojsk"}\n: Vojska.\n'
    book, found = compose_folder({"a.md": "# A\n\nVelitel skupiny vojsk.", "glossary.md": glossary}, "[words]\n")
    assert find(tree(book, "a"), ".//h:a") == ["skupiny vojsk"]
    assert found == []


def terms_of(name: str, language: str) -> Terms:
    return make_terms([GlossaryEntry("x", name, (name,), (), Span("g"), new_element("div"), False)], language)


def test_a_form_with_a_wildcard_does_not_hide_a_longer_term() -> None:
    entries = [
        GlossaryEntry("army", "army", ("army",), ("arm*",), Span("g.md", 1), new_element("div"), refers=False),
        GlossaryEntry("end", "arms race", ("arms race",), (), Span("g.md", 2), new_element("div"), refers=False),
    ]
    assert [use.id for use in make_terms(entries, "en").uses("Armies. The arms race.")] == ["army", "end"]


def test_a_plural_is_an_english_matter() -> None:
    assert list(terms_of("pact", "cs").uses("pacts")) == []
    assert [use.id for use in terms_of("pact", "en-US").uses("pacts")] == ["x"]


def test_terms_of_a_script_without_spaces_are_found_inside_it() -> None:
    assert [(use.start, use.end) for use in terms_of("灯台", "ja").uses("島の灯台が見える")] == [(2, 4)]


def test_only_case_tells_polish_from_polish() -> None:
    glossary = "# Glossary\n\npolish\n: For boots.\n\nPolish\n: Of Poland.\n"
    assert linked("The Polish polish", glossary) == ["Polish→polish-2", "polish→polish"]


def test_definitions_link_to_other_entries_and_not_to_themselves() -> None:
    glossary = "# Glossary\n\npact\n: A pact is a treaty, and a treaty.\n\ntreaty\n: → pact\n"
    book, found = composed("A pact.", glossary)
    assert find(tree(book, "glossary"), ".//h:dd/h:a/@href") == ["#gl-treaty", "#gl-pact"]
    assert found == []


def test_an_arrow_to_nowhere_is_reported() -> None:
    _, found = composed("A treaty.", "# Glossary\n\ntreaty\n: → pacte; alliance\n\npact\n: X.\n")
    assert found == [
        "glossary.md:3:1: warning unknown-term: The entry “treaty” sends the reader to “alliance”, which is not there.",
        "glossary.md:3:1: warning unknown-term: The entry “treaty” sends the reader to “pacte”, which is not there. "
        "Did you mean “pact”?",
    ]


def test_entries_stand_by_the_alphabet_or_as_written() -> None:
    glossary = "---\nlanguage: cs\n---\n\n# Glossary\n\nčas\n: X.\n\nchyba\n: X.\n\ncena\n: X.\n"
    for settings, expected in (
        ("", ["cena", "čas", "chyba"]),
        ("[text]\nglossary-order = 'written'\n", ["čas", "chyba", "cena"]),
    ):
        book, _ = compose_folder({"a.md": "# A\n\nX.", "glossary.md": glossary}, settings)
        assert find(tree(book, "glossary"), ".//h:dt") == expected


def test_a_mark_of_no_entry_is_an_error() -> None:
    _, found = composed("The [Varsaw Pact]{.gloss}.")
    assert found == [
        "a.md:3:5: error unknown-term: The glossary does not explain “Varsaw Pact”. Did you mean “Warsaw Pact”?"
    ]
    _, found = composed("The [pact]{.gloss}.", "# Elsewhere\n\nX.\n")
    assert found == [
        "a.md:3:5: error unknown-term: The glossary does not explain “pact”. "
        "The book has no glossary: write one into glossary.md, and name it in the order."
    ]


def test_a_mark_of_nothing_is_an_error() -> None:
    _, found = composed("The []{.gloss}.")
    assert [f.partition(" Write")[0] for f in found] == [
        "a.md:3:5: error unknown-term: This mark of the glossary has neither words nor an entry."
    ]


def test_a_mark_in_a_heading_or_a_link_stays_words() -> None:
    book, found = composed("## The [pact]{.gloss}\n\n[a [pact]{.gloss}](https://x.org)")
    assert find(tree(book, "a"), ".//h:a[@class='glossary-link']") == []
    assert find(tree(book, "a"), ".//h:h2") == ["The pact"]
    assert found == []


def test_a_term_defined_twice_is_reported_with_both_places() -> None:
    glossary = '# Glossary\n\npact\n: X.\n\ntreaty {aliases="pact"}\n: Y.\n'
    _, found = composed("A pact, a treaty.", glossary)
    assert [f.split(". ")[0] for f in found] == [
        "glossary.md:6:1: warning duplicate-term: The glossary explains “pact” twice: here, and at glossary.md:3"
    ]


def test_a_term_that_is_never_used_is_reported_at_its_line() -> None:
    glossary = '---\nkind: glossary\n---\n\n# G\n\n*used* {aliases="CGF"}\n: X.\n\n- x\n\nunused\n\n: the unused word\n'
    _, found = compose_folder({"a.md": "# A\n\n## The CGF\n", "z.md": glossary})
    assert [(d.code, str(d.span)) for d in found] == [("unused-term", "z.md:12:1")]


def test_a_term_in_a_quotation_is_reported_at_its_line() -> None:
    _, found = compose_folder({"a.md": "# A\n\nX.\n", "glossary.md": "# G\n\n> unused\n> : X.\n"})
    assert [(d.code, str(d.span)) for d in found] == [("unused-term", "glossary.md:3:3")]


def test_a_definition_list_elsewhere_defines_nothing() -> None:
    book, found = compose_folder({"a.md": '# A\n\npact {aliases="x"}\n: X.\n'})
    assert b"data-" not in next(d for d in book.divisions if d.id == "a").content.markup
    assert codes(found) == []
