"""The divisions that the press makes: half title, title page, imprint, dedication, and the frames of the lists.

Input: the metadata and the book's words. Output: titles, and bodies put into the division's section. The bibliography,
the index, the contents and the lists are filled by their own steps.
"""

from __future__ import annotations

from lxml import etree

from chapbook.compose.bench import Bench
from chapbook.compose.words import long_date, name_list
from chapbook.licences import licence_name, licence_url
from chapbook.model.fragment import add_element, new_element
from chapbook.model.manuscript import Kind, MadeDivision, OrderItem
from chapbook.model.metadata import Metadata, authors
from chapbook.trees import append_text

_TITLED = {
    *(Kind.CONTENTS, Kind.FIGURES, Kind.TABLES, Kind.LISTINGS),
    *(Kind.NOTES, Kind.ABBREVIATIONS, Kind.BIBLIOGRAPHY, Kind.INDEX, Kind.CREDITS, Kind.COLOPHON),
}


def made_title(bench: Bench, kind: Kind, name: str = "") -> etree._Element | None:
    """The `h1` of a made division, or None when its page has no heading of that sort; `name` is an index's own."""
    own = next((named.title for named in bench.manuscript.index.named if named.name == name), "") if name else ""
    if own:
        return new_element("h1", own)
    return new_element("h1", bench.words.kinds[kind]) if kind in _TITLED else None


def made_body(bench: Bench, kind: Kind, section: etree._Element) -> None:
    """Put into the section what is known before any other step has run."""
    metadata = bench.manuscript.metadata
    if kind is Kind.HALF_TITLE:
        add_element(section, "p", metadata.title, class_="book-title")
    elif kind is Kind.TITLE_PAGE:
        _title_page(bench, metadata, section)
    elif kind is Kind.IMPRINT:
        _imprint(bench, metadata, section)
    elif kind is Kind.DEDICATION:
        add_element(section, "p", metadata.dedication)


def _title_page(bench: Bench, metadata: Metadata, section: etree._Element) -> None:
    add_element(section, "h1", metadata.title, class_="book-title")
    if metadata.subtitle:
        add_element(section, "p", metadata.subtitle, class_="book-subtitle", role="doc-subtitle")
    written_by = tuple(c.name for c in authors(metadata))
    if written_by:
        add_element(section, "p", name_list(written_by, bench.language), class_="book-contributors")
    for line in contributions(bench, metadata):
        add_element(section, "p", line, class_="book-contributors")
    if metadata.publisher:
        add_element(section, "p", metadata.publisher, class_="book-publisher")


def contributions(bench: Bench, metadata: Metadata) -> list[str]:
    """A line for each role but the author's: "Edited by A and B". A role without words of ours is a `ctb`."""
    by_role: dict[str, list[str]] = {}
    for contributor in metadata.contributors:
        if contributor.role != "aut":
            known = contributor.role if contributor.role in bench.words.roles else "ctb"
            by_role.setdefault(known, []).append(contributor.name)
    return [bench.words.roles[r].format(name_list(tuple(names), bench.language)) for r, names in by_role.items()]


def _imprint(bench: Bench, metadata: Metadata, section: etree._Element) -> None:
    title = f"{metadata.title}. {metadata.subtitle}" if metadata.subtitle else metadata.title
    add_element(section, "p", title, class_="imprint-title")
    written_by = tuple(c.name for c in authors(metadata))
    lines = [name_list(written_by, bench.language)] if written_by else []
    lines += contributions(bench, metadata)
    lines.append(metadata.publisher)
    if metadata.series:
        number = f" {metadata.series.number}" if metadata.series.number else ""
        lines.append(f"{metadata.series.name}{number}")
    day = metadata.published or metadata.modified.date()
    lines.append(bench.words.edition.format(long_date(day, bench.language)))
    lines.append(metadata.rights)
    for line in lines:
        if line:
            add_element(section, "p", line)
    add_licence(bench, section)
    if metadata.cover_credit and not any(_is_credits(item) for item in bench.manuscript.order):
        add_element(section, "p", bench.words.cover_credit.format(metadata.cover_credit), class_="cover-credit")
    for scheme, value in metadata.identifiers:
        _identifier(bench, section, scheme, value)
    if metadata.url:
        add_element(add_element(section, "p"), "a", metadata.url, href=metadata.url, dir="ltr")
    add_element(section, "p", bench.words.made_with)


def add_licence(bench: Bench, section: etree._Element) -> None:
    """The book's licence, if it has one, as a line with a link."""
    licence = bench.manuscript.metadata.license
    if licence:
        paragraph = add_element(section, "p")
        link = fill(paragraph, bench.words.licence, licence_name(licence), licence_url(licence))
        link.set("rel", "license")


def fill(paragraph: etree._Element, sentence: str, words: str, address: str) -> etree._Element:
    """The sentence at the end of the paragraph, with a link to the address in its gap; the link."""
    before, _gap, after = sentence.partition("{}")
    append_text(paragraph, before)
    link = add_element(paragraph, "a", words, href=address)
    link.tail = after or None
    return link


def _is_credits(item: OrderItem) -> bool:
    return isinstance(item, MadeDivision) and item.kind is Kind.CREDITS


def _identifier(bench: Bench, section: etree._Element, scheme: str, value: str) -> None:
    paragraph = add_element(section, "p", class_="identifier")
    name, _hyphen, form = scheme.partition("-")
    forms = {"epub": bench.words.e_book, "print": bench.words.print}
    if name == "doi":
        paragraph.text = "DOI "
        add_element(paragraph, "a", value, href=f"https://doi.org/{value}")
    else:
        paragraph.text = f"{name.upper()} {value}" + (f" ({forms.get(form, form)})" if form else "")
