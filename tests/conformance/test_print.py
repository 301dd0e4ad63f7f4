"""The printer's files in the hands of others: boxes, inks, fonts, and the clauses of PDF/X-4 that can be read off.

PDF/A is veraPDF's to judge; no free checker knows PDF/X.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from verapdf import VeraPDF

import chapbook

MANUSCRIPT = Path(__file__).parents[2] / "manuscript"
SETTINGS = """
[editions.print]
bleed = "3mm"
marks = true
standard = "{}"
cover = true
paper = "0.5mm"
"""
MM = 72 / 25.4
STANDARDS = ("pdf/x-4", "pdf/a-2u", "pdf/a-3u")


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The booklet's interior and cover for each standard."""
    files: dict[str, Path] = {}
    for standard in STANDARDS:
        name = standard.replace("/", "-")
        folder = tmp_path_factory.mktemp(name)
        shutil.copytree(MANUSCRIPT, folder / "book")
        with (folder / "book" / "book.toml").open("a", encoding="utf-8") as book:
            book.write(SETTINGS.format(standard))
        result = chapbook.build(folder / "book", editions=["print"], out=folder, cache=folder.parent / "cache")
        assert result.succeeded, result.diagnostics
        assert {d.code for d in result.diagnostics} <= {"cover-without-profile"}
        files |= {f"{standard} {edition.name}": folder / edition.file_name for edition in result.editions}
    return files


def run(*command: str | Path) -> str:
    done = subprocess.run([str(c) for c in command], capture_output=True, check=False, timeout=120)
    assert done.returncode == 0, f"{command[0]}: {done.stdout.decode()}\n{done.stderr.decode()}"
    return done.stdout.decode()


KEYS = [f"{standard} {part}" for standard in STANDARDS for part in ("print", "cover")]


@pytest.mark.parametrize("key", KEYS)
def test_nothing_is_wrong_with_the_file_and_each_face_is_embedded_once(printed: dict[str, Path], key: str) -> None:
    run("qpdf", "--check", printed[key])
    rows = [line.split() for line in run("pdffonts", printed[key]).splitlines()[2:]]
    assert rows
    assert all(row[-5:-2] == ["yes", "yes", "yes"] for row in rows), rows
    names = [row[0].split("+")[1] for row in rows]
    assert len(names) == len(set(names)), names


def boxes(path: Path) -> dict[str, list[float]]:
    lines = [line.split(":") for line in run("pdfinfo", "-box", path).splitlines() if "Box" in line]
    return {name: [round(float(edge) / MM, 1) for edge in edges.split()] for name, edges in lines}


@pytest.mark.parametrize("part", ["print", "cover"])
@pytest.mark.parametrize("flavour", ["2u", "3u"])
def test_verapdf_finds_nothing_wrong(printed: dict[str, Path], flavour: str, part: str, verapdf: VeraPDF) -> None:
    assert verapdf.failures(flavour, printed[f"pdf/a-{flavour} {part}"]) == []


def test_the_boxes_lie_inside_each_other(printed: dict[str, Path]) -> None:
    found = boxes(printed["pdf/x-4 print"])
    assert found["TrimBox"] == [0, 0, 148, 210]
    assert found["BleedBox"] == [-3, -3, 151, 213]
    assert found["MediaBox"] == [-13, -13, 161, 223]


def test_the_cover_is_as_wide_as_two_pages_and_the_spine(printed: dict[str, Path]) -> None:
    pages = len(pikepdf.open(printed["pdf/x-4 print"]).pages)
    found = boxes(printed["pdf/x-4 cover"])
    assert found["TrimBox"] == [0, 0, round(2 * 148 + pages / 2 * 0.5, 1), 210]
    with pypdfium2.PdfDocument(printed["pdf/x-4 cover"]) as document:
        words = document[0].get_textpage().get_text_range()
    assert words.count("The Last Train East") >= 1
    assert "In August 1968" in words


def test_the_pages_keep_what_pdf_x_4_asks_for(printed: dict[str, Path]) -> None:
    with pikepdf.open(printed["pdf/x-4 print"]) as pdf:
        assert pdf.pdf_version == "1.6"
        assert not pdf.is_encrypted
        (intent,) = pdf.Root.OutputIntents
        assert intent.S == "/GTS_PDFX"
        assert intent.OutputConditionIdentifier == "Custom"
        assert str(intent.Info)
        profile = intent.DestOutputProfile.read_bytes()
        assert profile[12:16] == b"prtr", "the profile is of a press"
        assert pdf.docinfo.Trapped == "/False"
        assert str(pdf.docinfo.Title)
        xmp = pdf.Root.Metadata.read_bytes().decode()
        for said in ("GTS_PDFXVersion>PDF/X-4<", "Trapped>False<", "DocumentID>uuid:", "VersionID>1<", "CreateDate>"):
            assert said in xmp
        assert "/OpenAction" not in pdf.Root
        assert "/AA" not in pdf.Root
        for page in pdf.pages:
            assert "/TrimBox" in page
            assert "/Annots" not in page
            if "/ColorSpace" in page.Resources:
                assert page.Resources.ColorSpace.get("/DefaultRGB", ["/ICCBased"])[0] == "/ICCBased"


def test_text_is_printed_in_black_ink_alone(printed: dict[str, Path]) -> None:
    with pikepdf.open(printed["pdf/x-4 print"]) as pdf:
        colours = set()
        for page in pdf.pages:
            for instruction in pikepdf.parse_content_stream(page):
                operator = str(instruction.operator)
                if operator in ("rg", "RG", "k", "K"):
                    colours.add(tuple(float(value) for value in instruction.operands))
    assert not any(len(set(colour)) == 1 for colour in colours), "a grey was written as a colour"


def test_the_marks_are_in_every_ink_and_outside_the_trim(printed: dict[str, Path]) -> None:
    with pikepdf.open(printed["pdf/x-4 print"]) as pdf:
        for page in pdf.pages:
            colour = page.Resources.XObject["/Marks"].Resources.ColorSpace.All
            assert [str(part) for part in list(colour)[:3]] == ["/Separation", "/All", "/DeviceGray"]
    with pypdfium2.PdfDocument(printed["pdf/x-4 print"]) as document:
        picture = document[3].render(scale=4 / MM).to_pil().convert("L")
    assert picture.crop((11 * 4, 11 * 4, picture.width - 11 * 4, 20 * 4)).getextrema()[0] > 250, "none in the bleed"
    assert picture.crop((4 * 4, 0, 10 * 4, picture.height)).getextrema()[0] < 160, "crop marks are printed"
