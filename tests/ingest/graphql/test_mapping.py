"""From nodes to icons, and what counts as a drawing."""

import pytest

from ingest.graphql.mapping import FieldMapping
from ingest.graphql.paths.path import find
from ingest.icon import Icon, SkippedIcon, why_not_svg

SVG = "<svg/>"
ANSWER = {
    "a": {"b": [{"c": 1, "d": [{"e": "x"}, {"e": "y"}]}, {"c": None, "d": None}, None]},
    "n": None,
}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("a.b[].c", [1, None, None]),
        ("a.b[0].c", 1),
        ("a.b[7].c", None),
        ("a.b[].d[].e", [["x", "y"], None, None]),
        ("a.b[0].d[1].e", "y"),
        ("n.anything.at[].all", None),
    ],
)
def test_paths_lead_to_values(path, value):
    assert find(ANSWER, path, "here") == value


@pytest.mark.parametrize(
    "svg",
    [
        "<svg/>",
        "<svg>",
        '\ufeff<?xml version="1.0"?>\n<svg xmlns="x"/>',
        "<!-- made by hand > --><svg/>",
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" '
        '"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd"><svg/>',
        '<?xml?><!-- a --><!DOCTYPE svg [ <!ENTITY ns "http://x/"> <!-- ] --> ]><!-- b -->'
        '<svg xmlns="&ns;"/>',
        '<svg:svg xmlns:svg="http://www.w3.org/2000/svg"/>',
    ],
)
def test_these_look_like_an_svg(svg):
    assert why_not_svg(svg) is None


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        " \n",
        "<html><svg/></html>",
        "svg",
        "<svgfoo/>",
        "<!-- <svg/> -->",
        "<!-- <svg/>",
        "{}",
        "<?xml <svg/>",
        "<!DOCTYPE svg [ <svg/>",
    ],
)
def test_these_do_not(text):
    assert why_not_svg(text)


@pytest.mark.parametrize(
    "text",
    [
        "<!--" * 100_000,
        "<?" * 100_000,
        " " * 1_000_000,
        "<!DOCTYPE" * 50_000,
        "<!DOCTYPE a [" + "] " * 300_000,
    ],
)
def test_hostile_texts_are_checked_quickly(text):
    """A pattern of quadratic time would need minutes for each."""
    assert why_not_svg(text)


def icon(node, **paths):
    fields = {"id": "id", "name": "name", "source_code": "svg", **paths}
    (icon,) = FieldMapping(fields, {"library": "L"}).icons(node)
    return icon


def test_values_become_what_an_icon_holds():
    node = {
        "id": 7,
        "name": "seven",
        "svg": SVG,
        "tags": "a, b,",
        "others": [["x"], ["y", None], "z"],
    }
    assert icon(node, tags="tags", aliases="others") == Icon(
        "7", "seven", SVG, "L", tags=("a", "b"), aliases=("x", "y", "z")
    )


@pytest.mark.parametrize(
    ("node", "identifier", "reason"),
    [
        (None, None, "null instead of an icon"),
        ({"id": None, "name": "x", "svg": SVG}, None, '"id" is missing'),
        ({"id": "x", "name": None, "svg": SVG}, "x", '"name" is missing'),
        ({"id": "x", "name": "x", "svg": None}, "x", "null or empty"),
        ({"id": "x", "name": "\ud800", "svg": SVG}, "x", "surrogate"),
        ({"id": "x\0y", "name": "x", "svg": SVG}, "x\0y", "NUL"),
        ({"id": "x", "name": "x", "svg": 3}, "x", "begins with '3'"),
    ],
)
def test_nodes_without_an_icon_say_why(node, identifier, reason):
    skip = icon(node)
    assert isinstance(skip, SkippedIcon)
    assert skip.id == identifier
    assert reason in skip.reason


def test_the_name_of_a_file_is_a_name_without_its_ending():
    mapping = FieldMapping({"id": "name", "name": "name", "source_code": "text"}, {})
    (icon,) = mapping.icons({"name": "home.SVG", "text": SVG})
    assert (icon.id, icon.name) == ("home.SVG", "home")
