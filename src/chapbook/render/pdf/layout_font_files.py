"""Faces where they lie: input a font configuration of WeasyPrint and a face, output the face in it by the sheets' name.

For every rule `@font-face` WeasyPrint 70.0 copies the font file into a folder, which stays behind when the process is
ended before it can remove it. So a configuration could not be kept from one part to the next, and to make one takes
as long as a page. Here Fontconfig reads the book's own file. The name, the slant and the weight are those that the
rule would give it (CSS Fonts 4, section 4).
"""

from __future__ import annotations

import os
from typing import Any
from xml.etree import ElementTree as ET

from chapbook.faces import Face


def lay_in(text_fonts: Any, fonts: Any, family: str, face: Face) -> bool:
    """Whether the face could be read. `text_fonts` is the module `weasyprint.text.fonts`, `fonts` a configuration.

    A file can be laid in under one name only.
    """
    library, config = text_fonts.fontconfig, fonts._config
    library.FcConfigParseAndLoadFromMemory(config, _rules(text_fonts, family, face), True)
    if not library.FcConfigAppFontAddFile(config, os.fsencode(face.path)):
        return False
    text_fonts.pangoft2.pango_fc_font_map_config_changed(text_fonts.ffi.cast("PangoFcFontMap *", fonts.font_map))
    return True


def _rules(text_fonts: Any, family: str, face: Face) -> bytes:
    root = ET.Element("fontconfig")
    scanned = _match(root, "scan", face)
    # Before the file's own names, for Pango finds a face by these.
    _edit(scanned, "family", "prepend", "string", family)
    _edit(scanned, "slant", "assign_replace", "const", text_fonts.FONTCONFIG_STYLE[face.style])
    _edit(scanned, "weight", "assign_replace", "int", str(text_fonts.FONTCONFIG_WEIGHT[face.weight]))
    _edit(_match(root, "font", face), "fontfeatures", "assign_replace", "string", "kern 1")
    return b'<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n' + ET.tostring(root)


def _match(root: ET.Element, target: str, face: Face) -> ET.Element:
    match = ET.SubElement(root, "match", target=target)
    ET.SubElement(ET.SubElement(match, "test", name="file", compare="eq"), "string").text = str(face.path)
    return match


def _edit(match: ET.Element, name: str, mode: str, kind: str, value: str) -> None:
    ET.SubElement(ET.SubElement(match, "edit", name=name, mode=mode), kind).text = value
