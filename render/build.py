"""source.json → JPEGs and their manifest: draws the icons that are new or changed."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

from ingest import source_json
from ingest.common import outcome, stamps
from ingest.common.console import progress
from ingest.common.data_folder import DataFolder
from ingest.common.failures import Incomplete
from ingest.icon import Icon
from render import resume, store
from render.checkpoint import Checkpoint
from render.processes.confinement import WorkerLimits
from render.processes.fork_server import prepare
from render.processes.pool import Drawn, Pool
from render.report import RenderReport
from render.settings import JPEG, RenderSettings
from render.store import Failed, Manifest, Rendered


@dataclass(frozen=True)
class RenderOptions:
    """What a run is asked for."""

    size: int = JPEG.size  # pixels of a JPEG's side
    jobs: int = field(default_factory=lambda: len(os.sched_getaffinity(0)))
    verify: bool = False
    retry_failed: bool = False
    max_failed: float = 10.0  # percent of the icons
    # The address of a Dask cluster that draws, `local` for a cluster of this machine.
    dask: str | None = None
    # Who draws what the two renderers draw differently: None, or an installed `chromium`.
    referee: str | None = None
    limits: WorkerLimits = field(default_factory=WorkerLimits)


def run(folder: DataFolder, options: RenderOptions) -> None:
    """Render the library of a data folder and print the summary.

    Raises ConfigurationError (no usable source.json), Incomplete (too many icons failed; the others
    are drawn and in place), SourceDown, NotWritable and Locked.
    """
    with outcome.recorded(folder, "render") as figures:
        _run(folder, options, figures)


def _run(folder: DataFolder, options: RenderOptions, figures: outcome.Figures) -> None:
    started = time.monotonic()
    with folder.lock("render"):
        report, new, removed = _up_to_date(folder, options) or _renew(folder, options)
    figures |= {
        "rendered": new,
        "unchanged": report.icons - new,
        "removed": removed,
        "failed": len(report.failed),
    }
    report.say(figures, started)
    failed = len(report.failed)
    total = report.icons + failed
    if failed > options.max_failed / 100 * total:
        raise Incomplete(
            f"{failed} of {total} icons failed, more than --max-failed {options.max_failed:g} %: "
            f"read the reasons in {folder.render_manifest}, then mend the icons or raise the limit."
        )


def _up_to_date(folder: DataFolder, options: RenderOptions) -> tuple[RenderReport, int, int] | None:
    """The last run's report if no file has changed since, with no new and no removed icon."""
    if options.verify or options.retry_failed:
        return None
    source = stamps.of_file(folder.source)
    recalled = stamps.recall(folder.render_stamps, _stamps(folder, options, source))
    if recalled is None:
        return None
    return RenderReport(**recalled), 0, 0


def _renew(folder: DataFolder, options: RenderOptions) -> tuple[RenderReport, int, int]:
    """Draw the icons that are new or changed; their number, and the number of icons removed."""
    # Before it is read: a crawl may put a new file in place meanwhile.
    source = stamps.of_file(folder.source)
    if options.dask is None:
        prepare()
    icons = source_json.read(folder.source)
    published = resume.read(folder.render_manifest)
    manifest = Manifest(RenderSettings.current(options.size))
    to_draw = _carry_over(folder, options, published, icons, manifest)
    unchanged = len(manifest.icons)
    _draw(folder, manifest, to_draw, options)
    if options.referee is not None:
        # Here, because it loads what draws.
        from render.referee import disputes

        disputes.settle(folder, manifest, icons)
    _publish(folder, manifest, published)
    report = RenderReport.of(manifest)
    stamped = _stamps(folder, options, source)
    stamps.note(folder.render_stamps, stamped, asdict(report))
    new = report.icons - unchanged
    return report, new, _removed(icons, published)


def _stamps(
    folder: DataFolder, options: RenderOptions, source: stamps.Stamp | None
) -> dict[str, Any]:
    """All that decides whether a run has anything to do."""
    manifest = folder.render_manifest
    partial = folder.partial_render_manifest
    return {
        "settings": asdict(RenderSettings.current(options.size)),
        "source": source,
        "referee": options.referee,
        "images": stamps.of_folder(folder.images),
        manifest.name: stamps.of_file(manifest),
        partial.name: stamps.of_file(partial),
    }


def _carry_over(
    folder: DataFolder,
    options: RenderOptions,
    published: Manifest | None,
    icons: list[Icon],
    manifest: Manifest,
) -> list[Icon]:
    """Copy what earlier runs have done into the manifest; returns the icons left to draw."""
    partial = resume.read(folder.partial_render_manifest)
    earlier = resume.Earlier(
        [done for done in (partial, published) if done and done.settings == manifest.settings],
        folder.images,
        options.verify,
        options.retry_failed,
    )
    return earlier.carry_over(icons, manifest)


def _draw(
    folder: DataFolder, manifest: Manifest, to_draw: list[Icon], options: RenderOptions
) -> None:
    """Draw icons into the manifest, saving it every few seconds and when interrupted."""
    images = folder.images
    images.mkdir(parents=True, exist_ok=True)
    if not to_draw:
        return
    digests = {icon.id: icon.digest for icon in to_draw}
    checkpoint = Checkpoint(folder.partial_render_manifest, manifest)
    try:
        with (
            _drawing(to_draw, manifest.settings, options) as drawing,
            progress("render", len(to_draw)) as advance,
        ):
            for drawn in drawing:
                digest = digests[drawn.key]
                if drawn.pictures is None:
                    manifest.failed[drawn.key] = Failed(digest, drawn.reason)
                else:
                    saved = store.save(images, drawn.key, drawn.pictures)
                    manifest.icons[drawn.key] = Rendered.of(digest, saved, drawn.pictures)
                advance(1)
                checkpoint.save_if_due()
    except BaseException:
        checkpoint.save()
        raise


@contextmanager
def _drawing(
    to_draw: list[Icon], settings: RenderSettings, options: RenderOptions
) -> Iterator[Iterator[Drawn]]:
    """The icons as they get drawn, by processes of this machine or by a Dask cluster."""
    icons = [(icon.id, icon.source_code) for icon in to_draw]
    jobs = min(options.jobs, len(icons))
    if options.dask is None:
        with Pool(jobs, options.size, options.limits) as pool:
            yield pool.draw(icons)
    else:
        # Here, because Dask is not installed everywhere.
        from ingest.common import cluster
        from render.processes import dask

        with cluster.connect(options.dask, jobs) as client:
            yield dask.draw(client, icons, settings, options.limits)


def _publish(folder: DataFolder, manifest: Manifest, published: Manifest | None) -> None:
    if manifest != published:
        store.write(folder.render_manifest, manifest)
    folder.partial_render_manifest.unlink(missing_ok=True)
    store.sweep(folder, manifest)


def _removed(icons: list[Icon], published: Manifest | None) -> int:
    """How many icons of the published manifest are no longer in the library."""
    if published is None:
        return 0
    present = {icon.id for icon in icons}
    return len(published.icons.keys() - present)
