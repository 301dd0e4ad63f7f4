"""The barcode of a book: EAN-13, with five digits of price beside it where asked (ISO/IEC 15420), as a drawing.

Input: an ISBN with 13 or 10 digits, and the price code. Output: an SVG of black bars on white with its quiet zones, in
the standard's own size, and the digits below.
"""

from __future__ import annotations

from lxml import etree

from chapbook.model.fragment import SVG

MODULE_MM = 0.33  # the width of the thinnest bar at 100 %
# In modules: the light margins, the gap before the add-on, the heights of the bars, the digits' own height.
_LEFT, _RIGHT, _GAP, _ADD_ON_RIGHT = 11, 7, 9, 5
_HIGH, _GUARD, _DIGITS, _ABOVE = 69, 5, 9, 10
_LEFT_CODES = (
    *("0001101", "0011001", "0010011", "0111101", "0100011"),
    *("0110001", "0101111", "0111011", "0110111", "0001011"),
)
_PARITIES = ("LLLLLL", "LLGLGG", "LLGGLG", "LLGGGL", "LGLLGG", "LGGLLG", "LGGGLL", "LGLGLG", "LGLGGL", "LGGLGL")
_ADD_ON_PARITIES = ("GGLLL", "GLGLL", "GLLGL", "GLLLG", "LGGLL", "LLGGL", "LLLGG", "LGLGL", "LGLLG", "LLGLG")
_GUARDS = frozenset((*range(3), *range(45, 50), *range(92, 95)))


def ean_13(isbn: str) -> str:
    """The thirteen digits of an ISBN; one of ten digits gets the prefix 978 and a check digit of its own."""
    digits = isbn.replace("-", "").replace(" ", "")
    if len(digits) == 13:
        return digits
    stem = f"978{digits[:9]}"
    return stem + str(-sum(int(d) * (3 if n % 2 else 1) for n, d in enumerate(stem)) % 10)


def bars(digits: str) -> str:
    """The modules of EAN-13: 1 is a bar, 0 a space."""
    left = "".join(_code(d, parity) for d, parity in zip(digits[1:7], _PARITIES[int(digits[0])], strict=True))
    right = "".join(_code(d, "R") for d in digits[7:])
    return f"101{left}01010{right}101"


def add_on_bars(code: str) -> str:
    """The modules of the five digits beside it."""
    check = sum(int(d) * (9 if n % 2 else 3) for n, d in enumerate(code)) % 10
    parities = _ADD_ON_PARITIES[check]
    return "1011" + "01".join(_code(d, parity) for d, parity in zip(code, parities, strict=True))


def _code(digit: str, parity: str) -> str:
    left = _LEFT_CODES[int(digit)]
    right = left.translate(str.maketrans("01", "10"))
    return {"L": left, "R": right, "G": right[::-1]}[parity]


def barcode_size_mm(price_code: str) -> tuple[float, float]:
    """The width and the height of the drawing, light margins included."""
    width = _LEFT + 95 + (_GAP + 47 + _ADD_ON_RIGHT if price_code else _RIGHT)
    return round(width * MODULE_MM, 2), round((_ABOVE + _HIGH + _GUARD + _DIGITS) * MODULE_MM, 2)


def draw_barcode(isbn: str, price_code: str = "") -> etree._Element:
    """The drawing."""
    digits = ean_13(isbn)
    width, height = barcode_size_mm(price_code)
    across, down = width / MODULE_MM, height / MODULE_MM
    drawing = etree.Element(f"{{{SVG}}}svg", nsmap={"svg": SVG})
    for name, value in (("viewBox", f"0 0 {across:g} {down:g}"), ("width", f"{width}mm"), ("height", f"{height}mm")):
        drawing.set(name, value)
    _add(drawing, "rect", width=f"{across:g}", height=f"{down:g}", fill="#ffffff")
    _text(drawing, f"ISBN {isbn}", _LEFT + 47.5, 7)
    for at, module in enumerate(bars(digits)):
        if module == "1":
            _bar(drawing, _LEFT + at, _ABOVE, _HIGH + (_GUARD if at in _GUARDS else 0))
    base = _ABOVE + _HIGH + _DIGITS
    _text(drawing, digits[0], 5, base)
    for at, digit in enumerate(digits[1:]):
        _text(drawing, digit, _LEFT + (3 if at < 6 else 8) + at * 7 + 3.5, base)
    if price_code:
        left = _LEFT + 95 + _GAP
        for at, module in enumerate(add_on_bars(price_code)):
            if module == "1":
                _bar(drawing, left + at, _ABOVE + _DIGITS, _HIGH + _GUARD - _DIGITS)
        for at, digit in enumerate(price_code):
            _text(drawing, digit, left + 7.5 + at * 9, _ABOVE + _DIGITS - 2)
    return drawing


def _bar(drawing: etree._Element, x: int, y: int, height: int) -> None:
    _add(drawing, "rect", x=str(x), y=str(y), width="1", height=str(height), fill="#000000")


def _text(drawing: etree._Element, text: str, x: float, y: float) -> None:
    size = "9" if len(text) == 1 else "7"
    said = {"font-family": "Book Code", "font-size": size, "text-anchor": "middle", "fill": "#000000"}
    _add(drawing, "text", x=f"{x:g}", y=f"{y:g}", **said).text = text


def _add(parent: etree._Element, tag: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{SVG}}}{tag}", attributes)
