"""Embedding on the workers of a Dask cluster, with the model of this machine."""

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path

from distributed import Client

from features.build import embedding
from features.encoders.embedder import Embedder
from features.encoders import ENCODERS, Encoder
from features.store.library import Picture
from features.build.shards import Known
from features.store.vectors import Recipe
from ingest.common import cluster
from ingest.common.failures import ConfigurationError

BATCH = 256  # pictures sent at once, at most: a second's work


def embed(client: Client, encoder: Encoder, model: Path | None, recipe: Recipe, pictures: Sequence[Picture]) -> Iterator[Known]:
    """Vectors of library pictures, a batch at a time, as they get done.

    Raises SourceDown, and ConfigurationError where a worker would embed differently from this machine.
    """
    with nullcontext() if model is None else cluster.sent(client, model):
        yield from cluster.spread(client, _embed, pictures, BATCH, encoder.name, None if model is None else model.name, recipe)


def _embed(pictures: Sequence[Picture], extractor: str, model: str | None, recipe: Recipe) -> Known:
    """On a worker, a model for each batch: to load one takes a millisecond, and threads would wait for each other's."""
    encoder = ENCODERS[extractor]
    if differences := Recipe.of(encoder, recipe.model_sha256).differences(recipe):
        raise ConfigurationError(
            f"the Dask worker {cluster.here()} would embed differently ({differences}): "
            "install the same version of iconlens there, with the same requirements-scale.txt."
        )
    embedder = Embedder(encoder, None if model is None else cluster.received(model))
    vectors = embedding.kept(embedder, [picture.jpeg for picture in pictures])
    return dict(zip((picture.sha256 for picture in pictures), vectors, strict=True))
