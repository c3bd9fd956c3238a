"""Cutting out the drawings of a library: those of icons whose pictures are new, the rest is taken over."""

from collections.abc import Mapping, Sequence
from contextlib import closing

from features.store.catalogue import Catalogue
from features.vision.cutout import Cutout, Record
from features.store.generation import CATALOGUE, Generation
from features.store.library import Item
from features.build.worker_pool import spread
from ingest.common.console import progress

BATCH = 64  # icons handed to a worker at a time


def cut(items: Sequence[Item], previous: Generation | None, jobs: int) -> list[Record]:
    """The drawing of each icon, in their order; those that a generation has of the same pictures are its own."""
    known = {} if previous is None else _known(previous)
    unknown = {item.look: item.jpegs for item in items if item.look not in known}
    with progress("cutting out drawings", len(unknown)) as advance:
        looks = iter(unknown)
        for records in spread(_cut, list(unknown.values()), BATCH, jobs):
            known.update({next(looks): record for record in records})
            advance(len(records))
    return [known[item.look] for item in items]


def _known(generation: Generation) -> dict[str, Record]:
    """What a generation has, by the digests of the pictures it was made of."""
    with closing(Catalogue(generation.path / CATALOGUE)) as catalogue:
        return {look: (ink, square, pixels) for look, ink, square, pixels in catalogue.cutout_records()}


def _cut(jpegs: Sequence[Mapping[str, bytes]]) -> list[Record]:
    return [Cutout.of(each).record() for each in jpegs]
