"""python bench/citations.py: what citations cost: 500 references, 1,000 citations, against pandoc alone.

A book is made up for it, in chapters of fifty citations. Measured are whole processes: reading, parsing and composing
with an empty cache, again with the cache of the first run, and again with one more citation; and `pandoc --citeproc` on
the same chapters put together. See README.md.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

import pypandoc
from measure import Cost, cheapest, run

CHAPTERS, CITATIONS, REFERENCES = 20, 50, 500

COMPOSE = """
import sys
from pathlib import Path
from chapbook.build import Press
from chapbook.cache import Cache
from chapbook.files import DiskFolder
from chapbook.workers import Workers
with Workers(1) as pool:
    book, found = Press(DiskFolder(Path(sys.argv[1])), Cache(Path(sys.argv[2])), pool, lambda *_: None).compose(None)
    assert book is not None and not [d for d in found if d.severity.value == "error"], found
"""


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--style", type=Path, help="a .csl file; without it the one that pandoc has built in")
    asked = parser.parse_args()
    print(f"{REFERENCES} references, {CHAPTERS * CITATIONS} citations\n{'':24} {'CPU s':>8} {'wall s':>8}")
    with tempfile.TemporaryDirectory() as work:
        plain, cited = make_book(Path(work, "plain"), None, False), make_book(Path(work, "cited"), asked.style, True)
        caches = [Path(work, f"cache-{number}") for number in range(asked.runs)]
        say("chapbook, no citation", [compose(plain, Path(work, f"plain-{n}")) for n in range(asked.runs)])
        say("chapbook, cold", [compose(cited, cache) for cache in caches])
        say("chapbook, unchanged", [compose(cited, cache) for cache in caches])
        chapter = cited / "01.md"
        chapter.write_text(chapter.read_text(encoding="utf-8") + "\nOnce more [@key1].\n", encoding="utf-8")
        say("chapbook, one more", [compose(cited, cache) for cache in caches])
        say("pandoc", [pandoc(cited, asked.style) for _ in range(asked.runs)])


def make_book(folder: Path, style: Path | None, has_citations: bool) -> Path:
    """Write the book; without citations the same words, and no references."""
    folder.mkdir()
    names = [f"{number + 1:02}" for number in range(CHAPTERS)]
    settings = '[book]\ntitle = "Works"\nlanguage = "en"\nauthors = ["A. B."]\n'
    settings += f"[order]\nbody = {json.dumps(names)}\n"  # a list of names is the same in JSON and in TOML
    if has_citations:
        settings += '[references]\nfiles = ["works.bib"]\n'
        if style is not None:
            (folder / "style.csl").write_bytes(style.read_bytes())
            settings += 'style = "style.csl"\n'
        entries = (entry(number) for number in range(REFERENCES))
        (folder / "works.bib").write_text("\n".join(entries), encoding="utf-8")
    (folder / "book.toml").write_text(settings, encoding="utf-8")
    for number, name in enumerate(names):
        words = [paragraph(number * CITATIONS + n, has_citations) for n in range(CITATIONS)]
        (folder / f"{name}.md").write_text(f"# Chapter {name}\n\n" + "\n\n".join(words) + "\n", encoding="utf-8")
    return folder


def entry(number: int) -> str:
    """An entry; every third author has two works in one year."""
    author = f"Family{number - number % 3}, Given and Other{number % 40}, Anna"
    title = f"The {number}th history of things and their names"
    year = 1900 + number % 90
    return f"@book{{key{number},\n  author = {{{author}}},\n  title = {{{title}}},\n  year = {{{year}}}\n}}\n"


def paragraph(number: int, has_citations: bool) -> str:
    """Some words, and a citation of one work or of three."""
    words = "Nobody had counted the trains that left in those years, and few had asked who would have to."
    if not has_citations:
        return f"{words} It is said {number}."
    keys = [f"@key{(number * 7 + step) % REFERENCES}" for step in (0, 3, 11)]
    forms = (
        f"[{keys[0]}, p. {number}]",
        f"[see {'; '.join(keys)}]",
        f"{keys[0]} [chap. {number % 9 + 1}]",
        f"[{keys[1]}]",
    )
    return f"{words} It is said {forms[number % 4]}."


def compose(folder: Path, cache: Path) -> Cost:
    """From the folder to the composed book, in a process of its own."""
    return run([sys.executable, "-c", COMPOSE, str(folder), str(cache)])


def pandoc(folder: Path, style: Path | None) -> Cost:
    """Pandoc on the same chapters."""
    text = "\n\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.md")))
    command = [pypandoc.get_pandoc_path(), "--from=markdown", "--to=html", "--citeproc"]
    command += [f"--bibliography={folder / 'works.bib'}"] + ([f"--csl={style}"] if style else [])
    return run(command, given=text.encode())


def say(name: str, costs: list[Cost]) -> None:
    """A line of the table."""
    cost = cheapest(costs)
    print(f"{name:24} {cost.cpu:8.2f} {cost.wall:8.2f}")


if __name__ == "__main__":
    main()
