import pytest

from render.svg.screen import Undrawable, read, screen
from tests.render.documents import REFUSED, SQUARE, svg

BEFORE_DRAWING = {
    reason: source
    for reason, source in REFUSED.items()
    if reason.split()[0] in {"larger", "nested", "more", "XML", "not"}
}


@pytest.mark.parametrize("reason", BEFORE_DRAWING)
def test_a_document_over_a_limit_is_refused_with_the_reason(reason):
    with pytest.raises(Undrawable, match=reason):
        screen(BEFORE_DRAWING[reason])


@pytest.mark.parametrize(
    "source",
    [
        svg("<g>" * 63 + "</g>" * 63),
        svg("<g/>" * 4999),
        svg("<g " + " ".join(f'a{number}=""' for number in range(64)) + "/>"),
        '<?xml version="1.0" encoding="UTF-16"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" '
        f'"svg11.dtd">{svg(SQUARE)}',
        f"\ufeff  \n{svg(SQUARE)}",
        f'<svg:svg xmlns:svg="http://www.w3.org/2000/svg" viewBox="0 0 1 1">{"<svg:g/>"}</svg:svg>',
    ],
)
def test_what_is_at_the_limit_or_merely_odd_passes_unflagged(source):
    assert screen(source).flags == ()


@pytest.mark.parametrize(
    ("flag", "body"),
    [
        ("animation", f"<g>{SQUARE}<animate/></g>"),
        ("animation", f"<style>@keyframes a {{}}</style>{SQUARE}"),
        ("blend-mode", '<path style="mix-blend-mode:multiply" d="M0 0"/>'),
        ("clip-rule", '<clipPath id="a"><path clip-rule="evenodd" d="M0 0"/></clipPath>'),
        ("clip-rule", '<g clip-rule="evenodd"><clipPath id="a"><path d="M0 0"/></clipPath></g>'),
        ("clip-rule", '<clipPath id="a" style="clip-rule: evenodd"><path d="M0 0"/></clipPath>'),
        ("external", '<use href="https://example.org/a.svg#b"/>'),
        ("external", '<style>@import "a.css";</style>'),
        ("external", '<path fill="url( \'a.svg#b\')" d="M0 0"/>'),
        ("filter", '<filter id="a"/>'),
        ("filter", '<path style="filter: blur(2px)" d="M0 0"/>'),
        ("foreign-object", "<foreignObject/>"),
        ("image", '<image href="#a"/>'),
        ("image", '<filter id="a"><feImage href="#a"/></filter>'),
        ("mask", '<mask id="a"/>'),
        ("paint-order", '<path paint-order="stroke" d="M0 0"/>'),
        ("script", "<script>alert(1)</script>"),
        ("script", '<path onclick="alert(1)" d="M0 0"/>'),
        ("style-transform", '<path style="transform: rotate(45deg)" d="M0 0"/>'),
        ("text", "<text>a</text>"),
        ("var", '<path fill="var(--colour)" d="M0 0"/>'),
        (
            "var",
            '<style>:root { --colour: red }</style><path fill="var(--colour, blue)" d="M0 0"/>',
        ),
    ],
)
def test_what_is_drawn_wrong_or_left_out_is_flagged(flag, body):
    assert flag in screen(svg(body)).flags


@pytest.mark.parametrize(
    "body",
    [
        '<a href="https://example.org/"><path d="M0 0"/></a>',
        '<use href="#a"/><path fill="url(#b)" style="stroke: url( \'#c\')"/>',
        '<path clip-rule="evenodd" fill-rule="evenodd" d="M0 0"/>',
        '<clipPath id="a"><path clip-rule="nonzero" d="M0 0"/></clipPath>',
        '<path transform="scale(2)" style="text-transform: none; filter: none" d="M0 0"/>',
        '<path fill="var(--colour, red)" d="M0 0"/>',
    ],
)
def test_what_is_drawn_right_is_not_flagged(body):
    assert screen(svg(body)).flags == ()


def test_entities_as_illustrator_declares_them_are_expanded():
    declared = '<!DOCTYPE svg [<!ENTITY ns "http://www.w3.org/2000/svg"><!ENTITY c "red">]>'
    root = read(f'{declared}<svg xmlns="&ns;"><path fill="&c;"/></svg>')
    assert root[0].tag == "{http://www.w3.org/2000/svg}path"
    assert root[0].get("fill") == "red"


@pytest.mark.parametrize(
    ("declared", "reason"),
    [
        ('<!ENTITY a SYSTEM "other.txt">', "outside of it"),
        ('<!ENTITY % a "b">', "outside of it"),
        ('<!ENTITY a "b"><!ENTITY c "&a;">', "more than plain text"),
        ('<!ENTITY a "&lt;path/>">'.replace("&lt;", "<"), "more than plain text"),
        (f'<!ENTITY a "{"b" * 5000}">', "too long"),
    ],
)
def test_other_entities_are_refused(declared, reason):
    with pytest.raises(Undrawable, match=reason):
        read(f"<!DOCTYPE svg [{declared}]>{svg(SQUARE)}")


def test_entities_that_would_fill_the_memory_are_refused():
    declared = f'<!DOCTYPE svg [<!ENTITY a "{"b" * 1000}">]>'
    with pytest.raises(Undrawable, match="too long"):
        read(declared + svg(f"<text>{'&a;' * 1000}</text>"))


def test_a_document_without_namespace_is_read_as_svg_and_one_of_another_is_refused():
    assert read("<svg><path/></svg>")[0].tag == "{http://www.w3.org/2000/svg}path"
    with pytest.raises(Undrawable, match=r"its namespace is https://.*, not"):
        read('<svg xmlns="https://www.w3.org/2000/svg"/>')
