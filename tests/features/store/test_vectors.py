"""features.h5: it is read as it was written, has the same bytes each time, or is refused."""

from dataclasses import replace
from pathlib import Path

import h5py
import numpy as np
import pytest

from features.store.vectors import (
    FORMAT_VERSION,
    ONE,
    Mismatch,
    Recipe,
    Vectors,
    fixed,
    read,
    unit,
    write,
)

RECIPE = Recipe(
    model="net", layer="third", input="glyph", glyph_version="1", model_sha256="ab" * 32
)


def rows(seed: int = 0) -> Vectors:
    vectors = np.random.default_rng(seed).integers(-ONE, ONE, (3, 8), np.int16, endpoint=True)
    return Vectors(
        RECIPE,
        ["a", "../b", "图标 c"],
        ["light", "light", "dark"],
        ["01" * 32, "02" * 32, "03" * 32],
        vectors,
    )


def test_what_is_written_comes_back(tmp_path: Path):
    write(tmp_path / "features.h5", {"net": rows(), "other": rows(1)})
    for name, expected in (("net", rows()), ("other", rows(1))):
        found = read(tmp_path / "features.h5", name, RECIPE)
        assert (found.ids, found.grounds, found.digests, found.recipe) == (
            expected.ids,
            expected.grounds,
            expected.digests,
            RECIPE,
        )
        assert found.vectors.dtype == np.int16
        assert np.array_equal(found.vectors, expected.vectors)


def test_a_vector_as_it_is_kept_has_length_1_again():
    whole = np.random.default_rng(0).normal(size=(100, 256)).astype(np.float32)
    whole /= np.linalg.norm(whole, axis=1, keepdims=True)
    again = unit(fixed(whole))
    np.testing.assert_allclose((again**2).sum(axis=1), 1, atol=1e-6)
    assert (again * whole).sum(axis=1).min() > 0.999999


def test_vectors_are_the_file_in_memory_and_no_copy(tmp_path: Path):
    """So that several processes share them."""
    write(tmp_path / "features.h5", {"net": rows()})
    vectors = read(tmp_path / "features.h5", "net", RECIPE).vectors
    with h5py.File(tmp_path / "features.h5", "r+") as file:
        file["net/vectors"][1, 2] = 42
    assert vectors[1, 2] == 42
    assert not vectors.flags.writeable


def test_a_store_without_vectors_comes_back(tmp_path: Path):
    empty = replace(rows(), ids=[], grounds=[], digests=[], vectors=np.empty((0, 8), np.int16))
    write(tmp_path / "features.h5", {"net": empty})
    assert read(tmp_path / "features.h5", "net", RECIPE).vectors.shape == (0, 8)


def test_the_same_vectors_give_the_same_bytes(tmp_path: Path):
    write(tmp_path / "one.h5", {"a": rows(), "b": rows(1)})
    write(tmp_path / "two.h5", {"b": rows(1), "a": rows()})
    assert (tmp_path / "one.h5").read_bytes() == (tmp_path / "two.h5").read_bytes()


def test_another_program_can_read_it(tmp_path: Path):
    write(tmp_path / "features.h5", {"net": rows()})
    with h5py.File(tmp_path / "features.h5") as file:
        assert file["net/ids"].asstr()[2] == "图标 c"
        assert file["net/vectors"].shape == (3, 8)
        assert {"model", "layer", "input", "glyph_version", "format_version"} <= set(
            file["net"].attrs
        )


@pytest.mark.parametrize("attribute", ["model", "layer", "input", "glyph_version", "model_sha256"])
def test_vectors_made_in_another_way_are_refused(tmp_path: Path, attribute: str):
    write(tmp_path / "features.h5", {"net": rows()})
    with pytest.raises(
        Mismatch, match=rf"{attribute} is .* there and 'else' here.*run `python -m features`"
    ):
        read(tmp_path / "features.h5", "net", replace(RECIPE, **{attribute: "else"}))


def test_another_format_is_refused(tmp_path: Path):
    write(tmp_path / "features.h5", {"net": rows()})
    with h5py.File(tmp_path / "features.h5", "r+") as file:
        file["net"].attrs["format_version"] = FORMAT_VERSION + 1
    with pytest.raises(Mismatch, match="format_version is 6 there and 5 here"):
        read(tmp_path / "features.h5", "net", RECIPE)


def test_what_cannot_be_read_is_refused(tmp_path: Path):
    path = tmp_path / "features.h5"
    with pytest.raises(Mismatch, match="run `python -m features`"):
        read(path, "net", RECIPE)
    write(path, {"net": rows()})
    with pytest.raises(Mismatch, match="no readable vectors of absent"):
        read(path, "absent", RECIPE)
    whole = path.read_bytes()
    for length in (700, len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(Mismatch, match="no readable vectors of net"):
            read(path, "net", RECIPE)


def test_columns_of_different_length_are_refused(tmp_path: Path):
    write(tmp_path / "features.h5", {"net": replace(rows(), ids=["a", "b"])})
    with pytest.raises(Mismatch, match="same length"):
        read(tmp_path / "features.h5", "net", RECIPE)
