"""Codes choose a shortlist that holds what the vectors would have chosen."""

from dataclasses import replace

import numpy as np
import pytest

from features.search.index import codes, memory
from features.search.index.hit import Selection
from features.search.index.memory import Index
from features.store.vectors import Recipe, Vectors, fixed
from tests.features.search.test_index import unit

RECIPE = Recipe("net", "third", "glyph", "1", "")


def test_the_share_of_differing_bits_tells_the_angle():
    one, other = unit(400, 128), unit(400, 128, seed=1)
    mixed = one + other
    mixed /= np.linalg.norm(mixed, axis=1, keepdims=True)
    for left, right in ((one, one), (one, mixed), (one, other), (one, -one)):
        differing = (
            np.bitwise_count(codes.encode(left) ^ codes.encode(right)).sum(axis=1).mean()
            / codes.SETTINGS.bits
        )
        angle = np.arccos(np.clip((left * right).sum(axis=1), -1, 1)).mean() / np.pi
        assert abs(differing - angle) < 0.01


def test_codes_are_the_same_every_time():
    vectors = unit(10, 128)
    assert codes.encode(vectors).tobytes() == codes.encode(vectors.copy()).tobytes()
    assert codes.encode(vectors).shape == (10, codes.SETTINGS.bits // 8)


def test_nearest_are_those_whose_signs_go_best_with_any_query():
    library, asked = unit(500, 128), unit(2, 128, seed=2)
    coarse = codes.CodeIndex(codes.encode(library))
    rows = coarse.nearest(asked, 40)
    assert list(rows) == sorted(set(rows))
    projected = codes.projections(128)
    signs = np.sign(library @ projected)
    for fit in (asked @ projected) @ signs.T:
        assert set(np.argsort(-fit)[:30]) <= set(
            rows
        )  # the sums are looked up in steps of a 255th of their range
    assert list(coarse.nearest(asked, 10_000)) == list(range(500))
    assert list(coarse.nearest(asked, 10, np.array([], int))) == []
    assert list(coarse.nearest(asked, 10, np.array([7, 70]))) == [7, 70]


def test_one_that_has_the_opposite_of_every_bit_is_no_row_at_all():
    asked = unit(1, 128)
    coarse = codes.CodeIndex(codes.encode(np.concatenate([-asked, asked])))
    assert set(coarse.nearest(asked, 2)) <= {0, 1}
    far = codes.encode(np.repeat(-asked, 600, axis=0))
    assert (codes.CodeIndex(far).nearest(asked, 10) >= 0).all()


@pytest.mark.parametrize("share", [0.01, 0.2, 0.7, 0.99])
def test_nearest_of_some_rows_are_those_of_a_layout_of_their_own(share):
    coded, asked = codes.encode(unit(20_000, 128)), unit(2, 128, seed=3)
    coarse = codes.CodeIndex(coded)
    some = np.flatnonzero(np.random.default_rng(4).random(20_000) < share)
    far = np.sort(
        np.argsort(asked[0] @ unit(20_000, 128).T)[: len(some)]
    )  # so that asking for more than enough does not yield enough
    for among in (some, far):
        of_their_own = among[codes.CodeIndex(coded[among]).nearest(asked, 100)]
        assert (
            len({*coarse.nearest(asked, 100, among)} ^ {*of_their_own}) <= 4
        )  # of equally near ones, either may be the last


def test_a_shortlist_loses_less_than_by_hamming_distance():
    library = unit(20_000, 128)
    coded = codes.encode(library)
    coarse = codes.CodeIndex(coded)
    kept = {"asymmetric": 0, "Hamming": 0}
    for row in range(0, 20_000, 200):
        query = library[row] + 0.8 * unit(1, 128, seed=row)
        best = set(np.argsort(-(query @ library.T)[0])[:10])
        distances = np.bitwise_count(coded ^ codes.encode(query)).sum(axis=1)
        kept["asymmetric"] += len(best & set(coarse.nearest(query, 200)))
        kept["Hamming"] += len(best & set(np.argsort(distances, kind="stable")[:200]))
    assert kept["asymmetric"] > kept["Hamming"]


def test_coarse_to_fine_finds_what_the_exact_search_finds(monkeypatch):
    library = unit(20_000, 128)
    ids = [f"icon-{number // 2:05}" for number in range(20_000)]  # two rows an icon
    rows = Vectors(
        RECIPE,
        ids,
        ["light", "dark"] * 10_000,
        [""] * 20_000,
        fixed(library),
        codes.encode(library),
    )
    coarse = Index(rows)
    monkeypatch.setattr(memory, "SETTINGS", replace(memory.SETTINGS, coarse_from=100_000))
    exact = Index(rows)
    among = np.arange(10_000) % 3 == 0
    random = np.random.default_rng(5)
    for row in random.integers(20_000, size=50):
        query = library[row] + 0.5 * unit(1, 128, seed=int(row))
        query /= np.linalg.norm(query)
        one, other = exact.search(query, 3), coarse.search(query, 3)
        assert one[0].id == other[0].id
        assert one[0].score == pytest.approx(other[0].score, abs=2e-6)
        assert coarse.search(query, 3, Selection({one[0].id}))[0].id != one[0].id
        of_some, found_of_some = (
            index.search(query, 3, Selection(among=among))[0] for index in (exact, coarse)
        )
        assert of_some.id == found_of_some.id
        assert of_some.score == pytest.approx(found_of_some.score, abs=2e-6)
        assert coarse.alike(one[0].id, 0.999) == exact.alike(one[0].id, 0.999)
    assert (
        coarse.search(query, 3, Selection(among=np.zeros(10_000, bool)))
        == exact.search(query, 3, Selection(among=np.zeros(10_000, bool)))
        == []
    )
    for queries in (unit(30, 128, seed=9), library[:4] + 0.5 * unit(4, 128, seed=9)):
        np.testing.assert_allclose(
            coarse.best_scores(queries), exact.best_scores(queries), atol=2e-6
        )
