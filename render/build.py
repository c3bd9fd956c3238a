"""source.json → JPEGs and their manifest: draws what is new or changed, keeps the rest, remembers what failed."""

import os
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import cairocffi
import cairosvg
import PIL

from ingest import source_json as catalogue
from ingest.common import outcome, stamps
from ingest.common.console import progress, say, summary
from ingest.common.data_folder import DataFolder
from ingest.common.failures import ConfigurationError, Incomplete
from ingest.icon import Icon
from render import store
from render.ground import DARK, LIGHT, MARGIN
from render.picture import QUALITY
from render.processes.pool import Drawn, Pool, prepare
from render.processes.worker import Limits
from render.store import Failed, Manifest, Rendered, Settings

REVISION = 3  # to be raised whenever the same icon would come out differently
FLUSH_INTERVAL = 5.0  # seconds between two saves of a run under way
FLUSH_SHARE = 20  # a save that took a second is followed by this many without one
SHOWN = 10  # failures named on stderr; the manifest has them all


@dataclass(frozen=True)
class Options:
    """What a run is asked for; `dask` is the address of the cluster that draws, `local` for one of this machine, None for none."""

    size: int = 64
    jobs: int = field(default_factory=lambda: len(os.sched_getaffinity(0)))
    verify: bool = False
    retry_failed: bool = False
    max_failed: float = 10.0  # percent of the icons
    dask: str | None = None
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True)
class Rendering:
    """What is told of a rendering: how many icons have pictures, why others have none, by id, and how many are flagged, for what."""

    icons: int
    failed: dict[str, str]
    flagged: int
    flags: dict[str, int]

    @classmethod
    def of(cls, manifest: Manifest) -> "Rendering":
        """Of what a manifest says."""
        flags = Counter(flag for rendered in manifest.icons.values() for flag in rendered.flags)
        flagged = sum(bool(rendered.flags) for rendered in manifest.icons.values())
        return cls(
            len(manifest.icons),
            {identifier: failed.reason for identifier, failed in manifest.failed.items()},
            flagged,
            dict(flags),
        )


def settings_for(size: int) -> Settings:
    """The settings of this version at one size."""
    versions = f"cairosvg {cairosvg.VERSION}, cairo {cairocffi.cairo_version_string()}, pillow {PIL.__version__}"
    light, dark = ("#{:02x}{:02x}{:02x}".format(*ground) for ground in (LIGHT, DARK))
    return Settings(size, QUALITY, MARGIN, light, dark, f"{versions}, revision {REVISION}")


def run(folder: DataFolder, options: Options) -> None:
    """Render the library of a data folder and print the summary.

    Raises ConfigurationError (no usable source.json), Incomplete (too many icons failed; what was drawn is in place),
    SourceDown, NotWritable and Locked.
    """
    with outcome.recorded(folder, "render") as figures:
        _run(folder, options, figures)


def _run(folder: DataFolder, options: Options, figures: outcome.Figures) -> None:
    started = time.monotonic()
    with folder.lock("render"):
        source = stamps.of_file(
            folder.source
        )  # before it is read: a crawl may put a new one in place meanwhile
        everything = options.verify or options.retry_failed
        told = (
            None
            if everything
            else stamps.recall(folder.render_stamps, _stamps(folder, options, source))
        )
        if told is None:
            rendering, new, removed = _renew(folder, options)
            stamps.note(folder.render_stamps, _stamps(folder, options, source), asdict(rendering))
        else:
            rendering, new, removed = Rendering(**told), 0, 0
    figures |= {
        "rendered": new,
        "unchanged": rendering.icons - new,
        "removed": removed,
        "failed": len(rendering.failed),
    }
    _report(rendering, figures, started)
    total = rendering.icons + len(rendering.failed)
    if len(rendering.failed) > options.max_failed / 100 * total:
        raise Incomplete(
            f"{len(rendering.failed)} of {total} icons failed, more than --max-failed {options.max_failed:g} %: "
            f"read the reasons in {folder.render_manifest}, then mend the icons or raise the limit."
        )


def _stamps(folder: DataFolder, options: Options, source: stamps.Stamp | None) -> dict[str, Any]:
    """All that decides whether there is anything to do."""
    files = {
        path.name: stamps.of_file(path)
        for path in (folder.render_manifest, folder.partial_render_manifest)
    }
    return {
        "settings": asdict(settings_for(options.size)),
        "source": source,
        "images": stamps.of_folder(folder.images),
        **files,
    }


