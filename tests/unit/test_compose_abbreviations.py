"""Abbreviations in the text, in their file and in their list."""

from __future__ import annotations

from compose_drafts import find, tree
from composed_folder import compose_folder

from chapbook.diagnostics import Diagnostic
from chapbook.files import MemoryFolder
from chapbook.read.abbreviations import read_abbreviations

KSC = "*[KSČ]: Communist Party of Czechoslovakia\n"
ORDER = '[order]\nbody = ["a"]\nback = ["abbreviations"]\n'


def test_the_title_stands_at_the_first_use_of_each_chapter() -> None:
    text = "## The KSČ\n\nThe KSČ, and the KSČ; `KSČ`.\n"
    book, found = compose_folder({"a.md": f"# A\n\n{text}", "b.md": f"# B\n\n{text}", "abbreviations.md": KSC})
    for chapter in ("a", "b"):
        assert find(tree(book, chapter), "./h:p/h:abbr/@title") == ["Communist Party of Czechoslovakia"]
        assert find(tree(book, chapter), "./h:p/h:abbr") == ["KSČ", "KSČ"]
    assert [division.id for division in book.divisions][-2:] == ["a", "b"]
    assert found == []


def test_the_list_has_those_that_are_used_in_the_order_of_the_language() -> None:
    text = f"# A\n\nThe UN, the KSČ and the CGF.\n\n{KSC}\n*[CGF]: Central Group of Forces\n*[UN]: United Nations\n"
    book, found = compose_folder({"a.md": text}, ORDER)
    listed = tree(book, "abbreviations")
    assert find(listed, "./h:dl/h:div/h:dt/h:abbr") == ["CGF", "KSČ", "UN"]
    assert find(listed, "./h:dl/h:div[@id='ab-un']/h:dd") == ["United Nations"]
    assert find(tree(book, "a"), ".//h:a[@role='doc-glossref']/@href") == ["#ab-un", "#ab-ksč", "#ab-cgf"]
    assert found == []


def test_the_file_may_have_words_of_its_own_before_the_list() -> None:
    files = {"a.md": "# A\n\nThe KSČ.", "abbreviations.md": f"# Shortened\n\nIn Czech.\n\n{KSC}"}
    book, found = compose_folder(files, ORDER)
    assert find(tree(book, "shortened"), "./h:p | ./h:dl/h:div/h:dd") == [
        "In Czech.",
        "Communist Party of Czechoslovakia",
    ]
    assert found == []


def test_what_is_declared_for_nothing_is_reported_where_it_stands() -> None:
    files = {"a.md": "# A\n\nThe KSČ.", "abbreviations.md": f"{KSC}*[CGF]: Central Group of Forces\n*[KSČ]: Other\n"}
    for settings in ("", ORDER):
        _, found = compose_folder(files, settings)
        assert sorted((d.code, str(d.span)) for d in found) == [
            ("duplicate-definition", "abbreviations.md:3:1"),
            ("unused-definition", "abbreviations.md:2:1"),
        ]


def test_two_meanings_are_reported_with_both_places() -> None:
    files = {
        "a.md": "# A\n\nThe CP.\n\n*[CP]: Communist Party\n",
        "b.md": "# B\n\nThe CP.\n\n*[CP]: Central Post\n",
    }
    _, found = compose_folder(files)
    assert [str(d).partition(" Let")[0] for d in found] == [
        "b.md:5:1: warning ambiguous-abbreviation: “CP” means “Central Post” here, and “Communist Party” at a.md:5."
    ]


def test_an_empty_list_is_left_out() -> None:
    book, found = compose_folder({"a.md": "# A\n\nX."}, ORDER)
    assert [d.code for d in found] == ["empty-division"]
    assert "abbreviations" not in [division.id for division in book.divisions]


def test_a_chapter_may_mean_something_else() -> None:
    files = {"a.md": "# A\n\nThe UN.\n\n*[UN]: Urban Novel\n", "abbreviations.md": "*[UN]: United Nations\n"}
    book, found = compose_folder(files)
    assert find(tree(book, "a"), ".//h:abbr/@title") == ["Urban Novel"]
    assert "ambiguous-abbreviation" in [d.code for d in found]


def test_a_file_that_is_not_utf8_is_reported_though_the_order_does_not_name_it() -> None:
    found: list[Diagnostic] = []
    read_abbreviations(MemoryFolder({"abbreviations.md": KSC.encode("iso8859-2")}), found)
    assert [(d.code, str(d.span)) for d in found] == [("not-utf8", "abbreviations.md:1:5")]
