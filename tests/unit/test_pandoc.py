"""Pandoc that is missing, too old, killed, or slow."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from chapbook import pandoc
from chapbook.machine import MachineError
from chapbook.pandoc import PandocFailedError, PandocMissingError, pandoc_key, run_pandoc

BOOK = {
    "book.toml": '[book]\ntitle = "T"\nlanguage = "en"\n[references]\nfiles = ["r.bib"]\n',
    "r.bib": "@book{a, author = {B, C}, title = {T}, publisher = {P}, year = 2000}\n",
    "one.md": "# One\n\nAs said [@a].\n",
}


def script(tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "pandoc"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    monkeypatch.setenv("PYPANDOC_PANDOC", str(path))


def build(folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "chapbook", "build", str(folder), "-o", str(folder / "out"), "-e", "epub"]
    command += ["-j", "0", "--cache-dir", str(folder / "cache")]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def test_without_pandoc_the_exit_code_is_3_and_the_command_is_named(tmp_path: Path) -> None:
    for name, text in BOOK.items():
        (tmp_path / name).write_text(text)
    done = build(tmp_path, {**os.environ, "PYPANDOC_PANDOC": "/nowhere/pandoc"})
    assert done.returncode == 3
    assert "pip install --upgrade pypandoc_binary" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("echo pandoc 2.17", "pandoc 2.17 at"),
        ("exit 1", "is no pandoc that runs"),
    ],
)
def test_a_pandoc_that_cannot_be_used_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, message: str
) -> None:
    script(tmp_path, text, monkeypatch)
    with pytest.raises(PandocMissingError, match=message):
        run_pandoc((), "")


def test_a_pandoc_that_is_no_program_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "pandoc"
    path.write_text("x")
    monkeypatch.setenv("PYPANDOC_PANDOC", str(path))
    with pytest.raises(PandocMissingError, match="cannot be run: Permission denied"):
        run_pandoc((), "")


VERSION = 'for a in "$@"; do [ "$a" = --version ] && echo pandoc 3.9 && exit 0; done\n'


def test_what_the_machine_kills_is_the_machines_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script(tmp_path, f"{VERSION}kill -9 $$", monkeypatch)
    with pytest.raises(MachineError, match="signal 9"):
        run_pandoc((), "")


def test_what_takes_too_long_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script(tmp_path, f"{VERSION}exec sleep 9", monkeypatch)
    with pytest.raises(PandocFailedError, match="longer than"):
        run_pandoc((), "", timeout=0.1)


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pandoc, "_MEMORY_LIMIT", ("+RTS", "-M20m", "-RTS"))
    pandoc._checked.cache_clear()
    try:
        with pytest.raises(PandocFailedError, match="too much memory"):
            run_pandoc(("--from=biblatex", "--to=csljson"), "@book{a, title={x}}\n" * 5000)
    finally:
        pandoc._checked.cache_clear()


def test_what_one_pandoc_made_is_not_taken_for_the_work_of_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = {pandoc_key("a")}
    script(tmp_path, "echo pandoc 3.1", monkeypatch)
    keys.add(pandoc_key("a"))
    script(tmp_path, "echo pandoc 3.10", monkeypatch)
    keys.add(pandoc_key("a"))
    (tmp_path / "pandoc").unlink()
    keys.add(pandoc_key("a"))
    assert len(keys) == 4
