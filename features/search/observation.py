"""What a search observed about its best hits: the input of the calibration."""

from collections.abc import Sequence

import numpy as np

from features.search.calibration import Evidence, distance
from features.search.hypothesis import Hypothesis
from features.search.index.hit import FetchCutouts, Hit
from features.search.priors import log_size_likelihood
from features.search.registration.registration import register
from features.search.registration.residual import residual
from features.vision.segmentation import Segmentation


def observe(hits: Sequence[Hit], hypothesis: Hypothesis, cutouts: FetchCutouts) -> Evidence:
    """The evidence that the hits are what the picture shows: at least one hit, the best first."""
    description = hypothesis.description
    scores = np.array([hit.score for hit in hits])
    cosines = np.array([hit.score if hit.cosine is None else hit.cosine for hit in hits])
    likeness = hits[0].score if hits[0].likeness is None else hits[0].likeness
    pixel_distance = float(distance(np.array(likeness)))
    vector_distances = distance(cosines)
    distances = distance(scores)
    query = description.segmentation
    if query is None:
        return Evidence(
            vector_distances,
            distances,
            pixel_distance,
            residual_peak=0.0,
            residual_energy=0.0,
            outline_length=1.0,
            layout_log_likelihood=0.0,
            side=description.side,
            contrast=1.0,
            noise=0.0,
            is_part=hypothesis.is_part,
        )
    best = cutouts([hits[0].id])[hits[0].id]
    place = hits[0].place or register(query, [best]).placements[0]
    layout = hits[0].layout
    if layout is None:
        layout = float(log_size_likelihood(query, [best], [place])[0])
    left = residual(query, best, place, in_any_width=hypothesis.is_whole)
    return Evidence(
        vector_distances,
        distances,
        pixel_distance if left.distance is None else left.distance,
        residual_peak=left.peak,
        residual_energy=left.energy,
        outline_length=best.outline,
        layout_log_likelihood=layout,
        side=description.side,
        contrast=query.strength,
        noise=query.noise,
        is_part=hypothesis.is_part,
        is_restroked=left.distance is not None,
        is_changed=hypothesis.is_changed,
        is_turned=hypothesis.is_turned,
        coloured=best.coloured,
        share=hypothesis.share,
        hidden=_hidden_share(query),
        is_plain_part=hypothesis.is_part and best.is_plain,
    )


def _hidden_share(query: Segmentation) -> float:
    """The share of the first bounding box of which nothing is known."""
    if query.hidden is None:
        return 0.0
    left, top, right, bottom = (round(edge) for edge in query.boxes[0].edges)
    return float(query.hidden[top:bottom, left:right].mean())
