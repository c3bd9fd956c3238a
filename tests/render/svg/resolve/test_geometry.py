"""Transforms, copies and references become plain attributes."""

import pytest

from render.svg.resolve import resolve
from render.svg.screen import Undrawable
from tests.render.documents import svg
from tests.render.svg.resolve.resolved import PREFIX, drawn, first, root_of

RECT = '<rect x="4" y="4" width="16" height="8" {}/>'


def numbers(transform: str) -> list[float]:
    return [float(number) for number in transform[7:-1].split()]


@pytest.mark.parametrize(
    ("attributes", "matrix"),
    [
        ('style="transform:rotate(90deg)"', [0, 1, -1, 0, 0, 0]),
        ('style="transform:translate(1px, 2px)"', [1, 0, 0, 1, 1, 2]),
        ('style="transform:translate(50%, 0)"', [1, 0, 0, 1, 12, 0]),
        ('style="transform:scale(50%)"', [0.5, 0, 0, 0.5, 0, 0]),
        ('style="scale:.5"', [0.5, 0, 0, 0.5, 0, 0]),
        ('style="rotate:90deg;transform-origin:center"', [0, 1, -1, 0, 24, 0]),
        ('style="translate:1px 2px"', [1, 0, 0, 1, 1, 2]),
        ('transform="rotate(90)" transform-origin="center"', [0, 1, -1, 0, 24, 0]),
        ('transform="rotate(90)" transform-origin="12 8"', [0, 1, -1, 0, 20, -4]),
        ('transform="rotate(90)" style="transform-origin:50% 50%"', [0, 1, -1, 0, 24, 0]),
        (
            'style="transform:rotate(90deg);transform-box:fill-box;transform-origin:center"',
            [0, 1, -1, 0, 20, -4],
        ),
        ('style="transform:rotateY(180deg);transform-origin:center"', [-1, 0, 0, 1, 24, 0]),
        ('style="-webkit-transform:rotate(.25turn)"', [0, 1, -1, 0, 0, 0]),
    ],
)
def test_a_transform_of_a_style_becomes_a_matrix(attributes, matrix):
    assert numbers(first(RECT.format(attributes))["transform"]) == pytest.approx(matrix, abs=1e-6)


@pytest.mark.parametrize(
    ("attributes", "matrix"),
    [
        ('transform="scale(-1 1)"', [-1, 0, 0, 1, 24, 0]),
        ('style="transform:rotate(180deg)"', [-1, 0, 0, -1, 24, 24]),
        ('width="48" height="48" transform="translate(64 0)"', [1, 0, 0, 1, 12, 0]),
    ],
)
def test_a_transform_of_the_root_is_about_its_middle(attributes, matrix):
    root = root_of(RECT.format(""), f'viewBox="0 0 24 24" {attributes}')
    assert "transform" not in root.attrib
    assert numbers(root[0].get("transform")) == pytest.approx(matrix, abs=1e-6)


def test_a_use_becomes_a_group_with_its_opacity_and_a_copy():
    body = (
        f'<defs>{RECT.format("""id="a" """)}</defs><use href="#a" x="2" opacity=".5" fill="red"/>'
    )
    root = root_of(body)
    group = root[-1]
    expected = {"opacity": "0.5", "fill": "#ff0000", "transform": "translate(2 0)"}
    assert dict(group.attrib) == expected
    assert len(drawn(body)) == 1


@pytest.mark.parametrize("href", ["#none", "other.svg#a", "#g", ""])
def test_a_use_of_what_is_not_there_draws_nothing(href):
    assert drawn(f'<g id="g"><use href="{href}"/></g>') == []


def test_a_symbol_is_fitted_and_clipped():
    body = (
        '<symbol id="a" viewBox="0 0 48 48"><rect width="50%" height="48"/></symbol>'
        '<use href="#a" width="12" height="12" x="6"/>'
    )
    root = root_of(body)
    rect = first(body)
    assert (rect["width"], rect["height"]) == ("24", "48")
    groups = [group.attrib for group in root.iter() if "transform" in group.attrib]
    assert [group["transform"] for group in groups] == [
        "translate(6 0)",
        "matrix(0.25 0 0 0.25 0 0)",
    ]
    assert any("clip-path" in group.attrib for group in root.iter())


def test_a_gradient_takes_stops_and_attributes_from_another():
    body = (
        '<linearGradient id="a" x1="1"><stop stop-color="red"/></linearGradient>'
        '<linearGradient id="b" href="#a" gradientUnits="userSpaceOnUse"/>'
        '<rect fill="url(#b)" width="9" height="9"/><rect fill="url(#b)" width="9" height="9"/>'
    )
    root = root_of(body)
    assert [rect["fill"] for rect in drawn(body)] == ["url(#b)", "url(#b)"]
    assert dict(root[1].attrib) == {"id": "b", "gradientUnits": "userSpaceOnUse", "x1": "1"}
    assert root[1][0].get("stop-color") == "#ff0000"


