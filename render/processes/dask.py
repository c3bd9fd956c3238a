"""Drawing on the workers of a Dask cluster: each icon in a process that may be killed, there as here."""

import multiprocessing
from collections.abc import Iterator, Sequence

from distributed import Client

from ingest.common import cluster
from ingest.common.failures import ConfigurationError
from render.build import settings_for
from render.processes.pool import Drawn, Pool
from render.processes.worker import Limits
from render.store import Settings

BATCH = 1024  # icons sent at once, at most: two seconds' work, of which a twentieth is starting the process that draws


def draw(
    client: Client, icons: Sequence[tuple[str, str]], settings: Settings, limits: Limits
) -> Iterator[Drawn]:
    """Draw (key, source) pairs; yields each icon once, as it gets done.

    Raises SourceDown, and ConfigurationError where a worker would draw differently from this machine, or may not draw.
    """
    for drawn in cluster.spread(client, _draw, icons, BATCH, settings, limits):
        yield from drawn


def _draw(icons: Sequence[tuple[str, str]], settings: Settings, limits: Limits) -> list[Drawn]:
    """On a worker: one process for each of its threads, and a new one for each batch, so that nothing outlives the run."""
    own = settings_for(settings.size)
    if own != settings:
        raise ConfigurationError(
            f"the Dask worker {cluster.here()} would draw differently ({own.renderer} there, {settings.renderer} here): "
            "install the same version of iconlens there, with the same requirements-scale.txt."
        )
    if multiprocessing.current_process().daemon:
        raise ConfigurationError(
            f"the Dask worker {cluster.here()} may start no process to draw in: start it with DASK_DISTRIBUTED__WORKER__DAEMON=False."
        )
    with Pool(1, settings.size, limits) as pool:
        return list(pool.draw(icons))
