"""What the machine lacks, as opposed to what is wrong in a manuscript."""

from __future__ import annotations


class MachineError(Exception):
    """The machine cannot do its part. The message says what to do, with the command if there is one."""
