"""The cache of exported models between builds.

An encoder is exported again when its code or its weights change.
"""

import hashlib
import os
import shutil
from pathlib import Path

from features import encoders
from features.encoders import Encoder
from ingest.common.data_folder import DataFolder
from ingest.common.failures import ConfigurationError

KEY_LENGTH = 16  # hexadecimal digits of the digest in a cached model's name


def exported(folder: DataFolder, encoder: Encoder, weights: Path | None) -> Path | None:
    """The encoder's model for LiteRT, exported if it is not cached; None if it needs no model.

    Raises ConfigurationError when its weights are missing.
    """
    if weights is not None and not encoder.downloads:
        raise ConfigurationError(f"{encoder.name} takes no weight file: leave --weights out.")
    if encoder.export is None:
        return None

    key = _key(encoder, weights)
    path = folder.partial / "models" / f"{encoder.name}-{key}.tflite"
    if not path.exists():
        encoder.export(path, weights)
        _remove_others(path, encoder)
    return path


def _remove_others(path: Path, encoder: Encoder) -> None:
    """Remove cached models of an encoder, except the given one."""
    any_key = "[0-9a-f]" * KEY_LENGTH
    for other in path.parent.glob(f"{encoder.name}-{any_key}.tflite"):
        if other != path:
            other.unlink()


def place(model: Path, target: Path) -> None:
    """Put a model into a generation: a hard link where the file system allows it, else a copy."""
    target.parent.mkdir(exist_ok=True)
    try:
        os.link(model, target)
    except OSError:
        shutil.copyfile(model, target)


def _key(encoder: Encoder, weights: Path | None) -> str:
    """A digest of everything that the export depends on: the recipe, the code and the weights."""
    recipe = (
        encoder.model,
        encoder.layer,
        encoder.input,
        encoder.glyph_version,
    )
    content = hashlib.sha256(repr(recipe).encode())

    package = Path(encoders.__file__).parent
    for file in sorted(package.glob("*.py")):
        content.update(_digest(file))
    for file in encoder.files:
        content.update(_weights_digest(file, "check out the repository again"))
    if weights is not None:
        content.update(_weights_digest(weights, "name another file with --weights"))
    return content.hexdigest()[:KEY_LENGTH]


def _weights_digest(file: Path, remedy: str) -> bytes:
    """The digest of a weight file. Raises ConfigurationError with the remedy if it is missing."""
    try:
        return _digest(file)
    except FileNotFoundError as error:
        raise ConfigurationError(f"the weight file {file} is missing: {remedy}.") from error


def _digest(file: Path) -> bytes:
    """The SHA-256 of a file."""
    content = file.read_bytes()
    return hashlib.sha256(content).digest()
