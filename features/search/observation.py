"""What a search observed about its best hits: the input of the calibration."""

from collections.abc import Sequence

import numpy as np

from features.encoders.embedder import Description
from features.search.calibration import Evidence, distance
from features.search.index.hit import FetchCutouts, Hit
from features.search.registration.registration import register, residual
from features.search.reranking import log_size_likelihood


def observe(
    hits: Sequence[Hit], description: Description, partial: bool, cutouts: FetchCutouts
) -> Evidence:
    """The evidence that the hits are what the picture shows: at least one hit, the best first.

    `partial` says that `description` is of a part of the picture only.
    """
    scores = np.array([hit.score for hit in hits])
    cosines = np.array([hit.score if hit.cosine is None else hit.cosine for hit in hits])
    likenesses = np.array([hit.score if hit.likeness is None else hit.likeness for hit in hits])
    pixel_distances = distance(likenesses)
    vector_distances = distance(cosines)
    distances = distance(scores)
    query = description.segmentation
    if query is None:
        return Evidence(
            pixel_distances,
            vector_distances,
            distances,
            residual_peak=0.0,
            residual_energy=0.0,
            outline_length=1.0,
            layout_log_likelihood=0.0,
            side=description.side,
            contrast=1.0,
            noise=0.0,
            is_part=partial,
        )
    best = cutouts([hits[0].id])[hits[0].id]
    place = hits[0].place or register(query, [best]).placements[0]
    peak, energy = residual(query, best, place)
    return Evidence(
        pixel_distances,
        vector_distances,
        distances,
        residual_peak=peak,
        residual_energy=energy,
        outline_length=best.outline,
        layout_log_likelihood=float(log_size_likelihood(query, [best], [place])[0]),
        side=description.side,
        contrast=query.strength,
        noise=query.noise,
        is_part=partial,
    )
