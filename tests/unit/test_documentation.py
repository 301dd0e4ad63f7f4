"""What the documentation shows is so: its settings are ones that the press knows, its links lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from chapbook.model.edition import EDITION_NAMES
from chapbook.read.schema import SCHEMA, read_toml

ROOT = Path(__file__).parents[2]
PAGES = (*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md")


def toml_blocks() -> Iterator[tuple[str, str]]:
    """Each block of settings with the page and the line where it begins."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for block in re.finditer(r"^ *```toml\n(.*?)^ *```", text, re.DOTALL | re.MULTILINE):
            yield f"{page.name}:{text.count(chr(10), 0, block.start()) + 1}", dedent(block[1])


BLOCKS = dict(toml_blocks())


@pytest.mark.parametrize("place", BLOCKS)
def test_the_settings_shown_are_known(place: str) -> None:
    values, found = read_toml(BLOCKS[place], place)
    assert values
    assert [str(fault) for fault in found] == []


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_links_to_other_pages_lead_to_them(page: Path) -> None:
    text = re.sub(r"```.*?```|`[^`]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    targets = re.findall(r"\]\((?!https?:)([^)\s]+\.md)(?:#[^)]*)?\)", text)
    assert [target for target in targets if not (page.parent / target).is_file()] == []


def test_every_setting_is_shown() -> None:
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    shown = set(re.findall(r"^#? ?([\w-]+) = ", "\n".join(BLOCKS.values()), re.MULTILINE))
    told = set(re.findall(r"`([\w-]+)(?: = [^`]*)?`", text)) | set(re.findall(r"\[\[\w+\.([\w-]+)\]\]", text))
    keys = {key for table in SCHEMA.values() for key in table}
    assert keys - shown - told - set(EDITION_NAMES) == set()
