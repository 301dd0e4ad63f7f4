"""The page design: one that comes with the press, by its name, or a sheet of the author's.

Input: what `[style] design` says. Output: a `PageDesign`, with what its sheet tells the press in custom properties (CSS
Custom Properties 1) of `html`. A value that makes no page is an error at its line in the sheet.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from chapbook.diagnostics import Diagnostic, Span, did_you_mean, error
from chapbook.files import Folder, shipped_sheet
from chapbook.model.design import DEFAULT_DESIGN, PLACES, SHIPPED_DESIGNS, PageDesign
from chapbook.read.style_sheets import root_declarations, sheet_faults
from chapbook.read.text_file import read_text

_MEASURE = re.compile(r"(\d+(?:\.\d+)?|\.\d+)(pt|em)")
_FAMILY = re.compile(r"""(["'])([^"'\\]+)\1""")


@dataclass(frozen=True)
class _Length:
    """A measure in `unit`, from `least` to `most`."""

    unit: str
    least: float
    most: float

    def read(self, words: str) -> float | None:
        measure = _MEASURE.fullmatch(words.lower())
        if measure is None or measure[2] != self.unit or not self.least <= float(measure[1]) <= self.most:
            return None
        return float(measure[1])

    @property
    def hint(self) -> str:
        return f"It is a measure from {self.least:g}{self.unit} to {self.most:g}{self.unit}."


class _Place:
    hint = f"It is {', '.join(PLACES[:-1])} or {PLACES[-1]}."

    def read(self, words: str) -> str | None:
        return words if words in PLACES else None


class _Family:
    hint = "It is the name of a family in quotation marks."

    def read(self, words: str) -> str | None:
        return family[2] if (family := _FAMILY.fullmatch(words)) else None


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
    leading_place = Span(where, 1, 1)
    for said_there in root_declarations(sheet):
        if said_there.name in _PROPERTIES:
            field, reader = _PROPERTIES[said_there.name]
            value = reader.read(said_there.value)
            span = Span(where, said_there.line, said_there.column)
            leading_place = span if field in ("size_pt", "leading_pt") else leading_place
            if value is None:
                sentence = f"“{said_there.name}” cannot be “{said_there.value}”."
                found.append(error("bad-design", span, sentence, reader.hint))
            else:
                settings[field] = value
    design = replace(PageDesign(name=said, sheet=sheet), **settings)  # type: ignore[arg-type]  # by their readers
    if design.leading_pt < design.size_pt:
        sentence = f"Lines {design.leading_pt:g}pt apart, in letters of {design.size_pt:g}pt, would touch each other."
        hint = "Set “--leading” to six fifths of “--text-size” or more."
        return replace(design, leading_pt=design.size_pt), (*found, error("bad-design", leading_place, sentence, hint))
    return design, tuple(found)


def place_of_face(design: PageDesign, key: str) -> Span:
    """Where the sheet of a design names the family of the key, “text-face” or “code-face”; line 0 when it does not."""
    places = [Span(design.name, d.line, d.column) for d in root_declarations(design.sheet) if d.name == f"--{key}"]
    return places[-1] if places else Span(design.name)
