"""What CLDR knows of a language, through Babel: input a BCP 47 tag, output its locale, or that of the plain language.

A tag that CLDR does not know gets English, as everything does that the press has no words for.
"""

from __future__ import annotations

from babel import Locale, UnknownLocaleError

_CHINESE = {"zh-tw": "zh-hant", "zh-hk": "zh-hant", "zh-mo": "zh-hant", "zh-hans": "zh", "no": "nb"}


def locale_of(language: str) -> Locale:
    """The locale that fits the tag best."""
    for tag in (language, language.split("-")[0]):
        try:
            return Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale("en")


def known_language(tag: str) -> str:
    """The tag as CLDR writes it, or an empty string: bibliographies name languages in any form (“english”, “eng”)."""
    try:
        return str(Locale.parse(tag.replace("_", "-"), sep="-")).replace("_", "-") if tag else ""
    except (UnknownLocaleError, ValueError):
        return ""


def tag_chain(language: str) -> tuple[str, ...]:
    """The tags in lower case whose rules the language follows, nearest first: `zh-hant-tw`, `zh-hant`, `zh`."""
    tags = []
    tag = language.lower()
    while tag:
        tags.append(tag)
        if tag in _CHINESE:
            tags.append(_CHINESE[tag])
        tag = tag.rpartition("-")[0]
    return tuple(dict.fromkeys(tags))
