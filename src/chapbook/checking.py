"""`chapbook check`: everything that is wrong with a manuscript, and no edition written.

Input: a manuscript's folder. Output: a `CheckResult`. The manuscript is read, parsed and composed as for a build; a
deep check makes the editions too, in a folder that is gone afterwards, and lets others' checkers look at them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from chapbook.build import Press
from chapbook.build_record import remember_pages
from chapbook.cache_folder import in_use
from chapbook.commission import take_commission
from chapbook.diagnostics import Diagnostic, has_errors, sort_diagnostics
from chapbook.executors import open_executor
from chapbook.model.edition import usual_editions
from chapbook.progress import say_nothing
from chapbook.workers import Executor

if TYPE_CHECKING:
    from chapbook.check.deep import CheckerRun
    from chapbook.progress import Progress


@dataclass(frozen=True)
class CheckResult:
    """What was found. `runs` are the checkers of a deep check; it has none when the editions could not be made."""

    diagnostics: tuple[Diagnostic, ...]
    runs: tuple[CheckerRun, ...] = ()
    title: str = ""
    words: int = 0

    @property
    def succeeded(self) -> bool:
        """Whether nothing that was found is an error."""
        return not has_errors(self.diagnostics)


def check(
    manuscript: str | Path,
    *,
    deep: bool = False,
    editions: Sequence[str] | None = None,
    cache: str | Path | None = None,
    workers: int | None = None,
    executor: str | Executor | None = None,
    on_progress: Progress | None = None,
) -> CheckResult:
    """Check a manuscript; with `deep`, its `editions` too, with those of EPUBCheck, Ace and qpdf that are installed.

    `workers` and `executor` are those of `build`. Raises WrongUseError, MachineError, and OSError when the machine does
    not do its part.
    """
    from chapbook.check.deep import check_editions
    from chapbook.model.book import count_words

    asked = take_commission(manuscript, "dist", editions, (), cache)
    told = on_progress or say_nothing
    with in_use(asked.cache) as desk:
        with open_executor(executor, workers) as pool:
            press = Press(asked.folder, replace(asked.cache, spare=desk), pool, told)
            book, found = press.compose(asked.epoch)
            if book is None:
                return CheckResult(sort_diagnostics(found))
            title, words = book.metadata.title, count_words(book)
            if not deep or has_errors(found):
                return CheckResult(sort_diagnostics(found), (), title, words)
            names = usual_editions(s.name for s in book.editions) if asked.wanted is None else asked.wanted
            proofs = press.presswork(book, desk).render(names, page_list=True)
        found = (*found, *proofs.found)
        if has_errors(found):
            return CheckResult(sort_diagnostics(found), (), title, words)
        if proofs.pages_known:
            remember_pages(asked.cache, asked.folder, asked.epoch)
        room = desk / "checked"
        runs, faults = check_editions(book, proofs.editions, room, lambda done, total: told("Checks", done, total))
    return CheckResult(sort_diagnostics([*found, *faults]), runs, title, words)
