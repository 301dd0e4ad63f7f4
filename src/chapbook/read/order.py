"""`[order]`: which file comes where, and what the press makes between them.

Input: the names in book.toml, and the files of the folder. Output: the order, each chapter read with what it includes;
with no `[order]`, all Markdown files of the folder in name order. A file whose name begins with `_`, or that another
file includes, is no chapter unless it is named.
"""

from __future__ import annotations

import fnmatch
import reprlib
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any, TypeGuard

from chapbook.diagnostics import Diagnostic, Span, did_you_mean, error, note, warning
from chapbook.files import Folder
from chapbook.model.manuscript import ChapterSource, Kind, MadeDivision, Matter, OrderItem, PartEnd, PartOpening
from chapbook.read.forms import is_language
from chapbook.read.front_matter import FrontMatter, split_front_matter
from chapbook.read.includes import Includer
from chapbook.read.text_file import read_text

# What the press makes where it is named and no file of that name exists.
_MADE_KINDS = (
    *(Kind.HALF_TITLE, Kind.FIGURES, Kind.TABLES, Kind.LISTINGS),
    *(Kind.NOTES, Kind.BIBLIOGRAPHY, Kind.INDEX),
)
MADE = {k.value: k for k in _MADE_KINDS}
# Before the name of an index that is not the general one.
INDEX_PREFIX = "index:"
_PART_KEYS = {"part": str, "chapters": list, "file": str, "numbered": bool}
# The kinds that an author writes; a file named after one is of that kind.
WRITTEN = {
    k.value: k
    for k in (
        Kind.DEDICATION,
        Kind.EPIGRAPH,
        Kind.FOREWORD,
        Kind.PREFACE,
        Kind.INTRODUCTION,
        Kind.CHAPTER,
        Kind.AFTERWORD,
        Kind.APPENDIX,
        Kind.GLOSSARY,
        Kind.COLOPHON,
    )
}