@pytest.mark.parametrize(
    ("attributes", "left"),
    [
        ('clip-path="url(#none)"', {}),
        ('mask="url(#none)" filter="url(#none)" marker-end="url(#none)"', {}),
        ('fill="url(#none)"', {"fill": "none"}),
        ('fill="url(#none) red"', {"fill": "#ff0000"}),
        ('fill="url(other.svg#a) red"', {"fill": "#ff0000"}),
        ('style="clip-path:nonsense(1px)"', {}),
    ],
)
def test_a_reference_that_leads_nowhere_counts_as_in_browsers(attributes, left):
    found = first(RECT.format(attributes))
    geometry = {"x", "y", "width", "height"}
    assert {name: value for name, value in found.items() if name not in geometry} == left


@pytest.mark.parametrize(
    ("shape", "element", "attributes"),
    [
        ("circle(4px at 2px 2px)", "ellipse", {"cx": "6", "cy": "6", "rx": "4"}),
        ("circle(4px at 2px 2px) view-box", "ellipse", {"cx": "2", "cy": "2"}),
        ("inset(2px 0 0 4px)", "rect", {"x": "8", "y": "6", "width": "12", "height": "6"}),
        ("polygon(0 0, 100% 0, 0 100%)", "polygon", {"points": "4 4 20 4 4 12"}),
        ("path('M0 0h9v9z')", "path", {"d": "M0 0h9v9z", "transform": "translate(4 4)"}),
    ],
)
def test_a_basic_shape_becomes_a_clip_path(shape, element, attributes):
    root = root_of(RECT.format(f'style="clip-path:{shape}"'))
    clip = root.find(".//{http://www.w3.org/2000/svg}clipPath")
    assert clip[0].tag.endswith(element)
    assert clip[0].attrib.items() >= attributes.items()


def test_a_stroke_that_does_not_scale_is_as_wide_as_at_128_pixels():
    line = '<path d="M0 0h9" stroke-width="2" vector-effect="non-scaling-stroke"/>'
    assert float(first(line)["stroke-width"]) == pytest.approx(2 * 24 / 128)
    scaled = f'<g transform="scale(.5)">{line}</g>'
    assert float(first(scaled)["stroke-width"]) == pytest.approx(4 * 24 / 128)


@pytest.mark.parametrize("width", ["2px", "calc(1px + 1px)"])
def test_a_stroke_s_width_of_the_root_reaches_strokes_that_do_not_scale(width):
    line = '<path d="M0 0h9" vector-effect="non-scaling-stroke"/>'
    stroke = first(line, f'viewBox="0 0 24 24" stroke-width="{width}"')
    assert float(stroke["stroke-width"]) == pytest.approx(2 * 24 / 128)


def test_an_animated_transform_changes_no_stroke():
    animation = '<animateTransform attributeName="stroke-width" by="2" dur="1s" fill="freeze"/>'
    line = f'<path d="M0 0h9" vector-effect="non-scaling-stroke">{animation}</path>'
    assert float(first(line)["stroke-width"]) == pytest.approx(24 / 128)


def test_the_root_s_background_becomes_a_rectangle_behind_everything():
    root = root_of(RECT.format(""), 'viewBox="2 2 24 24" style="background: #ff0 none"')
    expected = {"x": "2", "y": "2", "width": "24", "height": "24", "fill": "#ffff00"}
    assert root[0].attrib.items() >= expected.items()


def test_a_switch_shows_what_a_browser_shows():
    body = (
        '<switch><foreignObject requiredExtensions="x"/>'
        '<rect systemLanguage="de" width="1"/><rect systemLanguage="en-GB" width="2"/>'
        '<rect width="3"/></switch>'
    )
    assert [rect["width"] for rect in drawn(body)] == ["2"]


def test_copies_that_would_fill_the_memory_are_refused():
    levels = "".join(f'<g id="n{n + 1}">{f"""<use href="#n{n}"/>""" * 10}</g>' for n in range(9))
    with pytest.raises(Undrawable, match="more than 5000 elements"):
        resolve(svg(f'<path id="n0"/>{levels}'))


def test_copies_nested_too_deep_are_refused():
    levels = "".join(f'<g id="n{n + 1}"><use href="#n{n}"/></g>' for n in reversed(range(500)))
    with pytest.raises(Undrawable, match=r"deep|elements"):
        resolve(svg(f'{levels}<path id="n0"/>'))


