"""A manuscript several times over, as one book: what a press does with five times the pages.

Input: a manuscript with a `book.toml`, and how often. Output: a folder with its files in as many copies, each with
names and ids of its own, whose links stay inside their copy.
"""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_ID = re.compile(r'(?<= id=")[^"]+|(?<=\{#)[\w:-]+')


def copy_times(manuscript: Path, times: int, target: Path) -> None:
    """Write the manuscript `times` over into the folder `target`; its pictures once."""
    order = tomllib.loads((manuscript / "book.toml").read_text(encoding="utf-8"))["order"]
    chapters = [path for path in sorted(manuscript.rglob("*.md")) if path.parent == manuscript]
    shutil.copytree(
        manuscript, target, ignore=lambda _folder, names: [n for n in names if n.endswith((".md", ".toml"))]
    )
    names = re.compile("|".join(rf"(?<![\w/-]){re.escape(path.name)}" for path in chapters))
    texts = {path.name: path.read_text(encoding="utf-8") for path in chapters}
    ids = "|".join(sorted({re.escape(name) for text in texts.values() for name in _ID.findall(text)}))
    places = re.compile(rf'(?<= id=")(?:{ids})(?=")|(?<=#)(?:{ids})(?=["\s)}}])')
    for copy in range(1, times + 1):
        for name, text in texts.items():
            own = places.sub(rf"c{copy}-\g<0>", names.sub(rf"c{copy}-\g<0>", text))
            (target / f"c{copy}-{name}").write_text(own, encoding="utf-8")
    body = [line for copy in range(1, times + 1) for line in _lines(order, copy)]
    title = f'[book]\ntitle = "{manuscript.name}, {times} times"\nlanguage = "en"\nauthors = ["bench"]\n'
    (target / "book.toml").write_text(f"{title}\n[order]\nbody = [\n{''.join(body)}]\n", encoding="utf-8")


def _lines(order: dict[str, Any], copy: int) -> Iterator[str]:
    for entry in (*order.get("front", ()), *order["body"], *order.get("back", ())):
        if isinstance(entry, str):
            yield f'  "c{copy}-{entry}",\n'
        else:
            names = ", ".join(f'"c{copy}-{name}"' for name in entry["chapters"])
            yield f'  {{ part = "{copy}. {entry["part"]}", chapters = [{names}] }},\n'
