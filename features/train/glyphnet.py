"""Training of `glyphnet`: a library picture and a screenshot of the same icon shall be neighbours, all others far.

The projection of what is measured is fitted first, in one step. Then the convolutions learn beside it, so that they learn what
it misses: contrastive learning by symmetric InfoNCE (van den Oord et al. 2018; Radford et al. 2021) over batches made of icons
that are hard to tell apart. Keras 3, on whichever backend KERAS_BACKEND names.
"""

import json
import time
from multiprocessing.pool import Pool
from pathlib import Path
from typing import Any

import keras
import numpy as np
from keras import ops
from numpy.typing import NDArray

from features.encoders import glyphnet
from features.train import corpus, sets
from features.train.corpus import STEPS, Corpus, Glyphs
from features.train.float16 import halve
from features.train.projection import fit
from features.vision.glyph import GLYPH_VERSION
from ingest.common.console import say

SEED = 20261122
FITTED, VIEWS = 16_000, 3  # icons and screenshots of each that the projection is fitted on
PRINCIPAL = 837  # directions of the description kept for that
TEMPERATURE = 0.04
GROUP, GROUPS = 8, 32  # a batch is made of so many icons hard to tell apart, so many times
NEIGHBOURS = 15  # of an icon, from which its group is drawn
SAME = 0.997  # cosine of two library pictures above which they count as one icon, and neither as a wrong answer
ROUNDS, EVERY = (
    2,
    3,
)  # rounds of screenshots kept, and epochs between new ones: a screenshot is shown about three times
RATE, DECAY, AVERAGED = 1.5e-3, 1e-4, 0.998
WARM_UP = 300  # batches

Array = NDArray[np.float32]


class Contrast(keras.Model):  # type: ignore[misc]
    """The encoder on both sides of a pair, and the loss over a batch of pairs."""

    def __init__(self, encoder: keras.Model) -> None:
        super().__init__()
        self.encoder = encoder

    def call(self, pairs: tuple[Any, Any], training: bool = False) -> Any:
        """Two batches (n, s, s, 4) of bytes, library and screenshots → their vectors, (2n, d)."""
        both = ops.cast(ops.concatenate(pairs), "float32") / STEPS
        return self.encoder(both, training=training)

    def compute_loss(
        self,
        x: Any = None,
        y: Any = None,
        y_pred: Any = None,
        sample_weight: Any = None,
        training: bool = True,
    ) -> Any:
        """`y` is (n, n), 1 where two icons of the batch look the same: then neither is a wrong answer to the other."""
        library, screenshots = ops.split(ops.cast(y_pred, "float32"), 2)
        count = ops.shape(library)[0]
        likeness = screenshots @ ops.transpose(library) / TEMPERATURE - 1e4 * (y - ops.eye(count))
        right = ops.arange(count)
        by_screenshot = keras.losses.sparse_categorical_crossentropy(
            right, likeness, from_logits=True
        )
        by_library = keras.losses.sparse_categorical_crossentropy(
            right, ops.transpose(likeness), from_logits=True
        )
        return ops.mean(by_screenshot + by_library) / 2


class Batches(keras.utils.PyDataset):  # type: ignore[misc]
    """An epoch of pairs: `groups` (b, n) rows of icons, `screenshots` the kept rounds, `vectors` of the icons where known."""

    def __init__(
        self,
        data: Corpus,
        groups: NDArray[np.int64],
        screenshots: list[Glyphs],
        vectors: Array | None,
        seed: int,
    ) -> None:
        super().__init__()
        self.data, self.groups, self.screenshots, self.vectors, self.seed = (
            data,
            groups,
            screenshots,
            vectors,
            seed,
        )

    def __len__(self) -> int:
        return len(self.groups)

    def __getitem__(self, number: int) -> tuple[tuple[Glyphs, Glyphs], Array]:
        random = np.random.default_rng((self.seed, number))
        rows = self.groups[number]
        grounds = random.integers(self.data.first[rows], self.data.first[rows + 1])
        rounds = random.integers(len(self.screenshots), size=len(rows))
        library = self.data.library[grounds]
        shown = np.stack(
            [self.screenshots[kept][row] for kept, row in zip(rounds, rows, strict=True)]
        )
        same = rows[:, None] == rows
        if self.vectors is not None:
            near = self.vectors[rows]
            same |= near @ near.T > SAME
        return turned(library, shown, random), same.astype(np.float32)


def turned(
    library: Glyphs, screenshots: Glyphs, random: np.random.Generator
) -> tuple[Glyphs, Glyphs]:
    """Pairs, all of a batch turned and mirrored in one way: for the network other icons, as hard to tell apart."""
    turns, mirrored = (
        (int(random.integers(4)), random.random() < 0.5) if random.random() < 0.5 else (0, False)
    )
    both = [np.rot90(glyphs, turns, axes=(1, 2)) for glyphs in (library, screenshots)]
    one, other = (
        np.ascontiguousarray(glyphs[:, :, ::-1] if mirrored else glyphs) for glyphs in both
    )
    return one, other


