"""The forms of names and numbers in a manuscript's settings: languages, addresses, licences, identifiers, subjects.

Input: a text. Output: whether it has the form, or what is wrong with it as a clause for a message. BCP 47 (RFC 5646)
with CLDR's names, RFC 3986, SPDX annex D, ISO 2108 (ISBN), ISO 3297 (ISSN), ISO 26324 (DOI), RFC 9562 (UUID).
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping
from functools import lru_cache
from urllib.parse import urlsplit

from babel import Locale
from babel.core import get_global

# What no XML can hold and no reader can see; tabs and line ends are white space. The noncharacters are Unicode's.
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")

_LANGUAGE = re.compile(
    r"""(?P<language>[a-z]{2,8}) (?:-[a-z]{3}){0,3} (?:-(?P<script>[a-z]{4}))? (?:-(?P<region>[a-z]{2}|[0-9]{3}))?
        (?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))* (?:-[a-wyz0-9](?:-[a-z0-9]{2,8})+)* (?:-x(?:-[a-z0-9]{1,8})+)?""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_LICENCE = re.compile(r"[A-Za-z0-9.+-]+(?: (?:AND|OR|WITH) [A-Za-z0-9.+-]+)*")
_DOI = re.compile(r'10\.[0-9]{4,9}(?:\.[0-9]+)*/[^\s<>"]+')
# BISAC's headings begin with the letters of one of its sections. Thema's codes begin with the letter of a category, or
# with the digit of a kind of qualifier; national extensions follow hyphens.
_BISAC_SECTIONS = (
    *("ANT", "ARC", "ART", "BIB", "BIO", "BUS", "CGN", "COM", "CKB", "CRA", "DES", "DRA", "EDU", "FAM", "FIC", "FOR"),
    *("GAM", "GAR", "HEA", "HIS", "HOM", "HUM", "JNF", "JUV", "LAN", "LAW", "LCO", "LIT", "MAT", "MED", "MUS", "NAT"),
    *("NON", "OCC", "PER", "PET", "PHI", "PHO", "POE", "POL", "PSY", "REF", "REL", "SCI", "SEL", "SOC", "SPO", "STU"),
    *("TEC", "TRA", "TRU", "TRV", "YAF", "YAN"),
)
_SUBJECTS = {
    "bisac": re.compile(rf"(?:{'|'.join(_BISAC_SECTIONS)})[0-9]{{6}}"),
    "thema": re.compile(r"(?:[ACDFGJKLMNPQRSTUVWXY][A-Z0-9]{0,7}|[1-6][A-Z][A-Z0-9]{0,6})(?:-[A-Z0-9]+)*"),
}


def is_language(tag: str) -> bool:
    """Whether the text is a BCP 47 tag whose language, script and region exist."""
    match = _LANGUAGE.fullmatch(tag)
    if match is None:
        return False
    names = Locale("en")
    # CLDR names some hundred languages, and knows thousands more by the script they are written in.
    languages = {*names.languages, *get_global("likely_subtags"), *get_global("language_aliases")}
    known = ((match["script"] or "").title(), names.scripts), ((match["region"] or "").upper(), names.territories)
    return match["language"].lower() in languages and all(not part or part in there for part, there in known)


# The names of LaTeX's babel that are no names of languages in English.
_BABEL_NAMES = {
    "acadian": "fr-CA",
    "american": "en-US",
    "australian": "en-AU",
    "austrian": "de-AT",
    "bahasa": "id",
    "brazilian": "pt-BR",
    "british": "en-GB",
    "canadian": "en-CA",
    "canadien": "fr-CA",
    "farsi": "fa",
    "francais": "fr",
    "magyar": "hu",
    "naustrian": "de-AT",
    "newzealand": "en-NZ",
    "ngerman": "de",
    "norsk": "nb",
    "nswissgerman": "de-CH",
    "nynorsk": "nn",
    "polutonikogreek": "el",
    "portuges": "pt",
    "slovene": "sl",
    "swissgerman": "de-CH",
    "ukenglish": "en-GB",
    "usenglish": "en-US",
}


@lru_cache(maxsize=1)
def _language_names() -> dict[str, str]:
    """The English names of languages (CLDR) and those of babel, in small letters, with their tags."""
    return {name.lower(): tag.replace("_", "-") for tag, name in Locale("en").languages.items()} | _BABEL_NAMES


def language_tag(name: str) -> str:
    """The BCP 47 tag of a language that is named (“German”, “ngerman”, “de-AT”), or nothing."""
    tag = _language_names().get(name.lower(), "")
    return tag or (name.replace("_", "-") if is_language(name.replace("_", "-")) else "")


def is_web_address(url: str) -> bool:
    """Whether the text is an http or https address with a host."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(host) and re.search(r'[\s<>"\\]', url) is None


def is_licence(text: str) -> bool:
    """Whether the text looks like an SPDX expression: identifiers, with AND, OR or WITH between them."""
    return _LICENCE.fullmatch(text) is not None


def is_subject(scheme: str, code: str) -> bool:
    """Whether the code has the form of its scheme, “bisac” or “thema”."""
    return _SUBJECTS[scheme].fullmatch(code) is not None


def fault_of_identifier(scheme: str, value: str) -> str:
    """What is wrong with the identifier, as the end of a sentence; nothing when it is right."""
    return _FAULTS[scheme](value)


def bare(value: str) -> str:
    """The number without hyphens and spaces."""
    return value.replace("-", "").replace(" ", "").upper()


def _isbn_fault(value: str) -> str:
    digits = bare(value)
    if re.fullmatch(r"[0-9]{13}", digits):
        if not digits.startswith(("978", "979")) or digits.startswith("9790"):  # 979-0 is printed music
            return "is no ISBN: it must begin with 978 or 979"
        fits = sum(int(d) * (3 if n % 2 else 1) for n, d in enumerate(digits)) % 10 == 0
    elif re.fullmatch(r"[0-9]{9}[0-9X]", digits):
        fits = _fits_modulo_11(digits)
    else:
        return "is no ISBN: it must have 13 or 10 digits"
    return "" if fits else "is no ISBN: its check digit does not fit"


def _issn_fault(value: str) -> str:
    digits = bare(value)
    if not re.fullmatch(r"[0-9]{7}[0-9X]", digits):
        return "is no ISSN: it must have 8 digits"
    return "" if _fits_modulo_11(digits) else "is no ISSN: its check digit does not fit"


def _fits_modulo_11(digits: str) -> bool:
    """The last digit counts once, the one before it twice, and so on; X is ten."""
    return sum((10 if d == "X" else int(d)) * n for n, d in enumerate(reversed(digits), 1)) % 11 == 0


def _doi_fault(value: str) -> str:
    return "" if _DOI.fullmatch(value) else "is no DOI: it must look like 10.1234/suffix"


def _uuid_fault(value: str) -> str:
    try:
        uuid.UUID(value)
    except ValueError:
        return "is no UUID: it must have 32 hexadecimal digits"
    return ""


_FAULTS: Mapping[str, Callable[[str], str]] = {
    "isbn-epub": _isbn_fault,
    "isbn-print": _isbn_fault,
    "isbn": _isbn_fault,
    "doi": _doi_fault,
    "uuid": _uuid_fault,
    "issn": _issn_fault,
}
IDENTIFIER_SCHEMES = tuple(_FAULTS)
