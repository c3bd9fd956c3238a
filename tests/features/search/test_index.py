"""The index ranks exactly: an icon by its best row for the query's best candidate, equals by id."""

import numpy as np
import pytest

from features.search.index import codes
from features.search.index.hit import Hit, Selection
from features.search.index.memory import SETTINGS, Index
from features.store.vectors import Recipe, Vectors, fixed
from features.store.vectors import unit as scaled
from features.vision.cutout import Cutout
from render.picture import depict

RECIPE = Recipe("net", "third", "glyph", "1", "")


def unit(*shape: int, seed: int = 0) -> np.ndarray:
    vectors = np.random.default_rng(seed).normal(size=shape).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


def index(ids: list[str], vectors: np.ndarray, same: float | None = None) -> Index:
    return Index(
        Vectors(RECIPE, ids, ["light"] * len(ids), [""] * len(ids), vectors.astype(np.float32)),
        same,
    )


def test_the_ranking_is_that_of_all_inner_products():
    ids, vectors, query = (
        [f"icon-{number:04}" for number in range(1000)],
        unit(1000, 32),
        unit(1, 32, seed=1),
    )
    scores = vectors.astype(np.float64) @ query[0]
    expected = [ids[place] for place in np.argsort(-scores)[:50]]
    hits = index(ids, vectors).search(query, 50)
    assert [hit.id for hit in hits] == expected
    np.testing.assert_allclose([hit.score for hit in hits], np.sort(scores)[::-1][:50], atol=1e-5)


def test_the_rows_of_a_large_library_are_not_copied():
    count = SETTINGS.coarse_from
    vectors = fixed(unit(count, 8))
    ids = [f"{number:06}" for number in range(count)]
    rows = Vectors(
        RECIPE,
        ids,
        ["light"] * count,
        [""] * count,
        vectors,
        codes.encode(vectors.astype(np.float32)),
    )
    large = Index(rows)
    assert np.shares_memory(large._rows.vectors, vectors)
    assert large.search(scaled(vectors[7:8]), 1) == [Hit(ids[7], 1.0)]


def test_an_icon_counts_once_by_its_best_row():
    vectors = np.array([[0, 1], [1, 0], [0.6, 0.8]])
    hits = index(["two-tone", "plain", "two-tone"], vectors).search(
        np.array([[0.8, 0.6]], np.float32), 10
    )
    assert hits == [Hit("two-tone", 0.96), Hit("plain", 0.8)]


def test_the_better_candidate_counts():
    found = index(["a", "b"], np.array([[1, 0], [0, 1]]))
    hits = found.search(np.array([[0.6, 0.8], [1, 0]], np.float32), 2)
    assert hits == [Hit("a", 1.0), Hit("b", 0.8)]


def test_equal_icons_come_in_the_order_of_their_ids_also_where_the_limit_cuts():
    same = unit(1, 64)
    ids = [f"icon-{number:03}" for number in range(300)]
    shuffled = list(np.random.default_rng(3).permutation(ids))
    found = index([str(identifier) for identifier in shuffled], np.repeat(same, 300, axis=0))
    assert [hit.id for hit in found.search(same, 7)] == ids[:7]
    assert [hit.id for hit in found.search(same, 300)] == ids


def test_a_limit_beyond_the_library_gives_all_of_it():
    found = index(["a", "b"], np.eye(2))
    assert len(found) == 2
    assert len(found.search(np.eye(2, dtype=np.float32), 100)) == 2


RING = '<path fill="{}" fill-rule="evenodd" d="M12 2a10 10 0 1 0 .01 0zM12 5a7 7 0 1 1-.01 0z"/>'
HALVES = '<path fill="#c00" d="M2 2h10v20H2z"/><path fill="#06c" d="M12 2h10v20H12z"/>'


def drawings(*bodies: str):
    """Fetches cutouts: icons a, b, c, … are drawn with these bodies, later ones with the last."""

    def fetch(identifiers):
        numbers = {
            identifier: min(ord(identifier) - ord("a"), len(bodies) - 1)
            for identifier in identifiers
        }
        svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">{}</svg>'
        return {
            identifier: Cutout.of(depict(svg.format(bodies[number]), 64).jpegs)
            for identifier, number in numbers.items()
        }

    return fetch


