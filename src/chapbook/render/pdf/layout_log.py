"""What WeasyPrint logs while it works: input its logger, output the records, and sentences made of them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager


class _Gatherer(logging.Handler):
    def __init__(self, records: list[logging.LogRecord]) -> None:
        super().__init__(logging.WARNING)
        self.records = records

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the record."""
        self.records.append(record)


@contextmanager
def listening(records: list[logging.LogRecord]) -> Iterator[None]:
    """Gather warnings and errors, and keep them from other handlers."""
    logger = logging.getLogger("weasyprint")
    gatherer = _Gatherer(records)
    level, propagate = logger.level, logger.propagate
    logger.addHandler(gatherer)
    logger.setLevel(logging.WARNING)
    logger.propagate = False
    try:
        yield
    finally:
        logger.removeHandler(gatherer)
        logger.setLevel(level)
        logger.propagate = propagate


def is_failure(record: logging.LogRecord) -> bool:
    """Whether something is missing on paper: an error, or a face that could not be loaded, which is only a warning."""
    return record.levelno >= logging.ERROR or str(record.msg).startswith("Font-face")


def unset_character(record: logging.LogRecord) -> str:
    """The character that no face has, if the record is about one."""
    if str(record.msg).startswith(".notdef glyph") and isinstance(record.args, tuple):
        return str(record.args[0])
    return ""


def remark(record: logging.LogRecord) -> str:
    """A record as a sentence for the author; nothing for a character that no face has."""
    return "" if unset_character(record) else f"WeasyPrint warns: {record.getMessage()}"
