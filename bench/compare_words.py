"""Every word of the source in every edition: read the manuscript with another reader, count, and compare.

    python bench/compare_words.py MANUSCRIPT EPUB [PDF]

The Markdown is read by pandoc (`commonmark_x`, or what `--from` says), whose tree knows nothing of ours. Where it takes
signs for markup that the author means as signs, switch that off: `--from commonmark_x-smart-superscript` for a book
that writes 2^80, `-tex_math_dollars` for one that writes `$PATH`. The e-book is read from its documents, the PDF with
PDFium. Words are runs of letters and digits, compatibility forms folded (NFKC). What is printed is the difference: the
words that the source has more often than the edition, each with how often. Nothing printed is the aim, and the exit
code says it: 0 when no word is lost, 1 otherwise.

Words that only the source has on purpose are left out of it: attributes, addresses, keys of citations, comments. The
alternative texts of images are looked for in the e-book and not on paper. A word that a PDF divides at the end of a
line or page counts when its two halves stand there.
"""
# ruff: noqa: SIM905 – a tool that prints; the names read better without their quotes

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import unicodedata
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pypandoc
import pypdfium2
from lxml import etree, html

from chapbook.cache import Cache
from chapbook.files import DiskFolder
from chapbook.model.manuscript import ChapterSource
from chapbook.read.manuscript import read_manuscript

WORD = re.compile(r"\w+")
# A soft hyphen, what is no character at all (PDFium's sign of a hyphen at a line's end), and what has no width.
NO_LETTERS = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
DIVIDED = re.compile("(\\w+)[-\u2010\ufffe\u00ad]\\s*\r?\n(\\w+)")
LINE_END = re.compile("[-\u2010\ufffe\u00ad]?\\s*\r?\n")
CITATION = re.compile(r"-?@[\w:.#$%&+?<>~/-]*\w")
# Of HTML, what no reader shows.
SILENT = ("script", "style", "template")


@dataclass
class Words:
    """The words of one chapter: those that are read, and those that stand for images."""

    shown: Counter[str] = field(default_factory=Counter)
    described: Counter[str] = field(default_factory=Counter)

    def add(self, text: str) -> None:
        self.shown.update(words_of(text))


def words_of(text: str) -> list[str]:
    """The words of the text in order."""
    return WORD.findall(unicodedata.normalize("NFKC", NO_LETTERS.sub("", text)))


# The source


def read_source(folder: Path, dialect: str) -> dict[str, Words]:
    """The words of each chapter by its file, as pandoc reads them."""
    with tempfile.TemporaryDirectory() as scratch:
        manuscript, found = read_manuscript(DiskFolder(folder), None, Cache(Path(scratch)))
    if manuscript is None:
        raise SystemExit("\n".join(map(str, found)))
    chapters = [item for item in manuscript.order if isinstance(item, ChapterSource)]
    return {chapter.path: read_chapter(chapter, dialect) for chapter in chapters}


def read_chapter(chapter: ChapterSource, dialect: str) -> Words:
    """The words of one chapter."""
    command = [pypandoc.get_pandoc_path(), "--from", dialect, "--to", "json", "--sandbox"]
    done = subprocess.run(command, input=chapter.text.encode(), capture_output=True, check=True)
    words = Words()
    words.add(chapter.title)
    text = "".join(pieces(json.loads(done.stdout)["blocks"], words))
    words.add(CITATION.sub(" ", text))
    return words


BLOCKS = frozenset(
    """Plain Para LineBlock CodeBlock RawBlock BlockQuote OrderedList BulletList DefinitionList Header HorizontalRule
    Table Figure Div""".split()
)
TEXT_AT: dict[str, int | None] = {"Str": None, "Code": 1, "CodeBlock": 1, "Math": 1}
SPACES = frozenset({"Space", "SoftBreak", "LineBreak"})


def pieces(node: Any, words: Words) -> Iterator[str]:
    """The text of pandoc's tree, its blocks on lines of their own; alternative texts go to `words.described`."""
    if isinstance(node, list):
        for child in node:
            yield from pieces(child, words)
    elif isinstance(node, dict):
        edge = "\n" if node.get("t") in BLOCKS else " " if node.get("t") == "Note" else ""
        yield edge
        yield from own_pieces(node.get("t", ""), node.get("c", []), words)
        yield edge


def own_pieces(kind: str, content: Any, words: Words) -> Iterator[str]:
    """The text of one node of the tree."""
    if kind in TEXT_AT:
        place = TEXT_AT[kind]
        yield content if place is None else content[place]
    elif kind in SPACES:
        yield " "
    elif kind in ("RawBlock", "RawInline"):
        yield from markup_pieces(content[1], words) if content[0] == "html" else [content[1]]
    elif kind == "Image":
        describe(content, words)
    else:
        yield from pieces(content, words)


def describe(image: Sequence[Any], words: Words) -> None:
    """The words of an image in a line describe it; the caption of a figure is no child of its image."""
    words.described.update(words_of("".join(pieces(image[1], words))))
    words.described.update(words_of(dict(image[0][2]).get("alt", "")))


def markup_pieces(markup: str, words: Words) -> Iterator[str]:
    """The text of raw HTML, and the alternative texts in it."""
    if not re.search(r"<\w", markup):
        yield re.sub(r"<!--.*?-->|</?\w[^>]*>", "", markup, flags=re.DOTALL)
        return
    tree = html.fragment_fromstring(markup, create_parent="div")
    for image in tree.iter("img"):
        words.described.update(words_of(image.get("alt") or ""))
    for silent in list(tree.iter(*SILENT, etree.Comment)):
        silent.drop_tree()
    yield "".join(tree.itertext())


