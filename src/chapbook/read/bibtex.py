"""The grammar of .bib files (BibTeX 0.99d, BibLaTeX 3), with every fault at its line.

Input: the file's text. Output: the entries with their fields, `@string`s put in, and what is wrong. A fault in one
entry costs that entry at most: the next begins where a line starts with `@word{key,`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

# The macros that every BibTeX style defines.
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# The types of BibTeX and BibLaTeX, those included that no style has a form for.
_TYPE_NAMES = """article artwork audio book bookinbook booklet collection commentary conference data dataset electronic
    image inbook incollection inproceedings inreference jurisdiction legal legislation letter letters manual
    mastersthesis misc movie music mvbook mvcollection mvproceedings mvreference newsarticle online patent performance
    periodical phdthesis proceedings reference report review set software standard suppbook suppcollection
    suppperiodical techreport thesis unpublished video www xdata"""
TYPES = frozenset(_TYPE_NAMES.split())
# Nobody's titles nest as deep or are as long; pandoc takes minutes for either.
DEEPEST, LONGEST = 60, 100_000
# What all @strings together may add; a few lines can stand for gigabytes.
MOST_EXPANDED = 20_000_000
# Comments that do not close are looked through to the end of the file; after so many, no more.
MOST_COMMENTS = 20

_SPACE = re.compile(r"(?:\s+|%[^\n]*)*")  # a percent sign begins a comment between the parts of an entry
_OUTSIDE = re.compile(r"%[^\n]*|@\s*([A-Za-z]+)\s*([{(])?")
_ENTRY_START = re.compile(r"^[ \t]*@\s*(?!comment|string|preamble)[A-Za-z]+\s*[{(]\s*[^\s,={}\"]*\s*,", re.M | re.I)
_KEY = re.compile(r"[^,={}\"]*")
_NAME = re.compile(r"[^\s={}(),\"#%@]+")
_BRACES = re.compile(r"\\.|[{}]", re.DOTALL)
_QUOTES = re.compile(r"\\.|[{}\"]", re.DOTALL)
_LEFT_OVER = re.compile(r"\s*,\s*[A-Za-z_-]+\s*=\s*[{\"\w]")


@dataclass(frozen=True)
class Field:
    """A field's value as LaTeX, macros put in; `line` is where its name stands."""

    value: str
    line: int


@dataclass(frozen=True)
class BibEntry:
    """An entry; the names of its type and its fields are in small letters. `undefined` are macros that nobody set."""

    type: str
    key: str
    line: int
    fields: dict[str, Field]
    undefined: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Fault:
    """What is wrong at a line: a sentence, and perhaps a hint."""

    line: int
    sentence: str
    hint: str = ""


