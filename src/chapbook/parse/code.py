"""Code blocks: from tokens to `pre` and `code` with coloured words.

Input: a tree with `press:code` elements, and code that the author indented. Output: `<pre><code class="language-x">`
with a `span` for each run of tokens, its class the short name that Pygments gives the kind (`k`, `nf`, `c1`).
"""

from __future__ import annotations

from functools import lru_cache

from lxml import etree
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES, _TokenType
from pygments.util import ClassNotFound

from chapbook.model.fragment import add_element, h, new_element, press
from chapbook.parse.lifting import lift_block, replace
from chapbook.parse.repair import AT, SHORT_CAPTION
from chapbook.parse.report import Code, Report


def place_code(section: etree._Element, report: Report) -> None:
    """Put every code block in its place."""
    for token in list(section.iter(press("code"))):
        block = _make_block(report.codes[int(token.get("n", "0"))])
        replace(token, block)
        lift_block(block)
    for pre in section.iter(h("pre")):
        if len(pre) == 1 and pre[0].tag == h("code") and not len(pre[0]):
            pre[0].text = (pre[0].text or "").removesuffix("\n")


def _make_block(code: Code) -> etree._Element:
    pre = new_element("pre")
    if code.attributes.classes:
        pre.set("class", " ".join(code.attributes.classes))
    inner = add_element(pre, "code")
    if code.language:
        inner.set("class", f"language-{code.language}")
    _colour(inner, code.text, code.language)
    title = code.attributes.get("title")
    outer = pre
    if title or code.attributes.id:
        outer = new_element("figure", class_="listing")
        outer.append(pre)
        if title:
            add_element(outer, "figcaption", title)
    if code.attributes.id:
        outer.set("id", code.attributes.id)
    short = code.attributes.get("short-caption")
    if short and outer is not pre:
        outer.set(SHORT_CAPTION, short)
    outer.set(AT, str(code.place))
    return outer


def _colour(parent: etree._Element, text: str, language: str) -> None:
    lexer = _lexer(language)
    if lexer is None:
        parent.text = text
        return
    last: etree._Element | None = None
    run, run_class = "", ""
    for kind, value in [*lexer.get_tokens(text), (None, "")]:
        name = _short_name(kind) if kind is not None else "\0"
        if name == run_class:
            run += value
            continue
        last = _append_run(parent, last, run, run_class)
        run, run_class = value, name
    # Pygments ends every text with a line end; ours has none.
    if not text.endswith("\n"):
        _drop_last_line_end(parent, last)


def _append_run(parent: etree._Element, last: etree._Element | None, text: str, name: str) -> etree._Element | None:
    if not text:
        return last
    if name:
        return add_element(parent, "span", text, class_=name)
    if last is None:
        parent.text = (parent.text or "") + text
    else:
        last.tail = (last.tail or "") + text
    return last


def _drop_last_line_end(parent: etree._Element, last: etree._Element | None) -> None:
    if last is None:
        parent.text = (parent.text or "").removesuffix("\n")
    elif last.tail:
        last.tail = last.tail.removesuffix("\n")
    else:
        last.text = (last.text or "").removesuffix("\n")


@lru_cache(maxsize=64)
def _lexer(language: str) -> Lexer | None:
    if not language or language in ("text", "plain", "plaintext"):
        return None
    try:
        # Nothing is stripped: the words of the book are the author's.
        return get_lexer_by_name(language.lower(), stripnl=False, ensurenl=True)
    except ClassNotFound:
        return None


@lru_cache(maxsize=512)
def _short_name(kind: _TokenType) -> str:
    while kind not in STANDARD_TYPES:
        if kind.parent is None:
            return ""
        kind = kind.parent
    name = STANDARD_TYPES[kind]
    # White space and plain text need no colour; what a lexer cannot read is the author's business.
    return "" if name in ("w", "err", "x", "esc") else name
