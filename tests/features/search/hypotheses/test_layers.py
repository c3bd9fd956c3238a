"""The layers of colour of a foreground."""

import numpy as np
from PIL import Image, ImageDraw

from features.search.hypotheses.changes.layers import LAYERS, colour_layers, commonest_colours
from features.vision.segmentation import segment
from tests.features.search.hypotheses.drawings import WHITE, with_disc


def layers_of(picture: Image.Image) -> list[np.ndarray]:
    segmentation = segment(picture)
    return colour_layers(segmentation.difference, segmentation.mask)


def test_a_drawing_in_one_ink_has_one_layer_with_its_blended_edges():
    picture = with_disc(Image.new("RGB", (40, 40), WHITE), (20.3, 19.8), 9.4, "#1677ff")
    (layer,) = layers_of(picture)
    assert np.array_equal(layer, segment(picture).mask)


def test_each_colour_has_a_layer_the_largest_first():
    picture = Image.new("RGB", (60, 40), WHITE)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((5, 5, 14, 14), "#d4380d")
    pen.rectangle((25, 5, 44, 34), "#1677ff")
    blue, red = layers_of(picture)
    assert (blue.sum(), red.sum()) == (20 * 30, 100)
    assert red[5:15, 5:15].all()


def test_layers_never_overlap_and_there_are_few():
    random = np.random.default_rng(3)
    picture = Image.new("RGB", (70, 70), WHITE)
    pen = ImageDraw.Draw(picture)
    for left in range(5, 65, 10):
        for top in range(5, 65, 10):
            pen.rectangle((left, top, left + 7, top + 7), tuple(random.integers(0, 200, 3)))
    layers = layers_of(picture)
    assert 2 <= len(layers) <= LAYERS.most
    assert np.sum(layers, axis=0).max() == 1


def test_the_commonest_colours_come_in_their_order():
    channels = np.ones((3, 10, 10), np.float32)
    channels[:, :3] = 0
    channels[:, 3] = [[0.4], [0.2], [0.8]]
    most = commonest_colours(channels, 3)
    np.testing.assert_allclose(most, [[1, 1, 1], [0, 0, 0], [0.4, 0.2, 0.8]], atol=1e-6)
    assert len(commonest_colours(channels, 9)) == 3
