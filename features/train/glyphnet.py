"""Training of `glyphnet`: a library picture and a screenshot of the same icon become neighbours.

The projection of what is measured is fitted first, in a single step. Then the convolutions learn
beside it, so that they learn what it misses: by contrastive learning over batches of icons that are
hard to tell apart. Keras 3, on the backend that KERAS_BACKEND names.
"""

import json
import time
from dataclasses import dataclass
from multiprocessing.pool import Pool
from pathlib import Path
from typing import Any

import keras
import numpy as np

from features.encoders import glyphnet
from features.train import batches, corpus, sets
from features.train.batches import Batches, batch_rows
from features.train.contrast import Contrast
from features.train.corpus import Corpus, Glyphs
from features.train.discriminant import fit
from features.train.float16 import convert_to_float16
from features.train.validation import Validation, embed
from features.vision.glyph import GLYPH_VERSION
from ingest.common.console import say


@dataclass(frozen=True)
class TrainingSettings:
    """How `glyphnet` is trained. All values were chosen by hand.

    `seed`: of everything random.
    `fitted_icons`, `fitted_views`: icons that the projection is fitted on, and screenshots of each.
    `principal`: principal directions of the description that are left to the projection.
    `rounds`: rounds of screenshots in use; the oldest is replaced by a new one.
    `epochs_a_round`: epochs between new rounds. A screenshot is shown about three times.
    `rate`: largest learning rate.
    `start_divisor`: the warm-up starts at `rate` divided by this.
    `end_share`: the decay ends at this share of `rate`.
    `warm_up`: batches of the warm-up.
    `decay`: weight decay.
    `clip`: largest norm of a gradient.
    `averaged`: momentum of the moving average of weights.
    """

    seed: int = 20261122
    fitted_icons: int = 16_000
    fitted_views: int = 3
    principal: int = 837
    rounds: int = 2
    epochs_a_round: int = 3
    rate: float = 1.5e-3
    start_divisor: int = 30
    end_share: float = 0.01
    warm_up: int = 300
    decay: float = 1e-4
    clip: float = 1.0
    averaged: float = 0.998


TRAINING = TrainingSettings()


def train(folder: Path, epochs: int, start: Path | None = None) -> dict[str, Any]:
    """Train on the training sets, and write the weights and their record into the repository.

    The record has figures of the validation sets. An epoch shows each icon about once. `start` are
    weights to go on from. Raises ConfigurationError when a set is missing.
    """
    _compute_in_half_precision()
    keras.utils.set_random_seed(TRAINING.seed)
    with corpus.workers() as pool:
        data = corpus.load(folder, sets.TRAINING, pool)
        validation = Validation.load(folder, TRAINING.seed - 1, pool)
        encoder = glyphnet.network()
        if start is None:
            _fit_projection(encoder, data, pool)
        else:
            encoder.load_weights(start)
        run = _Run(encoder, data, epochs, folder / "glyphnet.weights.h5")
        curve = run.epochs(validation, pool, embed_first=start is not None)

    convert_to_float16(run.weights, glyphnet.WEIGHTS)
    record = {
        "glyph_version": GLYPH_VERSION,
        "training_sets": sets.TRAINING,
        "validation_sets": sets.VALIDATION,
        "icons": len(data),
        "epochs": epochs,
        "continued": start is not None,
        "seed": TRAINING.seed,
        "recall_at_1_simulated": validation.recall(encoder),
        "curve": curve,
    }
    _export()
    glyphnet.RECORD.write_text(json.dumps(record, indent=1) + "\n")
    return record


