"""The download page: what it offers, in whose words, and that it asks nobody for anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree, html
from sample_book import sample_book

from chapbook import WrongUseError, build
from chapbook.compose.words import book_words, language_name
from chapbook.files import digest_of
from chapbook.model.book import Book
from chapbook.model.edition import EDITION_NAMES, ONIX, WEB, Edition, usual_editions, wanted_editions
from chapbook.model.metadata import Metadata
from chapbook.render.editions import EPUB_TYPE, PAGED, PDF_TYPE
from chapbook.render.web import face
from chapbook.render.web.edition import offered, render_web
from chapbook.render.web.head import address_of
from chapbook.render.web.offers import size_in_words
from chapbook.render.web.own_page import is_own_page
from chapbook.render.web.page import Picture, render_page

EPUB = Edition("epub", "last-train.epub", EPUB_TYPE, b"e" * 324_100)
BOOKLET = Edition("booklet", "last-train-booklet-a4.pdf", PDF_TYPE, b"b", 36, 10, (10,))
PRINT = Edition("print", "last-train-print-a5.pdf", PDF_TYPE, b"p", 36)
COVER = Edition("cover", "last-train-cover-a5.pdf", PDF_TYPE, b"c", 1)


def book_in(language: str, **changes: str) -> Book:
    book = sample_book()
    metadata = replace(book.metadata, language=language, **changes)  # type: ignore[arg-type]  # all of them are texts
    words = book_words(language).renderers
    downloads = replace(words.downloads, language_name=language_name(language))
    return replace(book, metadata=metadata, words=replace(words, downloads=downloads))


def page(book: Book, editions: Sequence[Edition] = (EPUB, BOOKLET, PRINT)) -> html.HtmlElement:
    content = render_page(book, offered(book, editions), Picture("cover.jpg", 800, 1280), "")
    return html.document_fromstring(content.decode())


def texts(tree: html.HtmlElement, path: str) -> list[str]:
    return [" ".join(e.text_content().split()) for e in tree.xpath(path)]


def test_every_file_is_offered_with_its_use_its_size_and_its_digest() -> None:
    tree = page(book_in("en"))
    files = tree.xpath("//ul[@class='files']/li")
    assert [f.xpath(".//a/@href")[0] for f in files] == [EPUB.file_name, PRINT.file_name, BOOKLET.file_name]
    assert texts(tree, "//p[@class='file']") == ["E-book (EPUB)", "PDF for printing", "Booklet"]
    digest = digest_of(EPUB.content)
    assert texts(files[0], "./p") == [
        "E-book (EPUB)",
        "For e-readers, tablets and phones.",
        "324 kB",
        f"SHA-256 {digest[:12]}…",
    ]
    assert texts(files[2], "./p")[2] == "1 kB · Pages: 36 · Sheets of paper: 10"
    assert files[0].xpath("./meta[@itemprop='sha256']/@content") == [digest]


def test_the_checksums_are_lines_that_sha256sum_reads() -> None:
    (block,) = page(book_in("en")).xpath("//pre")
    expected = "".join(f"{digest_of(e.content)}  {e.file_name}\n" for e in (EPUB, PRINT, BOOKLET))
    assert block.text_content() == expected


def test_nothing_on_it_runs_and_nothing_is_fetched_but_the_cover() -> None:
    tree = page(book_in("en", url="https://example.org/book"))
    assert tree.xpath("//script | //iframe | //object | //link[@rel='stylesheet'] | //@onclick | //@style") == []
    assert tree.xpath("//@src | //@srcset") == ["cover.jpg"]
    assert tree.xpath("//link[not(@rel='canonical')]/@href") == ["data:,"]
    (style,) = texts(tree, "//style")
    assert "url(" not in style
    assert "@import" not in style


def test_the_style_holds_the_face_and_no_other_address(tmp_path: Path) -> None:
    book = book_in("en")
    made, picture = render_web(book, (EPUB,), "last-train", b"jpeg")
    assert (made.name, made.file_name, made.media_type) == ("web", "index.html", "text/html")
    assert (picture.name, picture.file_name, picture.media_type) == ("picture", "last-train-cover.jpg", "image/jpeg")
    assert isinstance(made.content, bytes)
    (style,) = texts(html.document_fromstring(made.content), "//style")
    assert style.count("url(") == style.count('url("data:font/woff2;base64,') == 1
    again = render_web(book, (EPUB,), "last-train", b"jpeg")
    assert again == (made, picture)


def test_a_face_of_too_many_letters_stays_out(monkeypatch: pytest.MonkeyPatch) -> None:
    faces = sample_book().faces
    assert "@font-face" in face.inline_face(faces, "en", "Letters")
    monkeypatch.setattr(face, "MOST_BYTES", 100)
    assert face.inline_face(faces, "en", "Letters") == ""


def test_the_page_speaks_the_books_language() -> None:
    tree = page(book_in("cs"))
    assert (tree.get("lang"), tree.get("dir")) == ("cs", "ltr")
    assert texts(tree, "//h2") == [
        "Ke stažení",
        "Jak e-knihu číst",
        "Jak složit tuto knížku",
        "O této knize",
        "Kontrolní součty",
    ]
    assert texts(tree, "//dd")[0] == "Pošlete soubor do svého Kindlu pomocí služby Send to Kindle."
    assert page(book_in("he")).get("dir") == "rtl"


@pytest.mark.parametrize(
    ("language", "name"),
    [("en", "English"), ("cs", "Čeština"), ("de-AT", "Deutsch (Österreich)"), ("he", "עברית"), ("rup", "rup")],
)
def test_a_language_is_called_what_its_speakers_call_it(language: str, name: str) -> None:
    assert language_name(language) == name


def test_words_of_the_author_are_text() -> None:
    tree = page(book_in("en", title="A <b>bold</b> & “quoted” title", description="</style><script>x</script>"))
    assert texts(tree, "//h1") == ["A <b>bold</b> & “quoted” title"]
    assert tree.xpath("//script | //b") == []


def test_only_what_is_there_is_told() -> None:
    bare = book_in("en")
    bare = replace(bare, metadata=Metadata("Bare", "en", "urn:uuid:0", bare.metadata.modified))
    tree = page(bare, (PRINT,))
    assert texts(tree, "//h2") == ["Download", "About this book", "Checksums"]
    assert tree.xpath("//meta[starts-with(@property, 'og:')] | //link[@rel='canonical'] | //*[@rel='license']") == []
    assert [e for e in tree.xpath("//p | //dd | //h1 | //title") if not e.text_content().strip()] == []


@pytest.mark.parametrize(
    ("booklet", "steps"),
    [
        (BOOKLET, ["turned on the short edge", "staple it"]),
        (replace(BOOKLET, short_edge=False), ["turned on the long edge", "staple it"]),
        (replace(BOOKLET, sheets=5), ["turned on the short edge", "Cut the pile", "staple it"]),
        (replace(BOOKLET, signatures=(5, 5)), ["turned on the short edge", "Signature 1–2: 5 + 5", "sew them"]),
        (replace(BOOKLET, signatures=()), ["turned on the short edge"]),
    ],
)
def test_the_steps_are_those_of_the_booklet(booklet: Edition, steps: list[str]) -> None:
    said = texts(page(book_in("en"), (booklet,)), "//ol/li")
    assert len(said) == len(steps)
    assert all(step in sentence for step, sentence in zip(steps, said, strict=True))


def test_a_page_with_an_address_tells_social_networks() -> None:
    tree = page(book_in("en-GB", url="https://example.org/book", description="What it is about."))
    graph = dict(zip(tree.xpath("//meta/@property"), tree.xpath("//meta[@property]/@content"), strict=True))
    assert graph["og:image"] == "https://example.org/book/cover.jpg"
    assert graph["og:url"] == tree.xpath("//link[@rel='canonical']/@href")[0] == "https://example.org/book"
    assert (graph["og:type"], graph["og:locale"], graph["og:description"]) == ("book", "en_GB", "What it is about.")


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://example.org", "https://example.org/a%20b.jpg"),
        ("https://example.org/book/", "https://example.org/book/a%20b.jpg"),
        ("https://example.org/book/index.html", "https://example.org/book/a%20b.jpg"),
        ("https://example.org/book?from=here#top", "https://example.org/book/a%20b.jpg"),
    ],
)
def test_a_file_lies_beside_the_page(url: str, address: str) -> None:
    assert address_of(url, "a b.jpg") == address


@pytest.mark.parametrize(
    ("size", "said"),
    [(1, "1 kB"), (324_499, "324 kB"), (324_501, "325 kB"), (9_999_000, "9999 kB"), (12_600_000, "13 MB")],
)
def test_sizes_are_in_whole_units(size: int, said: str) -> None:
    assert size_in_words(size, book_words("en").renderers.downloads).replace("\u00a0", " ") == said


def test_every_edition_that_can_be_offered_has_words() -> None:
    named = {name for name, _words in book_words("en").renderers.downloads.files}
    assert named == {"epub", "kindle", "cover", *(edition.name for edition in PAGED)}
    assert texts(page(book_in("en"), (COVER,)), "//p[@class='file']") == ["Printer’s cover"]


def test_what_tells_of_others_brings_them_along_only_when_alone() -> None:
    assert wanted_editions(["web"]) == usual_editions(())
    assert wanted_editions(["onix"]) == ("epub", "print", "onix")
    assert set(wanted_editions(["web", "onix"])) == set(EDITION_NAMES) - {"kindle"}
    assert wanted_editions(["web", "epub"]) == ("epub", "web")
    assert wanted_editions(["handout", "epub"]) == ("epub", "handout")
    assert ONIX not in usual_editions(())
    assert WEB in usual_editions(())


def test_a_page_of_somebody_elses_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "one.md").write_text("# One\n\nWords.\n")
    (tmp_path / "site").mkdir()
    theirs = tmp_path / "site" / "index.html"
    theirs.write_text("<title>About chapbook and me</title>")
    with pytest.raises(WrongUseError, match=r"index\.html” is not chapbook’s"):
        build(tmp_path / "book", editions=["epub", "web"], out=tmp_path / "site", cache=tmp_path / "cache")
    assert theirs.read_text() == "<title>About chapbook and me</title>"
    assert is_own_page(etree.tostring(page(book_in("en")), method="html"))


def test_the_record_of_a_build_knows_the_page_and_its_picture(tmp_path: Path) -> None:
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "one.md").write_text("# One\n\nWords.\n")

    def run() -> bool:
        return build(
            tmp_path / "book", editions=["epub", "web"], out=tmp_path / "out", cache=tmp_path / "cache"
        ).unchanged

    assert (run(), run()) == (False, True)
    for name in ("index.html", "one-cover.jpg"):
        (tmp_path / "out" / name).unlink()
        assert (run(), run()) == (False, True), name
