"""The zip file and the package document; and EbookLib's private ways that we stand on."""

from __future__ import annotations

import inspect
import io
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import ebooklib
import pytest
from ebooklib import epub
from lxml import etree
from sample_book import COVER, FILES, render_epub, sample_book, sample_folder, sample_page_map

from chapbook.cache import Cache
from chapbook.check.words import lost_words
from chapbook.files import MemoryFolder
from chapbook.model.fragment import XML_LANG

OPF = "{http://www.idpf.org/2007/opf}"


@lru_cache(maxsize=1)
def sample() -> bytes:
    return render_epub(sample_book(), sample_folder(), sample_page_map(), COVER)


def archive(content: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(content))


def package(content: bytes) -> etree._Element:
    return etree.fromstring(archive(content).read("EPUB/content.opf"))


def test_ebooklib_is_the_version_whose_private_methods_we_override() -> None:
    assert ebooklib.VERSION == (0, 20, 0)
    signatures = {
        "_get_nav": ["self", "item"],
        "_get_ncx": ["self"],
        "_write_container": ["self"],
        "_write_opf": ["self"],
        "_write_opf_file": ["self", "root"],
        "_write_items": ["self"],
        "write": ["self"],
    }
    for name, parameters in signatures.items():
        assert list(inspect.signature(getattr(epub.EpubWriter, name)).parameters) == parameters
    assert list(inspect.signature(epub.EpubItem.get_content).parameters) == ["self", "default"]
    assert list(inspect.signature(epub.EpubHtml.get_body_content).parameters) == ["self"]


def test_the_mimetype_is_first_and_plain() -> None:
    first = archive(sample()).infolist()[0]
    assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")
    assert sample()[30:58] == b"mimetypeapplication/epub+zip"


def test_every_entry_has_the_time_of_the_book_and_the_same_rights() -> None:
    infos = archive(sample()).infolist()
    assert {(i.date_time, i.create_system, i.external_attr) for i in infos} == {
        ((2026, 1, 2, 3, 4, 4), 3, 0o100644 << 16)
    }
    assert len({i.filename for i in infos}) == len(infos)


def test_what_is_compressed_already_is_stored() -> None:
    stored = {i.filename for i in archive(sample()).infolist() if i.compress_type == zipfile.ZIP_STORED}
    assert stored == {"mimetype", "EPUB/images/cover.jpg", "EPUB/images/002-dot.png"}


def test_a_book_older_than_zip_files_can_be_written() -> None:
    metadata = replace(sample_book().metadata, modified=datetime(1970, 1, 1, tzinfo=UTC))
    content = render_epub(replace(sample_book(), metadata=metadata), sample_folder(), None, COVER)
    assert archive(content).infolist()[0].date_time[0] == 1980
    assert b"1970-01-01T00:00:00Z" in archive(content).read("EPUB/content.opf")


def test_the_package_names_language_direction_and_identifier() -> None:
    root = package(sample())
    assert (root.get(XML_LANG), root.get("dir"), root.get("version")) == ("en-GB", "ltr", "3.0")
    assert root.get("prefix") is None
    assert root.get("unique-identifier") == "pub-id"
    arabic = replace(sample_book(), metadata=replace(sample_book().metadata, language="ar"))
    root = package(render_epub(arabic, sample_folder(), None, COVER))
    (spine,) = root.iter(f"{OPF}spine")
    assert (root.get("dir"), spine.get("page-progression-direction")) == ("rtl", "rtl")


def test_the_manifest_is_the_archive_and_every_item_has_its_type() -> None:
    items = {i.get("href"): i for i in package(sample()).iter(f"{OPF}item")}
    names = {n.removeprefix("EPUB/") for n in archive(sample()).namelist() if n.startswith("EPUB/")}
    assert {*items, "content.opf"} == names
    assert items["images/cover.jpg"].get("properties") == "cover-image"
    assert items["nav.xhtml"].get("properties") == "nav"
    assert items["text/006-stay.xhtml"].get("properties") == "mathml svg"
    assert items["images/001-stages.svg"].get("media-type") == "image/svg+xml"
    assert items["fonts/spectral-400-normal.ttf"].get("media-type") == "font/ttf"
    assert "META-INF/com.apple.ibooks.display-options.xml" in archive(sample()).namelist()


def test_the_spine_begins_with_a_linear_cover_and_has_the_contents_in_their_place() -> None:
    root = package(sample())
    hrefs = {i.get("id"): i.get("href", "") for i in root.iter(f"{OPF}item")}
    spine = [hrefs[r.get("idref")] for r in root.iter(f"{OPF}itemref")]
    assert spine[:5] == [
        *("text/cover.xhtml", "text/001-title-page.xhtml", "text/002-imprint.xhtml"),
        *("nav.xhtml", "text/004-preface.xhtml"),
    ]
    assert {r.get("linear") for r in root.iter(f"{OPF}itemref")} == {None}


def test_no_document_of_the_spine_is_empty_and_no_word_is_lost() -> None:
    assert lost_words(sample_book(), io.BytesIO(sample()), Cache(None)) == ()
    for name in archive(sample()).namelist():
        if name.endswith(".xhtml"):
            assert len(etree.fromstring(archive(sample()).read(name))[1]) > 0, name


def test_without_pages_nothing_speaks_of_pages() -> None:
    content = render_epub(sample_book(), sample_folder(), None, COVER)
    for name in archive(content).namelist():
        if name.endswith((".xhtml", ".opf", ".ncx")):
            text = archive(content).read(name)
            assert not any(sign in text for sign in (b"pagebreak", b"page-list", b"pageList", b"pageNav", b"pageBreak"))


def test_an_image_that_cannot_be_read_is_an_error_not_a_gap() -> None:
    with pytest.raises(FileNotFoundError):
        render_epub(sample_book(), MemoryFolder({"figures/stages.svg": FILES["figures/stages.svg"]}), None, COVER)


SCRIPT = """
import hashlib
from sample_book import *
print(hashlib.sha256(render_epub(sample_book(), sample_folder(), sample_page_map(), COVER)).hexdigest())
"""

ROOT = Path(__file__).parents[2]


def test_the_same_book_gives_the_same_bytes_elsewhere_and_at_another_hour(tmp_path: Path) -> None:
    digests = set()
    for seed, zone in (("1", "Asia/Tokyo"), ("2", "America/Los_Angeles")):
        environment = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "TZ": zone,
            # The code under test is this checkout's, whichever one is installed.
            "PYTHONPATH": os.pathsep.join(str(ROOT / folder) for folder in ("tests", "src")),
        }
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT], cwd=tmp_path, env=environment, capture_output=True, check=True
        )
        digests.add(done.stdout)
    assert len(digests) == 1
