"""The press as a whole: the same bytes, nothing to do, bad input, the command."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import TINY, BuiltBook
from typer.testing import CliRunner

from chapbook import BuildResult, WrongUseError, build
from chapbook.cli import app
from chapbook.diagnostics import Severity
from chapbook.progress import Load
from chapbook.render.pdf.typesetter import LayoutFailedError


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def command(*arguments: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "chapbook", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "CHAPBOOK_CACHE": str(cwd / "cache"), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_another_folder_time_zone_and_hash_seed_give_the_same_bytes(tiny: BuiltBook, tmp_path: Path) -> None:
    shutil.copytree(TINY, tmp_path / "elsewhere" / "book")
    for path in (tmp_path / "elsewhere").rglob("*"):
        os.utime(path, (10**9, 10**9))
    done = command(
        *("build", "elsewhere/book", "-o", "out", "--jobs", "1"),
        cwd=tmp_path,
        TZ="Pacific/Auckland",
        PYTHONHASHSEED="7",
        LC_ALL="C",
    )
    assert done.returncode == 0, done.stderr
    assert contents(tmp_path / "out") == contents(tiny.folder)


def test_a_build_with_nothing_to_do_does_nothing(tmp_path: Path) -> None:
    def run() -> BuildResult:
        return build(TINY, editions=["epub"], out=tmp_path / "out", cache=tmp_path / "cache")

    first = run()
    (edition,) = (tmp_path / "out").iterdir()
    before = edition.stat().st_mtime_ns
    again = run()
    assert (first.unchanged, again.unchanged) == (False, True)
    assert (again.editions, again.words) == (first.editions, first.words)
    assert edition.stat().st_mtime_ns == before
    edition.write_bytes(b"damaged")
    assert not run().unchanged
    assert edition.read_bytes() != b"damaged"


def test_the_cache_changes_nothing_but_time(tiny: BuiltBook, tmp_path: Path) -> None:
    """An edited chapter with the others from the cache gives what a cold build of the same text gives."""
    book = tmp_path / "book"
    shutil.copytree(TINY, book)
    chapter = book / "one.md"
    original = chapter.read_text()
    chapter.write_text(original.replace("It opens", "Now it opens, later,"))
    build(book, out=tmp_path / "warm", cache=tmp_path / "cache")
    chapter.write_text(original)
    warm = build(book, out=tmp_path / "warm", cache=tmp_path / "cache")
    assert not warm.unchanged
    assert contents(tmp_path / "warm") == contents(tiny.folder)


BAD: dict[str, tuple[str, str, str]] = {
    # fault: file, what is put into it, how the diagnostic begins
    "missing image": ("one.md", "![x](nowhere.png)", "one.md:50:1: error missing-image"),
    "unknown citation": ("one.md", "See [@nowak2001].", "one.md:50:6: error unknown-citation"),
    "undefined reference": ("one.md", "See @fig:gage.", "one.md:50:5: error undefined-reference"),
    "broken toml": ("book.toml", "[book", "book.toml:38:6: error broken-toml"),
}


@pytest.mark.parametrize("fault", BAD)
def test_bad_input_is_an_error_at_its_place_and_the_last_edition_stays(tmp_path: Path, fault: str) -> None:
    file, addition, expected = BAD[fault]
    shutil.copytree(TINY, tmp_path / "book")
    path = tmp_path / "book" / file
    path.write_text(f"{path.read_text()}\n{addition}\n")
    lines = path.read_text().splitlines()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a-tiny-book.epub").write_bytes(b"the last good one")
    done = command("build", "book", "-o", "out", cwd=tmp_path)
    assert done.returncode == 1
    shown = done.stderr.splitlines()
    place = expected.replace(":50:", f":{len(lines)}:").replace(":38:", f":{len(lines)}:")
    assert [line for line in shown if line.startswith(f"book/{place}")], done.stderr
    assert "Traceback" not in done.stderr
    assert contents(tmp_path / "out") == {"a-tiny-book.epub": b"the last good one"}


def test_all_faults_are_shown_at_once(tmp_path: Path) -> None:
    shutil.copytree(TINY, tmp_path / "book")
    for file, addition, _ in BAD.values():
        if file != "book.toml":
            path = tmp_path / "book" / file
            path.write_text(f"{path.read_text()}\n{addition}\n")
    with (tmp_path / "book" / "two.md").open("ab") as chapter:
        chapter.write(b"\nna\xefve\n")
    result = build(tmp_path / "book", out=tmp_path / "out", cache=tmp_path / "cache")
    errors = {d.code for d in result.diagnostics if d.severity is Severity.ERROR}
    assert errors == {"missing-image", "unknown-citation", "undefined-reference", "not-utf8"}
    assert not (tmp_path / "out").exists()
    assert not result.editions


def test_wrong_use_and_a_bad_machine_have_codes_of_their_own(tmp_path: Path) -> None:
    assert command("build", "nowhere", cwd=tmp_path).returncode == 2
    assert command("build", TINY, "--edition", "pdf", cwd=tmp_path).returncode == 2
    with pytest.raises(WrongUseError):
        build(tmp_path / "nowhere")
    (tmp_path / "out").write_text("a file in the way")
    done = command("build", TINY, "--edition", "epub", "-o", "out", cwd=tmp_path)
    assert done.returncode == 3
    assert "Traceback" not in done.stderr


def test_the_version_is_said(tmp_path: Path) -> None:
    done = command("--version", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "chapbook 0.1.0\n")


def test_the_press_does_not_read_its_own_editions(tmp_path: Path) -> None:
    (tmp_path / "one.md").write_text("# One\n\nWords.\n")
    first = command("build", "--edition", "epub", cwd=tmp_path, CHAPBOOK_CACHE=str(tmp_path / ".cache"))
    before = contents(tmp_path / "dist")
    again = command("build", "--edition", "epub", cwd=tmp_path, CHAPBOOK_CACHE=str(tmp_path / ".cache"))
    assert (first.returncode, again.returncode) == (0, 0)
    assert "Nothing has changed" in again.stdout
    assert contents(tmp_path / "dist") == before


def test_a_file_saved_during_a_build_is_built_the_next_time(tmp_path: Path) -> None:
    shutil.copytree(TINY, tmp_path / "book")
    chapter = tmp_path / "book" / "appendix.md"
    old = chapter.read_text()
    chapter.write_text(old + "\nFirst.\n")

    def save(stage: str, done: int, total: int, load: Load | None = None, /) -> None:
        chapter.write_text(old)

    build(tmp_path / "book", editions=["epub"], out=tmp_path / "out", cache=tmp_path / "cache", on_progress=save)
    chapter.write_text(old + "\nFirst.\n")
    again = build(tmp_path / "book", editions=["epub"], out=tmp_path / "out", cache=tmp_path / "cache")
    assert not again.unchanged


def test_a_clock_that_is_none_is_wrong_use(tmp_path: Path) -> None:
    for value in ("abc", "99999999999999999"):
        done = command("build", TINY, "-e", "epub", cwd=tmp_path, SOURCE_DATE_EPOCH=value)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr


def test_a_link_that_leads_out_or_nowhere_is_no_file_of_the_manuscript(tmp_path: Path) -> None:
    shutil.copytree(TINY, tmp_path / "book")
    (tmp_path / "secret.md").write_text("# Secret\n")
    (tmp_path / "book" / "out.md").symlink_to(tmp_path / "secret.md")
    (tmp_path / "book" / "nowhere.md").symlink_to(tmp_path / "nothing.md")
    result = build(tmp_path / "book", editions=["epub"], out=tmp_path / "out", cache=tmp_path / "cache")
    assert result.succeeded


def test_workers_end_with_the_press(tmp_path: Path) -> None:
    """Kill -9 of the parent leaves no process behind."""
    script = """
