"""A faint tone has hardly any energy, and decides between an icon of two tones and its outline."""

import numpy as np
import pytest
from PIL import Image

from features.search.index.hit import Hit
from features.search.registration.registration import register
from features.search.registration.tone_evidence import TONE_EVIDENCE, tone_evidence
from features.search.reranking import rerank
from features.vision.cutout import Cutout
from features.vision.segmentation import segment
from tests.features.search.test_registration import INSIDE, OUTLINE, TWO_TONE, jpegs, shot
from tests.features.search.test_reranking import fetched

OUTLINED = OUTLINE.format("#000")
FILLED = '<path fill="#000" stroke="#000" stroke-width="2" d="M3 5h7l2 3h9v11H3z"/>'


def picture_of(opacity: float, ink: str = "#eb2f96", ground: str = "white"):
    return shot(INSIDE.format(ink, opacity) + OUTLINE.format(ink), ground)


def evidence(picture, *bodies: str) -> list[float]:
    query = segment(picture)
    cutouts = [Cutout.of(jpegs(body)) for body in bodies]
    placements = register(query, cutouts).placements
    return tone_evidence(query, cutouts, placements).tolist()


@pytest.mark.parametrize("opacity", [0.08, 0.15, 0.3])
@pytest.mark.parametrize(("ink", "ground"), [("#eb2f96", "white"), ("#69b1ff", "#141414")])
def test_a_faint_tone_of_any_strength_is_seen(opacity, ink, ground):
    of_two, of_one = evidence(picture_of(opacity, ink, ground), TWO_TONE, OUTLINED)
    assert of_two == TONE_EVIDENCE.limit and of_one == 0


def test_an_outline_and_a_filled_icon_show_no_faint_tone():
    outlined, filled = shot(OUTLINED, "white"), shot(FILLED, "white")
    assert evidence(outlined, TWO_TONE)[0] < -2
    assert evidence(filled, TWO_TONE)[0] <= 0


def test_a_shadow_around_the_icon_is_no_faint_tone():
    shade = '<rect x="-4" y="-4" width="32" height="32" fill="#000" opacity=".1"/>'
    assert evidence(shot(shade + OUTLINED, "white", side=32, at=(4, 4)), TWO_TONE)[0] < 0


def test_what_varies_around_the_icon_as_much_is_no_faint_tone():
    pixels = np.asarray(shot(OUTLINED, "white")).astype(int)
    blocks = np.random.default_rng(5).integers(0, 90, (8, 8))
    texture = np.kron(blocks, np.ones((5, 5), int))[..., None]
    photograph = Image.fromarray((pixels - texture).clip(0).astype(np.uint8))
    assert evidence(photograph, TWO_TONE)[0] < TONE_EVIDENCE.limit / 2


@pytest.mark.parametrize(("opacity", "first"), [(0.2, "two-tone"), (0, "outlined")])
def test_the_tone_decides_though_vectors_and_pixels_prefer_the_outline(opacity, first):
    hits = [Hit("outlined", 0.99), Hit("two-tone", 0.97)]
    bodies = {"outlined": OUTLINED, "two-tone": TWO_TONE}
    ranked = rerank(segment(picture_of(opacity)), hits, fetched(bodies))
    assert ranked[0].id == first
    assert np.all(np.diff([hit.score for hit in ranked]) <= 0)
