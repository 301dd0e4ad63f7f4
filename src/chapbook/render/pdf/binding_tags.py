"""One structure tree for the bound book, from the trees of its parts.

Input: bound pages with the structure trees of their sources. Output: a tree (ISO 32000-1, 14.7) whose root is a
Document with one Part for each part of the book, as PDF/UA-1 (ISO 14289-1) asks, 7.1 and 7.18 above all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pikepdf import Array, Dictionary, Name, Object, Pdf, String

# What can hold a table or a note. The rest of a tree, by far the most of it, need not be visited to find one.
_ROWS = ("/TR", "/THead", "/TBody", "/TFoot")
_CELLS = ("/TH", "/TD")
_GROUPS = ("/Part", "/Art", "/Sect", "/Div", "/NonStruct", "/BlockQuote", "/L", "/LI", "/LBody")
_BLOCKS = frozenset((*_GROUPS, "/Note", "/Table", *_ROWS, *_CELLS))


@dataclass
class Structure:
    """The tree while it grows: the Document's kids, the parent tree by key, and the elements that have ids."""

    document: Object
    kids: list[Object] = field(default_factory=list)
    parents: list[tuple[int, Object]] = field(default_factory=list)
    ids: dict[str, Object] = field(default_factory=dict)
    next_key: int = 0
    tables: int = 0


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
        _drop_nested_links(page, parents)
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
        for block in _blocks(division):
            if block.S == "/Table":
                structure.tables += 1
                _rename_headers(block, f"table {structure.tables}: ", structure)
            elif block.S == "/Note" and "/ID" in block:
                _name_note(block, structure)


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


def _drop_nested_links(page: Object, parents: dict[int, Object]) -> None:
    """Drop the annotations of boxes inside a link.

    WeasyPrint gives an annotation to each inline box in a link, over the link's own, and hangs it on a Span; PDF/UA-1,
    7.18.5, wants every one on a Link.
    """
    if "/Annots" not in page:
        return
    kept = []
    for link in page.Annots:
        key = int(link.StructParent)
        element = parents[key]
        if element.S == "/Link":
            kept.append(link)
        else:
            element.K = Array([kid for kid in element.K if not _refers_to(kid, link)])
            del parents[key]
    page.Annots = Array(kept)


def _refers_to(kid: Object, link: Object) -> bool:
    return isinstance(kid, Dictionary) and kid.get("/Type") == "/OBJR" and kid.Obj.objgen == link.objgen


def _move_keys(page: Object, offset: int) -> None:
    page.StructParents = int(page.StructParents) + offset
    for link in page.get("/Annots", ()):
        link.StructParent = int(link.StructParent) + offset


def _blocks(element: Object) -> Iterator[Object]:
    """Every element below this one that can hold a table or a note, in the order of the text."""
    for kid in element.get("/K", ()):
        if isinstance(kid, Dictionary) and str(kid.get("/S")) in _BLOCKS:
            yield kid
            yield from _blocks(kid)


def _cells(element: Object) -> Iterator[Object]:
    """The cells of a table, without those of tables inside it."""
    for kid in element.K:
        if kid.S in _CELLS:
            yield kid
        elif kid.S in _ROWS:
            yield from _cells(kid)


def _rename_headers(table: Object, prefix: str, structure: Structure) -> None:
    """Make the ids of header cells unique over the book: in each part they count from the same start."""
    for cell in _cells(table):
        if "/ID" in cell:
            name = prefix + str(cell.ID)
            cell.ID = String(name)
            structure.ids[name] = cell
        if "/A" in cell and "/Headers" in cell.A:
            cell.A.Headers = Array([String(prefix + str(header)) for header in cell.A.Headers])


def _name_note(note: Object, structure: Structure) -> None:
    """Enter a note by its id. What a note continues on the next page is an element too, and needs an id of its own."""
    name = str(note.ID)
    while name in structure.ids:
        name += " continued"
    note.ID = String(name)
    structure.ids[name] = note
