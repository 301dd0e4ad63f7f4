"""The book on a press that says which inks it has: PDF/X-4 with a profile in CMYK, and pictures that are in inks."""

from __future__ import annotations

import io
import subprocess
import zipfile
from pathlib import Path

import pikepdf
import pytest
from conftest import BuiltBook
from ink_profile import ink_profile
from PIL import Image
from verapdf import VeraPDF

from chapbook import build
from chapbook.colour_profiles import profile_facts

SETTINGS = """
[book]
title = "Inks"
language = "en"
modified = 2026-01-01
[order]
body = ["pictures", "words"]
[editions.screen]
standard = "pdf/a-2u"
[editions.print]
standard = "pdf/x-4"
icc = "press.icc"
cover = true
"""
PICTURES = "# Pictures\n\n![A field of magenta.](magenta.jpg)\n\n![A field of red.](red.png)\n"


def picture(mode: str, colour: tuple[int, ...], form: str) -> bytes:
    written = io.BytesIO()
    Image.new(mode, (900, 300), colour).save(written, form)
    return written.getvalue()


MAGENTA = picture("CMYK", (0, 255, 0, 0), "JPEG")


def write_book(folder: Path, settings: str) -> None:
    folder.mkdir()
    (folder / "book.toml").write_text(settings, encoding="utf-8")
    (folder / "pictures.md").write_text(PICTURES, encoding="utf-8")
    (folder / "words.md").write_text("# Words\n\nBlack words.\n", encoding="utf-8")
    (folder / "press.icc").write_bytes(ink_profile())
    (folder / "magenta.jpg").write_bytes(MAGENTA)
    (folder / "red.png").write_bytes(picture("RGB", (200, 40, 20), "PNG"))


@pytest.fixture(scope="module")
def inks(tmp_path_factory: pytest.TempPathFactory) -> BuiltBook:
    folder = tmp_path_factory.mktemp("inks")
    write_book(folder / "book", SETTINGS)
    result = build(folder / "book", editions=["epub", "screen", "print"], out=folder / "out", cache=folder / "cache")
    found = [(d.code, str(d.span)) for d in result.diagnostics]
    assert found == [("spine-too-thin", "book.toml:10:1"), ("unknown-inks", "pictures.md:3:1")]
    return BuiltBook(result, folder / "out")


def pictures_of(path: Path) -> list[tuple[str, bytes]]:
    with pikepdf.open(path) as pdf:
        found = [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image"]
        return [
            (str(i.ColorSpace if isinstance(i.ColorSpace, pikepdf.Name) else i.ColorSpace[0]), i.read_raw_bytes())
            for i in found
        ]


@pytest.mark.parametrize("part", ["print", "cover"])
def test_the_output_intent_is_the_printers(inks: BuiltBook, part: str) -> None:
    with pikepdf.open(inks.path(part)) as pdf:
        (intent,) = pdf.Root.OutputIntents
        assert intent.DestOutputProfile.read_bytes() == ink_profile()
        assert int(intent.DestOutputProfile.N) == 4
        assert (str(intent.S), str(intent.OutputConditionIdentifier)) == ("/GTS_PDFX", "FOGRA39")
        assert "GTS_PDFXVersion>PDF/X-4<" in pdf.Root.Metadata.read_bytes().decode()
        for made in pdf.objects:
            if isinstance(made, pikepdf.Dictionary | pikepdf.Stream):
                if isinstance(made.get("/Resources"), pikepdf.Dictionary):
                    assert made.Resources.ColorSpace.DefaultRGB[0] == "/ICCBased"
                if isinstance(made.get("/Group"), pikepdf.Dictionary):
                    assert made.Group.get("/CS") != "/DeviceRGB"


def test_a_picture_in_inks_goes_to_the_press_as_it_is(inks: BuiltBook) -> None:
    assert sorted(kind for kind, _bytes in pictures_of(inks.path("print"))) == ["/DeviceCMYK", "/ICCBased"]
    assert MAGENTA in [content for _kind, content in pictures_of(inks.path("print"))]


def test_words_are_printed_in_black_ink_alone(inks: BuiltBook) -> None:
    """MuPDF separates the page with words into the four inks."""
    with pikepdf.open(inks.path("print")) as pdf:
        page = len(pdf.pages)
    command = ["mutool", "draw", "-c", "cmyk", "-F", "pam", "-r", "72", "-o", "-", str(inks.path("print")), str(page)]
    done = subprocess.run(command, capture_output=True, check=True, timeout=60)
    head, _mark, pixels = done.stdout.partition(b"ENDHDR\n")
    depth = int(head.split(b"DEPTH ")[1].split()[0])
    cyan, magenta, yellow, black = (max(pixels[ink::depth]) for ink in range(4))
    assert (cyan, magenta, yellow) == (0, 0, 0)
    assert black > 200


def test_a_screen_and_an_e_reader_get_no_inks(inks: BuiltBook, verapdf: VeraPDF) -> None:
    assert {kind for kind, _bytes in pictures_of(inks.path("screen"))} <= {"/DeviceRGB", "/ICCBased"}
    for flavour in ("ua1", "2u"):
        assert verapdf.failures(flavour, inks.path("screen")) == []
    with zipfile.ZipFile(inks.path("epub")) as book:
        (name,) = [n for n in book.namelist() if n.endswith("magenta.jpg")]
        with Image.open(io.BytesIO(book.read(name))) as shown:
            assert shown.mode == "RGB"
            red, green, blue = shown.getpixel((450, 150))  # type: ignore[misc]
    assert red > 150 > green
    assert blue > 90


@pytest.mark.parametrize(
    ("standard", "kind"), [("", "/DeviceCMYK"), ("pdf/x-4", "/ICCBased"), ("pdf/a-3u", "/DeviceRGB")]
)
def test_without_a_profile_a_standard_has_no_inks(standard: str, kind: str, tmp_path: Path) -> None:
    said = SETTINGS.split("[editions.screen]")[0] + (f'[editions.print]\nstandard = "{standard}"\n' if standard else "")
    write_book(tmp_path / "book", said)
    result = build(tmp_path / "book", editions=["print"], out=tmp_path / "out", cache=tmp_path / "cache")
    assert result.succeeded, result.diagnostics
    found = pictures_of(BuiltBook(result, tmp_path / "out").path("print"))
    assert kind in {kind for kind, _bytes in found}
    assert ("/DeviceCMYK" in {kind for kind, _bytes in found}) is (not standard)


def test_the_profile_of_the_test_is_one() -> None:
    facts = profile_facts(ink_profile())
    assert (facts.device_class, facts.components) == ("prtr", 4)
