"""python bench/peers.py BOOK [--small BOOK] [--runs 5]: whole builds against pandoc, WeasyPrint and Typst, in one run.

Every table is a job that a user has, done by us and by a peer in turns; what is printed are medians, and ours over
theirs. Pandoc, WeasyPrint and Typst are those of PyPI (`pip install 'chapbook[bench]'`). See README.md.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import pikepdf
import pypandoc
from copies import copy_times
from measure import Cost, run, together

PEER_SHEET = "@page { size: A5; margin: 19mm 20mm 23mm 18mm } body { font: 9.8pt/13.6pt serif; hyphens: auto }"
TYPST_PAGE = '#set page(paper: "a5")\n#set text(size: 9.8pt)\n'


@dataclass(frozen=True)
class Work:
    """A manuscript, and a folder for what is made of it."""

    manuscript: Path
    folder: Path

    def chapters(self) -> list[Path]:
        """The files in name order, which is enough for a peer that does the same work."""
        return sorted(self.manuscript.glob("*.md"))


@dataclass
class Row:
    """What one side took, run by run, and how many pages came out."""

    name: str
    costs: list[Cost] = field(default_factory=list)
    pages: int = 0

    def median(self, what: Callable[[Cost], float]) -> float:
        """The middle one of all runs."""
        return statistics.median(map(what, self.costs))


def ours(work: Work, editions: str, *, cold: bool = True) -> Cost:
    """One build in a new process; a cold one begins with an empty cache."""
    if cold:
        shutil.rmtree(work.folder / "cache", ignore_errors=True)
    places = ["--out", str(work.folder / "out"), "--cache-dir", str(work.folder / "cache")]
    named = ["--edition", editions] if editions else []
    command = [sys.executable, "-m", "chapbook", "build", str(work.manuscript), "--quiet", *places, *named]
    return run(command, watched=True)


def pandoc(work: Work, form: str, file: str, *options: str) -> Cost:
    """All chapters in one pandoc process."""
    target = work.folder / file
    target.parent.mkdir(parents=True, exist_ok=True)
    title = ["--metadata", f"title={work.manuscript.name}", "--resource-path", str(work.manuscript), "--standalone"]
    chapters = map(str, work.chapters())
    command = [pypandoc.get_pandoc_path(), "-f", "commonmark_x", "-t", form, *title, *options, "-o", str(target)]
    return run([*command, *chapters], watched=True)


def pandoc_weasyprint(work: Work) -> Cost:
    """HTML from pandoc, one document for WeasyPrint at A5, tagged as ours is."""
    sheet = work.folder / "peer.css"
    sheet.write_text(PEER_SHEET, encoding="utf-8")
    html = pandoc(work, "html5", "peer.html", "--css", str(sheet))
    made = [str(work.folder / "peer.html"), str(work.folder / "peer.pdf")]
    base = ["--base-url", f"{work.manuscript}/", "--pdf-variant", "pdf/ua-1"]
    return together([html, run([sys.executable, "-m", "weasyprint", *base, *made], watched=True)])


def pandoc_typst(work: Work) -> Cost:
    """Typst's markup from pandoc, one PDF by Typst."""
    shutil.copytree(work.manuscript, work.folder / "typst", dirs_exist_ok=True)
    markup = pandoc(work, "typst", "typst/peer.typ")
    drop_dead_links(work.folder / "typst" / "peer.typ")
    program = "import sys, typst; typst.compile(sys.argv[1], output=sys.argv[2])"
    files = [str(work.folder / "typst" / "peer.typ"), str(work.folder / "typst.pdf")]
    return together([markup, run([sys.executable, "-c", program, *files], watched=True)])


def drop_dead_links(markup: Path) -> None:
    """Make text of links to labels that are not there: Typst stops at one, and pandoc knows not every anchor."""
    text = markup.read_text(encoding="utf-8")
    labels = set(re.findall(r"(?<!link\()<([^<>\s]+)>", text))
    alive = re.sub(r"#link\(<([^<>]+)>\)", lambda link: link[0] if link[1] in labels else "#text", text)
    markup.write_text(alive, encoding="utf-8")


def count_pages(pdf: Path) -> int:
    """How many pages the file has."""
    with pikepdf.open(pdf) as opened:
        return len(opened.pages)


