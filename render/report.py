"""What a run tells: the icons that failed, the features drawn wrong, and the line of figures."""

import time
from collections import Counter
from dataclasses import dataclass
from typing import Self

from ingest.common import outcome
from ingest.common.console import say, summary
from render.store import Manifest

SHOWN = 10  # failures named on stderr; the manifest has them all


@dataclass(frozen=True)
class RenderReport:
    """Figures of a rendered library.

    `icons` counts icons with pictures, `failed` has the reason of each icon without, by id.
    `flagged` counts icons that use a feature drawn wrong, `flags` the icons of each such feature.
    """

    icons: int
    failed: dict[str, str]
    flagged: int
    flags: dict[str, int]

    @classmethod
    def of(cls, manifest: Manifest) -> Self:
        """The report of what a manifest holds."""
        reasons = {identifier: failed.reason for identifier, failed in manifest.failed.items()}
        flags: Counter[str] = Counter()
        flagged = 0
        for rendered in manifest.icons.values():
            flags.update(rendered.flags)
            flagged += bool(rendered.flags)
        return cls(len(manifest.icons), reasons, flagged, dict(flags))

    def say(self, figures: outcome.Figures, started: float) -> None:
        """Name failures and flags on stderr, then print the figures of a run on stdout.

        `started` is the run's start on the monotonic clock, in seconds.
        """
        for identifier, reason in sorted(self.failed.items())[:SHOWN]:
            say(f"render: {identifier!r} failed: {reason}")
        if len(self.failed) > SHOWN:
            say(f"render: and {len(self.failed) - SHOWN} more; the manifest names them all.")
        if self.flags:
            counts = [f"{flag} {count}" for flag, count in sorted(self.flags.items())]
            say(f"render: these may look different in a browser: {', '.join(counts)}")
        seconds = f"{time.monotonic() - started:.1f}"
        summary("render", {**figures, "flagged": self.flagged, "seconds": seconds})
