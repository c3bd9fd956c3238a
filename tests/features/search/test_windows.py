"""Where icons may be in a window, on pictures drawn here."""

import tracemalloc
from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont
from scipy import ndimage

from features.search.answer import Judged, Region
from features.search.index.hit import Hit
from features.search.windows import candidates, text
from features.search.windows.candidates import crop_candidates, find_candidates
from features.search.windows.pixels import dilated
from features.search.windows.regions import (
    REGIONS,
    in_reading_order,
    region_verdict,
    without_overlaps,
)
from features.vision.geometry import Box

GROUND, INK = "#ffffff", "#202020"


def drawing(
    ground: str = GROUND, size: tuple[int, int] = (300, 120)
) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", size, ground)
    return image, ImageDraw.Draw(image)


def found(image: Image.Image) -> set[tuple[int, ...]]:
    """Left, top, right, bottom, the last two exclusive."""
    return {tuple(box) for box in find_candidates(np.asarray(image)).tolist()}


def cross(
    pen: ImageDraw.ImageDraw, left: int, top: int, ink: str = INK
) -> tuple[int, int, int, int]:
    """A plus sign of 16 pixels; returns its box."""
    pen.rectangle((left + 7, top, left + 8, top + 15), ink)
    pen.rectangle((left, top + 7, left + 15, top + 8), ink)
    return left, top, left + 16, top + 16


@pytest.mark.parametrize(
    ("ground", "ink"),
    [
        ("#ffffff", "#202020"),
        ("#141414", "#e0e0e0"),
        ("#1677ff", "#ffffff"),
        ("#ffffff", "#bbbbbb"),
    ],
)
def test_the_box_is_that_of_the_painted_pixels_on_any_ground(ground, ink):
    image, pen = drawing(ground)
    assert found(image) == set()
    assert found(image) | {cross(pen, 40, 30, ink)} == found(image)


def test_an_icon_on_a_gradient_is_found():
    columns = np.linspace(40, 200, 300)
    image = Image.fromarray(
        np.repeat(np.stack([columns, columns, 255 - columns], axis=1)[None], 120, axis=0).astype(
            np.uint8
        )
    )
    assert cross(ImageDraw.Draw(image), 100, 50, "#ffffff") in found(image)


def test_the_inside_of_a_button_is_found_beside_the_button():
    image, pen = drawing()
    pen.rounded_rectangle((20, 20, 60, 60), 8, "#1677ff")
    assert found(image) == {(20, 20, 61, 61)}
    inside = cross(pen, 32, 32, "#ffffff")
    assert found(image) == {(20, 20, 61, 61), inside}


@pytest.mark.parametrize("gap", [2, 5, 9])
def test_parts_apart_are_one_candidate_and_each_its_own(gap):
    image, pen = drawing()
    pen.rectangle((40, 30, 51, 45), INK)
    pen.rectangle((52 + gap, 30, 63 + gap, 45), INK)
    both = (40, 30, 64 + gap, 46)
    assert both in found(image)
    assert gap == 2 or {(40, 30, 52, 46), (52 + gap, 30, 64 + gap, 46)} < found(image)


@pytest.mark.parametrize("gap", [0, 3])
def test_the_stars_of_a_rating_are_candidates_each(gap):
    image, pen = drawing()
    stars = [cross(pen, 40 + number * (16 + gap), 30) for number in range(4)]
    assert set(stars) <= found(image)


def test_icons_are_found_in_a_picture_compressed_with_losses():
    image, pen = drawing()
    boxes = [cross(pen, left, top, "#1677ff") for left in range(20, 280, 40) for top in (20, 60)]
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=75)
    compressed = np.array(sorted(found(Image.open(buffer).convert("RGB"))))
    for box in boxes:
        assert np.abs(compressed - box).max(axis=1).min() <= 2


def test_a_candidate_is_cropped_without_its_neighbour():
    image, pen = drawing()
    box = cross(pen, 40, 30)
    alone = crop_candidates(np.asarray(image), np.array([box]))[0]
    pen.rectangle((57, 20, 90, 60), "#1677ff")
    assert crop_candidates(np.asarray(image), np.array([box]))[0] == alone