def edit(work: Work, number: int) -> None:
    """A paragraph more at the end of the middle chapter."""
    chapters = work.chapters()
    chapter = chapters[len(chapters) // 2]
    text = chapter.read_text(encoding="utf-8").rstrip()
    chapter.write_text(f"{text}\n\nOnce more, for the {number}th time.\n", encoding="utf-8")


def in_turns(runs: int, first: Callable[[int], Cost], second: Callable[[int], Cost], names: Sequence[str]) -> list[Row]:
    """Both sides, one run after the other."""
    rows = [Row(name) for name in names]
    for number in range(runs):
        rows[0].costs.append(first(number))
        rows[1].costs.append(second(number))
        print(".", end="", file=sys.stderr, flush=True)
    return rows


def show(title: str, rows: Sequence[Row]) -> None:
    """Both sides and their ratio."""
    print(f"\n### {title}\n\n| | wall s | CPU s | MB | pages | s a page |\n|---|---:|---:|---:|---:|---:|")
    for row in rows:
        wall = row.median(lambda c: c.wall)
        each = f"{wall / row.pages:.4f}" if row.pages else ""
        cpu, memory = row.median(lambda c: c.cpu), row.median(lambda c: c.peak_mb)
        print(f"| {row.name} | {wall:.2f} | {cpu:.2f} | {memory:.0f} | {row.pages or ''} | {each} |")
    first, second = rows
    ratio = first.median(lambda c: c.wall) / second.median(lambda c: c.wall)
    taken = second.median(lambda c: c.peak_mb)  # none of a process that ends before anybody looks
    in_memory = f"**{first.median(lambda c: c.peak_mb) / taken:.2f}**" if taken else ""
    a_page = f"**{ratio * second.pages / first.pages:.2f}**" if first.pages and second.pages else ""
    print(f"| **ratio** | **{ratio:.2f}** | | {in_memory} | | {a_page} |", flush=True)


def epub(work: Work, runs: int) -> None:
    """An e-book from nothing."""
    names = ["chapbook → EPUB", "pandoc → EPUB"]
    show("EPUB, cold", in_turns(runs, lambda _: ours(work, "epub"), lambda _: pandoc(work, "epub3", "p.epub"), names))


def screen(work: Work, runs: int) -> None:
    """A tagged PDF from nothing."""
    names = ["chapbook → screen PDF", "pandoc → WeasyPrint, A5"]
    rows = in_turns(runs, lambda _: ours(work, "screen"), lambda _: pandoc_weasyprint(work), names)
    rows[0].pages = count_pages(next((work.folder / "out").glob("*-screen.pdf")))
    rows[1].pages = count_pages(work.folder / "peer.pdf")
    show("Screen PDF, cold", rows)


def edited(work: Work, runs: int) -> None:
    """One chapter edited: what depends on it is made again."""
    ours(work, "epub,screen")

    def again(number: int) -> Cost:
        edit(work, number)
        return ours(work, "epub,screen", cold=False)

    names = ["chapbook → EPUB and screen PDF", "pandoc → Typst"]
    show("One chapter edited", in_turns(runs, again, lambda _: pandoc_typst(work), names))


def unchanged(work: Work, runs: int) -> None:
    """Nothing was edited, and Python's own start beside it."""
    ours(work, "epub,screen")
    names = ["chapbook, no change", "python -c pass"]
    nothing = [sys.executable, "-c", "pass"]
    second = in_turns(
        runs, lambda _: ours(work, "epub,screen", cold=False), lambda _: run(nothing, watched=True), names
    )
    show("No change", second)


def five_times(work: Work, runs: int) -> None:
    """The same book five times over, in all editions, against the book once."""
    with tempfile.TemporaryDirectory() as place:
        large = Work(Path(place, "large"), Path(place, "work"))
        large.folder.mkdir()
        copy_times(work.manuscript, 5, large.manuscript)
        names = ["five times, all editions", "once, all editions"]
        show("Five times the book", in_turns(runs, lambda _: ours(large, ""), lambda _: ours(work, ""), names))


def small(work: Work, runs: int) -> None:
    """All editions of a small book from nothing, against the two that the peers make."""

    def theirs(_number: int) -> Cost:
        return together([pandoc(work, "epub3", "p.epub"), pandoc_weasyprint(work)])

    names = ["chapbook, all editions", "pandoc → EPUB; pandoc → WeasyPrint"]
    show("All editions, cold", in_turns(runs, lambda _: ours(work, ""), theirs, names))


JOBS = {"epub": epub, "screen": screen, "edited": edited, "unchanged": unchanged, "five": five_times}


def machine() -> str:
    """What the bench ran on, as far as Linux tells."""
    processor, memory = platform.processor(), ""
    if (told := Path("/proc/cpuinfo")).is_file():
        models = [line.partition(":")[2].strip() for line in told.read_text().splitlines() if "model name" in line]
        processor = models[0] if models else processor
        memory = f", {os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GB"
    return f"{os.cpu_count()} × {processor}{memory}, {platform.system()}, Python {platform.python_version()}"


def size_of_book(manuscript: Path) -> str:
    """Its words and files, as the peers get them."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(manuscript.glob("*.md"))]
    return f"{sum(len(text.split()) for text in texts):,} words, {len(texts)} files"


def main() -> None:
    """Do the jobs asked for, and print a table for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("book", nargs="*", type=Path)
    parser.add_argument("--small", type=Path, help="a small book, for all its editions too")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--job", action="append", choices=JOBS, help="only these")
    asked = parser.parse_args()
    versions = ", ".join(f"{name} {version(name)}" for name in ("pypandoc-binary", "weasyprint", "typst"))
    print(f"{machine()}; {versions}. Medians of {asked.runs}.")
    for manuscript in asked.book:
        print(f"\n## {manuscript.name}: {size_of_book(manuscript)}")
        for name in asked.job or JOBS:
            _alone(manuscript, asked.runs, JOBS[name])
    if asked.small:
        print(f"\n## {asked.small.name}: {size_of_book(asked.small)}")
        for job in (small, epub, screen, edited, unchanged):
            _alone(asked.small, asked.runs, job)


def _alone(manuscript: Path, runs: int, job: Callable[[Work, int], None]) -> None:
    """The job in a copy of the manuscript."""
    with tempfile.TemporaryDirectory() as place:
        work = Work(Path(place, manuscript.name), Path(place, "work"))
        work.folder.mkdir()
        shutil.copytree(manuscript, work.manuscript)
        job(work, runs)


if __name__ == "__main__":
    main()
