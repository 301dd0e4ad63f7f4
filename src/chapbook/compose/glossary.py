"""Step 7: the entries of the glossary, and the links to them.

Input: the definition lists of the glossary divisions, the marks of the author's, and the text of the chapters. Output:
`dl class="glossary-list"` in which a `div` is an entry – its id, the terms with their `dfn`, the definitions (EPUB 3
Structural Semantics, "glossterm", "glossdef") –, sorted as the book's language does; and the links in the text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml import etree

from chapbook.compose.bench import Bench, Piece, title_text
from chapbook.compose.collation import sort_key
from chapbook.compose.glossary_links import GlossaryLinks, make_link, may_hold_link
from chapbook.compose.glossary_terms import GlossaryEntry, Terms, fold, make_terms
from chapbook.compose.names import slug
from chapbook.diagnostics import Diagnostic, Guesses, Span, error, warning
from chapbook.model.draft import Term
from chapbook.model.fragment import EPUB_TYPE, find_all, h, new_element, plain_text, press
from chapbook.model.manuscript import Kind
from chapbook.trees import unwrap

_SILENT_KINDS = {Kind.DEDICATION, Kind.EPIGRAPH, Kind.PART, Kind.ABBREVIATIONS, Kind.GLOSSARY, Kind.COLOPHON}
_TERM = press("term")
_ARROW = "→"


def compose_glossary(bench: Bench) -> None:
    """Mark up the glossary, then link to it."""
    entries = [e for piece in bench.pieces if piece.kind is Kind.GLOSSARY for e in _entries(bench, piece)]
    terms = make_terms(sorted(entries, key=lambda entry: entry.span), bench.language)
    marked = {piece.id: set(_place_marks(bench, piece, entries, terms)) for piece in bench.pieces}
    if not entries:
        return
    bench.found += _duplicates(entries)
    bench.found += _lost_arrows(entries, terms, bench.guesses)
    used = set().union(*marked.values())
    for piece in bench.pieces:
        if piece.source and piece.kind not in _SILENT_KINDS:
            links = GlossaryLinks(terms, marked[piece.id])
            links.link(piece.tree)
            used |= links.done
    for entry in entries:
        links = GlossaryLinks(terms, {entry.id, *_linked(entry)})
        links.link(*_definitions(entry.group))
        used |= links.done - {entry.id}
    bench.found += _unused(bench, [e for e in entries if e.id not in used and not e.refers], terms)


def _entries(bench: Bench, piece: Piece) -> Iterator[GlossaryEntry]:
    """The entries of a glossary in the order in which they are to stand; only those of its own lists define terms."""
    for terms in find_all(piece.tree, ".//h:dl[not(ancestor::h:dd)]"):
        terms.set("class", "glossary-list")
        entries = [e for e in (_entry(bench, piece, group) for group in _groups(terms)) if e is not None]
        if bench.manuscript.text.glossary_order == "alphabet":
            entries.sort(key=lambda entry: sort_key(entry.words, piece.language))
            for entry in entries:
                terms.append(entry.group)
        yield from entries


def _groups(terms: etree._Element) -> list[etree._Element]:
    """A `div` for each entry: terms and the definitions that follow them (HTML, section 4.4.9)."""
    groups: list[etree._Element] = []
    for child in list(terms):
        if child.tag == h("div"):
            groups.append(child)
        elif child.tag == h("dt") and not (groups and _is_open(groups[-1])):
            groups.append(new_element("div"))
            child.addprevious(groups[-1])
            groups[-1].append(child)
        elif groups:
            groups[-1].append(child)
    return groups


def _is_open(group: etree._Element) -> bool:
    """Whether more terms may follow those that the group has."""
    return group.get("id") is None and group.find(h("dd")) is None


def _entry(bench: Bench, piece: Piece, group: etree._Element) -> GlossaryEntry | None:
    shown = [(element, title_text(element)) for element in group.iterchildren(h("dt"))]
    declared = [_declared(piece, element) for element, _words in shown]
    words = next((words for _element, words in shown if words), "")
    if not words:
        return None
    if not group.get("id"):
        group.set("id", bench.names.claim(f"gl-{slug(words)}"))
    group.set("class", "glossary-entry")
    for element, _words in shown:
        _define(element)
    definitions = _definitions(group)
    for definition in definitions:
        definition.set(EPUB_TYPE, "glossdef")
    return GlossaryEntry(
        id=group.get("id", ""),
        words=words,
        names=tuple(filter(None, (*(words for _element, words in shown), *(a for d in declared for a in d.aliases)))),
        forms=tuple(form for d in declared for form in d.forms if form.strip("* ")),
        span=declared[0].span,
        group=group,
        refers=bool(definitions) and all(plain_text(d).startswith(_ARROW) for d in definitions),
    )


def _declared(piece: Piece, element: etree._Element) -> Term:
    number = element.attrib.pop(_TERM, "")
    return piece.draft.terms[int(number)] if piece.draft and number else Term((), (), piece.span)


def _define(term: etree._Element) -> None:
    definition = next(iter(find_all(term, ".//h:dfn")), None)
    if definition is None:
        definition = new_element("dfn")
        definition.text, term.text = term.text, None
        definition.extend(list(term))
        term.append(definition)
    definition.set(EPUB_TYPE, "glossterm")


def _definitions(group: etree._Element) -> list[etree._Element]:
    return list(group.iterchildren(h("dd")))


def _linked(entry: GlossaryEntry) -> Iterator[str]:
    """What the author linked in the entry by hand."""
    return (link.get("href", "")[1:] for link in entry.group.iter(h("a")) if link.get("href", "").startswith("#"))


def _place_marks(bench: Bench, piece: Piece, entries: Sequence[GlossaryEntry], terms: Terms) -> Iterator[str]:
    """Make links of the author's marks, and words of those in headings; the ids of the entries meant."""
    for element in find_all(piece.tree, ".//press:gloss"):
        if piece.draft is None:
            raise ValueError("a mark of the glossary stands in a division that has no draft")
        mark = piece.draft.gloss_marks[int(element.get("n", ""))]
        found = terms.named(mark.entry)
        if not found:
            bench.found.append(_unknown(mark.entry, mark.span, entries, bench.guesses))
        if not found or not may_hold_link(element) or any(e.get("id") == found for e in element.iterancestors()):
            unwrap(element)
        else:
            make_link(element, found)
        if found:
            yield found


