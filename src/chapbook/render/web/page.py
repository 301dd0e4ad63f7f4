"""The download page: HTML with schema.org's vocabulary as microdata, no script, nothing fetched from elsewhere.

Input: the book, what is offered, the cover's picture, and the rule of the face. Output: the bytes of the page. Its
links name files beside it, so that it works on a disk as on any server, under whatever address.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from chapbook.files import shipped_sheet
from chapbook.licences import licence_name, licence_url
from chapbook.model.book import Book
from chapbook.model.edition import Edition
from chapbook.model.metadata import Metadata, authors
from chapbook.render.web.head import add_head
from chapbook.render.web.markup import add, add_sentence, html_bytes
from chapbook.render.web.offers import Offer
from chapbook.scripts import direction_of

_SEND_TO_KINDLE = ("Send to Kindle", "https://www.amazon.com/sendtokindle")
_THORIUM = ("Thorium Reader", "https://thorium.edrlab.org/")


@dataclass(frozen=True)
class Picture:
    """The cover beside the page: its file, and its size in pixels."""

    file_name: str
    width: int
    height: int


def render_page(book: Book, offers: Sequence[Offer], picture: Picture, face: str) -> bytes:
    """The page. `face` is a style rule that brings the book's face, or empty."""
    html = etree.Element("html", lang=book.metadata.language, dir=direction_of(book.metadata.language))
    rules = "\n" + face + shipped_sheet("web.css")
    add_head(html, book, picture.file_name, (picture.width, picture.height), rules)
    _add_body(html, book, offers, picture)
    return html_bytes(html)


def page_text(book: Book, offers: Sequence[Offer]) -> str:
    """Every letter that the page shows, for the face."""
    html = etree.Element("html")
    _add_body(html, book, offers, Picture("", 0, 0))
    return "".join(map(str, html.itertext()))


def _add_body(html: etree._Element, book: Book, offers: Sequence[Offer], picture: Picture) -> None:
    body = add(html, "body", itemscope="", itemtype="https://schema.org/Book")
    _add_opening(body, book, picture)
    main = add(body, "main")
    _add_files(_section(main, "download", book.words.downloads.download), offers)
    names = {offer.edition.name for offer in offers}
    if "epub" in names:
        _add_reading(_section(main, "reading", book.words.downloads.reading), book)
    for offer in offers:
        if offer.edition.sheets:
            steps = add(_section(main, "booklet", book.words.sheets.how_to), "ol")
            for step in _steps(offer.edition, book):
                add(steps, "li", step)
    _add_facts(_section(main, "about", book.words.downloads.about), book)
    _add_sums(_section(main, "checksums", book.words.downloads.checksums), book, offers)


def _section(main: etree._Element, id: str, title: str) -> etree._Element:
    section = add(main, "section", aria_labelledby=id)
    add(section, "h2", title, id=id)
    return section


def _add_opening(body: etree._Element, book: Book, picture: Picture) -> None:
    metadata = book.metadata
    header = add(body, "header")
    size = {"width": str(picture.width), "height": str(picture.height)}
    add(header, "img", src=picture.file_name, alt=_cover_words(book), itemprop="image", **size)
    words = add(header, "div")
    add(words, "h1", metadata.title, itemprop="name")
    if metadata.subtitle:
        add(words, "p", metadata.subtitle, class_="subtitle", itemprop="alternativeHeadline")
    for line in book.words.downloads.people:
        add(words, "p", line, class_="people")
    if metadata.description:
        add(words, "p", metadata.description, class_="description", itemprop="description")
    for name, value in _unseen(metadata):
        add(words, "meta", itemprop=name, content=value)


def _unseen(metadata: Metadata) -> Iterator[tuple[str, str]]:
    """What stands on the page in other words than those that a search engine wants."""
    roles = {"aut": "author", "edt": "editor", "trl": "translator", "ill": "illustrator"}
    for person in metadata.contributors:
        yield roles.get(person.role, "contributor"), person.name
    yield "inLanguage", metadata.language
    for subject in metadata.subjects:
        if not subject.authority:
            yield "keywords", subject.term


