"""chapbook: one folder of Markdown in; an e-book, a PDF, a booklet and a handout out.

`build` is the whole press as one call; `BuildResult` is what it returns.
"""

__version__ = "0.1.0"

from chapbook.build import BuildResult, WrongUseError, build

__all__ = ["BuildResult", "WrongUseError", "__version__", "build"]
