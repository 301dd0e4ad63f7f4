"""A book of many pictures does not fill the memory: they are read, checked and written one at a time."""

from __future__ import annotations

import io
import os
import random
import subprocess
import sys
from pathlib import Path

from PIL import Image as Picture

ROOT = Path(__file__).parents[2]
COUNT, SIZE = 24, (1310, 1280)  # 24 pictures of 5 MB
MOST_MB = 150
SCRIPT = """
import resource, sys
bare = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
import chapbook
result = chapbook.build(sys.argv[1], editions=["epub"], out=sys.argv[2], cache=sys.argv[3], workers=1)
assert result.succeeded, result.diagnostics
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - bare) // 1024)
"""


def test_120_mb_of_pictures_take_less_than_150_mb_above_the_interpreter(tmp_path: Path) -> None:
    noise = Picture.frombytes("RGB", SIZE, random.Random(1).randbytes(SIZE[0] * SIZE[1] * 3))  # noqa: S311 – a picture
    written = io.BytesIO()
    noise.save(written, "PNG", compress_level=1)
    manuscript = tmp_path / "book"
    manuscript.mkdir()
    for number in range(COUNT):
        (manuscript / f"{number}.png").write_bytes(written.getvalue())
    shown = "\n\n".join(f"![Noise.]({number}.png)" for number in range(COUNT))
    (manuscript / "a.md").write_text(f"# Pictures\n\n{shown}\n")
    (manuscript / "book.toml").write_text('[book]\ntitle = "Pictures"\nmodified = 2026-01-01\n')
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, manuscript, tmp_path / "dist", tmp_path / "cache"],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert (tmp_path / "dist" / "pictures.epub").stat().st_size > 120_000_000
    assert int(done.stdout) < MOST_MB
