"""What a printer's or an archive's standard wants of the bound file beside its metadata.

Input: the bound file and the standard's name. Output: an output intent with its profile (ISO 32000-1, 14.11.5), colours
that mean the same on every machine, and pictures that are not smoothed by whoever shows them: PDF/X-4 (ISO 15930-7),
PDF/A-2u and PDF/A-3u (ISO 19005-2 and -3).
"""

from __future__ import annotations

import re

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from chapbook.colour_profiles import black_profile, profile_facts, srgb_profile
from chapbook.render.pdf.binding_press import PressSheet

PDF_X = "pdf/x-4"
# The names of printing conditions in the ICC's registry, as they stand in the names of their profiles.
_CONDITION = re.compile(r"FOGRA\d{2}|TR ?00\d|IFRA\d{2}|JC\d{6}")
_PRINTED = 4  # of the flags of an annotation (ISO 32000-1, table 165)
_REGISTRY = "http://www.color.org"


def declare_intent(target: Pdf, standard: str, profile: bytes) -> None:
    """Write the output intent, and give every colour a meaning.

    Without a profile of the printer's, PDF/X-4 is for black ink on paper, and PDF/A for an sRGB screen.
    """
    if not standard:
        return
    is_press = standard == PDF_X
    intended = profile or (black_profile() if is_press else srgb_profile())
    facts = profile_facts(intended)
    condition = _CONDITION.search(facts.name.upper()) if profile else None
    destination = _icc_stream(target, intended, facts.components)
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFX if is_press else Name.GTS_PDFA1,
        OutputConditionIdentifier=String(condition[0] if condition else "Custom"),
        Info=String(facts.name or "The printer’s profile"),
        DestOutputProfile=destination,
    )
    if condition:
        intent.RegistryName = String(_REGISTRY)
    target.Root.OutputIntents = Array([target.make_indirect(intent)])
    srgb = destination if facts.colours == "RGB" and not profile else _icc_stream(target, srgb_profile(), 3)
    colours = target.make_indirect(Array([Name.ICCBased, srgb]))
    for made in target.objects:
        _settle(made, facts.colours, colours, archive=not is_press)


def keeps_inks(sheet: PressSheet, *, for_press: bool) -> bool:
    """Whether pictures in CMYK stay so: for a press that is free to print them, or whose profile is one of these inks.

    Elsewhere nothing says how the inks look.
    """
    if sheet.profile:
        return profile_facts(sheet.profile).colours == "CMYK"
    return for_press and not sheet.standard


def _icc_stream(target: Pdf, profile: bytes, components: int) -> Object:
    stream = Stream(target, profile)
    stream.N = components
    return target.make_indirect(stream)


def _settle(made: Object, intended: str, srgb: Object, *, archive: bool) -> None:
    """Settle one object: a page, a form, a picture, a link, or a dictionary of resources of its own."""
    if not isinstance(made, Dictionary | Stream):
        return
    if archive and made.get("/Subtype") == Name.Link:
        made.F = _PRINTED  # ISO 19005-2, 6.3.2
    if archive and made.get("/Subtype") == Name.Image and made.get("/Interpolate"):
        made.Interpolate = False  # ISO 19005-2, 6.2.8
    if intended != "RGB":
        _settle_rgb(made, srgb)


def _settle_rgb(made: Object, srgb: Object) -> None:
    """Give the object's RGB the meaning of sRGB, where the output intent has other colours."""
    if made.get("/Subtype") == Name.Image and made.get("/ColorSpace") == Name.DeviceRGB:
        made.ColorSpace = srgb
    resources = made if _is_resources(made) else made.get("/Resources")
    if isinstance(resources, Dictionary):
        if "/ColorSpace" not in resources:
            resources.ColorSpace = Dictionary()
        resources.ColorSpace.DefaultRGB = srgb
    group = made.get("/Group")
    if isinstance(group, Dictionary) and group.get("/CS") == Name.DeviceRGB:
        group.CS = srgb


def _is_resources(made: Object) -> bool:
    """Whether it is a dictionary of resources that several pages share."""
    return isinstance(made, Dictionary) and "/Type" not in made and "/ExtGState" in made and "/XObject" in made