def train(folder: Path, epochs: int, start: Path | None = None) -> dict[str, Any]:
    """Train on the training sets, measure on the validation sets, write the weights and their record beside them.

    An epoch shows each icon about once. `start` are weights to go on from. Raises ConfigurationError when a set is missing.
    """
    began = time.monotonic()
    _compute_in_half_precision()
    keras.utils.set_random_seed(SEED)
    with corpus.workers() as pool:
        data, held_out = (
            corpus.load(folder, names, pool) for names in (sets.TRAINING, sets.VALIDATION)
        )
        checks = corpus.simulate(held_out, np.arange(len(held_out)), SEED - 1, pool)
        encoder = glyphnet.network()
        if start is None:
            _fit_projection(encoder, data, pool)
        else:
            encoder.load_weights(start)
        model = Contrast(encoder)
        batches = len(data) // (GROUP * GROUPS)
        model.compile(optimizer=_optimizer(epochs * batches))
        rounds: list[Glyphs] = []
        curve = []
        for epoch in range(epochs):
            if epoch % EVERY == 0:
                rounds = [
                    *rounds[1 - ROUNDS :],
                    corpus.simulate(data, np.arange(len(data)), SEED + epoch, pool),
                ]
            random = np.random.default_rng((SEED, epoch))
            vectors = (
                None
                if epoch == 0 and start is None
                else _embed(encoder, data.library[data.first[:-1]])
            )
            groups = _groups(vectors, len(data), batches, random)
            history = model.fit(
                Batches(data, groups, rounds, vectors, SEED + epoch), verbose=0, shuffle=False
            )
            encoder.save_weights(folder / "glyphnet.weights.h5")
            curve.append(
                {"loss": round(history.history["loss"][-1], 4)} | _recall(encoder, held_out, checks)
            )
            say(
                f"epoch {epoch + 1} of {epochs}, {(time.monotonic() - began) / 60:.0f} minutes: {curve[-1]}"
            )
        model.optimizer.finalize_variable_values(model.trainable_variables)
        encoder.save_weights(folder / "glyphnet.weights.h5")
        halve(folder / "glyphnet.weights.h5", glyphnet.WEIGHTS)
    record = {
        "glyph_version": GLYPH_VERSION,
        "training_sets": sets.TRAINING,
        "validation_sets": sets.VALIDATION,
        "icons": len(data),
        "epochs": epochs,
        "continued": start is not None,
        "seed": SEED,
        "recall_at_1_simulated": _recall(encoder, held_out, checks),
        "curve": curve,
    }
    if keras.backend.backend() == "tensorflow":
        glyphnet.convert()
    else:
        say(
            "now `python -m features.train export` with KERAS_BACKEND=tensorflow writes the model for LiteRT."
        )
    glyphnet.RECORD.write_text(json.dumps(record, indent=1) + "\n")
    return record


def _fit_projection(encoder: keras.Model, data: Corpus, pool: Pool) -> None:
    """Set the weights of the encoder's projection, from a sample of the icons."""
    rows = np.sort(np.random.default_rng(SEED).permutation(len(data))[:FITTED])
    describe = keras.Model(encoder.input, encoder.get_layer(glyphnet.DESCRIPTION).output)
    library = _embed(describe, data.library[data.first[rows]])
    views = [
        _embed(describe, corpus.simulate(data, rows, SEED - 2 - view, pool))
        for view in range(VIEWS)
    ]
    projection = encoder.get_layer(glyphnet.PROJECTION)
    mean, directions = fit(
        library, np.stack(views, axis=1), min(PRINCIPAL, len(rows) - 1), projection.units
    )
    directions /= np.abs(
        directions
    ).max()  # lengths are normalised afterwards: this only keeps half precision exact
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
    rate = keras.optimizers.schedules.CosineDecay(
        RATE / 30,
        max(1, batches - WARM_UP),
        alpha=0.01,
        warmup_target=RATE,
        warmup_steps=min(WARM_UP, batches),
    )
    return keras.optimizers.AdamW(
        rate, weight_decay=DECAY, global_clipnorm=1.0, use_ema=True, ema_momentum=AVERAGED
    )


def _groups(
    vectors: Array | None, icons: int, batches: int, random: np.random.Generator
) -> NDArray[np.int64]:
    """(batches, n) rows: at random while nothing is learned, later an icon with some of its neighbours each time."""
    if vectors is None:
        return random.permutation(icons)[: batches * GROUP * GROUPS].reshape(batches, -1)
    seeds = random.permutation(icons)[: batches * GROUPS]
    groups = []
    for some in np.array_split(seeds, max(1, len(seeds) // 500)):
        likeness = vectors[some] @ vectors.T
        likeness[likeness > SAME] = -1
        nearest = np.argpartition(likeness, -NEIGHBOURS, axis=1)[:, -NEIGHBOURS:]
        chosen = random.permuted(nearest, axis=1)[:, : GROUP - 1]
        groups.append(np.concatenate([some[:, None], chosen], axis=1))
    return np.concatenate(groups).reshape(batches, -1)


def _embed(encoder: keras.Model, glyphs: Glyphs) -> Array:
    """(n, s, s, 4) of bytes → (n, d)."""
    parts = [
        glyphs[start : start + 1024].astype(np.float32) / STEPS
        for start in range(0, len(glyphs), 1024)
    ]
    vectors: Array = np.concatenate(
        [ops.convert_to_numpy(encoder.predict_on_batch(part)) for part in parts]
    )
    return vectors


def _recall(encoder: keras.Model, held_out: Corpus, screenshots: Glyphs) -> dict[str, float]:
    """Share of screenshots, set by set, whose nearest library vector is their own icon's, look-alikes counted as wrong."""
    library, queries = _embed(encoder, held_out.library), _embed(encoder, screenshots)
    owners = np.repeat(np.arange(len(held_out)), np.diff(held_out.first))
    recall = {}
    for place in dict.fromkeys(place for place, _ in held_out.icons):
        of_set = np.array([icon[0] == place for icon in held_out.icons])
        rows = np.flatnonzero(of_set[owners])
        found = owners[rows[(queries[of_set] @ library[rows].T).argmax(axis=1)]]
        recall[Path(place).name] = round(float(np.mean(found == np.flatnonzero(of_set))), 4)
    return recall
