"""chapbook: one folder of Markdown in; an e-book, a PDF, a booklet and a handout out.

`build` is the whole press as one call, `build_shelf` the same for many books, `check` says what is wrong and writes
nothing; `BuildResult`, `ShelfResult` and `CheckResult` are what they return.
"""

__version__ = "0.1.0"

from chapbook.build import build
from chapbook.build_record import BuildResult
from chapbook.checking import CheckResult, check
from chapbook.commission import WrongUseError
from chapbook.shelf import ShelfResult, ShelvedBook, build_shelf

__all__ = [
    "BuildResult",
    "CheckResult",
    "ShelfResult",
    "ShelvedBook",
    "WrongUseError",
    "__version__",
    "build",
    "build_shelf",
    "check",
]