class _Run:
    """A training run: the contrastive model over the epochs."""

    def __init__(self, encoder: keras.Model, data: Corpus, epochs: int, weights: Path) -> None:
        self.encoder = encoder
        self.data = data
        self.weights = weights
        self._count = epochs
        self._batches = len(data) // batches.BATCH.size
        self._began = time.monotonic()
        self._model = Contrast(encoder)
        self._model.compile(optimizer=_optimizer(epochs * self._batches))

    def epochs(
        self, validation: Validation, pool: Pool, embed_first: bool
    ) -> list[dict[str, float]]:
        """Train all epochs; returns the loss and the recall by set of each.

        `embed_first`: whether the vectors mean anything before the first epoch. The weights are
        saved after each epoch. In the end they are the moving averages.
        """
        rounds: list[Glyphs] = []
        curve = []
        for epoch in range(self._count):
            if epoch % TRAINING.epochs_a_round == 0:
                rounds = rounds[1 - TRAINING.rounds :]
                simulated = self._simulate(TRAINING.seed + epoch, pool)
                rounds.append(simulated)

            learned = epoch > 0 or embed_first
            loss = self._epoch(epoch, rounds, learned)
            self.encoder.save_weights(self.weights)

            figures = {"loss": round(loss, 4)} | validation.recall(self.encoder)
            curve.append(figures)
            minutes = (time.monotonic() - self._began) / 60
            say(f"epoch {epoch + 1} of {self._count}, {minutes:.0f} minutes: {figures}")

        variables = self._model.trainable_variables
        self._model.optimizer.finalize_variable_values(variables)
        self.encoder.save_weights(self.weights)
        return curve

    def _epoch(self, epoch: int, rounds: list[Glyphs], learned: bool) -> float:
        """Train an epoch; returns its loss."""
        vectors = None
        if learned:
            first_pictures = self.data.library[self.data.first[:-1]]
            vectors = embed(self.encoder, first_pictures)

        random = np.random.default_rng((TRAINING.seed, epoch))
        rows = batch_rows(
            vectors,
            len(self.data),
            self._batches,
            random,
        )
        pairs = Batches(
            self.data,
            rows,
            rounds,
            vectors,
            TRAINING.seed + epoch,
        )
        history = self._model.fit(pairs, verbose=0, shuffle=False)
        loss: float = history.history["loss"][-1]
        return loss

    def _simulate(self, seed: int, pool: Pool) -> Glyphs:
        """A round of screenshots: one of each icon."""
        rows = np.arange(len(self.data))
        return corpus.simulate(self.data, rows, seed, pool)


def _export() -> None:
    """Write the model for LiteRT where the backend can."""
    if keras.backend.backend() == "tensorflow":
        glyphnet.convert()
        return
    say(
        "now `python -m features.train export` with KERAS_BACKEND=tensorflow "
        "writes the model for LiteRT."
    )


def _fit_projection(encoder: keras.Model, data: Corpus, pool: Pool) -> None:
    """Set the weights of the encoder's projection, from a sample of the icons."""
    random = np.random.default_rng(TRAINING.seed)
    sample = random.permutation(len(data))[: TRAINING.fitted_icons]
    rows = np.sort(sample)

    description = encoder.get_layer(glyphnet.DESCRIPTION)
    describe = keras.Model(encoder.input, description.output)
    library = embed(describe, data.library[data.first[rows]])
    views = []
    for number in range(TRAINING.fitted_views):
        seed = TRAINING.seed - 2 - number
        screenshots = corpus.simulate(data, rows, seed, pool)
        views.append(embed(describe, screenshots))

    projection = encoder.get_layer(glyphnet.PROJECTION)
    mean, directions = fit(
        library,
        np.stack(views, axis=1),
        min(TRAINING.principal, len(rows) - 1),
        projection.units,
    )

    # Vectors are normalised afterwards; this scale makes half precision exact.
    directions /= np.abs(directions).max()
    projection.set_weights([directions, -mean @ directions])


def _compute_in_half_precision() -> None:
    """bfloat16 for the convolutions: several times faster on recent processors and on GPUs."""
    if keras.backend.backend() == "tensorflow":
        import tensorflow

        tensorflow.config.optimizer.set_experimental_options(
            {"auto_mixed_precision_onednn_bfloat16": True}
        )
    else:
        keras.mixed_precision.set_global_policy("mixed_bfloat16")


def _optimizer(batches: int) -> keras.optimizers.Optimizer:
    """AdamW with a warm-up, a cosine decay and averaged weights, for that many batches."""
    rate = keras.optimizers.schedules.CosineDecay(
        TRAINING.rate / TRAINING.start_divisor,
        max(1, batches - TRAINING.warm_up),
        alpha=TRAINING.end_share,
        warmup_target=TRAINING.rate,
        warmup_steps=min(TRAINING.warm_up, batches),
    )
    return keras.optimizers.AdamW(
        rate,
        weight_decay=TRAINING.decay,
        global_clipnorm=TRAINING.clip,
        use_ema=True,
        ema_momentum=TRAINING.averaged,
    )
