"""Pictures whose pixels were repeated."""

import numpy as np
import pytest
from PIL import Image

from features.vision.scaling.enlargement import Native


def noise(width: int, height: int) -> Image.Image:
    random = np.random.default_rng(3)
    return Image.fromarray(random.integers(0, 255, (height, width, 3)).astype(np.uint8))


def enlarged(picture: Image.Image, times: int) -> Image.Image:
    size = (times * picture.width, times * picture.height)
    return picture.resize(size, Image.Resampling.NEAREST)


@pytest.mark.parametrize("times", [2, 3, 4])
def test_repeated_pixels_are_taken_once(times):
    picture = noise(21, 17)
    native = Native.of(enlarged(picture, times))
    assert native.times == times
    assert (native.left, native.top) == (0, 0)
    assert native.image.tobytes() == picture.tobytes()


def test_a_picture_may_begin_inside_of_an_enlarged_pixel():
    picture = noise(21, 17)
    native = Native.of(enlarged(picture, 4).crop((3, 2, 80, 68)))
    assert native.image.tobytes() == picture.crop((0, 0, 20, 17)).tobytes()
    assert (native.left, native.top) == (-0.75, -0.5), "where the crop begins, seen from there"


def test_other_pictures_are_left_as_they_are():
    picture = noise(21, 17)
    plain = Image.new("RGB", (40, 40), "white")
    wider = picture.resize((42, 51), Image.Resampling.NEAREST)
    too_large = enlarged(noise(300, 300), 2)
    for other in (picture, plain, wider, too_large, enlarged(picture, 2).resize((60, 50))):
        assert Native.of(other) is None
