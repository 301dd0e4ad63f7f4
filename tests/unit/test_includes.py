"""Chapters split over files: what is included, what is refused, and that every place stays true."""

from __future__ import annotations

import pytest

from chapbook.cache import Cache
from chapbook.diagnostics import Diagnostic
from chapbook.files import MemoryFolder
from chapbook.model.manuscript import ChapterSource, Kind, Matter, SourceRun
from chapbook.parse.chapter import parse_chapter
from chapbook.read.includes import LARGEST, MOST, Includer
from chapbook.read.manuscript import read_manuscript

CODE = "use x;\n// ANCHOR: one\nfn one() {\n    1\n}\n// ANCHOR_END: one\nfn two() {}\n"


def included(text: str, path: str = "a.md", **files: str) -> tuple[str, tuple[SourceRun, ...], list[Diagnostic]]:
    contents = {name.replace("__", "/").replace("_dot_", "."): text.encode() for name, text in files.items()}
    includer = Includer(MemoryFolder(contents))
    whole, runs = includer.include(path, text, 1)
    return whole, runs, includer.found


def said(found: list[Diagnostic]) -> list[str]:
    return [f"{d.span} {d.code}" for d in found]


@pytest.mark.parametrize(
    "line",
    [
        "{{< include b.md >}}",
        '{{< include "b.md" >}}',
        "{{<include b.md>}}",
        "{{#include b.md}}",
        "{{#rustdoc_include b.md}}",
    ],
)
def test_a_file_stands_in_the_place_of_the_line_that_names_it(line: str) -> None:
    whole, runs, found = included(f"one\n\n{line}\n\nlast", b_dot_md="two\nthree\n")
    assert whole == "one\n\ntwo\nthree\n\nlast"
    assert runs == (SourceRun(0, "a.md", 1), SourceRun(2, "b.md", 1), SourceRun(4, "a.md", 4))
    assert not found


def test_a_chapter_that_includes_nothing_has_no_runs() -> None:
    assert included("{{ x }}\r\ntwo") == ("{{ x }}\ntwo", (), [])
    assert included("one\r\ntwo") == ("one\r\ntwo", (), [])


def test_a_path_begins_at_the_file_that_names_it() -> None:
    whole, _, found = included(
        "{{< include sub/b.md >}}", sub__b_dot_md="{{< include c.md >}}", sub__c_dot_md="deep\r\n", c_dot_md="wrong"
    )
    assert (whole, found) == ("deep", [])


def test_what_is_included_in_a_list_item_belongs_to_it() -> None:
    whole, runs, _ = included("- item\n\n    {{< include b.md >}}", b_dot_md="two\n\n- three")
    assert whole == "- item\n\n    two\n\n    - three"
    assert runs[-1] == SourceRun(2, "b.md", 1, 4)


@pytest.mark.parametrize(
    "text",
    [
        "    {{< include b.md >}}",
        "```\n{{< include b.md >}}\n```",
        "<!-- {{< include b.md >}} -->",
        "<!--\n{{< include b.md >}}\n-->",
        r"\{{< include b.md >}}",
        r"\{{#include b.md}}",
        "`{{< include b.md >}}`",
    ],
)
def test_code_comments_and_escaped_lines_include_nothing(text: str) -> None:
    assert included(text, b_dot_md="two") == (text, (), [])


@pytest.mark.parametrize(
    ("selection", "lines"),
    [
        ("", "use x;\nfn one() {\n    1\n}\nfn two() {}"),
        (":1", "use x;"),
        (":3:5", "fn one() {\n    1\n}"),
        (":7:", "fn two() {}"),
        ("::1", "use x;"),
        (":one", "fn one() {\n    1\n}"),
    ],
)
def test_code_comes_from_files_whole_or_in_part(selection: str, lines: str) -> None:
    whole, _, found = included(f"```rust\n{{{{#include x.rs{selection}}}}}\n```", x_dot_rs=CODE)
    assert (whole, found) == (f"```rust\n{lines}\n```", [])


def test_an_escaped_line_of_code_loses_its_backslash() -> None:
    assert included("```\n\\{{#include x.rs}}\n```")[0] == "```\n{{#include x.rs}}\n```"


def test_a_fence_grows_when_the_file_holds_one_like_it() -> None:
    whole, _, _ = included("```markdown\n{{#include b.md}}\n```\nafter", b_dot_md="```\nx\n```\n")
    assert whole == "````markdown\n```\nx\n```\n````\nafter"