def test_a_pattern_becomes_tiles_inside_of_the_shape():
    body = (
        '<pattern id="p" width="4" height="4" patternUnits="userSpaceOnUse">'
        '<path d="M0 0h2v2z"/></pattern><rect width="8" height="4" fill="url(#p)" stroke="red"/>'
    )
    tiles = [shape for shape in drawn(body) if "d" in shape]
    assert len(tiles) == 2
    rect = drawn(body)[-1]
    assert (rect["fill"], rect["stroke"]) == ("none", "#ff0000")


def test_dashes_are_shares_of_the_path_s_length():
    line = '<path d="M0 0h20" pathLength="10" stroke-dasharray="2 3"/>'
    assert first(line)["stroke-dasharray"] == "4 6"


def test_a_gradient_s_transform_of_a_style_sheet_becomes_its_attribute():
    body = '<linearGradient id="a" style="transform:rotate(90deg)"><stop/></linearGradient>'
    gradient = root_of(body)[0]
    assert numbers(gradient.get("gradientTransform")) == pytest.approx([0, 1, -1, 0, 0, 0])


@pytest.mark.parametrize("size", ['style="width:4px"', 'width="24" style="width:4px;x:9px"'])
def test_the_size_of_a_nested_svg_is_that_of_its_attributes(size):
    groups = root_of(f'<svg viewBox="0 0 24 24" {size}>{RECT.format("")}</svg>').iter()
    assert not any("transform" in group.attrib for group in groups)


def test_a_context_paint_is_that_of_texts_but_in_a_marker():
    marker = f'<marker id="m">{RECT.format("""fill="context-stroke" """)}</marker>'
    root = root_of(marker + RECT.format('fill="context-fill red"'))
    assert root[0][0].get("fill") == "context-stroke"
    assert root[1].get("fill") == "currentColor"


def test_a_context_paint_in_a_use_is_that_of_the_use():
    shape = RECT.format('id="p" stroke="context-fill"')
    root = root_of(f'<defs>{shape}</defs><use href="#p" fill="red" stroke="blue"/>')
    assert root.find(f"{PREFIX}g/{PREFIX}rect").get("stroke") == "#ff0000"


def test_an_element_of_no_namespace_in_a_document_of_svg_s_is_not_drawn():
    source = f'<s:svg xmlns:s="{PREFIX[1:-1]}"><path d="M0 0h9v9"/><s:path d="M0 0h5v5"/></s:svg>'
    assert [element.get("d") for element in resolve(source).root] == ["M0 0h5v5"]


def test_the_first_of_two_resources_with_one_name_counts():
    gradient = '<linearGradient id="g"><stop stop-color="{}"/></linearGradient>'
    body = gradient.format("red") + gradient.format("blue") + RECT.format('fill="url(#g)"')
    found = root_of(body).findall(f"{PREFIX}linearGradient[@id]")
    assert [gradient[0].get("stop-color") for gradient in found] == ["#ff0000"]


def test_blanks_of_a_text_are_kept_where_it_asks_for_them():
    root = root_of('<text xml:space="preserve"> a </text>', 'xml:space="preserve"')
    assert len(root.attrib) == 0 and len(root[0].attrib) == 1


def test_what_a_pattern_holds_stands_at_the_corner_of_its_tile():
    tile = '<pattern id="p" x="1" y="2" width="9" height="9" patternUnits="userSpaceOnUse"><path/>'
    shape = RECT.format('fill="url(#p)"')
    root = root_of(f"{tile}</pattern>{shape}")
    matrices = [group.get("transform") for group in root.iter(f"{PREFIX}g")]
    assert "matrix(1 0 0 1 1 2)" in matrices


def test_a_gradient_in_linear_light_has_stops_between_its_own():
    stops = '<stop stop-color="#000"/><stop offset="1" stop-color="#fff"/>'
    body = f'<linearGradient id="g" color-interpolation="linearRGB">{stops}</linearGradient>'
    gradient = root_of(body + RECT.format('fill="url(#g)"'))[0]
    middle = [stop.get("stop-color") for stop in gradient if stop.get("offset") == "0.5"]
    assert len(gradient) == 9 and middle == ["#bcbcbc"]


def test_a_copy_of_a_viewport_has_the_size_of_its_use():
    nested = f'<svg id="n" viewBox="0 0 10 10" width="4" height="4">{RECT.format("")}</svg>'
    root = root_of(f'{nested}<use href="#n" width="20" height="20"/>')
    scales = [
        group.get("transform") for group in root.iter(f"{PREFIX}g") if "transform" in group.attrib
    ]
    assert scales == ["matrix(0.4 0 0 0.4 0 0)", "matrix(2 0 0 2 0 0)"]


def test_the_letters_of_a_text_are_those_of_its_style():
    root = root_of('<g style="text-transform:uppercase"><text>ab<tspan>c</tspan>d</text></g>')
    assert "".join(root.itertext()) == "ABCD"


