"""The trials from which a calibration is learned."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from features.search.calibration.evidence import Evidence

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Trials:
    """Searches whose right answer is known.

    `present`: evidence of searches with the icon in the index.
    `right`: for each of these, whether each of its results is the icon.
    `absent`: evidence of searches without the icon in the index.
    """

    present: Sequence[Evidence]
    right: Sequence[Sequence[bool]]
    absent: Sequence[Evidence]

    @property
    def evidence(self) -> list[Evidence]:
        """Of all n trials, the present ones first."""
        return [*self.present, *self.absent]

    @property
    def recalled(self) -> NDArray[np.bool_]:
        """(p,): for each present trial, whether any of its results is the icon."""
        return np.array([any(labels) for labels in self.right])

    def shares(self, absent_prior: float) -> Array:
        """(n,): the weight of each trial. Those of the absent trials add up to their prior."""
        present = len(self.present)
        absent = len(self.absent)
        of_present = (1 - absent_prior) / present
        of_absent = absent_prior / absent
        return np.repeat([of_present, of_absent], [present, absent])
