r"""Page breaks that the author asks for.

Input: paragraphs that are `\newpage` or `{{< pagebreak >}}`, and `::: {.pagebreak}` divs. Output: the class
`new-page` on what follows, so that no empty element is left; at the end of a chapter a break means nothing.
"""

from __future__ import annotations

import re

from lxml import etree

from chapbook.model.fragment import h, new_element
from chapbook.trees import has_class, remove

_COMMAND = re.compile(r"\s*(?:\\(?:newpage|clearpage|cleardoublepage|pagebreak)(?:\{\})?|\{\{< *pagebreak *>\}\})\s*$")
_DIVS = frozenset({"pagebreak", "page-break", "newpage"})


def is_page_break(text: str) -> bool:
    """Whether the text is a command for a new page and nothing else."""
    return _COMMAND.match(text) is not None


def new_page_break() -> etree._Element:
    """A break, for `place_page_breaks` to resolve."""
    return new_element("div", class_="pagebreak")


def place_page_breaks(section: etree._Element) -> None:
    """Give the class to what follows each break."""
    for block in list(section.iter(h("p"), h("div"))):
        if not _is_break(block):
            continue
        following = block.getnext()
        remove(block)
        if following is not None and not has_class(following, "new-page"):
            following.set("class", " ".join([*following.get("class", "").split(), "new-page"]))


def _is_break(block: etree._Element) -> bool:
    if len(block):
        return False
    text = block.text or ""
    if block.tag == h("p"):
        return is_page_break(text)
    return not text.strip() and bool(_DIVS & set(block.get("class", "").split()))