def test_a_cycle_is_an_error_that_names_the_chain() -> None:
    whole, _, found = included(
        "x\n\n{{< include b.md >}}", b_dot_md="y\n{{< include c.md >}}", c_dot_md="{{#include b.md}}"
    )
    assert whole == "x\n\ny"
    assert said(found) == ["c.md:1:1 include-cycle"]
    assert "b.md → c.md → b.md" in found[0].message
    assert said(included("{{< include a.md >}}", a_dot_md="")[2]) == ["a.md:1:1 include-cycle"]


def test_files_without_end_are_stopped() -> None:
    line = "{{< include b.md >}}\n"
    assert said(included(line * (MOST + 5), b_dot_md="x")[2]) == [f"a.md:{MOST + 1}:1 include-limit"]
    deep = {f"f{n}_dot_md": f"{{{{< include f{n + 1}.md >}}}}" for n in range(30)}
    assert said(included("{{< include f0.md >}}", **deep)[2]) == ["f19.md:1:1 include-limit"]
    assert said(included(line * 5, b_dot_md="x" * (LARGEST // 2))[2]) == ["a.md:4:1 include-limit"]


def test_what_cannot_be_included_is_an_error_at_its_line() -> None:
    text = "{{< include bb.md >}}\n{{< include ../x.md >}}\n{{< include /x.md >}}\n"
    assert said(included("{{#include b.md:" + "9" * 5000 + "}}", b_dot_md="x")[2]) == ["a.md:1:1 missing-anchor"]
    text += "{{#include b.md:7}}\n{{#include b.md:no}}"
    _, _, found = included(text, b_dot_md="ANCHOR: not")
    assert said(found) == [
        "a.md:1:1 missing-file",
        "a.md:2:1 path-refused",
        "a.md:3:1 path-refused",
        "a.md:4:1 missing-lines",
        "a.md:5:1 missing-anchor",
    ]
    assert found[0].hint == "Did you mean “b.md”?"
    assert found[4].hint == "Did you mean “not”?"


def test_a_line_in_a_sentence_is_said_to_include_nothing() -> None:
    text = "See {{< include b.md >}} there."
    whole, _, found = included(text, b_dot_md="x")
    assert (whole, said(found)) == (text, ["a.md:1:5 include-in-line"])


def test_front_matter_of_an_included_file_is_left_out_and_said() -> None:
    whole, runs, found = included("x\n{{< include b.md >}}", b_dot_md="---\ntitle: T\n---\nwords")
    assert whole == "x\nwords"
    assert runs[1] == SourceRun(1, "b.md", 4)
    assert said(found) == ["b.md:1:1 included-front-matter"]


def test_diagnostics_images_and_links_of_an_included_file_name_it() -> None:
    text = "# T\n\n- one\n\n  {{< include sub/b.md >}}\n\n![](z.png)\n"
    part = "![](p.png)\n\n[x](c.md) @fig:u \x01\n"
    whole, runs, _ = included(text, sub__b_dot_md=part)
    draft, found = parse_chapter(ChapterSource("a.md", whole, 1, Matter.BODY, Kind.CHAPTER, runs=runs))
    assert said(list(found)) == ["a.md:7:1 missing-alt", "sub/b.md:1:1 missing-alt", "sub/b.md:3:18 control-character"]
    assert [i.path for i in draft.images] == ["sub/p.png", "z.png"]
    assert str(draft.links[0].span) == "sub/b.md:3:1"
    assert [str(c.span) for c in draft.cross_references] == ["sub/b.md:3:11"]


def read(**files: str) -> tuple[list[str], list[str]]:
    contents = {name.replace("_dot_", "."): text.encode() for name, text in files.items()}
    manuscript, found = read_manuscript(MemoryFolder(contents), None, Cache(None))
    assert manuscript
    codes = [f"{d.span} {d.code}" for d in found if not d.code.startswith("assumed")]
    return [i.path for i in manuscript.order if isinstance(i, ChapterSource)], codes


def test_files_that_are_included_are_no_chapters() -> None:
    files = {"a_dot_md": "{{< include c.md >}}", "b_dot_md": "x", "c_dot_md": "y", "_d_dot_md": "z"}
    assert read(**files) == (["a.md", "b.md"], [])
    toml = '[book]\ntitle = "T"\nmodified = 2026-01-01\n[order]\nbody = ["a", "b"]\n'
    assert read(book_dot_toml=toml, **files) == (["a.md", "b.md"], [])
    assert read(book_dot_toml=toml.replace('"a", "b"', '"*"'), **files)[0] == ["a.md", "b.md", "c.md"]


def test_two_chapters_that_include_each_other_are_an_error_and_no_empty_book() -> None:
    order, found = read(a_dot_md="x\n{{< include b.md >}}", b_dot_md="{{< include a.md >}}")
    assert order == ["a.md", "b.md"]
    assert "b.md:1:1 include-cycle" in found
