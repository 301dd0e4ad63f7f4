"""Entries of a bibliography as CSL-JSON (1.0.2), through pandoc.

Input: the text of each entry, under an id of our own. Output: pandoc's CSL-JSON by that id, from the cache where it has
been asked before, and the sentence with which pandoc refused the others.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from chapbook.cache import Cache
from chapbook.pandoc import PandocFailedError, pandoc_key, run_pandoc
from chapbook.read.protected_case import with_protected_case

# So many entries go to pandoc at once: who changes one of a library has only its neighbours converted anew.
CHUNK = 1000
# Seconds for a chunk, and seconds that all that pandoc refuses may take before the rest is given up.
TIMEOUT, PATIENCE = 30.0, 60.0


@dataclass(frozen=True)
class Item:
    """An entry as text in the format `form`; `needs` are the ids of those from which it inherits."""

    id: str
    text: str
    needs: frozenset[str] = frozenset()


@dataclass
class PandocEntries:
    """A conversion of one file; `refused` fills with what pandoc said of an item, by its id."""

    form: str
    cache: Cache
    join: Callable[[Sequence[str]], str] = "\n".join
    refused: dict[str, str] = field(default_factory=dict)
    _spent: float = 0.0

    def convert(self, items: Sequence[Item]) -> dict[str, dict[str, Any]]:
        """The entries by id. Raises PandocMissingError."""
        texts = {item.id: item.text for item in items}
        found: dict[str, dict[str, Any]] = {}
        for start in range(0, len(items), CHUNK):
            found.update(self._convert(items[start : start + CHUNK], texts))
        return found

    def _convert(self, items: Sequence[Item], texts: Mapping[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
        """Convert the items together. When pandoc refuses, halve them, until the one at fault stands alone."""
        own = {item.id for item in items}
        inherited = sorted({need for item in items for need in item.needs} - own)
        text = self.join([*(item.text for item in items), *(texts[name] for name in inherited)])
        begun = time.monotonic()
        try:
            entries = self._run(text)
        except PandocFailedError as failure:
            self._spent += time.monotonic() - begun
            if len(items) > 1 and self._spent < PATIENCE:
                middle = len(items) // 2
                yield from self._convert(items[:middle], texts)
                yield from self._convert(items[middle:], texts)
            else:
                self.refused.update(dict.fromkeys(own, reason(failure)))
            return
        yield from ((str(entry["id"]), entry) for entry in entries if entry.get("id") in own)

    def _run(self, text: str) -> list[dict[str, Any]]:
        key = pandoc_key("references", self.form, text)
        stored = self.cache.get(key)
        if stored is None:
            stored = self._converted(text).encode()
            self.cache.put(key, stored)
        entries: list[dict[str, Any]] = json.loads(stored)
        return entries

    def _converted(self, text: str) -> str:
        source = f"--from={self.form}"
        entries = run_pandoc((source, "--to=csljson"), text, timeout=TIMEOUT)
        if self.form != "biblatex" or "{" not in text:
            return entries
        document = run_pandoc((source, "--to=json"), text, timeout=TIMEOUT)
        return json.dumps(with_protected_case(json.loads(entries), document), ensure_ascii=False)


def reason(failure: PandocFailedError) -> str:
    """The line of pandoc's message that says what it met."""
    lines = [line.strip() for line in str(failure).splitlines() if line.strip()]
    return next((line for line in lines if line.startswith(("unexpected", "expecting"))), lines[0] if lines else "?")


def formulas_as_text(formulas: Sequence[str], cache: Cache) -> dict[str, str]:
    """Formulas in LaTeX, without their dollars, as the rich text of CSL-JSON, as pandoc itself would print them.

    Those that it cannot say in letters, such as fractions, are left out. Raises PandocMissingError.
    """
    if not formulas:
        return {}
    document = "\n\n".join(f"${formula}$" for formula in formulas)
    key = pandoc_key("formulas of references", document)
    stored = cache.get(key)
    if stored is None:
        try:
            stored = run_pandoc(("--from=latex", "--to=html", "--wrap=none"), document, timeout=TIMEOUT).encode()
        except PandocFailedError:
            return {}
        cache.put(key, stored)
    try:
        paragraphs = list(etree.fromstring(b"<div>" + stored + b"</div>"))
    except etree.XMLSyntaxError:
        return {}
    if len(paragraphs) != len(formulas):
        return {}
    said = ((formula, _rich(paragraph)) for formula, paragraph in zip(formulas, paragraphs, strict=True))
    return {formula: f'<span class="nocase">{text}</span>' for formula, text in said if "$" not in text}


# The rich text of CSL-JSON (citeproc-js, “Supplying input: markup”) for pandoc's HTML.
_RICH = {"em": "i", "strong": "b", "sub": "sub", "sup": "sup"}


def _rich(element: etree._Element) -> str:
    inner = (element.text or "") + "".join(_rich(child) + (child.tail or "") for child in element)
    name = _RICH.get(str(element.tag))
    return f"<{name}>{inner}</{name}>" if name else inner