def looked_at(found: Index, query: list[float], *bodies: str) -> list[tuple[str, tuple[str, ...]]]:
    vector = np.array([query], np.float32)
    hits = found.search(vector / np.linalg.norm(vector), 10)
    return [(hit.id, hit.also) for hit in found.together(hits, drawings(*bodies), 10)]


def test_icons_that_look_the_same_are_one_hit():
    vectors = np.array(
        [[1, 0, 0], [0, 1, 0], [0.9999, 0.0141, 0], [0, 0, 1], [1, 0, 0]], np.float32
    )
    found = index(["a", "b", "c", "d", "e"], vectors, same=0.999)
    assert looked_at(found, [0.9, 0.3, 0.1], RING.format("#000")) == [
        ("c", ("a", "e")),
        ("b", ()),
        ("d", ()),
    ]


def test_only_as_many_hits_as_are_wanted_are_looked_at_for_others_like_them():
    vectors = np.array(
        [[1, 0, 0], [0, 1, 0], [0.9999, 0.0141, 0], [0, 0, 1], [1, 0, 0], [0, 1, 0]], np.float32
    )
    found = index(["a", "b", "c", "d", "e", "f"], vectors, same=0.999)
    hits = found.search(np.array([[0.9, 0.3, 0.1]], np.float32), 6)
    assert [
        (hit.id, hit.also) for hit in found.together(hits, drawings(RING.format("#000")), 2)
    ] == [("c", ("a", "e")), ("b", ("f",))]
    assert [hit.id for hit in found.together(hits, drawings(RING.format("#000")), 1)] == ["c"]


def test_without_a_cosine_from_which_on_icons_look_the_same_every_icon_stands_alone():
    assert looked_at(index(["a", "b"], np.eye(2)[[0, 0]]), [1, 0], RING.format("#000")) == [
        ("a", ()),
        ("b", ()),
    ]


def test_icons_of_two_grounds_are_the_same_only_if_they_are_on_both():
    vectors = np.array(
        [[1, 0, 0], [0, 1, 0], [1, 0, 0], [0, 1, 0], [1, 0, 0], [0, 0, 1]], np.float32
    )
    found = index(["a", "a", "b", "b", "c", "c"], vectors, same=0.999)
    assert looked_at(found, [1, 0, 0], HALVES) == [("a", ("b",)), ("c", ())]


def test_icons_that_differ_by_their_tint_are_not_the_same():
    found = index(["a", "b", "c"], np.ones((3, 1)), same=0.999)
    assert looked_at(found, [1], *map(RING.format, ("#d33", "#33d", "#d33"))) == [
        ("a", ("c",)),
        ("b", ()),
    ]


def test_icons_left_out_are_passed_over():
    found = index(["a", "b", "c"], np.eye(3))
    assert [
        hit.id for hit in found.search(np.array([[0.8, 0.6, 0]], np.float32), 5, Selection({"a"}))
    ] == ["b", "c"]


def test_look_alikes_of_an_icon():
    found = index(["a", "b", "c"], np.array([[1, 0], [0.8, 0.6], [0, 1]]))
    assert found.alike("a", 0.7) == ["a", "b"]
    with pytest.raises(KeyError):
        found.alike("aa", 0.7)


def test_best_scores_are_those_of_the_icons_that_pass_the_filters():
    count = 50
    ids = [f"{number:02}" for number in range(count)]
    rows = Vectors(RECIPE, ids, ["light"] * count, [""] * count, unit(count, 8))
    passing = {"some": np.arange(count) % 3 == 0, "none": np.zeros(count, bool)}
    some, none = ({"style": [name]} for name in passing)
    filtered = Index(rows, select=lambda filters: passing[filters["style"][0]])
    queries = unit(7, 8, seed=1)
    each = [filtered.search(query[None], 1, Selection(filters=some))[0].score for query in queries]
    np.testing.assert_allclose(filtered.best_scores(queries, some), each, atol=1e-6)
    assert (filtered.best_scores(queries) >= filtered.best_scores(queries, some)).all()
    assert list(filtered.best_scores(queries, none)) == [-1] * 7
