"""The rendered JPEGs and their manifest: which JPEGs belong to which icon, which icons failed.

No other module reads or writes these formats. A JPEG's file is named after its icon's id and its
content, so writing a JPEG changes no file that a manifest names. The published manifest stays true
until the next one replaces it; only then are the files deleted that the new one does not name.
"""

import errno
import hashlib
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from ingest.common.data_folder import DataFolder, safe_name, write_atomically
from ingest.common.failures import ConfigurationError
from render.pictures import Choice, Pictures
from render.settings import RenderSettings

FORMAT = 3
SEAL = b',\n"sha256":'  # in the file, between the content and the digest of the content


@dataclass(frozen=True)
class RenderedImage:
    """A JPEG; `file` is relative to the folder of images."""

    ground: str
    file: str
    sha256: str
    bytes: int


@dataclass(frozen=True)
class Rendered:
    """The JPEGs of an icon whose digest was `digest`; of several, the light ground is first."""

    digest: str
    images: tuple[RenderedImage, ...]
    multicolour: bool
    flags: tuple[str, ...]
    choice: Choice

    @classmethod
    def of(cls, digest: str, images: tuple[RenderedImage, ...], pictures: Pictures) -> Self:
        """The record of pictures that were saved as `images`."""
        return cls(digest, images, pictures.multicolour, pictures.flags, pictures.choice)


@dataclass(frozen=True)
class Failed:
    """Why an icon whose digest was `digest` has no JPEG."""

    digest: str
    reason: str


@dataclass
class Manifest:
    """What a run drew, by icon id."""

    settings: RenderSettings
    icons: dict[str, Rendered] = field(default_factory=dict)
    failed: dict[str, Failed] = field(default_factory=dict)


def read_manifest(folder: DataFolder) -> Manifest:
    """The manifest of the last complete run.

    Raises ConfigurationError when there is none or it cannot be used.
    """
    path = folder.render_manifest
    manifest = read(path)
    if manifest is None:
        raise ConfigurationError(f"{path} is not there: run `python -m render` first.")
    return manifest


def read(path: Path) -> Manifest | None:
    """A manifest; None without a file. Raises ConfigurationError when it cannot be used."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    again = "delete it and run `python -m render` again."
    try:
        document = json.loads(content)
        if document["format"] != FORMAT:
            raise ConfigurationError(f"{path} is of another version of this program: {again}")
        sealed, _, _ = content.rpartition(SEAL)
        if document["sha256"] != hashlib.sha256(sealed).hexdigest():
            raise ValueError("its content is not what was written")
        return _manifest(document)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ConfigurationError(f"{path} cannot be used ({error}): {again}") from error


def _manifest(document: dict[str, Any]) -> Manifest:
    manifest = Manifest(RenderSettings(**document["settings"]))
    for identifier, record in document["icons"].items():
        manifest.icons[identifier] = _rendered(record)
    for identifier, record in document["failed"].items():
        failed = Failed(**record)
        manifest.failed[identifier] = failed
    return manifest


def _rendered(record: dict[str, Any]) -> Rendered:
    images = [RenderedImage(**image) for image in record["images"]]
    return Rendered(
        digest=record["digest"],
        images=tuple(images),
        multicolour=record["multicolour"],
        flags=tuple(record["flags"]),
        choice=Choice(record["renderer"], record["reason"]),
    )


def write(path: Path, manifest: Manifest) -> None:
    """Put a manifest in place in one step: an icon a line, sorted by id, sealed with a digest.

    Raises NotWritable.
    """
    icons = {identifier: _record(icon) for identifier, icon in manifest.icons.items()}
    failed = {identifier: vars(failure) for identifier, failure in manifest.failed.items()}
    settings = json.dumps(vars(manifest.settings))
    parts = (
        f'{{"format":{FORMAT}',
        f'"settings":{settings}',
        f'"icons":{_lines(icons)}',
        f'"failed":{_lines(failed)}',
    )
    content = ",\n".join(parts).encode()
    digest = hashlib.sha256(content).hexdigest()
    ending = f'"{digest}"}}\n'.encode()
    write_atomically(path, content + SEAL + ending)


def _record(icon: Rendered) -> dict[str, Any]:
    """An icon's line: its fields, with those of the choice among them."""
    images = [vars(image) for image in icon.images]
    record = vars(icon) | {"images": images} | vars(icon.choice)
    del record["choice"]
    return record


def _lines(records: dict[str, dict[str, Any]]) -> str:
    if not records:
        return "{}"
    lines = []
    for key in sorted(records):
        name = json.dumps(key)
        record = json.dumps(records[key], separators=(",", ":"))
        lines.append(f"{name}:{record}")
    return "{\n" + ",\n".join(lines) + "\n}"


def save(images: Path, identifier: str, pictures: Pictures) -> tuple[RenderedImage, ...]:
    """Write an icon's JPEGs into the folder of images. No character of the id is in a file name.

    They count once a manifest names them, and at their full size alone: a run that finds half of
    a JPEG draws it again.
    """
    name = safe_name(identifier)
    shard = name[:2]
    saved = []
    for ground, jpeg in pictures.jpegs.items():
        sha256 = hashlib.sha256(jpeg).hexdigest()
        file = f"{shard}/{name}-{sha256[:8]}.jpg"
        path = f"{images}/{file}"  # plain strings: pathlib would take a tenth of a run
        try:
            _write(path, jpeg)
        except FileNotFoundError:
            Path(images, shard).mkdir(parents=True, exist_ok=True)
            _write(path, jpeg)
        saved.append(RenderedImage(ground, file, sha256, len(jpeg)))
    return tuple(saved)


def _write(path: str, content: bytes) -> None:
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    try:
        written = os.write(file, content)
        if written < len(content):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)
    finally:
        os.close(file)


def load(images: Path | str, image: RenderedImage) -> bytes:
    """A JPEG out of the folder of images. Raises FileNotFoundError."""
    # pathlib would take half of the time, here and in `_has_its_size`.
    with open(f"{images}/{image.file}", "rb", buffering=0) as file:  # noqa: PTH123
        return file.read()


def intact(images: Path | str, rendered: Rendered, verify: bool) -> bool:
    """Whether an icon's files have the right size; with `verify`, the right content."""
    is_intact = _has_its_content if verify else _has_its_size
    try:
        return all(is_intact(images, image) for image in rendered.images)
    except FileNotFoundError:
        return False


def _has_its_size(images: Path | str, image: RenderedImage) -> bool:
    size = os.stat(f"{images}/{image.file}").st_size  # noqa: PTH116
    return size == image.bytes


def _has_its_content(images: Path | str, image: RenderedImage) -> bool:
    jpeg = load(images, image)
    sha256 = hashlib.sha256(jpeg).hexdigest()
    return sha256 == image.sha256


def sweep(folder: DataFolder, manifest: Manifest) -> None:
    """Delete the files that the manifest does not name.

    They are of icons that were removed or changed, or of a run that was killed.
    """
    named: set[str] = set()
    for rendered in manifest.icons.values():
        named.update(image.file for image in rendered.images)
    for shard in sorted(folder.images.glob("*/")):
        for path in list(shard.iterdir()):
            file = f"{shard.name}/{path.name}"
            if file not in named:
                path.unlink()
