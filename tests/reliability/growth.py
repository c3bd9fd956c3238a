"""How the time of work on one file grows with each of its dimensions.

`python -m tests.reliability.growth` prints a table: the exponent is the binary logarithm of how
many times longer the work takes when its dimension is doubled.
"""

import gc
import itertools
import math
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from graphql import build_schema

from api.copying.sizing import Appearance, adjusted
from api.svg.cleaning import clean
from api.svg.failures import Uncleanable
from ingest.common.untrusted import parse_json
from ingest.graphql.proposal.listings import all_lists, listings
from render.picture import depict
from render.svg import code
from render.svg.parsing import entities
from render.svg.screen import Undrawable
from tests.reliability.growth_of_sources import SOURCES

LEAST = 0.02  # seconds of processor time: less is not measured
MOST = 2.0  # seconds, from which on nothing larger is tried
STEEP = 1.35  # exponent from which on growth counts as faster than the input
SIDE = 48  # pixels

ROOT = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">{}</svg>'
SQUARE = '<path d="M2 2h9v9z"/>'


def _document(part: str, count: int, before: str = "", after: str = SQUARE) -> str:
    parts = [part.format(n=number, next=number + 1) for number in range(count)]
    return ROOT.format(before + "".join(parts) + after)


def _styled(rule: str, count: int, body: str | None = None) -> str:
    rules = "".join(rule.format(n=number, next=number + 1) for number in range(count))
    elements = body or "".join(f'<path class="c{n}" d="M2 2h9v9z"/>' for n in range(count))
    return ROOT.format(f"<style>{rules}</style>{elements}")


def _nested(count: int) -> str:
    return ROOT.format("<g>" * count + SQUARE + "</g>" * count)


