"""`manifest.json` of a generation: the digests of its files, and how its vectors were made."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from features.store.open_file import OpenFile
from features.store.vectors import Recipe
from ingest.common.failures import Failure

FORMAT = 12  # raised when older generations cannot be read, or must learn anew
MANIFEST = "manifest.json"
RUN = "run `python -m features`"
REMEDY = f"{RUN}, or go back to another one with `python -m features rollback`."


class BrokenGeneration(Failure):
    """A published generation is missing, damaged, or made by code of another version."""

    status = 2


def read_manifest(path: Path) -> Mapping[str, Any]:
    """A generation's manifest. Raises BrokenGeneration for another format."""
    content = (path / MANIFEST).read_bytes()
    manifest: Mapping[str, Any] = json.loads(content)
    written = manifest["format"]
    if written != FORMAT:
        raise BrokenGeneration(
            f"generation {path.name} cannot be read "
            f"(it has format {written}, this code reads {FORMAT}): {RUN}."
        )
    return manifest


def verify_files(files: Mapping[str, OpenFile], manifest: Mapping[str, Any]) -> None:
    """Compare every file of a generation with its manifest. Raises BrokenGeneration."""
    for name, expected in manifest["files"].items():
        if facts(files[name].path) != expected:
            raise BrokenGeneration(f"{files[name]} is damaged: {REMEDY}")


def read_recipes(manifest: Mapping[str, Any]) -> dict[str, Recipe]:
    """The recipe of each extractor. The manifest's records of extractors hold more than it."""
    names = [field.name for field in fields(Recipe)]
    recipes = {}
    for extractor, record in manifest["extractors"].items():
        values = {name: record[name] for name in names}
        recipes[extractor] = Recipe(**values)
    return recipes


def facts(path: Path) -> dict[str, Any]:
    """The manifest's record of a file: its digest and its size in bytes."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    return {
        "sha256": digest.hexdigest(),
        "bytes": path.stat().st_size,
    }
