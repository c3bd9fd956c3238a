"""The rendered pictures and their manifest: which JPEGs belong to which icon, and which icons failed. The format's one owner.

A picture's file is named after its icon's id and its own content, so writing one never changes what a manifest speaks of: the
manifest last put in place stays true until the next one replaces it, and only then are the files deleted that it does not name.
"""

import errno
import hashlib
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingest.common.data_folder import DataFolder, safe_name, write_atomically
from ingest.common.failures import ConfigurationError
from render.picture import Pictures

FORMAT = 2
SEAL = b',\n"sha256":'  # in the file, what stands between its content and the digest of that


@dataclass(frozen=True)
class Settings:
    """All that decides a picture besides its icon; with other settings everything is drawn again."""

    size: int  # pixels of a side
    quality: int
    margin: float  # of a side, on each side
    light: str
    dark: str
    renderer: str


@dataclass(frozen=True)
class RenderedImage:
    """One JPEG; `file` is relative to the folder of images."""

    ground: str
    file: str
    sha256: str
    bytes: int


@dataclass(frozen=True)
class Rendered:
    """The pictures of one icon as its `digest` was: one for a single colour, two (light first) for several."""

    digest: str
    images: tuple[RenderedImage, ...]
    multicolour: bool
    flags: tuple[str, ...]


@dataclass(frozen=True)
class Failed:
    """Why there is no picture of an icon as its `digest` was."""

    digest: str
    reason: str


@dataclass
class Manifest:
    """What a run drew, by icon id."""

    settings: Settings
    icons: dict[str, Rendered] = field(default_factory=dict)
    failed: dict[str, Failed] = field(default_factory=dict)


def read_manifest(folder: DataFolder) -> Manifest:
    """The manifest of the last complete run.

    Raises ConfigurationError when there is none or it cannot be used.
    """
    manifest = read(folder.render_manifest)
    if manifest is None:
        raise ConfigurationError(
            f"{folder.render_manifest} is not there: run `python -m render` first."
        )
    return manifest


def read(path: Path) -> Manifest | None:
    """A manifest, None where there is no file. Raises ConfigurationError when it cannot be used."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    try:
        document = json.loads(content)
        if document["format"] != FORMAT:
            raise ConfigurationError(
                f"{path} is of another version of this program: delete it and run `python -m render` again."
            )
        if document["sha256"] != hashlib.sha256(content.rpartition(SEAL)[0]).hexdigest():
            raise ValueError("its content is not what was written")
        return Manifest(
            settings=Settings(**document["settings"]),
            icons={
                identifier: _rendered(record) for identifier, record in document["icons"].items()
            },
            failed={
                identifier: Failed(**record) for identifier, record in document["failed"].items()
            },
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ConfigurationError(
            f"{path} cannot be used ({error}): delete it and run `python -m render` again."
        ) from error


def _rendered(record: dict[str, Any]) -> Rendered:
    images = tuple(RenderedImage(**image) for image in record["images"])
    return Rendered(record["digest"], images, record["multicolour"], tuple(record["flags"]))


def write(path: Path, manifest: Manifest) -> None:
    """Put a manifest in place in one step, an icon a line, sorted by id, sealed with a digest. Raises NotWritable."""
    icons = {
        identifier: vars(icon) | {"images": [vars(image) for image in icon.images]}
        for identifier, icon in manifest.icons.items()
    }
    failed = {identifier: vars(failure) for identifier, failure in manifest.failed.items()}
    head = f'"format":{FORMAT},\n"settings":{json.dumps(vars(manifest.settings))}'
    content = f'{{{head},\n"icons":{_lines(icons)},\n"failed":{_lines(failed)}'.encode()
    write_atomically(path, content + SEAL + f'"{hashlib.sha256(content).hexdigest()}"}}\n'.encode())


def _lines(records: dict[str, dict[str, Any]]) -> str:
    lines = (
        f"{json.dumps(key)}:{json.dumps(records[key], separators=(',', ':'))}"
        for key in sorted(records)
    )
    return "{\n" + ",\n".join(lines) + "\n}" if records else "{}"


def save(images: Path, identifier: str, pictures: Pictures) -> tuple[RenderedImage, ...]:
    """Write an icon's JPEGs into the folder of images. No character of the id reaches a file name.

    Only a manifest written later makes them count, and only at their full size: one half written is drawn again.
    """
    name = safe_name(identifier)
    shard = f"{images}/{name[:2]}"  # plain strings: pathlib would take a tenth of a run
    saved = []
    for ground, jpeg in pictures.jpegs.items():
        sha256 = hashlib.sha256(jpeg).hexdigest()
        file = f"{name}-{sha256[:8]}.jpg"
        try:
            _write(f"{shard}/{file}", jpeg)
        except FileNotFoundError:
            Path(shard).mkdir(parents=True, exist_ok=True)
            _write(f"{shard}/{file}", jpeg)
        saved.append(RenderedImage(ground, f"{name[:2]}/{file}", sha256, len(jpeg)))
    return tuple(saved)


def _write(path: str, content: bytes) -> None:
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    try:
        if os.write(file, content) < len(content):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)
    finally:
        os.close(file)


def load(images: Path | str, image: RenderedImage) -> bytes:
    """A JPEG out of the folder of images. Raises FileNotFoundError."""
    with open(f"{images}/{image.file}", "rb", buffering=0) as file:
        return file.read()


def intact(images: Path | str, rendered: Rendered, verify: bool) -> bool:
    """Whether an icon's files are there and of the right size; with `verify`, of the right content."""
    try:
        if not verify:
            return all(
                os.stat(f"{images}/{image.file}").st_size == image.bytes
                for image in rendered.images
            )
        return all(
            hashlib.sha256(load(images, image)).hexdigest() == image.sha256
            for image in rendered.images
        )
    except FileNotFoundError:
        return False


def sweep(folder: DataFolder, manifest: Manifest) -> None:
    """Delete the files the manifest does not name: of removed icons, of changed ones, and what a killed run left."""
    named = {image.file for rendered in manifest.icons.values() for image in rendered.images}
    for shard in sorted(folder.images.glob("*/")):
        for path in list(shard.iterdir()):
            if f"{shard.name}/{path.name}" not in named:
                path.unlink()
