"""Many pictures to vectors, by the workers of a Dask cluster, with the model of this machine."""

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass

from distributed import Client

from features.builder import local_embedding
from features.builder.prepared_encoder import PreparedEncoder
from features.builder.shards import VectorsByDigest
from features.encoders import ENCODERS
from features.encoders.embedder import Embedder
from features.store.library import Picture
from features.store.vectors import Recipe
from ingest.common import cluster
from ingest.common.failures import ConfigurationError


@dataclass(frozen=True)
class ClusterEmbeddingSettings:
    """How pictures are sent to the cluster."""

    batch: int = 256  # pictures sent at once, at most: work of about a second


SETTINGS = ClusterEmbeddingSettings()


def embed(
    client: Client, prepared: PreparedEncoder, pictures: Sequence[Picture]
) -> Iterator[VectorsByDigest]:
    """Yield the pictures' vectors, a batch at a time, in the order in which batches get done.

    Raises SourceDown, and ConfigurationError where a worker would embed differently.
    """
    model = prepared.model
    sending = nullcontext() if model is None else cluster.sent(client, model)
    model_name = None if model is None else model.name
    with sending:
        yield from cluster.spread(
            client, _embed, pictures, SETTINGS.batch, prepared.name, model_name, prepared.recipe
        )


def _embed(
    pictures: Sequence[Picture], extractor: str, model: str | None, recipe: Recipe
) -> VectorsByDigest:
    """On a worker: the vectors of one batch.

    The model is loaded for each batch. That takes a millisecond, and threads that shared a model
    would wait for each other.
    """
    encoder = ENCODERS[extractor]
    if differences := Recipe.of(encoder, recipe.model_sha256).differences(recipe):
        raise ConfigurationError(
            f"the Dask worker {cluster.here()} would embed differently ({differences}): "
            "install the same version of iconlens there, with the same requirements-scale.txt."
        )
    embedder = Embedder(encoder, None if model is None else cluster.received(model))
    vectors = local_embedding.embed_jpegs(embedder, [picture.jpeg for picture in pictures])
    digests = [picture.sha256 for picture in pictures]
    return dict(zip(digests, vectors, strict=True))
