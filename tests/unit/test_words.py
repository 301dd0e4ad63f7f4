"""No word of the book may be missing from the e-book, and when one is, it is said which."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from sample_book import COVER, STAY, division, fragment, render_epub, sample_book, sample_folder, sample_page_map

from chapbook.cache import Cache
from chapbook.check.words import lost_words
from chapbook.diagnostics import Severity
from chapbook.model.book import Book
from chapbook.model.fragment import Fragment
from chapbook.model.manuscript import Kind, Matter


@lru_cache(maxsize=1)
def sample() -> bytes:
    return render_epub(sample_book(), sample_folder(), sample_page_map(), COVER)


def changed(old: str, new: str) -> bytes:
    """The sample with a text changed in whichever document has it."""
    written = io.BytesIO()
    count = 0
    with zipfile.ZipFile(io.BytesIO(sample())) as source, zipfile.ZipFile(written, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name.endswith(".xhtml"):
                count += content.count(old.encode())
                content = content.replace(old.encode(), new.encode())
            target.writestr(name, content)
    assert count == 1
    return written.getvalue()


def messages(content: bytes, book: Book | None = None) -> list[str]:
    found = lost_words(book or sample_book(), io.BytesIO(content), Cache(None))
    assert all(d.code == "text-lost" and d.severity is Severity.ERROR for d in found)
    return [d.message for d in found]


def test_the_sample_is_whole() -> None:
    assert messages(sample()) == []


def test_a_lost_word_is_named_with_its_division() -> None:
    assert messages(changed("called it ", "called ")) == [
        "The e-book does not have all words of “A Temporary Stay”: "
        "where the book says “it temporary.1 The word in Czech” it has “temporary.1 The word in Czech is”."
    ]


def test_words_out_of_order_and_words_run_together_are_found() -> None:
    assert len(messages(changed("Soldiers</td><td>73,500", "73,500</td><td>Soldiers"))) == 1
    assert len(messages(changed("nobody spoke", "nobodyspoke"))) == 1


def test_a_lost_note_is_found() -> None:
    assert len(messages(changed(" Visited in May.", ""))) == 1


def test_a_lost_description_of_an_image_is_found() -> None:
    assert len(messages(changed("Three bars, each shorter than the last.", ""))) == 1


def test_a_lost_line_of_the_contents_is_found() -> None:
    assert len(messages(changed('<span class="contents-text">Numbers</span>', ""))) == 1


def test_an_empty_document_is_found() -> None:
    body = "<p>This booklet\ntells how an army left. It begins in "
    assert messages(changed(body, "<p>")) == [
        "The e-book does not have all words of “Preface”: "
        "where the book says “This booklet tells how an army” it has “Chapter 1.”."
    ]


def test_a_division_that_is_not_in_the_file_is_found() -> None:
    lost = division("lost", Kind.CHAPTER, Matter.BODY, '<section id="lost"><p>Lost words.</p></section>', "Lost")
    book = replace(sample_book(), divisions=(*sample_book().divisions, lost))
    assert messages(sample(), book) == [
        "The e-book does not have all words of “Lost”: where the book says “Lost words.” it has “nothing”."
    ]


def test_a_long_division_in_several_documents_with_its_notes_is_whole() -> None:
    long = STAY.replace("<h2", f"{'<p>Filling words.</p>' * 9000}<h2", 1).replace(
        "<p>By", f"{'<p>More words.</p>' * 9000}<h2>Further</h2><p>By", 1
    )
    assert long.count("<h2") == 2
    divisions = tuple(replace(d, content=fragment(long)) if d.id == "stay" else d for d in sample_book().divisions)
    book = replace(sample_book(), divisions=divisions)
    content = render_epub(book, sample_folder(), sample_page_map(), COVER)
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert "EPUB/text/006-stay-2.xhtml" in names
    assert messages(content, book) == []


def test_of_what_was_whole_nothing_else_is_believed(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    whole, broken = sample(), changed("called it ", "called ")
    for content, lost in ((whole, 0), (broken, 1), (whole, 0), (broken, 1)):
        assert len(lost_words(sample_book(), io.BytesIO(content), cache)) == lost
    all_of = sample_book().divisions
    first = next(d for d in all_of if d.kind is Kind.CHAPTER)
    shorter = tuple(replace(d, content=d.content if d.id != first.id else Fragment(b"<p>Other</p>")) for d in all_of)
    assert len(lost_words(replace(sample_book(), divisions=shorter), io.BytesIO(whole), cache)) == 1
