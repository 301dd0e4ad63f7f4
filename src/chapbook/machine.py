"""What the machine lacks, as opposed to what is wrong in a manuscript."""

from __future__ import annotations


class MachineError(Exception):
    """The machine cannot do its part. The message says what to do, with the command if there is one."""


def fault_sentence(fault: Exception) -> str:
    """What somebody is told of a fault that is not the manuscript's, who wants to know nothing of our code."""
    if isinstance(fault, MachineError):
        return str(fault)
    if isinstance(fault, MemoryError):
        return "There is not enough memory."
    if isinstance(fault, OSError):
        where = f" ({fault.filename})" if fault.filename else ""
        return f"The machine does not do its part: {fault.strerror or fault}{where}."
    return f"The press broke down, which is a fault of its own ({type(fault).__name__}: {fault})."