def test_text_is_no_candidate_but_the_icon_beside_it_is():
    image, pen = drawing()
    pen.text((60, 30), "Download the report of last week", INK, ImageFont.load_default(14))
    label = found(image)
    assert not [box for box in label if box[2] - box[0] > 20]
    assert len(label) <= 3
    icon = cross(pen, 36, 31)
    assert found(image) == label | {icon}


def test_what_lies_on_a_picture_is_no_candidate():
    columns, rows = np.meshgrid(np.arange(300), np.arange(120))
    waves = 128 + 35 * np.sin(columns / 4) + 35 * np.cos(rows / 4)
    image = Image.fromarray(np.repeat(waves[..., None], 3, axis=2).astype(np.uint8))
    cross(ImageDraw.Draw(image), 60, 40, "#ff0000")
    assert found(image) == set()


@pytest.mark.parametrize("size", [(1, 1), (1, 400), (400, 1), (7, 7)])
def test_a_picture_too_small_for_an_icon_has_none(size):
    assert found(Image.effect_noise(size, 200).convert("RGB")) == set()


def test_no_more_candidates_are_looked_at_than_time_allows(monkeypatch):
    image, pen = drawing()
    boxes = [cross(pen, 30, 40), cross(pen, 90, 40)]
    pen.rectangle((150, 40, 190, 52), INK)
    assert len(found(image)) == 3
    few = replace(candidates.CANDIDATES, most=2)
    monkeypatch.setattr(candidates, "CANDIDATES", few)
    assert found(image) == set(boxes)  # nearest to square


