"""The forms of a drawing: at a size, in a colour, and well-formed in each language."""

import re
from types import SimpleNamespace
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from api.copying.forms import drawn, forms
from api.copying.jsx import jsx
from api.copying.sizing import Appearance, adjusted
from api.svg.cleaning import clean
from ingest.files.iconify import read_set
from tests.api.conftest import ROOT

SVG = '<svg xmlns="http://www.w3.org/2000/svg"'
PATH = '<path fill="currentColor" d="M0 0h9v9z"/>'
XLINK = "http://www.w3.org/1999/xlink"


def cleaned(attributes: str, body: str = PATH) -> str:
    return clean(f'{SVG} xmlns:xlink="{XLINK}" {attributes}>{body}</svg>')


NUMBER = "0" * 100_000 + "1"  # is tried once, not once for each digit


@pytest.mark.parametrize(
    ("attributes", "size", "root"),
    [
        ('viewBox="0 0 24 24"', "1em", 'width="1em" height="1em" viewBox="0 0 24 24"'),
        (
            'width="1024" height="1024" viewBox="64 64 896 896"',
            "24",
            'width="24" height="24" viewBox="64 64 896 896"',
        ),
        ('width="1024" height="512"', "1em", 'width="2em" height="1em" viewBox="0 0 1024 512"'),
        ('width="9px" height="3px"', "10", 'width="30" height="10" viewBox="0 0 9 3"'),
        (
            'style="width:1024px;fill:red;height:9px" viewBox="0 0 9 9"',
            "1em",
            'width="1em" height="1em" viewBox="0 0 9 9" style="fill:red"',
        ),
        ('viewBox="0 0 0 0"', "16", 'width="16" height="16" viewBox="0 0 0 0"'),
        ('viewBox="0 0 1e309 1"', "16", 'width="16" height="16" viewBox="0 0 1e309 1"'),
        ('viewBox="0 0 nan 1"', "16", 'width="16" height="16" viewBox="0 0 nan 1"'),
        (f'width="{NUMBER}em"', "16", f'width="{NUMBER}em"'),
        ('width="50%"', "16", 'width="50%"'),
        ('fill="none" viewBox="0 0 3 2"', "1em", 'width="1.5em" height="1em" viewBox="0 0 3 2"'),
    ],
)
def test_an_svg_keeps_its_view_box_and_colour_and_takes_the_size(attributes, size, root):
    svg = adjusted(cleaned(attributes), Appearance(size))
    assert svg.startswith(f"{SVG} {root}")
    assert 'fill="currentColor"' in svg and 'width="1024"' not in svg


def test_a_colour_takes_the_place_of_that_of_the_text():
    svg = adjusted(cleaned('viewBox="0 0 9 9"'), Appearance(colour="#f00"))
    assert 'fill="#f00"' in svg and "currentColor" not in svg
    plain = adjusted(cleaned('viewBox="0 0 9 9"', '<path d="M0 0"/>'), Appearance(colour="#f00"))
    assert re.match(r'<svg [^>]*fill="#f00"', plain)
    own = cleaned('viewBox="0 0 9 9"', '<path fill="blue" d="M0 0"/>')
    assert "#f00" not in adjusted(own, Appearance(colour="#f00"))


def test_jsx_has_the_names_of_react():
    svg = cleaned(
        'viewBox="0 0 9 9"',
        '<g stroke-width="2" style="fill-rule:evenodd;stroke-dasharray:1 2">'
        '<use xlink:href="#a"/></g><path id="a" d="M0 0"/><text xml:space="preserve">{a}</text>',
    )
    code = jsx(svg)
    assert 'strokeWidth="2"' in code
    assert 'style={{"fillRule": "evenodd", "strokeDasharray": "1 2"}}' in code
    assert "xlinkHref=" in code and "xmlnsXlink=" in code and 'xmlSpace="preserve"' in code
    assert "{a}" not in code, "JSX would run it"
    assert not re.search(r"[a-z][-:][a-z]+=", code)


def test_a_mask_takes_the_colour_of_the_text_and_a_picture_does_not():
    followed = drawn("a b", cleaned('viewBox="0 0 9 9"'))["css"]
    assert followed.startswith(".icon-a-b {") and "mask: url(" in followed
    assert "background: currentColor;" in followed
    own = drawn("a", adjusted(cleaned('viewBox="0 0 9 9"', "<circle/>"), Appearance("24")))["css"]
    assert "mask" not in own and "width: 24px;" in own and "background: url(" in own


def test_names_cannot_end_the_text_around_them():
    forms = drawn("\"'><b>{x}", cleaned('viewBox="0 0 9 9"'))
    assert forms["css"].startswith(".icon-b-x {")
    assert "<b>" not in forms["img"]


def test_a_name_is_one_line_and_no_text_reorders_the_code_after_it():
    entry = SimpleNamespace(id="a", name="up\nrm -r .\u202e", style=None, library=None)
    svg = cleaned('viewBox="0 0 9 9"', "<title>\u202eup\u2066</title>")
    texts = forms(entry, (), svg, Appearance(), "https://icons.example/a.jpg")
    assert texts["name"] == r"up\u000arm -r .\u202e"
    assert "<title>&#8238;up&#8294;</title>" in texts["svg"]
    assert all(character not in "".join(texts.values()) for character in "\u202e\u2066")


def test_every_form_of_every_bundled_icon_is_well_formed():
    icons = read_set(ROOT / "data/demo/ant-design")
    assert len(icons) > 800
    for icon in icons:
        forms = drawn(icon.name, adjusted(clean(icon.source_code), Appearance()))
        root = ElementTree.fromstring(forms["svg"])
        assert (root.get("width"), root.get("height")) == ("1em", "1em")
        assert root.get("viewBox")
        ElementTree.fromstring(re.sub(r"=\{\{.*?\}\}", '=""', forms["jsx"]))
        ElementTree.fromstring(forms["vue"])
        ElementTree.fromstring(forms["svelte"].replace("{...$$props}", ""))
        ElementTree.fromstring(forms["img"].replace('">', '"/>'))
        assert unquote(forms["uri"].removeprefix("data:image/svg+xml,")) == forms["svg"]
        assert forms["css"].count("{") == forms["css"].count("}") == 1
