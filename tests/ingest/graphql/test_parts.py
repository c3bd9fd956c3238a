"""Nodes with several drawings, lists of objects, and drawings in other forms than SVG text."""

import base64
import gzip
from urllib.parse import quote

import pytest

from ingest.common.failures import ConfigurationError
from ingest.graphql.drawings.decoding import decode, to_text
from ingest.graphql.mapping import FieldMapping
from ingest.graphql.paths.each import Each
from ingest.icon import LIMITS, Icon, SkippedIcon
from tests.ingest.graphql.service import serving, svg

SDL = """
type Tag { name: String!, slug: String! }
type Variant { style: String!, svg: String }
type Icon { id: ID!, name: String!, tags: [Tag!]!, variants: [Variant] }
type Query { icons: [Icon!]! }
"""
TOML = """
endpoint = "{url}"
query = "{{ icons {{ id name tags {{ name slug }} variants {{ style svg }} }} }}"
icons = "icons"
{more}
"""
NESTED = """
each = "variants"
[fields]
id = "{id}/{variants[].style}"
name = "name"
style = "variants[].style"
tags = "tags[].name"
source_code = "variants[].svg"
"""


def variant(style, number):
    return {"style": style, "svg": svg(number)}


def node(name, *variants):
    tags = [{"name": "home", "slug": "h"}, {"name": "house", "slug": "o"}]
    return {"id": f"n-{name}", "name": name, "tags": tags, "variants": list(variants)}


NODES = [
    node("home", variant("bold", 1), variant("thin", 2)),
    node("user", variant("bold", 3)),
    node("gone"),
]


@pytest.fixture
def crawl(ingest, tmp_path):
    """Crawl a service over `nodes` as `more` describes it; the exit status."""

    def crawl(nodes, more, *arguments):
        with serving(SDL, {"icons": nodes}) as service:
            path = tmp_path / "mine.toml"
            path.write_text(TOML.format(url=service.url, more=more))
            return ingest("--source", path, *arguments)

    return crawl


def test_each_variant_is_an_icon_that_inherits_the_other_fields(crawl, ingest):
    assert crawl(NODES, NESTED) == 0
    found = {icon.id: (icon.name, icon.style, icon.tags) for icon in ingest.icons}
    tags = ("home", "house")
    assert found == {
        "n-home/bold": ("home", "bold", tags),
        "n-home/thin": ("home", "thin", tags),
        "n-user/bold": ("user", "bold", tags),
    }


def test_a_null_variant_is_skipped_and_named(crawl, capsys):
    nodes = [*NODES, node("half", variant("bold", 7), None)]
    assert crawl(nodes, NESTED) == 5
    assert "variants is null, or holds null, in {'id': 'n-half'" in capsys.readouterr().err


def test_middle_levels_are_inherited_too():
    mapping = FieldMapping(
        {
            "id": "{id}/{families[].name}/{families[].svgs[].style}",
            "name": "id",
            "category": "families[].name",
            "source_code": "families[].svgs[].code",
        },
        {},
        each=Each("families[].svgs"),
    )
    svgs = [{"style": "a", "code": svg(1)}, {"style": "b", "code": svg(2)}]
    icons = mapping.icons({"id": "i", "families": [{"name": "sharp", "svgs": svgs}]})
    assert [icon.id for icon in icons] == ["i/sharp/a", "i/sharp/b"]
    assert {icon.category for icon in icons if isinstance(icon, Icon)} == {"sharp"}


def test_fields_of_one_entry_can_be_its_drawings():
    mapping = FieldMapping(
        {
            "id": "{id}-{each.field}",
            "name": "id",
            "style": "each.field",
            "source_code": "each.value.code",
        },
        {},
        each=Each(fields=("outline", "more.filled")),
    )
    node = {"id": "a", "outline": {"code": svg(1)}, "more": {"filled": {"code": svg(2)}}}
    assert [icon.id for icon in mapping.icons(node)] == ["a-outline", "a-filled"]
    (one,) = mapping.icons({**node, "outline": None})
    assert one.style == "filled"
    (none,) = mapping.icons({**node, "outline": None, "more": None})
    assert isinstance(none, SkippedIcon)


