"""The book's own words: "Chapter", "Contents", "Edited by", months.

Input: the book's language (BCP 47). Output: its words, from a table for the languages we know and else in English, and
dates, lists and months as CLDR (through Babel) has them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.lists import format_list

from chapbook.model.book import Words
from chapbook.model.manuscript import Kind


@dataclass(frozen=True)
class Numbered:
    """Words for something with a number: before a caption or a title, and in a sentence. `{}` is the number.

    `references` are the words for several: `{}` is "2.1 and 2.3" or "2.1–2.3".
    """

    label: str
    reference: str
    references: str


@dataclass(frozen=True)
class BookWords:
    """The words of one language. `kinds` are titles of divisions that have none; `roles` stand before names.

    `page` stands in a sentence, as in "see page 41". `callouts` are the titles of boxes that have none.
    """

    kinds: Mapping[Kind, str]
    part: Numbered
    chapter: Numbered
    appendix: Numbered
    section: Numbered
    figure: Numbered
    table: Numbered
    equation: Numbered
    listing: Numbered
    page: Numbered
    callouts: Mapping[str, str]
    roles: Mapping[str, str]
    edition: str
    licence: str
    e_book: str
    print: str
    made_with: str
    see: str
    symbols: str
    renderers: Words


def _kinds(*titles: str) -> Mapping[Kind, str]:
    return dict(zip(Kind, titles, strict=True))


def _numbered(label: str, reference: str, references: str) -> Numbered:
    """The forms, the number held to its word by a no-break space."""
    return Numbered(f"{label}\u00a0{{}}", f"{reference}\u00a0{{}}", f"{references}\u00a0{{}}")


def _callouts(*titles: str) -> Mapping[str, str]:
    return dict(zip(("note", "tip", "important", "warning", "caution", "example"), titles, strict=True))


_ENGLISH = BookWords(
    kinds=_kinds(
        *("Half title", "Title page", "Imprint", "Dedication", "Epigraph", "Contents", "Figures"),
        *("Tables", "Listings", "Foreword", "Preface", "Introduction", "Part", "Chapter"),
        *("Afterword", "Appendix", "Notes", "Glossary", "Bibliography", "Index", "Colophon"),
    ),
    part=_numbered("Part", "Part", "Parts"),
    chapter=_numbered("Chapter", "Chapter", "Chapters"),
    appendix=_numbered("Appendix", "Appendix", "Appendices"),
    section=_numbered("Section", "Section", "Sections"),
    figure=_numbered("Figure", "Figure", "Figures"),
    table=_numbered("Table", "Table", "Tables"),
    equation=_numbered("Equation", "Equation", "Equations"),
    listing=_numbered("Listing", "Listing", "Listings"),
    page=_numbered("Page", "page", "pages"),
    callouts=_callouts("Note", "Tip", "Important", "Warning", "Caution", "Example"),
    roles={"edt": "Edited by {}", "trl": "Translated by {}", "ill": "Illustrated by {}", "ctb": "With {}"},
    edition="This edition: {}",
    licence="Licence: ",
    e_book="e-book",
    print="print",
    made_with="Made with chapbook.",
    see="see",
    symbols="Symbols",
    renderers=Words(
        contents="Contents",
        landmarks="Landmarks",
        pages="Pages",
        cover="Cover",
        title_page="Title page",
        start="Start of the text",
        note="Note",
        back="Back to the text",
        page="Page",
        figure="Figure",
        table="Table",
    ),
)

_CZECH = BookWords(
    kinds=_kinds(
        *("Patitul", "Titulní strana", "Tiráž", "Věnování", "Motto", "Obsah", "Seznam obrázků"),
        *("Seznam tabulek", "Seznam výpisů", "Předmluva", "Předmluva", "Úvod", "Část", "Kapitola"),
        *("Doslov", "Příloha", "Poznámky", "Slovníček", "Literatura", "Rejstřík", "Kolofon"),
    ),
    part=_numbered("Část", "část", "části"),
    chapter=_numbered("Kapitola", "kapitola", "kapitoly"),
    appendix=_numbered("Příloha", "příloha", "přílohy"),
    section=_numbered("Oddíl", "oddíl", "oddíly"),
    figure=_numbered("Obrázek", "obrázek", "obrázky"),
    table=_numbered("Tabulka", "tabulka", "tabulky"),
    equation=_numbered("Rovnice", "rovnice", "rovnice"),
    listing=_numbered("Výpis", "výpis", "výpisy"),
    page=_numbered("Strana", "strana", "strany"),
    callouts=_callouts("Poznámka", "Tip", "Důležité", "Varování", "Pozor", "Příklad"),
    roles={"edt": "Uspořádal(a) {}", "trl": "Přeložil(a) {}", "ill": "Ilustroval(a) {}", "ctb": "Spolupráce: {}"},
    edition="Toto vydání: {}",
    licence="Licence: ",
    e_book="e-kniha",
    print="tisk",
    made_with="Vysázeno programem chapbook.",
    see="viz",
    symbols="Znaky",
    renderers=Words(
        contents="Obsah",
        landmarks="Orientační body",
        pages="Strany",
        cover="Obálka",
        title_page="Titulní strana",
        start="Začátek textu",
        note="Poznámka",
        back="Zpět do textu",
        page="Strana",
        figure="Obrázek",
        table="Tabulka",
    ),
)

_GERMAN = BookWords(
    kinds=_kinds(
        *("Schmutztitel", "Titelseite", "Impressum", "Widmung", "Motto", "Inhalt", "Abbildungen"),
        *("Tabellen", "Listings", "Geleitwort", "Vorwort", "Einleitung", "Teil", "Kapitel"),
        *("Nachwort", "Anhang", "Anmerkungen", "Glossar", "Literatur", "Register", "Kolophon"),
    ),
    part=_numbered("Teil", "Teil", "Teile"),
    chapter=_numbered("Kapitel", "Kapitel", "Kapitel"),
    appendix=_numbered("Anhang", "Anhang", "Anhänge"),
    section=_numbered("Abschnitt", "Abschnitt", "Abschnitte"),
    figure=_numbered("Abbildung", "Abbildung", "Abbildungen"),
    table=_numbered("Tabelle", "Tabelle", "Tabellen"),
    equation=_numbered("Gleichung", "Gleichung", "Gleichungen"),
    listing=_numbered("Listing", "Listing", "Listings"),
    page=_numbered("Seite", "Seite", "Seiten"),
    callouts=_callouts("Hinweis", "Tipp", "Wichtig", "Warnung", "Vorsicht", "Beispiel"),
    roles={"edt": "Herausgegeben von {}", "trl": "Übersetzt von {}", "ill": "Illustriert von {}", "ctb": "Mit {}"},
    edition="Diese Ausgabe: {}",
    licence="Lizenz: ",
    e_book="E-Book",
    print="Druck",
    made_with="Gesetzt mit chapbook.",
    see="siehe",
    symbols="Zeichen",
    renderers=Words(
        contents="Inhalt",
        landmarks="Orientierungspunkte",
        pages="Seiten",
        cover="Umschlag",
        title_page="Titelseite",
        start="Beginn des Textes",
        note="Anmerkung",
        back="Zurück zum Text",
        page="Seite",
        figure="Abbildung",
        table="Tabelle",
    ),
)

_FRENCH = BookWords(
    kinds=_kinds(
        *("Faux-titre", "Page de titre", "Mentions légales", "Dédicace", "Épigraphe", "Table des matières", "Figures"),
        *("Tableaux", "Extraits", "Avant-propos", "Préface", "Introduction", "Partie", "Chapitre"),
        *("Postface", "Annexe", "Notes", "Glossaire", "Bibliographie", "Index", "Colophon"),
    ),
    part=_numbered("Partie", "partie", "parties"),
    chapter=_numbered("Chapitre", "chapitre", "chapitres"),
    appendix=_numbered("Annexe", "annexe", "annexes"),
    section=_numbered("Section", "section", "sections"),
    figure=_numbered("Figure", "figure", "figures"),
    table=_numbered("Tableau", "tableau", "tableaux"),
    equation=_numbered("Équation", "équation", "équations"),
    listing=_numbered("Extrait", "extrait", "extraits"),
    page=_numbered("Page", "page", "pages"),
    callouts=_callouts("Remarque", "Conseil", "Important", "Attention", "Prudence", "Exemple"),
    roles={"edt": "Sous la direction de {}", "trl": "Traduction : {}", "ill": "Illustrations : {}", "ctb": "Avec {}"},
    edition="Cette édition : {}",
    licence="Licence : ",
    e_book="livre numérique",
    print="imprimé",
    made_with="Composé avec chapbook.",
    see="voir",
    symbols="Symboles",
    renderers=Words(
        contents="Table des matières",
        landmarks="Repères",
        pages="Pages",
        cover="Couverture",
        title_page="Page de titre",
        start="Début du texte",
        note="Note",
        back="Retour au texte",
        page="Page",
        figure="Figure",
        table="Tableau",
    ),
)

_TABLE: Mapping[str, BookWords] = {
    "en": _ENGLISH,
    "en-us": replace(_ENGLISH, licence="License: "),
    "cs": _CZECH,
    "de": _GERMAN,
    "fr": _FRENCH,
}


def book_words(language: str) -> BookWords | None:
    """The words of the language, or of the language without its region; None when we have none."""
    tag = language.lower()
    return _TABLE.get(tag) or _TABLE.get(tag.split("-")[0])


def english_words() -> BookWords:
    """What a book in a language without words gets."""
    return _ENGLISH


def long_date(day: date, language: str) -> str:
    """The date in words: "24 November 2026"."""
    return format_date(day, "long", locale=_locale(language))


def name_list(names: tuple[str, ...], language: str) -> str:
    """The names as a list in a sentence: "A, B and C"."""
    return format_list(list(names), locale=_locale(language))


def _locale(language: str) -> Locale:
    for tag in (language, language.split("-")[0]):
        try:
            return Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale("en")
