"""read/images.py and read/svg.py: an edition takes images that stand still and hold all they show."""

from __future__ import annotations

import io

import pytest
from PIL import Image as Picture
from PIL import ImageFile

from chapbook.cache import Cache
from chapbook.diagnostics import Span
from chapbook.files import MemoryFolder
from chapbook.model.draft import ImageUse
from chapbook.read.images import inspect_image, read_images
from chapbook.read.svg import MAX_ELEMENTS, UnfitImageError, inspect_svg

NAMESPACES = (
    'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:h="http://www.w3.org/1999/xhtml" xmlns:o="urn:other"'
)
SVG_DTD = '"-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd"'


def svg(inside: str = "", before: str = "", attributes: str = "", after: str = "") -> bytes:
    return f'{before}<svg {NAMESPACES} width="96" height="48" {attributes}>{inside}</svg>{after}'.encode()


def fault(content: bytes) -> tuple[str, str]:
    """Code and sentence of what is wrong with the image."""
    _, found = read_images(
        MemoryFolder({"a.svg": content}), [ImageUse("a.svg", "alt", Span("a.md", 1, 1))], Cache(None)
    )
    assert len(found) == 1, f"{content[:200]!r} was taken"
    assert found[0].message.endswith(".")
    return found[0].code, found[0].message


def assert_refused(content: bytes, word: str) -> None:
    code, message = fault(content)
    assert code == "unsafe-svg"
    assert word in message


@pytest.mark.parametrize(
    "name",
    ["script", "foreignObject", "iframe", "handler", "audio", "video", "embed", "object", "listener", "SCRIPT"],
)
@pytest.mark.parametrize("prefix", ["", "h:", "o:"])
def test_elements_that_act_are_refused_in_any_namespace(prefix: str, name: str) -> None:
    assert_refused(svg(f"<g><{prefix}{name}/></g>"), f"“{name}” element")


@pytest.mark.parametrize("element", ['<h:img src="http://example.org/x.png"/>', "<h:form/>", "<h:meta/>"])
def test_html_is_refused(element: str) -> None:
    assert_refused(svg(element), "HTML element")


@pytest.mark.parametrize("name", ["onload", "onclick", "ONLOAD", "o:onbegin", "xlink:onfocus"])
def test_event_handlers_are_refused(name: str) -> None:
    assert_refused(svg(f'<rect {name}="x()"/>'), "event handler")


def test_an_event_handler_of_the_root_is_refused() -> None:
    assert_refused(svg(attributes='onload="x()"'), "event handler")


@pytest.mark.parametrize(
    "content",
    [
        svg(before='<?xml version="1.0"?><?xml-stylesheet href="http://example.org/x.css"?>'),
        svg(before='<?xml-stylesheet href="x.css"?>'),
        svg("<g><?php x?></g>"),
        svg(after="<?late x?>"),
    ],
)
def test_processing_instructions_are_refused(content: bytes) -> None:
    assert_refused(content, "processing instruction")


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE svg [<!ENTITY x "y">]>',
        '<!DOCTYPE svg [<!ENTITY % x SYSTEM "http://example.org/x.dtd"> %x;]>',
        '<!DOCTYPE svg [<!ATTLIST svg onload CDATA "x()">]>',
        "<!DOCTYPE svg [<!-- nothing -->]>",
        "<!DOCTYPE svg []>",
        f"<!DOCTYPE svg PUBLIC {SVG_DTD} [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>",
    ],
)
def test_declarations_are_refused(doctype: str) -> None:
    assert_refused(svg(before=doctype), "DOCTYPE with declarations")
    assert_refused(svg(before=f'<?xml version="1.0"?>\n<!-- x -->{doctype}'), "DOCTYPE with declarations")


def test_declarations_are_found_in_any_encoding() -> None:
    content = svg(before='<!DOCTYPE svg [<!ENTITY x "y">]>').decode().encode("utf-16")
    with pytest.raises(UnfitImageError, match="declarations of its own"):
        inspect_svg(content)


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE svg SYSTEM "http://example.org/x.dtd">',
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD XHTML 1.1 plus MathML 2.0//EN" "x.dtd">',
    ],
)
def test_a_doctype_that_is_not_of_svg_is_refused(doctype: str) -> None:
    assert_refused(svg(before=doctype), "DOCTYPE that is not SVG’s")


