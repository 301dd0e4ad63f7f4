"""parse_chapter: the title, places in the file, robustness, and purity."""

from __future__ import annotations

import pickle
import re
import time

import pytest
from lxml import etree

from chapbook.diagnostics import Diagnostic, Severity, Span
from chapbook.model.draft import Draft
from chapbook.model.fragment import fragment_tree, h, plain_text, press
from chapbook.model.manuscript import ChapterSource, Kind, Matter
from chapbook.parse.chapter import parse_chapter


def parse(text: str, first_line: int = 1, title: str = "") -> tuple[Draft, tuple[Diagnostic, ...]]:
    return parse_chapter(ChapterSource("chapters/one.md", text, first_line, Matter.BODY, Kind.CHAPTER, title=title))


def title_words(draft: Draft) -> str:
    assert draft.title is not None
    return plain_text(fragment_tree(draft.title))


# The title


def test_the_title_is_the_first_heading_and_leaves_the_tree() -> None:
    draft, found = parse("# The *Talks*\n\nText.")
    assert (title_words(draft), draft.title_id, found) == ("The Talks", "the-talks", ())
    assert fragment_tree(draft.content).find(h("h1")) is None


def test_the_front_matter_gives_the_title_of_a_chapter_without_heading() -> None:
    draft, found = parse("Text.", title="A & B")
    assert (title_words(draft), draft.title_id, found) == ("A & B", "a--b", ())


def test_a_heading_that_says_the_same_as_the_front_matter_is_the_title() -> None:
    draft, found = parse("# The Talks {#sec:talks}\n\nText.", title="The Talks")
    assert (title_words(draft), draft.title_id, found) == ("The Talks", "sec:talks", ())
    assert [label.id for label in draft.labels] == ["sec:talks"]


def test_a_heading_that_says_otherwise_stays_and_is_reported() -> None:
    draft, found = parse("# The Talks in Winter\n\nText.", title="The Talks")
    assert title_words(draft) == "The Talks"
    assert [heading.level for heading in draft.headings] == [2]
    assert [d.code for d in found] == ["second-title"]


def test_no_heading_and_no_front_matter_leave_no_title() -> None:
    draft, _ = parse("Text.")
    assert (draft.title, draft.title_id) == (None, "")


# Places

# Line and column of each `§`, which is taken out before the text is parsed, must be places that the draft names.
PLACED = """\
§# The title {#sec:a}

A paragraph[§@key, p. 3] with §[words]{.index} and §@fig:x,
`if (code[0]) @code`
a second line§[^n] – “quoted”, §^[inline] and §[a link](#here).

> §## Quoted §[mark]{.index}

- item [x]
  - deeper §@deep

    1. deepest §[§@deepest]

| a | b |
|---|---|
| §[c]{.index} | §@d |

§Table: The caption. {#tbl:t}

§![An image](a.png){#fig:x}

§[^n]: The note §@cited.

    More of it §[here](other.md).
"""


def test_everything_has_its_line_and_column_in_the_file() -> None:
    expected = set()
    lines = []
    for number, line in enumerate(PLACED.split("\n"), start=11):
        while "§" in line:
            expected.add((number, line.index("§") + 1))
            line = line.replace("§", "", 1)
        lines.append(line)
    draft, found = parse("\n".join(lines), first_line=11)
    spans = [draft.title_span, *(item.span for citation in draft.citations for item in citation.items)]
    for declared in (
        draft.headings,
        draft.labels,
        draft.citations,
        draft.cross_references,
        draft.notes,
        draft.marks,
        draft.images,
        draft.links,
    ):
        spans += [one.span for one in declared]
    # The definition of the note is a place that only diagnostics name.
    definition = (11 + next(i for i, line in enumerate(lines) if line.startswith("[^n]")), 1)
    # A group of citations begins at its bracket, which the marks above name only for the deepest.
    group = (13, 12)
    assert {(span.line, span.column) for span in spans} == (expected - {definition}) | {group}
    assert {span.file for span in spans} == {"chapters/one.md"}
    assert found == ()


def test_columns_count_the_characters_of_the_file_where_tabs_stand() -> None:
    draft, _ = parse("a\tb\t[words]{.index}")
    assert draft.marks[0].span == Span("chapters/one.md", 1, 5)


