"""The paper tree: notes at their calls, links that leave the part, pages in contents and index; no text lost."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET  # only walked here

import pytest

from chapbook.model.fragment import EPUB, XHTML, Fragment
from chapbook.render.locators import Locator, join_locators, roman_value
from chapbook.render.pdf.paper import MANUSCRIPT, PLACE, NoteCall, Paper, make_paper
from chapbook.render.pdf.paper_images import ImageBoxes
from chapbook.render.pdf.paper_text import Role, notes_text, read_paper_text, running_text
from chapbook.trees import has_class


def fragment(body: str, attributes: str = 'id="c"') -> Fragment:
    return Fragment(f'<section xmlns="{XHTML}" xmlns:epub="{EPUB}" {attributes}>{body}</section>'.encode())


def note(id: str, body: str) -> str:
    return f'<aside class="footnote" epub:type="footnote" id="{id}">{body}</aside>'


def call(id: str, number: int, of: str) -> str:
    return f'<a class="note-call" epub:type="noteref" id="{id}" href="#{of}">{number}</a>'


def paper(content: Fragment, **labels: str) -> Paper:
    return make_paper(content, "en-GB", "Title", labels)


def markup(made: Paper) -> str:
    body = made.root.find("body")
    assert body is not None
    for element in body.iter():
        element.attrib.pop(PLACE, None)  # the elements' numbers would hide what is meant here
    return ET.tostring(body[0], encoding="unicode")


def test_a_note_stands_right_behind_its_call() -> None:
    made = paper(
        fragment(f'<p>One{call("k", 1, "n")} two.</p><section class="notes">{note("n", "<p>Note.</p>")}</section>')
    )
    assert markup(made) == (
        '<section id="c"><p>One<a class="note-call" id="k" href="#n">1</a>'
        '<aside class="footnote page-note" id="n"><p>Note.</p></aside> two.</p></section>'
    )
    assert made.calls == (NoteCall("n", "k"),)


def test_the_second_call_of_a_note_is_only_a_link() -> None:
    body = (
        f'<p>One{call("k", 1, "n")} two{call("l", 1, "n")}.</p><section class="notes">{note("n", "<p>N</p>")}</section>'
    )
    made = paper(fragment(body))
    assert markup(made).count("<aside") == 1
    assert made.calls == (NoteCall("n", "k"),)


def test_a_note_that_nothing_calls_is_not_lost() -> None:
    made = paper(fragment(f'<p>One.</p><section class="notes">{note("n", "<p>Stray.</p>")}</section>'))
    assert "Stray." in markup(made)
    assert made.calls == ()


def test_notes_called_in_a_table_stand_under_it_in_order() -> None:
    cells = f"<td>a{call('k', 1, 'n')}</td><td>b{call('l', 2, 'm')}</td>"
    notes = note("n", "<p>First.</p>") + note("m", "<p>Second.</p>")
    made = paper(fragment(f'<table><tr>{cells}</tr></table> <p>After.</p><section class="notes">{notes}</section>'))
    section = made.root.find("body/section")
    assert section is not None
    assert [(e.tag, e.get("class")) for e in section] == [
        ("table", None),
        ("aside", "footnote table-note"),
        ("aside", "footnote table-note"),
        ("p", None),
    ]
    assert [e.get("id") for e in section[1:3]] == ["n", "m"]
    assert made.calls == ()


def test_a_note_that_a_note_calls_follows_it_and_does_not_nest() -> None:
    notes = note("n", f"<p>Outer{call('l', 2, 'm')} end.</p>") + note("m", "<p>Inner.</p>")
    made = paper(fragment(f'<p>One{call("k", 1, "n")} two.</p><section class="notes">{notes}</section>'))
    outer = next(e for e in made.root.iter("aside") if e.get("id") == "n")
    assert not list(outer.iter("aside"))[1:]
    assert [e.get("id") for e in made.root.iter("aside")] == ["n", "m"]


def test_white_space_in_notes_is_folded_but_not_in_code() -> None:
    body = "<p>  a\n\t<em> b </em> c\n</p><pre>x\n  y</pre>"
    made = paper(fragment(f'<p>{call("k", 1, "n")}</p><section class="notes">{note("n", body)}</section>'))
    aside = next(made.root.iter("aside"))
    assert ["".join(e.itertext()) for e in aside] == ["a b c ", "x\n  y"]


def test_a_no_break_space_in_a_note_is_kept() -> None:
    words = note("n", "<p>p.\u00a012</p>")
    made = paper(fragment(f'<p>{call("k", 1, "n")}</p><section class="notes">{words}</section>'))
    assert "p.\u00a012" in markup(made)


def test_links_that_leave_the_part_become_links_into_the_book() -> None:
    made = paper(fragment('<p id="here"><a href="#here">a</a><a href="#there">b</a><a href="https://x.org/">c</a></p>'))
    assert [a.get("href") for a in made.root.iter("a")] == ["#here", "book:there", "https://x.org/"]


def test_html_loses_its_namespace_and_svg_keeps_it() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><text>S</text></svg>'
    made = paper(fragment(f'<p epub:type="x" xml:lang="de" lang="de">a{svg}<!-- gone -->b</p>'))
    paragraph = next(made.root.iter("p"))
    assert paragraph.attrib == {"lang": "de", PLACE: "0"}
    assert paragraph[0].tag == "{http://www.w3.org/2000/svg}svg"
    assert paragraph[0].tail == "b"


def test_images_are_asked_for_by_an_address_that_cannot_exist() -> None:
    made = paper(fragment('<img src="figures/a b#1.png" alt=""/>'))
    assert next(made.root.iter("img")).get("src") == MANUSCRIPT + "figures/a%20b%231.png"


def test_contents_get_their_pages() -> None:
    made = paper(fragment('<ol class="contents-list"><li><a href="#t">Talks</a></li></ol>'), t="12")
    (link,) = made.root.iter("a")
    assert (link.get("href"), link[0].get("class"), link[0].text) == ("book:t", "page", "12")


def test_an_unknown_page_is_an_error() -> None:
    with pytest.raises(KeyError, match="nowhere"):
        paper(fragment('<ol class="contents-list"><li><a href="#nowhere">x</a></li></ol>'), t="12")


def test_locators_become_page_numbers_with_links() -> None:
    places = ", ".join(f'<a class="locator" href="#{name}">2</a>' for name in "abcde")
    content = fragment(f'<ul class="index-list"><li>Havel <span class="locators">{places}</span></li></ul>')
    made = paper(content, a="3", b="3", c="4", d="5", e="9")
    (span,) = [s for s in made.root.iter("span") if has_class(s, "locators")]
    assert "".join(span.itertext()) == "3–5, 9"
    assert [a.get("href") for a in span.iter("a")] == ["book:a", "book:d", "book:e"]


def test_locators_keep_their_style_note_and_end() -> None:
    places = (
        '<a href="#a"><b>2</b></a>, <a href="#b" data-note="3">2</a>, <a href="#C" data-end="d"><i>2</i></a>, '
        '<span class="locator-range"><a href="#e" data-end="f">2</a>–<a href="#f">3</a></span>'
    )
    content = fragment(f'<p><span class="locators" data-notes=" n. {{}}| nn. {{}}">{places}</span></p>')
    made = paper(content, a="3", b="4", C="5", d="6", e="7", f="8")
    (span,) = [s for s in made.root.iter("span") if has_class(s, "locators")]
    assert "".join(span.itertext()) == "3, 4 n. 3, 5–6, 7–8"
    assert ["".join(e.itertext()) for e in (*span.iter("b"), *span.iter("i"))] == ["3", "5", "6"]
    assert [a.get("href") for a in span.iter("a")] == [f"book:{name}" for name in "abCdef"]
    assert "data-notes" not in span.attrib


def printed(*locators: Locator) -> str:
    numbers = join_locators(locators)
    marks = {"": "", "b": "*", "i": "_"}
    return ", ".join(
        f"{marks[n.style]}{n.label}{f'–{n.end_label}' if n.end else ''}{n.behind}{marks[n.style]}" for n in numbers
    )


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ("7", "7"),
        ("7 8", "7, 8"),
        ("7 8 9", "7–9"),
        ("7 7 7", "7"),
        ("1 3 4 5 6 9", "1, 3–6, 9"),
        ("viii ix x 1 2", "viii–x, 1, 2"),
        ("x 11", "x, 11"),
        ("3 90 iv 40 91 92", "iv, 3, 40, 90–92"),
        ("7-8", "7–8"),
        ("7-7", "7"),
        ("7-9 8", "7–9"),
        ("7-8 9", "7–9"),
        ("41-43 44 50", "41–44, 50"),
        ("7-12 10-14", "7–14"),
        ("xii-3", "xii–3"),
        ("vi-viii", "vi–viii"),
        ("7 b7", "*7*"),
        ("7 b8 9", "7, *8*, 9"),
        ("7-9 b8", "7–9, *8*"),
        ("b7-9 8", "*7–9*"),
        ("7 i7 i8", "7, _7_, _8_"),
        ("57 57n2", "57"),
        ("57n2", "57n2"),
        ("57n2 57n2", "57n2"),
        ("57n2 57n3", "57nn2–3"),
        ("57n2 57n5", "57nn2, 5"),
        ("56-58 57n2", "56–58"),
        ("57n2 58 59", "57n2, 58, 59"),
        ("b57 57n2", "*57*"),
        ("i57 57n2", "_57_"),
        ("b57n2 60n1", "*57n2*, 60n1"),
        ("", ""),
    ],
)
def test_pages_are_joined(labels: str, expected: str) -> None:
    locators = []
    for place, written in enumerate(labels.split()):
        match = re.fullmatch(r"(?P<style>[bi](?=\d))?(?P<first>\w+?)(?:-(?P<last>\w+))?(?:n(?P<note>\d+))?", written)
        assert match
        end = f"{place}-end" if match["last"] else ""
        said = (match[name] or "" for name in ("last", "note", "style"))
        locators.append(Locator(str(place), match["first"], end, *said))
    assert printed(*locators) == expected


@pytest.mark.parametrize(("label", "value"), [("iv", 4), ("xlii", 42), ("mcmxc", 1990), ("12", 0), ("", 0), ("ix.", 0)])
def test_roman_numbers_are_read(label: str, value: int) -> None:
    assert roman_value(label) == value


def group(entries: str, letter: str = "") -> str:
    heading = f'<h2 class="index-letter">{letter}</h2>' if letter else ""
    return f'<section class="index-group">{heading}<ul class="index-list">{entries}</ul></section>'


def test_groups_of_the_index_are_one_list_and_stay_apart() -> None:
    made = paper(fragment(f"{group('<li>Arms</li><li>Aust</li>')}\n{group('<li>Brno</li>')}"))
    (joined,) = made.root.iter("ul")
    assert [(li.text, (li.get("class") or "").strip()) for li in joined] == [
        *(("Arms", ""), ("Aust", "index-last"), ("Brno", "")),
    ]
    assert list(made.root.iter("section")) == [made.root[1][0]]


def test_a_letter_is_a_line_of_the_list() -> None:
    made = paper(fragment(f"{group('<li>1968</li>', 'Symbols')}{group('<li>Arms</li>', 'A')}"))
    (joined,) = made.root.iter("ul")
    assert [("".join(li.itertext()), li.get("class")) for li in joined][::2] == [
        *(("Symbols", "index-letter"), ("A", "index-letter")),
    ]
    assert list(made.root.iter("h2")) == []


ENTRY = """<li class="index-entry" id="h"><span class="index-term">Havel</span>{places}<ul><li class="index-entry"
id="m"><span class="index-term">in Moscow</span> <span class="locators"><a href="#a">1</a></span></li><li
class="index-entry"><span class="index-term">letters</span><ul><li class="index-entry"><span class="index-term">to
Kohl</span> <span class="locators"><a href="#b">1</a></span></li></ul></li></ul><p class="index-see-also"><span
class="index-see"><i>see also</i> talks</span></p></li>"""


@pytest.mark.parametrize(
    ("places", "said"),
    [
        ("", "Havel: in Moscow 3; letters: to Kohl 4; see also talks"),
        (
            ' <span class="locators"><a href="#a">1</a></span>',
            "Havel 3; in Moscow 3; letters: to Kohl 4; see also talks",
        ),
    ],
)
def test_sub_entries_run_on_in_an_index_that_is_set_so(places: str, said: str) -> None:
    content = fragment(group(ENTRY.format(places=places)), 'class="index run-in"')
    made = paper(content, a="3", b="4")
    (entry,) = made.root.iter("li")
    assert " ".join("".join(entry.itertext()).split()) == said
    assert [s.get("id") for s in entry.iter("span") if s.get("id")] == ["m"]
    assert read_paper_text(made.root).length == len(running_text(content))
    indented = paper(fragment(group(ENTRY.format(places=places)), 'class="index"'), a="3", b="4")
    assert len(list(indented.root.iter("li"))) == 4


def test_an_image_whose_height_is_known_says_so() -> None:
    boxes = ImageBoxes(400, {"a.png": (300, 101.5)})
    made = make_paper(fragment('<img src="a.png" alt=""/>'), "en", "T", {}, boxes)
    assert next(made.root.iter("img")).get("style") == "--height: 101.50px"


@pytest.mark.parametrize(
    ("markup", "height"),
    [
        ('<img src="a.png" alt=""/>', "40.00"),
        ('<figure><img src="a.png" alt="" style="width: 25%"/></figure>', "20.00"),
        ('<figure class="wide full"><img src="a.png" alt=""/></figure>', "80.00"),
        ('<p><img src="a.png" alt="" width="100"/></p>', "20.00"),
        ('<p><img src="a.png" alt="" width="4000"/></p>', "80.00"),
        ('<div class="figure-row"><p><img src="a.png" alt=""/></p><p/></div>', "40.00"),
        ('<div class="figure-row"><p/><p/><figure><img src="a.png" alt=""/></figure><p/></div>', "20.00"),
    ],
)
def test_the_height_is_that_of_the_width_at_which_an_image_stands(markup: str, height: str) -> None:
    made = make_paper(fragment(markup), "en", "T", {}, ImageBoxes(400, {"a.png": (200, 40)}))
    assert next(made.root.iter("img")).get("style", "").endswith(f"--height: {height}px")


@pytest.mark.parametrize(
    ("markup", "asked"),
    [
        ('<p>A <img src="a.png" alt="" width="20"/></p>', "width: 20px; "),
        ('<p>A <img src="a.png" alt="" width="20" height="8"/></p>', "width: 20px; height: 8px; "),
        ('<p class="image"><img src="a.png" alt="" width="20"/></p>', ""),
        ('<figure><img src="a.png" alt="" width="20"/></figure>', ""),
    ],
)
def test_an_image_in_a_line_has_the_size_that_was_asked_for(markup: str, asked: str) -> None:
    made = make_paper(fragment(markup), "en", "T", {}, ImageBoxes(400, {"a.png": (200, 40)}))
    assert next(made.root.iter("img")).get("style", "").rpartition("--height")[0] == asked


@pytest.mark.parametrize(
    ("markup", "initial", "rest"),
    [
        ("<p class='drop-cap'>Then</p>", "T", "hen"),
        ("<p class='wide drop-cap'> “Then”</p>", "“T", "hen”"),
        ("<p class='drop-cap'>A\u0301rpád</p>", "A\u0301", "rpád"),
        ("<p class='drop-cap'><em>Then</em> came</p>", "T", "hen"),
        ("<p class='drop-cap'>I</p>", "I", None),
    ],
)
def test_a_drop_capital_is_a_span_and_no_letter_is_lost(markup: str, initial: str, rest: str | None) -> None:
    root = paper(fragment(markup)).root
    (span,) = [e for e in root.iter("span") if e.get("class") == "initial"]
    assert (span.text, span.tail or None) == (initial, rest)
    assert read_paper_text(root).length == len(running_text(fragment(markup)))


@pytest.mark.parametrize("markup", ["<p>Then</p>", "<p class='drop-cap'>…</p>", "<p class='drop-cap'/>"])
def test_nothing_else_is_an_initial(markup: str) -> None:
    assert list(paper(fragment(markup)).root.iter("span")) == []


CONTENT = fragment(
    f'<h1>Ab c</h1>\n<p>de{call("k", 1, "n")} f<em>g\u00a0h</em></p><span class="locators"><a href="#x">2</a></span>'
    f'<section class="notes">\n{note("n", "<p>1 Note</p>")}</section>'
)


def test_running_text_leaves_out_notes_locators_and_white_space() -> None:
    assert running_text(CONTENT) == "Abcde1fgh"
    assert notes_text(CONTENT) == "1Note"


def test_the_paper_tree_says_what_the_fragment_says() -> None:
    text = read_paper_text(paper(CONTENT).root)
    assert text.length == len("Abcde1fgh")
    said = {role: "".join(own.text for own in text.owners.values() if own.role is role) for role in Role}
    assert said[Role.NOTE] == "1Note"
    assert said[Role.MADE] == "2"


def test_every_letter_knows_its_place_in_the_running_text() -> None:
    text = read_paper_text(paper(CONTENT).root)
    (paragraph,) = [own for element, own in text.owners.items() if element.tag == "p" and own.role is Role.RUNNING]
    assert [(letter, paragraph.offset(n)) for n, letter in enumerate(paragraph.text)] == [("d", 3), ("e", 4), ("f", 6)]


def test_a_formula_is_a_drawing_with_its_letters() -> None:
    square = '<math xmlns="http://www.w3.org/1998/Math/MathML" id="m" alttext="x^2"><mi>x</mi><mn>2</mn></math>'
    body = f"<p>a {square} b</p>"
    made = paper(fragment(body))
    svg = made.root.find(".//p/{http://www.w3.org/2000/svg}svg")
    assert svg is not None
    assert (svg.get("class"), svg.get("id"), svg.get("aria-label"), svg.tail) == ("formula", "m", "x^2", " b")
    text = read_paper_text(made.root)
    assert text.length == len(running_text(fragment(body))) == len("ax2b")
    assert [own.text for own in text.owners.values() if own.is_drawn] == ["x2"]


def test_a_list_that_begins_late_counts_from_there() -> None:
    made = markup(paper(fragment('<ol start="4"><li>a</li><li value="9">b</li></ol>')))
    assert '<ol start="4" style="counter-reset: list-item 3">' in made
    assert '<li value="9" style="counter-increment: none; counter-set: list-item 9">' in made
