"""What of a chapter needs no other chapter: its draft, with the typography of its text.

Input: a `ChapterSource`, and of the book's settings those that its letters depend on. Output: the draft and what is
wrong with it. Chapters are drafted side by side and each is kept, so an edit of one costs the typography of one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from chapbook.diagnostics import Diagnostic
from chapbook.model.draft import Draft
from chapbook.model.manuscript import ChapterSource

if TYPE_CHECKING:
    from chapbook.model.manuscript import Manuscript


@dataclass(frozen=True)
class DraftJob:
    """A chapter to draft. `language` is the book's; `typography` says whether its quotes and spaces are to be set."""

    source: ChapterSource
    language: str
    typography: bool


def draft_job(manuscript: Manuscript, source: ChapterSource) -> DraftJob:
    """The job for one chapter of the manuscript."""
    return DraftJob(source, manuscript.metadata.language, manuscript.text.typography)


def warm_up(_jobs: Sequence[DraftJob]) -> None:
    """Load what parses a chapter: the press itself needs it only where all chapters are new."""
    from chapbook.compose import chapter_typography  # noqa: F401
    from chapbook.parse import chapter  # noqa: F401


def draft_chapter(job: DraftJob) -> tuple[Draft, tuple[Diagnostic, ...]]:
    """The draft of the chapter, its text set where nothing of the book is needed for that, and the diagnostics."""
    from chapbook.compose.chapter_typography import set_draft
    from chapbook.parse.chapter import parse_chapter

    draft, found = parse_chapter(job.source)
    if not job.typography:
        return draft, found
    content = set_draft(draft, job.source.language, job.language)
    return (draft if content is None else replace(draft, content=content, is_set=True)), found
