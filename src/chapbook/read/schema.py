"""What book.toml may say: every table, every key, the type of each value.

Input: the parsed TOML. Output: the same values, with an error for each unknown key and each wrong type, at its place.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from chapbook.diagnostics import Diagnostic, Span, did_you_mean, error
from chapbook.model.edition import EDITION_NAMES
from chapbook.model.words import COUNTED, FILLED, NUMBERED, PLAIN

Values = Mapping[str, Any]

# The type of a value in words, for the table below and for the messages. A word of the book is to be seen.
TEXT, TEXTS, NUMBER, DATE = "text", "a list of texts", "a whole number", "a date"
TABLE, LIST, SHEETS, FLAG = "a table", "a list", "a list of files", "true or false"
WORD = "a text that is not empty"
NUMBER_OR_FLAG = "a whole number, or true or false"
WORDS = "a word or a list of words"
FILLED_TEXT = "a text with one {} in it, where the name comes"
COUNTED_TEXT = "a text with two {} in it, for the number and for how many there are"
NUMBERED_TEXT = "a text with one {} for the number, or a list of four: bare, before a title, in a sentence, of several"

_PRESS_KEYS = {"bleed": TEXT, "marks": FLAG, "standard": TEXT, "icc": TEXT}
_COVER_KEYS = {"cover": FLAG, "paper": TEXT, "price-code": TEXT}
_EBOOK_KEYS = {"fonts": FLAG, "images": TEXT}
_BOOKLET_KEYS = {
    "form": TEXT,
    "sheet": WORD,
    "pages-per-side": NUMBER,
    "sheets-per-signature": NUMBER,
    "paper-thickness": TEXT,
    "cover": FLAG,
    "marks": FLAG,
    "fold-marks": FLAG,
    "instructions": FLAG,
}
_HANDOUT_KEYS = {
    "page": TEXT,
    "columns": NUMBER,
    "line-numbers": NUMBER_OR_FLAG,
    "book-pages": FLAG,
    "notes-margin": WORD,
    "toner-saving": FLAG,
    "qr": FLAG,
}
_EDITION_KEYS: Mapping[str, Mapping[str, str]] = {
    "screen": {"standard": TEXT},
    "epub": {**_EBOOK_KEYS, "page-list": TEXT},
    "kindle": _EBOOK_KEYS,
    "print": {"page": TEXT, **_PRESS_KEYS, **_COVER_KEYS},
    "booklet": _BOOKLET_KEYS,
    "handout": _HANDOUT_KEYS,
    "web": {},
    "onix": {"binding": TEXT, "audience": TEXT, "sales-rights": TEXT, "free": FLAG},
}

SCHEMA: Mapping[str, Mapping[str, str]] = {
    "book": {
        "title": TEXT,
        "subtitle": TEXT,
        "language": TEXT,
        "authors": TEXTS,
        "contributors": LIST,
        "publisher": TEXT,
        "published": DATE,
        "modified": DATE,
        "rights": TEXT,
        "license": TEXT,
        "description": TEXT,
        "url": TEXT,
        "subjects": LIST,
        "identifiers": TABLE,
        "series": TABLE,
        "cover": TEXT,
        "cover-credit": TEXT,
        "dedication": TEXT,
        "accessible": FLAG,
    },
    "accessibility": {"summary": TEXT, "hazards": WORDS, "certified-by": TEXT, "credential": TEXT, "report": TEXT},
    "order": {"front": LIST, "body": LIST, "back": LIST, "parts": LIST},
    "references": {
        "files": TEXTS,
        "style": TEXT,
        "list": TEXT,
        "place": TEXT,
        "nocite": TEXTS,
        "sections": LIST,
        "annotations": FLAG,
        "back-links": TEXT,
    },
    "index": {"form": TEXT, "sorting": TEXT, "letters": FLAG, "note": TEXT, "named": TABLE},
    "text": {
        "numbering": TEXT,
        "figures": TEXT,
        "numbered-captions": TEXT,
        "contents-depth": NUMBER,
        "notes": TEXT,
        "links": TEXT,
        "math": FLAG,
        "typography": FLAG,
        "glossary-order": TEXT,
        "credits": TEXT,
    },
    "words": {
        **dict.fromkeys(PLAIN, WORD),
        **dict.fromkeys(FILLED, FILLED_TEXT),
        **dict.fromkeys(COUNTED, COUNTED_TEXT),
        **dict.fromkeys(NUMBERED, NUMBERED_TEXT),
    },
    "style": {
        "design": TEXT,
        "text-face": TEXT,
        "code-face": TEXT,
        "fallback-faces": TEXTS,
        "chapters-open": TEXT,
        "css": SHEETS,
    },
    "editions": dict.fromkeys(EDITION_NAMES, TABLE),
}
CHOICES: Mapping[tuple[str, str], tuple[str | int, ...]] = {
    ("references", "list"): ("cited", "all"),
    ("index", "form"): ("indented", "run-in"),
    ("index", "sorting"): ("word-by-word", "letter-by-letter"),
    ("references", "place"): ("book", "chapter", "part"),
    ("references", "back-links"): ("all", "e-book", "none"),
    ("text", "numbering"): ("chapters", "sections", "none"),
    ("text", "figures"): ("chapter", "book"),
    ("text", "numbered-captions"): ("labelled", "all"),
    ("text", "contents-depth"): (1, 2),
    ("text", "notes"): ("page", "chapter", "book"),
    ("text", "links"): ("notes", "list", "qr", "plain"),
    ("text", "glossary-order"): ("alphabet", "written"),
    ("text", "credits"): ("caption", "list"),
    ("style", "chapters-open"): ("recto", "any"),
    ("editions.epub", "page-list"): ("print", "screen", "booklet", "none"),
    ("editions.epub", "images"): ("as-they-are", "fit-readers"),
    ("editions.kindle", "images"): ("as-they-are", "fit-readers"),
    ("editions.booklet", "form"): ("saddle", "2-up", "4-up"),
    ("editions.booklet", "pages-per-side"): (2, 4),
    ("editions.handout", "columns"): (1, 2),
    ("editions.onix", "binding"): ("paperback", "hardback"),
    ("editions.onix", "audience"): (
        *("general", "children", "teenage", "school", "university", "professional", "adult-education"),
    ),
    ("editions.onix", "sales-rights"): ("exclusive", "non-exclusive"),
}


def read_toml(text: str, path: str) -> tuple[Values | None, tuple[Diagnostic, ...]]:
    """The TOML as a mapping, checked against the schema; broken TOML is one error at its line."""
    values, faults = load_toml(text, path)
    return (None, faults) if values is None else (_without_faults(values), tuple(_check(values, text, path)))


def load_toml(text: str, path: str) -> tuple[Values | None, tuple[Diagnostic, ...]]:
    """The TOML as a mapping, whatever it says; broken TOML is one error at its line."""
    try:
        return tomllib.loads(text), ()
    except RecursionError:
        return None, (error("broken-toml", Span(path, 1, 1), "The values are nested too deeply."),)
    except ValueError as fault:  # TOMLDecodeError, and what Python says of numbers of thousands of digits
        message, line, column = _place_of(str(fault), text)
        return None, (error("broken-toml", Span(path, line, column), f"This is not TOML: {message}."),)


def _without_faults(values: Values) -> Values:
    """The values of the right names and types; the rest is reported, and the build goes on to find more."""
    right = {
        table: _right_values(table, content, SCHEMA[table])
        for table, content in values.items()
        if table in SCHEMA and isinstance(content, dict)
    }
    if "editions" in right:
        right["editions"] = {
            name: _right_values(f"editions.{name}", settings, _EDITION_KEYS[name])
            for name, settings in right["editions"].items()
        }
    return right


def _right_values(table: str, content: Values, keys: Mapping[str, str]) -> dict[str, Any]:
    return {
        key: value
        for key, value in content.items()
        if key in keys and is_of_type(value, keys[key]) and _is_choice(table, key, value)
    }


def _is_choice(table: str, key: str, value: Any) -> bool:
    return value in CHOICES.get((table, key), (value,))


def _place_of(message: str, text: str) -> tuple[str, int, int]:
    """The place is in tomllib's message: “… (at line 3, column 7)” or “(at end of document)”."""
    found = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", message)
    if not found:
        return message, 0, 0
    if not found[1]:
        return message[: found.start()], text.rstrip().count("\n") + 1, 1
    return message[: found.start()], int(found[1]), int(found[2])


