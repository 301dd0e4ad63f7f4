"""python bench/build.py MANUSCRIPT…: what building costs, cold and warm, edition by edition.

Cold: with an empty cache. Warm: once more after a word was added to one chapter, in a copy of the manuscript. The
memory is that of the largest single process. See README.md.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from measure import Cost, run

from chapbook.model.edition import WEB, usual_editions


def main() -> None:
    """Measure every manuscript named, and print a table for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("manuscript", nargs="+", type=Path)
    parser.add_argument("--edition", action="append", help="only these, and not all together")
    asked = parser.parse_args()
    for manuscript in asked.manuscript:
        print(f"\n{manuscript.name:20} {'CPU s':>8} {'wall s':>8} {'peak MB':>8}")
        single = asked.edition or [name for name in usual_editions(()) if name != WEB]  # which alone brings all others
        for editions in [[name] for name in single] + ([] if asked.edition else [[]]):
            measure(manuscript, editions)


def measure(manuscript: Path, editions: list[str]) -> None:
    """A cold build and a warm one of the same editions; of all when none is named."""
    with tempfile.TemporaryDirectory() as work:
        copy = Path(work, "manuscript")
        shutil.copytree(manuscript, copy)
        name = editions[0] if editions else "all"
        _print(f"{name}, cold", _build(copy, Path(work), editions))
        chapter = max(copy.rglob("*.md"), key=lambda path: (path.stat().st_size, str(path)))
        chapter.write_text(chapter.read_text(encoding="utf-8").rstrip() + "\n\nOnce more.\n", encoding="utf-8")
        _print(f"{name}, warm", _build(copy, Path(work), editions))


def _build(manuscript: Path, work: Path, editions: list[str]) -> Cost:
    named = [word for edition in editions for word in ("--edition", edition)]
    places = ["--out", str(work / "out"), "--cache-dir", str(work / "cache")]
    return run([sys.executable, "-m", "chapbook", "build", str(manuscript), "--quiet", *places, *named])


def _print(name: str, cost: Cost) -> None:
    print(f"{name:20} {cost.cpu:8.2f} {cost.wall:8.2f} {cost.peak_mb:8.0f}")


if __name__ == "__main__":
    main()
