"""An encoder that is ready to embed, with its exported model and the recipe of its vectors."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from features.encoders import ENCODERS, Encoder, models
from features.store import manifest
from features.store.vectors import Recipe
from ingest.common.data_folder import DataFolder


@dataclass(frozen=True)
class PreparedEncoder:
    """An encoder, its exported model (None where it needs none), and the recipe of its vectors."""

    encoder: Encoder
    model: Path | None
    recipe: Recipe

    @property
    def name(self) -> str:
        """The extractor's name."""
        return self.encoder.name


def prepare(
    folder: DataFolder, extractors: Sequence[str], weights: Path | None
) -> list[PreparedEncoder]:
    """The named extractors, in their order. A model is exported if it has not been exported before.

    `weights` is a file of Keras weights in place of the downloaded ones.
    Raises ConfigurationError when the weights are missing, or when the extractor takes no file.
    """
    encoders = [ENCODERS[extractor] for extractor in extractors]
    return [_prepare(folder, encoder, weights) for encoder in encoders]


def _prepare(folder: DataFolder, encoder: Encoder, weights: Path | None) -> PreparedEncoder:
    model = models.exported(folder, encoder, weights)
    model_sha256 = ""
    if model is not None:
        model_sha256 = manifest.facts(model)["sha256"]
    recipe = Recipe.of(encoder, model_sha256)
    return PreparedEncoder(encoder, model, recipe)
