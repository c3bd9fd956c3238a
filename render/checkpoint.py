"""Saving what a run has drawn while it is under way, so that a killed run costs seconds."""

import time
from dataclasses import dataclass
from pathlib import Path

from render import store
from render.store import Manifest


@dataclass(frozen=True)
class CheckpointSettings:
    """When a manifest is saved. Chosen by hand: a killed run draws a few seconds' icons again."""

    interval: float = 5.0  # seconds between two saves
    share: float = 20.0  # a save that took a second is followed by this many seconds without one


SETTINGS = CheckpointSettings()


class Checkpoint:
    """Saves a manifest every few seconds, and never for more than a small share of the run."""

    def __init__(self, path: Path, manifest: Manifest) -> None:
        self.path = path
        self.manifest = manifest
        self.due = time.monotonic() + SETTINGS.interval

    def save_if_due(self) -> None:
        """Save the manifest when the last save is long enough ago. Raises NotWritable."""
        if time.monotonic() >= self.due:
            self.save()

    def save(self) -> None:
        """Save the manifest. Raises NotWritable."""
        started = time.monotonic()
        store.write(self.path, self.manifest)
        now = time.monotonic()
        pause = SETTINGS.share * (now - started)
        self.due = now + max(SETTINGS.interval, pause)
