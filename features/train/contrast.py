"""The contrastive model: an encoder on both sides of a pair, and its loss.

The loss is symmetric InfoNCE (van den Oord et al. 2018; Radford et al. 2021).
"""

from dataclasses import dataclass
from typing import Any

import keras
from keras import ops

from features.train.corpus import CORPUS


@dataclass(frozen=True)
class ContrastSettings:
    """`temperature`: divides cosines. 0.04 in place of 0.06 for the last epochs; chosen by hand.

    `excluded`: subtracted from the logits of look-alikes, so that they have no probability.
    """

    temperature: float = 0.04
    excluded: float = 1e4


CONTRAST = ContrastSettings()


class Contrast(keras.Model):  # type: ignore[misc]
    """The encoder on both sides of a pair, and the loss over a batch of pairs."""

    def __init__(self, encoder: keras.Model) -> None:
        super().__init__()
        self.encoder = encoder

    def call(self, pairs: tuple[Any, Any], training: bool = False) -> Any:
        """Library and screenshots, two batches (n, s, s, 4) of bytes → vectors (2n, d)."""
        both = ops.concatenate(pairs)
        glyphs = ops.cast(both, "float32") / CORPUS.levels
        return self.encoder(glyphs, training=training)

    def compute_loss(
        self,
        x: Any = None,
        y: Any = None,
        y_pred: Any = None,
        sample_weight: Any = None,
        training: bool = True,
    ) -> Any:
        """The mean loss of a batch of n pairs.

        `y` is (n, n), 1 where two icons look the same: neither counts as a wrong answer to the
        other. `y_pred` is (2n, d).
        """
        vectors = ops.cast(y_pred, "float32")
        library, screenshots = ops.split(vectors, 2)
        count = ops.shape(library)[0]

        # (n, n): screenshots by library.
        cosines = screenshots @ ops.transpose(library)
        look_alikes = y - ops.eye(count)
        logits = cosines / CONTRAST.temperature - CONTRAST.excluded * look_alikes

        right = ops.arange(count)
        by_screenshot = _cross_entropy(right, logits)
        by_library = _cross_entropy(right, ops.transpose(logits))
        return ops.mean(by_screenshot + by_library) / 2


def _cross_entropy(right: Any, logits: Any) -> Any:
    """(n,): the cross entropy of each row of logits (n, n) with its right column."""
    return keras.losses.sparse_categorical_crossentropy(
        right,
        logits,
        from_logits=True,
    )
