"""A table that a phone would cut off stands in a frame that can be moved; one that fits stands as it is."""

from __future__ import annotations

from lxml import etree

from chapbook.model.fragment import XHTML, h
from chapbook.render.epub.tables import FRAME, frame_tables


def framed(markup: str) -> list[etree._Element]:
    section = etree.fromstring(f'<section xmlns="{XHTML}">{markup}</section>')
    frame_tables(section)
    return [div for div in section.iter(h("div")) if div.get("class") == FRAME]


def table(*cells: str, caption: str = "") -> str:
    head = f"<caption><span>Table 1</span> {caption}</caption>" if caption else ""
    return f"<table>{head}<tr>{''.join(f'<td>{c}</td>' for c in cells)}</tr></table>"


def test_a_wide_table_is_framed_and_called_as_it_is() -> None:
    (frame,) = framed(table(*["Ammunition"] * 3, caption="What left"))
    assert {str(name): value for name, value in frame.items()} == {
        "class": "table-frame",
        "role": "group",
        "tabindex": "0",
        "aria-label": "Table 1 What left",
    }
    assert [child.tag for child in frame] == [h("table")]


def test_a_table_whose_words_fit_on_a_phone_is_not() -> None:
    assert framed(table("many words that may break into as many lines as they like", "1990")) == []
    assert framed(table("One", "Two", "Three")) == []


def test_a_cell_over_several_columns_makes_no_table_wide() -> None:
    wide = '<table><tr><td colspan="2">Donaudampfschifffahrtsgesellschaftskapitän</td></tr><tr><td>a</td></tr></table>'
    assert framed(wide) == []


def test_the_text_behind_a_table_stays_and_a_table_inside_is_left() -> None:
    inner = table(*["Ammunition"] * 4)
    (frame,) = framed(f"{table(inner, 'x')}behind")
    assert frame.tail == "behind"
    assert "".join(map(str, frame.itertext())) == "Ammunition" * 4 + "x"


def test_a_table_in_a_row_keeps_its_place_there() -> None:
    assert framed(f'<div class="figure-row">{table(*["Ammunition"] * 4)}</div>') == []