def _unknown(words: str, span: Span, entries: Sequence[GlossaryEntry], guesses: Guesses) -> Diagnostic:
    if not words:
        says = "This mark of the glossary has neither words nor an entry."
        return error("unknown-term", span, says, 'Write [words]{.gloss} or [words]{.gloss entry="…"}.')
    if not entries:
        hint = "The book has no glossary: write one into glossary.md, and name it in the order."
    else:
        names = {name for e in entries for name in e.names}
        hint = guesses.did_you_mean(words, names) or "Write it into the glossary."
    return error("unknown-term", span, f"The glossary does not explain “{words}”.", hint)


def _lost_arrows(entries: Sequence[GlossaryEntry], terms: Terms, guesses: Guesses) -> Iterator[Diagnostic]:
    """A warning for each entry that says “→ Term” of a term that is not there."""
    for entry in entries:
        for definition in _definitions(entry.group) if entry.refers else ():
            for words in plain_text(definition).replace(_ARROW, ";").rstrip(".").split(";"):
                if words.strip() and not terms.named(words):
                    message = f"The entry “{entry.words}” sends the reader to “{words.strip()}”, which is not there."
                    hint = guesses.did_you_mean(words.strip(), {name for e in entries for name in e.names})
                    yield warning("unknown-term", entry.span, message, hint)


def _duplicates(entries: Sequence[GlossaryEntry]) -> Iterator[Diagnostic]:
    first: dict[str, GlossaryEntry] = {}
    for entry in sorted(entries, key=lambda entry: entry.span):
        for name in entry.names:
            before = first.setdefault(fold(name), entry)
            if before is not entry:
                message = f"The glossary explains “{name}” twice: here, and at {before.span.file}:{before.span.line}."
                hint = "Links lead to the first; make one entry of the two, or call one of them otherwise."
                yield warning("duplicate-term", entry.span, message, hint)


def _unused(bench: Bench, unlinked: Sequence[GlossaryEntry], terms: Terms) -> Iterator[Diagnostic]:
    """A term that no other division has in any place is reported; one in a heading or in code is used."""
    if not unlinked:
        return
    used: set[str] = set()
    for piece in bench.pieces:
        if piece.kind is not Kind.GLOSSARY:
            words = "\n".join(str(text) for text in piece.tree.itertext(etree.Element))
            used |= {use.id for use in terms.uses(words)}
    for entry in unlinked:
        if entry.id not in used:
            message = f"The glossary explains “{entry.words}”, which the book never uses."
            hint = 'If sentences have it in other forms, name them behind the term: {forms="…"}.'
            yield warning("unused-term", entry.span, message, hint)
