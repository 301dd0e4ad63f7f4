"""The faces of the book, from the characters that stand in it.

Input: the pieces, all composed, and the faces that the author chose. Output: the text face, the code face, and behind
them one family for each script of which they lack letters: the same for every edition, and the same on every machine. A
character that no face has is a warning, once, at its first place.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from unicodedata import category

from lxml import etree

from chapbook.compose.bench import Bench, Piece
from chapbook.compose.missing_glyphs import report_missing
from chapbook.cut_faces import cut_faces
from chapbook.diagnostics import Diagnostic, Span, error, warning
from chapbook.faces import BookFaces, Face, FaceMissingError, FallbackFamily, face_characters, family_faces
from chapbook.model.fragment import all_text, h, m, named_languages
from chapbook.scripts import EAST_ASIAN, LETTERS, code_points, common_letters, guess_east_asian, is_in, script_of

Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class _Family:
    """The family of a script: its name in the sheets, its own name, and the marks and digits that it sets beside."""

    name: str
    family: str
    marks: Ranges


_ASCII_MARKS = ((0x20, 0x40), (0x5B, 0x60), (0x7B, 0xBF))  # digits among them; Latin letters are the text face's
_MARKS = (*_ASCII_MARKS, (0x2000, 0x206F))
_EAST_ASIAN_MARKS = (
    (0x20, 0x20),
    (0xA0, 0xA0),
    (0xB7, 0xB7),
    (0x2000, 0x200A),
    (0x2010, 0x2027),
    (0x203B, 0x203C),
    (0x2047, 0x2049),
    (0x2100, 0x27BF),
    (0x2B00, 0x2BFF),
)
_FAMILIES: Mapping[str, _Family] = {
    "Hebr": _Family("Book Hebrew", "Frank Ruhl Libre", _MARKS),
    "Arab": _Family("Book Arabic", "Amiri", _MARKS),
    "Grek": _Family("Book Greek", "Literata", _MARKS),
    "Jpan": _Family("Book Japanese", "Noto Serif CJK JP", _EAST_ASIAN_MARKS),
    "Hans": _Family("Book Chinese", "Noto Serif CJK SC", _EAST_ASIAN_MARKS),
    "Hant": _Family("Book Traditional Chinese", "Noto Serif CJK TC", _EAST_ASIAN_MARKS),
    "Kore": _Family("Book Korean", "Noto Serif CJK KR", _EAST_ASIAN_MARKS),
}
_MANY_RARE = 100
_ASCII = bytes(range(0x80))
_CODE = frozenset(map(h, ("code", "pre", "kbd", "samp")))
# Characters that leave no mark of their own: Unicode 16, DerivedCoreProperties.txt, Default_Ignorable_Code_Point.
_UNSEEN = ((0x00AD, 0x00AD), (0x034F, 0x034F), (0x115F, 0x1160), (0x180B, 0x180F), (0xFE00, 0xFE0F), (0xE0000, 0xE0FFF))


def choose_faces(bench: Bench) -> BookFaces:
    """The faces of the composed book; what is missing is reported in `bench.found`."""
    style = bench.manuscript.style
    folder = bench.cache.faces()
    text = cut_faces(family_faces(style.text_face), None, folder)
    code = cut_faces(family_faces(style.code_face), None, folder)
    own = tuple(_own(style.fallback_faces, folder))
    has = face_characters(text[0]).union(*(face_characters(fallback.faces[0]) for fallback in own))
    use = _read_use(bench, has)
    fallbacks = [*own, *_fallbacks(bench, use, has, code, folder)]
    faces = BookFaces(text, code, tuple(fallbacks))
    missing = _uncovered(use.characters, faces)
    bench.found += _missing_glyphs(bench, missing)
    return BookFaces(text, code, tuple(fallbacks), missing)


def used_scripts(bench: Bench) -> tuple[str, ...]:
    """The scripts of all languages that the book names, as ISO 15924 has them, sorted."""
    return tuple(sorted({script_of(language) for language in _languages(bench)}))


@dataclass(frozen=True)
class _Use:
    """The characters that can be seen: all, those in code, and those of each script that a language names.

    Of those in code there are at least all that the faces of the text lack.
    """

    characters: frozenset[str]
    in_code: frozenset[str]
    by_script: Mapping[str, frozenset[str]]
    languages: frozenset[str]


def _read_use(bench: Bench, has: Set[int]) -> _Use:
    """Read every tree, with its languages only where there are letters for whose sake they matter.

    `has` are the code points of the text's faces: only what they lack has to be looked for in code.
    """
    found = [_characters_in(_words(piece.tree)) for piece in bench.pieces]
    on_paper = [_characters_in(_words(piece.paper)) for piece in bench.pieces if piece.paper is not None]
    everything = set("".join(_metadata_words(bench))).union(*found, *on_paper)
    characters = frozenset(filter(_is_seen, everything))
    lacking = {character for character in characters if ord(character) not in has}
    code: set[str] = set()
    by_script: dict[str, set[str]] = defaultdict(set)
    for piece, in_piece in zip(bench.pieces, found, strict=True):
        if not lacking.isdisjoint(in_piece):
            for element in piece.tree.iter(*_CODE):
                code.update(all_text(element))
    if any(_is_letter_of(c, "Hans") for c in characters):
        by_script[script_of(bench.language)].update("".join(_metadata_words(bench)))
        for piece in bench.pieces:
            for language, words in _spoken(piece):
                by_script[script_of(language)].update(_characters_in(words))
    return _Use(
        characters,
        characters & code,
        {script: characters & letters for script, letters in by_script.items()},
        frozenset(_languages(bench)),
    )


def _words(tree: etree._Element) -> str:
    """The text of the tree but for formulas, which bring their own face."""
    if next(tree.iter(m("math")), None) is None:
        return all_text(tree)
    without = deepcopy(tree)  # XPath would ask every text for its ancestors, and sort what it finds in quadratic time
    etree.strip_elements(without, m("math"), with_tail=False)
    return all_text(without)


def _characters_in(text: str) -> set[str]:
    """Every character of the text, once. Nearly all of a book is ASCII, which is looked for letter by letter."""
    encoded = text.encode()
    return {chr(code) for code in _ASCII if code in encoded}.union(encoded.translate(None, _ASCII).decode())


def _metadata_words(bench: Bench) -> list[str]:
    metadata = bench.manuscript.metadata
    names = [contributor.name for contributor in metadata.contributors]
    return [metadata.title, metadata.subtitle, metadata.description, metadata.license, metadata.url, *names]


def _is_seen(character: str) -> bool:
    return category(character)[0] not in "CZ" and not is_in(character, _UNSEEN)


def _is_letter_of(character: str, script: str) -> bool:
    return is_in(character, LETTERS[script])


def _languages(bench: Bench) -> set[str]:
    found = {bench.language, *(piece.language for piece in bench.pieces)}
    for piece in bench.pieces:
        found |= named_languages(piece.tree)
    return found


def _spoken(piece: Piece) -> Iterator[tuple[str, str]]:
    """Each run of words with its language."""
    if named_languages(piece.tree):
        yield from _spoken_in(piece.tree, piece.language)
    else:
        yield piece.language, _words(piece.tree)


def _spoken_in(element: etree._Element, language: str) -> Iterator[tuple[str, str]]:
    language = element.get("lang") or language
    yield language, element.text or ""
    for child in element:
        if isinstance(child.tag, str):
            yield from _spoken_in(child, language)
        yield language, child.tail or ""


def _own(families: Sequence[str], folder: Path) -> Iterator[FallbackFamily]:
    """The families that the author named for what the faces of the text lack."""
    for number, family in enumerate(families, 1):
        yield FallbackFamily(f"Book Fallback {number}", cut_faces(family_faces(family), None, folder))


def _fallbacks(
    bench: Bench, use: _Use, has: Set[int], code: tuple[Face, ...], folder: Path
) -> Iterator[FallbackFamily]:
    """The families of the scripts of which the author's own, which have the code points `has`, lack letters."""
    in_code = has | face_characters(code[0])
    lacking = {c for c in use.characters - use.in_code if ord(c) not in has}
    lacking |= {c for c in use.in_code if ord(c) not in in_code}
    for script in _lacking_scripts(lacking, use):
        family = _FAMILIES[script]
        languages = tuple(sorted(tag for tag in use.languages if script_of(tag) == script))
        try:
            faces = cut_faces(family_faces(family.family), _characters(family, script, use.characters), folder)
        except FaceMissingError as missing:
            bench.found.append(_missing_face(bench, script, missing))
            continue
        yield FallbackFamily(family.name, faces, languages)


