"""Picture and words: how often the right icon comes first by the picture alone, by words alone, and
by both together.

The words are tags of the right icon that share no word with its name, drawn at random; "wrong" are
those of another icon. Takes an Iconify set, and the tags that the library's own package has: the
tags.json of lucide-static, or the icons.json of @tabler/icons. Screenshots are the ruler's, made
with Chromium; what was made is kept in build/quality.

usage: python -m tests.benchmarks.words SETS/lucide lucide-static/tags.json [--extractor vgg16 …]
           [--count 300] [--seed 7] [--weight 0.1 …]
"""

import argparse
import json
import random
import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image

from features.encoders import DEFAULTS
from features.search import scoring
from features.search.criteria import Criteria
from features.search.published import PublishedLibrary
from features.store.tokens import words_of
from ingest.icon import Icon
from tests.benchmarks.quality import shots
from tests.benchmarks.quality.icons import IconSet
from tests.benchmarks.quality.shots import KINDS, Shot
from tests.benchmarks.quality.stages import ROOT, indexed, rendered

DEPTH = 10
THREADS = 2


@dataclass(frozen=True)
class Query:
    """A screenshot, and the words that somebody might add: one tag of its icon, two, or one of
    another icon.
    """

    shot: Shot
    one: str
    two: str
    wrong: str


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("set", type=Path)
    parser.add_argument("tags", type=Path)
    parser.add_argument("--extractor", nargs="+", default=list(DEFAULTS))
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument(
        "--weight",
        type=float,
        nargs="+",
        default=[scoring.WORDS.boost],
        help="of the words beside the picture",
    )
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "quality")
    options = parser.parse_args()
    work = options.work.resolve()
    shown = IconSet.read(options.set.resolve())
    tags = read_tags(options.tags)
    tagged = {
        name: replace(icon, tags=tuple(tags.get(name, ()))) for name, icon in shown.icons.items()
    }
    library = IconSet(f"{shown.name}-tagged", None, tagged)
    queries = asked(
        shots.screenshots(shown, work, options.count, [options.seed]), tagged, options.seed
    )
    folder = rendered(library, work)
    for extractor in options.extractor:
        opened = PublishedLibrary.open(indexed(folder, extractor)[0], THREADS)
        print(
            f"{shown.name}, {len(tagged)} icons, "
            f"{sum(bool(icon.tags) for icon in tagged.values())} with tags; {extractor}"
        )
        for weight in options.weight:
            scoring.WORDS = replace(scoring.WORDS, boost=weight)
            report(opened, queries, shown, weight)
        opened.close()


def read_tags(file: Path) -> dict[str, list[str]]:
    document = json.loads(file.read_text())
    return {
        name: list(map(str, known["tags"] if isinstance(known, dict) else known))
        for name, known in document.items()
    }


def asked(taken: Sequence[Shot], icons: Mapping[str, Icon], seed: int) -> list[Query]:
    """A query for each screenshot whose icon has two tags that do not give its name away."""
    chance = random.Random(seed)
    telling = {
        name: [tag for tag in icon.tags if not set(words_of(tag)) & set(words_of(icon.name))]
        for name, icon in icons.items()
    }
    others = sorted(name for name, known in telling.items() if known)
    queries = []
    for shot in taken:
        known = telling.get(shot.icon, [])
        if len(known) >= 2:
            one, other = chance.sample(known, 2)
            queries.append(
                Query(shot, one, f"{one} {other}", chance.choice(telling[chance.choice(others)]))
            )
    return queries


def report(
    library: PublishedLibrary, queries: Sequence[Query], shown: IconSet, weight: float
) -> None:
    print(f"weight {weight}; in percent: first, among the first five")
    headings = ("picture", "one tag", "two tags", "picture, one", "picture, two", "picture, wrong")
    print(f"{'':8} {'n':>4} " + "".join(f"{heading:>15}" for heading in headings))
    seconds: list[float] = []
    for kind in KINDS:
        some = [query for query in queries if query.shot.kind == kind]
        columns: list[list[int]] = [[] for _ in range(6)]
        for query in some:
            with Image.open(query.shot.file) as picture:
                image = picture.convert("RGB")
            started = time.perf_counter()
            by_words = [
                [entry.id for entry in library.catalogue.list(0, DEPTH, {}, text)[1]]
                for text in (query.one, query.two)
            ]
            seconds.append((time.perf_counter() - started) / 2)
            by_picture = [
                found(library, image, text) for text in (None, query.one, query.two, query.wrong)
            ]
            for column, hits in zip(
                columns, (by_picture[0], *by_words, *by_picture[1:]), strict=True
            ):
                column.append(
                    next(
                        (
                            place
                            for place, hit in enumerate(hits, 1)
                            if shown.look(hit) == query.shot.look
                        ),
                        DEPTH + 1,
                    )
                )
        print(
            f"{kind:8} {len(some):4} "
            + "".join(f"{percent(column, 1):8.1f}, {percent(column, 5):5.1f}" for column in columns)
        )
    print(f"a search by words alone takes {1000 * statistics.median(seconds):.1f} ms (median)")


def found(library: PublishedLibrary, image: Image.Image, q: str | None) -> list[str]:
    return [
        result.entry.id for result in library.find(image, Criteria(DEPTH, words=q or "")).results
    ]


def percent(ranks: Sequence[int], depth: int) -> float:
    return 100 * sum(rank <= depth for rank in ranks) / len(ranks)


if __name__ == "__main__":
    main()
