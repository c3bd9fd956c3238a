"""`features.h5`: the vectors of a library, one group an extractor. This module owns the format."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any, Self, overload

import h5py
import numpy as np
from numpy.typing import NDArray

from features.encoders import Encoder
from features.store.open_file import OpenFile
from ingest.common.data_folder import write_atomically
from ingest.common.failures import Failure

FORMAT_VERSION = 5
# The number that stores 1. 16-bit fixed-point numbers are as exact as half precision where that is
# most exact, and ten times as fast to compute with.
ONE = 32767
COLUMNS = ("ids", "grounds", "digests")
REMEDY = "run `python -m features`."

Codes = NDArray[np.uint8]  # (n, w): binary codes of vectors, eight bits a byte


class Mismatch(Failure):
    """A store cannot be read, or its vectors were made in another way than expected."""

    status = 2


@dataclass(frozen=True)
class Recipe:
    """How vectors were made. Vectors of two recipes must never be compared.

    `model_sha256` is empty for an encoder without a model.
    """

    model: str
    layer: str
    input: str
    glyph_version: str
    model_sha256: str
    format_version: int = FORMAT_VERSION

    @classmethod
    def of(cls, encoder: Encoder, model_sha256: str) -> Self:
        """The recipe that this code follows with an exported model."""
        return cls(
            model=encoder.model,
            layer=encoder.layer,
            input=encoder.input,
            glyph_version=encoder.glyph_version,
            model_sha256=model_sha256,
        )

    def differences(self, other: "Recipe") -> str:
        """The differences in words: `layer is block3_pool there and block4_pool here`."""
        others = asdict(other)
        differences = []
        for name, value in asdict(self).items():
            here = others[name]
            if value != here:
                differences.append(f"{name} is {value!r} there and {here!r} here")
        return ", ".join(differences)


@dataclass(frozen=True)
class Vectors:
    """The rows of one extractor: a row is a picture of an icon.

    `vectors` (n, d) are as `fixed` returns them; `unit` converts them for computing. Vectors that
    were read from a store are its file mapped into memory, which all processes share. `ids`,
    `grounds` and `digests` give for each row its icon, its ground and the SHA-256 of its JPEG.
    `codes` (n, w) are the binary codes of the vectors, None where none were made.
    """

    recipe: Recipe
    ids: Sequence[str]
    grounds: Sequence[str]
    digests: Sequence[str]
    vectors: NDArray[np.int16]
    codes: Codes | None = None


class Column(Sequence[str]):
    """The texts of a column, read at the first use: most readers need few of the columns."""

    def __init__(self, file: OpenFile, dataset: h5py.Dataset) -> None:
        self._file = file
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
        if not isinstance(other, Sequence):
            return False
        return self._texts == list(other)

    @cached_property
    def _texts(self) -> list[str]:
        with self._file.open() as content, h5py.File(content, "r") as file:
            dataset = file[self._name]
            return list(dataset.asstr()[()])


def fixed(vectors: NDArray[np.floating[Any]]) -> NDArray[np.int16]:
    """Vectors (n, d) of length 1 as they are stored: fixed-point numbers, ONE for 1."""
    scaled = np.rint(vectors * ONE)
    numbers: NDArray[np.int16] = scaled.astype(np.int16)
    return numbers


def unit(vectors: NDArray[np.integer[Any] | np.floating[Any]]) -> NDArray[np.float32]:
    """Vectors (n, d) of any length, scaled to length 1.

    The length is 1 to single precision, so that the cosine of a vector with itself is 1.
    """
    exact: NDArray[np.float32] = vectors.astype(np.float32)
    squares = np.einsum("nd,nd->n", exact, exact)
    lengths = np.sqrt(squares)  # (n,)
    exact /= lengths[:, None]
    return exact


def serialise(features: Mapping[str, Vectors]) -> bytes:
    """The bytes of a store. The same vectors always give the same bytes."""
    # HDF5 fails on a full disk in ways that cannot be caught, so it writes into memory.
    content = BytesIO()
    # The oldest file version, which is the default, stores no times; newer versions stamp groups.
    with h5py.File(content, "w") as file:
        for extractor, rows in sorted(features.items()):
            _fill(file.create_group(extractor), rows)
    return content.getvalue()


def _fill(group: h5py.Group, rows: Vectors) -> None:
    """Write the rows of an extractor into its group."""
    for name, value in asdict(rows.recipe).items():
        group.attrs[name] = value
    for column in COLUMNS:
        texts = getattr(rows, column)
        group.create_dataset(
            column,
            data=np.array(texts, dtype=object),
            dtype=h5py.string_dtype(),
        )
    group.create_dataset("vectors", data=rows.vectors)
    if rows.codes is not None:
        group.create_dataset("codes", data=rows.codes)


def write(path: Path, features: Mapping[str, Vectors]) -> None:
    """Write a store in one step. Raises NotWritable."""
    write_atomically(path, serialise(features))


def read(path: Path | OpenFile, extractor: str, recipe: Recipe) -> Vectors:
    """The rows of one extractor, which must have been made by `recipe`.

    Only for a file whose digest was checked: HDF5 may read for ever in a file with a flipped bit.
    Raises Mismatch.
    """
    try:
        file = path if isinstance(path, OpenFile) else OpenFile(path)
        # HDF5 itself would look for the file's name, which it may have no more.
        with file.open() as content, h5py.File(content, "r") as groups:
            rows = _read(file, groups[extractor])
    except (OSError, KeyError, ValueError, AttributeError) as error:
        raise Mismatch(
            f"{path} holds no readable vectors of {extractor} ({error}): {REMEDY}"
        ) from error
    difference = rows.recipe.differences(recipe)
    if difference:
        raise Mismatch(
            f"the vectors of {extractor} in {path} were made in another way ({difference}): "
            f"{REMEDY}"
        )
    if not _is_rectangular(rows):
        raise Mismatch(
            f"the columns of {extractor} in {path} do not have the same length: {REMEDY}"
        )
    return rows


def _read(file: OpenFile, group: h5py.Group) -> Vectors:
    """The rows of a group."""
    made = {
        field.name: _plain(group.attrs[field.name])
        for field in fields(Recipe)  # each is an attribute of the group
    }
    columns = {
        column: Column(file, group[column])
        for column in COLUMNS  # each is a dataset of the group
    }
    codes = group["codes"][()] if "codes" in group else None
    return Vectors(
        recipe=Recipe(**made),
        vectors=_mapped(file.path, group["vectors"]),
        codes=codes,
        **columns,
    )


def _is_rectangular(rows: Vectors) -> bool:
    """Whether the vectors are a matrix, and all columns have as many rows."""
    if rows.vectors.ndim != 2:
        return False
    lengths = {
        len(rows.vectors),
        len(rows.ids),
        len(rows.grounds),
        len(rows.digests),
    }
    if rows.codes is not None:
        lengths.add(len(rows.codes))
    return len(lengths) == 1


def _mapped(path: Path, dataset: h5py.Dataset) -> NDArray[Any]:
    """The content of a dataset, read-only; a page of the file is read at its first use."""
    offset = dataset.id.get_offset()
    if offset is None:  # the content is not contiguous, as that of an empty dataset
        content: NDArray[Any] = dataset[()]
        return content
    mapped = np.memmap(path, dataset.dtype, "r", offset, dataset.shape)
    return np.asarray(mapped)


def _plain(value: Any) -> Any:
    """An attribute as Python's own type."""
    if isinstance(value, np.integer):
        return int(value)
    return value
