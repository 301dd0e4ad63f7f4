"""Parts from WeasyPrint: offsets and places, notes on the page of their call, nothing lost, nothing fetched."""

from __future__ import annotations

import io
import os
import pickle
import random
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import weasyprint.pdf.fonts
from lettered import put_letters
from lxml import etree
from PIL import Image

from chapbook.faces import BookFaces, family_faces, subset_name
from chapbook.files import MemoryFolder, shipped_sheet
from chapbook.model.fragment import EPUB, XHTML, Fragment, add_element, new_element
from chapbook.render.pdf.layout import lay_out_part
from chapbook.render.pdf.layout_sorts import lay_out_sorts
from chapbook.render.pdf.layout_structure import read_structure
from chapbook.render.pdf.page_jobs import LayoutJob
from chapbook.render.pdf.paper import plain_page
from chapbook.render.pdf.paper_text import running_text
from chapbook.render.pdf.part import Geometry, Part, Sort
from chapbook.render.pdf.sheet import part_sheet
from chapbook.render.pdf.single_page import set_single_page
from chapbook.render.pdf.typesetter import LayoutFailedError, Typesetter, page_boxes

FACES = BookFaces(family_faces("Spectral"), family_faces("IBM Plex Mono"))
SMALL = Geometry(width_mm=90, height_mm=100, head_mm=12, foot_mm=14, inner_mm=10, outer_mm=12)
SHEET = """
html { font-size: 10pt; line-height: 14pt; text-align: justify; hyphens: auto; orphans: 2; widows: 2 }
p, h1, pre, ul, table { margin: 0 } pre { white-space: pre-wrap; overflow-wrap: anywhere } figure { margin: 0 }
.note-call { font-size: .7em; vertical-align: .4em; line-height: 0 }
"""
TEXT = (
    "the withdrawal of garrisons incomprehensibly took eighteen months and ninety-five thousand tonnes of ammunition "
    "which nobody wished to carry fast went east through Čierna nad Tisou where the gauge changes"
)
WORDS = TEXT.split()


SVG = 'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"'
LINKING = f'<svg {SVG}><image href="other.png" width="9" height="9"/></svg>'.encode()


def png(width: int = 40, height: int = 30) -> bytes:
    file = io.BytesIO()
    Image.new("L", (width, height), 128).save(file, "PNG")
    return file.getvalue()


def fragment(body: str) -> Fragment:
    return Fragment(f'<section xmlns="{XHTML}" xmlns:epub="{EPUB}" id="c" class="chapter">{body}</section>'.encode())


def job(
    body: str, *, sheet: str = "", images: tuple[str, ...] = (), files: Mapping[str, bytes] | None = None
) -> LayoutJob:
    folder = MemoryFolder(files or {})
    sheets = (SHEET, sheet) if sheet else (SHEET,)
    return LayoutJob("c", fragment(body), "en-GB", "Title", SMALL, sheets, FACES, folder, images)


def prose(count: int, seed: int = 1) -> str:
    chosen = random.Random(seed)  # noqa: S311 – no secret is made of it
    return " ".join(chosen.choice(WORDS) for _ in range(count))


def paragraphs(count: int) -> str:
    return "".join(f'<p id="p{n}">{prose(60, n)}.</p>' for n in range(count))


def page_texts(part: Part) -> list[str]:
    """What a reader of the PDF finds on each page: letters only, hyphens and white space left out."""
    document = pypdfium2.PdfDocument(part.pdf)
    texts = [document[n].get_textpage().get_text_bounded() for n in range(len(document))]
    document.close()
    return [letters_of(text) for text in texts]


def letters_of(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())


def test_every_page_begins_where_its_offset_says() -> None:
    made = job(f'<h1 id="h">A Title</h1>{paragraphs(9)}')
    part = lay_out_part(made)
    text = running_text(made.content)
    starts = [page.offset for page in part.pages]
    assert starts[0] == 0
    assert starts == sorted(starts)
    assert len(starts) >= 4
    for page, start, end in zip(page_texts(part), starts, [*starts[1:], len(text)], strict=True):
        assert page == letters_of(text[start:end])


