"""python bench/page_quality.py MANUSCRIPT…: how often what a typographer marks stands on the pages of a book.

The chapters are laid out in this process, with nothing from the cache. See tests/page_faults.py for what is counted,
and README.md.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parents[1] / "tests"))
from page_faults import page_faults, pages_seen, set_lines

from chapbook.build import Press
from chapbook.cache import Cache
from chapbook.files import DiskFolder
from chapbook.render.pdf.book_setting import set_pages
from chapbook.workers import Workers


def main() -> None:
    """Count, and print a line for each book and each kind of fault."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("manuscript", nargs="+", type=Path)
    parser.add_argument("--list", action="store_true", help="print every fault with its words")
    asked = parser.parse_args()
    for manuscript in asked.manuscript:
        parts = laid_out(manuscript)
        faults = [fault for pages in parts for fault in page_faults(pages)]
        lines = sum(len(set_lines(pages)) for pages in parts)
        counts = Counter(fault.kind for fault in faults)
        hyphens = sum(line.hyphenated for pages in parts for line in set_lines(pages))
        print(f"{manuscript.name}: {sum(map(len, parts))} pages, {lines} lines, {hyphens} hyphens, {dict(counts)}")
        for fault in faults if asked.list else ():
            print(f"  {fault.kind} on page {fault.page}: {fault.words}")


def laid_out(manuscript: Path) -> list[Sequence[Any]]:
    """The boxes of every part."""
    seen: list[Sequence[Any]] = []
    with tempfile.TemporaryDirectory() as cache, Workers(0) as pool, pages_seen(seen):
        folder, store = DiskFolder(manuscript), Cache(Path(cache))
        book, found = Press(folder, store, pool, lambda *_: None).compose(None)
        if book is None:
            sys.exit("\n".join(map(str, found)))
        set_pages(book, folder, pool, store, lambda *_: None)
    return seen


if __name__ == "__main__":
    main()
