"""Cutouts: their place, colours and record, and how they look on another background."""

import numpy as np
import pytest
from PIL import ImageColor

from features.builder import cutouts, worker_pool
from features.store.library import Item, Picture
from features.vision.cutout import CUTOUT, Cutout, difference_on
from render.picture import depict
from tests.features.conftest import drawn

HALVES = (
    '<path fill="#e02020" d="M2 2h10v20H2z"/>'
    '<path fill="#0060c0" fill-opacity=".5" d="M12 2h10v20H12z"/>'
)
SIDE = CUTOUT.side
EDGE = round(SIDE * CUTOUT.margin)


def cutout(body: str) -> Cutout:
    return Cutout.of(
        depict(
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">{body}</svg>', 64
        ).jpegs
    )


@pytest.mark.parametrize("place", ["M1 1h10v5H1z", "M12 17h10v5H12z"])
def test_wherever_a_drawing_is_it_fills_its_cutout_but_for_the_margin(place):
    (coverage,) = cutout(f'<path d="{place}"/>').pixels > 128
    assert coverage[:, EDGE:-EDGE].any(axis=0).all()
    assert not coverage[:, : EDGE - 1].any() and not coverage[:, -EDGE + 1 :].any()
    assert abs(coverage.any(axis=1).sum() - (SIDE - 2 * EDGE) / 2) <= 2, "the aspect is kept"
    assert abs(np.flatnonzero(coverage.any(axis=1)).mean() - (SIDE - 1) / 2) <= 1, "it is centred"


@pytest.mark.parametrize(
    ("body", "plain"),
    [
        ('<circle cx="12" cy="12" r="9"/>', True),
        ('<rect x="3" y="5" width="18" height="12" rx="2"/>', True),
        ('<path d="M3 11h18v2H3z"/>', True),
        ('<circle cx="12" cy="12" r="9" fill="none" stroke="#000" stroke-width="2"/>', False),
        ('<path d="M3 3h18v14H9l-3 4v-4H3z"/>', False),
        ('<path d="M6 3l15 9L6 21z"/>', False),
        ('<path d="M3 3h8v18H3zM13 3h8v18h-8z"/>', False),
    ],
    ids=["disc", "rectangle", "line", "ring", "bubble", "triangle", "pause"],
)
def test_discs_and_rectangles_are_plain(body, plain):
    assert cutout(body).is_plain == plain


def test_its_own_square_is_known_by_the_cutout_s_pixels():
    pixel = (SIDE - 2 * EDGE) / 10  # of the icon's, whose drawing is ten of 24 wide
    found = cutout('<path d="M12 17h10v5H12z"/>').square
    np.testing.assert_allclose(
        found, (SIDE / 2 - 5 * pixel, SIDE / 2 - 7.5 * pixel, 24 * pixel), rtol=0.01
    )


@pytest.mark.parametrize(
    ("ink", "tinted"),
    [
        ("#000", False),
        ("#222", False),
        ("#fff", False),
        ("#1677ff", True),
        ("#f00", True),
        ("#888", True),
    ],
)
def test_a_colour_that_is_neither_black_nor_white_is_the_icons_own(ink, tinted):
    found = cutout(f'<path fill="{ink}" d="M2 2h20v20H2z"/>')
    assert not found.coloured
    assert found.tinted == tinted
    np.testing.assert_allclose(tuple(found.ink), ImageColor.getrgb(ink), atol=8)


def test_of_two_colours_each_tint_is_another():
    shape = '<path fill="{}" d="M2 2h20v20H2z"/>'
    red, reddish, blue, several = (
        cutout(shape.format("#d33")),
        cutout(shape.format("#d03a3a")),
        cutout(shape.format("#33d")),
        cutout(HALVES),
    )
    assert red.same_ink(reddish) and several.same_ink(several)
    assert not red.same_ink(blue) and not red.same_ink(several) and not several.same_ink(red)


def test_several_colours_on_another_ground_are_what_a_renderer_draws_there():
    ground = np.array([0.2, 0.8, 0.4], np.float32)
    painted = difference_on(ground, [cutout(HALVES)])[0] + ground[:, None, None]
    np.testing.assert_allclose(painted[:, 24, 12], [0.878, 0.125, 0.125], atol=0.06)
    np.testing.assert_allclose(painted[:, 24, 36], [0.1, 0.588, 0.576], atol=0.06)
    np.testing.assert_allclose(painted[:, 1, 1], ground, atol=0.02)


@pytest.mark.parametrize("body", ['<path d="M2 2h20v20H2z"/>', HALVES])
def test_a_record_is_read_back(body):
    found = cutout(body)
    again = Cutout.read(*found.record())
    assert np.array_equal(again.pixels, found.pixels) and again.ink == found.ink
    assert again.square == pytest.approx(found.square)


def items(count: int) -> list[Item]:
    made = []
    for number in range(count):
        icon = drawn(f"set:{number:03}", number)
        made.append(
            Item(
                icon,
                tuple(
                    Picture.of(*picture) for picture in depict(icon.source_code, 64).jpegs.items()
                ),
            )
        )
    return made


@pytest.mark.parametrize("many", [1, 1000])
def test_a_library_is_cut_out_in_its_order_by_threads_and_by_processes(many, monkeypatch):
    monkeypatch.setattr(worker_pool, "SETTINGS", worker_pool.PoolSettings(processes_from=many))
    library = items(cutouts.SETTINGS.batch + 5)
    assert cutouts.cut(library, None, 2) == [Cutout.of(item.jpegs).record() for item in library]
