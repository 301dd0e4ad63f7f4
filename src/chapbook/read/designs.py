"""The page design: one that comes with the press, by its name, or a sheet of the author's.

Input: what `[style] design` says. Output: a `PageDesign`, with what its sheet tells the press in custom properties (CSS
Custom Properties 1) of `html`. A value that makes no page is an error at its line in the sheet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import tinycss2

from chapbook.diagnostics import Diagnostic, Span, did_you_mean, error
from chapbook.files import Folder, shipped_sheet
from chapbook.model.design import DEFAULT_DESIGN, PLACES, SHIPPED_DESIGNS, PageDesign
from chapbook.read.style_sheets import sheet_faults
from chapbook.read.text_file import read_text

_ROOTS = frozenset({"html", ":root"})


@dataclass(frozen=True)
class _Length:
    """A measure in `unit`, from `least` to `most`."""

    unit: str
    least: float
    most: float

    def __call__(self, values: list[Any]) -> float | None:
        if len(values) == 1 and values[0].type == "dimension" and values[0].lower_unit == self.unit:
            return float(values[0].value) if self.least <= values[0].value <= self.most else None
        return None

    @property
    def hint(self) -> str:
        return f"It is a measure from {self.least:g}{self.unit} to {self.most:g}{self.unit}."


class _Place:
    hint = f"It is {', '.join(PLACES[:-1])} or {PLACES[-1]}."

    def __call__(self, values: list[Any]) -> str | None:
        return str(values[0].value) if len(values) == 1 and getattr(values[0], "value", None) in PLACES else None


class _Family:
    hint = "It is the name of a family in quotation marks."

    def __call__(self, values: list[Any]) -> str | None:
        return str(values[0].value) if len(values) == 1 and values[0].type == "string" else None


# Each custom property: the field that it sets, and how its value is read.
_PROPERTIES: Mapping[str, tuple[str, _Length | _Place | _Family]] = {
    "--text-size": ("size_pt", _Length("pt", 6, 16)),
    "--leading": ("leading_pt", _Length("pt", 8, 24)),
    "--measure": ("measure_em", _Length("em", 20, 45)),
    "--heads": ("heads", _Place()),
    "--folios": ("folios", _Place()),
    "--text-face": ("text_face", _Family()),
    "--code-face": ("code_face", _Family()),
}


def read_design(said: str, folder: Folder, place: Callable[[str], Span]) -> tuple[PageDesign, tuple[Diagnostic, ...]]:
    """The design that is meant; where there is none, the default one, and the error."""
    if said in SHIPPED_DESIGNS:
        sheet, where = shipped_sheet(f"{said}.css"), f"styles/{said}.css"
    elif said.lower().endswith(".css"):
        text, faults = read_text(folder, said, place(said))
        if text is None:
            return read_design(DEFAULT_DESIGN, folder, place)[0], faults
        if faults := (*faults, *sheet_faults(text, said)):
            return replace(PageDesign(), name=said, sheet=text), faults
        sheet, where = text, said
    else:
        known = f"Known are {', '.join(SHIPPED_DESIGNS)}; a sheet of your own has a name such as “mine.css”."
        hint = " ".join(filter(None, (did_you_mean(said, SHIPPED_DESIGNS), known)))
        fault = error("unknown-design", place(said), f"There is no page design “{said}”.", hint)
        return read_design(DEFAULT_DESIGN, folder, place)[0], (fault,)
    settings: dict[str, float | str] = {}
    found = []
    for item in _of_the_root(sheet):
        if item.name in _PROPERTIES:
            field, read = _PROPERTIES[item.name]
            value = read([token for token in item.value if token.type not in ("whitespace", "comment")])
            if value is None:
                span = Span(where, item.source_line, item.source_column)
                words = tinycss2.serialize(item.value).strip()
                found.append(error("bad-design", span, f"“{item.name}” cannot be “{words}”.", read.hint))
            else:
                settings[field] = value
    return replace(PageDesign(name=said, sheet=sheet), **settings), tuple(found)  # type: ignore[arg-type]  # by their readers


def _of_the_root(sheet: str) -> Iterator[Any]:
    """The declarations of `html`, in their order."""
    for rule in tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True):
        if rule.type == "qualified-rule" and tinycss2.serialize(rule.prelude).strip() in _ROOTS:
            for item in tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True):
                if item.type == "declaration":
                    yield item