SQUARES = SQUARE * 50
# By name: a document with `count` of something.
DOCUMENTS: dict[str, Callable[[int], str]] = {
    "paths": lambda count: _document('<path d="M{n} 2h9v9z"/>', count),
    "segments of a path": lambda count: ROOT.format(
        f'<path d="M0 0{"".join(f"L{n % 24} {n * 7 % 24}" for n in range(count))}"/>'
    ),
    "arcs of a path": lambda count: ROOT.format(f'<path d="M9 9{"a3 3 0 1 1 .1 0" * count}"/>'),
    "strokes with dashes": lambda count: ROOT.format(
        f'<path stroke="red" stroke-dasharray=".5" d="M0 9{"l9 1l-9 1" * count}"/>'
    ),
    "nesting": _nested,
    "CSS rules and elements": lambda count: _styled(".c{n}{{fill:#123}}", count),
    "CSS rules of one element": lambda count: _styled(".c0{{fill:#1{n}3}}", count, SQUARE),
    "selectors of a rule": lambda count: _styled(
        ",".join(f".c{n}" for n in range(count)) + "{{fill:red}}", 1, SQUARES
    ),
    "combinators of a selector": lambda count: _styled(
        "g " * count + "path{{fill:red}}", 1, "<g>" * 40 + SQUARES + "</g>" * 40
    ),
    "siblings of a selector": lambda count: _styled(
        "path~path~path{{fill:red}}", 1, SQUARE * count
    ),
    ":nth-child": lambda count: _styled("path:nth-child(2n+1){{fill:red}}", 1, SQUARE * count),
    ":nth-last-of-type": lambda count: _styled(
        "path:nth-last-of-type(2n+1){{fill:red}}", 1, SQUARE * count
    ),
    ":not": lambda count: _styled("path" + ":not(.x)" * count + "{{fill:red}}", 1, SQUARES),
    ":is in :is": lambda count: _styled(
        ":is(path," * count + "path" + ")" * count + "{{fill:red}}", 1, SQUARES
    ),
    "var() chain": lambda count: _styled(
        "svg{{--a{n}:var(--a{next})}}", count, f'<path style="fill:var(--a0)" {SQUARE[6:]}'
    ),
    "var() that doubles": lambda count: _styled(
        "svg{{--a{n}:var(--a{next}) var(--a{next})}}",
        count,
        f'<path style="fill:var(--a0)" {SQUARE[6:]}',
    ),
    "variables of elements": lambda count: _document(
        '<g style="--a{n}:red"><path style="fill:var(--a{n})" d="M2 2h9v9z"/></g>', count
    ),
    "@layer": lambda count: _styled("@layer l{n}{{path{{fill:#123}}}}", count, SQUARES),
    "@layer in @layer": lambda count: _styled(
        "@layer a{{" * count + "path{{fill:red}}" + "}}" * count, 1, SQUARES
    ),
    "@media": lambda count: _styled("@media screen{{.c{n}{{fill:red}}}}", count),
    "declarations": lambda count: ROOT.format(
        f'<path style="{"fill:red;" * count}" d="M2 2h9v9z"/>'
    ),
    "use": lambda count: _document(
        '<use href="#u" x="{n}"/>', count, '<g id="u"><path d="M2 2h9z"/></g>'
    ),
    "use chain": lambda count: _document('<g id="u{n}"><use href="#u{next}"/></g>', count),
    "use that doubles": lambda count: _document(
        '<g id="u{n}"><use href="#u{next}"/><use href="#u{next}"/></g>', count
    ),
    "gradients": lambda count: _document(
        '<linearGradient id="g{n}"><stop/></linearGradient><path fill="url(#g{n})" d="M2 2h9z"/>',
        count,
    ),
    "gradients by href": lambda count: _document(
        '<linearGradient id="g{n}" href="#g{next}"/><path fill="url(#g{n})" d="M2 2h9v9z"/>', count
    ),
    "stops": lambda count: ROOT.format(
        '<linearGradient id="g">'
        + "".join(f'<stop offset="{n / 5000}"/>' for n in range(count))
        + '</linearGradient><path fill="url(#g)" d="M2 2h9v9z"/>'
    ),
    "clip paths of clip paths": lambda count: _document(
        '<clipPath id="p{n}" clip-path="url(#p{next})"><path d="M2 2h9v9z"/></clipPath>'
        '<path clip-path="url(#p{n})" d="M2 2h9v9z"/>',
        count,
    ),
    "masks": lambda count: _document(
        '<mask id="m{n}"><path fill="#fff" d="M0 0h9v9z"/></mask>'
        '<path mask="url(#m{n})" d="M2 2h9v9z"/>',
        count,
    ),
    "patterns": lambda count: _document(
        '<pattern id="p{n}" width=".1" height=".1"><path d="M0 0h1v1z"/></pattern>'
        '<path fill="url(#p{n})" d="M2 2h9v9z"/>',
        count,
    ),
    "animations": lambda count: _document(
        '<path d="M2 2h9v9z"><animate attributeName="opacity" values="0;1" dur="{n}s"/></path>',
        count,
    ),
    "animations of an element": lambda count: ROOT.format(
        '<path d="M2 2h9v9z">'
        + '<animate attributeName="opacity" values="0;1" dur="1s"/>' * count
        + "</path>"
    ),
    "animations that begin by others": lambda count: _document(
        '<path d="M2 2h9v9z"><animate id="a{next}" attributeName="opacity" values="0;1" dur="1s" '
        'begin="a{n}.end"/></path>',
        count,
    ),
    "values of an animation": lambda count: ROOT.format(
        f'<path d="M2 2h9z"><animate attributeName="opacity" values="{"0;1;" * count}0" dur="1s"/>'
        "</path>"
    ),
    "keyframes": lambda count: _styled(
        "@keyframes k{n}{{from{{opacity:0}}to{{opacity:1}}}}.c{n}{{animation:k{n} 1s}}", count
    ),
    "steps of keyframes": lambda count: _styled(
        "@keyframes k{{"
        + "".join(f"{n / 100}%{{{{opacity:.{n}}}}}" for n in range(count))
        + "}}path{{animation:k 1s}}",
        1,
        SQUARES,
    ),
    "words of a text": lambda count: ROOT.format(f'<text y="9">{"ab " * count}</text>'),
    "spans of a text": lambda count: ROOT.format(
        f'<text y="9">{"<tspan>a</tspan>" * count}</text>'
    ),
    "transforms": lambda count: ROOT.format(
        f'<path transform="{"rotate(1)" * count}" d="M2 2h9v9z"/>'
    ),
    "prefixes": lambda count: ROOT.format(
        "".join(f'<a{n}:x xmlns:a{n}="b{n}"/>' for n in range(count)) + SQUARE
    ),
    "text that begins a tag": lambda count: ROOT.format("&lt;svg " * count + SQUARE),
}


