"""Exported models, kept between builds: an encoder is exported again only when its code or its weights change."""

import hashlib
import os
import shutil
from pathlib import Path

from features import encoders
from features.encoders import Encoder, export
from ingest.common.data_folder import DataFolder
from ingest.common.failures import ConfigurationError


def exported(folder: DataFolder, encoder: Encoder, weights: Path | None) -> Path | None:
    """The encoder's model for LiteRT, made now if need be; None for an encoder that needs none.

    Raises ConfigurationError when its weights are not to be had.
    """
    if weights is not None and not encoder.downloads:
        raise ConfigurationError(f"{encoder.name} takes no weight file: leave --weights out.")
    if encoder.export is None:
        return None
    path = folder.partial / "models" / f"{encoder.name}-{_key(encoder, weights)}.tflite"
    if not path.exists():
        encoder.export(path, weights)
        for other in path.parent.glob(f"{encoder.name}-{'[0-9a-f]' * 16}.tflite"):
            if other != path:
                other.unlink()
    return path


def place(model: Path, target: Path) -> None:
    """Put a model into a generation, without a second copy on the disk where the file system can do that."""
    target.parent.mkdir(exist_ok=True)
    try:
        os.link(model, target)
    except OSError:
        shutil.copyfile(model, target)


def _key(encoder: Encoder, weights: Path | None) -> str:
    """16 hexadecimal digits over everything that the export depends on: our code and the weights."""
    content = hashlib.sha256(
        repr((encoder.model, encoder.layer, encoder.input, encoder.glyph_version)).encode()
    )
    code = sorted(Path(encoders.__file__).parent.glob("*.py"))
    given = [weights] if weights else []
    for file in (Path(export.__file__), *code, *encoder.files, *given):
        try:
            content.update(hashlib.sha256(file.read_bytes()).digest())
        except FileNotFoundError as error:
            remedy = (
                "name another file with --weights"
                if file == weights
                else "check out the repository again"
            )
            raise ConfigurationError(f"the weight file {file} is missing: {remedy}.") from error
    return content.hexdigest()[:16]
