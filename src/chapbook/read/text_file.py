"""A text file of the manuscript as a string.

Input: a path in a folder. Output: its text without a byte order mark, line ends as the author wrote them, or the
diagnostic that says why there is none.
"""

from __future__ import annotations

from chapbook.diagnostics import Diagnostic, Span, error
from chapbook.files import Folder, PathRefusedError


def read_text(folder: Folder, path: str, named_at: Span) -> tuple[str | None, tuple[Diagnostic, ...]]:
    """The text of `path`; `named_at` is where the author names the file, for the message when it is not there."""
    content, found = read_bytes(folder, path, named_at)
    return (None, found) if content is None else decode(content, path)


def read_bytes(folder: Folder, path: str, named_at: Span) -> tuple[bytes | None, tuple[Diagnostic, ...]]:
    """The bytes of `path`, or the diagnostic that says why there are none. Raises OSError."""
    try:
        return folder.read_bytes(path), ()
    except FileNotFoundError:
        return None, (error("missing-file", named_at, f"There is no file “{path}”."),)
    except PathRefusedError as refused:
        return None, (error("path-refused", named_at, str(refused)),)


def decode(content: bytes, path: str) -> tuple[str, tuple[Diagnostic, ...]]:
    """The bytes as UTF-8 text, with an error at the line and column of the first byte that is none.

    The text goes on after it, with replacement characters, so that what else is wrong is found in the same run.
    """
    content = content.removeprefix(b"\xef\xbb\xbf")
    try:
        return content.decode("utf-8"), ()
    except UnicodeDecodeError as fault:
        before = content[: fault.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8")) + 1
        message = f"The file is not UTF-8 text: it holds the byte 0x{content[fault.start]:02X} here."
        fault_found = error("not-utf8", Span(path, line, column), message, "Save it again with the encoding UTF-8.")
        return content.decode("utf-8", errors="replace"), (fault_found,)
