"""Which families a text is set in: input the book's faces, output the style rules that say so in every edition.

The text face comes first, and behind it whatever has the letters that it lacks. In a language whose script has a family
of its own that family comes first, for its marks and digits suit its letters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from lxml import etree

from chapbook.faces import CODE_FAMILY, TEXT_FAMILY, BookFaces, face_characters
from chapbook.model.fragment import all_text, named_languages

# For these the shipped sheets are made.
_COMMON_SCRIPTS = frozenset({"Latn", "Cyrl", "Grek"})


def needs_script_sheets(scripts: Iterable[str]) -> bool:
    """Whether a book in these scripts is set by rules that the common sheets do not have."""
    return not _COMMON_SCRIPTS.issuperset(scripts)


def faces_within(faces: BookFaces, tree: etree._Element, language: str) -> BookFaces:
    """The faces without those fallbacks that no letter and no language of the tree needs."""
    if not faces.fallbacks:
        return faces
    lacking = set(map(ord, set(all_text(tree)))) - face_characters(faces.text[0])
    spoken = {language} | named_languages(tree)
    kept = [f for f in faces.fallbacks if lacking & face_characters(f.faces[0]) or spoken & set(f.languages)]
    return replace(faces, fallbacks=tuple(kept))


def family_rules(faces: BookFaces) -> str:
    """The rules. They stand before all other sheets, which may set in the face of code by `var(--code-family)`."""
    return "\n".join(_rules(faces)) + "\n"


def _rules(faces: BookFaces) -> Iterator[str]:
    text = [TEXT_FAMILY, *(fallback.name for fallback in faces.fallbacks), CODE_FAMILY]
    yield f"html {{ font-family: {_list(text, 'serif')} }}"
    code = _list([CODE_FAMILY, *text[:-1]], "monospace")
    yield f"html {{ --code-family: {code} }}"
    yield f"pre, code, kbd, samp {{ font-family: {code} }}"
    led = [fallback for fallback in faces.fallbacks if fallback.languages]
    if led:
        yield f"[lang] {{ font-family: {_list(text, 'serif')} }}"
    for fallback in led:
        order = [fallback.name, *(name for name in text if name != fallback.name)]
        chosen = ", ".join(f'[lang="{tag}"]' for tag in fallback.languages)
        yield f"{chosen} {{ font-family: {_list(order, 'serif')} }}"


def _list(names: Sequence[str], last: str) -> str:
    return ", ".join([*(f'"{name}"' for name in names), last])
