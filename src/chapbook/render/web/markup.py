"""Elements of HTML in no namespace, as the download page has them: input a tree, output its bytes (HTML, clause 13)."""

from __future__ import annotations

from lxml import etree


def add(parent: etree._Element, name: str, text: str = "", /, **attributes: str) -> etree._Element:
    """A new last child of `parent`. `class_` and `for_` lose their underscore."""
    element = etree.SubElement(parent, name)
    element.text = text or None
    for key, value in attributes.items():
        element.set(key.rstrip("_").replace("_", "-"), value)
    return element


def add_sentence(parent: etree._Element, sentence: str, words: str, address: str, **attributes: str) -> etree._Element:
    """A paragraph with a link in the gap `{}` of its sentence; the paragraph."""
    before, _gap, after = sentence.partition("{}")
    paragraph = add(parent, "p", before)
    link = add(paragraph, "a", words, href=address, **attributes)
    link.tail = after or None
    return paragraph


def html_bytes(root: etree._Element) -> bytes:
    """The document in UTF-8."""
    text = str(etree.tostring(root, method="html", encoding="unicode", doctype="<!DOCTYPE html>"))
    return f"{text}\n".encode()