@pytest.mark.parametrize("attribute", ["href", "xlink:href"])
@pytest.mark.parametrize("element", ["use", "image", "feImage", "linearGradient", "textPath", "o:anything", "o:a"])
@pytest.mark.parametrize(
    "target",
    [
        "x.png",
        "x.svg#y",
        "http://example.org/",
        "//example.org/x",
        "file:///etc/passwd",
        "data:image/svg+xml,x",
        "data:image/pngx,x",
        "data:text/html,x",
        "javascript:x()",
        "",
    ],
)
def test_nothing_outside_is_pointed_to(element: str, attribute: str, target: str) -> None:
    assert_refused(svg(f'<{element} {attribute}="{target}"/>'), "points outside itself")


def test_xml_base_is_refused() -> None:
    assert_refused(svg('<g xml:base="http://example.org/"><use href="#a"/></g>'), "xml:base")


@pytest.mark.parametrize("attribute", ["href", "xlink:href"])
@pytest.mark.parametrize("target", ["javascript:x()", " JavaScript:x()", "data:text/html,x", "file:///x", "x.html", ""])
def test_links_go_to_the_web_the_post_or_the_image(attribute: str, target: str) -> None:
    assert_refused(svg(f'<a {attribute}="{target}"/>'), "links to")


@pytest.mark.parametrize("name", ["set", "animate", "animateTransform", "animateMotion", "animateColor", "o:set"])
@pytest.mark.parametrize("target", ["href", "xlink:href", " xlink:href ", "o:href", "onclick", "ONLOAD"])
def test_links_and_handlers_are_not_animated(name: str, target: str) -> None:
    assert_refused(svg(f'<{name} attributeName="{target}" to="#x"/>'), "animates")


FETCHES = [
    "url(http://example.org/x.svg#y)",
    "url('x.svg#y')",
    'url( "x.png" )',
    "URL(x.png)",
    r"\75rl(x.png)",
    r"\000075 R\4C(x.png)",
    "/* url(#a) */ url(/* no comment here */x)",
    "none url(#a) url(x)",
    "url(//example.org/x)",
    "url()",
    "url(x",
    "url(a'b)",
    "url(data:image/svg+xml,x)",
    "url(data:text/css,x)",
    "image-set('x.png' 1x)",
    "IMAGE('x.png')",
    "src('x.png')",
    "var(--x, {[(url(x))]})",
    "(" * 5000 + "url(x)",
]


@pytest.mark.parametrize("css", FETCHES, ids=[css[:40] for css in FETCHES])
def test_styles_that_fetch_are_refused(css: str) -> None:
    escaped = css.replace('"', "&quot;")
    assert_refused(svg(f'<rect style="fill: {escaped}"/>'), "fetches")
    assert_refused(svg(f"<style>rect {{ fill: {css} }}</style>"), "fetches")
    assert_refused(svg(f"<o:style>@media print {{ rect {{ fill: {css} }} }}</o:style>"), "fetches")


@pytest.mark.parametrize(
    "name", ["fill", "stroke", "filter", "mask", "clip-path", "cursor", "marker-start", "marker-mid", "marker-end"]
)
@pytest.mark.parametrize("css", ["url(x.svg#y)", r"\75 rl(x)", "Url('http://example.org/x')"])
def test_presentation_attributes_that_fetch_are_refused(name: str, css: str) -> None:
    assert_refused(svg(f'<rect {name}="{css}"/>'), "fetches")


@pytest.mark.parametrize("name", ["to", "from", "by", "values"])
def test_animated_values_that_fetch_are_refused(name: str) -> None:
    assert_refused(svg(f'<animate attributeName="fill" {name}="red; url(x)"/>'), "fetches")


