import pytest
from PIL import Image

from render.svg.drawing import draw
from render.svg.resolve import resolve
from tests.render.documents import SQUARE, svg

WHITE_INK = (240, 240, 240)
CURRENT = SQUARE.replace("<path", '<path fill="currentColor"')


def pixels(source: str, ink: tuple[int, int, int] = (0, 0, 0)) -> Image.Image:
    return draw(resolve(source), 24, ink).picture


def filled(colour: str) -> str:
    return svg(f'<path fill="{colour}" d="M2 2h9v9H2z"/>')


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("#ff000080", "rgba(255,0,0,0.50196)"),
        ("#F008", "rgba(255,0,0,0.53333)"),
        ("rgb(255 0 0 / 50%)", "rgba(255,0,0,0.5)"),
        ("rgb(255 0 0)", "red"),
        ("rgba(100%, 0%, 0%, .5)", "rgba(255,0,0,0.5)"),
        ("rgba(255,0,0,50%)", "rgba(255,0,0,0.5)"),
        ("hsl(120, 100%, 50%)", "#00ff00"),
        ("hsl(240deg 100% 50% / .5)", "rgba(0,0,255,0.5)"),
        ("HSL(-0.5turn 100% 25%)", "#008080"),
        ("var(--accent, #f00)", "red"),
        ("var( --a, rgb(255, 0, 0) )", "red"),
        ("currentcolor", "currentColor"),
    ],
)
def test_a_colour_css_knows_is_drawn_as_what_it_means(written, meant):
    assert pixels(filled(written)) == pixels(filled(meant))
    in_style = svg(f'<style>path {{ fill: {written}; }}</style><path d="M2 2h9v9H2z"/>')
    assert pixels(in_style) == pixels(filled(meant))


@pytest.mark.parametrize("opacity", ['opacity="50%"', 'fill-opacity="50%"', 'style="opacity: 50%"'])
def test_opacity_in_percent(opacity):
    assert pixels(svg(f'<path {opacity} d="M2 2h9v9H2z"/>')) == pixels(
        svg('<path opacity=".5" d="M2 2h9v9H2z"/>')
    )


def test_a_fragment_that_looks_like_a_colour_stays_a_fragment():
    body = (
        '<defs><path id="abcdef12" d="M2 2h9v9H2z"/><linearGradient id="aabb">'
        '<stop stop-color="red"/></linearGradient></defs>'
    )
    gradient = svg(body + '<use href="#abcdef12" fill="url(#aabb)"/>')
    assert pixels(gradient) == pixels(filled("red"))


def test_undeclared_namespaces_are_declared():
    bare = (
        '<svg viewBox="0 0 24 24"><style>.a{fill:red}</style><g id="g" inkscape:label="x">'
        '<path class="a" d="M2 2h9v9H2z"/></g></svg>'
    )
    assert pixels(bare) == pixels(filled("red"))
    linked = (
        '<svg viewBox="0 0 24 24"><defs><path id="a" d="M2 2h9v9H2z"/></defs>'
        '<use xlink:href="#a" fill="red"/></svg>'
    )
    assert pixels(linked) == pixels(filled("red"))


@pytest.mark.parametrize(
    ("body", "ink"),
    [
        (CURRENT, WHITE_INK),
        (SQUARE.replace("<path", '<path style="fill:currentColor"'), WHITE_INK),
        (f"<style>path{{fill:CurrentColor}}</style>{SQUARE}", WHITE_INK),
        (f'<g fill="currentColor">{SQUARE}</g>', WHITE_INK),
        (f'<g color="red">{CURRENT}</g>', (255, 0, 0)),
        (f'<g style="color:red">{CURRENT}</g>', (255, 0, 0)),
        (f'<g color="red"><g color="inherit">{CURRENT}</g></g>', (255, 0, 0)),
        (f'<g color="currentColor">{CURRENT}</g>', WHITE_INK),
        (f'<g fill="currentColor"><g color="red">{SQUARE}</g></g>', (255, 0, 0)),
        (f'<g fill="currentColor"><g color="red" fill="blue">{SQUARE}</g></g>', (0, 0, 255)),
        (
            f"<g style='fill: currentColor'><g><g style='color: red'>{SQUARE}</g></g></g>",
            (255, 0, 0),
        ),
        (SQUARE, (0, 0, 0)),
    ],
)
def test_current_colour_follows_the_inheritance_of_css(body, ink):
    assert pixels(svg(body), WHITE_INK).getpixel((12, 12)) == (*ink, 255)


def test_a_colour_on_the_root_is_the_icons_own():
    root = 'viewBox="0 0 24 24" fill="currentColor" color="red"'
    assert pixels(svg(SQUARE, root), WHITE_INK).getpixel((12, 12)) == (255, 0, 0, 255)
    assert pixels(
        svg(SQUARE, root.replace('color="red"', 'style="color:red"')), WHITE_INK
    ).getpixel((12, 12)) == (255, 0, 0, 255)
