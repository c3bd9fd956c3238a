"""What cleaning removes from an SVG, what it leaves, and how the drawing stays the same."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
import resvg_py

from api.svg import styles
from api.svg.cleaning import clean
from api.svg.failures import Uncleanable
from ingest.files.iconify import read_set
from tests.api.svg.vectors import svg
from tests.render.documents import HANGING, REFUSED, nested

ROOT = Path(__file__).parents[3]
RED = '<path fill="red" d="M2 2h20v20H2z"/>'
SHEET = "<style>.a{fill:#fff;stroke:url(#b)}.a .c{opacity:.5}</style>"
PNG = "data:image/png;base64,iVBORw0KGgo="


def cleaned(body: str, attributes: str = "") -> str:
    """What is left inside the root, and of its attributes."""
    document = clean(svg(body, attributes))
    ElementTree.fromstring(document)
    return re.sub(r' (xmlns(:xlink)?|viewBox)="[^"]*"', "", document)


def body(document: str, attributes: str = "") -> str:
    return cleaned(document, attributes).removeprefix("<svg>").removesuffix("</svg>")


@pytest.mark.parametrize(
    "attributes",
    [
        """style="fill:image-set('http://canary.test/a.png' 1x)\"""",
        'style="fill:cross-fade(url(http://canary.test/a.png), red)"',
        'mask="url(http://canary.test/a.svg#a)"',
        'cursor="url(http://canary.test/a.png), auto"',
        """mask="image-set('http://canary.test/a.png' 1x)\"""",
        """style="mask:\\75rl(http://canary.test/a.png)\"""",
        """style="fill:src('http://canary.test/a.png')\"""",
        'filter="url(http://canary.test/a.svg#a)"',
        'marker-end="url(//canary.test/a.svg#a)"',
    ],
)
def test_no_value_names_another_file(attributes):
    assert body(f'<path {attributes} d="M0 0h9"/>') == '<path d="M0 0h9"/>'


def test_a_style_sheet_becomes_declarations_of_the_elements_that_it_matches():
    document = f'{SHEET}<g class="a"><path id="b" class="c" d="M0 0h9"/></g>'
    left = body(document)
    name = re.search(r'id="(i[0-9a-f]{8}_0)"', left)[1]
    assert left == (
        f'<g style="fill:#fff;stroke:url(#{name})"><path id="{name}" d="M0 0h9" '
        'style="opacity:.5"/></g>'
    )


@pytest.mark.parametrize(
    ("rules", "style"),
    [
        ("path{fill:red}.a{fill:blue}", "fill:blue"),
        (".a{fill:blue}path{fill:red}", "fill:blue"),
        ("path{fill:red!important}.a{fill:blue}", "fill:red"),
        ("#x{fill:red}.a{fill:blue}", "fill:red"),
        ("g>path{fill:red}g+path{fill:blue}", "fill:red"),
        ("path{fill:red}", "fill:red"),
        ("p,path{fill:red}", "fill:red"),
        ("/* a */path{fill:/* b */red}", "fill:red"),
        ("path{fill:url/**/(a);stroke:red}", "stroke:red"),
    ],
)
def test_the_strongest_rule_counts_as_in_a_browser(rules, style):
    left = body(f'<style>{rules}</style><g><path id="x" class="a" d="M0 0h9"/></g>')
    assert re.search(r' style="([^"]*)"|$', left)[1] == style


def test_a_style_attribute_is_stronger_than_rules_but_for_important_ones():
    sheet = "<style>path{fill:red;stroke:red!important}</style>"
    left = body(sheet + '<path style="fill:blue;stroke:blue" d="M0 0"/>')
    assert left == '<path d="M0 0" style="stroke:red;fill:blue"/>'


def test_rules_for_other_than_single_elements_of_the_icon_go():
    rules = "body{display:none}*:hover{fill:red}@media all{path{fill:red}}@import 'a.css';"
    assert body(f"<style>{rules}</style>{RED}") == RED
    assert body(f"<style><![CDATA[p{{color:red}}]]></style>{RED}") == RED


def test_ids_and_references_get_names_that_no_other_icon_has():
    source = '<linearGradient id="a"/><path fill="url(#a)" d="M0 0"/><use href="#b"/><g id="c"/>'
    first, second = clean(svg(source)), clean(svg(source + RED))
    assert 'id="a"' not in first and "#a" not in first and "#b" not in first
    assert "id=" not in first.partition("<use")[2]  # nothing refers to c
    names = [set(re.findall(r'(?:id="|#)(i\w+)', document)) for document in (first, second)]
    assert [len(found) for found in names] == [2, 2]
    assert not names[0] & names[1]
    assert clean(svg(source)) == first


