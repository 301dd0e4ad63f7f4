"""The colophon that the press makes."""

from __future__ import annotations

from importlib.metadata import version

import pytest
from compose_drafts import find, tree
from composed_folder import compose_folder

from chapbook.model.manuscript import Kind

ORDER = '[order]\nbody = ["a"]\nback = ["colophon"]\n'
LINES = "./h:div[@class='made']/h:p"


def test_it_says_faces_tools_date_and_licence() -> None:
    book, found = compose_folder({"a.md": "# A\n\nX."}, f'license = "CC-BY-4.0"\n{ORDER}')
    tools = [f"{name}\u00a0{version(name)}" for name in ("chapbook", "EbookLib", "WeasyPrint")]
    lines = [line.replace("\u00a0", " ") for line in find(tree(book, "colophon"), LINES)]
    assert lines == [
        "Set in Spectral (Production Type).",
        "Licence of the typefaces: SIL Open Font License 1.1",
        f"Made with {tools[0]}, {tools[1]} and {tools[2]}.".replace("\u00a0", " "),
        "This edition: 24 November 2026",
        "Licence: Creative Commons Attribution 4.0",
    ]
    assert find(tree(book, "colophon"), ".//h:h1") == ["Colophon"]
    assert found == []


@pytest.mark.parametrize(
    ("text", "faces"),
    [
        ("X `y`.", "Spectral (Production Type) and IBM Plex Mono (Bold Monday)"),
        ("X γ.", "Spectral (Production Type) and Literata (TypeTogether)"),
    ],
)
def test_it_names_the_faces_that_show_a_letter(text: str, faces: str) -> None:
    book, _ = compose_folder({"a.md": f"# A\n\n{text}"}, ORDER)
    assert find(tree(book, "colophon"), LINES)[0].replace("\u00a0", " ") == f"Set in {faces}."


def test_the_authors_own_colophon_may_hold_it() -> None:
    own = "# Colophon\n\nThanks.\n\n::: {.made}\n:::\n\nEnd.\n"
    book, _ = compose_folder({"a.md": "# A\n\nX.", "colophon.md": own}, ORDER)
    assert find(tree(book, "colophon"), LINES)[0].startswith("Set in")
    assert find(tree(book, "colophon"), "./h:p") == ["Thanks.", "End."]
    book, _ = compose_folder({"a.md": "# A\n\nX.", "colophon.md": "# Colophon\n\nThanks.\n"}, ORDER)
    assert find(tree(book, "colophon"), LINES) == []


def test_the_same_words_stand_on_paper_where_the_notes_do() -> None:
    own = "# Colophon\n\nThanks.[^n]\n\n[^n]: A note.\n\n::: {.made}\n:::\n"
    book, _ = compose_folder({"a.md": "# A\n\nX.", "colophon.md": own}, f'{ORDER}[text]\nnotes = "book"\n')
    paper = next(d for d in book.paper.divisions if d.id == "colophon")
    assert b"Production Type" in paper.content.markup
    assert find(tree(book, "colophon"), LINES)[0].startswith("Set in")


@pytest.mark.parametrize(
    ("language", "begins"), [("cs", "Písmo: Spectral"), ("fr", "Composé en Spectral"), ("ru", "Гарнитуры: Spectral")]
)
def test_it_speaks_the_language_of_the_book(language: str, begins: str) -> None:
    book, _ = compose_folder({"a.md": "# A\n\nX."}, ORDER, language)
    colophon = next(d for d in book.divisions if d.kind is Kind.COLOPHON)
    assert find(tree(book, colophon.id), LINES)[0].startswith(begins)