def _renew(folder: DataFolder, options: Options) -> tuple[Rendering, int, int]:
    """Draw what is new or changed; also how many icons these were, and how many are gone."""
    if options.dask is None:
        prepare()
    icons = catalogue.read(folder.source)
    published = _read(folder.render_manifest)
    manifest, todo = _sort(folder, icons, published, options)
    unchanged = len(manifest.icons)
    _draw(folder, manifest, todo, options)
    if manifest != published:
        store.write(folder.render_manifest, manifest)
    folder.partial_render_manifest.unlink(missing_ok=True)
    store.sweep(folder, manifest)
    removed = published.icons.keys() - {icon.id for icon in icons} if published else ()
    return Rendering.of(manifest), len(manifest.icons) - unchanged, len(removed)


def _read(path: Path) -> Manifest | None:
    """An earlier manifest, if it can be used: everything in it can be made anew."""
    try:
        return store.read(path)
    except ConfigurationError as error:
        say(f"render: {error} Drawing everything now.")
        return None


def _sort(
    folder: DataFolder, icons: list[Icon], published: Manifest | None, options: Options
) -> tuple[Manifest, list[Icon]]:
    """What earlier runs, complete or killed, have done already; and the icons left to draw."""
    manifest, todo, images = Manifest(settings_for(options.size)), [], str(folder.images)
    earlier = [
        done
        for done in (_read(folder.partial_render_manifest), published)
        if done and done.settings == manifest.settings
    ]
    for icon in icons:
        digest = icon.digest
        for done in earlier:
            rendered, failed = done.icons.get(icon.id), done.failed.get(icon.id)
            if (
                rendered
                and rendered.digest == digest
                and store.intact(images, rendered, options.verify)
            ):
                manifest.icons[icon.id] = rendered
                break
            if failed and failed.digest == digest and not options.retry_failed:
                manifest.failed[icon.id] = failed
                break
        else:
            todo.append(icon)
    return manifest, todo


def _draw(folder: DataFolder, manifest: Manifest, todo: list[Icon], options: Options) -> None:
    """Draw the icons left into the manifest, saving it every few seconds and when interrupted."""
    digests = {icon.id: icon.digest for icon in todo}
    due = time.monotonic() + FLUSH_INTERVAL
    images = folder.images
    images.mkdir(parents=True, exist_ok=True)
    if not todo:
        return
    try:
        with (
            _drawing(todo, manifest.settings, options) as drawing,
            progress("render", len(todo)) as advance,
        ):
            for drawn in drawing:
                if drawn.pictures is None:
                    manifest.failed[drawn.key] = Failed(digests[drawn.key], drawn.reason)
                else:
                    saved = store.save(images, drawn.key, drawn.pictures)
                    manifest.icons[drawn.key] = Rendered(
                        digests[drawn.key], saved, drawn.pictures.multicolour, drawn.pictures.flags
                    )
                advance(1)
                if time.monotonic() >= due:
                    due = _flush(folder, manifest)
    except BaseException:
        _flush(folder, manifest)
        raise


@contextmanager
def _drawing(todo: list[Icon], settings: Settings, options: Options) -> Iterator[Iterator[Drawn]]:
    """The icons as they get drawn, by processes of this machine or by a Dask cluster."""
    icons, jobs = [(icon.id, icon.source_code) for icon in todo], min(options.jobs, len(todo))
    if options.dask is None:
        with Pool(jobs, options.size, options.limits) as pool:
            yield pool.draw(icons)
    else:
        from ingest.common import cluster  # here, for Dask is not installed everywhere
        from render.processes import dask as remote

        with cluster.connect(options.dask, jobs) as client:
            yield remote.draw(client, icons, settings, options.limits)


def _flush(folder: DataFolder, manifest: Manifest) -> float:
    """Save what is done so far; returns when to do it again, so that saving never takes more than a small share of a run."""
    started = time.monotonic()
    store.write(folder.partial_render_manifest, manifest)
    now = time.monotonic()
    return now + max(FLUSH_INTERVAL, FLUSH_SHARE * (now - started))


def _report(rendering: Rendering, figures: outcome.Figures, started: float) -> None:
    for identifier, reason in sorted(rendering.failed.items())[:SHOWN]:
        say(f"render: {identifier!r} failed: {reason}")
    if len(rendering.failed) > SHOWN:
        say(f"render: and {len(rendering.failed) - SHOWN} more; the manifest names them all.")
    if rendering.flags:
        flags = ", ".join(f"{flag} {count}" for flag, count in sorted(rendering.flags.items()))
        say(f"render: these may look different in a browser: {flags}")
    seconds = f"{time.monotonic() - started:.1f}"
    summary("render", {**figures, "flagged": rendering.flagged, "seconds": seconds})
