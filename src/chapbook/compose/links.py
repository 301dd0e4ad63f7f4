"""Links between the files of the manuscript, as authors write them for GitHub, mdBook and Pandoc.

Input: a link of a draft. Output: the id in the book that it means, with a note where it was not written exactly, or the
error that it leads nowhere, with the nearest place of the whole book. What GitHub makes of a heading is the id itself;
Pandoc's way of making one (manual, “Extension: auto_identifiers”) and other capitals are tried when that fails.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from dataclasses import dataclass, field
from unicodedata import normalize
from urllib.parse import unquote, urlsplit

from chapbook.compose.bench import Piece
from chapbook.diagnostics import Diagnostic, Guesses, error, note, warning
from chapbook.files import PathRefusedError, resolve_path
from chapbook.model.draft import LinkUse
from chapbook.model.fragment import fragment_tree, plain_text

# What a link to a chapter can end in; the files are Markdown whatever a site generator makes of them.
_ENDINGS = (".md", ".markdown", ".html", ".htm", ".xhtml")
# What stands for the folder itself.
_INDEXES = ("README", "index", "_index")
_NOT_IN_PANDOC_ID = re.compile(r"[^\w\s.-]")
_BEFORE_LETTER = re.compile(r"^[^a-z\u00aa-\U0010ffff]+")
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp)$", re.IGNORECASE)


@dataclass(frozen=True)
class Landing:
    """Where a link leads: an emitted id, and what was assumed on the way there, if anything."""

    id: str
    remark: Diagnostic | None = None


@dataclass
class Links:
    """Finds what a link means: a file, a place in a file, or a place anywhere in the book."""

    pieces: list[Piece]
    guesses: Guesses
    _by_path: dict[str, Piece] = field(default_factory=dict)
    _places: dict[str, list[tuple[Piece, str]]] = field(default_factory=dict)
    _loose: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        sources = [(piece, piece.source) for piece in self.pieces if piece.source is not None]
        self._by_path |= {run.path: piece for piece, source in sources for run in source.runs}
        self._by_path |= {source.path: piece for piece, source in sources}
        for piece in self.pieces:
            # By the ids as they stand in the book, and rather by those that the author wrote.
            for name, place in ({name: name for name in piece.ids.values()} | piece.ids).items():
                self._places.setdefault(name, []).append((piece, place))

    def land(self, piece: Piece, use: LinkUse) -> Landing | Diagnostic:
        """Where the link leads, or what is wrong with it."""
        try:
            fragment = unquote(urlsplit(use.href).fragment)
        except ValueError:  # an address that is none, such as “http://[”
            return error("broken-link", use.span, f"“{use.href}” is no address.")
        if use.href.startswith("#"):
            return self._anywhere(piece, fragment, use)
        try:
            path = resolve_path(use.span.file, use.href)
        except PathRefusedError as refused:
            return error("broken-link", use.span, str(refused), "Link to a chapter of the book or to the web.")
        other = self._chapter(path)
        if other is None:
            return self._no_chapter(path, fragment, use)
        if not fragment:
            return Landing(other.id)
        return self._in_piece(other, fragment, use) or self._broken(
            use, f"“{path}” has no place “{fragment}”.", fragment, other
        )

    def _chapter(self, path: str) -> Piece | None:
        """The chapter in the file, whatever ending the link gives it, or in the index of the folder."""
        stem, ending = posixpath.splitext(path)
        stems = [stem, path] if ending.lower() in _ENDINGS else [path]
        stems += [posixpath.normpath(posixpath.join(stem, index)) for stem in stems[:] for index in _INDEXES]
        names = [f"{stem}.md" for stem in stems]
        # A file system may give back “ú” as two characters where the keyboard gave one.
        names += [normalize(form, name) for name in tuple(names) for form in ("NFC", "NFD")]
        return next((self._by_path[name] for name in names if name in self._by_path), None)

    def _no_chapter(self, path: str, fragment: str, use: LinkUse) -> Diagnostic:
        if _PICTURE.search(path):
            hint = f"Show it with ![caption]({use.href}), or link to where it is on the web."
            return error("broken-link", use.span, f"“{path}” is a picture; no page of the book is one.", hint)
        message = f"“{path}” is no chapter of the book."
        folded = {known.lower(): known for known in self._by_path}
        near = self.guesses.nearest
        close = near(path.lower(), folded) or near(posixpath.basename(path).lower(), folded)
        names = [_relative(use.span.file, folded[name]) for name in close]
        holders = {other.id for other, _place in self._places.get(fragment, ())}
        found = [name for name, other in self._by_path.items() if other.id in holders] if holders else []
        if found:
            names = [f"{_relative(use.span.file, name)}#{fragment}" for name in found[:2]]
        return error("broken-link", use.span, message, _offer(names))

    def _anywhere(self, piece: Piece, fragment: str, use: LinkUse) -> Landing | Diagnostic:
        """A place by its name alone: first in the same chapter, then in the others."""
        if not fragment:
            return Landing(piece.id)
        found = self._places.get(fragment, [])
        own = next((place for other, place in found if other is piece), None)
        if own:
            return Landing(own)
        if found:
            return Landing(found[0][1], _ambiguous(use, fragment, [other for other, _place in found]))
        for other in (piece, *self.pieces):
            landing = self._nearly(other, fragment, use)
            if landing is not None:
                return landing
        return self._broken(use, f"Nothing in the book has the id “{fragment}”.", fragment, piece)

    def _in_piece(self, piece: Piece, fragment: str, use: LinkUse) -> Landing | None:
        """The place in the one chapter, exactly or nearly as written."""
        exact = next((place for other, place in self._places.get(fragment, ()) if other is piece), None)
        return Landing(exact) if exact else self._nearly(piece, fragment, use)

    def _nearly(self, piece: Piece, fragment: str, use: LinkUse) -> Landing | None:
        """The place in the one chapter that could be written so."""
        loose = self._loose_ids(piece)
        written = loose.get(fragment) or loose.get(fragment.lower())
        if written is None:
            return None
        message = f"“#{fragment}” was taken for “#{written}”."
        return Landing(piece.ids[written], note("assumed-target", use.span, message, f"Write #{written}."))

    def _loose_ids(self, piece: Piece) -> dict[str, str]:
        """The ids by what else an author could have written for them."""
        if piece.id not in self._loose:
            loose = {written.lower(): written for written in reversed(piece.ids)}
            counts: Counter[str] = Counter()
            for heading in piece.draft.headings if piece.draft else ():
                name = _pandoc_id(plain_text(fragment_tree(heading.title)))
                counts[name] += 1
                name = name if counts[name] == 1 else f"{name}-{counts[name] - 1}"
                if heading.id in piece.ids:
                    loose.setdefault(name, heading.id)
            self._loose[piece.id] = loose
        return self._loose[piece.id]

    def _broken(self, use: LinkUse, message: str, wanted: str, piece: Piece) -> Diagnostic:
        """An error with the nearest place: of the chapter that was meant, or else of another."""
        near = self.guesses.nearest
        own = [] if piece.source is None else [_offered(use, piece.source.path, n) for n in near(wanted, piece.ids, 1)]
        others = {
            _offered(use, path, name): name
            for path, other in self._by_path.items()
            if other is not piece
            for name in near(wanted, other.ids, 1)
        }
        best = [label for best in near(wanted, others.values()) for label, name in others.items() if name == best]
        return error("broken-link", use.span, message, _offer([*own, *best][:2]))


def _pandoc_id(words: str) -> str:
    """What Pandoc makes of a heading."""
    name = "-".join(_NOT_IN_PANDOC_ID.sub("", words.lower()).split())
    return _BEFORE_LETTER.sub("", name) or "section"


def _ambiguous(use: LinkUse, fragment: str, found: list[Piece]) -> Diagnostic | None:
    """A warning when several other chapters have the place; the link leads to the first."""
    paths = [piece.source.path for piece in found if piece.source is not None]
    if len(paths) < 2:
        return None
    message = f"{len(paths)} chapters have a place “{fragment}”; the link leads to the one in {paths[0]}."
    return warning("ambiguous-link", use.span, message, _offer([_offered(use, p, fragment) for p in paths[:2]]))


def _offered(use: LinkUse, path: str, name: str) -> str:
    """The link to write for a place."""
    return f"#{name}" if path == use.span.file else f"{_relative(use.span.file, path)}#{name}"


def _relative(base: str, path: str) -> str:
    return posixpath.relpath(path, posixpath.dirname(base) or ".").replace(" ", "%20")


def _offer(names: list[str]) -> str:
    return f"Did you mean {' or '.join(f'“{name}”' for name in names)}?" if names else ""