def _cover_words(book: Book) -> str:
    metadata = book.metadata
    names = ", ".join(author.name for author in authors(metadata))
    return f"{book.words.cover}: " + ". ".join(filter(None, (metadata.title, metadata.subtitle, names)))


def _add_files(section: etree._Element, offers: Sequence[Offer]) -> None:
    files = add(section, "ul", class_="files")
    for offer in offers:
        item = add(files, "li", itemprop="encoding", itemscope="", itemtype="https://schema.org/MediaObject")
        edition = offer.edition
        name = add(item, "p", class_="file")
        add(name, "a", offer.words.name, href=edition.file_name, type=edition.media_type, itemprop="contentUrl")
        add(item, "p", offer.words.use, itemprop="description")
        facts = add(item, "p", class_="facts")
        for number, fact in enumerate((offer.size, *offer.facts)):
            add(facts, "span", fact)
            facts[-1].tail = " · " if number < len(offer.facts) else None
        digest = add(add(item, "p", class_="facts"), "span", "SHA-256\u00a0", dir="ltr")
        add(digest, "a", f"{offer.short_digest}…", href=f"#sum-{edition.name}")
        add(item, "meta", itemprop="encodingFormat", content=edition.media_type)
        add(item, "meta", itemprop="contentSize", content=str(offer.bytes))
        add(item, "meta", itemprop="sha256", content=offer.digest)


def _add_reading(section: etree._Element, book: Book) -> None:
    words = book.words.downloads
    ways = add(section, "dl")
    add(ways, "dt", "Kindle")
    add_sentence(add(ways, "dd"), words.on_kindle, *_SEND_TO_KINDLE)
    add(ways, "dt", "Kobo, PocketBook")
    add(add(ways, "dd"), "p", words.on_e_reader)
    add(ways, "dt", "iPhone, iPad, Mac")
    add(add(ways, "dd"), "p", words.on_apple)
    add(ways, "dt", "Android, Windows, Linux")
    add_sentence(add(ways, "dd"), words.on_others, *_THORIUM)


def _steps(booklet: Edition, book: Book) -> Iterator[str]:
    """From the printer to the book, as its own sheet of instructions has it."""
    words, signatures = book.words.sheets, booklet.signatures
    yield words.turn_short if booklet.short_edge else words.turn_long
    if sum(signatures) > booklet.sheets:  # more folded sheets than sheets of paper
        yield words.cut
    if len(signatures) > 1:
        yield f"{words.signature.format(f'1–{len(signatures)}')}: {' + '.join(map(str, signatures))}"
        yield words.sew
    elif signatures:
        yield words.staple


def _add_facts(section: etree._Element, book: Book) -> None:
    metadata, words = book.metadata, book.words.downloads
    facts = add(section, "dl")
    if metadata.publisher:
        _add_fact(facts, words.publisher, metadata.publisher, itemprop="publisher")
    if metadata.published:
        add(facts, "dt", words.published)
        day = metadata.published.isoformat()
        add(add(facts, "dd"), "time", words.published_on, datetime=day, itemprop="datePublished")
    _add_fact(facts, words.language, words.language_name)
    for label, value in words.identifiers:
        _add_fact(facts, label, value, **({"itemprop": "isbn"} if label.startswith("ISBN") else {}))
    if metadata.rights:
        add(section, "p", metadata.rights)
    if metadata.license:
        name, address = licence_name(metadata.license), licence_url(metadata.license)
        add_sentence(section, words.licence, name, address, rel="license", itemprop="license")
    if words.edition:
        add(section, "p", words.edition)


def _add_fact(facts: etree._Element, label: str, value: str, **attributes: str) -> None:
    add(facts, "dt", label)
    add(facts, "dd", value, **attributes)


def _add_sums(section: etree._Element, book: Book, offers: Sequence[Offer]) -> None:
    """As `sha256sum --check` reads them: the digest, two spaces, the name."""
    before, name, after = book.words.downloads.checksums_for.partition("SHA-256")
    sentence = add(section, "p", before)
    if name:
        add(sentence, "bdi", name).tail = after  # no line ends within it
    block = add(section, "pre", dir="ltr")
    for offer in offers:
        line = add(block, "span", f"{offer.digest}  {offer.edition.file_name}", id=f"sum-{offer.edition.name}")
        line.tail = "\n"
