"""The values that icons have in a field such as `style`, for filters and facets."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

NO_VALUE = -1


@dataclass(frozen=True)
class FieldValues:
    """The values of a field, and for each icon the number (n,) of its value, NO_VALUE without."""

    values: Mapping[str, int]
    numbers: NDArray[np.int32]

    @classmethod
    def of(cls, of_each: Sequence[str | None]) -> Self:
        """From the value of each icon."""
        known = {value for value in of_each if value is not None}
        values = _numbered(sorted(known))
        numbers = [
            NO_VALUE if value is None else values[value]
            for value in of_each  # a field may be empty
        ]
        return cls(
            values=values,
            numbers=np.array(numbers, np.int32),
        )

    @classmethod
    def read(cls, values: str, numbers: bytes) -> Self:
        """From the output of `record`."""
        names = json.loads(values)
        return cls(
            values=_numbered(names),
            numbers=np.frombuffer(numbers, "<i4"),
        )

    def record(self) -> tuple[str, bytes]:
        """The values as JSON, and the numbers as little-endian bytes, for a database."""
        names = list(self.values)
        numbers = self.numbers.astype("<i4")
        return (
            json.dumps(names, ensure_ascii=False),
            numbers.tobytes(),
        )

    def among(self, values: Collection[str]) -> NDArray[np.bool_]:
        """(n,): whether each icon has one of the values."""
        known = self.values.keys() & set(values)
        numbers = [self.values[value] for value in known]
        return np.isin(self.numbers, numbers)

    def count(self, chosen: NDArray[np.bool_]) -> list[tuple[str, int]]:
        """Each value with the number of icons that have it, of the chosen icons (n,).

        The most frequent value comes first; values that no chosen icon has are left out.
        """
        # NO_VALUE is counted too, at the first place, which is then dropped.
        shifted = self.numbers[chosen] - NO_VALUE
        counts = np.bincount(shifted, minlength=len(self.values) + 1)
        found = []
        for value, count in zip(self.values, counts[1:].tolist(), strict=True):
            if count:
                found.append((value, count))
        found.sort(key=lambda entry: -entry[1])
        return found


def _numbered(values: Sequence[str]) -> dict[str, int]:
    """The values with their numbers, from 0 on."""
    return {value: number for number, value in enumerate(values)}