def test_groups_give_their_name_to_their_icons():
    paths = {"id": "icons[].id", "name": "icons[].id", "source_code": "icons[].svg"}
    mapping = FieldMapping({**paths, "category": "title"}, {}, each=Each("icons"))
    group = {"title": "ui", "icons": [{"id": "a", "svg": svg(1)}, {"id": "b", "svg": svg(2)}]}
    assert [(icon.id, icon.category) for icon in mapping.icons(group)] == [("a", "ui"), ("b", "ui")]
    assert mapping.icons({"title": "none", "icons": []}) == []


MISTAKES = [
    (('each = "variants"', ""), 'write each = "variants" at the top'),
    (('id = "{id}/{variants[].style}"', 'id = "id"'), "is the same for all parts"),
    (('tags = "tags[].name"', 'tags = "tags"'), 'write "tags[].…" with the name of one of their'),
    (('tags = "tags[].name"', 'tags = "{tags[].name}"'), "must be a path, without braces"),
    (('tags = "tags[].name"', 'category = "tags"'), "leads to a list, not to a text"),
    (('name = "name"', 'name = "tags[0]"'), 'there is "name", "slug"'),
    (('name = "name"', 'name = "{tags}"'), "holds {tags}, which leads to a list"),
    (('name = "name"', 'name = "${WHAT}"'), "works in endpoint, [headers] and [variables] only"),
    (('each = "variants"', "each = 3"), "each = 3 is no path"),
    (('each = "variants"', 'each = ["id", 3]'), "each = 3 is no path"),
    (('each = "variants"', 'each = ["id"]'), 'compose it, such as id = "{id}/{each.field}"'),
    (('each = "variants"', 'each = "variants..x"'), "each = 'variants..x' is no path"),
]


@pytest.mark.parametrize(("mistake", "explanation"), MISTAKES)
def test_a_mistake_is_one_sentence(crawl, capsys, mistake, explanation):
    wrong = NESTED.replace(*mistake)
    assert wrong != NESTED
    assert crawl(NODES, wrong) == 2
    error = capsys.readouterr().err
    assert explanation in error
    assert len(error.splitlines()) == 1


FIRST_ONLY = NESTED.replace('each = "variants"', "").replace("variants[]", "variants[0]")


@pytest.mark.parametrize("arguments", [(), ("--check",)])
def test_one_of_several_drawings_is_not_taken_in_silence(crawl, capsys, arguments):
    assert crawl(NODES[:2], FIRST_ONLY, *arguments) == 0
    said = capsys.readouterr().err
    assert "1 icons have several drawings, and fields.source_code takes one" in said
    assert "'n-home/bold'" in said


def test_one_drawing_each_needs_no_warning(crawl, capsys):
    assert crawl(NODES[1:2], FIRST_ONLY) == 0
    assert "several" not in capsys.readouterr().err


WHOLE = svg(5)
BASE64 = base64.b64encode(WHOLE.encode()).decode()


@pytest.mark.parametrize(
    "text",
    [
        f"data:image/svg+xml;base64,{BASE64}",
        f"data:image/svg+xml;charset=utf-8;base64,{quote(BASE64)}",
        f"data:image/svg+xml,{quote(WHOLE)}",
        f"DATA:image/svg+xml;utf8,{WHOLE}",
        f" data:;base64,{BASE64}\n",
        BASE64,
        BASE64.rstrip("="),
        base64.encodebytes(WHOLE.encode()).decode(),
        base64.urlsafe_b64encode(WHOLE.encode()).decode(),
        base64.b64encode(gzip.compress(WHOLE.encode())).decode(),
        base64.b64encode(WHOLE.encode("utf-16")).decode(),
        WHOLE.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;"),
        WHOLE,
    ],
)
def test_a_drawing_is_decoded(text):
    paths = {"id": "id", "name": "id", "source_code": "svg"}
    (icon,) = FieldMapping(paths, {}).icons({"id": "a", "svg": text})
    assert isinstance(icon, Icon)
    assert icon.source_code == WHOLE


