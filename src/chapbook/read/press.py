"""What a printer asked for, as `[editions.print]` says it; `[editions.screen]` knows the standard alone.

Input: the values of the table. Output: `PressSettings`, in millimetres, with an error at each value that is none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from chapbook.colour_profiles import OUTPUT_CLASS, BadProfileError, profile_facts
from chapbook.diagnostics import did_you_mean, warning
from chapbook.files import Folder, PathRefusedError, resolve_path
from chapbook.model.press import WHITE_LEAF_MM, PressSettings
from chapbook.read.metadata import Reading
from chapbook.trims import length_mm

STANDARDS = ("pdf/x-4", "pdf/a-2u", "pdf/a-3u")
# The thickness of a leaf in mm by Amazon KDP’s papers, which it gives in inches a page.
PAPERS: Mapping[str, float] = {
    "white": WHITE_LEAF_MM,
    "cream": 2 * 0.0025 * 25.4,
    "colour": 2 * 0.002347 * 25.4,
    "color": 2 * 0.002347 * 25.4,
}
# Of wood-free offset paper: the thickness in thousandths of a mm for each gram a square metre.
_BULK = 1.25
_GRAMS = re.compile(r"(\d{2,3})\s*(?:g|gsm|g/m²|g/m2)", re.ASCII | re.IGNORECASE)
_MOST_BLEED_MM = 25
_LEAVES_MM = (0.03, 1.0)


def read_press(reading: Reading, folder: Folder, *, for_screen: bool = False) -> PressSettings:
    """The settings of one edition. `reading` is of its table. PDF/X knows no links, so it is none for a screen."""
    standard = _standard(reading, STANDARDS[1:] if for_screen else STANDARDS)
    profile = _profile(reading, folder)
    if standard == "pdf/x-4" and not profile and reading.values.get("cover") is True:
        message = "The printer’s cover is in colour, and no profile says with which inks; it does not keep PDF/X-4."
        hint = "Name the profile that your printer asks for in “icc”."
        reading.found.append(warning("cover-without-profile", reading.place("cover"), message, hint))
    return PressSettings(
        bleed_mm=_bleed(reading),
        marks=reading.values.get("marks") is True,
        standard=standard,
        profile=profile,
        cover=reading.values.get("cover") is True,
        leaf_mm=_leaf(reading),
        price_code=_price_code(reading),
    )


def _bleed(reading: Reading) -> float:
    words = reading.text("bleed")
    bleed = length_mm(words) if words else 0.0
    if bleed is None or bleed > _MOST_BLEED_MM:
        hint = f"Write a length up to {_MOST_BLEED_MM} mm, such as “3mm” or “0.125in”."
        reading.fault("bad-length", "bleed", f"“{words}” is no bleed.", hint)
        return 0.0
    return bleed


def _leaf(reading: Reading) -> float:
    words = reading.text("paper")
    if not words:
        return WHITE_LEAF_MM
    grams = _GRAMS.fullmatch(words.strip())
    leaf = PAPERS.get(words.strip().lower(), int(grams[1]) * _BULK / 1000 if grams else length_mm(words))
    if leaf is None or not _LEAVES_MM[0] <= leaf <= _LEAVES_MM[1]:
        hint = "Write “white”, “cream” or “colour” as Amazon does, a weight such as “80g”, or a leaf’s “0.11mm”."
        reading.fault("bad-length", "paper", f"“{words}” is no paper.", hint)
        return WHITE_LEAF_MM
    return leaf


def _standard(reading: Reading, known: Sequence[str]) -> str:
    words = reading.text("standard")
    standard = words.strip().lower()
    if standard and standard not in known:
        hint = did_you_mean(standard, known) or f"It is {' or '.join(f'“{s}”' for s in known)}."
        reading.fault("wrong-value", "standard", f"“standard” cannot be “{words}”.", hint)
        return ""
    return standard


def _profile(reading: Reading, folder: Folder) -> str:
    words = reading.text("icc")
    if not words:
        return ""
    try:
        path = resolve_path("book.toml", words)
        facts = profile_facts(folder.read_bytes(path))
    except FileNotFoundError:
        profiles = [known for known in folder.paths() if known.lower().endswith((".icc", ".icm"))]
        reading.fault("missing-file", "icc", f"There is no file “{words}”.", did_you_mean(words, profiles))
        return ""
    except PathRefusedError as refused:
        reading.fault("path-refused", "icc", str(refused))
        return ""
    except BadProfileError as fault:
        reading.fault("bad-profile", "icc", f"“{words}” cannot be used as a profile: {fault}.")
        return ""
    if not facts.components or facts.device_class != OUTPUT_CLASS:
        message = f"“{words}” is a profile for “{facts.colours}” of the class “{facts.device_class}”, not for a press."
        reading.fault("bad-profile", "icc", message, "Take the one that your printer names, such as FOGRA39 or SWOP.")
        return ""
    return path


def _price_code(reading: Reading) -> str:
    words = reading.text("price-code")
    if words and not re.fullmatch(r"[0-9]{5}", words, re.ASCII):
        hint = "It has five digits: the currency’s and four for the price, or 90000 for none."
        reading.fault("wrong-value", "price-code", f"“price-code” cannot be “{words}”.", hint)
        return ""
    return words
