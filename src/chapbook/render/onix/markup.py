"""Elements of ONIX for Books 3.0, with reference tags: input names and texts, output a tree."""

from __future__ import annotations

from lxml import etree

ONIX = "http://ns.editeur.org/onix/3.0/reference"


def new_message() -> etree._Element:
    """The root of a message."""
    namespaces: dict[str | None, str] = {None: ONIX}
    message = etree.Element(f"{{{ONIX}}}ONIXMessage", nsmap=namespaces)  # type: ignore[arg-type]  # as in model/fragment
    message.set("release", "3.0")
    return message


def add(parent: etree._Element, name: str, text: str = "", /, **attributes: str) -> etree._Element:
    """A new last child of `parent`."""
    element = etree.SubElement(parent, f"{{{ONIX}}}{name}")
    element.text = text or None
    for key, value in attributes.items():
        element.set(key, value)
    return element


def add_all(parent: etree._Element, name: str, /, **texts: str) -> etree._Element:
    """A new composite with an element for each text that is not empty, in the order given."""
    composite = add(parent, name)
    for child, text in texts.items():
        if text:
            add(composite, child, text)
    return composite
