"""An entry of a .bib file as pandoc reads it best.

Input: an entry. Output: its BibLaTeX, under an id of our own: without the fields that no style prints (the files on
the author's machine among them), and with what the reference managers are known to write amiss put right.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from chapbook.read.bibtex import MONTHS, BibEntry
from chapbook.read.forms import language_tag

# The fields that pandoc reads; `file`, `groups`, `timestamp` and the like are not among them.
_DATES = tuple(f"{of}{part}" for of in ("", "event", "orig", "url") for part in ("date", "year", "month", "day"))
_NAMES = ("author", "bookauthor", "translator", "editor", "editortype")
_TITLE_FIELDS = """title subtitle titleaddon maintitle mainsubtitle maintitleaddon booktitle booksubtitle booktitleaddon
    issuetitle issuesubtitle journaltitle journalsubtitle journal shortjournal shorttitle eventtitle origtitle
    series"""
_OTHER_FIELDS = """pages volume part volumes pagetotal chapter edition version number issue school institution
    organization howpublished publisher origpublisher venue address location origlocation pmid pmcid library
    annotation annote abstract keywords note addendum pubstate type entrysubtype options langid
    langidopts hyphenation endyear endmonth endday"""
# Pandoc takes these as they stand; all others are LaTeX.
VERBATIM = frozenset({"url", "doi", "isbn", "issn", "eprint", "eprinttype", "archiveprefix", "langid", "options"})
READ = frozenset({*_DATES, *_NAMES, *_TITLE_FIELDS.split(), *_OTHER_FIELDS.split(), *VERBATIM})
# What is printed as words, so that none of them may go missing.
_PUBLISHERS = ("publisher", "school", "institution", "howpublished")
PRINTED = ("author", "editor", "translator", *_TITLE_FIELDS.split(), *_PUBLISHERS, "note")

# Pandoc 3.9 reads these as blocks, then joins them without a space and says what was emphasised twice; what it takes
# for one paragraph it reads well, and it keeps Unicode's paragraph separator.
_ANNOTATIONS = frozenset({"annotation", "annote"})
_SEPARATOR = "\u2029"
_BLANK = re.compile(r"\n[ \t]*(?=\n)")

_MONTH_NAMES = "january february march april may june july august september october november december"
_ESCAPE = re.compile(r"\{\\([_%&#$~^{}])\}|\\([_%&#$~^{}])(?:\{\})?")
_URL_COMMAND = re.compile(r"^\\url\s*\{(.*)\}$")
_BREAKS = re.compile(r"\\\\(?:\[[^\]]*\])?|\\(?:newline|linebreak|par)(?![A-Za-z])(?:\{\})?")
_BOXES = re.compile(r"\\(?:mbox|hbox|text|textnormal|textrm|textup|uppercase|MakeUppercase)\s*(?=\{)")
_COMMENT = re.compile(r"(?<!\\)%")
_YEARS = re.compile(r"^(\d{4})\s*(?:-{1,3}|–)\s*(\d{4})$")
_DAY_AND_MONTH = re.compile(r"^(\d{1,2})[\s~.]*([A-Za-z]+)\.?$|^([A-Za-z]+)\.?[\s~]*(\d{1,2})$")


def pandoc_bib(entry: BibEntry, id: str, ids: Mapping[str, str], language: str) -> str:
    """The entry as BibLaTeX under `id`; `ids` leads from the keys of the file to ids; `language` is the book's."""
    fields = {name: field.value for name, field in entry.fields.items() if name in READ}
    undefined = {name for name, _line in entry.undefined}
    _mend_date(fields)
    # Pandoc sets English titles as sentences, for its styles to capitalise again, and takes a work of no language for
    # English. In a book of another language it would leave all titles as they are; but in its sandbox it does not know
    # of the book, so it is told that all works are in its language.
    own = stated_language(entry) if is_english(language) else language
    if own:
        fields["langid"] = own
    lines = [f"@{'inproceedings' if entry.type == 'conference' else entry.type}{{{id},"]
    for name, value in fields.items():
        bare = value in undefined  # pandoc has words for some: `type = phdthesis`
        lines.append(f" {name} = {value}," if bare and name not in VERBATIM else f" {name} = {{{_mend(name, value)}}},")
    for name in ("crossref", "xdata"):
        parents = [ids[key] for key in parent_keys(entry, name) if key in ids]
        if parents:
            lines.append(f" {name} = {{{','.join(parents)}}},")
    return "\n".join([*lines, "}"])


def is_english(language: str) -> bool:
    """Whether the tag is one of English."""
    return language.lower().split("-")[0] == "en"


def parent_keys(entry: BibEntry, *names: str) -> list[str]:
    """The keys of the entries from which the entry takes what it does not say itself."""
    return [
        key.strip()
        for name in names or ("crossref", "xdata")
        if name in entry.fields
        for key in entry.fields[name].value.split(",")
        if key.strip()
    ]


def _mend(name: str, value: str) -> str:
    paragraphs = _BLANK.split(value) if name in _ANNOTATIONS else [value]
    value = _SEPARATOR.join(" ".join(paragraph.split()) for paragraph in paragraphs)
    if name in VERBATIM:
        value = _URL_COMMAND.sub(r"\1", value)
        value = _ESCAPE.sub(lambda match: match[1] or match[2], value)
        return value if value.count("{") == value.count("}") else value.replace("{", "%7B").replace("}", "%7D")
    value = _BREAKS.sub(" ", value)
    value = _BOXES.sub("", value)
    return _COMMENT.sub(r"\\%", value)


def _mend_date(fields: dict[str, str]) -> None:
    """Months as numbers, and ranges of years as BibLaTeX has them."""
    month = fields.get("month", "").strip().strip("{}#").strip()
    if parts := _DAY_AND_MONTH.match(month):
        month = parts[2] or parts[3]
        fields.setdefault("day", parts[1] or parts[4])
    short = month.rstrip(".").lower()[:3]
    if short in MONTHS and (len(month.rstrip(".")) <= 4 or month.lower() in _MONTH_NAMES.split()):
        fields["month"] = str(MONTHS.index(short) + 1)
    for name in ("year", "date"):
        if years := _YEARS.match(fields.get(name, "").strip()):
            fields.pop(name)
            fields["date"] = f"{years[1]}/{years[2]}"


def stated_language(entry: BibEntry) -> str:
    """The tag of the language of the work, which BibLaTeX, Zotero and JabRef also write as `language`; or nothing."""
    for name in ("langid", "hyphenation", "language"):
        if name in entry.fields and (tag := language_tag(entry.fields[name].value.strip().strip("{}"))):
            return tag
    return ""
