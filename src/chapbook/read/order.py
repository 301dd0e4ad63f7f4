"""`[order]`: which file comes where, and what the press makes between them.

Input: the names in book.toml, and the files of the folder. Output: the order, each chapter read; with no `[order]`, all
Markdown files of the folder in name order.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from chapbook.diagnostics import Diagnostic, Span, did_you_mean, error, note, warning
from chapbook.files import Folder
from chapbook.model.manuscript import ChapterSource, Kind, MadeDivision, Matter, OrderItem, PartOpening
from chapbook.read.front_matter import split_front_matter
from chapbook.read.text_file import read_text

# What the press makes where it is named and no file of that name exists.
MADE = {k.value: k for k in (Kind.HALF_TITLE, Kind.BIBLIOGRAPHY, Kind.INDEX)}
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
    """Reads the order; `place` gives the span of a value in book.toml."""

    folder: Folder
    place: Callable[[str], Span]
    found: list[Diagnostic]

    def read(self, order: Mapping[str, Any]) -> tuple[OrderItem, ...]:
        """Everything named, in order."""
        if not order:
            return tuple(self._whole_folder())
        items: list[OrderItem] = []
        for matter in Matter:
            items += self._matter(order.get(matter.value, []), matter)
            if matter is Matter.BODY:
                items += self._matter(order.get("parts", []), matter)
        self._report_twice_named(items)
        self._report_unnamed(items)
        return tuple(items)

    def _whole_folder(self) -> Iterator[OrderItem]:
        paths = [p for p in self.folder.paths() if p.endswith(".md") and "/" not in p and p.lower() != "readme.md"]
        if paths:
            said = f"The order is not given: {len(paths)} Markdown file(s) in name order are the chapters."
            self.found.append(note("assumed-order", Span("book.toml"), said))
        else:
            message = "There is no Markdown file in the folder."
            self.found.append(
                error("no-chapters", Span("book.toml"), message, "Put the chapters into it as .md files.")
            )
        for path in paths:
            yield from self._chapter(path, Matter.BODY, Span(path))

    def _matter(self, names: object, matter: Matter) -> Iterator[OrderItem]:
        for name in names if isinstance(names, list) else ():
            if isinstance(name, str):
                yield from self._named(name, matter)
            elif isinstance(name, dict) and isinstance(name.get("part"), str) and set(name) == {"part", "chapters"}:
                yield PartOpening(name["part"], self.place(name["part"]))
                yield from self._matter(name["chapters"], matter)
            else:
                hint = "Write a file name, or { part = “…”, chapters = [“…”] }."
                self.found.append(error("wrong-type", self.place("order"), f"[order] cannot read {name!r}.", hint))

    def _named(self, name: str, matter: Matter) -> Iterator[OrderItem]:
        span = self.place(name)
        paths = self.folder.paths()
        exact = next((p for p in (name, f"{name}.md") if p in paths), "")
        if exact:
            yield from self._chapter(exact, matter, span)
        elif name in MADE:
            yield MadeDivision(MADE[name], matter, span)
        elif any(c in name for c in "*?["):
            matching = [p for p in paths if p.endswith(".md") and fnmatch.fnmatchcase(p.removesuffix(".md"), name)]
            matching = matching or [p for p in paths if fnmatch.fnmatchcase(p, name)]
            if not matching:
                self.found.append(error("missing-file", span, f"No file is named like “{name}”."))
            for path in matching:
                yield from self._chapter(path, matter, span)
        else:
            known = [p.removesuffix(".md") for p in paths if p.endswith(".md")] + list(MADE)
            message = f"There is no file “{name}” or “{name}.md”."
            self.found.append(error("missing-file", span, message, did_you_mean(name, known)))

    def _chapter(self, path: str, matter: Matter, named_at: Span) -> Iterator[ChapterSource]:
        text, faults = read_text(self.folder, path, named_at)
        self.found.extend(faults)
        if text is None:
            return
        front, faults = split_front_matter(text, path)
        self.found.extend(faults)
        yield ChapterSource(
            path=path,
            text=front.text,
            first_line=front.first_line,
            matter=matter,
            kind=self._kind(front.word("kind"), path, matter, front.lines.get("kind", 1)),
            title=front.word("title"),
            short_title=front.word("short-title"),
            id=front.word("id"),
            language=front.word("language"),
            author=front.word("author"),
            numbered=bool(front.values["numbered"]) if "numbered" in front.values else None,
        )

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
                if item.path in seen:
                    place = self.place(item.path.removesuffix(".md"))
                    self.found.append(error("named-twice", place, f"“{item.path}” stands in the order twice."))
                seen.add(item.path)

    def _report_unnamed(self, items: list[OrderItem]) -> None:
        named = {i.path for i in items if isinstance(i, ChapterSource)} | {d.span.file for d in self.found}
        for path in self.folder.paths():
            if path.endswith(".md") and "/" not in path and path not in named and path.lower() != "readme.md":
                message = "This file is not in the book: [order] does not name it."
                self.found.append(warning("unnamed-file", Span(path), message))