def _check(values: Values, text: str, path: str) -> list[Diagnostic]:
    found: list[Diagnostic] = []
    for table, content in values.items():
        span = place_of_key(text, path, table)
        if table not in SCHEMA:
            found.append(error("unknown-key", span, f"There is no table “{table}”.", did_you_mean(table, SCHEMA)))
        elif not isinstance(content, dict):
            found.append(error("wrong-type", span, f"“{table}” is a table: write [{table}] on a line of its own."))
        else:
            found += _check_table(table, content, SCHEMA[table], text, path)
            if table == "editions":
                for name, settings in content.items():
                    if name in EDITION_NAMES and isinstance(settings, dict):
                        found += _check_table(f"editions.{name}", settings, _EDITION_KEYS[name], text, path)
    return found


def _check_table(table: str, content: Values, keys: Mapping[str, str], text: str, path: str) -> list[Diagnostic]:
    found: list[Diagnostic] = []
    for key, value in content.items():
        span = place_of_key(text, path, table, key)
        if key not in keys:
            hint = did_you_mean(key, keys) or _known_elsewhere(key)
            found.append(error("unknown-key", span, f"[{table}] knows no “{key}”.", hint))
        elif not is_of_type(value, keys[key]):
            found.append(error("wrong-type", span, f"“{key}” takes {keys[key]}."))
        elif (choices := CHOICES.get((table, key))) and value not in choices:
            known = " or ".join(f"“{c}”" for c in choices)
            found.append(error("wrong-value", span, f"“{key}” cannot be “{value}”.", f"It is {known}."))
    return found