def test_an_imprint_longer_than_its_page_goes_on() -> None:
    def imprint(count: int) -> LayoutJob:
        made = job(f"<p>{prose(count)}</p>", sheet=".imprint { position: absolute; bottom: 0 }")
        return replace(made, content=Fragment(made.content.markup.replace(b"chapter", b"imprint")))

    short, long = lay_out_part(imprint(20)), lay_out_part(imprint(500))
    assert len(short.pages) == 1
    assert len(long.pages) > 1
    assert not long.remarks
    assert "".join(page_texts(long)) == letters_of(prose(500))
    foot, head = (
        pypdfium2.PdfDocument(put_letters(part.pdf, FACES))[0].get_textpage().get_charbox(0) for part in (short, long)
    )
    assert foot[1] < head[1], "a short one stands at the foot"


def test_every_id_has_its_page_and_its_place() -> None:
    part = lay_out_part(job(f'<h1 id="h">A Title</h1>{paragraphs(9)}<span id="end"/>'))
    places = {place.id: place for place in part.places}
    assert set(places) == {"c", "h", "end", *(f"p{n}" for n in range(9))}
    top = (SMALL.height_mm - SMALL.head_mm) * 72 / 25.4
    assert places["h"].page == 0
    assert places["h"].y_pt == pytest.approx(top, abs=0.01)
    assert places["h"].x_pt == pytest.approx(SMALL.centred_mm * 72 / 25.4, abs=0.01)
    assert places["p8"].page == places["end"].page == len(part.pages) - 1
    order = [(places[f"p{n}"].page, -places[f"p{n}"].y_pt) for n in range(9)]
    assert order == sorted(order)


def test_a_table_head_that_is_repeated_counts_once() -> None:
    rows = "".join(f"<tr><td>row {n}</td><td>{prose(4, n)}</td></tr>" for n in range(40))
    made = job(f"<table><thead><tr><th>HEADA</th><th>HEADB</th></tr></thead><tbody>{rows}</tbody></table>")
    part = lay_out_part(made)
    assert [page.count("HEADA") for page in page_texts(part)] == [1] * len(part.pages)
    text = running_text(made.content)
    for page, offset in list(zip(page_texts(part), part.pages, strict=True))[1:]:
        assert page.removeprefix("HEADAHEADB").startswith(letters_of(text[offset.offset :])[:12])


def test_a_page_that_holds_a_picture_alone_begins_where_the_text_stopped() -> None:
    picture = '<figure style="break-before: page; break-after: page"><img src="a.png" alt="A"/></figure>'
    part = lay_out_part(job(f"<p>Before.</p>{picture}<p>After.</p>", images=("a.png",), files={"a.png": png()}))
    assert [page.offset for page in part.pages] == [0, 7, 7]


def many_notes(count: int) -> str:
    body, notes = "", ""
    for n in range(1, count + 1):
        body += f'<p>{prose(35, n)}<a class="note-call" id="k{n}" href="#n{n}">{n}</a> {prose(20, n)}.</p>'
        number = f'<a class="note-back" href="#k{n}">{n}</a>'
        notes += (
            f'<aside class="footnote" epub:type="footnote" id="n{n}"><p>{number}\n {prose(n % 30 + 2, n)}.</p></aside>'
        )
    return f'{body}<section class="notes">{notes}</section>'


def test_every_note_stands_on_the_page_of_its_call_at_every_leading() -> None:
    for leading in (12.8, 13.0, 13.6, 14.0, 14.4):
        part = lay_out_part(job(many_notes(40), sheet=f"html {{ line-height: {leading}pt }}"))
        assert part.strays == ()
        assert part.remarks == ()


def test_a_note_in_columns_can_stray_and_is_told() -> None:
    part = lay_out_part(job(f'<div style="columns: 2">{many_notes(12)}</div>'))
    pages = {place.id: place.page for place in part.places}
    assert part.strays == tuple(f"n{n}" for n in range(1, 13) if pages[f"n{n}"] != pages[f"k{n}"])


def test_a_call_is_never_the_first_thing_on_a_line() -> None:
    call = '<a class="note-call" id="k" href="#k">126</a>'
    narrower = "".join(f'<p style="padding-right: {n}px">{prose(9)} end20.{call} {prose(9)}.</p>' for n in range(90))
    made = job(narrower.replace('id="k" ', ""))
    document = pypdfium2.PdfDocument(lay_out_part(made).pdf)
    lines = [line for n in range(len(document)) for line in document[n].get_textpage().get_text_bounded().splitlines()]
    document.close()
    assert sum("126" in line for line in lines) == 90
    assert [line for line in lines if line.strip().startswith("126")] == []


