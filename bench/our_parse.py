"""Our share of `parse.py`: reads, parses and composes a manuscript once, in this process, without cache.

Prints the CPU seconds of each stage, children included, imports left out: the interpreter and the modules are there
before the first clock is read. Modules that a stage imports itself, when it meets what needs them, do count.
"""

from __future__ import annotations

import json
import os
import sys
from itertools import pairwise
from pathlib import Path

from chapbook.build import chapter_sources
from chapbook.cache import Cache
from chapbook.compose import compose_book
from chapbook.files import DiskFolder
from chapbook.parse.chapter import parse_chapter
from chapbook.read.images import read_images
from chapbook.read.manuscript import read_manuscript


def cpu() -> float:
    """CPU seconds so far, of this process and of the children that it waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def main(path: str) -> None:
    """Run the stages as `chapbook.build` does, one after the other."""
    folder, cache = DiskFolder(Path(path)), Cache(None)
    clocks = {"start": cpu()}
    manuscript, _ = read_manuscript(folder, None, cache)
    if manuscript is None:
        sys.exit("the manuscript cannot be read; chapbook build says why")
    clocks["read"] = cpu()
    sources = chapter_sources(manuscript)
    drafts = [parse_chapter(source)[0] for source in sources]
    clocks["parse"] = cpu()
    images, _ = read_images(folder, [use for draft in drafts for use in draft.images], cache)
    clocks["images"] = cpu()
    compose_book(manuscript, drafts, images, cache)
    clocks["compose"] = cpu()
    stages = {name: clocks[name] - clocks[before] for before, name in pairwise(clocks)}
    sys.stdout.write(json.dumps({"stages": stages, "chapters": [source.text for source in sources]}))


if __name__ == "__main__":
    main(sys.argv[1])