def _characters(family: _Family, script: str, used: Set[str]) -> frozenset[int]:
    """What the family is asked for: the script's letters, and marks.

    Of an East Asian script those in common use with the rare ones of the book, for all of them are ten times as much;
    in a book with many rare ones yet all, for with each that is new all pages in the script are laid out again.
    """
    if script in EAST_ASIAN:
        common = common_letters(script)
        rare = {ord(character) for character in used if _is_letter_of(character, script)} - common
        if len(rare) <= _MANY_RARE:
            return common | rare | code_points(family.marks)
    return code_points((*LETTERS[script], *family.marks))


def _lacking_scripts(lacking: set[str], use: _Use) -> list[str]:
    """The scripts that need a family of their own, in the order in which these are asked for a letter."""
    needed = {s for s in LETTERS if s not in EAST_ASIAN and any(_is_letter_of(c, s) for c in lacking)}
    east_asian = {c for c in lacking if _is_letter_of(c, "Kore")}
    if east_asian:
        named = {s for s in EAST_ASIAN if use.by_script.get(s, frozenset()) & east_asian}
        elsewhere = frozenset().union(*(c for s, c in use.by_script.items() if s not in EAST_ASIAN)) & east_asian
        needed |= named or {guess_east_asian(elsewhere or east_asian)}
        if any(_is_letter_of(c, "Kore") and not _is_letter_of(c, "Hans") for c in east_asian):
            needed.add("Kore")
    return [script for script in _FAMILIES if script in needed]


