"""What the press stands on at a machine: itself, its libraries, and what these take from the system.

Input: nothing. Output: names and versions. Where two machines have the same, they make the same bytes.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Mapping
from importlib.metadata import distributions

from chapbook.code_stamp import code_stamp, engines

_PRESS = "chapbook"


def footing() -> dict[str, str]:
    """Every name with its version; that of the press is a digest of its code."""
    found = {d.name: d.version for d in distributions()}
    found |= {name: version or "not found" for name, version in engines().items()}
    return found | {"Python": sys.version.split()[0], "zlib": zlib.ZLIB_RUNTIME_VERSION, _PRESS: code_stamp()[:16]}


def difference(here: Mapping[str, str], there: Mapping[str, str]) -> str:
    """A clause on what is not the same, “Pango 1.50 here and 1.52 there”; empty when all is."""
    differing = sorted(name for name in {*here, *there} if here.get(name) != there.get(name))
    # The digest of the press is another wherever a library is.
    named = [name for name in differing if name != _PRESS] or differing
    told = [
        f"{name} {here.get(name, 'not installed')} here and {there.get(name, 'not installed')} there" for name in named
    ]
    return f"{', '.join(told[:3])} and {len(told) - 3} more" if len(told) > 3 else ", ".join(told)
