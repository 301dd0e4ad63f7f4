"""CommonMark's own examples through the parser: how many pass, and whether the documentation names the others.

The examples are those of the npm package `commonmark-spec` (version 0.31.2, 652 examples), which `make test` installs.
What is compared is the HTML of the specification with the chapter's tree, after `normalise` has taken away what
docs/commonmark.md calls decisions of presentation.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote

import pytest
from justhtml import JustHTML
from lxml import etree

from chapbook.model.fragment import fragment_tree, h
from chapbook.model.manuscript import ChapterSource, Kind, Matter
from chapbook.parse.chapter import parse_chapter

ROOT = Path(__file__).parents[2]
SPECIFICATION = ROOT / "node_modules" / "commonmark-spec" / "spec.txt"
DEVIATIONS = ROOT / "docs" / "commonmark.md"
# The number measured: raise it when more pass.
FLOOR = 598

EXAMPLE = re.compile(r"^`{32} example\n(.*?)^\.\n(.*?)^`{32}$|^#{1,6} *([^\n]*)$", re.MULTILINE | re.DOTALL)
# A chapter that begins with a title, so that no heading of an example becomes it.
TITLE = "# Title\n\n"
SCHEMES = ("http", "https", "mailto", "tel", "ftp", "doi", "urn")


@dataclass(frozen=True)
class Example:
    number: int
    section: str
    markdown: str
    html: str


@lru_cache(maxsize=1)
def read_examples() -> tuple[Example, ...]:
    return tuple(_read_examples(SPECIFICATION.read_text(encoding="utf-8")))


def _read_examples(text: str) -> Iterator[Example]:
    section, number = "", 0
    for match in EXAMPLE.finditer(text.partition("<!-- END TESTS -->")[0]):
        if match[3]:
            section = match[3].strip()
            continue
        number += 1
        markdown, html = match[1].replace("→", "\t"), match[2].replace("→", "\t")
        if section == "Images":
            markdown, html = _relative(markdown), _relative(html)
        yield Example(number, section, markdown, html)


def _relative(text: str) -> str:
    """An image is a file of the manuscript: an address that begins with a slash is refused."""
    return re.sub(r'(?<=[("])/(?=\w)|(?<=\]: )/(?=\w)', "", text)


def parse(example: Example) -> etree._Element:
    source = ChapterSource("part/chapter.md", TITLE + example.markdown, 1, Matter.BODY, Kind.CHAPTER)
    draft, _ = parse_chapter(source)
    return fragment_tree(draft.content)


def expect(example: Example) -> etree._Element:
    """The tree of the specification's HTML: a browser's reading of it."""
    section = etree.Element(h("section"))
    _copy(JustHTML(example.html, fragment=True, sanitize=False, scripting_enabled=False).root, section)
    return section


def _copy(node: object, parent: etree._Element) -> None:
    for child in getattr(node, "children", None) or ():
        if child.name == "#text":
            _append(parent, child.data or "")
        elif not child.name.startswith(("#", "!")):
            made = etree.SubElement(parent, h(re.sub(r"[^\w.-]", "_", child.name)))
            for name, value in (child.attrs or {}).items():
                if re.fullmatch(r"[A-Za-z_][\w.-]*", name):
                    made.set(name, re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", value or ""))
            _copy(child, made)


def _append(parent: etree._Element, text: str) -> None:
    text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


# Decisions of presentation, each named in docs/commonmark.md: what both trees become before they are compared.

PHRASES = frozenset(
    h(name) for name in ("a", "abbr", "b", "code", "del", "em", "i", "img", "s", "span", "strong", "sub", "sup")
)


def normalise(section: etree._Element) -> str:
    """The tree as text."""
    for heading in list(section.iter(h("h1"))):
        heading.tag = h("h2")
    for figure in list(section.iter(h("figure"))):
        _undo_figure(figure)
    for code in section.iter(h("pre")):
        _flatten(code)
    for address in section.iter(h("a")):
        _join_address(address)
    _wrap_loose(section)
    return "".join(_write(section)).strip()


def _undo_figure(figure: etree._Element) -> None:
    """A lone image is a figure, its description the caption."""
    image = figure.find(h("img"))
    caption = figure.find(h("figcaption"))
    if image is None or caption is None:
        return
    figure.remove(caption)
    figure.tag = h("p")


def _join_address(link: etree._Element) -> None:
    """An address may be broken into lines."""
    if link.attrib.pop("class", "") == "url":
        text = "".join(str(part) for part in link.itertext())
        link[:] = []
        link.text = text


def _flatten(pre: etree._Element) -> None:
    """Code is coloured, and ends without line ends."""
    for code in pre.iter(h("code")):
        text = "".join(str(part) for part in code.itertext()).rstrip("\n")
        code[:] = []
        code.text = text


def _wrap_loose(section: etree._Element) -> None:
    """Text and phrases that stand in no block have a paragraph."""
    paragraph: etree._Element | None = None
    if (section.text or "").strip():
        paragraph = etree.Element(h("p"))
        paragraph.text, section.text = section.text, None
        section.insert(0, paragraph)
    for child in list(section)[0 if paragraph is None else 1 :]:
        if child.tag in PHRASES or child.tag == h("br"):
            if paragraph is None:
                paragraph = etree.Element(h("p"))
                child.addprevious(paragraph)
            paragraph.append(child)
            continue
        paragraph = None
        if (child.tail or "").strip():
            paragraph = etree.Element(h("p"))
            paragraph.text, child.tail = child.tail, None
            child.addnext(paragraph)


def _write(element: etree._Element, verbatim: bool = False) -> Iterator[str]:
    for text, child in _content(element):
        yield text if verbatim else re.sub(r"[ \t\n]+", " ", text)
        if child is None:
            continue
        name = str(child.tag).rpartition("}")[2]
        yield f"<{name}{_attributes(child, name)}>"
        yield from _write(child, verbatim or name == "pre")
        yield f"</{name}>"


def _content(element: etree._Element) -> Iterator[tuple[str, etree._Element | None]]:
    """Text and children; white space beside a block is none."""
    children = list(element)
    texts = [element.text or "", *(child.tail or "" for child in children)]
    is_block = element.tag not in PHRASES
    for number, text in enumerate(texts):
        before = children[number - 1] if number else None
        after = children[number] if number < len(children) else None
        if element.tag not in (h("pre"), h("code")):
            if (before is None and is_block) or (before is not None and _is_edge(before)):
                text = text.lstrip(" \n")
            if (after is None and is_block) or (after is not None and _is_edge(after)):
                text = text.rstrip(" \n")
        yield text, after


def _is_edge(element: etree._Element) -> bool:
    return element.tag not in PHRASES


def _attributes(element: etree._Element, name: str) -> str:
    kept = {
        str(key): str(value)
        for key, value in element.attrib.items()
        if not str(key).startswith("{") and not (name in ("h2", "h3", "h4", "h5", "h6") and key == "id")
    }
    if kept.get("class") == "image":
        kept.pop("class")
    if name == "hr" or (name == "code" and not kept.get("class", "").startswith("language-")):
        kept.pop("class", None)
    if name == "img":  # the path is resolved against the chapter's file
        kept["src"] = kept.get("src", "").removeprefix("part/")
        kept.setdefault("alt", "")  # and an image always says what it shows, or that it adorns
    for key in ("href", "src"):
        if key in kept:  # addresses stay as they were written
            kept[key] = unquote(kept[key])
    return "".join(f' {key}="{value}"' for key, value in sorted(kept.items()))


@lru_cache(maxsize=1)
def failing() -> tuple[Example, ...]:
    return tuple(example for example in read_examples() if normalise(parse(example)) != normalise(expect(example)))


def documented() -> dict[str, set[int]]:
    """The examples that the documentation names, by section."""
    found: dict[str, set[int]] = {}
    section = ""
    for line in DEVIATIONS.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            section = line.removeprefix("## ").strip()
        elif line.startswith("| ") and (match := re.match(r"\| ([\d, –]+) \|", line)):
            for part in match.group(1).split(","):
                first, _, last = part.strip().partition("–")
                found.setdefault(section, set()).update(range(int(first), int(last or first) + 1))
    return found


def test_there_are_all_examples() -> None:
    assert len(read_examples()) == 652


def test_no_fewer_examples_pass_than_did(capsys: pytest.CaptureFixture[str]) -> None:
    passed = len(read_examples()) - len(failing())
    with capsys.disabled():
        told = f"CommonMark 0.31.2: {passed} of {len(read_examples())} pass ({passed / len(read_examples()):.1%})"
        print(told, file=sys.__stderr__)  # what tests print elsewhere is lost when several run at once
    assert passed >= FLOOR


def test_the_documentation_names_every_deviation() -> None:
    expected: dict[str, set[int]] = {}
    for example in failing():
        expected.setdefault(example.section, set()).add(example.number)
    assert documented() == expected
