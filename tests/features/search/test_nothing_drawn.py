"""A picture in which nothing is drawn is never called found, whatever its size."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from scipy import ndimage

from features.builder import rendered_icons
from features.builder.build import BuildOptions, build_generation
from features.evaluate import trials
from features.search.criteria import Criteria
from features.search.published import PublishedLibrary
from features.vision.segmentation import segment
from ingest.common.data_folder import DataFolder
from ingest.files.iconify import read_set
from tests.features.conftest import crawl, drawn, render

BUNDLED = Path(__file__).parents[3] / "data/demo/ant-design"
SQUARES = [(side, side) for side in (2, 3, 4, 8, 16, 24, 120)]
SIZES = (*SQUARES, (5, 3), (48, 30), (300, 200))


def grid(size) -> tuple[np.ndarray, np.ndarray]:
    """Each pixel's place across and down, from 0 to 1."""
    width, height = size
    down, across = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    return across, down


def flat(size, random):
    return np.zeros(size[::-1])


def linear(size, random):
    across, down = grid(size)
    angle = random.uniform(0, 2 * np.pi)
    return (1 + np.cos(angle) * (across - 0.5) + np.sin(angle) * (down - 0.5)) / 2


def eased(size, random):
    _, down = grid(size)
    return down**2


def radial(size, random):
    across, down = grid(size)
    x, y = random.uniform(0, 1, 2)
    return np.clip(np.hypot(across - x, down - y) / random.uniform(0.4, 1.2), 0, 1)


def faint_radial(size, random):
    return random.uniform(0.03, 0.15) * radial(size, random)


def noise(size, random):
    return random.uniform(0, 1, size[::-1])


def faint_noise(size, random):
    return 0.5 + random.normal(0, random.uniform(0.01, 0.15), size[::-1])


def bits(size, random):
    return random.integers(0, 2, size[::-1])


def clouds(size, random):
    values = ndimage.gaussian_filter(random.normal(0, 1, size[::-1]), max(size) / 8)
    return (values - values.min()) / max(np.ptp(values), 1e-9)


KINDS = (flat, linear, eased, radial, faint_radial, noise, faint_noise, bits, clouds)


def pictures(kind, count: int):
    """Pictures between two colours, by a share of the second."""
    for size in SIZES:
        for seed in range(count):
            random = np.random.default_rng((seed, *size))
            first, second = random.uniform(0, 1, (2, 3))
            share = kind(size, random)[..., None]
            values = np.clip(first + share * (second - first), 0, 1)
            yield Image.fromarray(np.round(255 * values).astype(np.uint8))


@pytest.fixture(scope="module", params=["bundled", "rectangles"])
def library(request, tmp_path_factory) -> Iterator[PublishedLibrary]:
    folder = DataFolder(tmp_path_factory.mktemp(request.param))
    icons = [drawn(f"icon-{number:02}", number) for number in range(40)]
    if request.param == "bundled":
        icons = read_set(BUNDLED)[::8]
    crawl(folder, icons)
    render(folder, icons)
    with pytest.MonkeyPatch.context() as patch:
        # The same trials on a busy machine too.
        patch.setattr(trials, "SELF_TEST", replace(trials.SELF_TEST, seconds=1e9))
        options = BuildOptions(jobs=2, keep=5)
        build_generation(folder, rendered_icons.read(folder), ["glyphnet"], options)
    opened = PublishedLibrary.open(folder, threads=1)
    yield opened
    opened.close()


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_found_where_nothing_is_drawn(library, kind):
    found = []
    for picture in pictures(kind, 2):
        answer = library.find(picture, Criteria(3))
        if answer.verdict == "found":
            found.append((picture.size, answer.results[0].entry.id, answer.results[0].match))
    assert found == []


@pytest.mark.parametrize("kind", [flat, linear])
def test_a_background_that_is_understood_is_like_no_icon(library, kind):
    for picture in pictures(kind, 1):
        assert segment(picture).is_empty or min(picture.size) < 8
        if min(picture.size) >= 8:
            answer = library.find(picture, Criteria(3))
            assert (answer.verdict, answer.results) == ("absent", [])
