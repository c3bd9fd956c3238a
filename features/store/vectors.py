"""`features.h5`: the vectors of a library, one group an extractor. The format's one owner."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any, overload

import h5py
import numpy as np
from numpy.typing import NDArray

from features.encoders import Encoder
from features.search.index.codes import Codes
from ingest.common.data_folder import write_atomically
from ingest.common.failures import Failure

FORMAT_VERSION = 5
ONE = 32767  # how 1 is stored: 16 bits a value, as exact as half precision where that is most exact, and far faster to compute with
COLUMNS = ("ids", "grounds", "digests")


class Mismatch(Failure):
    """A store cannot be read, or its vectors were made in another way than asked for."""

    status = 2


@dataclass(frozen=True)
class Recipe:
    """What made the vectors; those of two recipes must never be compared. `model_sha256` is empty where there is no model."""

    model: str
    layer: str
    input: str
    glyph_version: str
    model_sha256: str
    format_version: int = FORMAT_VERSION

    @classmethod
    def of(cls, encoder: Encoder, model_sha256: str) -> "Recipe":
        """The recipe that this code follows with an exported model."""
        return cls(encoder.model, encoder.layer, encoder.input, encoder.glyph_version, model_sha256)

    def differences(self, other: "Recipe") -> str:
        """In words, what sets two recipes apart: `layer is block3_pool there and block4_pool here`."""
        mine, others = asdict(self), asdict(other)
        return ", ".join(
            f"{name} is {mine[name]!r} there and {others[name]!r} here"
            for name in mine
            if mine[name] != others[name]
        )


@dataclass(frozen=True)
class Vectors:
    """Rows of one extractor: `vectors` (n, d) as `fixed` makes them, and for each row its icon, ground and JPEG's SHA-256.

    `unit` makes of vectors what is computed with. Those read from a store are its file mapped into memory, which all processes
    that read it share.
    `codes` (n, w) are the vectors' binary codes, None where they were not made.
    """

    recipe: Recipe
    ids: Sequence[str]
    grounds: Sequence[str]
    digests: Sequence[str]
    vectors: NDArray[np.int16]
    codes: Codes | None = None


class Column(Sequence[str]):
    """The texts of a column, read when one is first asked for: most readers need few of the columns."""

    def __init__(self, path: Path, dataset: h5py.Dataset) -> None:
        self._path = path
        self._name = dataset.name
        self._length = len(dataset)

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, row: int) -> str: ...
    @overload
    def __getitem__(self, row: slice) -> list[str]: ...
    def __getitem__(self, row: int | slice) -> str | list[str]:
        return self._texts[row]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._texts == list(other)

    @cached_property
    def _texts(self) -> list[str]:
        with h5py.File(self._path, "r") as file:
            return list(file[self._name].asstr()[()])


def fixed(vectors: NDArray[np.floating[Any]]) -> NDArray[np.int16]:
    """Vectors (n, d) of length 1 as they are kept: fixed-point numbers, 1 is ONE."""
    numbers: NDArray[np.int16] = np.rint(vectors * ONE).astype(np.int16)
    return numbers


def unit(vectors: NDArray[np.integer[Any] | np.floating[Any]]) -> NDArray[np.float32]:
    """(n, d) of any length → (n, d) of length 1 to single precision, so that the cosine of a vector with itself is 1."""
    exact: NDArray[np.float32] = vectors.astype(np.float32)
    exact /= np.sqrt(np.einsum("nd,nd->n", exact, exact))[:, None]
    return exact


def serialise(features: Mapping[str, Vectors]) -> bytes:
    """The bytes of a store; the same vectors always give the same."""
    content = (
        BytesIO()
    )  # HDF5 on a full disk fails in ways that cannot be caught, so the disk is left to us
    # The oldest file version, which is the default, keeps no times: newer ones stamp each group.
    with h5py.File(content, "w") as file:
        for extractor, rows in sorted(features.items()):
            group = file.create_group(extractor)
            for name, value in asdict(rows.recipe).items():
                group.attrs[name] = value
            for column in COLUMNS:
                group.create_dataset(
                    column,
                    data=np.array(getattr(rows, column), dtype=object),
                    dtype=h5py.string_dtype(),
                )
            group.create_dataset("vectors", data=rows.vectors)
            if rows.codes is not None:
                group.create_dataset("codes", data=rows.codes)
    return content.getvalue()


def write(path: Path, features: Mapping[str, Vectors]) -> None:
    """Write a store in one step. Raises NotWritable."""
    write_atomically(path, serialise(features))


def read(path: Path, extractor: str, recipe: Recipe) -> Vectors:
    """The rows of one extractor, which must have been made by `recipe`.

    Only for a file whose digest has been checked: HDF5 may read for ever in one with a flipped bit.
    Raises Mismatch saying what differs and what to run.
    """
    try:
        with h5py.File(path, "r") as file:
            group = file[extractor]
            made = Recipe(
                **{name: _plain(group.attrs[name]) for name in Recipe.__dataclass_fields__}
            )
            columns = {column: Column(path, group[column]) for column in COLUMNS}
            codes = group["codes"][()] if "codes" in group else None
            rows = Vectors(made, **columns, vectors=_mapped(path, group["vectors"]), codes=codes)
    except (OSError, KeyError, ValueError, AttributeError) as error:
        raise Mismatch(
            f"{path} holds no readable vectors of {extractor} ({error}): run `python -m features`."
        ) from error
    if difference := made.differences(recipe):
        raise Mismatch(
            f"the vectors of {extractor} in {path} were made in another way ({difference}): run `python -m features`."
        )
    if rows.vectors.ndim != 2 or {len(rows.vectors)} != {
        len(column) for column in (*columns.values(), rows.vectors if codes is None else codes)
    }:
        raise Mismatch(
            f"the columns of {extractor} in {path} do not have the same length: run `python -m features`."
        )
    return rows


def _mapped(path: Path, dataset: h5py.Dataset) -> NDArray[Any]:
    """The content of a dataset, read-only; read from the file when it is first looked at."""
    offset = (
        dataset.id.get_offset()
    )  # None where the content does not lie in one piece, as that of an empty one
    return (
        dataset[()]
        if offset is None
        else np.asarray(np.memmap(path, dataset.dtype, "r", offset, dataset.shape))
    )


def _plain(value: Any) -> Any:
    """An attribute as Python's own type."""
    return int(value) if isinstance(value, np.integer) else value