def test_custom_properties_are_the_icon_s_own():
    left = body('<g style="--a:red"><path style="fill:var(--a, #fff)" d="M0 0"/></g>')
    name = re.search(r"--i[0-9a-f]{8}_0", left)[0]
    assert left == (f'<g style="{name}:red"><path d="M0 0" style="fill:var({name}, #fff)"/></g>')


def test_animations_of_the_drawing_stay_and_those_of_the_page_go():
    spin = '<animate id="a" attributeName="r" values="1;3" dur="1s" begin="0s;a.end+1s"/>'
    left = body(f'<circle r="3">{spin}</circle>')
    name = re.search(r'id="(\w+)"', left)[1]
    assert f'values="1;3" dur="1s" begin="0s;{name}.end+1s"' in left
    for harmful in (
        '<set attributeName="href" to="javascript:ran()"/>',
        '<set attributeName="onload" to="ran()"/>',
        '<animate attributeName="fill" values="red;url(http://canary.test/a)"/>',
        '<set attributeName="fill" to="red" begin="page-link.click"/>',
        '<set href="http://canary.test/a" attributeName="fill" to="red"/>',
    ):
        assert body(f"<g>{harmful}</g>") == "<g/>"
    assert body('<animate attributeName="viewBox" to="0 0 9 9" dur="1s"/>') == "<svg/>"


def test_texts_and_titles_are_escaped_for_html_and_for_templates():
    assert body("<title>&lt;/title>{{ran()}}</title>") == (
        "<title>&#60;/title&#62;&#123;&#123;ran()&#125;&#125;</title>"
    )
    assert body("<desc>a<b>c</b>d</desc>") == "<desc>ad</desc>"
    assert body("<text>a<tspan>b</tspan><script>x</script>c</text>") == (
        "<text>a<tspan>b</tspan>c</text>"
    )
    assert body("<g>a</g>") == "<g/>"


def test_a_link_leaves_its_drawing():
    assert body('<a href="javascript:ran()"><path d="M0 0"/></a>') == '<g><path d="M0 0"/></g>'
    assert body('<text><a href="#x">b</a></text>') == "<text><tspan>b</tspan></text>"


def test_a_raster_picture_stays_in_an_image_alone():
    assert body(f'<image href="{PNG}"/>') == f'<image href="{PNG}"/>'
    assert body(f'<image xlink:href="{PNG}"/>') == f'<image xlink:href="{PNG}"/>'
    assert body('<image href="data:image/svg+xml;base64,AAAA"/>') == "<image/>"
    assert body(f'<use href="{PNG}"/>') == "<use/>"


@pytest.mark.parametrize(
    ("attributes", "left"),
    [
        ('width="1em" height="1em"', 'width="1em" height="1em"'),
        ('width="24px" fill="none"', 'width="24px" fill="none"'),
        ('width="4097"', ""),
        ('width="50vw"', ""),
        ('style="position:fixed;fill:red"', 'style="fill:red"'),
        ('style="width:24px;height:9in"', 'style="width:24px;height:9in"'),
        ('style="width:99in"', ""),
        ('width="1em" font-size="999"', 'width="1em"'),
        ('style="height:1em;font-size:999px"', 'style="height:1em"'),
        ('overflow="visible" filter="url(#a)" transform="scale(9)"', ""),
        ('onload="ran()" class="a" data-x="y" id="z"', ""),
    ],
)
def test_a_root_keeps_to_its_box(attributes, left):
    assert cleaned("", attributes) == (f"<svg {left}/>" if left else "<svg/>")


def test_a_source_without_namespaces_becomes_a_document():
    document = clean('<svg viewBox="0 0 9 9"><use xlink:href="#a"/><path id="a" d="M0 0"/></svg>')
    root = ElementTree.fromstring(document)
    assert [child.tag for child in root] == [
        f"{{http://www.w3.org/2000/svg}}{n}" for n in ("use", "path")
    ]
    assert root[0].get("{http://www.w3.org/1999/xlink}href") == f"#{root[1].get('id')}"


@pytest.mark.parametrize("reason", list(REFUSED)[:7])  # those that are not about drawing
def test_a_document_over_a_limit_is_refused(reason):
    with pytest.raises(Uncleanable, match=reason):
        clean(REFUSED[reason])


@pytest.mark.parametrize("name", ["nested clipPath", "nested mask"])
def test_references_that_multiply_are_refused(name):
    with pytest.raises(Uncleanable, match="draw more than 100000 elements"):
        clean(HANGING[name])


def test_a_chain_of_references_is_refused_and_a_circle_is_not():
    links = "".join(f'<g id="a{n}"><use href="#a{n + 1}"/></g>' for n in range(1000))
    with pytest.raises(Uncleanable, match="references are more than 300 deep"):
        clean(svg(links + '<use href="#a0"/>'))
    clean(svg('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>'))
    clean(nested("g", '<use href="#n{}"/>', depth=3))


