"""Style sheets, variables and the validity of values become attributes."""

import pytest

from render.svg.resolve import resolve
from render.svg.screen import Undrawable
from tests.render.documents import svg
from tests.render.svg.resolve.resolved import drawn, first, root_of

RECT = '<rect class="a b" id="r" width="9" height="9" {}/>'


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        ("filter", "blur(4)"),
        ("opacity", "null"),
        ("opacity", ".5;"),
        ("opacity", "0,5"),
        ("opacity", ""),
        ("fill", ""),
        ("fill", "undefined"),
        ("fill", "##ff0000"),
        ("fill", "rgb(1, 2)"),
        ("fill", "red;"),
        ("fill", "red !important"),
        ("fill-opacity", "context-fill-opacity"),
        ("stroke-width", "1,5"),
        ("stroke-width", "-1"),
        ("stroke-width", "5."),
        ("stroke-miterlimit", "null"),
        ("stroke-dasharray", "2 -1"),
        ("transform", "translate(0,px)"),
        ("transform", "rotate(45deg)"),
        ("transform", "translate(1,5,2,5)"),
        ("transform", "scale(2) foo(1)"),
        ("mix-blend-mode", "multiply"),
        ("font-weight", "heavy"),
        ("display", "NaN"),
        ("points", "4,4 44,4 x 4,44"),
    ],
)
def test_an_attribute_that_is_not_valid_is_ignored(attribute, value):
    assert attribute not in first(RECT.format(f'{attribute}="{value}"'))


@pytest.mark.parametrize(
    ("declaration", "attributes"),
    [
        ("fill:#f00;fill:nonsense", {"fill": "#ff0000"}),
        ("fill:rgb(255 0 0 / 50%)", {"fill": "#ff0000", "fill-opacity": "0.5"}),
        ("fill:#ff000080", {"fill": "#ff0000", "fill-opacity": "0.502"}),
        ("fill:hwb(0 0% 0%)", {"fill": "#ff0000"}),
        (
            "filter:drop-shadow(0 1px rgb(255 0 128/.5)) brightness(2)",
            {"filter": "drop-shadow(0 1px #ff003780) brightness(2)"},
        ),
        (
            "color:#ff0000;filter:drop-shadow(0 0 1px)",
            {"filter": "drop-shadow(0 0 1px #ff0000ff)"},
        ),
        ("stroke-dasharray:calc(2px * 3) 4px", {"stroke-dasharray": "6 4"}),
        ("font:condensed 12px serif", {"font-stretch": "condensed", "font-size": "12"}),
        ("font-stretch:75%", {"font-stretch": "condensed"}),
        (
            "filter:drop-shadow(0 0 1px currentColor)",
            {"filter": "drop-shadow(0 0 1px currentColor)"},
        ),
        ("font-weight:550", {"font-weight": "600"}),
        ("font-weight:950;baseline-shift:2px", {"font-weight": "900", "baseline-shift": "2px"}),
        ("fill:color(display-p3 1 0 0)", {"fill": "#ff0000"}),
        ("fill:oklch(70% 0.15 150)", {"fill": "#4cb86a"}),
        ("fill:lab(50% 40 59.5)", {"fill": "#bf5700"}),
        ("fill:light-dark(red, blue)", {"fill": "#ff0000"}),
        ("fill:color-mix(in srgb, red, blue)", {"fill": "#800080"}),
        ("fill:rgb(from red r g b / 50%)", {"fill": "#ff0000", "fill-opacity": "0.5"}),
        ("fill:rgb(from #e00 g r b)", {"fill": "#00ee00"}),
        ("fill:hsl(from #e67e22 calc(h + 120) s l)", {"fill": "#22e67e"}),
        ("fill:oklch(from #00f calc(l + .2) c h)", {"fill": "#2370ff"}),
        ("fill:oklab(from #0a08 l a b / calc(alpha / 2))", {"fill-opacity": "0.2667"}),
        ("fill:rgb(from currentColor r g b / 50%)", {"fill-opacity": "0.5"}),
        ("fill:color-mix(in oklch, red, blue)", {"fill": "#ba00c2"}),
        ("fill:color-mix(in lch, red, white)", {"fill": "#ffa191"}),
        ("fill:red;fill:lab(1e300 0 0)", {"fill": "#ff0000"}),  # beyond what floats can have
        ("opacity:50%", {"opacity": "0.5"}),
        ("opacity:7", {"opacity": "1"}),
        ("stroke-width:calc(1px + .5em)", {"stroke-width": "9"}),
        ("stroke-width:round(7.6px, 1px)", {"stroke-width": "8"}),
        ("stroke-width:2mm", {"stroke-width": "7.55905512"}),
        ("width:50%", {"width": "12"}),
        ("stroke-dasharray:1,2", {"stroke-dasharray": "1 2"}),
        ("visibility:collapse", {"visibility": "hidden"}),
        ("image-rendering:pixelated", {"image-rendering": "optimizeSpeed"}),
        ("color-interpolation:linearrgb", {"color-interpolation": "linearRGB"}),
        (
            "font:italic bold 32px/1 Georgia, serif",
            {"font-style": "italic", "font-weight": "bold", "font-family": "Georgia, serif"},
        ),
    ],
)
def test_a_style_becomes_attributes(declaration, attributes):
    found = first(RECT.format(f'style="{declaration}"'))
    assert found.items() >= attributes.items()