@dataclass(frozen=True)
class OrderReader:
    """Reads the order; `place` gives the span of a value in book.toml, `included` gathers what chapters include.

    `math` is `[text] math`; `indexes` are the names of those beside the general index.
    """

    folder: Folder
    place: Callable[[str], Span]
    found: list[Diagnostic]
    included: set[str] = field(default_factory=set)
    math: bool = True
    indexes: tuple[str, ...] = ()

    @cached_property
    def _paths(self) -> tuple[str, ...]:
        """All files of the folder, looked up once: every name of the order is sought among them."""
        return tuple(self.folder.paths())

    def read(self, order: Mapping[str, Any]) -> tuple[OrderItem, ...]:
        """Everything named, in order."""
        if not order:
            return tuple(self._whole_folder())
        listed = [(name, matter) for matter in Matter for name in _list(order.get(matter.value))]
        after_body = len(listed) - len(_list(order.get(Matter.BACK.value)))
        listed[after_body:after_body] = [(name, Matter.BODY) for name in _list(order.get("parts"))]
        exact = self._named_exactly([name for name, _ in listed])
        items = _without_idle_ends([item for name, matter in listed for item in self._entry(name, matter, exact)])
        self._report_twice_named(items)
        self._report_unnamed(items)
        return tuple(items)

    def _whole_folder(self) -> Iterator[OrderItem]:
        paths = [p for p in self._paths if _is_chapter(p)]
        sources = [source for path in paths for source in self._chapter(path, Matter.BODY, Span(path))]
        chapters = [source for source in sources if source.path not in self.included] or sources
        if paths:
            said = f"The order is not given: {len(chapters)} Markdown file(s) in name order are the chapters."
            self.found.append(note("assumed-order", Span("book.toml"), said))
        else:
            message = "There is no Markdown file in the folder."
            self.found.append(
                error("no-chapters", Span("book.toml"), message, "Put the chapters into it as .md files.")
            )
        yield from chapters

    def _entry(self, entry: object, matter: Matter, exact: Set[str]) -> Iterator[OrderItem]:
        """A name, or a part with its chapters, which are names."""
        if isinstance(entry, str):
            yield from self._named(entry, matter, exact)
        elif _is_part(entry):
            if matter is not Matter.BODY:
                message = f"Parts stand in the body of a book, but this one is in its {matter.value} matter."
                hint = "Name its chapters alone, or move it to “body”."
                self.found.append(error("misplaced-part", self._part_place(entry), message, hint))
            yield from self._part_opening(entry)
            for name in _list(entry["chapters"]):
                if isinstance(name, str):
                    yield from self._named(name, matter, exact)
                else:
                    self._report_unread(name, "The chapters of a part are file names.")
            yield PartEnd()
        else:
            self._report_unread(entry, "Write a file name, or { part = “…”, chapters = [“…”] }.")

    def _part_place(self, entry: Mapping[str, Any]) -> Span:
        return self.place(entry.get("part") or entry["file"])

    def _part_opening(self, entry: Mapping[str, Any]) -> Iterator[OrderItem]:
        """The page that opens a part: its title alone, or a file of the author's."""
        title = entry.get("part", "")
        if "file" not in entry:
            yield PartOpening(title, self.place(title), entry.get("numbered", True))
            return
        span = self.place(entry["file"])
        path = self._exact(entry["file"])
        if not path:
            self._report_missing(entry["file"], span)
        for source in self._chapter(path, Matter.BODY, span) if path else ():
            numbered = entry.get("numbered", source.numbered)
            yield replace(source, kind=Kind.PART, title=source.title or title, numbered=numbered)

    def _report_unread(self, entry: object, hint: str) -> None:
        message = f"[order] cannot read {reprlib.repr(entry)}."
        self.found.append(error("wrong-type", self.place("order"), message, hint))

    def _exact(self, name: str) -> str:
        """The file of that name, with or without .md, or an empty string."""
        paths = self._paths
        return next((p for p in (name, f"{name}.md") if p in paths), "")

    def _named_exactly(self, entries: Sequence[object]) -> frozenset[str]:
        """The files that the order names without wildcards."""
        listed = [[e.get("file"), *e["chapters"]] if _is_part(e) else [e] for e in entries]
        names = [name for group in listed for name in group if isinstance(name, str)]
        return frozenset(filter(None, map(self._exact, names)))

    def _named(self, name: str, matter: Matter, exact: Set[str]) -> Iterator[OrderItem]:
        span = self.place(name)
        if path := self._exact(name):
            yield from self._chapter(path, matter, span)
        elif name in MADE:
            yield MadeDivision(MADE[name], matter, span)
        elif name.startswith(INDEX_PREFIX):
            yield from self._named_index(name.removeprefix(INDEX_PREFIX), matter, span)
        elif any(c in name for c in "*?["):
            for path in self._matching(name, span, exact):
                yield from self._chapter(path, matter, span)
        else:
            self._report_missing(name, span)

    def _named_index(self, name: str, matter: Matter, span: Span) -> Iterator[MadeDivision]:
        if name in self.indexes:
            yield MadeDivision(Kind.INDEX, matter, span, name)
            return
        hint = did_you_mean(name, self.indexes) or f'Write named = {{ {name} = "…" }} under [index], with its title.'
        self.found.append(error("unknown-index", span, f"There is no index “{name}”.", hint))

    def _report_missing(self, name: str, span: Span) -> None:
        known = [p.removesuffix(".md") for p in self._paths if p.endswith(".md")] + list(MADE)
        known += [f"{INDEX_PREFIX}{index}" for index in self.indexes]
        message = f"There is no file “{name}” or “{name}.md”."
        self.found.append(error("missing-file", span, message, did_you_mean(name, known)))

    def _matching(self, pattern: str, span: Span, exact: Set[str]) -> list[str]:
        """The files named like the pattern that have no place of their own in the order."""
        own = PurePosixPath(pattern).name.startswith("_")
        paths = [p for p in self._paths if not _is_readme(p) and (own or not _is_fragment(p))]
        alike = [p for p in paths if p.endswith(".md") and _is_like(p.removesuffix(".md"), pattern)]
        alike = alike or [p for p in paths if _is_like(p, pattern)]
        matching = [p for p in alike if p not in exact]
        if not matching:
            elsewhere = f"Every file named like “{pattern}” has its own place in the order."
            message = elsewhere if alike else f"No file is named like “{pattern}”."
            self.found.append(error("missing-file", span, message))
        return matching

    def _chapter(self, path: str, matter: Matter, named_at: Span) -> Iterator[ChapterSource]:
        text, faults = read_text(self.folder, path, named_at)
        self.found.extend(faults)
        if text is None:
            return
        front, faults = split_front_matter(text, path)
        self.found.extend(faults)
        includer = Includer(self.folder)
        whole, runs = includer.include(path, front.text, front.first_line)
        self.found.extend(includer.found)
        self.included.update(includer.included)
        if not whole.strip():
            hint = "Write something into it, or take it out of the order."
            self.found.append(warning("empty-chapter", Span(path), "The chapter has no text.", hint))
        yield ChapterSource(
            path=path,
            text=whole,
            first_line=front.first_line,
            matter=matter,
            kind=self._kind(front.word("kind"), path, matter, front.lines.get("kind", 1)),
            title=front.word("title"),
            short_title=front.word("short-title"),
            id=front.word("id"),
            language=self._language(front, path),
            numbered=bool(front.values["numbered"]) if "numbered" in front.values else None,
            runs=runs,
            authors=front.authors,
            math=self.math,
        )

    def _language(self, front: FrontMatter, path: str) -> str:
        tag = front.word("language")
        if tag and not is_language(tag):
            hint = "Write a BCP 47 tag such as “en-GB”."
            span = Span(path, front.lines["language"], 1)
            self.found.append(error("unknown-language", span, f"“{tag}” is no language.", hint))
            return ""
        return tag

    def _kind(self, word: str, path: str, matter: Matter, line: int) -> Kind:
        if word in WRITTEN:
            return WRITTEN[word]
        if word:
            hint = did_you_mean(word, WRITTEN) or f"Known are {', '.join(WRITTEN)}."
            self.found.append(error("unknown-kind", Span(path, line, 1), f"“{word}” is no kind of chapter.", hint))
        by_name = WRITTEN.get(PurePosixPath(path).stem.lower())
        return by_name or (Kind.APPENDIX if matter is Matter.BACK else Kind.CHAPTER)

    def _report_twice_named(self, items: list[OrderItem]) -> None:
        seen: set[str] = set()
        for item in items:
            if isinstance(item, ChapterSource):
                name, place = item.path, self.place(item.path.removesuffix(".md"))
            elif isinstance(item, MadeDivision):
                name, place = f"{item.kind.value}:{item.name}".rstrip(":"), item.span
            else:
                continue
            if name in seen:
                self.found.append(error("named-twice", place, f"“{name}” stands in the order twice."))
            seen.add(name)

    def _report_unnamed(self, items: list[OrderItem]) -> None:
        named = {i.path for i in items if isinstance(i, ChapterSource)} | {d.span.file for d in self.found}
        for path in self._paths:
            if _is_chapter(path) and path not in named and path not in self.included:
                message = "This file is not in the book: [order] does not name it."
                self.found.append(warning("unnamed-file", Span(path), message))


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _is_part(entry: object) -> TypeGuard[dict[str, Any]]:
    """Whether the entry has chapters and a title or a file, and nothing that a part has not."""
    if not isinstance(entry, dict) or "chapters" not in entry or not {"part", "file"} & set(entry):
        return False
    return all(key in _PART_KEYS and isinstance(value, _PART_KEYS[key]) for key, value in entry.items())


def _is_chapter(path: str) -> bool:
    """Whether the file is a chapter when nobody says what it is."""
    return path.endswith(".md") and "/" not in path and not _is_readme(path) and not _is_fragment(path)


def _is_fragment(path: str) -> bool:
    """Whether the file is meant to be included, as its name says."""
    return PurePosixPath(path).name.startswith("_")


def _is_readme(path: str) -> bool:
    return PurePosixPath(path).name.lower() == "readme.md"


def _is_like(path: str, pattern: str) -> bool:
    """Whether each name in the path is like its place in the pattern: a wildcard does not reach over a slash."""
    names, patterns = path.split("/"), pattern.split("/")
    return len(names) == len(patterns) and all(map(fnmatch.fnmatchcase, names, patterns))


def _without_idle_ends(items: list[OrderItem]) -> list[OrderItem]:
    """The items without the ends of parts that the next part, the back matter or the book's end makes plain."""
    following = [*items, None][1:]
    return [
        item
        for item, after in zip(items, following, strict=True)
        if not isinstance(item, PartEnd)
        or (isinstance(after, ChapterSource | MadeDivision) and after.matter is Matter.BODY)
    ]
