"""A published generation: an immutable folder with a manifest of digests. Opens it for reading."""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from features.encoders import ENCODERS, Encoder
from features.encoders.embedder import Embedder
from features.store import vectors
from features.store.catalogue import Catalogue
from features.store.entry import Entry
from features.store.manifest import (
    FORMAT,
    MANIFEST,
    REMEDY,
    RUN,
    BrokenGeneration,
    facts,
    read_manifest,
    read_recipes,
    verify_files,
)
from features.store.open_file import OpenFile
from features.store.vectors import Recipe, Vectors
from ingest.common import stamps
from ingest.common.data_folder import DataFolder
from ingest.copying.templates import Copying, from_json

__all__ = [
    "FORMAT",
    "MANIFEST",
    "BrokenGeneration",
    "Catalogue",
    "Entry",
    "Generation",
    "facts",
    "open_current",
    "open_generation",
]

CATALOGUE = "catalogue.sqlite"
FEATURES = "features.h5"
NAME = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}")


@dataclass(frozen=True)
class Generation:
    """A verified generation with its catalogue open.

    `recipes` give for each extractor how its vectors were made. `files` are those that the manifest
    names: they stay open, as the folder may be deleted before an extractor is first needed.
    """

    path: Path
    manifest: Mapping[str, Any]
    recipes: Mapping[str, Recipe]
    catalogue: Catalogue
    files: Mapping[str, OpenFile]

    @property
    def name(self) -> str:
        """Its name, which begins with the time when it was made."""
        return str(self.manifest["name"])

    @property
    def default_extractor(self) -> str:
        """The extractor of searches that name none."""
        return str(self.manifest["default"])

    @property
    def extractors(self) -> list[str]:
        """The extractors whose vectors it holds, the default first."""
        default = self.default_extractor
        others = sorted(self.recipes.keys() - {default})
        return [default, *others]

    def encoder(self, extractor: str) -> Encoder:
        """The encoder whose vectors can be compared with those of the generation.

        Raises BrokenGeneration when the generation has no vectors of this extractor, or when this
        code makes them in another way.
        """
        recipe = self.recipes.get(extractor)
        if recipe is None:
            raise BrokenGeneration(
                f"generation {self.name} holds no vectors of {extractor}: "
                f"run `python -m features --extractor {extractor}`."
            )
        encoder = ENCODERS.get(extractor)
        if encoder is None:
            raise BrokenGeneration(
                f"generation {self.name} was made with {extractor}, which is unknown here: {RUN}."
            )
        differences = recipe.differences(Recipe.of(encoder, recipe.model_sha256))
        if differences:
            raise BrokenGeneration(
                f"generation {self.name} was made by another {extractor} ({differences}): {RUN}."
            )
        return encoder

    def model(self, extractor: str) -> Path | None:
        """The extractor's exported model; None for an extractor without a model."""
        recipe = self.recipes[extractor]
        if not recipe.model_sha256:
            return None
        return self.files[model_file(extractor)].path

    def embedder(self, extractor: str, threads: int) -> Embedder:
        """The encoder with its model, computing with `threads` threads. Raises BrokenGeneration."""
        return Embedder(self.encoder(extractor), self.model(extractor), threads)

    def vectors(self, extractor: str) -> Vectors:
        """The extractor's rows, comparable with the vectors that this code makes.

        Raises BrokenGeneration, Mismatch.
        """
        self.encoder(extractor)  # raises if this code makes them in another way
        return vectors.read(
            self.files[FEATURES],
            extractor,
            self.recipes[extractor],
        )

    def entry(self, identifier: str) -> Entry:
        """The catalogue's entry of an icon that has vectors."""
        entry = self.catalogue.get(identifier)
        assert entry is not None, "vectors and catalogue of one generation are published together"
        return entry

    @property
    def copying(self) -> Copying:
        """The templates of the icons' code; none in older generations."""
        return from_json(self.manifest.get("copy", ()))

    @property
    def selftest(self) -> Mapping[str, Any] | None:
        """The result of the self-test with the default extractor; None for too small a library."""
        tested: Mapping[str, Any] | None = self.manifest["selftest"]
        return tested

    def calibration_record(self, extractor: str) -> Mapping[str, Any] | None:
        """The calibration of an extractor's scores, as the self-test wrote it into the manifest.

        None for all but the default extractor, and for a library too small for the self-test.
        """
        if extractor != self.default_extractor or self.selftest is None:
            return None
        record: Mapping[str, Any] = self.selftest["calibration"]
        return record

    def changed(self) -> bool:
        """Whether a file was written to since it was verified, which no stage does."""
        return any(file.written() for file in self.files.values())

    def reread(self) -> Iterator[str | None]:
        """Compare every file with its digest once more, in steps of a millisecond or so.

        Yields the name of a damaged file, and None after each step that found none.
        """
        for name, file in self.files.items():
            expected = self.manifest["files"][name]["sha256"]
            for sound in file.matches(expected):
                yield None if sound else name

    def close(self) -> None:
        """Close its files."""
        self.catalogue.close()


def open_current(folder: DataFolder, thorough: bool = False) -> Generation:
    """Open the generation that is served, as `open_generation` does. Raises BrokenGeneration."""
    return open_generation(current_path(folder), thorough)


def open_generation(path: Path, thorough: bool = False) -> Generation:
    """Verify a generation and open it. Raises BrokenGeneration.

    Every file is compared with its digest. Unless `thorough`, this is left out if all files still
    have the size, time stamp and inode that they had when they were last verified.
    """
    try:
        manifest = read_manifest(path)
        files = {
            name: OpenFile(path / name)
            for name in manifest["files"]  # before they are verified
        }
        if thorough or not _is_known(path):
            verify_files(files, manifest)
        return Generation(
            path=path,
            manifest=manifest,
            recipes=read_recipes(manifest),
            catalogue=Catalogue(path / CATALOGUE),
            files=files,
        )
    except (OSError, ValueError, KeyError, TypeError, sqlite3.DatabaseError) as error:
        raise BrokenGeneration(
            f"generation {path.name} cannot be read ({error!r}): {REMEDY}"
        ) from error


def _is_known(path: Path) -> bool:
    """Whether all files have the stamps that they had when they were last verified."""
    note = verified_note(path)
    return stamps.recall(note, file_stamps(path)) is not None


def verified_note(path: Path) -> Path:
    """The file that notes the stamps which a generation's files had when last verified."""
    folder = DataFolder(path.parents[1])
    return folder.verified(path.name)


def file_stamps(path: Path) -> dict[str, str]:
    """The stamps of a generation's files, as `verified_note` notes them."""
    return {"files": stamps.of_folder(path)}


def names(folder: DataFolder) -> list[str]:
    """The published generations, the oldest first."""
    present = [path.name for path in folder.generations.glob("*")]
    return sorted(filter(NAME.fullmatch, present))


def nothing_published(folder: DataFolder) -> BrokenGeneration:
    """The error about a data folder before its first generation."""
    return BrokenGeneration(f"nothing is published in {folder.root} yet: {RUN}.")


def current_path(folder: DataFolder) -> Path:
    """The folder of the generation that is served. Raises BrokenGeneration before the first."""
    if not folder.current.is_symlink():
        raise nothing_published(folder)
    return folder.current.resolve()


def current_name(folder: DataFolder) -> str | None:
    """The generation that is served, None before the first."""
    if not folder.current.is_symlink():
        return None
    return folder.current.readlink().name


def model_file(extractor: str) -> str:
    """The path of an extractor's exported model in a generation."""
    return f"models/{extractor}.tflite"