def test_a_note_longer_than_a_page_stands_at_the_end_and_is_told() -> None:
    number = '<a class="note-back" href="#k2">2</a>'
    long = f'<aside class="footnote" epub:type="footnote" id="n2"><p>{number} {prose(400)}</p></aside>'
    text = many_notes(3)
    start, end = text.index('<aside class="footnote" epub:type="footnote" id="n2">'), text.index('id="n3"><p>')
    end = text.rindex("<aside", 0, end)
    part = lay_out_part(job(text[:start] + long + text[end:]))
    assert part.remarks == ("The note “n2” is longer than a page, so it stands at the end.",)
    assert part.strays == ()
    places = {place.id: place.page for place in part.places}
    assert (places["n1"], places["n3"]) == (places["k1"], places["k3"])
    assert len(part.pages) > places["n2"] + 2
    with pikepdf.Pdf.open(io.BytesIO(part.pdf)) as pdf:
        notes = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Note"]
        names = [str(note.ID) for note in notes]
    assert sorted(names) == ["n1", "n2", "n3"]  # each once, on however many pages it stands


def test_endnotes_stand_where_they_are_and_are_tagged() -> None:
    body = many_notes(3).replace('epub:type="footnote"', 'epub:type="endnote"')
    part = lay_out_part(job(body.replace('<section class="notes">', '<section class="notes"><h2>Notes</h2>')))
    places = {place.id: place for place in part.places}
    assert [places[f"n{n}"].page for n in (1, 2, 3)] == [len(part.pages) - 1] * 3
    assert places["n1"].y_pt > places["n2"].y_pt > places["n3"].y_pt
    with pikepdf.Pdf.open(io.BytesIO(part.pdf)) as pdf:
        notes = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Note"]
        assert [str(note.ID) for note in notes] == ["n1", "n2", "n3"]


def test_notes_are_tagged_and_linked_to_their_calls() -> None:
    part = lay_out_part(job(many_notes(3)))
    with pikepdf.Pdf.open(io.BytesIO(part.pdf)) as pdf:
        notes = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Note"]
        assert [str(note.ID) for note in notes] == ["n1", "n2", "n3"]
        links = [str(a.Dest) for page in pdf.pages for a in page.get("/Annots", [])]
    assert {"n1", "n2", "n3", "k1", "k2", "k3"} == set(links)


def test_items_of_lists_hold_labels_and_bodies_and_nothing_else() -> None:
    item = f"<li><p>{prose(30)}</p><blockquote><p>{prose(60)}</p></blockquote><pre>code</pre></li>"
    part = lay_out_part(job(f"<ul>{item * 4}</ul>"))
    with pikepdf.Pdf.open(io.BytesIO(part.pdf)) as pdf:
        items = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/LI"]
        kids = {str(kid.S) for made in items for kid in made.K}
    assert len(items) == 4  # each once, on however many pages it stands
    assert kids == {"/Lbl", "/LBody"}


def test_links_out_of_the_part_are_links_into_the_book() -> None:
    part = lay_out_part(job('<p><a href="#in-čas">there</a></p>'))
    with pikepdf.Pdf.open(io.BytesIO(part.pdf)) as pdf:
        assert [str(a.A.URI) for a in pdf.pages[0].Annots] == ["book:in-%C4%8Das"]


@pytest.mark.parametrize(
    "body",
    [
        "<p>soft\u00adhyphen\u00adation " * 30 + "</p>" * 30,
        '<p style="text-transform: uppercase">Straße ﬁne Ελληνικά ı dotless</p>',
        '<p lang="tr" style="text-transform: uppercase">ılık iz</p>',
        '<p lang="ar" dir="rtl">سلام عليكم من براغ</p>',
        "<p>e\u0301 fi fl ﬁ zero\u200bwidth non\u00a0breaking</p>",
        "<p>a<br/>b<wbr/>c</p><pre>one\n\n\ttwo  \n   three</pre>",
        "<ul><li/><li>a<ul><li>b</li></ul></li></ul><dl><dt>c</dt><dd>d</dd></dl>",
        "<p>tail<!-- a comment -->of<?pi it?>comment</p>",
        f'<svg {SVG}><title>T</title><text y="9">drawn</text></svg><p>x</p>',
    ],
)
def test_every_letter_is_proved(body: str) -> None:
    assert lay_out_part(job(body)).pages[0].offset == 0


