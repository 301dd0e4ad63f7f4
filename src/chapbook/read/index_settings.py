"""`[index]`: how the index is set, and which indexes there are beside the general one.

Input: the checked values of the table. Output: `IndexSettings`; an error for each index whose title is no text.
"""

from __future__ import annotations

import re

from chapbook.model.manuscript import IndexSettings, NamedIndex
from chapbook.read.metadata import Reading, clean_texts

_NAME = re.compile(r"\w[\w-]*$")


def read_index_settings(reading: Reading) -> IndexSettings:
    """The settings, those that nobody wrote as they are by default."""
    reading = clean_texts(reading)
    letters = reading.values.get("letters")
    return IndexSettings(
        form=reading.text("form", IndexSettings.form),
        sorting=reading.text("sorting", IndexSettings.sorting),
        letters=letters if isinstance(letters, bool) else None,
        note=reading.text("note"),
        named=tuple(_named(reading)),
    )


def _named(reading: Reading) -> list[NamedIndex]:
    table = reading.values.get("named", {})
    named = []
    for name, title in table.items() if isinstance(table, dict) else ():
        if not isinstance(title, str) or not title:
            reading.fault("wrong-type", "named", f"The title of the index “{name}” is a text.")
        elif not _NAME.match(name):
            message = f"“{name}” cannot be the name of an index."
            reading.fault("wrong-value", "named", message, "It is a word of letters, digits and hyphens.")
        else:
            named.append(NamedIndex(name, title, reading.place("named")))
    return named
