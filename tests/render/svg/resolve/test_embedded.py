"""SVGs in data URIs are drawn where an image shows them."""

from base64 import b64encode
from urllib.parse import quote

import pytest

from render.svg.resolve import resolve
from render.svg.screen import Undrawable
from tests.render.documents import svg
from tests.render.svg.resolve.resolved import PREFIX, root_of

CIRCLE = svg('<circle id="c" r="5" fill="url(#g)"/><radialGradient id="g"><stop/></radialGradient>')


def image(content: str, attributes: str = 'width="12" height="12"') -> str:
    data = b64encode(content.encode()).decode()
    return f'<image {attributes} href="data:image/svg+xml;base64,{data}"/>'


def test_an_embedded_svg_is_fitted_into_its_image():
    root = root_of(image(CIRCLE, 'x="6" width="12" height="6"'))
    fitted = root.find(f".//{PREFIX}circle/..")
    assert fitted.get("transform") == "matrix(0.25 0 0 0.25 9 0)"


def test_an_embedded_svg_inherits_nothing_and_keeps_its_names_to_itself():
    style = "<style>circle{fill:red}</style>"
    gradient = '<linearGradient id="g"><stop/></linearGradient>'
    circle = '<circle id="c" r="5" fill="url(#g)"/>'
    root = root_of(f'{style}{gradient}<g stroke="lime">{image(CIRCLE)}</g>{circle}')
    inner, outer = root.iter(f"{PREFIX}circle")
    assert inner.get("fill") == "url(#embedded-1-g)" and outer.get("fill") == "#ff0000"
    assert root.find(f".//{PREFIX}g[@stroke='none']//{PREFIX}circle") is inner


@pytest.mark.parametrize(
    ("attributes", "matrix"),
    [
        ("", None),
        ('width="12"', "matrix(0.5 0 0 0.5 0 0)"),
        ('height="12"', "matrix(0.5 0 0 0.5 0 0)"),
    ],
)
def test_an_image_without_size_is_as_large_as_its_document(attributes, matrix):
    root = root_of(image(CIRCLE, attributes))
    assert root.find(f".//{PREFIX}circle/..").get("transform") == matrix


@pytest.mark.parametrize(
    "content",
    [
        '<?xml version="1.0" encoding="rot13"?><svg/>',
        "<svg",
        "<html/>",
        svg("<g>" * 70 + "</g>" * 70),
    ],
)
def test_an_embedded_svg_that_cannot_be_read_is_left_out(content):
    root = root_of(f"<path d='M0 0h9v9'/><image href='data:image/svg+xml,{quote(content)}'/>")
    assert root.find(f".//{PREFIX}svg") is None and root.find(f"{PREFIX}path") is not None


def test_what_an_embedded_svg_embeds_is_left_out():
    inner = svg(image(CIRCLE))
    assert root_of(image(inner)).find(f".//{PREFIX}circle") is None


def test_embedded_svgs_of_too_many_elements_are_refused():
    crowd = image(svg("<path d='M0 0h9'/>" * 2000))
    with pytest.raises(Undrawable, match="embedded SVGs have more than 5000 elements"):
        resolve(svg(crowd * 3))


def test_the_features_of_an_embedded_svg_are_those_of_the_document():
    assert "text" in resolve(svg(image(svg("<text>A</text>")))).features