RULES = "".join(f".a{n}{{font-family:'{'x' * 200}'}}" for n in range(100))
CLASSES = " ".join(f"a{n}" for n in range(100))
# Large documents that could take long, or become much larger.
GROWING = {
    "rules": svg(f"<style>{RULES}*{{fill:red}}</style>" + f'<g class="{CLASSES}"/>' * 300),
    "selectors": svg(f"<style>{'* *{fill:red}' * 9000}</style>" + "<g/>" * 4000),
    "brackets": svg(f'<path style="fill:{"(" * 50_000}"/>'),
    "functions": svg(f'<path fill="{"url(" * 60_000}"/>'),
    "strings": svg(f"<path style='fill:{'&quot;' * 40_000}'/>"),
    "semicolons": svg(f'<path style="{";" * 250_000}"/>'),
    "escapes": svg(f'<path style="{chr(92) * 250_000}"/>'),
    "selector": svg(f"<style>{'a>' * 25_000}a{{fill:red}}</style>"),
    "times": svg(f'<g><set attributeName="x" begin="{"0s;" * 80_000}"/></g>'),
    "spaces": svg(f'<use href="{" " * 250_000}x"/>'),
    "digits": svg("", f'width="{"1" * 200_000}"'),
    "digits of no length": svg("", f'width="{"1" * 200_000}("'),
    "spaces of no length": svg("", f'width="1{" " * 200_000}("'),
    "spaces of no time": svg(f'<g><set attributeName="x" begin="{" " * 200_000}!"/></g>'),
    "spaces of no event": svg(f'<g><set attributeName="x" begin="a.end{" " * 200_000}!"/></g>'),
}


@pytest.mark.parametrize("name", GROWING)
def test_nothing_grows_or_nests_without_an_end(name):
    try:
        assert len(clean(GROWING[name])) < 3 * len(GROWING[name])
    except Uncleanable as failure:
        assert name in ("rules", "selectors")
        assert "style" in str(failure)


def test_functions_are_sixteen_deep_at_most():
    def path(depth: int) -> str:
        return f'<path stroke-width="{"calc(" * depth}1{")" * depth}" d="M0 0h9"/>'

    assert body(path(16)) == path(16)
    assert body(path(17)) == '<path d="M0 0h9"/>'


def test_the_styles_of_all_elements_are_limited():
    """They are written out for each element: 16 KB would become 5 MB."""
    variables = ";".join(f"--{n:x}:{'1' * 150}" for n in range(100))
    with pytest.raises(Uncleanable, match="styles would be longer than 262144 characters"):
        clean(svg(f"<style>*{{{variables}}}</style>{'<g/>' * 300}"))


def test_descendants_of_descendants_are_not_tried_without_an_end():
    rule = f"x {'g ' * 64}path{{fill:red}}"
    nest = f"{'<g>' * 40}<path/>{'</g>' * 40}"
    with pytest.raises(Uncleanable, match="too many rules"):
        clean(svg(f"<style>{rule}</style>{nest}"))
    few = svg('<style>g g path{fill:red}</style><g><g><path d="M0 0h9v9z"/></g></g>')
    assert "fill:red" in clean(few) or 'fill="red"' in clean(few)


def test_a_rule_has_one_declaration_a_property_for_each_element_that_it_matches():
    root = ElementTree.fromstring(svg(f"<style>*{{{'d:1;' * 900}}}</style><g/><g/>"))
    rules = styles.declarations(root, str)
    assert [len(rules[element]) for element in root] == [1, 1, 1]


def test_declarations_of_all_elements_together_are_limited():
    variables = ";".join(f"--{n:x}:1" for n in range(2000))
    with pytest.raises(Uncleanable, match="rules make more than 200000 declarations"):
        clean(svg(f"<style>*{{{variables}}}</style>{'<g/>' * 200}"))


def test_rules_that_match_nothing_are_limited_too():
    with pytest.raises(Uncleanable, match="too many rules"):
        clean(svg(f"<style>{'a{}' * 10_001}</style>"))


def test_css_that_is_nested_too_deeply_is_refused_in_a_sentence():
    with pytest.raises(Uncleanable, match="nested too deep"):
        clean(svg(f"<style>{':is(' * 3000 + ')' * 3000}{{fill:red}}</style>"))


def test_the_drawings_of_a_whole_set_stay_the_same():
    for icon in read_set(ROOT / "data/demo/ant-design")[::4]:
        document = clean(icon.source_code)
        ElementTree.fromstring(document)
        before, after = (
            resvg_py.svg_to_bytes(svg_string=each, width=48)
            for each in (icon.source_code, document)
        )
        assert bytes(before) == bytes(after), icon.id
