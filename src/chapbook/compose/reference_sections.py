"""A list of references in sections, such as “Primary sources” and “Secondary works”.

Input: the entries as the citation engine sorted them. Output: the same entries under the first section that each fits.
What fits none goes to the section that names neither keyword nor type, or stands first, without a heading. Some styles
print a dash for the author of the entry before (`subsequent-author-substitute`, CSL 1.0.2); where that entry stands in
another section now, the author is named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace

from lxml import etree

from chapbook.compose.bench import Bench
from chapbook.compose.works import Work
from chapbook.diagnostics import did_you_mean, name_first, warning
from chapbook.model.fragment import Fragment, all_text, fragment_tree, make_fragment
from chapbook.model.manuscript import ReferenceSection

_SUBSTITUTE = ("subsequent-author-substitute", "subsequent-author-substitute-rule")
# So many works are named in a message.
_MOST_NAMED = 3


@dataclass(frozen=True)
class SetEntry:
    """An entry of a list: its key, its `li`, and what stands there when the author is named again, if that differs."""

    key: str
    item: etree._Element
    named: etree._Element | None = None


def without_substitute(bench: Bench) -> Bench | None:
    """The bench with a style that names every author; None when its own does so, or there are no sections."""
    settings = bench.manuscript.references
    if not settings.sections or _SUBSTITUTE[0] not in settings.style_text:
        return None
    try:
        style = fragment_tree(Fragment(settings.style_text.encode()))
    except etree.XMLSyntaxError:
        return None  # the citation engine has said so
    for element in style.iter(etree.Element):
        for name in _SUBSTITUTE:
            element.attrib.pop(name, "")
    plain = replace(settings, style_text=make_fragment(style).markup.decode())
    return replace(bench, manuscript=replace(bench.manuscript, references=plain))


def paired(
    entries: Sequence[tuple[str, etree._Element]], named: Sequence[tuple[str, etree._Element]]
) -> tuple[SetEntry, ...]:
    """The entries with their other form, where it is another."""
    other = dict(named)
    return tuple(
        SetEntry(key, item, other[key] if key in other and all_text(other[key]) != all_text(item) else None)
        for key, item in entries
    )


def divided(
    entries: Sequence[SetEntry], sections: Sequence[ReferenceSection], works: Mapping[str, Work]
) -> list[tuple[ReferenceSection | None, list[tuple[str, etree._Element]]]]:
    """The sections that have entries, in the author's order, and before them what fits none.

    Where there is nothing but the rest, it is no rest, and has no heading.
    """
    places: dict[ReferenceSection | None, list[int]] = {None: [], **{section: [] for section in sections}}
    for place, entry in enumerate(entries):
        places[section_of(works[entry.key], sections)].append(place)
    used = [section for section, own in places.items() if own]
    if len(used) == 1 and used[0] is not None and _has_rest(used[0]):
        return [(None, _in_section(entries, places[used[0]]))]
    return [(section, _in_section(entries, places[section])) for section in used]


def section_of(work: Work, sections: Sequence[ReferenceSection]) -> ReferenceSection | None:
    """The first section that the work fits, or that of the rest."""
    fitting = [s for s in sections if work.keywords & set(s.keywords) or work.type in s.types]
    return next(iter([*fitting, *filter(_has_rest, sections)]), None)


def _has_rest(section: ReferenceSection) -> bool:
    return not section.keywords and not section.types


def _in_section(entries: Sequence[SetEntry], places: Sequence[int]) -> list[tuple[str, etree._Element]]:
    """The entries at the places. A dash stays only where all that it skips has the same author."""
    chosen = []
    for before, place in zip([None, *places], places, strict=False):
        entry = entries[place]
        same_author = before is not None and all(e.named is not None for e in entries[before + 1 : place + 1])
        item = entry.item if entry.named is None or same_author else deepcopy(entry.named)
        chosen.append((entry.key, item))
    return chosen


def report_sections(bench: Bench, works: Mapping[str, Work], listed: Sequence[str]) -> None:
    """What is wrong with the sections of a book whose lists have these works."""
    sections = bench.manuscript.references.sections
    known = sorted({keyword for work in works.values() for keyword in work.keywords})
    used = {section_of(works[key], sections) for key in listed}
    for section in sections:
        unused = [keyword for keyword in section.keywords if keyword not in known]
        for keyword in unused:
            message = f"No entry of the bibliography has the keyword “{keyword}” of the section “{section.title}”."
            bench.found.append(warning("unused-keyword", section.span, message, did_you_mean(keyword, known)))
        if section not in used and not (unused and not section.types and len(unused) == len(section.keywords)):
            message = f"Nothing that the book lists belongs into the section “{section.title}”, so it is left out."
            bench.found.append(warning("empty-section", section.span, message))
    loose = [key for key in listed if section_of(works[key], sections) is None] if sections else []
    if loose:
        fit, stand = ("fits", "it stands") if len(loose) == 1 else ("fit", "they stand")
        message = (
            f"{name_first(loose, _MOST_NAMED)} {fit} no section of the references, so {stand} before the first one."
        )
        hint = "A section with neither keyword nor type has the rest."
        bench.found.append(warning("unsorted-reference", sections[0].span, message, hint))