@pytest.mark.parametrize(
    ("sheet", "told"),
    [
        (".lost { display: none }", "“withoutatrace” was not set."),
        (".lost { font-size: 0 }", "“withoutatrace” was not set."),
    ],
)
def test_text_that_a_sheet_hides_fails_the_part(sheet: str, told: str) -> None:
    with pytest.raises(LayoutFailedError, match="without") as failed:
        lay_out_part(job('<p>Here.</p><p class="lost">without a trace</p>', sheet=sheet))
    assert str(failed.value) == told


def test_what_weasyprint_loses_text_over_is_given_up_and_told() -> None:
    tall = f"<tr><td>{prose(150)}</td></tr>" * 3
    body = f"<table><thead><tr><th>{'HEAD ' * 150}</th></tr></thead><tbody>{tall}</tbody></table>"
    part = lay_out_part(job(body, sheet="tr { break-inside: avoid }"))
    (remark,) = part.remarks
    assert remark.startswith("Floats, columns and repeated heads of tables were given up")
    assert "HEAD" in page_texts(part)[0]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ('<img src="missing.png" alt="A"/>', "“missing.png” may not be read for a page, or cannot be."),
        ('<img src="../secret.png" alt="A"/>', "“../secret.png” may not be read for a page, or cannot be."),
        ('<img src="other.png" alt="A"/>', "“other.png” may not be read for a page, or cannot be."),
        ('<img src="linking.svg" alt="A"/>', "“other.png” may not be read for a page, or cannot be."),
        ('<p style="background: url(https://example.org/x.png)">a</p>', "“https://example.org/x.png” may not be read"),
        ('<p style="background: url(file:///etc/passwd)">a</p>', "“file:///etc/passwd” may not be read"),
    ],
)
def test_what_was_not_allowed_is_refused(body: str, told: str) -> None:
    files = {"linking.svg": LINKING, "other.png": png()}
    with pytest.raises(LayoutFailedError, match="may not be read") as failed:
        lay_out_part(job(body, images=("missing.png", "linking.svg"), files=files))
    assert str(failed.value).startswith(told)


def test_a_picture_that_cannot_be_read_fails_the_part() -> None:
    with pytest.raises(LayoutFailedError, match="Failed to load image"):
        lay_out_part(job('<img src="a.png" alt="A"/>', images=("a.png",), files={"a.png": b"no picture"}))


def test_a_picture_that_only_adorns_is_no_figure() -> None:
    both = '<p><img src="a.png" alt=""/></p><p><img src="a.png" alt="Words"/></p>'
    part = lay_out_part(job(both, images=("a.png",), files={"a.png": png()}))
    with pikepdf.Pdf.open(io.BytesIO(part.pdf)) as pdf:
        figures = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Figure"]
    assert [str(figure.Alt) for figure in figures] == ["Words"]


MATH = 'xmlns="http://www.w3.org/1998/Math/MathML"'


def formula(letters: str, alt: str, display: str = "inline") -> str:
    return f'<math {MATH} alttext="{alt}" display="{display}"><mi>{letters}</mi></math>'


