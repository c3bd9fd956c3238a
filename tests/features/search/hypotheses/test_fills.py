"""Outlined icons that a page fills."""

import numpy as np
from PIL import Image, ImageDraw

from features.search.criteria import Criteria
from features.search.hypotheses.changes.fills import without_fill
from features.vision.segmentation import segment
from tests.features.search.hypotheses.conftest import BODIES
from tests.features.search.hypotheses.drawings import BLACK, WHITE, icon, shown


def test_of_a_filled_drawing_the_outline_remains_and_nothing_is_known_of_its_inside():
    picture = Image.new("RGB", (64, 64), WHITE)
    ImageDraw.Draw(picture).rectangle((12, 12, 51, 51), BLACK)
    (reading,) = without_fill(segment(picture))
    assert reading.mask[12:52, 13].all()
    assert reading.hidden[20:44, 20:44].all()
    assert not reading.mask[20:44, 20:44].any()
    assert reading.boxes[0].edges == (12, 12, 52, 52)


def test_a_drawing_of_lines_has_no_fill():
    for name in ("close", "key", "folder"):
        assert list(without_fill(segment(shown(icon(BODIES[name], 40))))) == []


def test_an_outlined_icon_is_found_by_its_filled_state(searcher):
    lines = icon(BODIES["folder"], 48).getchannel("A")
    filled = lines.copy()
    ImageDraw.floodfill(filled, (24, 30), 255, thresh=60)
    assert np.asarray(filled).mean() > 2 * np.asarray(lines).mean()
    picture = Image.new("RGB", (64, 64), WHITE)
    picture.paste("#1677ff", (8, 8), filled)
    answer = searcher.find(picture, Criteria(1))
    assert answer.results[0].hit.id == "folder"
    assert answer.hypothesis.kind == "without its fill"
    assert answer.verdict != "absent"