# The editions


def read_epub(path: Path) -> tuple[Counter[str], Counter[str]]:
    """The words of all documents of the spine, and of the descriptions of their images."""
    shown: Counter[str] = Counter()
    described: Counter[str] = Counter()
    with zipfile.ZipFile(path) as file:
        for name in file.namelist():
            if name.endswith(".xhtml"):
                tree = etree.fromstring(file.read(name))
                body = tree.find("{*}body")
                if body is None:
                    continue
                shown.update(words_of("".join(text_of(body))))
                described.update(w for image in body.iter("{*}img") for w in words_of(image.get("alt") or ""))
    return shown, described


INLINE = frozenset(
    "a abbr b bdi bdo cite code del dfn em i ins kbd mark q s samp small span strong sub sup time u var wbr".split()
)


def text_of(element: etree._Element) -> Iterator[str]:
    """The text of the element, a space at the edge of everything that is no part of a line."""
    is_call = element.get("role") == "doc-noteref"  # the number of a note is no part of the word before it
    edge = " " if is_call or etree.QName(element).localname not in INLINE else ""
    yield edge + (element.text or "")
    for child in element:
        if isinstance(child.tag, str):
            yield from text_of(child)
        yield child.tail or ""
    yield edge


@dataclass
class Paper:
    """The words of a PDF as its lines have them, the divided ones also joined; how lines end and begin."""

    words: Counter[str]
    ends: dict[str, Counter[int]]
    starts: dict[str, Counter[int]]

    def times_set(self, word: str) -> int:
        """How often the word may stand there, though not under its own letters in their order."""
        if unicodedata.bidirectional(word[0]) in ("R", "AL"):  # PDFium turns the letters of a ligature around
            return sum(number for other, number in self.words.items() if sorted(other) == sorted(word))
        return self.times_divided(word)

    def times_divided(self, word: str) -> int:
        """How often the word may stand there in two halves, on one page or over two."""
        return sum(
            min(number, self.starts[word[cut:]][page] + self.starts[word[cut:]][page + 1])
            for cut in range(1, len(word))
            if word[:cut] in self.ends and word[cut:] in self.starts
            for page, number in self.ends[word[:cut]].items()
        )


def read_pdf(path: Path) -> Paper:
    """The words of all pages."""
    words: Counter[str] = Counter()
    ends: dict[str, Counter[int]] = defaultdict(Counter)
    starts: dict[str, Counter[int]] = defaultdict(Counter)
    document = pypdfium2.PdfDocument(path)
    for number, page in enumerate(document):
        # First the letter that a sign stands for, then its small form: “ℤ” itself has none.
        text = unicodedata.normalize("NFKC", page.get_textpage().get_text_range()).casefold()
        words.update(words_of(text.replace("\ufffe", "-")))
        words.update("".join(match.groups()) for match in DIVIDED.finditer(text))
        for line in LINE_END.split(text):
            found = words_of(line)
            if found:
                starts[found[0]][number] += 1
                ends[found[-1]][number] += 1
    return Paper(words, ends, starts)


# The comparison


def main(arguments: Sequence[str]) -> int:
    """Compare, print, and say whether a word is lost."""
    parser = argparse.ArgumentParser(description="Every word of the source in every edition.")
    parser.add_argument("manuscript", type=Path)
    parser.add_argument("epub", type=Path)
    parser.add_argument("pdf", type=Path, nargs="?")
    parser.add_argument("--from", dest="dialect", default="commonmark_x-smart")
    given = parser.parse_args(arguments)
    source = read_source(given.manuscript, given.dialect)
    shown = sum((chapter.shown for chapter in source.values()), Counter[str]())
    described = sum((chapter.described for chapter in source.values()), Counter[str]())
    print(f"source  {shown.total():>9,} words, {described.total():,} of descriptions")
    text, alternatives = read_epub(given.epub)
    print(f"e-book  {text.total():>9,} words, {alternatives.total():,} of descriptions")
    # A caption that pandoc takes for a description is read on the page.
    lost = (shown - text) + (described - (alternatives | (text - shown)))
    report("e-book", lost, source)
    all_lost = lost.total()
    if given.pdf:
        paper = read_pdf(given.pdf)
        print(f"paper   {paper.words.total():>9,} words")
        # Small capitals are drawn with the small letter's name.
        folded = Counter[str]()
        for word, number in shown.items():
            folded[word.casefold()] += number
        missed = folded - paper.words
        lost = missed - Counter({word: paper.times_set(word) for word in missed})
        report("paper", lost, source)
        all_lost += lost.total()
    print("No word is lost." if not all_lost else f"{all_lost} words are lost.")
    return 1 if all_lost else 0


def report(edition: str, lost: Counter[str], source: dict[str, Words]) -> None:
    """Each lost word with how often, and a file that has it."""
    for word, number in lost.most_common():
        files = [
            p for p, words in source.items() if {word, word.title()} & (words.shown.keys() | words.described.keys())
        ]
        print(f"lost from {edition}: {word} ({number}×), in {', '.join(files[:3])}{' …' if len(files) > 3 else ''}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