def test_formulas_are_drawn_and_tagged_with_their_words() -> None:
    note = f'<aside class="footnote" epub:type="footnote" id="n"><p>1 {formula("c", "in a note")}</p></aside>'
    body = (
        f'<p>a {formula("x", "a letter")} b<a class="note-call" href="#n">1</a></p>'
        '<p><img src="a.png" alt="Words"/></p>'
        f'<div class="equation">{formula("y", "on display", "block")}'
        f'<span class="equation-number">(1)</span></div><section class="notes">{note}</section>'
    )
    sheet = ".formula { width: auto; height: 1em }"
    part = lay_out_part(job(body, sheet=sheet, images=("a.png",), files={"a.png": png()}))
    with pikepdf.Pdf.open(io.BytesIO(part.pdf)) as pdf:
        kinds = {str(o.Alt): str(o.S) for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/Alt" in o}
    assert kinds == {
        "a letter": "/Formula",
        "on display": "/Formula",
        "in a note": "/Formula",
        "Words": "/Figure",
    }
    assert part.remarks == ()


def test_a_formula_counts_as_its_letters() -> None:
    body = "".join(f"<p>{formula('xyz', 'x')} {prose(40, n)}.</p>" for n in range(12))
    part = lay_out_part(job(body))
    running = running_text(fragment(body))
    for page, text in zip(part.pages[1:], page_texts(part)[1:], strict=True):
        rest = letters_of(running[page.offset :]).removeprefix("xyz")
        assert rest.replace("xyz", "").startswith(text[:30])


def test_a_formula_wider_than_the_measure_shrinks_and_is_told() -> None:
    body = f'<p class="equation">{formula("m" * 60, "many", "block")}</p>'
    sheets = (shipped_sheet("book.css"), shipped_sheet("paged.css"), shipped_sheet("classic.css"))
    wide = replace(job(body), sheets=sheets)
    (told,) = lay_out_part(wide).faults
    assert told.code == "shrunk-formula"
    assert re.fullmatch(r"The formula “many” is too wide, so it was set at \d\d% of its size\.", told.sentence)


def test_what_no_face_of_formulas_has_is_told() -> None:
    assert lay_out_part(job(f"<p>{formula('漢', 'x')}</p>")).remarks[0] == (
        "No face of formulas has the character “漢” (U+6F22)."
    )


def test_rules_that_are_not_drawn_are_told() -> None:
    cell = '<mtd style="border-right: 0.05em solid currentcolor;"><mi>a</mi></mtd>'
    table = f'<math {MATH} alttext="a|"><mtable><mtr>{cell}</mtr></mtable></math>'
    assert lay_out_part(job(f"<p>{table}</p>")).remarks == ("The rules in the formula “a|” are not drawn.",)


def test_a_formula_that_cannot_be_drawn_fails_the_part() -> None:
    with pytest.raises(LayoutFailedError, match="The formula “half”: It cannot be drawn"):
        lay_out_part(job(f'<p><math {MATH} alttext="half"><mfrac><mi>a</mi></mfrac></math></p>'))


def test_a_line_that_runs_off_the_page_is_told() -> None:
    part = lay_out_part(job(f'<p style="white-space: nowrap">{prose(40)}</p>'))
    (fault,) = part.faults
    assert (fault.code, fault.element) == ("off-the-page", 0)
    assert fault.sentence.endswith("runs off the page.")


def test_a_word_longer_than_a_line_is_broken_and_told() -> None:
    part = lay_out_part(job(f"<p>a</p><p>{'b' * 3000} c</p>"))
    (fault,) = part.faults
    assert (fault.code, fault.element) == ("overfull-line", 1)
    assert fault.sentence.startswith(f"“{'b' * 40}…” is longer than a line")


def test_a_sheet_that_weasyprint_does_not_understand_is_told() -> None:
    part = lay_out_part(job("<p>a</p>", sheet="p { frobnicate: 3 }"))
    assert part.remarks == ("WeasyPrint warns: Ignored `frobnicate: 3 ` at 1:5, unknown property.",)


def test_a_character_without_a_glyph_is_told() -> None:
    part = lay_out_part(job("<p>\U0001ffff\uf8ff a</p>"))
    assert part.unset == ("\U0001ffff", "\uf8ff")
    assert part.remarks == ()


def test_contents_print_their_pages_and_nothing_else_counts() -> None:
    body = '<ol class="contents-list"><li><a href="#t">Talks</a></li><li><a href="#u">Trains</a></li></ol>'
    made = job(body, sheet="ol { list-style: none }")
    part = lay_out_part(replace(made, page_labels=(("t", "12"), ("u", "345"))))
    assert page_texts(part) == ["Talks12Trains345"]


def test_an_unknown_page_fails_the_part() -> None:
    with pytest.raises(LayoutFailedError, match="The page of “u” is not known"):
        body = '<ol class="contents-list"><li><a href="#u">Trains</a></li></ol>'
        lay_out_part(replace(job(body), page_labels=(("t", "12"),)))


def test_the_first_word_of_a_link_is_not_broken() -> None:
    address = '<a href="#c">https://<wbr/>doi.org<wbr/>/10.1179<wbr/>/037201805X00086</a>'
    title = "How Big Is a Hole? The Problems of the Application of Science in the Invention of the Miners’ Safety Lamp"
    words = f'<a href="#c">Frank James, ‘{title}’, </a>{address}; also <a href="#c">Peter Orr, 1999</a>.'
    sheets = tuple(shipped_sheet(name) for name in ("book.css", "paged.css", "classic.css"))
    body = "".join(f'<p style="width: {40 + n / 4}mm"><span>{words}</span></p>' for n in range(80))
    document = pypdfium2.PdfDocument(lay_out_part(replace(job(body), sheets=sheets)).pdf)
    text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    assert text.split().count("Peter") == 80


def programs(pdf: bytes) -> dict[str, int]:
    """The fonts of a PDF by name, with the size of their outlines."""
    with pikepdf.Pdf.open(io.BytesIO(pdf)) as opened:
        fonts = [font.DescendantFonts[0] for page in opened.pages for font in page.Resources.Font.values()]
        return {str(f.BaseFont)[1:]: len(f.FontDescriptor.FontFile2.read_bytes()) for f in fonts}


def test_a_part_names_the_faces_of_its_fonts_and_leaves_their_outlines_to_binding() -> None:
    part = lay_out_part(job("<p>Text and <i>text</i> and <code>text</code></p>"))
    shown = (FACES.text[0], FACES.text[1], FACES.code[0])
    assert programs(part.pdf) == {subset_name(face): 0 for face in shown}
    assert min(programs(put_letters(part.pdf, FACES)).values()) > 500


def test_a_font_that_lacks_a_letter_stays_with_its_part_and_has_its_outlines() -> None:
    """Its codes are its own, so no other font can stand in for it."""
    setter = Typesetter(FACES, MemoryFolder({}), [part_sheet(SMALL, FACES)])
    content = new_element("section")
    add_element(content, "p", "a \u4e00")
    root = plain_page(content, "en", "T")
    document = setter.lay_out(root)
    pdf = setter.print_pages(document, read_structure(root, page_boxes(document)))
    assert min(programs(pdf).values()) > 500


def test_outlines_do_not_depend_on_what_the_machine_has_to_cut_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """WeasyPrint cuts with the HarfBuzz of the machine, and with fontTools where there is none."""

    def page() -> bytes:
        content = new_element("section")
        add_element(content, "p", "Příliš žluťoučký kůň")
        return set_single_page(content, 100, 150, (), FACES, MemoryFolder({}))

    here = page()
    monkeypatch.setattr(weasyprint.pdf.fonts, "harfbuzz_subset", None)
    assert page() == here


def test_what_is_said_of_a_trial_is_forgotten_and_what_is_said_of_the_sheets_is_not() -> None:
    setter = Typesetter(FACES, MemoryFolder({}), [part_sheet(SMALL, FACES), "p { colour: red }"])
    for text, unset in (("a \u4e00", ("\u4e00",)), ("a", ())):
        content = new_element("section")
        add_element(content, "p", text)
        setter.print_pages(setter.lay_out(plain_page(content, "en", "T")))
        assert setter.unset() == unset
        (remark,) = setter.remarks()
        assert "colour" in remark


def test_a_face_that_a_drawing_names_is_asked_of_no_other_part() -> None:
    letters = job(f"<p>{prose(20)}</p>")
    before = lay_out_part(letters)
    own = "@font-face { font-family: 'Book Text'; src: local('Nobody') }"
    drawing = f'<svg {SVG}><style>{own}</style><text y="5">a</text></svg>'.encode()
    with pytest.raises(LayoutFailedError):
        lay_out_part(job('<p><img alt="" src="a.svg"/></p>', images=("a.svg",), files={"a.svg": drawing}))
    assert lay_out_part(letters).pdf == before.pdf


def test_a_file_that_stands_for_two_faces_is_set_as_both() -> None:
    upright = FACES.text[0]
    faces = replace(FACES, text=(*FACES.text[:2], replace(upright, weight=700), FACES.text[3]))
    part = lay_out_part(replace(job("<p>light <b>dark</b></p>"), faces=faces))
    with pikepdf.open(io.BytesIO(part.pdf)) as pdf:
        fonts = pdf.pages[0].Resources.Font.values()
        assert [str(font.BaseFont)[8:] for font in fonts] == ["Spectral-Regular", "Spectral-Regular"]


def test_the_shipped_sheets_raise_no_warning() -> None:
    sheets = tuple(shipped_sheet(name) for name in ("book.css", "paged.css", "classic.css", "handout.css"))
    assert lay_out_part(replace(job(many_notes(2)), sheets=sheets)).remarks == ()


DIGEST = """
import hashlib
import test_layout
part = test_layout.lay_out_part(test_layout.job(test_layout.many_notes(5)))
print(hashlib.sha256(part.pdf).hexdigest())
"""


def test_the_same_job_gives_the_same_bytes_in_every_process() -> None:
    def digest(seed: str) -> str:
        paths = os.pathsep.join([str(Path(__file__).parent), *sys.path])
        environment = {"PYTHONHASHSEED": seed, "TZ": f"TST{seed}", "PATH": "/usr/bin:/bin", "PYTHONPATH": paths}
        command = [sys.executable, "-c", DIGEST]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout

    assert digest("1") == digest("2") != ""


def test_a_job_can_be_sent_to_a_worker() -> None:
    made = job("<p>a</p>")
    assert pickle.loads(pickle.dumps(made)) == made  # noqa: S301 – our own bytes


SORTS = (
    Sort("A Title", "head-verso"),
    Sort("The Talks in Winter", "head-recto"),
    Sort("1", "folio"),
    Sort("x", "folio"),
)
SORT_SHEET = ".head-verso { font-size: .9em } .head-recto { font-style: italic } .folio { font-size: 1.2em }"


def test_each_sort_has_a_page_of_its_own_width_and_one_baseline() -> None:
    sorts = lay_out_sorts(SORTS, (SHEET, SORT_SHEET), FACES, "en-GB")
    assert sorts.sorts == SORTS
    assert sorts.widths_pt[1] > sorts.widths_pt[0] > sorts.widths_pt[2] > 0
    assert 0 < sorts.baseline_pt < 30
    with pikepdf.Pdf.open(io.BytesIO(sorts.pdf)) as pdf:
        widths = [float(page.mediabox[2]) for page in pdf.pages]
        assert widths == pytest.approx(sorts.widths_pt, abs=0.01)
        assert "/StructTreeRoot" not in pdf.Root
        baselines = set()
        for page in pdf.pages:
            matrices = [i.operands for i in pikepdf.parse_content_stream(page) if str(i.operator) == "Tm"]
            scale = next(i.operands for i in pikepdf.parse_content_stream(page) if str(i.operator) == "cm")
            baselines.add(round(float(scale[5]) - float(matrices[0][5]) * 0.75, 2))
    assert len(baselines) == 1
    assert baselines.pop() == pytest.approx(sorts.baseline_pt, abs=0.01)


def cover(words: str) -> etree._Element:
    tree = new_element("div", class_="cover")
    add_element(tree, "p", words)
    return tree


def test_a_single_page_has_the_size_asked_for() -> None:
    pdf_bytes = set_single_page(cover("A Title"), 148, 210, ("p { margin: 10mm }",), FACES, MemoryFolder({}))
    with pikepdf.Pdf.open(io.BytesIO(pdf_bytes)) as pdf:
        (page,) = pdf.pages
        assert [float(edge) for edge in page.mediabox] == pytest.approx(
            [0, 0, 148 * 72 / 25.4, 210 * 72 / 25.4], abs=0.01
        )


@pytest.mark.parametrize("count", [100, 800])
def test_a_cover_that_overflows_is_an_error(count: int) -> None:
    with pytest.raises(LayoutFailedError, match="does not fit"):
        set_single_page(cover(prose(count)), 50, 50, (), FACES, MemoryFolder({}))


def test_a_text_that_fits_but_for_its_last_space_is_not_broken_after_its_first_word() -> None:
    """Whatever the measure, the first line before an inline element is filled: WeasyPrint alone may leave a word."""
    paragraphs = "".join(
        f'<p style="width: {width}px">In every line some words, <em>Masterpieces of History</em>.</p>'
        for width in range(120, 160)
    )
    part = lay_out_part(job(paragraphs, sheet="p { hyphens: none }"))
    document = pypdfium2.PdfDocument(part.pdf)
    try:
        text = "\n".join(document[n].get_textpage().get_text_range() for n in range(len(document)))
    finally:
        document.close()
    beginnings = [line.strip() for line in text.splitlines() if line.startswith("In ")]
    assert len(beginnings) == 40
    assert min(map(len, beginnings)) > len("In every")
