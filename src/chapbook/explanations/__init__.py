"""What each diagnostic means, at length: one page of Markdown a code, beside this file.

Input: a code. Output: its page, which begins with the code as its title and has the sections “Why it matters”,
“Example” and “The mend”. A test provokes every code from its own example.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

SECTIONS = ("Why it matters", "Example", "The mend")


@dataclass(frozen=True)
class Explanation:
    """A page: its code, what the press found (one paragraph), and the whole text in Markdown."""

    code: str
    summary: str
    text: str


def explained_codes() -> tuple[str, ...]:
    """Every code that has a page, sorted."""
    return tuple(sorted(page.name.removesuffix(".md") for page in files(__name__).iterdir() if _is_page(page.name)))


def explain(code: str) -> Explanation:
    """The page of the code. Raises KeyError for a code that no diagnostic has."""
    if code not in explained_codes():
        raise KeyError(code)
    text = files(__name__).joinpath(f"{code}.md").read_text(encoding="utf-8")
    return Explanation(code, " ".join(_first_paragraph(text)), text)


def _is_page(name: str) -> bool:
    return name.endswith(".md")


def _first_paragraph(text: str) -> Iterator[str]:
    """The lines between the title and the first section."""
    for line in text.splitlines()[1:]:
        if line.startswith("## "):
            return
        if line:
            yield line