BOMB = base64.b64encode(gzip.compress(b"<svg/>" + bytes(20_000_000))).decode()
PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(60)).decode()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (PNG, "source_code is a PNG in base64, not an SVG"),
        (f"data:image/png;base64,{PNG}", "a data URI of 'image/png', not of an SVG"),
        ("data:image/svg+xml;base64,!!!", "no sound base64"),
        ("data:image/svg+xml,\ud800", "cannot be read"),
        ("\ud800", "begins with"),
        ("data:image/svg+xml,hello", "begins with 'hello'"),
        ("homehomehomehomehome", "begins with 'homehome"),
        (
            base64.b64encode(gzip.compress(b"<svg/>" + bytes(20_000_000))).decode(),
            "longer than 4,000,000",
        ),
        ("data:image/svg+xml;base64," + base64.b64encode(b"\x1f\x8bxxxx").decode(), "SVGZ"),
        ("A" * 13_000_000, "longer than 12,000,000"),
    ],
)
def test_what_is_no_drawing_says_what_it_is(text, reason):
    paths = {"id": "id", "name": "id", "source_code": "svg"}
    (icon,) = FieldMapping(paths, {}).icons({"id": "a", "svg": text})
    assert isinstance(icon, SkippedIcon)
    assert reason in icon.reason


def test_no_more_is_unpacked_than_a_drawing_may_have():
    bomb = gzip.compress(bytes(20_000_000))
    assert len(to_text(bomb)) == 4 * LIMITS.source_code + 1


def test_a_word_that_resembles_base64_stays_itself():
    assert decode("arrow-left-right-circle") == "arrow-left-right-circle"
    assert decode("home") == "home"


BODY = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">{body}</svg>'


def test_a_text_with_paths_makes_the_rest_of_an_svg():
    mapping = FieldMapping({"id": "id", "name": "id", "source_code": BODY}, {})
    (icon,) = mapping.icons({"id": "a", "width": 24, "height": 16, "body": "<path d='M0 0h9'/>"})
    assert isinstance(icon, Icon)
    assert icon.source_code.endswith("""viewBox="0 0 24 16"><path d='M0 0h9'/></svg>""")


@pytest.mark.parametrize(
    ("text", "said"),
    [("M0 0h24v24z", "path data"), ("<path d='M0 0h9'/>", "the inside of an SVG")],
)
def test_a_part_of_an_svg_is_explained_and_not_listed_as_icons(crawl, capsys, text, said):
    nodes = [node(name, {"style": "a", "svg": text}) for name in ("a", "b", "c")]
    assert crawl(nodes, NESTED) == 2
    error = capsys.readouterr().err
    assert f"leads to {said}, not to an SVG: write the rest around it" in error
    assert "mended" not in error


def test_a_url_is_explained_and_not_listed_as_icons(crawl, capsys):
    nodes = [
        node(name, {"style": "a", "svg": f"https://cdn.example.com/{name}.svg"}) for name in "ab"
    ]
    assert crawl(nodes, NESTED) == 2
    error = capsys.readouterr().err
    assert "leads to a URL ('https://cdn.example.com/a.svg'): write fetch = true" in error


def test_a_page_without_any_drawing_is_one_sentence(crawl, capsys):
    nodes = [node(name, {"style": "a", "svg": None}) for name in "abcdefghijklmn"]
    assert crawl(nodes, NESTED) == 5
    error = capsys.readouterr().err
    assert "none of the 14 icons of a page can be used, the first is n-a/a" in error


def test_braces_of_an_answer_are_not_paths():
    mapping = FieldMapping({"id": "{id}-{name}", "name": "name", "source_code": "svg"}, {})
    (icon,) = mapping.icons({"id": "{name}", "name": "x", "svg": svg(1)})
    assert icon.id == "{name}-x"


def test_a_null_part_of_an_id_is_no_id():
    mapping = FieldMapping({"id": "{id}/{style}", "name": "id", "source_code": "svg"}, {})
    (icon,) = mapping.icons({"id": "a", "style": None, "svg": svg(1)})
    assert isinstance(icon, SkippedIcon)


def test_each_needs_a_list():
    mapping = FieldMapping(
        {"id": "v[].a", "name": "v[].a", "source_code": "v[].s"}, {}, each=Each("v")
    )
    with pytest.raises(ConfigurationError, match="there is no list there but an object"):
        mapping.icons({"v": {"a": 1}})
