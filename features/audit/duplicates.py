"""The icons of a library that look the same, or nearly so.

The vectors only choose the pairs that are compared: each icon with its nearest neighbours. The
pictures decide which pairs are alike.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.text import Text
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from features.audit import look_alikes
from features.audit.look_alikes import GlyphLevels
from features.audit.neighbours import Pair, neighbour_pairs
from features.store.catalogue import Catalogue
from features.store.generation import Generation
from features.store.vectors import Vectors, unit
from ingest.common.command_line import table
from ingest.common.console import progress
from ingest.common.printable import printable


@dataclass(frozen=True)
class GroupedIcon:
    """An icon of a group."""

    id: str
    name: str
    library: str | None


@dataclass(frozen=True)
class Group:
    """Icons that look alike.

    `alike` is "same", or "near" for icons that look nearly the same. `similarity`, 0..1, is the
    least of any two that were found alike.
    """

    alike: str
    similarity: float
    icons: tuple[GroupedIcon, ...]

    @property
    def order(self) -> tuple[bool, int, str]:
        """Sorts groups: the same before the nearly same, then larger groups first."""
        return self.alike != "same", -len(self.icons), self.icons[0].id


def find(generation: Generation, near: float, jobs: int) -> list[Group]:
    """The groups of a generation, the "same" groups first, of each kind the largest first.

    The icons of a "near" group are linked by similarities of at least `near`, 0..1, and do not all
    look the same. `jobs` threads work side by side.
    """
    catalogue = generation.catalogue
    rows = generation.vectors(generation.default_extractor)
    icons = _icons_by_pictures(rows)
    pairs = neighbour_pairs(_first_vectors(rows, icons), jobs)
    similarities = _similarities(catalogue, icons, pairs, near, jobs)
    equal = {
        pair: similarity
        for pair, similarity in similarities.items()
        if _looks_same(catalogue, icons, pair)
    }

    same = list(_groups("same", icons, equal, generation))
    same_icons = {group.icons for group in same}
    near_only = [
        group
        for group in _groups("near", icons, similarities, generation)
        if group.icons not in same_icons
    ]
    return sorted(same + near_only, key=lambda group: group.order)


def show(groups: Iterable[Group]) -> None:
    """Print the groups as a table, an icon a line."""
    rows: list[table.Row] = []
    for group in groups:
        alike = group.alike
        similarity = f"{group.similarity:.2f}"
        for icon in group.icons:
            names = (icon.id, icon.name, icon.library or "")
            texts = [Text(printable(name)) for name in names]
            rows.append([alike, similarity, *texts])
            # Only the first line of a group names these.
            alike = ""
            similarity = ""

    headings = ("alike", "similarity", "icon", "name", "library")
    table.print_table(table.make_console(), headings, rows, least=3)


def document(generation: Generation, near: float, groups: Iterable[Group]) -> dict[str, Any]:
    """The groups as a JSON document."""
    return {
        "generation": generation.name,
        "near": near,
        "groups": [asdict(group) for group in groups],
    }


def _icons_by_pictures(rows: Vectors) -> list[list[str]]:
    """The ids of the icons; icons whose pictures are the same bytes are together."""
    digests = defaultdict(list)  # of an icon's pictures, by its id
    for identifier, digest in zip(rows.ids, rows.digests, strict=True):
        digests[identifier].append(digest)

    icons = defaultdict(list)  # ids by the digests of their pictures
    for identifier, of_pictures in digests.items():
        icons[tuple(of_pictures)].append(identifier)
    return list(icons.values())


def _first_vectors(rows: Vectors, icons: Sequence[Sequence[str]]) -> NDArray[np.float32]:
    """The vectors (n, d) of the icons' first pictures, of length 1."""
    first_rows: dict[str, int] = {}
    for row, identifier in enumerate(rows.ids):
        first_rows.setdefault(identifier, row)

    chosen = [first_rows[identifiers[0]] for identifiers in icons]
    return unit(rows.vectors[chosen])


def _similarities(
    catalogue: Catalogue,
    icons: Sequence[Sequence[str]],
    pairs: Sequence[Pair],
    near: float,
    jobs: int,
) -> dict[Pair, float]:
    """The similarities of the pairs for which it is at least `near`."""
    glyphs = _glyphs(catalogue, icons, jobs)
    similarities = {}
    for one, other in pairs:
        similarity = look_alikes.similarity(glyphs[one], glyphs[other], near)
        if similarity >= near:
            similarities[one, other] = similarity
    return similarities


def _glyphs(
    catalogue: Catalogue, icons: Sequence[Sequence[str]], jobs: int
) -> list[list[GlyphLevels]]:
    """The glyphs of each icon."""

    def read(identifiers: Sequence[str]) -> list[GlyphLevels]:
        return look_alikes.glyphs(look_alikes.pictures(catalogue, identifiers[0]))

    glyphs = []
    with ThreadPoolExecutor(jobs) as pool, progress("segmenting icons", len(icons)) as advance:
        for of_icon in pool.map(read, icons):
            glyphs.append(of_icon)
            advance(1)
    return glyphs


def _looks_same(catalogue: Catalogue, icons: Sequence[Sequence[str]], pair: Pair) -> bool:
    one, other = pair
    return look_alikes.looks_same(
        look_alikes.pictures(catalogue, icons[one][0]),
        look_alikes.pictures(catalogue, icons[other][0]),
    )


def _groups(
    alike: str,
    icons: Sequence[Sequence[str]],
    similarities: Mapping[Pair, float],
    generation: Generation,
) -> Iterator[Group]:
    """The connected components of these pairs, with the icons whose pictures are the same bytes."""
    labels = _component_labels(len(icons), list(similarities))

    members: dict[int, list[str]] = defaultdict(list)
    for label, identifiers in zip(labels, icons, strict=True):
        members[label].extend(identifiers)

    lowest = dict.fromkeys(members, 1.0)
    for (one, _), similarity in similarities.items():
        label = labels[one]
        lowest[label] = min(lowest[label], similarity)

    for label, identifiers in members.items():
        if len(identifiers) == 1:
            continue
        identifiers.sort()
        grouped = tuple(_grouped(generation, identifier) for identifier in identifiers)
        yield Group(alike, round(lowest[label], 3), grouped)


def _component_labels(count: int, pairs: Sequence[Pair]) -> list[int]:
    """The number of the connected component to which each of `count` icons belongs."""
    ends = np.array(pairs, int).reshape(-1, 2)
    rows = ends[:, 0]
    columns = ends[:, 1]
    weights = np.ones(len(pairs))
    links = coo_array(
        (weights, (rows, columns)),
        shape=(count, count),
    )
    _, labels = connected_components(links, directed=False)
    return list(labels.tolist())


def _grouped(generation: Generation, identifier: str) -> GroupedIcon:
    entry = generation.entry(identifier)
    return GroupedIcon(entry.id, entry.name, entry.library)
