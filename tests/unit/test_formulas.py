"""Formulas drawn: on their baseline, in the measures of MathML Core, and whole; and in words."""

from __future__ import annotations

import time

import pytest
from lxml import etree

from chapbook.compose.formula_words import linear_words
from chapbook.model.fragment import MATHML, SVG
from chapbook.parse.latex import BadLatexError, make_math
from chapbook.render.formulas import Drawing, FormulaError, draw_formula

# One of each construction that authors write.
GALLERY = (
    r"\frac{a+b}{c} \dfrac12 \tfrac12 \binom nk",
    r"\sum_{i=1}^n x_i^2 \prod_k \int_0^\infty e^{-t^2}\,dt \bigcup_i",
    r"\begin{pmatrix}1&2\\ \cdots&\vdots\end{pmatrix} \begin{bmatrix}a\end{bmatrix}",
    r"\begin{cases}x & \text{if } x>0\\ 0 & \text{otherwise, so-called}\end{cases}",
    r"\begin{aligned}a &= b\\ &= \frac{d}{e} && \text{for $C$}\end{aligned}",
    r"\hat{\mathbf y} \bar x \vec v \widehat{abc} \tilde a \widetilde{ab} \ddot x \overline{ab} \underline{ab}",
    r"\mathbb{R}\mathcal{L}\mathfrak{g}\mathscr{A}\mathrm{abc}\boldsymbol{\gamma}\mathsf{d}\mathtt{e}",
    r"\operatorname*{argmin}_{x} \sin x \lim_{n\to\infty} \max_x f",
    r"\underbrace{a+b}_{n} \overbrace{x}^{y} \overrightarrow{AB} \xrightarrow{f} \stackrel{\text{def}}{=}",
    r"\sqrt{x^2+\sqrt[3]{y}} \left(\frac12\right) \bigl[ \lvert x\rvert \|x\| \left.x\right|_0",
    r"f'(x) + f''(x) - x_{i_j}^{2^n}, 3{,}14, a \mid b, \pmod n",
    r"\textcolor{red}{y} \boxed{x} \cancel{x} \phantom{x} \hspace{1cm} \quad \!",
    r"\textbf{a} \textit{b} \texttt{c} \text{} \mathop{\mathrm{min}}_f {}^2",
    r"\begin{array}{l|c}a&bb\\ \hline ddd&e\end{array} \begin{gathered}a\\b\end{gathered}",
)


def draw(latex: str, is_display: bool = False) -> Drawing:
    return draw_formula(make_math(latex, is_display))


@pytest.mark.parametrize("latex", GALLERY)
@pytest.mark.parametrize("is_display", [True, False])
def test_every_construction_is_drawn(latex: str, is_display: bool) -> None:
    drawing = draw(latex, is_display)
    svg = etree.fromstring(drawing.svg)
    assert drawing.missing == ()
    assert drawing.width > 0.5
    assert len(svg) > 2
    assert svg.xpath("//@id | //@href") == []  # drawings of one page share nothing


def test_a_drawing_lies_on_its_baseline() -> None:
    assert draw("x").depth == pytest.approx(0, abs=0.02)
    assert draw("x_y").depth > 0.2
    fraction = draw(r"\frac12", True)
    assert fraction.height > 1
    assert fraction.depth > 0.4
    left, top, width, height = map(float, str(etree.fromstring(fraction.svg).get("viewBox")).split())
    assert -top == pytest.approx(24 * fraction.height + 1, abs=0.02)
    assert height == pytest.approx(24 * (fraction.height + fraction.depth) + 2, abs=0.02)
    assert width == pytest.approx(24 * fraction.width + 2, abs=0.02)
    assert left < 0


def test_an_em_is_as_wide_as_the_letters_are_large() -> None:
    assert draw(r"a\quad b").width - draw("ab").width == pytest.approx(1, abs=0.01)
    assert draw(r"a\hspace{2em}b").width - draw("ab").width == pytest.approx(2, abs=0.01)


def test_limits_stand_beside_a_sum_in_a_line() -> None:
    inside, shown = draw(r"\sum_{i=1}^n x"), draw(r"\sum_{i=1}^n x", True)
    assert inside.height + inside.depth < 0.6 * (shown.height + shown.depth)


def test_columns_stand_as_far_apart_as_mathml_core_says() -> None:
    matrix, aligned = r"\begin{matrix}a&b\end{matrix}", r"\begin{aligned}a&b\end{aligned}"
    assert draw(matrix).width - draw(aligned).width == pytest.approx(0.8, abs=0.05)


def test_equal_formulas_are_drawn_once() -> None:
    assert draw("a + b") is draw("a  +  b")
    assert draw(r"\frac12") is not draw(r"\frac12", True)


@pytest.mark.parametrize(
    ("before", "after"),
    [(r"\left(", r"\right)"), (r"\begin{pmatrix}", r"\end{pmatrix}"), (r"\left(\frac{1}{", r"}\right)")],
)
def test_formulas_in_formulas_take_no_more_than_their_time(before: str, after: str) -> None:
    started = time.process_time()
    draw(before * 12 + "x" + after * 12, True)  # doubling with each level, ziamath alone would take hours
    assert time.process_time() - started < 10


@pytest.mark.parametrize("part", ["{", r"\left(", r"\begin{matrix}", r"\bar", r"\sqrt ", "x^"])
def test_what_would_exhaust_the_stack_is_refused(part: str) -> None:
    for count in (900, 50_000):
        with pytest.raises(BadLatexError):
            make_math(part * count + "x", False)


def test_a_character_that_no_face_has_is_told() -> None:
    assert draw(r"\text{a漢}").missing == ("漢",)


def test_a_formula_that_cannot_be_drawn_is_an_error() -> None:
    broken = etree.fromstring(f'<math xmlns="{MATHML}"><mfrac><mi>a</mi></mfrac></math>')
    with pytest.raises(FormulaError, match="cannot be drawn"):
        draw_formula(broken)


def test_a_drawing_has_no_text_to_set() -> None:
    svg = etree.fromstring(draw(r"x + \text{words}").svg)
    assert {etree.QName(e).localname for e in svg} <= {"path", "rect", "line"}
    assert svg.tag == f"{{{SVG}}}svg"


@pytest.mark.parametrize(
    ("latex", "words"),
    [
        ("x^2", "x²"),
        ("x_{10}", "x₁₀"),
        ("x_{ij}^{n}", "x_ij^n"),
        ("n^{-1}", "n^(−1)"),
        (r"O(n\log n)", "O(n log n)"),
        (r"\sin x", "sin x"),
        (r"\frac{a+b}{c}", "(a+b)/c"),
        (r"\sqrt{x+1}\sqrt[3]{y}", "√(x+1)³√y"),
        (r"\hat y", "ŷ"),
        (r"\mathbf{x}\in\mathbb{R}", "x∈ℝ"),
        ("f'(x)", "f′(x)"),
        (r"\begin{matrix}a&b\\c&d\end{matrix}", "a b c d"),
    ],
)
def test_a_formula_in_a_title_is_said_in_plain_characters(latex: str, words: str) -> None:
    assert linear_words(make_math(latex, False)) == words
