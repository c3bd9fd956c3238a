"""Drawing on the workers of a Dask cluster: there too, in processes that may be killed."""

import multiprocessing
from collections.abc import Iterator, Sequence

from distributed import Client

from ingest.common import cluster
from ingest.common.failures import ConfigurationError
from render.processes.confinement import WorkerLimits
from render.processes.handle import Source
from render.processes.pool import Drawn, Pool
from render.settings import RenderSettings

# Icons sent at once, at most: two seconds' work, of which the start of the process that draws takes
# a twentieth.
BATCH = 1024


def draw(
    client: Client, icons: Sequence[Source], settings: RenderSettings, limits: WorkerLimits
) -> Iterator[Drawn]:
    """Draw (key, source) pairs; yields each icon once, as it gets done.

    Raises SourceDown. Raises ConfigurationError where a worker would draw differently from this
    machine, or may not draw.
    """
    for drawn in cluster.spread(client, _draw, icons, BATCH, settings, limits):
        yield from drawn


def _draw(icons: Sequence[Source], settings: RenderSettings, limits: WorkerLimits) -> list[Drawn]:
    """Draw a batch on a worker, in a process of its own, so that no process outlives the run."""
    there = RenderSettings.current(settings.size)
    if there != settings:
        raise ConfigurationError(
            f"the Dask worker {cluster.here()} would draw differently "
            f"({there.renderer} there, {settings.renderer} here): install the same version "
            "of iconlens there, with the same requirements-scale.txt."
        )
    if multiprocessing.current_process().daemon:
        raise ConfigurationError(
            f"the Dask worker {cluster.here()} may start no process to draw in: "
            "start it with DASK_DISTRIBUTED__WORKER__DAEMON=False."
        )
    with Pool(1, settings.size, limits) as pool:
        return list(pool.draw(icons))
