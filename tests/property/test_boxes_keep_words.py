"""No word is lost on the way into boxes, verse, quotations, listings and figures, however they are nested."""

from __future__ import annotations

import re
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from test_parse import BOUNDED, LINE, WORD, parse

from chapbook.model.fragment import fragment_tree

DASHED = st.sampled_from(["— {}", "-- {}", "– {}", "{}"])
LINES = st.lists(LINE, min_size=1, max_size=4)


def quoted(lines: list[str]) -> str:
    return "\n".join(f"> {line}" for line in lines)


def attributed(parts: tuple[list[str], str, str]) -> list[str]:
    return [*parts[0], parts[1].format(parts[2])]


INNER = st.one_of(
    LINE,
    LINES.map(quoted),
    st.tuples(LINES, DASHED, LINE).map(attributed).map(quoted),
    st.tuples(LINES, DASHED, LINE).map(attributed).map("\n".join),
    st.tuples(st.sampled_from(["> [!NOTE]", "> [!tip]- ", "> [!other]"]), LINE, LINES).map(
        lambda parts: f"{parts[0]} {parts[1]}\n{quoted(parts[2])}"
    ),
    st.tuples(WORD, LINES).map(lambda parts: f'!!! {parts[0]} "{parts[0]}"\n    ' + "\n    ".join(parts[1])),
    st.tuples(WORD, LINE).map(lambda parts: f"[{parts[0][0]}]{{.dropcap}}{parts[0][1:]} {parts[1]}"),
    LINE.map("Listing: {}".format),
    WORD.map('```{{.python .numberLines hl="1"}}\n{0} = "{0}"\n  {0}\n```'.format),
    WORD.map("![{}](x.png)".format),
    LINE.map("![](x.png)\n\n{}".format),
    LINE.map("`<u>`{{=html}}{}`</u>`{{=html}}".format),
    LINE.map("## {}".format),
    st.just("\\newpage"),
)
CLASSES = st.sampled_from(
    [*("verse", "epigraph", "dropcap", "note", "callout-tip", "feature", "center", "pagebreak", "figure")]
)
DIV = st.tuples(CLASSES, st.lists(INNER, max_size=4)).map(
    lambda parts: (
        f"::: {{.{parts[0]} {'#fig:x layout-ncol=2' if parts[0] == 'figure' else ''}}}\n"
        + "\n\n".join(parts[1])
        + "\n:::"
    )
)
CHAPTER = st.lists(st.one_of(INNER, DIV), min_size=1, max_size=6).map("\n\n".join)
MARKUP = re.compile(
    r"::: \{[^}]*\}|```\{[^}]*\}|\{[^}]*\}|\(#x\)|\(x\.png\)|</?[bu]>|\[!\w+\]|\\newpage|!!! \w+|Listing: ",
    re.MULTILINE,
)

# The letter and the rest of its word are one.
DROPPED = re.compile(r"\[(\w)\]\{\.dropcap\}")


@BOUNDED
@given(CHAPTER)
def test_every_word_is_in_the_tree(text: str) -> None:
    draft = parse(text)
    found = re.findall(r"[^\W\d]+", " ".join(str(text) for text in fragment_tree(draft.content).itertext()))
    captions = " ".join(image.alt for image in draft.images)
    expected = re.findall(r"[^\W\d]+", MARKUP.sub(" ", DROPPED.sub(r"\1", text)))
    assert not Counter(expected) - Counter(found) - Counter(re.findall(r"[^\W\d]+", captions))
