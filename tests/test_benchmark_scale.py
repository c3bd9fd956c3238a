"""What the benchmark of scale reckons with: vectors made from real ones, recall, and what
follows for larger libraries.
"""

import re

import numpy as np
import pytest

from tests.benchmarks.scale import report, vectors


@pytest.fixture
def real():
    """Vectors in pairs: each has one neighbour at a cosine of 0.9, and none other near."""
    random = np.random.default_rng(3)
    ones = random.standard_normal((400, 128)).astype(np.float32)
    ones /= np.linalg.norm(ones, axis=1, keepdims=True)
    return np.concatenate(
        [ones, vectors._turned(ones, np.full(len(ones), 0.9, np.float32), random)]
    )


def test_more_vectors_have_neighbours_as_near_as_real_ones_have(real):
    more = vectors.enlarged(real, 5000)
    assert more.shape == (5000, 128)
    assert np.array_equal(more[: len(real)], real)
    assert np.allclose(np.linalg.norm(more, axis=1), 1, atol=1e-5)
    assert np.median(vectors.nearest(real)) == pytest.approx(0.9, abs=0.01)
    assert np.median(vectors.nearest(more)) == pytest.approx(0.9, abs=0.02)


def test_fewer_vectors_are_some_of_the_real_ones(real):
    assert np.array_equal(vectors.enlarged(real, 100), real[:100])


def test_recall_counts_what_is_as_near_as_the_tenth_whichever_it_is(real):
    twice = np.concatenate([real[:50], real[:50]])  # each as near as its copy
    queries = real[:5]
    scores = queries @ twice.T
    best = np.argsort(-scores, axis=1)[:, :10]
    tenth = np.sort(scores, axis=1)[:, -10]
    assert vectors.recall(twice, queries, tenth, best) == 1
    assert vectors.recall(twice, queries, tenth, (best + 50) % 100) == 1
    far = np.argsort(scores, axis=1)[:, :3]
    assert vectors.recall(
        twice, queries, tenth, np.concatenate([best[:, :7], far], axis=1)
    ) == pytest.approx(0.7)


@pytest.mark.parametrize("name", [vectors.OURS, vectors.ARTICLES])
def test_what_is_built_is_opened_and_finds_the_nearest(name, real, tmp_path):
    engine = vectors.ENGINES[name]
    engine.build(real, tmp_path / "file")
    search = engine.open(tmp_path / "file")
    for row in (0, 7, 500):
        assert list(search(real[row], 0))[:2] == [row, (row + 400) % 800]


def test_what_larger_libraries_need_follows_straight_lines():
    names = ("crawl", "render", "features", "crawl, nothing changed")
    small, large = (
        {
            "stages": {
                name: {"seconds": 1.0, "processor": 10.0, "memory": 20 + icons * 20 / 1024}
                for name in names
            },
            "bytes": {"a generation, models and all": icons * 4096},
        }
        for icons in (100, 1000)
    )
    few, many = (
        {"memory": {"after": 100.0 + icons / 1024}, "stages": {"compare": 0.5}}
        for icons in (100, 1000)
    )
    found = {
        "night": {"100": small, "1000": large},
        "service": {
            "sizes": {"100": few, "1000": many},
            "crowd": {"clients": [{"cost": 6.5}, {"cost": 4.5}]},
        },
        "vectors": [{"rows": 500_000, "engines": {vectors.OURS: {"p50": 1.0}}}],
    }
    text = report.sizing(found)
    assert "1.0 KB of a replica's memory, 4.0 KB of disk, and 30 ms of processor time" in text
    assert "4.0 ms of processor time whatever the library, and 2.00 ms for each million" in text
    cells = re.findall(r"^\| (10 million .*) \|$", text, re.M)[0].split(" | ")
    # memory 100 MB and 1 KB an icon; disk 4 KB an icon; the night 20 KB an icon, and 30 ms; 4 ms
    # and 10 times 2 ms a query
    assert cells == ["10 million", "9.6", "38", "191", "83.3", "24.0", "240", "40"]