def tiled(tile: list[str], width: int, height: int) -> Image.Image:
    """A window filled with a tile; `#` is ink."""
    ink = np.array([[pixel == "#" for pixel in row] for row in tile])
    pixels = np.where(ink, 0, 255).astype(np.uint8)
    down, across = pixels.shape
    whole = np.tile(pixels, (height // down, width // across))
    return Image.fromarray(whole).convert("RGB")


MARKS = ["#...", "#...", "#...", "#...", "....", "....", "...."]
DOTS = ["#...", "....", "....", "...."]
BARS = ["#########....", *["#########...."] * 3, *["............."] * 3]
SQUARES = ["#######...", *["#.....#..."] * 5, "#######...", *[".........."] * 3]


@pytest.mark.parametrize("tile", [MARKS, DOTS, BARS, SQUARES])
def test_a_window_full_of_small_marks_costs_memory_by_its_pixels(tile):
    image = tiled(tile, 520, 1400)
    pixels = np.asarray(image)
    tracemalloc.start()
    find_candidates(pixels)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak <= 60 * image.width * image.height


def test_lines_that_hold_others_are_examined_as_far_as_they_have_the_pixels_of_the_window(
    monkeypatch,
):
    image, pen = drawing(size=(700, 66))
    for inset in range(0, 28, 4):
        pen.rectangle((2 + inset, 2 + inset, 697 - inset, 60 - inset), outline=INK)
    examined = []
    monkeypatch.setattr(text, "repetitions", lambda box, pixels: examined.append(box) or [])
    find_candidates(np.asarray(image))
    areas = [(right - left) * (bottom - top) for left, top, right, bottom in examined]
    assert areas
    assert sum(areas) <= 700 * 66


def test_no_more_words_are_examined_than_time_allows(monkeypatch):
    image, pen = drawing()
    for row in range(5):
        pen.rectangle((20, 10 + 20 * row, 60, 18 + 20 * row), INK)
    examined = []
    monkeypatch.setattr(text, "repetitions", lambda box, pixels: examined.append(box) or [])
    found(image)
    assert len(examined) == 5
    monkeypatch.setattr(text, "TEXT", replace(text.TEXT, most_words=3))
    found(image)
    assert len(examined) == 5 + 3


def test_no_more_backgrounds_are_examined_than_time_allows(monkeypatch):
    image, pen = drawing()
    boxes = [cross(pen, 30, 40), cross(pen, 90, 40)]
    pen.rectangle((150, 40, 190, 52), INK)
    few = replace(candidates.CANDIDATES, most_examined=2)
    monkeypatch.setattr(candidates, "CANDIDATES", few)
    assert found(image) == set(boxes)  # nearest to square


def region(box: tuple[int, int, int, int], match: float = 0.9, icon: str = "a") -> Region:
    return Region(Box(*box), "found", [Judged(Hit(icon, 0.9), match)])


OUTER, INNER, BESIDE = (0, 0, 40, 40), (10, 10, 20, 20), (60, 0, 20, 20)


@pytest.mark.parametrize(
    ("outer", "inner", "same", "kept"),
    [
        (0.9, 0.6, False, OUTER),  # the surer one
        (0.6, 0.9, False, INNER),
        (0.92, 0.97, False, OUTER),  # as sure: the larger one, which holds the other
        (0.97, 0.92, True, INNER),  # but of the same icon the smaller one
    ],
)
def test_of_regions_that_overlap_one_is_kept(outer, inner, same, kept):
    regions = [
        region(OUTER, outer, "a"),
        region(INNER, inner, "a" if same else "b"),
        region(BESIDE, 0.6),
    ]
    assert {one.box for one in without_overlaps(regions)} == {kept, BESIDE}


def test_regions_come_line_by_line():
    places = [
        (10, 12, 16, 16),
        (50, 8, 24, 24),
        (90, 14, 16, 16),
        (5, 60, 16, 16),
        (200, 55, 16, 16),
    ]
    lines = [region(place) for place in places]
    assert in_reading_order(lines[::-1]) == lines
    assert in_reading_order([]) == []


@pytest.mark.parametrize(
    ("match", "near", "verdict"),
    [
        (REGIONS.found, True, "found"),
        (REGIONS.found - 0.01, True, "unsure"),
        (REGIONS.absent, True, "unsure"),
        (REGIONS.absent - 0.01, True, "absent"),
        (1.0, False, "absent"),
    ],
)
def test_the_verdict_on_a_region_goes_by_its_match_where_a_vector_is_near(match, near, verdict):
    assert region_verdict(match, near) == verdict


def test_a_region_must_beat_the_surest_of_those_that_it_overlaps():
    around = (0, 0, 60, 60)
    inside = [region((0, 0, 20, 20), 0.6, "a"), region((30, 30, 20, 20), 0.95, "b")]
    assert {one.box for one in without_overlaps([region(around, 0.8, "c"), *inside])} == {
        one.box for one in inside
    }
    assert [one.box for one in without_overlaps([region(around, 0.9, "c"), *inside])] == [around]


def test_a_region_that_is_absent_gives_way_to_any_other():
    absent = replace(region(OUTER, 0.99, "a"), verdict="absent")
    assert [one.box for one in without_overlaps([absent, region(INNER, 0.55, "b")])] == [INNER]


def test_a_detection_ends_between_its_steps():
    class Ended(Exception):
        pass

    steps = iter(range(8))

    def check():
        if next(steps) == 3:
            raise Ended

    picture = Image.new("RGB", (200, 60), "white")
    ImageDraw.Draw(picture).rectangle((20, 20, 40, 40), outline="black")
    with pytest.raises(Ended):
        find_candidates(np.asarray(picture), check)
    assert next(steps) == 4


@pytest.mark.parametrize("shape", [(1, 1), (3, 50), (50, 3), (40, 41)])
@pytest.mark.parametrize("share", [0.002, 0.05, 0.5])
def test_a_mask_is_dilated_as_scipy_dilates_it(shape, share):
    mask = np.random.default_rng(1).random(shape) < share
    for reach in (1, 2, 4, 7, 11, 30):
        expected = ndimage.maximum_filter(mask, 2 * reach + 1)
        np.testing.assert_array_equal(dilated(mask, reach), expected)
