"""From one Markdown file to a Draft: the whole parse stage on one screen.

Input: a `ChapterSource`. Output: its `Draft` and what is wrong with it. Pure: the same source gives the same draft,
nothing is read or written, and no text is lost without a diagnostic.
"""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from chapbook.diagnostics import Diagnostic, sort_diagnostics
from chapbook.model.abbreviation import Abbreviation
from chapbook.model.draft import Draft
from chapbook.model.fragment import add_element, make_fragment, new_element
from chapbook.model.manuscript import ChapterSource, Kind
from chapbook.parse.asides import place_asides
from chapbook.parse.attribute_checks import chapter_ids, check_attributes
from chapbook.parse.blocks import read_blocks
from chapbook.parse.characters import clean_text
from chapbook.parse.code import place_code
from chapbook.parse.content_models import fit_content
from chapbook.parse.declarations import Declarations, drop_places, read_places
from chapbook.parse.definitions import check_definitions, declared_abbreviations
from chapbook.parse.dialect import render_html
from chapbook.parse.figures import place_figures
from chapbook.parse.formulas import place_formulas
from chapbook.parse.headings import Title, give_ids, heading_words, slug, take_title
from chapbook.parse.index_marks import place_index_marks
from chapbook.parse.labelled_divs import place_labelled_divs
from chapbook.parse.languages import check_languages
from chapbook.parse.lifting import wrap_loose_text
from chapbook.parse.marks import mark_lines
from chapbook.parse.mathml import fit_formulas
from chapbook.parse.notes import place_notes
from chapbook.parse.page_breaks import place_page_breaks
from chapbook.parse.quotations import place_quotations
from chapbook.parse.raw import place_raw_spans
from chapbook.parse.repair import AT, repair_html
from chapbook.parse.report import Report
from chapbook.parse.shown_addresses import place_addresses
from chapbook.parse.slips import check_front_matter, check_slips
from chapbook.parse.spans import place_spans
from chapbook.parse.tables import mark_narrow_columns, set_column_widths
from chapbook.parse.verse import place_verse


def parse_chapter(source: ChapterSource) -> tuple[Draft, tuple[Diagnostic, ...]]:
    """The chapter as a tree with what it declares, and the diagnostics."""
    text, found = clean_text(source)
    lines = tuple(text.split("\n"))
    report = Report(source.path, source.first_line, found, source.runs, math=source.math, lines=lines)
    section, abbreviations = _read_tree(text, source, report)
    place_spans(section)
    place_code(section, report)
    place_raw_spans(section, report)
    place_asides(section, report)
    place_quotations(section)
    place_verse(section)
    place_addresses(section)
    place_figures(section, report)
    place_labelled_divs(section)
    place_page_breaks(section)
    place_index_marks(section)
    mark_narrow_columns(section)
    set_column_widths(section)
    place_notes(section, report)
    fit_content(section, report)
    fit_formulas(section, report)
    check_slips(section, report)
    wrap_loose_text(section)
    title = give_ids(section, take_title(section, source.title, report))
    place_formulas(section, report)
    if title.content is not None:
        place_formulas(title.content, report)
    draft = _make_draft(section, title, source, report)
    return replace(draft, abbreviations=abbreviations), sort_diagnostics(report.diagnostics)


def _read_tree(text: str, source: ChapterSource, report: Report) -> tuple[etree._Element, tuple[Abbreviation, ...]]:
    """The tree, and the abbreviations that the chapter declares for itself."""
    check_front_matter(text, report)
    try:
        html, definitions = render_html(read_blocks(mark_lines(text, report), report), source.abbreviations)
    except RecursionError:
        report.error(
            "nested-too-deeply", None, "The chapter is nested too deeply to be parsed.", "Take some levels out."
        )
        section = new_element("section")
        add_element(section, "pre", text)
        return section, ()
    if source.kind is Kind.ABBREVIATIONS:  # they are the book's, which knows whether they are used
        definitions = replace(definitions, abbreviations=())
    check_definitions(text, definitions, report)
    return repair_html(html, report), declared_abbreviations(text, definitions, report)


def _make_draft(section: etree._Element, title: Title, source: ChapterSource, report: Report) -> Draft:
    declared, given_id = Declarations(report, source.kind is Kind.GLOSSARY), source.id
    if given_id and given_id != title.id:
        declared.declare_title_id(given_id, None, "")
    if title.content is not None:
        at = title.content.get(AT)
        declared.declare_title_id(title.id, int(at) if at else None, slug(heading_words(title.content)))
        declared.read(title.content)
    declared.read(section)
    roots = [root for root in (section, title.content) if root is not None]
    ids = chapter_ids(roots)
    for root in roots:
        check_attributes(root, ids, report)
        check_languages(root, report)
    places = read_places(section, report)
    for root in roots:
        drop_places(root)
        etree.cleanup_namespaces(root, keep_ns_prefixes=["epub", "press"])
    return Draft(
        path=report.path,
        title=None if title.content is None else make_fragment(title.content),
        title_id=title.id,
        title_span=title.span,
        content=make_fragment(section),
        headings=tuple(declared.headings),
        labels=tuple(declared.labels),
        citations=tuple(declared.citations),
        cross_references=tuple(declared.cross_references),
        notes=tuple(declared.notes),
        marks=tuple(declared.marks),
        gloss_marks=tuple(declared.gloss_marks),
        terms=tuple(declared.terms),
        images=tuple(declared.images),
        links=tuple(declared.links),
        places=places,
    )
