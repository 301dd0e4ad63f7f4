"""What is laid out in the workers: input a job, output the pages.

WeasyPrint and all that mends it are slow to load. Who only has jobs to give out needs none of it, and who gives some to
forked workers loads it once, for all of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from chapbook.faces import BookFaces
from chapbook.files import Folder
from chapbook.model.fragment import Fragment
from chapbook.render.pdf.layout_libraries import loader_alone
from chapbook.render.pdf.part import Geometry, Part, Sort, Sorts


@dataclass(frozen=True)
class LayoutJob:
    """One division to lay out. `images` are the manuscript paths that it may show.

    `page_labels` are pairs of an id and its folio, for the contents, the lists and the index, which are laid out last,
    and for references to pages.
    `image_sizes` are paths with width and height in CSS px; an image whose size is known keeps the lines in step.
    `wants_lines`: the part tells where its lines stand. `absent` are ids in the division's links that lead nowhere.
    `lighter`: pictures made of pixels are drawn with less toner. `draft`: only its pages and places are wanted,
    and no PDF.
    """

    division: str
    content: Fragment
    language: str
    title: str
    geometry: Geometry
    sheets: tuple[str, ...]
    faces: BookFaces
    folder: Folder
    images: tuple[str, ...] = ()
    page_labels: tuple[tuple[str, str], ...] = ()
    image_sizes: tuple[tuple[str, int, int], ...] = ()
    wants_lines: bool = False
    absent: tuple[str, ...] = ()
    lighter: bool = False
    draft: bool = False


@dataclass(frozen=True)
class SortsJob:
    """Sorts to lay out: the sheets, the faces and the language that they are set in."""

    sorts: tuple[Sort, ...]
    sheets: tuple[str, ...]
    faces: BookFaces
    language: str


def warm_up(jobs: Iterable[LayoutJob | SortsJob]) -> None:
    """Load what the jobs are done with."""
    with loader_alone():
        from chapbook.render.pdf.warm import warm_up

    warm_up({job.language for job in jobs})


def set_part(job: LayoutJob) -> Part:
    """Lay a division out. Raises LayoutFailedError when anything of it would be missing on paper."""
    from chapbook.render.pdf.layout import lay_out_part

    return lay_out_part(job)


def set_furniture(job: SortsJob) -> Sorts:
    """Lay out the sorts of a book. Raises LayoutFailedError, and TextLostError as `Typesetter` does."""
    from chapbook.render.pdf.layout_sorts import lay_out_sorts

    return lay_out_sorts(job.sorts, job.sheets, job.faces, job.language)
