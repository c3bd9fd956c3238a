"""Publishes generations: a draft is made, sealed, verified, and switched to in one atomic step.

It also goes back to an older generation, and deletes old generations.
"""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from json import dumps
from pathlib import Path
from typing import Any

import numpy as np

from features.search.index.vector_store import LOCAL, VectorStore
from features.store import generation
from features.store.generation import BrokenGeneration, Generation
from features.store.vectors import ONE, Vectors
from ingest.common import stamps
from ingest.common.data_folder import DataFolder
from ingest.common.failures import ConfigurationError

STAMP = "%Y%m%dT%H%M%SZ"
STAMP_LENGTH = len("20260101T000000Z")


@dataclass(frozen=True)
class VerificationSettings:
    """What is tolerated when a generation is verified."""

    # How much the square of a stored vector's length may differ from 1. Rounding to 16 bits stays
    # far below; a vector that was never scaled is far above. Chosen by hand.
    length_tolerance: float = 2e-3


SETTINGS = VerificationSettings()


def new_name(folder: DataFolder, content: str) -> str:
    """A name for a generation made now, which sorts behind all others.

    `content` is the hexadecimal digest of what the generation is made from.
    """
    now = datetime.now(UTC)
    stamp = now.strftime(STAMP)
    stamps_before = [name[:STAMP_LENGTH] for name in generation.names(folder)]
    newest = max(stamps_before, default="")
    if newest >= stamp:
        time = datetime.strptime(newest, STAMP)
        following = time + timedelta(seconds=1)
        stamp = following.strftime(STAMP)
    return f"{stamp}-{content[:8]}"


def created(name: str) -> str:
    """When a generation of that name was made, as ISO 8601."""
    stamp = name[:STAMP_LENGTH]
    time = datetime.strptime(stamp, STAMP)
    return time.replace(tzinfo=UTC).isoformat()


@contextmanager
def draft(folder: DataFolder, name: str, store: VectorStore = LOCAL) -> Iterator[Path]:
    """An empty folder in which to make a generation.

    It is deleted unless it is published, and so is the draft of a run that was killed.
    """
    for leftover in folder.generations.glob(".*.tmp"):
        unpublished = leftover.name[1:].removesuffix(".tmp")
        _delete(leftover, unpublished, store)
    path = _hidden(folder, name)
    path.mkdir(parents=True)
    try:
        yield path
    finally:
        if path.exists():
            _delete(path, name, store)


def seal(path: Path, facts: Mapping[str, Any]) -> None:
    """Write the manifest with the digest of every file in the draft, and flush all to the disk."""
    records = {}
    for file in sorted(path.rglob("*")):
        if file.is_file():
            name = file.relative_to(path).as_posix()
            records[name] = generation.facts(file)
    manifest = {
        "format": generation.FORMAT,
        **facts,
        "files": records,
    }
    text = dumps(manifest, ensure_ascii=False, indent=1)
    file = path / generation.MANIFEST
    file.write_text(text + "\n", encoding="utf-8")
    for entry in (*path.rglob("*"), path):
        _sync(entry)


def publish(folder: DataFolder, path: Path, name: str, store: VectorStore = LOCAL) -> None:
    """Verify a sealed draft, give it its name and serve it.

    Raises BrokenGeneration, SourceDown; the generation that is served is then unchanged.
    """
    verified = verify(path)
    store.fill(verified)
    published = folder.generations / name
    path.rename(published)
    _sync(folder.generations)
    _note_verified(published)
    switch(folder, name, store)


def verify(path: Path) -> Generation:
    """Compare every file with its digest, and check that the parts of a generation fit together.

    Returns the generation, closed. Raises BrokenGeneration, Mismatch.
    """
    opened = generation.open_generation(path, thorough=True)
    with closing(opened):
        for extractor in opened.extractors:
            _verify_vectors(path, opened, extractor)
    return opened


def _verify_vectors(path: Path, opened: Generation, extractor: str) -> None:
    """Check the vectors of one extractor. Raises BrokenGeneration, Mismatch."""
    rows = opened.vectors(extractor)
    if len(set(rows.ids)) != len(opened.catalogue):
        raise BrokenGeneration(
            f"{path.name}: {extractor} has vectors of other icons than the catalogue: "
            "run `python -m features`."
        )
    if not _have_length_1(rows):
        raise BrokenGeneration(
            f"{path.name}: not every vector of {extractor} has length 1: run `python -m features`."
        )


def _have_length_1(rows: Vectors) -> bool:
    """Whether all vectors have length 1."""
    squares = np.einsum(
        "nd,nd->n",
        rows.vectors,
        rows.vectors,
        dtype=np.float32,
    )
    return np.allclose(
        squares / ONE**2,
        1,
        atol=SETTINGS.length_tolerance,
    )


def switch(folder: DataFolder, name: str, store: VectorStore = LOCAL) -> None:
    """Serve a generation from now on: a reader finds the old one or this one, never neither."""
    in_use = {name, generation.current_name(folder)}
    idle = set(generation.names(folder)) - in_use
    store.serve(name, idle)
    link = folder.root / f".{folder.current.name}.tmp"
    link.unlink(missing_ok=True)
    link.symlink_to(Path(folder.generations.name) / name)
    os.replace(link, folder.current)
    _sync(folder.root)


def find(folder: DataFolder, name: str) -> Path:
    """The folder of a published generation. Raises ConfigurationError for an unknown name."""
    if name not in generation.names(folder):
        raise ConfigurationError(f"there is no generation {name}: see `python -m features list`.")
    return folder.generations / name


def rollback(folder: DataFolder, name: str | None = None, store: VectorStore = LOCAL) -> str:
    """Serve another published generation, by default the one before the present; returns its name.

    Raises ConfigurationError when there is no such generation, BrokenGeneration when it cannot be
    served, SourceDown.
    """
    if name is None:
        name = _before_current(folder)
    verified = verify(find(folder, name))
    _note_verified(verified.path)
    store.fill(verified)
    switch(folder, name, store)
    return name


def _before_current(folder: DataFolder) -> str:
    """The generation before the one that is served. Raises ConfigurationError."""
    current = generation.current_name(folder)
    older = [
        name
        for name in generation.names(folder)
        if current is not None and name < current  # names begin with their time
    ]
    if not older:
        raise ConfigurationError(
            "there is no generation before the present one: see `python -m features list`."
        )
    return older[-1]


def prune(folder: DataFolder, keep: int, store: VectorStore = LOCAL) -> list[str]:
    """Delete all but the newest `keep` generations, never the one that is served.

    Returns the names of those deleted.
    """
    current = generation.current_name(folder)
    old = generation.names(folder)[:-keep]
    if current in old:
        old.remove(current)
    for name in old:
        # Under another name first: an interrupted deletion must not leave half a generation that
        # `rollback` would find.
        doomed = _hidden(folder, name)
        (folder.generations / name).rename(doomed)
        folder.verified(name).unlink(missing_ok=True)
        _delete(doomed, name, store)
    return old


def _hidden(folder: DataFolder, name: str) -> Path:
    """The folder of a generation that is not published yet, or is being deleted."""
    return folder.generations / f".{name}.tmp"


def _delete(path: Path, name: str, store: VectorStore) -> None:
    # The folder last: if the store does not answer, the folder remains, and its name says to the
    # next run what to delete in the store.
    store.drop(name)
    shutil.rmtree(path)


def _note_verified(path: Path) -> None:
    """Note the stamps of a generation's files, which were just verified."""
    note = generation.verified_note(path)
    stamps.note(note, generation.file_stamps(path), {})


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
