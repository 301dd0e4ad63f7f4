"""`[accessibility]`: what the author claims of the book beside what the press finds in it.

Input: the checked values of the table. Output: `AccessibilityClaims`, with an error at each word that is none. Whether
the content bears the claims out is seen when it is known, in the check stage.
"""

from __future__ import annotations

from chapbook.diagnostics import did_you_mean
from chapbook.model.metadata import HAZARDS, AccessibilityClaims
from chapbook.read.forms import is_web_address
from chapbook.read.metadata import Reading

# What “none” says.
NO_HAZARD = ("no-flashing", "no-motion", "no-sound")


def read_claims(reading: Reading) -> AccessibilityClaims:
    """The claims. The values are those of `clean_texts`."""
    report = reading.text("report")
    if report and not is_web_address(report):
        hint = "Write it whole, such as “https://example.org/report”."
        reading.fault("invalid-url", "report", f"“{report}” is no address on the web.", hint)
        report = ""
    return AccessibilityClaims(
        summary=reading.text("summary"),
        hazards=_hazards(reading),
        certified_by=reading.text("certified-by"),
        credential=reading.text("credential"),
        report=report,
        spans=tuple((key, reading.place(key)) for key in reading.values),
    )


def _hazards(reading: Reading) -> tuple[str, ...]:
    said = reading.values.get("hazards", ())
    words = [said] if isinstance(said, str) else [str(word) for word in said]
    if words == ["none"]:
        return NO_HAZARD
    if "none" in words:
        message = "“none” stands in “hazards” beside another word."
        reading.fault("wrong-value", "hazards", message, "Write “none” alone, or name the hazards.")
        return ()
    for word in words:
        if word not in HAZARDS:
            hint = (
                did_you_mean(word, (*HAZARDS, "none"))
                or f"It is “none”, or some of {', '.join(f'“{h}”' for h in HAZARDS)}."
            )
            reading.fault("wrong-value", "hazards", f"“{word}” is no hazard that a book can have.", hint)
            return ()
    kinds = [word.removeprefix("no-") for word in words]
    if twice := next((kind for kind in kinds if kinds.count(kind) > 1), ""):
        reading.fault("wrong-value", "hazards", f"“hazards” speaks of “{twice}” more than once.", "Keep one of them.")
        return ()
    return tuple(words)
