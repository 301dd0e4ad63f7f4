"""A book small enough to be built a hundred times, in memory, with something in it that every setting changes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from io import BytesIO
from typing import Any

from PIL import Image

Tables = Mapping[str, Mapping[str, Any]]

_STEPS_OF_GREY = 40


def picture(shade: int) -> bytes:
    """A picture of 120 × 60 pixels without compression: as many bytes, whatever the shade."""
    made = BytesIO()
    Image.new("L", (120, 60), shade * _STEPS_OF_GREY).save(made, "PNG", compress_level=0)
    return made.getvalue()


_STYLE = """<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text">
<info><title>Small</title><id>https://example.org/small</id></info>
<citation><layout prefix="(" suffix=")"><names variable="author"/></layout></citation>
<bibliography><layout><names variable="author"/><text prefix=", " variable="title"/></layout></bibliography>
</style>"""

FILES: Mapping[str, bytes] = {
    "first.md": b"""# First {#first}

A [mark]{.index}, a [place]{.index in=places}, a "quotation" by [@ash], a guard, the UN, $a^2$, and [a site](https://example.org/x).[^n]
See @fig:grey, and the [page]{.index entry="mark!page"} at [@sec:second]{.page}.

[^n]: A note, on [@birch].

![Grey.](grey.png){#fig:grey alt="A grey field." credit="Photo: A. Shade"}

![Bare.](grey.png){alt="The same field."}

```python
grey = 1
```

{{< include lines.md >}}
""",
    "second.md": b"""---
short-title: Second
---
# The Second {#second}

The guard slept in the zone. Line \xe2\x81\x82 line [a]{.index entry="sea shell"}, [b]{.index entry="seaman"}.

Photographers characteristically misinterpreted extraordinarily complicated preliminary representations, notwithstanding
considerable organisational responsibilities, geographical particularities, administrative inconveniences, and
philosophical considerations concerning democratic independence, mathematical probability, analytical chemistry, and
biographical dictionaries.

## A section {#sec:second}

::: note
A box.
:::
""",
    "lines.md": b"Included words.\n",
    "glossary.md": b"# Glossary\n\nzone\n: A place.\n\nguard\n: Who guards.\n",
    "abbreviations.md": b"*[UN]: United Nations\n",
    "works.bib": b"""@book{ash, author={Ash, Ann}, title={Trees}, year={2001}, publisher={P}, address={Q},
keywords={old}, annotation={A good book.}}
@book{birch, author={Birch, Ben}, title={Woods}, year={2002}, publisher={P}, address={Q}}
@book{cedar, author={Cedar, Cy}, title={Leaves}, year={2003}, publisher={P}, address={Q}}
""",
    "grey.png": picture(1),
    "cover.png": picture(5),
    "own.css": b"p { color: #222222 }\n",
    "design.css": b"html { --text-size: 9pt }\nh1 { text-align: right }\n",
    "small.csl": _STYLE.encode(),
}

TABLES: Tables = {
    "book": {
        "title": "Change",
        "language": "en-GB",
        "authors": ["Ann Ash"],
        "publisher": "The Press",
        "published": date(2026, 1, 2),
        "modified": date(2026, 1, 2),
        "description": "A book that changes.",
        "url": "https://example.org/change",
        "subjects": [{"thema": "NHD"}],
        "identifiers": {"isbn-print": "978-80-901234-0-3"},
    },
    "order": {
        "body": [{"part": "All", "chapters": ["first", "second"]}],
        "back": ["glossary", "bibliography", "index", "index:places", "credits"],
    },
    "references": {"files": ["works.bib"]},
    "index": {"named": {"places": "Places"}},
    "editions": {},
}


def book_files(tables: Tables = TABLES, files: Mapping[str, bytes] = FILES) -> dict[str, bytes]:
    """The manuscript as a folder in memory."""
    return {**files, "book.toml": _toml(tables).encode()}


def with_settings(table: str, changes: Mapping[str, Any]) -> Tables:
    """The settings of the book with some of a table set otherwise; that of an edition is called “editions.print”."""
    if not changes:
        return TABLES
    name, _, edition = table.partition(".")
    return {**TABLES, name: {**TABLES.get(name, {}), **({edition: changes} if edition else changes)}}


def _toml(tables: Tables) -> str:
    lines: list[str] = []
    for name, settings in tables.items():
        lines += [f"[{name}]", *(f"{key} = {_value(value)}" for key, value in settings.items())]
    return "\n".join(lines) + "\n"


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_value(member)}" for key, member in value.items()) + " }"
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    return value.isoformat() if isinstance(value, date) else json.dumps(value)
