"""A cutout is registered to a query: its likeness, its placement and its residual."""

from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from features.search.registration.registration import own_squares, register
from features.search.registration.residual import Residual, residual
from features.vision.cutout import Cutout
from features.vision.segmentation import Segmentation, segment
from render.picture import depict
from render.svg.drawing import draw
from render.svg.resolve import resolve

RING = '<path fill="{}" fill-rule="evenodd" d="M12 2a10 10 0 1 0 .01 0zM12 5a7 7 0 1 1-.01 0z"/>'
DOT = '<circle fill="{}" cx="12" cy="12" r="2.2"/>'
FLAG = (
    '<path fill="{}" d="M2 5h20v5H2z"/>'
    '<path fill="{}" d="M2 10h20v5H2z"/>'
    '<path fill="{}" d="M2 15h20v5H2z"/>'
)


def svg(body: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">{body}</svg>'


def jpegs(body: str) -> dict[str, bytes]:
    return depict(svg(body), 64).jpegs


def shot(body: str, ground: str, side: int = 20, at: tuple[float, float] = (7, 9)) -> Image.Image:
    """A screenshot of an icon on a background, 40 pixels wide; `at` may be between pixels."""
    scale = 8
    large = Image.new("RGB", (40 * scale, 40 * scale), ground)
    icon = draw(resolve(svg(body)), side * scale, (0, 0, 0)).picture
    large.paste(icon, (round(at[0] * scale), round(at[1] * scale)), icon)
    return large.reduce(scale)


def likenesses(picture: Image.Image, *bodies: str) -> list[float]:
    return register(segment(picture), [Cutout.of(jpegs(body)) for body in bodies]).likeness.tolist()


def best_residual(picture: Image.Image, body: str, in_any_width: bool = False) -> Residual:
    """The residual of an icon at its best placement on a picture."""
    query = segment(picture)
    cutout = Cutout.of(jpegs(body))
    (placement,) = register(query, [cutout]).placements
    return residual(query, cutout, placement, in_any_width)


@pytest.mark.parametrize(
    ("ink", "ground"), [("#000", "white"), ("#fff", "#1e1e1e"), ("#e8590c", "#dfe7ff")]
)
@pytest.mark.parametrize("at", [(7, 9), (7.4, 9.6)])
def test_a_dot_distinguishes_two_icons_in_any_tint(ink, ground, at):
    plain, dotted = RING.format("#000"), RING.format("#000") + DOT.format("#000")
    without, with_dot = likenesses(shot(RING.format(ink), ground, at=at), plain, dotted)
    assert without > 0.97 > with_dot
    without, with_dot = likenesses(
        shot(RING.format(ink) + DOT.format(ink), ground, at=at), plain, dotted
    )
    assert with_dot > 0.97 > without


@pytest.mark.parametrize(("side", "at"), [(20, (7, 9)), (24, (4.5, 5)), (31, (3, 4.25))])
@pytest.mark.parametrize(
    "body",
    [
        '<path d="M4 3h9v12H4z"/>',
        '<path fill="#d22" d="M4 3h9v6H4z"/><path fill="#26b" d="M4 9h9v6H4z"/>',
    ],
)
def test_own_square_is_where_the_page_laid_the_icon_out(side, at, body):
    query, drawing = segment(shot(body, "white", side, at)), Cutout.of(jpegs(body))
    found = own_squares(query, [drawing], register(query, [drawing]).placements)
    np.testing.assert_allclose(np.concatenate(found), [side, *at], atol=0.35)


def test_own_square_is_in_pixels_of_the_picture_where_that_is_reduced():
    body, picture = '<path d="M4 3h9v12H4z"/>', Image.new("RGB", (500, 400), "white")
    icon = draw(resolve(svg(body)), 240, (0, 0, 0)).picture
    picture.paste(icon, (80, 108), icon)
    query, drawing = segment(picture), Cutout.of(jpegs(body))
    found = np.concatenate(own_squares(query, [drawing], register(query, [drawing]).placements))
    np.testing.assert_allclose(found, [240, 80, 108], atol=3)


@pytest.mark.parametrize("ground", ["white", "#1e1e1e", "#4d7c0f"])
def test_an_icon_of_several_colours_must_have_its_own(ground):
    icons = [
        FLAG.format(*colours)
        for colours in (
            ("#c00", "#fff", "#06c"),
            ("#06c", "#fff", "#c00"),
            ("#c00", "#093", "#06c"),
        )
    ]
    for place, icon in enumerate(icons):
        found = likenesses(shot(icon, ground), *icons)
        assert np.argmax(found) == place
        assert found[place] > 0.95
        assert sorted(found)[-2] < 0.94


def test_of_two_tints_of_one_shape_the_tint_shown_is_nearer():
    red, blue = RING.format("#d33"), RING.format("#33d")
    found = likenesses(shot(blue, "white"), red, blue)
    assert found[1] > found[0] + 0.015
    assert found[0] > 0.75, "sites tint icons of one colour as they like"


def test_compression_does_not_make_a_thin_coloured_line_thick():
    thin, thick = (
        f'<path fill="none" stroke="#000" stroke-width="{width}"'
        ' d="M4 12h8l4-6v12l-4-6M4 6h6M4 18h6"/>'
        for width in (1.5, 2.2)
    )
    buffer = BytesIO()
    shot(thin.replace("#000", "#1677ff"), "white", side=16).save(buffer, "JPEG", quality=55)
    found = likenesses(Image.open(buffer).convert("RGB"), thin, thick)
    assert found[0] > found[1]


def test_a_label_that_the_crop_caught_does_not_count():
    picture = shot(RING.format("#000"), "white")
    picture.paste("black", (37, 0, 40, 40))
    assert (
        register(
            segment(picture).without_edge_parts, [Cutout.of(jpegs(RING.format("#000")))]
        ).likeness[0]
        > 0.95
    )


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("ink", ["#000", "#c8c8c8", "#fff"])
def test_black_white_and_grey_drawings_of_one_shape_are_distinguished(ink, order):
    inks = ["#000", "#c8c8c8", "#fff"][::order]
    found = likenesses(shot(RING.format(ink), "#4d7c0f"), *(RING.format(other) for other in inks))
    assert inks[int(np.argmax(found))] == ink


def test_black_drawings_alone_may_have_any_colour():
    assert likenesses(
        shot(RING.format("#1677ff"), "white"), *2 * [RING.format("#000")]
    ) == pytest.approx([1, 1], abs=0.005)


@pytest.mark.parametrize("ground", ["#1e1e1e", "#0d1117"])
def test_faint_parts_are_compared_where_they_are_foreground(ground):
    words = "".join(f'<path fill="#000" d="M{left} 8h1.6v8h-1.6z"/>' for left in (11, 14, 17, 20))
    sign = '<path fill="#fc0" d="M2 8h7v4H2z"/><path fill="#f40" d="M2 12h7v4H2z"/>'
    picture = segment(shot(sign + words, ground))
    both = [Cutout.of(jpegs(body)) for body in (sign, sign + words)]
    assert np.argmax(register(picture, both).likeness) == 0
    assert np.argmax(register(picture.with_faint_parts, both).likeness) == 1


@pytest.mark.parametrize("size", [(1, 1), (3, 200), (200, 3)])
def test_an_empty_picture_has_likeness_0(size):
    assert likenesses(
        Image.new("RGB", size, "white"), RING.format("#000"), FLAG.format("#c00", "#fff", "#06c")
    ) == [0, 0]


@pytest.mark.parametrize(
    ("ink", "ground"), [("#000", "white"), ("#fff", "#1e1e1e"), ("#e8590c", "#dfe7ff")]
)
@pytest.mark.parametrize("side", [14, 20, 30])
def test_a_missing_dot_has_a_larger_residual_than_compression(ink, ground, side):
    buffer = BytesIO()
    shot(RING.format(ink) + DOT.format(ink), ground, side, at=(5.4, 6.6)).save(
        buffer, "JPEG", quality=75
    )
    picture, ring = Image.open(buffer).convert("RGB"), RING.format("#000")
    plain = best_residual(picture, ring)
    dotted = best_residual(picture, ring + DOT.format("#000"))
    assert plain.peak > 2 * dotted.peak
    assert plain.energy > 2 * dotted.energy


def test_an_icon_s_own_picture_has_hardly_a_residual():
    for body in (RING.format("#000"), FLAG.format("#c00", "#fff", "#06c")):
        peak, energy, _ = best_residual(Image.open(BytesIO(jpegs(body)["light"])), body)
        assert peak < 0.1
        assert energy < 0.001


@pytest.mark.parametrize("size", [(1, 1), (3, 200), (200, 3)])
def test_an_empty_picture_has_a_finite_residual(size):
    for body in (RING.format("#000"), FLAG.format("#c00", "#fff", "#06c")):
        assert np.isfinite(best_residual(Image.new("RGB", size, "white"), body, True)[:2]).all()


STROKES = '<path fill="none" stroke="{}" stroke-width="{}" d="M4 7h9l5 5-5 5H4zM8 12h4"/>'


@pytest.mark.parametrize("width", [1, 1.5, 3])
@pytest.mark.parametrize("side", [16, 24, 31])
def test_another_stroke_width_leaves_less_of_a_residual_than_another_sign(width, side):
    """Icons of lucide in strokes half as wide were unsure, 8 of 10."""
    picture = shot(STROKES.format("#1f2328", width), "white", side, at=(4.4, 5.6))
    own = STROKES.format("#000", 2)
    another = own.replace("M8 12h4", "M7 10l4 4M11 10l-4 4")
    right, wrong = (best_residual(picture, body, in_any_width=True) for body in (own, another))
    assert wrong.energy > 1.5 * right.energy
    is_like_enough = (width, side) == (1.5, 16)  # nothing is fitted
    is_too_different = (width, side) == (1, 31)
    assert (right.distance is None) == (is_like_enough or is_too_different)
    if right.distance is not None:
        (likeness,) = likenesses(picture, own)
        assert right.distance < 0.8 * np.sqrt(2 - 2 * likeness)


def test_other_strokes_explain_most_of_the_residual_of_bold_and_thin_ones():
    for width in (1.2, 3):
        picture = shot(STROKES.format("#1f2328", width), "white", 28, at=(4.4, 5.6))
        own = STROKES.format("#000", 2)
        assert best_residual(picture, own).distance is None
        right = best_residual(picture, own, in_any_width=True)
        assert right.distance is not None and right.distance < 0.25


def test_other_strokes_do_not_explain_another_sign():
    another = STROKES.format("#000", 2).replace("M8 12h4", "M7 10l4 4M11 10l-4 4")
    picture = shot(STROKES.format("#1f2328", 2), "white", 28, at=(4.4, 5.6))
    assert best_residual(picture, another, in_any_width=True).distance is None


HALF = RING + '<path d="M12 5h9v4h-9z"/>'


def covered(body: str, ink: str | None, side: int = 20) -> Segmentation:
    """A screenshot whose upper right part is painted over in an ink, and is not known."""
    picture = shot(body, "white", side, at=(7, 9))
    clean = segment(picture)
    hidden = np.zeros((40, 40), bool)
    hidden[5:17, 18:32] = True
    if ink is not None:
        picture.paste(ink, (18, 5, 32, 17))
    painted = segment(picture)
    foreground = np.where(hidden, 0, clean.foreground).astype(np.float32)
    return replace(painted, foreground=foreground, boxes=clean.boxes, hidden=hidden)


@pytest.mark.parametrize("side", [20, 31])
@pytest.mark.parametrize("ink", ["#f5222d", "black", "#52c41a"])
def test_a_covered_part_does_not_change_the_likeness_of_the_right_icon(ink, side):
    body = RING.format("#000")
    cutouts = [Cutout.of(jpegs(body)), Cutout.of(jpegs(DOT.format("#000")))]
    likeness = register(covered(body, ink, side), cutouts).likeness
    uncovered = register(covered(body, None, side), cutouts).likeness
    assert likeness.tolist() == pytest.approx(uncovered.tolist(), abs=0.005)
    assert likeness[0] > 0.97
    known = replace(covered(body, ink, side), hidden=None)
    assert register(known, cutouts).likeness[0] < likeness[0] - 0.05, "else it would count"


def test_icons_that_differ_below_a_cover_are_equally_near():
    body, other = RING.format("#000"), HALF.format("#000")
    cutouts = [Cutout.of(jpegs(body)), Cutout.of(jpegs(other))]
    first, second = register(covered(body, "#f5222d"), cutouts).likeness.tolist()
    assert first == pytest.approx(second, abs=0.03)
    clean = register(segment(shot(body, "white")), cutouts).likeness.tolist()
    assert clean[0] > clean[1] + 0.03


def test_a_cover_leaves_no_residual():
    body = RING.format("#000")
    query = covered(body, "#f5222d")
    cutout = Cutout.of(jpegs(body))
    (place,) = register(query, [cutout]).placements
    peak, energy, _ = residual(query, cutout, place)
    assert peak < 0.3
    assert energy < 0.02


FOLDER = '<path {} d="M3 5h7l2 3h9v11H3z"/>'
INSIDE = FOLDER.format('fill="{}" opacity="{}"')
OUTLINE = FOLDER.format('fill="none" stroke="{}" stroke-width="2"')
TWO_TONE = INSIDE.format("#000", 0.4) + OUTLINE.format("#000")
OUTLINED = OUTLINE.format("#000")


@pytest.mark.parametrize("inside", ["#8fd3f4", "#ff7043", "#66bb6a"])
def test_a_tone_may_have_a_colour_of_its_own(inside):
    filled = FOLDER.format('fill="#000" stroke="#000" stroke-width="2"')
    picture = shot(INSIDE.format(inside, 1) + OUTLINE.format("#5b2a86"), "white")
    in_two_tones, outlined, solid = likenesses(picture, TWO_TONE, OUTLINED, filled)
    assert in_two_tones > 0.98
    assert in_two_tones > max(outlined, solid)
    assert best_residual(picture, TWO_TONE).energy < 0.01


@pytest.mark.parametrize("dot", ["#5b2a86", "#ff7043"])
def test_an_outline_beside_another_colour_is_no_icon_of_two_tones(dot):
    picture = shot(OUTLINE.format("#5b2a86") + DOT.format(dot), "white")
    in_two_tones, outlined = likenesses(picture, TWO_TONE, OUTLINED)
    assert outlined > in_two_tones
