"""What is wrong with an index as a whole.

Input: its headings. Output: warnings: references to nothing, to themselves, or beside places; headings that differ only
by case, accents or spaces, which are most often one that was written in two ways. An author who means two says so by
giving them sort keys.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from chapbook.compose.index_marks import Heading, Key, Reference, all_headings, find_heading
from chapbook.diagnostics import Diagnostic, did_you_mean, warning
from chapbook.model.fragment import Fragment, fragment_tree, h

_LAST_GREEK = "\u03ff"


def index_faults(root: Heading) -> Iterator[Diagnostic]:
    """All warnings of one index."""
    headings = list(all_headings(root))
    for key, heading in headings:
        yield from _reference_faults(root, key, heading)
    for parent in (root, *(heading for _key, heading in headings)):
        yield from _lookalikes(parent)


def _reference_faults(root: Heading, key: Key, heading: Heading) -> Iterator[Diagnostic]:
    for reference in (*heading.see.values(), *heading.see_also.values()):
        if is_generic(reference):
            continue
        path = tuple(level.words for level in reference.path)
        if find_heading(root, path) is None:
            written = "!".join(path)
            hint = did_you_mean(written, ("!".join(known) for known, _ in all_headings(root)))
            yield warning("index-see-nowhere", reference.span, f"The index has no entry “{written}” to see.", hint)
        elif _leads_back(root, key, path, is_see=path in heading.see):
            message = f"The index entry “{'!'.join(key)}” sends the reader to “{'!'.join(path)}” and back to itself."
            yield warning("index-see-loop", reference.span, message, "Mark a place for one of them.")
    if heading.see and (heading.places or heading.below):
        span = next(iter(heading.see.values())).span
        message = f"The index entry “{'!'.join(key)}” has places of its own, so its “see” was set as “see also”."
        yield warning("index-see-and-places", span, message, "Write see-also=… instead.")


def _leads_back(root: Heading, start: Key, path: Key, *, is_see: bool) -> bool:
    """Whether the reference leads to its own heading, at once or by other headings that have nothing but references."""
    seen: set[Key] = set()
    while path not in seen:
        if path == start:
            return True
        seen.add(path)
        heading = find_heading(root, path)
        if not is_see or heading is None or heading.places or heading.below or not heading.see:
            return False
        path = next(iter(heading.see))
    return False


def is_generic(reference: Reference) -> bool:
    """Whether it names a sort of entries and none of its own: all in italics (Chicago Manual of Style, 16.23)."""
    return all(_is_emphasis(level.content) for level in reference.path)


def _is_emphasis(content: Fragment | None) -> bool:
    if content is None:
        return False
    tree = fragment_tree(content)
    return len(tree) == 1 and tree[0].tag == h("em") and not tree.text and not tree[0].tail


def _lookalikes(parent: Heading) -> Iterator[Diagnostic]:
    seen: dict[str, Heading] = {}
    for heading in parent.below.values():
        if heading.sort:
            continue
        first = seen.setdefault(_folded(heading.words), heading)
        if first is not heading:
            message = (
                f"The index has “{heading.words}” beside “{first.words}” of {first.span}, which differs only by case, "
                "accents or spaces."
            )
            hint = "Write both alike, or give each a sort=… of its own if they are two."
            yield warning("similar-index-entry", heading.span, message, hint)


def _folded(words: str) -> str:
    """The letters and digits alone; of Latin and Greek letters without their accents, which elsewhere make others."""
    bare, base = [], ""
    for character in unicodedata.normalize("NFKD", words.casefold()):
        if "\u0300" <= character <= "\u036f":
            bare += [character] if base > _LAST_GREEK else []
        elif unicodedata.category(character)[0] not in "PZ":
            base = character
            bare.append(character)
    return "".join(bare) or words
