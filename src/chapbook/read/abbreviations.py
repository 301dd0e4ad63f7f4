"""`abbreviations.md`: the abbreviations of the whole book.

Input: the folder. Output: what the file declares, a line `*[KSČ]: Communist Party of Czechoslovakia` each; the file
need not be in the order. Of two meanings the first counts, as in a chapter.
"""

from __future__ import annotations

import re

from chapbook.diagnostics import Diagnostic, Span, warning
from chapbook.files import Folder
from chapbook.model.abbreviation import ABBREVIATIONS_FILE, Abbreviation
from chapbook.read.text_file import decode

_DECLARATION = re.compile(r" {0,3}\*\[(?P<short>[^\]\n]+)\]:[ \t]*(?P<long>\S.*?)[ \t]*$")


def read_abbreviations(folder: Folder, found: list[Diagnostic]) -> tuple[Abbreviation, ...]:
    """The abbreviations in the order of the file."""
    if ABBREVIATIONS_FILE not in folder.paths():
        return ()
    text, faults = decode(folder.read_bytes(ABBREVIATIONS_FILE), ABBREVIATIONS_FILE)
    found += faults  # where the file is a chapter too, they are said again, and shown once
    declared: dict[str, Abbreviation] = {}
    for number, line in enumerate(text.splitlines(), 1):
        match = _DECLARATION.match(line)
        if match is None:
            continue
        span = Span(ABBREVIATIONS_FILE, number, match.start("short") - 1)
        new = Abbreviation(match["short"].strip(), match["long"], span)
        first = declared.setdefault(new.short, new)
        if first.long != new.long:
            message = (
                f"The abbreviation “{new.short}” is defined a second time, and otherwise; the first definition counts."
            )
            found.append(warning("duplicate-definition", span, message, "Delete one of the two."))
    return tuple(declared.values())
