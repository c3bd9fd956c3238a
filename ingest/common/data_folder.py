"""The data folder: the path of each file of a library, safe file names, atomic writes, locks.

Every path of the product is named here and nowhere else. Imports nothing of ours but the failures.
"""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ingest.common.failures import Locked, NotWritable

ENVIRONMENT_VARIABLE = "ICONLENS_DATA"
DEFAULT = Path("data")


def default_folder() -> Path:
    """The data folder when `--data` is not given: $ICONLENS_DATA, else `data`."""
    return Path(os.environ.get(ENVIRONMENT_VARIABLE) or DEFAULT)


@dataclass(frozen=True)
class DataFolder:
    """Paths of one library's data. Each file has one owner, the package named beside it."""

    root: Path

    @property
    def source(self) -> Path:
        """ingest: the icons of the last crawl."""
        return self.root / "source.json"

    @property
    def previous_source(self) -> Path:
        """ingest: the source.json before that."""
        return self.root / "source.previous.json"

    @property
    def source_run(self) -> Path:
        """ingest: metadata of the run that wrote source.json."""
        return self.root / "source.run.json"

    @property
    def checkpoint(self) -> Path:
        """ingest: pages of a crawl under way."""
        return self.root / "crawl"

    @property
    def drawings(self) -> Path:
        """ingest: drawings that were fetched from URLs, for the next crawl."""
        return self.root / "drawings.sqlite"

    @property
    def images(self) -> Path:
        """render: the JPEGs."""
        return self.root / "render" / "images"

    @property
    def render_manifest(self) -> Path:
        """render: which JPEGs belong to which icon, and which icons failed."""
        return self.root / "render" / "manifest.json"

    @property
    def partial_render_manifest(self) -> Path:
        """render: the icons that a run under way, or a killed run, has drawn so far."""
        return self.root / "render" / "manifest.partial.json"

    @property
    def render_stamps(self) -> Path:
        """render: size and time stamps of the files that the last run read and wrote."""
        return self.root / "render" / "stamps.json"

    @property
    def partial(self) -> Path:
        """features: vectors of a build under way, and exported models; they outlast a build."""
        return self.root / "features"

    @property
    def features_stamps(self) -> Path:
        """features: size and time stamps of the files that the last run read and wrote."""
        return self.partial / "stamps.json"

    def verified(self, generation: str) -> Path:
        """features: the stamps of a generation's files when they were last verified."""
        return self.partial / "verified" / f"{generation}.json"

    @property
    def generations(self) -> Path:
        """features: the published generations, one folder each."""
        return self.root / "generations"

    @property
    def current(self) -> Path:
        """features: symbolic link to the generation that is served."""
        return self.root / "current"

    def outcome(self, stage: str) -> Path:
        """ingest.common.outcome: how the last run of a stage ended."""
        return self.root / "runs" / f"{stage}.json"

    @contextmanager
    def lock(self, stage: str) -> Iterator[None]:
        """Hold the only run of `stage` on this folder; the kernel unlocks it even after `kill -9`.

        Raises Locked where another run holds it, NotWritable where the folder cannot be made.
        """
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            handle = (self.root / f".{stage}.lock").open("a")
        except OSError as error:
            raise NotWritable(
                f"cannot write to the data folder {self.root} ({error.strerror}): "
                "check its owner and free space."
            ) from error
        with handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Locked(
                    f"another {stage} is running on {self.root}: wait for it to end, or stop it."
                ) from error
            yield


def safe_name(identifier: str) -> str:
    """A file name for an icon id: 32 hexadecimal digits.

    No character of the id reaches the file system.
    """
    return hashlib.sha256(identifier.encode()).hexdigest()[:32]


def write_atomically(path: Path, content: bytes) -> None:
    """Replace a file: a reader, or a run after a crash, finds the old content or the new.

    To be called under the lock of the file's owner. Raises NotWritable; the old file is then
    untouched.
    """
    # The name is always the same, so that killed runs do not fill the disk with temporary files.
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            _write_synced(temporary, content)
            temporary.chmod(0o644)
            os.replace(temporary, path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise NotWritable(
            f"cannot write {path} ({error.strerror}): check its owner and free space."
        ) from error


def _write_synced(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