def test_diagnostics_count_from_the_first_line_of_the_file() -> None:
    _, found = parse("Text.\n\n[^nowhere]", first_line=7)
    assert [str(d.span) for d in found] == ["chapters/one.md:9:1"]


# Robustness

# One a line; ⏎ is a line end, ⇥ a tab, and ␀ and its kind are the control characters they picture.
ADVERSARIAL = r"""
a<br>b
text <img src=x.jpg alt=a> more
<img src="x.jpg">
<hr>
a&nbsp;b &copy; &mdash; &#128;
&foo; &nbsp AT&T
a␁b␈c ␌ d ␂e␃ ␀
<div markdown="1">⏎*x*⏎⏎<br>⏎</div>
<div markdown>⏎foo<br>bar⏎<img src=a>⏎</div>
<div>⏎⏎text
text⏎⏎</div>⏎⏎more
a </b> c <i> d
<span class=x>y</span>
<video controls src="a"></video>
<p class="a" class="b">x</p>
<!-- a -- b -->⏎⏎x
a <!-- c --> b <!-- d
<![CDATA[ x ]]>
<!DOCTYPE html>⏎⏎x
<?php echo 1 ?>
<script>⏎if (a<b && c) x();⏎</script>
<style>a>b{}</style> <script>
<svg viewBox="0 0 1 1"><path d="M0 0"/></svg>
<svg><foreignObject><p>x</p></foreignObject>
<svg><foreignObject><p>x</p></foreignObject></svg><path>
<math><mi>x</mi></math><mi>y</mi>
<epub:switch>x</epub:switch> <epub:case
# H {epub:type=chapter}
# H {1a=b "=' @click}
para⏎{: @click="x" onclick=y }
# A {#x}⏎⏎# B {#x}
[a](http://x?a=1&b=2) <http://x?a=1&b=2>
[a](b "q"x") [a](<b> 'c') [a]( [b](
<p>a <div>b</div></p>
<table><tr><td>1<td>2</table><td>
<table>text<tr>more<p>x</table>
`<br> & &nbsp;` ``
a[^1] [^1]⏎⏎[^1]: x <div>⏎⏎[^1]: y
[^a]: only [^a]
$a<b&c$ $$ $ $$x
<BR><IMG SRC=x><DIV ONCLICK=y>z
- <input type=checkbox checked> x
<ruby>漢<rt>kan</ruby>
[x <a href=q>y</a>](z) [![x](y](z)
<me@example.org> <me@> <@x> </@<b>>
<a href="java&#10;script:x">b</a><a name="c d">e</a>
<h1>a<h1>b<p>c</h2>
<select><option>a<textarea>b
<plaintext>x <xmp>y <listing>z
::: {.x⏎::::⏎:::⏎::: y
| a |⏎|---|⏎| b | c | d |⏎|
Table:⏎⏎| Table: x {#
@ @@a [@ [@a [@a;;@] @a[ -@ [-@a]{.x}(y)
[]{.index}[]{} []{.index entry="!!"} []{.index see="x"}
![](){#} ![a]( ![a][b] ![[[a]](b)
^[ ^[a ^[^[b]] ^[]
> - > - > ```⏎> x
1. ⏎⏎   ⏎2.⏎-⏎⏎    -
⇥⇥- x⏎⇥ y⏎ ⇥ z
&#xFDD0;&#xFDD1;&#xFDE0;‖ &#xFDD2;&#xFDE1;‖ [&#xFDD0;@a]
*a **b _c ~d ^e `f [g ![h
{#a} {.b} {: c}
\⏎\\⏎\
```{.x #y title="<b>"}⏎<b>
!!! note "x⏎    y⏎!!!
*[X]: y⏎X *[]: z
[a]: <b⏎[b]: c 'd⏎[a] [b] [c]
<ul>![a](b)@fig:a[<b>[^1]> c<h1>d
""".strip().splitlines()
_PICTURES = str.maketrans({0x2400 + code: chr(code) for code in range(32)} | {"⏎": "\n", "⇥": "\t"})


