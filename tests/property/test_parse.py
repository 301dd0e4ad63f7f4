"""No text is lost on the way through the parser, and no text breaks it."""

from __future__ import annotations

import re
from collections import Counter

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from lxml import etree

from chapbook.diagnostics import has_errors
from chapbook.model.draft import Draft
from chapbook.model.fragment import fragment_tree, press
from chapbook.model.manuscript import ChapterSource, Kind, Matter
from chapbook.parse.chapter import parse_chapter

# The same examples on every run: a test that fails today fails tomorrow.
BOUNDED = settings(
    max_examples=200, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)

WORD = st.text(alphabet="abcdefghijklmnopqrstuvwxyzčřžüß", min_size=1, max_size=8)


def phrase(words: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        words,
        words.map("*{}*".format),
        words.map("**{}**".format),
        words.map("`{}`".format),
        words.map("[{}](#x)".format),
        words.map("[{}]{{.index}}".format),
        words.map("[{}]{{lang=cs}}".format),
        words.map("^[{}]".format),
        words.map("<b>{}</b>".format),
        words.map("{}\\\n".format),
    )


TEXT = st.lists(phrase(WORD), min_size=1, max_size=6).map(" ".join)
LINE = st.lists(phrase(WORD).map(lambda text: text.replace("\\\n", "")), min_size=1, max_size=4).map(" ".join)


def items(marker: str) -> st.SearchStrategy[str]:
    after = st.sampled_from(["", "\n  - {}", "\n    - {}", "\n\n    {}", "\n   {}"])
    item = st.tuples(LINE, after, LINE).map(lambda parts: f"{marker} {parts[0]}" + parts[1].format(parts[2]))
    return st.lists(item, min_size=1, max_size=3).map("\n".join)


FOUR = st.lists(WORD, min_size=4, max_size=4)


def grid(words: list[str]) -> str:
    """A grid table with a list in one cell and another that spans two columns."""
    edge = "+------------+------------+"
    cells = [f"- {words[0]}", words[1], f"- {words[2]}", f"**{words[3]}**"]
    first = f"| {cells[0]:10} | {cells[1]:10} |\n| {cells[2]:10} | {cells[3]:10} |"
    wide = f"| {words[0] + ' ' + words[1]:23} |"
    return "\n".join(["", edge, first, edge.replace("-", "="), first, edge, wide, "+-------------------------+", ""])


BLOCK = st.one_of(
    TEXT,
    LINE.map("## {}".format),
    LINE.map("> {}".format),
    items("-"),
    items("1."),
    items("*"),
    st.tuples(WORD, LINE).map(lambda parts: f"{parts[0]}\n: {parts[1]}"),
    st.tuples(LINE, LINE).map(lambda cells: f"| {cells[0]} | x |\n|---|---|\n| {cells[1]} | y |\nTable: {cells[0]}"),
    LINE.map("::: {{.note}}\n{}\n:::".format),
    LINE.map("| {}".format),
    WORD.map("```python\n{}\n```".format),
    WORD.map("- {0}\n  ```\n  {0}\n  ```\n- {0}".format),
    WORD.map("| {0}\n|   *{0}*\n|\n| {0}".format),
    WORD.map("{0}[^{0}]\n\n[^{0}]: {0}\n\n    - {0}".format),
    WORD.map("    {}".format),
    WORD.map("<div>{}</div>\n".format),  # the lines up to a blank one are HTML
    items("1)"),
    items("a)"),
    items("(iv)"),
    items("#."),
    items("(@)"),
    st.tuples(WORD, LINE, LINE).map(lambda parts: "{}\n~ {}\n\n  - {}".format(*parts)),
    st.tuples(LINE, LINE).map(lambda parts: "> - {0}\n>   1. {1}\n> {0}\nand {1}".format(*parts)),
    FOUR.map(lambda w: "| | |\n|:-|-:|\n| {} | {} |\n| {} | {} |".format(*w)),
    FOUR.map(grid),
    FOUR.map(
        lambda w: "\n  {:10}  {:>10}\n  {}  {}\n  {:10}  {:>10}\n".format(w[0], w[1], "-" * 10, "-" * 10, w[2], w[3])
    ),
    FOUR.map(
        lambda w: "\n{0}\n{1:10}  {2:10}\n{3}  {3}\n{4:10}  {5:10}\n{5:10}  {4:10}\n\n{1:10}  {2:10}\n{0}\n".format(
            "-" * 22, w[0], w[1], "-" * 10, w[2], w[3]
        )
    ),
    WORD.map("~~~ {{.python .numberLines}}\n\t{}\n~~~".format),
    st.tuples(LINE, WORD).map(lambda parts: "{}\n{}\n---".format(*parts)),
    WORD.map("[{0}]: /x '{0}'\n{0} [{0}]".format),
    st.just("---"),
)
CHAPTER = st.tuples(st.lists(BLOCK, min_size=1, max_size=8), st.sampled_from(["\n\n", "\n\n\n", "\n"])).map(
    lambda parts: parts[1].join(parts[0])
)
SPECIAL = st.text(alphabet=st.sampled_from("[](){}<>!*_`~^#-+:;|@&$\\/=.\"' \t\nab1é\x00\ufdd0‖"), max_size=60)
_MARKDOWN = ["\n\n", "    ", "- ", "> ", "```\n", "[^a]", "[^a]: ", "^[", "@k", "{.x}", "::: x\n", ":::\n", "$$", "\\"]
_HTML = ["<div>", "</p>", "<table>", "<pre>", "<!--", "| a |\n|---|\n", "![a](b)", "Table: ", "&#xFDD0;", "word"]
PIECES = st.lists(st.sampled_from([*"[]()*_`<>\n", *_MARKDOWN, *_HTML]), max_size=30).map("".join)
# What is no word of a generated chapter.
MARKUP = re.compile(
    r"\{[^}]*\}|\(#x\)|</?(?:b|div)>|```python|~~~ .*|\(iv\)|^a\)|^\[\w+\]: /x \'\w+\'$|Table: | \.note|\[\^\w+\]",
    re.MULTILINE,
)


def parse(text: str) -> Draft:
    draft, _ = parse_chapter(ChapterSource("a.md", text, 1, Matter.BODY, Kind.CHAPTER))
    return draft


@BOUNDED
@given(CHAPTER)
def test_every_word_of_the_source_is_in_the_tree(text: str) -> None:
    draft, diagnostics = parse_chapter(ChapterSource("a.md", text, 1, Matter.BODY, Kind.CHAPTER))
    assume(not has_errors(diagnostics))  # of two notes with one label the second is reported
    found = re.findall(r"[^\W\d]+", " ".join(str(text) for text in fragment_tree(draft.content).itertext()))
    expected = re.findall(r"[^\W\d]+", MARKUP.sub(" ", text))
    assert not Counter(expected) - Counter(found)


@BOUNDED
@given(st.one_of(SPECIAL, PIECES))
def test_no_text_breaks_the_parser_or_the_tree(text: str) -> None:
    draft = parse(text)
    trees = [fragment_tree(fragment) for fragment in (draft.content, draft.title) if fragment is not None]
    allowed = {press(name) for name in ("citation", "cross-reference", "note", "mark")}
    for tree in trees:
        for element in tree.iter(etree.Element):
            assert not str(element.tag).startswith(press("")) or element.tag in allowed
        assert not re.search("[\ufdd0-\ufdef]", etree.tostring(tree, encoding="unicode"))


@BOUNDED
@given(CHAPTER)
def test_the_same_text_gives_the_same_draft(text: str) -> None:
    assert parse(text) == parse(text)
