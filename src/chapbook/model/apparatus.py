"""What is computed beside the tree: numbers, and the list of references."""

from __future__ import annotations

from dataclasses import dataclass

from chapbook.model.fragment import Fragment


@dataclass(frozen=True)
class Target:
    """What a label names: its emitted id and the words that a cross-reference prints ("Figure 2.1").

    `kind` is what the words call it ("figure", "chapter", "section"), `number` as it is printed; both are empty for
    what has no number.
    """

    label: str
    id: str
    words: str
    kind: str = ""
    number: str = ""


@dataclass(frozen=True)
class Entry:
    """An entry of the reference list: its key, its emitted id, and its formatted text."""

    key: str
    id: str
    text: Fragment


@dataclass(frozen=True)
class Illustration:
    """A numbered figure, table or listing: emitted id, label ("Figure 2.1"), plain words for lists, number ("2.1").

    The words are the caption, or what the author wrote as a shorter one.
    """

    id: str
    label: str
    caption: str
    number: str = ""


@dataclass(frozen=True)
class Apparatus:
    """Computed once, filled in by compose, and kept for whoever asks what the book holds."""

    targets: tuple[Target, ...] = ()
    references: tuple[Entry, ...] = ()
    figures: tuple[Illustration, ...] = ()
    tables: tuple[Illustration, ...] = ()
    listings: tuple[Illustration, ...] = ()