@pytest.mark.parametrize(
    "css",
    [
        "@import 'x.css';",
        "@IMPORT url(#x);",
        r"@\69mport 'x.css';",
        "<![CDATA[@import 'x.css';]]>",
        "@imp<!-- an XML comment -->ort 'x.css';",
        "&lt;!-- @import 'x.css'; --&gt;",
        "rect { fill: red } @media print { @import 'x.css'; }",
    ],
)
def test_imports_are_refused(css: str) -> None:
    assert_refused(svg(f"<style>{css}</style>"), "@import")


def test_an_import_in_an_attribute_is_refused() -> None:
    assert_refused(svg("<rect style=\"@import 'x.css';\"/>"), "@import")


def test_a_style_element_holds_text_only() -> None:
    assert_refused(svg("<style>@im<g>x</g>port 'x.css';</style>"), "elements in it")


def test_a_namespace_rule_hides_nothing_behind_it() -> None:
    assert_refused(svg("<style>@namespace url(urn:x) { a { fill: url(x) } }</style>"), "fetches")


def doubling(levels: int) -> str:
    """Groups of which each repeats the one before it twice."""
    return '<g id="g0"><path/></g>' + "".join(
        f'<g id="g{n}"><use href="#g{n - 1}"/><use xlink:href="#g{n - 1}"/></g>' for n in range(1, levels)
    )


def test_too_many_elements_are_refused() -> None:
    inspect_svg(svg("<g/>" * (MAX_ELEMENTS - 1)))
    assert_refused(svg("<g/>" * MAX_ELEMENTS), "more than 20,000 elements")


@pytest.mark.parametrize("levels", [20, 2000])
def test_repetition_of_repetitions_is_refused(levels: int) -> None:
    assert_refused(svg(doubling(levels)), "more than 50,000 elements")


def test_repetition_of_the_many_is_refused() -> None:
    many = f'<defs><g id="%61">{"<path/>" * 10_000}</g></defs>'
    inspect_svg(svg(many.replace("%61", "a") + '<use href="#a"/>' * 3))
    assert_refused(svg(many.replace("%61", "a") + '<use href="#%61"/>' * 5), "more than 50,000 elements")


@pytest.mark.parametrize(
    "inside",
    [
        '<use id="a" href="#a"/>',
        '<g id="a"><use xlink:href="#a"/></g>',
        '<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>',
        '<symbol id="a"><g><use href="#b"/></g></symbol><use id="b" href="#a"/>',
    ],
)
def test_endless_repetition_is_refused(inside: str) -> None:
    assert_refused(svg(inside), "repeats itself")


def test_repetition_of_the_whole_image_is_refused() -> None:
    assert_refused(svg('<use href="#all"/>', attributes='id="all"'), "repeats itself")


@pytest.mark.parametrize(
    "inside",
    [
        '<use href="#a"/><g id="a"/>',
        '<use xlink:href=" #a "/><use href="#nowhere"/><use href="#"/>',
        '<image href="data:image/png;base64,x"/><image xlink:href="DATA:image/jpeg,x"/>',
        '<image href="data:image/gif;base64,x"/><feImage href="data:image/webp;base64,x"/>',
        '<a href="https://example.org/?q=url(x)"/><a xlink:href="http://example.org/"/>',
        '<a href="mailto:jana@example.org"/><a href="#a"/><a href="HTTPS://example.org/"/>',
        '<rect fill="url(#a) none" filter="URL( \'#b\' )" mask="url(#c)"/>',
        '<rect style="fill: url(#a); cursor: url(data:image/png;base64,x), auto" transform="translate(1, 2)"/>',
        "<style>/* url(x) @import */ rect { fill: url(&quot;#a&quot;) } text::before { content: 'url(x)' }</style>",
        "<style>@namespace url(http://www.w3.org/2000/svg); rect { fill: red }</style>",
        "<style>@font-face { font-family: x; src: local('y'), url(data:font/woff2;base64,x) }</style>",
        "<style>@font-face { src: url(data:application/x-font-woff;base64,x) }</style>",
        "<style/>",
        '<animate attributeName="fill" values="red;url(#a)"/><set attributeName="opacity" to="0"/>',
        '<metadata><o:work o:resource="http://example.org/"/></metadata><text>onload="x" url(x)</text>',
        doubling(12),
        "<!-- <script/> -->",
    ],
)
def test_what_stands_still_is_taken(inside: str) -> None:
    assert inspect_svg(svg(inside)) == (96, 48)