def _missing_face(bench: Bench, script: str, missing: FaceMissingError) -> Diagnostic:
    """An error when a division is written in the script, a warning when only words of it stand in the book."""
    writes = script in {script_of(piece.language) for piece in bench.pieces}
    sentence, _semicolon, mend = str(missing).partition("; ")
    says = f"{sentence}, and the book has letters of that script."
    hint = f"{mend[:1].upper()}{mend[1:]}"
    return (error if writes else warning)("missing-face", _first_place(bench, LETTERS[script]), says, hint)


def _first_place(bench: Bench, ranges: Ranges) -> Span:
    among = "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)
    return next((span for _c, span in _places(bench, among)), Span("book.toml"))


def _places(bench: Bench, among: str) -> Iterator[tuple[str, Span]]:
    """Every place where authors wrote one of the characters, given as what stands between the brackets of a pattern."""
    pattern = re.compile(f"[{among}]")
    for piece in bench.pieces:
        if piece.source and pattern.search(piece.source.text):
            for number, line in enumerate(piece.source.text.splitlines(), piece.source.first_line):
                for met in pattern.finditer(line):
                    yield met[0], Span(piece.source.path, number, met.start() + 1)


def _uncovered(characters: Set[str], faces: BookFaces) -> frozenset[str]:
    """The characters that no regular face has, in text; code falls back on the text's faces."""
    covers = [face_characters(family[0]) for _name, family in faces.families()]
    return frozenset(c for c in characters if not any(ord(c) in has for has in covers))


def _missing_glyphs(bench: Bench, missing: Set[str]) -> Iterator[Diagnostic]:
    """Warnings of what no face has, at the places where it is written."""
    if not missing:
        return
    places: dict[str, list[Span]] = defaultdict(list)
    for character, span in _places(bench, re.escape("".join(sorted(missing)))):
        places[character].append(span)
    yield from report_missing(missing, places)