def test_a_text_is_placed_by_properties_that_renderers_know():
    raised = root_of('<text><tspan baseline-shift="super">a</tspan></text>')
    assert [each.get("baseline-shift") for each in raised.iter() if len(each) == 0] == ["0.58em"]
    mirrored = first('<g direction="rtl"><text text-anchor="start">a</text></g>')
    assert mirrored["text-anchor"] == "end"
    assert first('<text alignment-baseline="middle">a</text>')["dominant-baseline"] == "middle"


TILES = '<pattern id="p" width="6" height="6" patternUnits="userSpaceOnUse"><path d="M0 0h3"/>'


def test_a_stroke_with_a_pattern_becomes_tiles_in_a_mask():
    body = f'{TILES}</pattern><line x2="9" y2="9" stroke="url(#p)" stroke-width="4"/>'
    group = root_of(body)[1]
    mask, tiles, line = group[1], group[2], group[0]
    assert tiles.get("mask") == f"url(#{mask.get('id')})"
    assert mask[0].get("stroke") == "#ffffff" and line.get("stroke") == "none"
    assert len(tiles[0]) > 1


def test_shares_of_a_pattern_s_tile_are_those_of_the_viewport():
    pattern = TILES.replace('"6"', '"25%"')
    places = root_of(f'{pattern}</pattern><path fill="url(#p)" d="M0 0h12v12h-12z"/>')[1][0][0]
    assert [tile.get("transform") for tile in places][:2] == ["translate(0 0)", "translate(6 0)"]


@pytest.mark.parametrize("hidden", ['display="none"', 'style="display:none"'])
def test_what_is_not_displayed_neither_paints_nor_clips(hidden):
    resources = (
        '<linearGradient id="g"><stop/></linearGradient><clipPath id="c"><path d="M0 0h9v9"/>'
        "</clipPath>"
    )
    shape = first(f'<defs {hidden}>{resources}</defs><path fill="url(#g)" clip-path="url(#c)"/>')
    assert shape == {"fill": "none"}
    in_group = first(f'<g {hidden}>{resources}</g><path fill="url(#g)"/>')
    assert in_group == {"fill": "url(#g)"}


def test_resources_in_a_viewport_without_size_are_there():
    gradient = '<linearGradient id="g"><stop/></linearGradient>'
    body = f'<svg width="0" height="0">{gradient}<path/></svg><path fill="url(#g)" d="M0 0"/>'
    assert drawn(body) == [{"fill": "url(#g)", "d": "M0 0"}]


def test_a_language_is_no_condition_of_a_resource():
    gradient = '<linearGradient id="g" systemLanguage="ru"><stop/></linearGradient>'
    assert first(f'{gradient}<path fill="url(#g)"/>') == {"fill": "url(#g)"}


def test_a_gradient_without_area_paints_nothing():
    gradient = '<linearGradient id="g" gradientTransform="scale(0)"><stop/></linearGradient>'
    assert first(f'{gradient}<path fill="url(#g)"/>') == {"fill": "none"}


def test_a_gradient_s_transform_is_about_its_origin():
    gradient = (
        '<linearGradient id="g" gradientUnits="userSpaceOnUse" gradientTransform="scale(2)" '
        'style="transform-origin:50% 50%"><stop/></linearGradient>'
    )
    element = root_of(f'{gradient}<path fill="url(#g)"/>')[0]
    assert element.get("gradientTransform") == "matrix(2 0 0 2 -12 -12)"


def test_only_paths_and_lines_have_markers():
    marker = '<marker id="m"><path d="M0 0h9"/></marker>'
    _, rectangle, path = root_of(f'{marker}<rect/><path marker-end="url(#m)"/>')
    assert rectangle.get("marker-end") == "none" and path.get("marker-end") == "url(#m)"


def test_a_link_in_a_text_is_a_part_of_it():
    text = root_of('<text>a<a href="#x">b</a></text>')[0]
    assert [child.tag.removeprefix(PREFIX) for child in text] == ["tspan"]


def test_letters_along_what_is_no_path_are_not_drawn():
    body = '<rect id="r"/><text><textPath href="#r">a</textPath></text>'
    assert "".join(root_of(body).itertext()) == ""


def test_the_shift_of_a_text_is_that_of_a_part():
    text = root_of('<text baseline-shift="super">a</text>')[0]
    assert text[0].get("baseline-shift") == "0.58em" and text[0].text == "a"


@pytest.mark.parametrize(
    ("name", "value", "written"),
    [
        ("textLength", "1in", "96"),
        ("letter-spacing", "3pt", "4"),
        ("word-spacing", ".1em", ".1em"),
    ],
)
def test_absolute_lengths_of_texts_are_pixels(name, value, written):
    assert first(f'<text {name}="{value}">a</text>')[name] == written
