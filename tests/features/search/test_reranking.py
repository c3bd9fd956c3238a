"""Re-ranking by registration: icons that vectors hardly distinguish, compared pixel by pixel."""

from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from features.encoders.embedder import Description
from features.search import priors
from features.search.hypothesis import Hypothesis
from features.search.index.hit import Hit
from features.search.observation import observe
from features.search.priors import PRIORS
from features.search.reranking import RERANKING, rerank
from features.vision.cutout import Cutout
from features.vision.geometry import Box
from features.vision.segmentation import segment
from tests.features.search.test_registration import DOT, RING, jpegs, shot


def fetched(bodies: dict[str, str]):
    return lambda identifiers: {
        identifier: Cutout.of(jpegs(bodies[identifier])) for identifier in identifiers
    }


def test_hits_that_hardly_differ_change_places_and_those_far_behind_stay_there():
    bodies = {
        "plain": RING.format("#000"),
        "dotted": RING.format("#000") + DOT.format("#000"),
        "bar": '<path d="M2 10h20v4H2z"/>',
    }
    hits = [Hit("plain", 0.991), Hit("dotted", 0.990, ("twin",)), Hit("bar", 0.2)]
    ranked = rerank(
        segment(shot(RING.format("#000") + DOT.format("#000"), "white")), hits, fetched(bodies)
    )
    assert [hit.id for hit in ranked] == ["dotted", "plain", "bar"]
    assert ranked[0].also == ("twin",)
    assert ranked[0].score > 0.98 > ranked[1].score > ranked[2].score


def test_only_the_best_are_compared_and_at_least_two():
    asked = []
    bodies = {str(number): RING.format("#000") for number in range(30)}

    def fetch(identifiers):
        asked.append(list(identifiers))
        return fetched(bodies)(identifiers)

    picture = segment(shot(RING.format("#000"), "white"))
    rerank(picture, [Hit(str(number), 0.99) for number in range(30)], fetch)
    rerank(picture, [Hit(str(number), 0.9 - number / 10) for number in range(5)], fetch)
    rerank(picture, [Hit("0", 0.9)], fetch)
    assert [len(one) for one in asked] == [RERANKING.compared, 2, 1]
    assert rerank(picture, [], fetch) == []


def test_one_far_behind_by_its_vector_is_found_by_its_pixels_when_the_search_is_thorough():
    bodies = {
        str(
            number
        ): f'<path d="M{2 + number % 9} {3 + number % 7}h{4 + number % 5}v{5 + number % 8}h-3z"/>'
        for number in range(120)
    }
    bodies |= {"30": RING.format("#000")}
    hits = [Hit(str(number), 0.9 - number / 1000) for number in range(120)]
    picture = segment(shot(RING.format("#000"), "white"))
    assert rerank(picture, hits, fetched(bodies))[0].id != "30"
    ranked = rerank(picture, hits, fetched(bodies), thorough=True)
    assert ranked[0].id == "30"
    assert sum(hit.likeness is not None for hit in ranked) == RERANKING.compared_thoroughly


def test_a_library_s_own_picture_has_all_the_score():
    picture = Image.open(BytesIO(jpegs(RING.format("#000"))["light"]))
    (hit,) = rerank(segment(picture), [Hit("ring", 1.0)], fetched({"ring": RING.format("#000")}))
    assert hit.score > 0.99


@pytest.mark.parametrize("side", [24, 32])
def test_of_two_drawings_that_differ_in_size_the_one_laid_out_as_pages_do_is_first(side):
    bodies = {
        name: f'<path fill="#000" transform="translate(12 12) scale({scale}) translate(-12 -12)" '
        'd="M2 2h20v14L12 22 2 16z"/>'
        for name, scale in (("large", 1), ("small", 0.95))
    }
    hits = [Hit("large", 0.99), Hit("small", 0.99)]
    for name, body in bodies.items():
        first, second = rerank(segment(shot(body, "white", side, (4, 5))), hits, fetched(bodies))
        assert (first.id, first.likeness) == (name, pytest.approx(second.likeness, abs=1e-3))


@pytest.mark.parametrize(
    ("side", "place"), [(20, (4.3, 5.4)), (20, (3.8, 4.7)), (24, (4.3, 5.4)), (32, (4, 5))]
)
def test_of_drawings_that_differ_in_their_stroke_the_right_one_is_first(side, place):
    bubble = (
        '<path fill="none" stroke="#000" stroke-width="{}" d="M4 4h16v12H12l-4 4v-4H4zM8 9h8"/>'
    )
    strokes = {"thin": 0.75, "light": 1.125, "regular": 1.5, "bold": 2.25}
    bodies = {name: bubble.format(stroke) for name, stroke in strokes.items()}
    hits = [Hit(name, 0.97) for name in bodies]
    for name in ("light", "regular"):
        picture = segment(shot(bodies[name], "white", side, place))
        assert rerank(picture, hits, fetched(bodies))[0].id == name


def test_the_best_one_by_its_pixels_is_not_scored_by_its_size(monkeypatch):
    bodies = {"ring": RING.format("#000"), "bar": '<path d="M2 10h20v4H2z"/>'}
    query, hits = (
        segment(shot(bodies["ring"], "white", 23, (4.3, 5.3))),
        [Hit("ring", 0.99), Hit("bar", 0.98)],
    )
    ranked = rerank(query, hits, fetched(bodies))
    monkeypatch.setattr(priors, "PRIORS", replace(PRIORS, size=0.0))
    plain = rerank(query, hits, fetched(bodies))
    assert (ranked[0], ranked[1].id) == (plain[0], "bar")
    assert ranked[1].score != plain[1].score


@pytest.mark.parametrize("placed", [True, False])
def test_how_likely_pages_are_to_lay_the_best_one_out_so_is_evidence(placed):
    fetch = fetched({"ring": RING.format("#000")})

    def laid_out(side: int, at: tuple[float, float]) -> float:
        query = segment(shot(RING.format("#000"), "white", side, at))
        hits = rerank(query, [Hit("ring", 0.99)], fetch) if placed else [Hit("ring", 0.99)]
        box = Box(0, 0, side, side)
        description = Description(np.zeros((1, 2), np.float32), [box], None, False, query)
        return observe(hits, Hypothesis("whole", description), fetch).layout_log_likelihood

    assert laid_out(24, (4, 5)) > laid_out(23, (4.25, 5.25)) + 2


def test_an_icon_that_has_the_words_is_compared_however_far_behind_it_is():
    bodies = {
        "plain": RING.format("#000"),
        "bar": '<path d="M2 10h20v4H2z"/>',
        "dotted": RING.format("#000") + DOT.format("#000"),
    }
    hits = [Hit("plain", 0.99), Hit("bar", 0.98), Hit("dotted", 0.9)]
    picture = segment(shot(bodies["dotted"], "white"))
    assert rerank(picture, hits, fetched(bodies))[0].id == "plain"
    assert rerank(picture, hits, fetched(bodies), {"dotted": 0.3})[0].id == "dotted"
