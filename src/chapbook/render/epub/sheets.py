"""The style sheets of the e-book, and the files that the author's sheets name.

Input: the shipped sheets and the author's. Output: style resources in the order in which they apply; in the author's
each `url()` names a file of the package (CSS Syntax 3), which is added as a resource.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any
from urllib.parse import quote

import tinycss2

from chapbook.files import Folder, PathRefusedError, resolve_path, shipped_sheet
from chapbook.model.manuscript import StyleSettings
from chapbook.render.epub.content import file_stem
from chapbook.render.epub.publication import Resource, href_between

SHIPPED = ("book.css", "epub.css")
MEDIA_TYPES = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "svg": "image/svg+xml",
    "ttf": "font/ttf",
    "otf": "font/otf",
    "woff": "font/woff",
    "woff2": "font/woff2",
}


def make_sheets(style: StyleSettings, folder: Folder) -> tuple[tuple[Resource, ...], tuple[Resource, ...]]:
    """The sheets in order, and the resources that they need. Raises PathRefusedError on an address not allowed."""
    sheets = [_sheet(f"styles/{name}", shipped_sheet(name)) for name in SHIPPED]
    needed: dict[str, Resource] = {}
    for number, (path, text) in enumerate(style.epub_sheets, 1):
        name = f"styles/own-{number}-{file_stem(path.rsplit('/', 1)[-1].removesuffix('.css'))}.css"
        sheets.append(_sheet(name, _packaged(text, path, name, folder, needed)))
    return tuple(sheets), tuple(needed.values())


def _sheet(name: str, text: str) -> Resource:
    return Resource(name, "text/css", text.encode)


def _packaged(text: str, path: str, name: str, folder: Folder, needed: dict[str, Resource]) -> str:
    rules = tinycss2.parse_stylesheet(text)
    for token in _addresses(rules):
        if token.value.startswith(("data:", "#")):
            continue
        file = resolve_path(path, token.value)
        suffix = file.rsplit(".", 1)[-1].lower()
        if suffix not in MEDIA_TYPES:
            raise PathRefusedError(f"“{file}” is no image and no font that an e-book may hold.")
        if file not in needed:
            target = f"images/own-{len(needed) + 1}-{file_stem(file.rsplit('/', 1)[-1].rsplit('.', 1)[0])}.{suffix}"
            needed[file] = Resource(target, MEDIA_TYPES[suffix], partial(folder.read_bytes, file))
        token.value = href_between(name, needed[file].file_name)
        quoted = f'"{quote(token.value)}"'
        token.representation = quoted if token.type == "string" else f"url({quoted})"
    return str(tinycss2.serialize(rules))


def _addresses(nodes: Iterable[Any] | None) -> Iterable[Any]:
    """Every `url()` token of the sheet, at whatever depth."""
    for node in nodes or ():
        if node.type == "url":
            yield node
        elif node.type == "function" and node.lower_name == "url":
            yield from (a for a in node.arguments if a.type == "string")
        for part in ("prelude", "content", "arguments"):
            yield from _addresses(getattr(node, part, None))
