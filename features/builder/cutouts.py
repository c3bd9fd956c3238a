"""The cutouts of a library: those of unchanged pictures are taken over, the others are made."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass

from features.builder.worker_pool import map_batches
from features.store.catalogue import Catalogue
from features.store.generation import CATALOGUE, Generation
from features.store.library import Item
from features.vision.cutout import Cutout, Record
from ingest.common.console import progress


@dataclass(frozen=True)
class CutoutSettings:
    """How icons are handed to the workers."""

    batch: int = 64  # icons that a worker takes at a time; chosen by hand


SETTINGS = CutoutSettings()


def cut(items: Sequence[Item], served: Generation | None, jobs: int) -> list[Record]:
    """The cutout of each icon, in their order.

    Cutouts of the same pictures are taken over from `served`.
    """
    looks = [item.look for item in items]
    known = {} if served is None else _known_cutouts(served)
    missing = {}
    for look, item in zip(looks, items, strict=True):
        if look not in known:
            missing[look] = item.jpegs

    missing_looks = iter(missing)
    jpegs = list(missing.values())
    with progress("cutting out drawings", len(missing)) as advance:
        for records in map_batches(_cut, jpegs, SETTINGS.batch, jobs):
            for record in records:
                known[next(missing_looks)] = record
            advance(len(records))

    return [known[look] for look in looks]


def _known_cutouts(generation: Generation) -> dict[str, Record]:
    """The cutouts of a generation by the digests of the pictures from which they were made."""
    known: dict[str, Record] = {}
    path = generation.path / CATALOGUE
    with closing(Catalogue(path)) as catalogue:
        for look, ink, square, pixels in catalogue.cutout_records():
            known[look] = (ink, square, pixels)
    return known


def _cut(icons: Sequence[Mapping[str, bytes]]) -> list[Record]:
    return [Cutout.of(jpegs).record() for jpegs in icons]
