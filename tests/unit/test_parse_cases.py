"""Every case of tests/cases/parse/*.txt: a chapter and what the parser makes of it.

A file holds cases in the form of markdown-it-py's fixtures: a title, a line with `.`, the chapter's text, a line with
`.`, the dump, a line with `.`. The chapter's path is `part/chapter.md` and its first line is line 1. Running the tests
with CHAPBOOK_ACCEPT=1 in the environment writes what the parser makes into the files; read the difference before you
keep it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from lxml import etree

from chapbook.diagnostics import Span
from chapbook.model.draft import Citation, Draft, IndexHeading, IndexMark, IndexPath
from chapbook.model.fragment import XHTML, Fragment, fragment_tree, plain_text
from chapbook.model.manuscript import ChapterSource, Kind, Matter
from chapbook.parse.chapter import parse_chapter

CASES = Path(__file__).parents[1] / "cases" / "parse"
_BLOCK_NAMES = """section aside div p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre figure figcaption table caption
    thead tbody tr th td hr"""
BLOCKS = frozenset(_BLOCK_NAMES.split())


@dataclass(frozen=True)
class Case:
    path: Path
    title: str
    text: str
    expected: str


def read_cases() -> Iterator[Case]:
    for path in sorted(CASES.glob("*.txt")):
        parts = path.read_bytes().decode().split("\n.\n")  # as bytes: a case has line ends of its own
        for title, text, expected in zip(parts[0::3], parts[1::3], parts[2::3], strict=False):
            yield Case(path, title.strip(), text, expected)


def accept(path: Path) -> None:
    """Write what the parser makes today into the file."""
    cases = [f"{c.title}\n.\n{c.text}\n.\n{parse(c.text)}\n.\n" for c in read_cases() if c.path == path]
    path.write_bytes("\n".join(cases).encode())


def parse(text: str) -> str:
    source = ChapterSource("part/chapter.md", text, 1, Matter.BODY, Kind.CHAPTER)
    draft, found = parse_chapter(source)
    lines = [*dump_draft(draft), *(f"{d.severity.value} {d.code} {place(d.span)} {d.message}" for d in found)]
    return "\n".join(lines)


def dump_draft(draft: Draft) -> Iterator[str]:
    if draft.title is not None:
        yield f"title #{draft.title_id} {place(draft.title_span)} {inner(fragment_tree(draft.title))}"
    section = fragment_tree(draft.content)
    assert not (section.text or "").strip() and not any((child.tail or "").strip() for child in section)
    for child in section:
        yield from dump(child, 0)
    yield from (f"heading {h.level} #{h.id} {place(h.span)} {words(h.title)}" for h in draft.headings)
    yield from (f"label {label.id} {label.kind} {place(label.span)}" for label in draft.labels)
    yield from (f"citation {dump_citation(citation)}" for citation in draft.citations)
    for c in draft.cross_references:
        flags = f"{' number only' if c.number_only else ''}{' capital' if c.capital else ''}"
        yield f"cross-reference {c.label} {place(c.span)}{flags}"
    yield from (f"note {note.label} {place(note.span)}" for note in draft.notes)
    yield from (f"mark {dump_mark(mark)}" for mark in draft.marks)
    yield from (f"image {image.path} {place(image.span)} “{image.alt}”" for image in draft.images)
    yield from (f"link {link.href} {place(link.span)}" for link in draft.links)


def dump_mark(mark: IndexMark) -> str:
    flags = [mark.edge, "principal" if mark.principal else "", "illustration" if mark.illustration else ""]
    flags += [f"in {mark.index}" if mark.index else "", "" if mark.is_place else "no place"]
    said = [f"{dump_paths(mark.entries)} {place(mark.span)}", *filter(None, flags)]
    said += [f"see {dump_paths(mark.see)}"] if mark.see else []
    said += [f"see also {dump_paths(mark.see_also)}"] if mark.see_also else []
    return ", ".join(said)


def dump_paths(paths: tuple[IndexPath, ...]) -> str:
    return "; ".join(" > ".join(dump_heading(heading) for heading in path) for path in paths)


def dump_heading(heading: IndexHeading) -> str:
    words = heading.words if heading.content is None else inner(fragment_tree(heading.content))
    return f"{words} (as {heading.sort})" if heading.sort else words


def dump_citation(citation: Citation) -> str:
    items = (
        f"“{item.prefix}” {'-' if item.suppress_author else ''}{item.key} “{item.suffix}” {place(item.span)}"
        for item in citation.items
    )
    return f"{'in text ' if citation.in_text else ''}{place(citation.span)}: {'; '.join(items)}"


def dump(element: etree._Element, depth: int) -> Iterator[str]:
    """The element on lines of its own; phrases in one line, blocks indented below it."""
    pad = "  " * depth
    name, attributes = name_of(element)
    if any(name_of(child)[0] in BLOCKS for child in element) and name != "p":
        yield f"{pad}<{name}{attributes}>"
        if (element.text or "").strip():
            yield f"{pad}  {escape(element.text or '').strip()}"
        for child in element:
            if name_of(child)[0] in BLOCKS:
                yield from dump(child, depth + 1)
            else:
                yield f"{pad}  {outer(child)}"
            if (child.tail or "").strip():
                yield f"{pad}  {escape(child.tail or '').strip()}"
    else:
        text = outer(element)
        yield pad + text if name == "pre" else pad + text.replace("\n", f"\n{pad}")


def outer(element: etree._Element) -> str:
    name, attributes = name_of(element)
    content = inner(element)
    return f"<{name}{attributes}>{content}</{name}>" if content else f"<{name}{attributes}/>"


def inner(element: etree._Element) -> str:
    return escape(element.text or "") + "".join(outer(child) + escape(child.tail or "") for child in element)


def name_of(element: etree._Element) -> tuple[str, str]:
    def short(name: str) -> str:
        return name.removeprefix(f"{{{XHTML}}}").replace("{urn:chapbook:press}", "press:").rpartition("}")[2]

    attributes = sorted((short(str(name)), str(value)) for name, value in element.attrib.items())
    return short(str(element.tag)), "".join(f' {name}="{escape(value)}"' for name, value in attributes)


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\u00a0", "&#160;")


def place(span: Span) -> str:
    return f"{span.line}:{span.column}"


def words(fragment: Fragment) -> str:
    return plain_text(fragment_tree(fragment))


@pytest.mark.parametrize("case", list(read_cases()), ids=lambda case: f"{case.path.stem}: {case.title}")
def test_the_parser_makes_what_the_case_says(case: Case) -> None:
    if os.environ.get("CHAPBOOK_ACCEPT") == "1":
        accept(case.path)
    else:
        assert parse(case.text) == case.expected


def test_there_are_cases() -> None:
    assert len(list(read_cases())) > 50