@pytest.mark.parametrize(
    "sheet",
    [
        "rect{fill:lime} .a{fill:red}",
        ".a{fill:red} rect{fill:lime}",
        "#r{fill:red} .a.b{fill:lime}",
        ".a{fill:red!important} #r{fill:lime}",
        "@media screen{.a{fill:red}}",
        "@media print{.a{fill:lime}} .a{fill:red}",
        ".a{fill:red} @media (prefers-color-scheme: dark){.a{fill:lime}}",
        "@media (prefers-color-scheme: light){.a{fill:red}}",
        "@media not print{.a{fill:red}}",
        "@media (resolution: 1dppx) and (min-color: 4){.a{fill:red}}",
        "@media (-webkit-min-device-pixel-ratio: 1.5){.a{fill:lime}} .a{fill:red}",
        "@media (64px &lt;= width &lt; 200px){.a{fill:red}}",
        "@media (200px &lt; width){.a{fill:lime}} @media (color){.a{fill:red}}",
        "@media (max-width: 64px){.a{fill:lime}} @media (min-width: 64px){.a{fill:red}}",
        "@supports (fill: red){.a{fill:red}}",
        "@supports not (fill: red){.a{fill:lime}} .a{fill:red}",
        "@layer one{.a{fill:lime}} rect{fill:red}",
        "@layer two,one; @layer one{.a{fill:red}} @layer two{#r{fill:lime}}",
        "@layer one{.a{fill:red!important}} #r{fill:lime!important}",
        "svg{.a{fill:red}}",
        ".a{&amp;.b{fill:red}}",
        ".a{@media screen{fill:red}}",
        '@namespace url("http://www.w3.org/2000/svg"); .a{fill:red}',
        ".1st{fill:lime} .a{fill:red}",
        ".a:hover{fill:lime} .a{fill:red}",
        ".a{fill:red} .a:unknown, rect{fill:lime}",
        '@import "other.css"; .a{fill:red}',
        "@font-face{font-family:x} .a{fill:red;}",
        "<!-- .a{fill:red} -->".replace("<", "&lt;").replace(">", "&gt;"),
        ":root{--c:red} .a{fill:var(--c)}",
        ":root{--c:var(--d);--d:red} .a{fill:var(--c)}",
        ".a{fill:var(--none, red)}",
        ".a{fill:var(--none, var(--nor, red))}",
        ".a{--c:var(--c);fill:var(--c, red)}",
        "@property --c{syntax:'*';inherits:true;initial-value:red} .a{fill:var(--c)}",
        "svg{color:red} .a{fill:currentColor}",
        "svg{fill:red} .a{fill:inherit}",
        "@scope (svg){.a{fill:red}} @scope (g){.a{fill:lime}}",
        "rect{fill:red} .a{fill:revert-layer}",
        "rect{fill:lime} .a{all:unset;fill:red}",
    ],
)
def test_the_declaration_that_counts_is_that_of_the_cascade(sheet):
    root = root_of(f"<style>{sheet}</style>{RECT.format('')}")
    rect = root.find(".//{http://www.w3.org/2000/svg}rect")
    assert rect.get("fill", root.get("fill")) == "#ff0000"


