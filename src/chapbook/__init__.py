"""chapbook: one folder of Markdown in; an e-book, a PDF, a booklet and a handout out.

`build` is the whole press as one call, `check` says what is wrong and writes nothing; `BuildResult` and `CheckResult`
are what they return.
"""

__version__ = "0.1.0"

from chapbook import check as _room  # noqa: F401 – loaded before the function of its name, which it would replace
from chapbook.build import build
from chapbook.build_record import BuildResult
from chapbook.checking import CheckResult, check
from chapbook.commission import WrongUseError

__all__ = ["BuildResult", "CheckResult", "WrongUseError", "__version__", "build", "check"]