@pytest.mark.parametrize("snippet", [line.translate(_PICTURES) for line in ADVERSARIAL])
def test_no_snippet_breaks_the_tree(snippet: str) -> None:
    draft, found = parse(snippet)
    for fragment in [
        draft.content,
        *[heading.title for heading in draft.headings],
        *([draft.title] if draft.title else []),
    ]:
        markup = fragment.markup.decode()
        assert not re.search("[\ufdd0-\ufdef\x02\x03]|wzxhzdk|klzzwxh", markup)
        tree = fragment_tree(fragment)
        ids = [element.get("id") for element in tree.iter(etree.Element) if element.get("id") is not None]
        assert len(ids) == len(set(ids))
        for element in tree.iter(etree.Element):
            assert not [name for name in element.attrib if str(name).startswith("on")]
            assert not re.match(r"\s*(?:javascript|data|file):", element.get("href", ""))
            assert element.tag not in {h(name) for name in ("script", "style", "iframe", "object", "embed", "form")}
    assert all(d.message.endswith(".") for d in found)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("<div>" * 400 + "inner", "inner"),
        (">" * 600 + " inner", "inner"),
        ("".join("  " * level + "- x\n" for level in range(120)) + "  " * 120 + "- inner", "inner"),
        ("<b>" * 2000 + "inner", "inner"),
    ],
)
def test_what_is_nested_too_deeply_is_one_error_and_loses_no_word(text: str, word: str) -> None:
    draft, found = parse(text)
    assert [d.code for d in found if d.severity is Severity.ERROR] == ["nested-too-deeply"]
    tree = fragment_tree(draft.content)
    assert word in plain_text(tree)
    assert max(len(list(element.iterancestors())) for element in tree.iter(etree.Element)) <= 105


# Purity


def test_a_chapter_leaves_nothing_behind_for_the_next() -> None:
    text = "# A\n\n[^n] [x][r] HTML @k ^[i]\n\n[^n]: Note.\n\n[r]: #a\n\n*[HTML]: Language\n\n```\ncode\n```"
    alone = parse("B [^n] [x][r] HTML")
    parse(text)
    assert parse("B [^n] [x][r] HTML") == alone
    assert parse(text) == parse(text)


def test_a_draft_goes_to_another_process_and_back() -> None:
    draft, found = parse("# A\n\n[w]{.index} [@k] ![i](i.png)\n\n[^u]: x")
    assert pickle.loads(pickle.dumps((draft, found))) == (draft, found)  # noqa: S301 – our own bytes


def test_the_numbers_in_the_tree_are_places_in_the_tuples() -> None:
    text = "# T[^a]\n\n[w]{.index} @k [@l] @fig:x [^a] ^[n [@m]{.x}]\n\n![c [v]{.index}](i.png){#fig:x}\n\n[^a]: A @j."
    draft, _ = parse(text)
    tuples = {
        "citation": draft.citations,
        "cross-reference": draft.cross_references,
        "note": draft.notes,
        "mark": draft.marks,
    }
    assert draft.title is not None
    for name, declared in tuples.items():
        numbers = []
        for fragment in (draft.title, draft.content):
            numbers += [int(e.get("n", "")) for e in fragment_tree(fragment).iter(press(name))]
        assert sorted(set(numbers)) == list(range(len(declared)))


def test_a_book_without_formulas_may_have_dollars() -> None:
    text = "# A $x$\n\nBetween $x$ and\n\n$$\ny\n$$\n\n```math\nz\n```\n"
    source = ChapterSource("one.md", text, 1, Matter.BODY, Kind.CHAPTER, math=False)
    draft, found = parse_chapter(source)
    assert found == ()
    assert title_words(draft) == "A $x$"
    assert plain_text(fragment_tree(draft.content)) == "Between $x$ and $$ y $$ z"
    assert b"<math" not in draft.content.markup


def test_an_unending_row_of_formulas_is_read_in_time() -> None:
    started = time.process_time()
    for text in (r"$\text{a}" * 3000, r"$$\text{a" * 3000, "$x " * 5000, "$`x` " * 3000, "$$" * 5000, r"\text{" * 3000):
        parse(f"# T\n\n{text}\n")
    assert time.process_time() - started < 20
