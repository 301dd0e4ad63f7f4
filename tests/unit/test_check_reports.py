"""What EPUBCheck, Ace and qpdf say, read into findings."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from chapbook.check.ace import read_ace
from chapbook.check.epubcheck import read_epubcheck
from chapbook.check.findings import EditionPlace, Finding
from chapbook.check.programs import CheckerFailedError, Ended
from chapbook.check.qpdf import read_qpdf
from chapbook.diagnostics import Severity


def epubcheck_message(
    rule: str, severity: str, *locations: dict[str, Any], more: int = 0, said: str = ""
) -> dict[str, Any]:
    return {
        "ID": rule,
        "severity": severity,
        "message": said or f"Something  about\n{rule}.",
        "additionalLocations": more,
        "locations": list(locations),
        "suggestion": None,
    }


def epubcheck_report(*messages: dict[str, Any]) -> bytes:
    return json.dumps({"checker": {"checkerVersion": "5.3.0"}, "messages": messages}).encode()


def at(path: str, line: int = -1, column: int = -1) -> dict[str, Any]:
    return {"path": path, "line": line, "column": column, "context": None}


def test_epubcheck_has_a_finding_for_every_place() -> None:
    report = read_epubcheck(
        epubcheck_report(
            epubcheck_message("RSC-005", "ERROR", at("EPUB/a.xhtml", 3, 14), at("EPUB/b.xhtml", 7, 1), more=4),
            epubcheck_message("PKG-006", "FATAL"),
            epubcheck_message("HTM-036", "WARNING", at("EPUB/a.xhtml")),
        )
    )
    assert report.version == "5.3.0"
    assert report.findings == (
        Finding("RSC-005", Severity.ERROR, "Something about RSC-005", EditionPlace("EPUB/a.xhtml", 3, 14)),
        Finding(
            "RSC-005",
            Severity.ERROR,
            "Something about RSC-005",
            EditionPlace("EPUB/b.xhtml", 7, 1),
            "There are 4 more places like this.",
        ),
        Finding("PKG-006", Severity.ERROR, "Something about PKG-006", EditionPlace()),
        Finding("HTM-036", Severity.WARNING, "Something about HTM-036", EditionPlace("EPUB/a.xhtml")),
    )


def test_usage_is_a_note_unless_it_is_no_news() -> None:
    report = read_epubcheck(
        epubcheck_report(
            epubcheck_message("CSS-028", "USAGE", at("EPUB/styles/fonts.css", 2, 3)),
            epubcheck_message("ACC-009", "USAGE", at("EPUB/a.xhtml", 2, 3)),
            epubcheck_message("OPF-003", "SUPPRESSED", at("EPUB/a.xhtml", 2, 3)),
            epubcheck_message("OPF-097", "USAGE", said='Resource "EPUB/images/cover.jpg" is not referenced.'),
            epubcheck_message("OPF-097", "USAGE", said='Resource "EPUB/images/003-cover.jpg" is not referenced.'),
        )
    )
    assert [(f.rule, f.severity) for f in report.findings] == [("ACC-009", Severity.NOTE), ("OPF-097", Severity.NOTE)]


def ace_assertion(rule: str, impact: str, *cfis: str, outcome: str = "fail") -> dict[str, Any]:
    return {
        "earl:result": {
            "earl:outcome": outcome,
            "dct:description": "Fix any of the following:\n  It has no words.\nIt has no title",
            **({"earl:pointer": {"cfi": list(cfis), "css": ["p"] * len(cfis)}} if cfis else {}),
        },
        "earl:test": {"earl:impact": impact, "dct:title": rule, "help": {"url": "https://kb.example.org/x"}},
    }


def ace_report(outcome: str, **documents: list[dict[str, Any]]) -> bytes:
    report = {
        "earl:assertedBy": {"doap:release": {"doap:revision": "1.4.6"}},
        "earl:result": {"earl:outcome": outcome},
        "assertions": [
            {"earl:testSubject": {"url": url.replace("__", "/")}, "assertions": said} for url, said in documents.items()
        ],
    }
    return json.dumps(report).encode()


def test_ace_names_the_element_first_and_then_those_that_have_to_do_with_it() -> None:
    report = read_ace(
        ace_report(
            "fail",
            text__one=[ace_assertion("link-name", "serious", "/4/2[a/b]/10[x]/2", "/4/2")],
            __nav=[ace_assertion("region", "moderate"), ace_assertion("odd", "unheard-of", outcome="pass")],
        )
    )
    assert report.version == "1.4.6"
    see = "See https://kb.example.org/x"
    assert report.findings == (
        Finding("link-name", Severity.ERROR, "It has no words", EditionPlace("text/one", steps=(4, 2, 10, 2)), see),
        Finding("region", Severity.WARNING, "It has no words", EditionPlace("nav"), see),
    )


def test_a_fail_without_a_reason_is_no_report() -> None:
    with pytest.raises(CheckerFailedError, match="fail"):
        read_ace(ace_report("fail"))
    assert read_ace(ace_report("pass")).findings == ()


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff", b'{"messages": 3, "checker": {}}', b'{"checker": []}'])
def test_what_is_no_report_is_said_so(content: bytes) -> None:
    for read in (read_epubcheck, read_ace):
        with pytest.raises(CheckerFailedError, match="cannot be read"):
            read(content)


def test_qpdf_tells_line_by_line() -> None:
    edition = Path("/room/book.pdf")
    said = "checking /room/book.pdf\nWARNING: /room/book.pdf (offset 9): it is odd\nWARNING: too.\nqpdf: done"
    doubtful = list(read_qpdf(Ended(3, said), edition))
    assert [(f.severity, f.sentence) for f in doubtful] == [
        (Severity.WARNING, "/room/book.pdf (offset 9): it is odd".replace("/room/", "")),
        (Severity.WARNING, "too"),
        (Severity.WARNING, "done"),
    ]
    (wrong,) = read_qpdf(Ended(2, "it broke"), edition)
    assert (wrong.severity, wrong.sentence) == (Severity.ERROR, "it ended with 2 and “it broke”")
    assert list(read_qpdf(Ended(0, "fine"), edition)) == []
    with pytest.raises(CheckerFailedError, match="did not finish"):
        list(read_qpdf(Ended(-9, ""), edition))
