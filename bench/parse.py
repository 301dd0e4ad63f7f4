"""python bench/parse.py MANUSCRIPT…: the CPU that Markdown costs us, against pandoc's, in one run.

Compared are reading, parsing and composing a manuscript – to a whole book: numbered, linked, its citations, index and
contents made – with pandoc's reader and writer, `-f commonmark_x -t html`, for the text of the same chapters. Both do
it in one process without cache. See README.md.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from measure import Cost, cheapest, run, together

from chapbook.pandoc import pandoc_path

OUR_PARSE = Path(__file__).with_name("our_parse.py")
PANDOC = ("-f", "commonmark_x", "-t", "html")
NOTHING_COLOURED = "--syntax-highlighting=none"


@dataclass(frozen=True)
class Row:
    """A line of the table: what was run, and its CPU seconds."""

    name: str
    cpu: float


def main() -> None:
    """Measure every manuscript named, and print a table for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("manuscript", nargs="+", type=Path)
    parser.add_argument("--runs", type=int, default=3, help="of each the cheapest counts (default: 3)")
    asked = parser.parse_args()
    for manuscript in asked.manuscript:
        compare(manuscript, asked.runs)


def compare(manuscript: Path, runs: int) -> None:
    """The runs take turns, so that a busy machine is busy for all."""
    ours: list[Cost] = []
    theirs: dict[str, list[Cost]] = {}
    chapters: list[str] = []
    for _ in range(runs):
        ours.append(run([sys.executable, str(OUR_PARSE), str(manuscript)]))
        chapters = json.loads(ours[-1].said)["chapters"]
        for name, measured in _pandoc_runs(chapters):
            theirs.setdefault(name, []).append(measured())
    # Once is enough: the many starts even out.
    each = together([run([pandoc_path(), *PANDOC], given=chapter.encode()) for chapter in chapters])
    theirs["pandoc, a process a file"] = [each]
    text = "\n\n".join(chapters)
    print(f"\n{manuscript.name}: {len(chapters)} files, {len(text.split()):,} words, {len(text.encode()):,} bytes")
    _print_table(list(_our_rows(ours)), [Row(name, cheapest(costs).cpu) for name, costs in theirs.items()])


def _pandoc_runs(chapters: list[str]) -> Iterator[tuple[str, Callable[[], Cost]]]:
    command = [pandoc_path(), *PANDOC]
    whole = "\n\n".join(chapters).encode()
    yield "pandoc, one process", lambda: run(command, given=whole)
    yield "pandoc, one process, code not coloured", lambda: run([*command, NOTHING_COLOURED], given=whole)
    yield "pandoc, an empty file", lambda: run(command)


def _our_rows(costs: list[Cost]) -> Iterator[Row]:
    yield Row("chapbook, whole process", cheapest(costs).cpu)
    by_stage = [json.loads(cost.said)["stages"] for cost in costs]
    best = min(by_stage, key=lambda stages: sum(stages.values()))
    yield Row("chapbook, without start and imports", sum(best.values()))
    yield from (Row(f"  {stage}", cpu) for stage, cpu in best.items())


def _print_table(ours: list[Row], theirs: list[Row]) -> None:
    """CPU seconds, and how often pandoc's, in one process, go into them."""
    unit = theirs[0].cpu
    print(f"{'':40} {'CPU s':>7} {'ratio':>7}")
    for row in (*ours, *theirs):
        print(f"{row.name:40} {row.cpu:7.2f} {row.cpu / unit:7.2f}")


if __name__ == "__main__":
    main()
