"""The pictures that earlier runs left, complete or killed: an icon that has some is not drawn."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ingest.common.console import say
from ingest.common.failures import ConfigurationError
from ingest.icon import Icon
from render import store
from render.store import Manifest


@dataclass(frozen=True)
class Earlier:
    """The manifests of earlier runs with the settings of this one, and what counts in them."""

    manifests: list[Manifest]  # the newest first
    images: Path
    verify: bool  # read the JPEGs
    retry_failed: bool

    def carry_over(self, icons: Iterable[Icon], manifest: Manifest) -> list[Icon]:
        """Copy into `manifest` what is still true of these icons; returns the icons to draw."""
        to_draw = []
        images = str(self.images)
        for icon in icons:
            digest = icon.digest
            if not any(
                self._carried_over(icon.id, digest, images, earlier, manifest)
                for earlier in self.manifests
            ):
                to_draw.append(icon)
        return to_draw

    def _carried_over(
        self, identifier: str, digest: str, images: str, earlier: Manifest, manifest: Manifest
    ) -> bool:
        rendered = earlier.icons.get(identifier)
        if (
            rendered
            and rendered.digest == digest
            and store.intact(images, rendered, verify=self.verify)
        ):
            manifest.icons[identifier] = rendered
            return True
        failed = earlier.failed.get(identifier)
        if failed and failed.digest == digest and not self.retry_failed:
            manifest.failed[identifier] = failed
            return True
        return False


def read(path: Path) -> Manifest | None:
    """An earlier manifest; None where there is none, or a damaged one, whose icons are drawn."""
    try:
        return store.read(path)
    except ConfigurationError as error:
        say(f"render: {error} Drawing everything now.")
        return None