@pytest.mark.parametrize(
    "before",
    ['<?xml version="1.0" encoding="UTF-8"?>\n', f"<!DOCTYPE svg PUBLIC {SVG_DTD}>", "<!DOCTYPE svg>", "\ufeff", "\n "],
)
def test_an_svg_is_known_by_its_beginning(before: str) -> None:
    assert inspect_image("a.png", svg(before=before)).media_type == "image/svg+xml"


@pytest.mark.parametrize(
    "content",
    [
        b"<svg",
        b"<svg/>",
        b'<g xmlns="http://www.w3.org/2000/svg"/>',
        svg("&undeclared;"),
        svg('<x:g xlink:href="#a"/>'),
        svg(before='<?xml version="1.0" encoding="nonsense"?>'),
        svg(before='<?xml version="1.0" encoding="big5"?>'),
        svg("<g>" * 400 + "</g>" * 400),
    ],
)
def test_what_is_no_svg_is_unreadable(content: bytes) -> None:
    assert fault(content)[0] == "unreadable-image"


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('width="25.4mm" height="1in" viewBox="0 0 10 10"', (96, 96)),
        ('viewBox="0 0 640.4 480"', (640, 480)),
        ('width="100%" height="50%" viewBox="0,0,20,10"', (20, 10)),
        ('width="12pt"', (16, 150)),
        ("", (300, 150)),
    ],
)
def test_the_size_of_an_svg_comes_from_its_root(attributes: str, size: tuple[int, int]) -> None:
    assert inspect_svg(f"<svg {NAMESPACES} {attributes}/>".encode()) == size


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [
        ("PNG", "image/png"),
        ("JPEG", "image/jpeg"),
        ("MPO", "image/jpeg"),
        ("GIF", "image/gif"),
        ("WEBP", "image/webp"),
    ],
)
def test_type_and_size_are_found_from_the_bytes(kind: str, media_type: str) -> None:
    image = inspect_image("photograph.bin", photograph(kind))
    assert (image.media_type, image.width, image.height) == (media_type, 6, 4)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_whose_end_is_missing_is_damaged(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    file = io.BytesIO()
    Picture.effect_noise((400, 300), 60).save(file, kind)
    for lenient in (False, True):  # as WeasyPrint leaves it, and the next build in the same process finds it
        monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", lenient)
        assert fault(file.getvalue()[:-3000])[0] == "unreadable-image"
        assert ImageFile.LOAD_TRUNCATED_IMAGES is lenient


@pytest.mark.parametrize(
    "box", ["nan nan nan nan", "0 0 inf 5", "0 0 5", "0 0 1e999 5", "0 0 1e99 5", "a b c d", "0 0 5 5 5"]
)
def test_a_view_that_is_not_four_numbers_is_unreadable(box: str) -> None:
    assert fault(f'<svg {NAMESPACES} viewBox="{box}"/>'.encode())[0] == "unreadable-image"


def test_a_length_without_end_is_none() -> None:
    assert inspect_svg(f'<svg {NAMESPACES} viewBox="0 0 7 5" width="{"9" * 400}"/>'.encode()) == (7, 5)


@pytest.mark.parametrize("box", ["0 0 20 10", "0,0,20,10", " -1e1, +.5  2e1 10. "])
def test_a_view_is_four_numbers(box: str) -> None:
    assert inspect_svg(f'<svg {NAMESPACES} viewBox="{box}"/>'.encode()) == (20, 10)


def test_other_kinds_of_picture_are_refused() -> None:
    assert fault(photograph("TIFF"))[0] == "unreadable-image"


def photograph(kind: str) -> bytes:
    """A small picture; an MPO holds two, or it would be written as a JPEG."""
    file = io.BytesIO()
    picture = Picture.new("RGB", (6, 4), "white")
    if kind == "MPO":
        picture.save(file, kind, save_all=True, append_images=[Picture.new("RGB", (6, 4), "black")])
        with Picture.open(file) as written:
            assert written.format == "MPO"
    else:
        picture.save(file, kind)
    return file.getvalue()
