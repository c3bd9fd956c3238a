"""The icons of a library that look the same, or nearly so.

The vectors only say which icons are worth comparing: the nearest few of each. What is alike is decided by the pictures.
"""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from features.audit import look_alikes as looks
from features.store.catalogue import Catalogue
from features.store.generation import Generation
from features.store.vectors import Vectors, unit
from ingest.common.console import progress

# Icons that each is compared with; a group may be larger, as its icons need only be linked by others. On ion and
# material-icon-theme vgg16 has every pair that is at least nearly the same among the nearest 5.
NEIGHBOURS = 10
WIDE = 240  # characters of a line where there is no terminal, so that no id is broken in two
BLOCK = 128  # rows of the matrix of cosines that a thread holds at a time: 36 MB at 70,000 icons, and twice that to find the nearest

Pair = tuple[int, int]


@dataclass(frozen=True)
class Alike:
    """An icon that is in a group."""

    id: str
    name: str
    library: str | None


@dataclass(frozen=True)
class Group:
    """Icons that look the `same`, or `near` so; `similarity`, 0..1, is the least of any two that were found alike."""

    alike: str
    similarity: float
    icons: tuple[Alike, ...]


def find(generation: Generation, near: float, jobs: int) -> list[Group]:
    """The groups of a generation: first those that look the same, each sort with the largest first.

    A `near` group holds icons that are linked by a similarity of at least `near`, and not all of one look.
    """
    catalogue = generation.catalogue
    icons, vectors = _distinct(generation.vectors(generation.default_extractor))
    similarities = _similarities(catalogue, icons, _neighbours(vectors, jobs), near, jobs)
    equal = {
        pair: similarity
        for pair, similarity in similarities.items()
        if _looks_same(catalogue, icons, pair)
    }
    same = list(_groups("same", icons, equal, generation))
    one_look = {group.icons for group in same}
    groups = same + [
        group
        for group in _groups("near", icons, similarities, generation)
        if group.icons not in one_look
    ]
    return sorted(
        groups, key=lambda group: (group.alike != "same", -len(group.icons), group.icons[0].id)
    )


def show(groups: Iterable[Group]) -> None:
    """Print the groups as a table, an icon a line."""
    shown = Table("alike", "similarity", "icon", "name", "library", box=box.SIMPLE_HEAD)
    for group in groups:
        for number, icon in enumerate(group.icons):
            head = (group.alike, f"{group.similarity:.2f}") if number == 0 else ("", "")
            shown.add_row(
                *head,
                Text(icon.id, overflow="fold"),
                Text(icon.name, overflow="fold"),
                Text(icon.library or "", overflow="fold"),
            )
    console = Console()
    if not console.is_terminal:
        console.width = WIDE
    console.print(shown)


def document(generation: Generation, near: float, groups: Iterable[Group]) -> dict[str, Any]:
    """The groups for programs to read."""
    return {
        "generation": generation.name,
        "near": near,
        "groups": [asdict(group) for group in groups],
    }


def _distinct(rows: Vectors) -> tuple[list[list[str]], NDArray[np.float32]]:
    """The icons, those whose pictures are the same bytes together, and of each such set the vector on its first ground."""
    digests: dict[str, list[str]] = {}
    firsts: dict[str, int] = {}
    for row, (identifier, digest) in enumerate(zip(rows.ids, rows.digests, strict=True)):
        digests.setdefault(identifier, []).append(digest)
        firsts.setdefault(identifier, row)
    together: dict[tuple[str, ...], list[str]] = {}
    for identifier, pictures in digests.items():
        together.setdefault(tuple(pictures), []).append(identifier)
    icons = list(together.values())
    return icons, unit(rows.vectors[[firsts[identifiers[0]] for identifiers in icons]])


def _neighbours(vectors: NDArray[np.float32], jobs: int) -> list[Pair]:
    """Each vector (n, d) with the nearest others, every pair once."""
    count = min(NEIGHBOURS, len(vectors) - 1)
    if count < 1:
        return []

    def nearest(start: int) -> NDArray[np.int64]:
        """Of a block of vectors (b, d): (b · count, 2)."""
        cosines = vectors[start : start + BLOCK] @ vectors.T
        np.fill_diagonal(cosines[:, start:], -np.inf)
        others = np.argpartition(cosines, len(vectors) - count, axis=1)[:, -count:]
        return np.stack(
            [np.repeat(np.arange(start, start + len(cosines)), count), others.ravel()], axis=1
        )

    with ThreadPoolExecutor(jobs) as pool:
        pairs = np.concatenate(list(pool.map(nearest, range(0, len(vectors), BLOCK))))
    return [(int(one), int(other)) for one, other in np.unique(np.sort(pairs, axis=1), axis=0)]


def _similarities(
    catalogue: Catalogue,
    icons: Sequence[Sequence[str]],
    pairs: Sequence[Pair],
    near: float,
    jobs: int,
) -> dict[Pair, float]:
    """The pairs that are at least nearly the same, and how alike they are."""
    with ThreadPoolExecutor(jobs) as pool, progress("looking at icons", len(icons)) as advance:
        glyphs = []
        for seen in pool.map(
            lambda identifiers: looks.glyphs(looks.pictures(catalogue, identifiers[0])), icons
        ):
            glyphs.append(seen)
            advance(1)
    compared = ((pair, looks.similarity(glyphs[pair[0]], glyphs[pair[1]], near)) for pair in pairs)
    return {pair: similarity for pair, similarity in compared if similarity >= near}


def _looks_same(catalogue: Catalogue, icons: Sequence[Sequence[str]], pair: Pair) -> bool:
    one, other = (looks.pictures(catalogue, icons[place][0]) for place in pair)
    return looks.looks_same(one, other)


def _groups(
    alike: str,
    icons: Sequence[Sequence[str]],
    similarities: dict[Pair, float],
    generation: Generation,
) -> Iterator[Group]:
    """What is linked by these pairs, or is the same bytes."""
    ends = np.array(list(similarities), int).reshape(-1, 2).T
    links = coo_array(
        (np.ones(len(similarities)), (ends[0], ends[1])), shape=(len(icons), len(icons))
    )
    _, labels = connected_components(links, directed=False)
    members: dict[int, list[str]] = {}
    for label, identifiers in zip(labels.tolist(), icons, strict=True):
        members.setdefault(label, []).extend(identifiers)
    least = dict.fromkeys(members, 1.0)
    for (one, _), similarity in similarities.items():
        least[labels[one]] = min(least[labels[one]], similarity)
    for label, identifiers in members.items():
        if len(identifiers) > 1:
            yield Group(
                alike,
                round(least[label], 3),
                tuple(_alike(generation, identifier) for identifier in sorted(identifiers)),
            )


def _alike(generation: Generation, identifier: str) -> Alike:
    entry = generation.entry(identifier)
    return Alike(entry.id, entry.name, entry.library)