def test_an_automatic_radius_is_none_in_an_attribute():
    assert first(RECT.format('rx="auto" ry="3"'))["rx"] == "0"
    assert first(RECT.format('style="rx:auto"'))["rx"] == "auto"


def test_rem_is_the_font_s_size_of_the_root():
    assert first('<rect width="2rem"/>', 'font-size="10" viewBox="0 0 9 9"')["width"] == "20"


def test_all_unset_takes_the_shape_of_a_path_too():
    assert "d" not in first('<path d="M0 0h9v9" fill="red" style="all:unset"/>')


def test_a_style_sheet_of_another_medium_or_language_does_not_count():
    sheets = '<style media="print">.a{fill:red}</style><style type="text/less">.a{fill:red}</style>'
    assert "fill" not in first(sheets + RECT.format(""))


def test_a_variable_that_leads_nowhere_unsets_the_property():
    assert "fill" not in first(RECT.format('fill="lime" style="fill:var(--none)"'))


def test_current_colour_is_that_of_the_element_and_inherited_as_a_keyword():
    body = f'<g fill="currentColor"><g color="red">{RECT.format("")}</g></g>'
    root = root_of(body)
    assert root[0].get("fill") == "currentColor"
    assert root[0][0].get("fill") == "#ff0000"
    assert not resolve(svg(RECT.format('fill="currentColor" color="red"'))).uses_current_colour
    assert resolve(svg(RECT.format('fill="currentColor"'))).uses_current_colour


def test_opacity_of_a_colour_is_not_inherited_by_another_colour():
    group = f'<g fill="#f008">{RECT.format("")}{RECT.format(fill_lime())}</g>'
    plain, lime = drawn(group)
    assert "fill-opacity" not in plain
    assert lime["fill-opacity"] == "1"


def fill_lime() -> str:
    return 'fill="lime"'


@pytest.mark.parametrize(
    "body",
    [
        "<style>" + "a b c d e f g h{fill:red}" * 3 + "</style>" + "<g>" * 60 + "</g>" * 60,
        "<style>" + ".a{fill:red}" * 3000 + "</style>" + "<g/>" * 4000,
        "<style>" + "a{" * 30 + "}" * 30 + "</style>",
        "<style>:root{"
        + "".join(f"--v{n}:var(--v{n + 1})var(--v{n + 1});" for n in range(30))
        + "--v30:red}</style>"
        + '<path style="fill:var(--v0)"/>' * 100,
    ],
)
def test_style_sheets_that_would_take_long_are_refused(body):
    with pytest.raises(Undrawable, match=r"rules|variables"):
        resolve(svg(body))


@pytest.mark.parametrize(
    "body",
    [
        f'<path transform="rotate({"1 " * 50_000}x)"/>',
        f'<path transform="rotate({" " * 50_000}1"/>',
        f'<path style="transform:{"a()" * 50_000}b"/>',
        f'<path style="transform:{"a" * 100_000}"/>',
        f'<path style="{"/" * 100_000}&quot;"/>',
        f'<path style="fill:red{" " * 100_000}x"/>',
        f'<path fill="{"url(" * 40_000}"/>',
        f'<path style="animation:{"," * 100_000}"/>',
        f'<path stroke-dasharray="1{" " * 100_000}1"/>',
    ],
)
def test_a_long_value_takes_no_longer_than_its_length_asks_for(body):
    assert len(drawn(body)) == 1


def test_styles_nested_too_deep_are_refused():
    with pytest.raises(Undrawable, match="too deep"):
        resolve(svg(f'<path style="fill:{"(" * 100_000}"/>'))