def _drawn(svg: str) -> None:
    with suppress(Undrawable):
        depict(svg, SIDE)


def _cleaned(svg: str) -> None:
    with suppress(Uncleanable):
        adjusted(clean(svg), Appearance("24", "#123456"))


def _listed(count: int) -> Callable[[], object]:
    types = "".join(
        f"type T{n} {{ name: String svg: String next: T{n + 1} all: [T{n + 1}] }}"
        for n in range(count)
    )
    schema = build_schema(f"{types} type T{count} {{ name: String }} type Query {{ all: [T0] }}")
    return lambda: (list(listings(schema)), list(all_lists(schema, 8)))


OTHERS: dict[str, Callable[[int], Callable[[], object]]] = {
    "types of a schema": _listed,
    "values of JSON": lambda count: lambda: parse_json(b"[" + b"1," * count + b"1]"),
    "texts of JSON": lambda count: lambda: parse_json(b"[" + b'"\\\\",' * count + b"1]"),
    "entities": lambda count: (
        lambda: entities.why_refused(
            "<!DOCTYPE svg [" + "".join(f'<!ENTITY e{n} "a">' for n in range(count)) + "]><svg/>"
        )
    ),
    "drawings in a text": lambda count: lambda: code.icons(ROOT.format(SQUARE) * count),
    "symbols in a text": lambda count: (
        lambda: code.icons(ROOT.format(f'<symbol id="a">{SQUARE}</symbol>' * count))
    ),
    "tags without an end in a text": lambda count: lambda: code.icons("<svg><g " * count),
}


@dataclass(frozen=True)
class Growth:
    """How the work on one dimension grows, and what the largest that was tried took."""

    work: str
    dimension: str
    exponent: float
    count: int
    seconds: float  # of processor time

    @property
    def is_steep(self) -> bool:
        """Whether it grows faster than the input, and takes long."""
        return self.exponent > STEEP and self.seconds > MOST / 4


class TooLong(Exception):
    """The work took too long, and was ended."""


def works() -> Iterator[tuple[str, str, Callable[[int], Callable[[], Any]]]]:
    """All that is measured: the work, the dimension, and what makes the work for a count."""
    for name, made in DOCUMENTS.items():
        yield "drawing", name, lambda count, made=made: _bound(_drawn, made(count))
        yield "cleaning", name, lambda count, made=made: _bound(_cleaned, made(count))
    for name, work in (OTHERS | SOURCES).items():
        yield "reading", name, work


def _bound(work: Callable[[str], None], text: str) -> Callable[[], None]:
    return lambda: work(text)


def measured(work: str, dimension: str, made: Callable[[int], Callable[[], Any]]) -> Growth:
    """The growth of one dimension, from the two largest counts that were measured."""
    times = [(0, LEAST)]
    for count in itertools.takewhile(lambda count: count <= 16384, (4**n for n in range(8))):
        seconds = _seconds(made(count))
        times.append((count, seconds))
        if seconds >= MOST:
            break
    steps = [
        math.log(later / max(LEAST, earlier), 4)
        for (_, earlier), (_, later) in itertools.pairwise(times)
        if later > 2 * LEAST and earlier > LEAST / 2
    ]
    count, seconds = max(times, key=lambda entry: entry[1])
    return Growth(work, dimension, max(steps, default=0.0), count, seconds)


def _seconds(work: Callable[[], object]) -> float:
    """Processor time of some work; infinite where it takes more than five times `MOST`."""

    def ended(*_: object) -> None:
        raise TooLong

    gc.collect()
    gc.freeze()  # what other tests left behind is not collected again and again
    signal.signal(signal.SIGPROF, ended)
    signal.setitimer(signal.ITIMER_PROF, 5 * MOST)
    began = time.process_time()
    try:
        work()
    except TooLong:
        return math.inf
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return time.process_time() - began


def main() -> None:
    """Print the table, the steepest first."""
    table = [measured(*one) for one in works()]
    for growth in sorted(table, key=lambda growth: -growth.seconds):
        print(
            f"{growth.work:9} {growth.dimension:32} exponent {growth.exponent:4.2f}, "
            f"{growth.seconds:6.2f} s for {growth.count}{'  STEEP' if growth.is_steep else ''}"
        )


if __name__ == "__main__":
    main()
