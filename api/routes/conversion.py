"""The library's icons and results as the answers' schemas."""

import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from api.budget import step
from api.http import links
from api.schemas import answers
from api.schemas.icons import Icon, Links
from api.svg.cleaned import KEPT
from api.svg.failures import Uncleanable
from features.search.published import FoundRegion, PublishedLibrary, Result
from features.store.generation import Entry
from ingest.copying.templates import code_of


@dataclass(frozen=True)
class CleaningTime:
    """How long the SVGs of one answer may take to clean.

    Chosen by hand. Real ones take 0.05 ms to 1 ms each, the slowest that is allowed 0.5 s.
    """

    seconds: float = 0.5  # of the processor
    # Of the time in which a search may begin further steps. It goes beyond that: a search that has
    # ended early has SVGs, too.
    share: float = 1.25


CLEANING = CleaningTime()


def clean_svgs(library: PublishedLibrary, identifiers: Sequence[str]) -> dict[str, str]:
    """The clean SVGs of these icons by id.

    Left out are icons without one that can be cleaned, and what there is no time for.
    """
    cleaned: dict[str, str] = {}
    end = time.thread_time() + CLEANING.seconds
    for identifier, svg in library.catalogue.svgs(identifiers).items():
        if time.thread_time() > end or step.is_late(CLEANING.share):
            break
        with suppress(Uncleanable):  # the icon's own address says why
            cleaned[identifier] = KEPT.clean(svg)
    return cleaned


def add_code(library: PublishedLibrary, icons: Iterable[Icon]) -> None:
    """Add to each icon the code of its package."""
    for icon in icons:
        icon.code = code_of(library.copying, icon.id, icon.name, icon.style, icon.library) or None


def icon_answer(entry: Entry, root_path: str, svg: str | None = None) -> Icon:
    """An entry of the catalogue, with its SVG where that was requested."""
    return Icon(**_icon_fields(entry, root_path, svg))


def result_answer(
    result: Result, root_path: str, svg: str | None = None, identical: bool | None = None
) -> answers.Result:
    """A result of a search, with its SVG where that was requested.

    `identical`: whether its paths equal those of an SVG that was searched.
    """
    return answers.Result(
        **_icon_fields(result.entry, root_path, svg),
        score=round(result.score, 6),
        match=percent(result.match),
        identical=identical,
        also=[icon_answer(entry, root_path) for entry in result.also] or None,
    )


def result_answers(
    results: Iterable[Result], root_path: str, svgs: Mapping[str, str]
) -> list[answers.Result]:
    """Results of a search, each with its SVG of `svgs`, by id."""
    return [result_answer(each, root_path, svgs.get(each.entry.id)) for each in results]


def region_answer(
    region: FoundRegion,
    root_path: str,
    svgs: Mapping[str, str],
    corner: tuple[float, float] = (0, 0),
) -> answers.ScreenshotIcon:
    """An icon in a picture; `corner`: where the searched part begins in the picture."""
    return answers.ScreenshotIcon(
        box=box_answer(*region.box.moved(*corner)),
        verdict=region.verdict,
        results=result_answers(region.results, root_path, svgs),
    )


def box_answer(x: float, y: float, width: float, height: float) -> answers.Box:
    """A box in pixels."""
    return answers.Box(x=x, y=y, width=width, height=height)


def percent(share: float | None) -> float | None:
    """A share in percent, to one decimal."""
    return None if share is None else round(100 * share, 1)


def _icon_fields(entry: Entry, root_path: str, svg: str | None) -> dict[str, Any]:
    """The fields of Icon, which Result has too."""
    address = f"{root_path}/icons/{links.key(entry.id)}"
    return {
        "id": entry.id,
        "name": entry.name,
        "library": entry.library,
        "style": entry.style,
        "category": entry.category,
        "tags": list(entry.tags) or None,
        "aliases": list(entry.aliases) or None,
        "license": entry.license,
        "updated_at": entry.updated_at,
        "grounds": list(entry.grounds),
        "links": Links(
            icon=address,
            svg=f"{address}/svg" if entry.has_svg else None,
            image=f"{address}/image",
        ),
        "svg": svg,
    }
