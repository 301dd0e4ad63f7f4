"""The bars of a barcode, against those that the standard shows."""

from __future__ import annotations

import pytest

from chapbook.render.barcode import MODULE_MM, add_on_bars, barcode_size_mm, bars, draw_barcode, ean_13


def test_an_isbn_of_ten_digits_gets_thirteen() -> None:
    assert ean_13("0-306-40615-2") == "9780306406157"
    assert ean_13("978-0-306-40615-7") == "9780306406157"


def test_the_bars_of_a_known_number() -> None:
    # Worked by hand from the tables: 9 in front sets LGGLGL; guards at both ends and in the middle.
    code = bars("9780306406157")
    assert len(code) == 95
    assert (code[:3], code[45:50], code[-3:]) == ("101", "01010", "101")
    assert code[3:10] == "0111011"  # 7, L
    assert code[10:17] == "0001001"  # 8, G
    assert code[50:57] == "1011100"  # 4, R


def test_the_add_on() -> None:
    # The sum of 54495, weighed by three and nine, ends in 9, which sets LLGLG.
    separated = ["0110001", "0100011", "0011101", "0001011", "0111001"]
    assert add_on_bars("54495") == "1011" + "01".join(separated)
    assert len(add_on_bars("90000")) == 47


def test_the_drawing_is_of_the_standards_size_with_its_light_margins() -> None:
    drawing = draw_barcode("978-0-306-40615-7")
    bars_at = [float(e.get("x", "nan")) for e in drawing if e.get("height") and e.get("x")]
    assert barcode_size_mm("") == (37.29, 30.69)
    assert min(bars_at) == 11, "eleven modules at the left"
    assert 37.29 / MODULE_MM - (max(bars_at) + 1) == pytest.approx(7)
    assert {e.get("fill") for e in list(drawing)[1:]} == {"#000000"}
    assert "".join(e.text or "" for e in drawing if len(e.text or "") == 1) == "9780306406157"