@dataclass
class BibFile:
    """What a file holds, in order."""

    entries: list[BibEntry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


class _BadEntryError(Exception):
    def __init__(self, place: int, sentence: str, hint: str = "") -> None:
        super().__init__(sentence)
        self.place, self.sentence, self.hint = place, sentence, hint


def read_bibtex(text: str) -> BibFile:
    """All entries of the text, which has Unix line ends."""
    return _Reader(text).read()


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.file = BibFile()
        self.strings: dict[str, str] = {}
        self.expanded = 0
        self.lines = [match.end() for match in re.finditer("\n", text)]
        self.starts = [match.start() for match in _ENTRY_START.finditer(text)]
        self.undefined: list[tuple[str, int]] = []
        self.comments = 0

    def read(self) -> BibFile:
        place = 0
        while match := _OUTSIDE.search(self.text, place):
            place = self._block(match) if match[1] else match.end()
        return self.file

    def line(self, place: int) -> int:
        return bisect_right(self.lines, place) + 1

    def fault(self, place: int, sentence: str, hint: str = "") -> None:
        self.file.faults.append(Fault(self.line(place), sentence, hint))

    def _limit(self, place: int) -> int:
        """Where the next entry begins, at the latest: no entry reaches further."""
        following = bisect_right(self.starts, place)
        return self.starts[following] if following < len(self.starts) else len(self.text)

    def _block(self, match: re.Match[str]) -> int:
        """Read what begins at the match; return where to go on."""
        kind, inside = match[1].lower(), match.end()
        if not match[2]:  # perhaps an address in what stands around the entries
            if kind in TYPES and (match.start() == 0 or self.text[match.start() - 1] == "\n"):
                self.fault(match.start(), f"After “@{match[1]}” there is no opening brace, so it is no entry.")
            return inside
        limit = self._limit(match.start(1))
        try:
            if kind in ("comment", "preamble"):
                return self._skip(inside, match[2])
            if kind == "string":
                return self._string(inside, limit, match[2])
            return self._entry(match, kind, inside, limit)
        except _BadEntryError as bad:
            self.fault(bad.place, bad.sentence, bad.hint)
            return limit

    def _skip(self, inside: int, opening: str) -> int:
        """After a comment or preamble and all that it encloses; when it does not close, after its line."""
        if opening == "{" and self.comments < MOST_COMMENTS:
            try:
                return self._braced(inside, len(self.text), inside)[1]
            except _BadEntryError:
                self.comments += 1  # a comment needs no closing brace, as BibTeX has it
        end = self.text.find("\n", inside)
        return end if end >= 0 else len(self.text)

    def _string(self, inside: int, limit: int, opening: str) -> int:
        place = self._space(inside)
        name = _NAME.match(self.text, place)
        if not name:
            raise _BadEntryError(inside, "An @string has no name.")
        value, place = self._field_value(name.end(), limit, inside, name[0])
        self.strings[name[0].lower()] = value
        self.undefined.clear()
        return self._closing(place, inside, opening, "The @string")

    def _entry(self, match: re.Match[str], kind: str, inside: int, limit: int) -> int:
        start = match.start()
        key, place = self._key(kind, start, inside, limit)
        what = f"The entry “{key}”"
        self.undefined.clear()
        fields: dict[str, Field] = {}
        place = self._fields(fields, place, limit, start, what)
        end = self._closing(place, start, match[2], what)
        self.file.entries.append(BibEntry(kind, key, self.line(start), fields, tuple(self.undefined)))
        if _LEFT_OVER.match(self.text, end, limit):
            hint = "Look for a closing brace too many before it."
            self.fault(end, f"{what} ends here, but more of its fields follow; they are not used.", hint)
        return end

    def _key(self, kind: str, start: int, inside: int, limit: int) -> tuple[str, int]:
        found = _KEY.match(self.text, inside, limit)
        key, end = (found[0].strip(), found.end()) if found else ("", inside)
        if "\n" in key or (self.text.startswith("=", end) and len(key.split()) > 1):
            raise _BadEntryError(start, f"The entry “{key.split()[0]}” has no comma after its key.")
        if not key or self.text.startswith("=", end):
            raise _BadEntryError(start, "An entry has no key.", f"Write one after “@{kind}{{”, and a comma after it.")
        return key, end

    def _fields(self, fields: dict[str, Field], place: int, limit: int, start: int, what: str) -> int:
        """Read the fields from `place` on; return where they end."""
        while True:
            place = self._space(place)
            at = self._space(place + 1) if self.text.startswith(",", place) else place
            found = _NAME.match(self.text, at, limit)
            if not found:
                return at
            name = found[0].lower()
            value, end = self._field_value(found.end(), limit, start, name, what)
            if at == place:
                self.fault(place, f"{what} has no comma before its field “{name}”; it is read as if it had one.")
            if name in fields and fields[name].value != value:
                self.fault(at, f"{what} has the field “{name}” twice; the last is used.", "Delete one of the two.")
            fields[name] = Field(value, self.line(at))
            place = end

    def _field_value(self, place: int, limit: int, start: int, name: str, what: str = "The @string") -> tuple[str, int]:
        place = self._space(place)
        if not self.text.startswith("=", place):
            raise _BadEntryError(min(place, limit - 1), f"{what} cannot be read: no “=” follows “{name}”.")
        parts: list[str] = []
        while True:
            part, place = self._part(self._space(place + 1), limit, start, what)
            parts.append(part)
            place = self._space(place)
            if not self.text.startswith("#", place):
                break
        value = "".join(parts)
        if len(value) > LONGEST:
            raise _BadEntryError(start, f"{what} has more than {LONGEST:,} characters in its field “{name}”.")
        return value, place

    def _part(self, place: int, limit: int, start: int, what: str) -> tuple[str, int]:
        """A text in braces or quotation marks, a number, or a macro."""
        opening = self.text[place : place + 1]
        if opening == "{":
            return self._braced(place + 1, limit, start, what)
        if opening == '"':
            return self._quoted(place + 1, limit, start, what)
        word = _NAME.match(self.text, place, limit)
        if not word:
            raise _BadEntryError(min(place, limit - 1), f"{what} cannot be read: a field has no value.")
        return self._macro(word[0], place), word.end()

    def _macro(self, name: str, place: int) -> str:
        if name.isdigit():
            return name
        value = self.strings.get(name.lower())
        if value is None:
            if name.lower() not in MONTHS:
                self.undefined.append((name, self.line(place)))
            return name
        self.expanded += len(value)
        if self.expanded > MOST_EXPANDED:
            raise _BadEntryError(place, "The @strings of the file stand for too much text.")
        return value

    def _braced(self, inside: int, limit: int, start: int, what: str = "") -> tuple[str, int]:
        depth = 1
        for match in _BRACES.finditer(self.text, inside, limit):
            depth += {"{": 1, "}": -1}.get(match[0], 0)
            if depth > DEEPEST:
                raise _BadEntryError(start, f"{what} has braces nested too deeply.")
            if not depth:
                return self.text[inside : match.start()], match.end()
        raise self._open(start, what)

    def _quoted(self, inside: int, limit: int, start: int, what: str) -> tuple[str, int]:
        depth = 0
        for match in _QUOTES.finditer(self.text, inside, limit):
            depth += {"{": 1, "}": -1}.get(match[0], 0)
            if depth > DEEPEST or depth < 0:
                raise _BadEntryError(start, f"{what} cannot be read: its braces do not match.")
            if match[0] == '"' and not depth:
                return self.text[inside : match.start()], match.end()
        raise self._open(start, what)

    @staticmethod
    def _open(start: int, what: str) -> _BadEntryError:
        return _BadEntryError(start, f"{what} cannot be read: its braces or quotation marks do not close.")

    def _closing(self, place: int, start: int, opening: str, what: str) -> int:
        place = self._space(place)
        if self.text[place : place + 1] != {"{": "}", "(": ")"}[opening]:
            met = self.text[place : place + 1]
            if met in ("", "@"):
                raise self._open(start, what)
            raise _BadEntryError(place, f"{what} cannot be read: “{met}” is not expected here.")
        return place + 1

    def _space(self, place: int) -> int:
        match = _SPACE.match(self.text, place)
        return match.end() if match else place