import os, signal, sys, time
from chapbook.workers import Job, Workers
with Workers(3) as pool:
    print(*[o.result for o in pool.run(len, [Job(str(n), "x") for n in range(3)])], flush=True)
    print(*[w.process.pid for w in pool._workers], flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60)
    pids = [int(word) for word in done.stdout.splitlines()[1].split()]
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{pid}").exists() and not _is_zombie(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not [pid for pid in pids if Path(f"/proc/{pid}").exists() and not _is_zombie(pid)]


def _is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True


def test_the_command_explains_a_code_and_offers_the_nearest(tmp_path: Path) -> None:
    page = command("explain", "unclosed-fence", cwd=tmp_path)
    assert page.returncode == 0
    assert page.stdout.startswith("# unclosed-fence\n")
    unknown = command("explain", "unclosed-fense", cwd=tmp_path)
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert "Did you mean “unclosed-fence”" in unknown.stderr


@pytest.mark.parametrize("edition", ["screen", "epub"])
@pytest.mark.parametrize("said", ["The text does not fit on its page.", "It took longer than 1 seconds."])
def test_a_cover_that_cannot_be_set_is_an_error(
    said: str, edition: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_much(*_arguments: object) -> bytes:
        if "longer" in said:
            time.sleep(60)
        raise LayoutFailedError(said)

    monkeypatch.setattr("chapbook.render.covers.COVER_SECONDS", 1.0)

    monkeypatch.setattr("chapbook.render.covers.render_cover", too_much)
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "a.md").write_text("# A\n\nText.\n", encoding="utf-8")
    result = build(tmp_path / "book", editions=[edition], out=tmp_path / "out", cache=tmp_path / "cache")
    assert not result.succeeded
    (found,) = [d for d in result.diagnostics if d.severity is Severity.ERROR]
    assert (found.code, found.message) == ("cover-failed", f"The cover cannot be set: {said}")


# Every variable is ten times the one before, which no style sheet may be while somebody waits.
_GROWING = " ".join(f"--a{n}: {' '.join([f'var(--a{n - 1})'] * 10)};" for n in range(1, 10))
_SLOW_SHEET = f".bomb {{ --a0: 1px 1px 1px; {_GROWING} box-shadow: var(--a9) }}"


def test_a_chapter_that_takes_too_long_is_named_and_the_last_editions_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chapbook.render.pdf.layout_limits.LEAST_SECONDS", 4.0)
    book, out = tmp_path / "book", tmp_path / "out"
    book.mkdir()
    (book / "book.toml").write_text(
        '[book]\ntitle = "A"\nlanguage = "en"\nmodified = 2026-01-01\n[style]\ncss = { paged = ["slow.css"] }\n'
    )
    (book / "slow.css").write_text(_SLOW_SHEET)
    (book / "quick.md").write_text("# Quick\n\nText.\n")
    (book / "slow.md").write_text("# Slow\n\nText.\n")
    where = ["-o", str(out), "--cache-dir", str(tmp_path / "cache")]
    arguments = ["build", str(book), *where, "-e", "screen,epub", "-j", "2"]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    before = contents(out)
    (book / "slow.md").write_text("# Slow\n\n::: {.bomb}\nText.\n:::\n")
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 1
    errors = [line for line in done.stderr.splitlines() if " error " in line]
    assert [line.split("/")[-1].split(": It took")[0] for line in errors] == [
        "slow.md:0:0: error layout-too-slow: “Slow” cannot be set"
    ]
    assert "Divide the chapter" in errors[0]
    assert contents(out) == before
