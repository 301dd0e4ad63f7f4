"""Every link into the book leads somewhere, in the e-book and on the screen, however it was written."""

from __future__ import annotations

import posixpath
import zipfile
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pikepdf
import pytest
from lxml import etree

import chapbook

BOOK = '[book]\ntitle = "Links"\nmodified = 2026-11-24\n[order]\nbody = ["ch 04", "part/README", "z"]\n'
FOUR = """# Four

## → Go

Words.

## Foo

Words.

## Foo

[]{#here}Words and a [link[^a]](part/README.md).

[^a]: Note.
"""
README = "# Readme\n\n## Only here\n\n[up](../ch%2004.md#foo-1), [back](<../z.md>)\n"
LAST = """# Z

[a](<ch 04.md>) [b](ch%2004.html#-go) [c](part/) [d](#only-here) [e](#here) [f](#Here) [g](./z.md#z) [h][r]

[r]: ch%2004.md#foo "title"
"""
WRITTEN = 11


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("links")
    source = folder / "manuscript"
    (source / "part").mkdir(parents=True)
    for name, text in {"book.toml": BOOK, "ch 04.md": FOUR, "part/README.md": README, "z.md": LAST}.items():
        (source / name).write_text(text, encoding="utf-8")
    result = chapbook.build(source, editions=["epub", "screen"], out=folder / "dist", cache=folder / "cache", workers=0)
    assert [str(d) for d in result.diagnostics if d.code != "assumed-target"] == []
    return folder / "dist"


def test_every_link_of_the_ebook_leads_to_an_id(built: Path) -> None:
    with zipfile.ZipFile(built / "links.epub") as file:
        trees = {name: etree.fromstring(file.read(name)) for name in file.namelist() if name.endswith(".xhtml")}
    ids = {name: {e.get("id") for e in tree.iter(etree.Element)} for name, tree in trees.items()}
    links = [(name, a.get("href", "")) for name, tree in trees.items() for a in tree.iter("{*}a") if a.get("href")]
    inside = [(name, *urldefrag(href)) for name, href in links if not href.startswith("http")]
    assert len(inside) > WRITTEN
    for name, path, fragment in inside:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(path))) if path else name
        assert target in ids
        assert not fragment or unquote(fragment) in ids[target]


def test_every_link_of_the_pages_leads_to_a_page(built: Path) -> None:
    with pikepdf.open(built / "links-screen.pdf") as pdf:
        names = {str(name): target for name, target in pikepdf.NameTree(pdf.Root.Names.Dests).items()}
        links = [a for page in pdf.pages for a in page.get("/Annots", []) if a.Subtype == "/Link"]
        actions = [(a, a.get("/A", pikepdf.Dictionary())) for a in links]
        destinations = [str(a.get("/Dest", action.get("/D", ""))) for a, action in actions if "/URI" not in action]
    assert len(destinations) >= WRITTEN
    assert set(destinations) <= set(names)
