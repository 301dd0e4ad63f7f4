"""The download page in Chromium, before axe-core and before the Nu HTML checker; every link opens the right file."""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, BuiltBook, build_into

HERE = Path(__file__).parent
CHECKER = ROOT / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
SERVED = {"application/epub+zip", "application/pdf"}


@pytest.fixture(scope="module")
def hebrew(tmp_path_factory: pytest.TempPathFactory) -> BuiltBook:
    """A page that runs from right to left."""
    return build_into(ROOT / "tests" / "books" / "hebrew", tmp_path_factory.mktemp("hebrew"), ["epub", "web"])


@pytest.fixture(scope="module", params=["booklet", "tiny", "hebrew"])
def book(request: pytest.FixtureRequest) -> BuiltBook:
    found: BuiltBook = request.getfixturevalue(request.param)
    return found


def test_the_page_is_valid_html(book: BuiltBook) -> None:
    command = ["java", "-jar", CHECKER, "--exit-zero-always", "--format", "json", book.path("web")]
    done = subprocess.run([str(c) for c in command], capture_output=True, check=True, timeout=120)
    report = json.loads(done.stderr)
    assert [f"{m['type']}: {m['message']}" for m in report["messages"]] == []


def test_the_page_is_well_in_a_browser(book: BuiltBook) -> None:
    done = subprocess.run(
        ["node", str(HERE / "open_download_page.js"), str(book.folder)], capture_output=True, check=False, timeout=240
    )
    assert done.returncode == 0, done.stderr.decode()
    seen: dict[str, Any] = json.loads(done.stdout)
    assert seen["errors"] == []
    assert seen["requests"] == ["", book.path("picture").name]
    assert len(seen["views"]) == 6
    for view in seen["views"]:
        assert view["violations"] == [], view
        assert view["overflow"] == 0, view
        assert view["cover"] == 800
    assert len({view["background"] for view in seen["views"]}) == 2
    assert all(seen["anchors"])
    assert len(seen["anchors"]) == len(seen["files"])
    written = {e.file_name: e for e in book.result.editions if e.name not in ("web", "picture")}
    assert seen["files"].keys() == written.keys()
    for name, file in seen["files"].items():
        assert (file["status"], file["size"], file["digest"]) == (200, written[name].size, written[name].digest)
        assert file["type"] in SERVED


def test_the_checksums_on_the_page_hold(booklet: BuiltBook) -> None:
    page = booklet.path("web").read_text(encoding="utf-8")
    for edition in booklet.result.editions:
        if edition.name not in ("web", "picture"):
            digest = hashlib.sha256((booklet.folder / edition.file_name).read_bytes()).hexdigest()
            assert f"{digest}  {edition.file_name}" in page
