"""A published generation: an immutable folder with a manifest of digests. What it holds, and opening it for reading."""

import hashlib
import json
import os
import re
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from features.encoders import ENCODERS, Encoder
from features.encoders.embedder import Embedder
from features.search.calibration import Calibration
from features.store import vectors as store
from features.store.catalogue import Catalogue, Entry
from features.store.vectors import Recipe, Vectors
from ingest.common import stamps
from ingest.common.data_folder import DataFolder
from ingest.common.failures import Failure

__all__ = [
    "BrokenGeneration",
    "Catalogue",
    "Entry",
    "Generation",
    "open_current",
    "open_generation",
]

FORMAT = 9
MANIFEST = "manifest.json"
CATALOGUE = "catalogue.sqlite"
FEATURES = "features.h5"
RECIPE = tuple(field.name for field in fields(Recipe))
REMEDY = "run `python -m features`, or go back to another one with `python -m features rollback`."
NAME = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}")


class BrokenGeneration(Failure):
    """A published generation is missing, damaged, or made by code that this code does not go with."""

    status = 2


@dataclass(frozen=True)
class Generation:
    """A verified generation, its catalogue open; `recipes` says of each extractor what made its vectors.

    `stats` are those of its files before they were verified.
    """

    path: Path
    manifest: Mapping[str, Any]
    recipes: Mapping[str, Recipe]
    catalogue: Catalogue
    stats: Mapping[str, os.stat_result]

    @property
    def name(self) -> str:
        """Its name, which begins with the time it was made."""
        return str(self.manifest["name"])

    @property
    def default_extractor(self) -> str:
        """The extractor to search with when none is asked for."""
        return str(self.manifest["default"])

    @property
    def extractors(self) -> list[str]:
        """The extractors it holds vectors of, the default first."""
        return sorted(self.recipes, key=lambda name: (name != self.default_extractor, name))

    def encoder(self, extractor: str) -> Encoder:
        """The encoder that makes vectors to compare with those of the generation.

        Raises BrokenGeneration when it has none, or when this code makes them in another way.
        """
        recipe, encoder = self.recipes.get(extractor), ENCODERS.get(extractor)
        if recipe is None:
            remedy = f"run `python -m features --extractor {extractor}`"
            raise BrokenGeneration(
                f"generation {self.name} holds no vectors of {extractor}: {remedy}."
            )
        if encoder is None:
            raise BrokenGeneration(
                f"generation {self.name} was made with {extractor}, which is unknown here: run `python -m features`."
            )
        if differences := recipe.differences(Recipe.of(encoder, recipe.model_sha256)):
            raise BrokenGeneration(
                f"generation {self.name} was made by another {extractor} ({differences}): run `python -m features`."
            )
        return encoder

    def model(self, extractor: str) -> Path | None:
        """The extractor's exported model, None where it works without one."""
        return self.path / model_file(extractor) if self.recipes[extractor].model_sha256 else None

    def embedder(self, extractor: str, threads: int) -> Embedder:
        """The encoder with its model, computing with `threads` threads. Raises BrokenGeneration."""
        return Embedder(self.encoder(extractor), self.model(extractor), threads)

    def vectors(self, extractor: str) -> Vectors:
        """The extractor's rows, comparable with what this code makes. Raises BrokenGeneration, Mismatch."""
        self.encoder(extractor)
        return store.read(self.path / FEATURES, extractor, self.recipes[extractor])

    def entry(self, identifier: str) -> Entry:
        """What the catalogue says of an icon that has vectors."""
        entry = self.catalogue.get(identifier)
        assert entry is not None, "vectors and catalogue of one generation are published together"
        return entry

    @property
    def selftest(self) -> Mapping[str, Any] | None:
        """What searches with the default extractor found when it was built; None for a library too small to tell."""
        tested: Mapping[str, Any] | None = self.manifest["selftest"]
        return tested

    def calibration(self, extractor: str) -> Calibration | None:
        """How sure its answers are; None for all but the default extractor, and for a library too small to tell."""
        tested = self.selftest if extractor == self.default_extractor else None
        return None if tested is None else Calibration.read(tested["calibration"])

    def changed(self) -> bool:
        """Whether a file of it was written to since it was verified, which no stage does."""
        return any(_written(self.path / file, then) for file, then in self.stats.items())

    def close(self) -> None:
        """Let go of its files."""
        self.catalogue.close()


def open_current(folder: DataFolder) -> Generation:
    """Open the generation that is served. Raises BrokenGeneration."""
    return open_generation(current_path(folder))


def open_generation(path: Path, thorough: bool = False) -> Generation:
    """Verify a generation, every file against its digest, and open it.

    Unless that is to be `thorough`, the files are not read where they lie just as they were when all of them were last verified.
    Raises BrokenGeneration.
    """
    try:
        manifest = json.loads((path / MANIFEST).read_bytes())
        if manifest["format"] != FORMAT:
            versions = f"it has format {manifest['format']}, this code reads {FORMAT}"
            raise BrokenGeneration(
                f"generation {path.name} cannot be read ({versions}): run `python -m features`."
            )
        stats = {file: (path / file).stat() for file in manifest["files"]}
        known = not thorough and stamps.recall(verified(path), lying(path)) is not None
        for file, promised in {} if known else manifest["files"].items():
            if facts(path / file) != promised:
                raise BrokenGeneration(f"{path / file} is damaged: {REMEDY}")
        recipes = {
            extractor: Recipe(**{key: said[key] for key in RECIPE})
            for extractor, said in manifest["extractors"].items()
        }
        return Generation(path, manifest, recipes, Catalogue(path / CATALOGUE), stats)
    except (OSError, ValueError, KeyError, TypeError, sqlite3.DatabaseError) as error:
        raise BrokenGeneration(
            f"generation {path.name} cannot be read ({error!r}): {REMEDY}"
        ) from error


def verified(path: Path) -> Path:
    """Where it is noted how a generation's files lay when they were last verified."""
    return DataFolder(path.parents[1]).verified(path.name)


def lying(path: Path) -> dict[str, str]:
    """How a generation's files lie there."""
    return {"files": stamps.of_folder(path)}


def names(folder: DataFolder) -> list[str]:
    """The published generations, the oldest first."""
    return sorted(path.name for path in folder.generations.glob("*") if NAME.fullmatch(path.name))


def current_path(folder: DataFolder) -> Path:
    """The folder of the generation that is served. Raises BrokenGeneration before the first."""
    if not folder.current.is_symlink():
        raise BrokenGeneration(
            f"nothing is published in {folder.root} yet: run `python -m features`."
        )
    return folder.current.resolve()


def current_name(folder: DataFolder) -> str | None:
    """The generation that is served, None before the first."""
    return folder.current.readlink().name if folder.current.is_symlink() else None


def model_file(extractor: str) -> str:
    """Where in a generation an extractor's exported model lies."""
    return f"models/{extractor}.tflite"


def facts(path: Path) -> dict[str, Any]:
    """What a manifest says of a file."""
    with path.open("rb") as file:
        return {
            "sha256": hashlib.file_digest(file, "sha256").hexdigest(),
            "bytes": path.stat().st_size,
        }


def _written(path: Path, then: os.stat_result) -> bool:
    """Whether a file has other content than then, in place: one that was deleted or replaced is still open as it was."""
    try:
        now = path.stat()
    except OSError:
        return False
    return now.st_ino == then.st_ino and (now.st_size, now.st_mtime_ns) != (
        then.st_size,
        then.st_mtime_ns,
    )
