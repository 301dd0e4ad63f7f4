"""The lines that follow, read only as far as somebody looks.

Input: the line at hand and a function that reads the line of a number, or None where what surrounds the lines ends.
Output: a sequence of lines that ends there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import overload


class Ahead(Sequence[str]):
    """The line at hand is the first; the numbers of the others count from `start`. `size`, when not 0, is known."""

    def __init__(self, first: str, start: int, read: Callable[[int], str | None], size: int = 0) -> None:
        self._size = size
        self._lines = [first]
        self._start = start
        self._read = read
        self._is_whole = False

    def _reach(self, index: int) -> bool:
        while not self._is_whole and len(self._lines) <= index:
            line = self._read(self._start + len(self._lines))
            if line is None:
                self._is_whole = True
            else:
                self._lines.append(line)
        return index < len(self._lines)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            if index.stop is None or index.stop < 0:
                self._reach(len(self))
            else:
                self._reach(index.stop)
            return self._lines[index]
        if index < 0 or not self._reach(index):
            raise IndexError(index)
        return self._lines[index]

    def __len__(self) -> int:
        if self._size:
            return self._size
        while not self._is_whole:
            self._reach(len(self._lines))
        return len(self._lines)
