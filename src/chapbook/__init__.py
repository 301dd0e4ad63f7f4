"""chapbook: one folder of Markdown in; an e-book, a PDF, a booklet and a handout out.

`build` is the whole press as one call, `check` says what is wrong and writes nothing; `build_shelf` and `check_shelf`
do the same for many books. `BuildResult`, `CheckResult`, `ShelfResult` and `ShelfCheck` are what they return.
"""

__version__ = "0.1.0"

from chapbook.build import build
from chapbook.build_record import BuildResult
from chapbook.checking import CheckResult, check
from chapbook.commission import WrongUseError
from chapbook.shelf import ShelfCheck, ShelfResult, ShelvedBook, build_shelf, check_shelf

__all__ = [
    "BuildResult",
    "CheckResult",
    "ShelfCheck",
    "ShelfResult",
    "ShelvedBook",
    "WrongUseError",
    "__version__",
    "build",
    "build_shelf",
    "check",
    "check_shelf",
]
