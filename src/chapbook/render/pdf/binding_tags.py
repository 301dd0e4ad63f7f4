"""One structure tree for the bound book, from the trees of its parts.

Input: bound pages with the structure trees of their sources. Output: a tree (ISO 32000-1, 14.7) whose root is a
Document with one Part for each part of the book, as PDF/UA-1 (ISO 14289-1) asks, 7.1 and 7.18 above all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pikepdf import Array, Dictionary, Name, Object, Pdf, String


@dataclass
class Structure:
    """The tree while it grows: the Document's kids, the parent tree by key, and the elements that have ids."""

    document: Object
    kids: list[Object] = field(default_factory=list)
    parents: list[tuple[int, Object]] = field(default_factory=list)
    ids: dict[str, Object] = field(default_factory=dict)
    next_key: int = 0


def new_structure(target: Pdf) -> Structure:
    """An empty tree for the bound file."""
    return Structure(target.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document)))


def add_part(
    structure: Structure, target: Pdf, source: Pdf, pages: Sequence[Object], title: str, language: str
) -> None:
    """Add a part's tree. `pages` are its pages in the bound file; they must have been copied before."""
    root = target.copy_foreign(source.Root.StructTreeRoot)
    parents = dict(_number_pairs(root.ParentTree))
    for page in pages:
        _move_keys(page, structure.next_key)
    structure.parents += [(key + structure.next_key, parents[key]) for key in sorted(parents)]
    structure.next_key += max(parents, default=-1) + 1
    for division in root.K:
        division.S = Name.Part
        division.P = structure.document
        if language:
            division.Lang = String(language)
        if title:
            division.T = String(title)
        structure.kids.append(division)
    if "/IDTree" in root:
        names = list(root.IDTree.Names)
        structure.ids |= {str(name): element for name, element in zip(names[::2], names[1::2], strict=True)}


def add_picture(structure: Structure, target: Pdf, page: Object, words: str) -> None:
    """Add a page that is one picture, as its marked content 0, with the words that stand for it."""
    division = target.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Part, P=structure.document))
    figure = target.make_indirect(
        Dictionary(
            Type=Name.StructElem,
            S=Name.Figure,
            P=division,
            Pg=page,
            K=0,
            Alt=String(words),
            A=Dictionary(O=Name.Layout, Placement=Name.Block, BBox=Array(list(page.MediaBox))),
        )
    )
    division.K = Array([figure])
    structure.kids.append(division)
    page.StructParents = structure.next_key
    structure.parents.append((structure.next_key, target.make_indirect(Array([figure]))))
    structure.next_key += 1


def finish_structure(structure: Structure, target: Pdf) -> None:
    """Write the tree into the bound file."""
    numbers = Array([item for pair in structure.parents for item in pair])
    root = target.make_indirect(
        Dictionary(
            Type=Name.StructTreeRoot,
            K=Array([structure.document]),
            ParentTree=target.make_indirect(Dictionary(Nums=numbers)),
            ParentTreeNextKey=structure.next_key,
        )
    )
    structure.document.P = root
    structure.document.K = Array(structure.kids)
    if structure.ids:
        names = sorted(((String(name), element) for name, element in structure.ids.items()), key=lambda n: bytes(n[0]))
        root.IDTree = target.make_indirect(Dictionary(Names=Array([item for pair in names for item in pair])))
    target.Root.StructTreeRoot = root
    target.Root.MarkInfo = Dictionary(Marked=True)


def _number_pairs(tree: Object) -> Iterator[tuple[int, Object]]:
    items = list(tree.Nums)
    yield from zip((int(key) for key in items[::2]), items[1::2], strict=True)


def _move_keys(page: Object, offset: int) -> None:
    page.StructParents = int(page.StructParents) + offset
    for link in page.get("/Annots", ()):
        link.StructParent = int(link.StructParent) + offset
