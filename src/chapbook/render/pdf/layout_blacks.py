"""Keeps black black: input WeasyPrint's module of PDF streams, output the same mended while in use.

WeasyPrint writes every colour of a sheet as RGB (ISO 32000-1, 8.6.4.3). A press would print a black of that kind in
four inks, which never lie quite upon each other, so that small letters get a coloured edge. Here black, white and the
greys between them are DeviceGray (8.6.4.2), which is black ink alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def blacks_kept(stream: Any) -> Iterator[None]:
    """Mend `weasyprint.pdf.stream` inside the `with` statement."""

    def set_color_rgb(self: Any, red: float, green: float, blue: float, stroke: bool = False) -> None:
        if red == green == blue:
            self.stream.append(b"%.6g %b" % (red, b"G" if stroke else b"g"))
        else:
            super(stream.Stream, self).set_color_rgb(red, green, blue, stroke)

    stream.Stream.set_color_rgb = set_color_rgb
    try:
        yield
    finally:
        del stream.Stream.set_color_rgb  # its base class has its own