def _known_elsewhere(key: str) -> str:
    """A hint that names the tables which know the key."""
    tables = {**SCHEMA, **{f"editions.{name}": keys for name, keys in _EDITION_KEYS.items()}}
    known = [f"[{name}]" for name, keys in tables.items() if key in keys]
    if not known:
        return ""
    return f"It is a setting of {' and '.join(known)}."


def is_of_type(value: Any, kind: str) -> bool:
    """Whether a value of TOML is of the kind, one of the words above."""
    return {
        TEXT: isinstance(value, str),
        TEXTS: _are_texts(value),
        WORDS: isinstance(value, str) or _are_texts(value),
        WORD: isinstance(value, str) and any(c.isprintable() and not c.isspace() for c in value),
        NUMBER: isinstance(value, int) and not isinstance(value, bool),
        NUMBER_OR_FLAG: isinstance(value, int),
        # An archive's clock runs from 1980 to 2107 (ZIP, APPNOTE 4.4.6); a book may be older than that.
        DATE: isinstance(value, date | datetime) and 1000 <= value.year <= 2100,
        TABLE: isinstance(value, dict),
        LIST: isinstance(value, list),
        FLAG: isinstance(value, bool),
        FILLED_TEXT: _is_filled(value),
        COUNTED_TEXT: _is_filled(value, 2),
        NUMBERED_TEXT: _is_filled(value) or (_are_texts(value) and len(value) == 4 and all(map(_is_filled, value[1:]))),
        SHEETS: _are_texts(value) or (isinstance(value, dict) and all(_are_texts(v) for v in value.values())),
    }[kind]


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(v, str) for v in value)


def _is_filled(value: Any, gaps: int = 1) -> bool:
    return isinstance(value, str) and value.count("{}") == value.count("{") == value.count("}") == gaps


def place_of_key(text: str, path: str, table: str, key: str = "") -> Span:
    """Where `[table]` or, with a key, its line `key = …` stands; the table's own line, or line 0, when it is not found.

    tomllib keeps no places, so the text is read once more, line by line.
    """
    current, table_line = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        header = re.match(r"\s*\[\[?\s*([^\]]+?)\s*\]", line)
        if header:
            current = header[1].replace('"', "").replace(" ", "")
            table_line = number if current == table and not table_line else table_line
            if key and current == f"{table}.{key}":
                return Span(path, number, 1)
            continue
        name = re.match(r"(\s*)([\w.\"'-]+)\s*=", line)
        if name and key and current == table and name[2].strip("\"'").split(".")[0] == key:
            return Span(path, number, len(name[1]) + 1)
        if name and not key and not current and name[2].split(".")[0] == table:
            return Span(path, number, len(name[1]) + 1)
    return Span(path, table_line, 1 if table_line else 0)


def place_of_value(text: str, path: str, value: str) -> Span:
    """Where the quoted text stands first; line 0 when it is not found."""
    for number, line in enumerate(text.splitlines(), 1):
        for quoted in (f'"{value}"', f"'{value}'"):
            if quoted in line:
                return Span(path, number, line.index(quoted) + 1)
    return Span(path)
