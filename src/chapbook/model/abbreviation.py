"""An abbreviation and what it stands for, as an author declares it: `*[KSČ]: Communist Party of Czechoslovakia`."""

from __future__ import annotations

from dataclasses import dataclass

from chapbook.diagnostics import Span

# What this file of the manuscript declares holds in every chapter.
ABBREVIATIONS_FILE = "abbreviations.md"


@dataclass(frozen=True)
class Abbreviation:
    """`short` as it stands in the text, `long` in plain words, and where it is declared."""

    short: str
    long: str
    span: Span
