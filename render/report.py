"""What a run says: the icons that failed, what a browser may draw otherwise, and the figures."""

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
    `flagged` counts icons that a browser may draw otherwise, `flags` those of each feature.
    `disputed` counts the icons that the two renderers draw differently, by who drew them.
    """

    icons: int
    failed: dict[str, str]
    flagged: int
    flags: dict[str, int]
    disputed: dict[str, int]

    @classmethod
    def of(cls, manifest: Manifest) -> Self:
        """The report of what a manifest holds."""
        reasons = {}
        for identifier, failed in manifest.failed.items():
            reasons[identifier] = failed.reason

        flags: Counter[str] = Counter()
        disputed: Counter[str] = Counter()
        flagged = 0
        for rendered in manifest.icons.values():
            flags.update(rendered.flags)
            if rendered.flags:
                flagged += 1
            if rendered.choice.reason:
                disputed[rendered.choice.renderer] += 1
        return cls(
            icons=len(manifest.icons),
            failed=reasons,
            flagged=flagged,
            flags=dict(flags),
            disputed=dict(disputed),
        )

    def say(self, figures: outcome.Figures, started: float) -> None:
        """Name failures and flags on stderr, then print the figures of a run on stdout.

        `started` is the run's start on the monotonic clock, in seconds.
        """
        self._say_failures()
        self._say_counts("drawn by one of two renderers that differ", self.disputed)
        self._say_counts("these may look different in a browser", self.flags)
        seconds = f"{time.monotonic() - started:.1f}"
        summary("render", {**figures, "flagged": self.flagged, "seconds": seconds})

    def _say_failures(self) -> None:
        failures = sorted(self.failed.items())
        for identifier, reason in failures[:SHOWN]:
            say(f"render: {identifier!r} failed: {reason}")
        more = len(failures) - SHOWN
        if more > 0:
            say(f"render: and {more} more; the manifest names them all.")

    def _say_counts(self, what: str, counts: dict[str, int]) -> None:
        if not counts:
            return
        words = [f"{name} {count}" for name, count in sorted(counts.items())]
        say(f"render: {what}: {', '.join(words)}")
