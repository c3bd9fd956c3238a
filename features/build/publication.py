"""Publishing: a generation is made aside, sealed, verified, and switched to in one atomic step. Going back, and tidying."""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from json import dumps
from pathlib import Path
from typing import Any

import numpy as np

from features.search.index.milvus import Milvus
from features.store import generation
from features.store import vectors as store
from features.store.generation import BrokenGeneration, Generation
from ingest.common import stamps
from ingest.common.data_folder import DataFolder
from ingest.common.failures import ConfigurationError

STAMP = "%Y%m%dT%H%M%SZ"
STAMP_LENGTH = 16


def new_name(folder: DataFolder, content: str) -> str:
    """A name for a generation made now of this content (its hexadecimal digest), sorted behind all others."""
    stamp = datetime.now(UTC).strftime(STAMP)
    newest = max((name[:STAMP_LENGTH] for name in generation.names(folder)), default="")
    if newest >= stamp:
        stamp = (datetime.strptime(newest, STAMP) + timedelta(seconds=1)).strftime(STAMP)
    return f"{stamp}-{content[:8]}"


def created(name: str) -> str:
    """When a generation of that name was made, as ISO 8601."""
    return datetime.strptime(name[:STAMP_LENGTH], STAMP).replace(tzinfo=UTC).isoformat()


@contextmanager
def draft(folder: DataFolder, name: str, store: Milvus | None = None) -> Iterator[Path]:
    """An empty folder in which to make a generation; what is not published is deleted, also what a killed run has left."""
    for leftover in folder.generations.glob(".*.tmp"):
        _delete(leftover, leftover.name[1:].removesuffix(".tmp"), store)
    path = folder.generations / f".{name}.tmp"
    path.mkdir(parents=True)
    try:
        yield path
    finally:
        if path.exists():
            _delete(path, name, store)


def seal(path: Path, facts: Mapping[str, Any]) -> None:
    """Write the manifest over everything in the draft, and bring it all to the disk."""
    files = sorted(file.relative_to(path).as_posix() for file in path.rglob("*") if file.is_file())
    manifest = {
        "format": generation.FORMAT,
        **facts,
        "files": {file: generation.facts(path / file) for file in files},
    }
    (path / generation.MANIFEST).write_text(
        dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    for entry in (*path.rglob("*"), path):
        _sync(entry)


def publish(folder: DataFolder, path: Path, name: str, store: Milvus | None = None) -> None:
    """Verify a sealed draft, give it its name and serve it. Raises BrokenGeneration, SourceDown, what is served untouched."""
    verified = verify(path)
    if store is not None:
        store.fill(verified)
    path.rename(folder.generations / name)
    _sync(folder.generations)
    _note_verified(folder.generations / name)
    switch(folder, name, store)


def verify(path: Path) -> Generation:
    """Look through a generation: every digest, and that its parts belong together and to this code; returns it closed.

    Raises BrokenGeneration, Mismatch.
    """
    opened = generation.open_generation(path, thorough=True)
    try:
        for extractor in opened.extractors:
            rows = opened.vectors(extractor)
            if len(set(rows.ids)) != len(opened.catalogue):
                raise BrokenGeneration(
                    f"{path.name}: {extractor} has vectors of other icons than the catalogue: run `python -m features`."
                )
            squares = (
                np.einsum("nd,nd->n", rows.vectors, rows.vectors, dtype=np.float32) / store.ONE**2
            )
            if not np.allclose(squares, 1, atol=2e-3):
                raise BrokenGeneration(
                    f"{path.name}: not every vector of {extractor} has length 1: run `python -m features`."
                )
    finally:
        opened.close()
    return opened


def switch(folder: DataFolder, name: str, store: Milvus | None = None) -> None:
    """Serve a generation from now on: a reader finds the one before or this one, never neither."""
    if store is not None:
        store.serve(name, set(generation.names(folder)) - {name, generation.current_name(folder)})
    link = folder.root / f".{folder.current.name}.tmp"
    link.unlink(missing_ok=True)
    link.symlink_to(Path(folder.generations.name) / name)
    os.replace(link, folder.current)
    _sync(folder.root)


def find(folder: DataFolder, name: str) -> Path:
    """The folder of a published generation. Raises ConfigurationError when there is none of that name."""
    if name not in generation.names(folder):
        raise ConfigurationError(f"there is no generation {name}: see `python -m features list`.")
    return folder.generations / name


def rollback(folder: DataFolder, name: str | None = None, store: Milvus | None = None) -> str:
    """Serve another published generation, the one before the present if none is named; returns its name.

    Raises ConfigurationError when there is none such, BrokenGeneration when it cannot be served, SourceDown.
    """
    current = generation.current_name(folder)
    if name is None:
        name = max(
            (
                other
                for other in generation.names(folder)
                if current is not None and other < current
            ),
            default=None,
        )
        if name is None:
            raise ConfigurationError(
                "there is no generation before the present one: see `python -m features list`."
            )
    verified = verify(find(folder, name))
    _note_verified(verified.path)
    if store is not None:
        store.fill(verified)
    switch(folder, name, store)
    return name


def prune(folder: DataFolder, keep: int, store: Milvus | None = None) -> list[str]:
    """Delete all but the newest `keep` generations, never the one that is served; returns the deleted ones' names."""
    old = [
        name for name in generation.names(folder)[:-keep] if name != generation.current_name(folder)
    ]
    for name in old:
        # Under another name first: a deletion that is cut short must not leave half a generation to go back to.
        doomed = folder.generations / f".{name}.tmp"
        (folder.generations / name).rename(doomed)
        folder.verified(name).unlink(missing_ok=True)
        _delete(doomed, name, store)
    return old


def _delete(path: Path, name: str, store: Milvus | None) -> None:
    # The folder last: where Milvus does not answer, it is left to tell the next run what to delete.
    if store is not None:
        store.drop(name)
    shutil.rmtree(path)


def _note_verified(path: Path) -> None:
    """Note how the files lie of a generation that was just verified."""
    stamps.note(generation.verified(path), generation.lying(path), {})


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
