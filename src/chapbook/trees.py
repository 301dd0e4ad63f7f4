"""Moves of lxml elements that keep the text around them in its place.

Input: elements of a tree. Output: the same tree, changed. lxml hangs the text behind an element on the element itself
(its tail), so that taking the element away would take the text away too. A root is left where it is.
"""

from __future__ import annotations

from xml.etree import ElementTree as ET  # only looked at here, never parsed

from lxml import etree


def has_class(element: etree._Element | ET.Element | None, name: str) -> bool:
    """Whether the element is there and has the class."""
    return element is not None and name in element.get("class", "").split()


def append_text(element: etree._Element, text: str) -> None:
    """Add text after everything that the element holds."""
    if not text:
        return
    last = next(element.iterchildren(reversed=True), None)  # len() would count all children
    if last is not None:
        last.tail = (last.tail or "") + text
    else:
        element.text = (element.text or "") + text


def move_content(source: etree._Element, target: etree._Element) -> None:
    """Move text and children of `source` to the end of `target`."""
    append_text(target, source.text or "")
    source.text = None
    for child in list(source):
        target.append(child)


def replace(old: etree._Element, new: etree._Element) -> None:
    """Put `new` where `old` stands; the tail stays."""
    parent = old.getparent()
    if parent is not None:
        new.tail, old.tail = old.tail, None
        parent.replace(old, new)


def remove(element: etree._Element) -> None:
    """Take the element out; its tail stays."""
    parent = element.getparent()
    if parent is not None:
        _keep_text(parent, element, element.tail)
        element.tail = None
        parent.remove(element)


def unwrap(element: etree._Element) -> None:
    """Take the element out and leave what it holds."""
    parent = element.getparent()
    if parent is not None:
        _keep_text(parent, element, element.text)
        for child in list(element):
            element.addprevious(child)
        remove(element)


def lift_out(element: etree._Element, tag: str) -> None:
    """Divide the nearest ancestor of the tag, and whatever in it the element stands in, around the element.

    A half that holds no words goes; an id stays with the first.
    """
    holder = next(element.iterancestors(tag), None)
    parent = element.getparent()
    while holder is not None and parent is not None and parent is not holder:
        _divide(parent, element)
        parent = element.getparent()
    if holder is not None:
        _divide(holder, element)


def _divide(parent: etree._Element, element: etree._Element) -> None:
    after = etree.Element(parent.tag)
    for name, value in parent.attrib.items():
        if name != "id":
            after.set(name, value)
    after.text, element.tail = element.tail, None
    after.extend(list(element.itersiblings()))
    after.tail, parent.tail = parent.tail, None
    parent.addnext(element)
    element.addnext(after)
    for half in (parent, after):
        if not len(half) and not (half.text or "").strip():
            unwrap(half)


def _keep_text(parent: etree._Element, element: etree._Element, text: str | None) -> None:
    """Hang text before the element."""
    if not text:
        return
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + text
    else:
        parent.text = (parent.text or "") + text
