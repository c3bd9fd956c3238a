"""Mixes gradients and masks in linear light, where a document asks for it.

https://www.w3.org/TR/SVG2/painting.html#ColorInterpolation
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from xml.etree.ElementTree import Element, SubElement

from render.svg.resolve.css import colours, lengths
from render.svg.resolve.css.spaces import conversions
from render.svg.resolve.document import local, svg_name


@dataclass(frozen=True)
class LightSettings:
    """How finely linear light is followed. Chosen by hand: eight steps are off by 2 of 255."""

    steps: int = 8  # between two stops of a gradient
    table: int = 33  # entries of the table of a mask
    stops: int = 64  # of one gradient; one with more stays as it is


LIGHT = LightSettings()
_GRADIENTS = ("linearGradient", "radialGradient")
_FILTER = "css-linear-light"  # the identifier of the filter of masks


def mix(root: Element) -> None:
    """Give gradients stops between theirs, and masks a filter, that mix in linear light."""
    asking = [each for each in root.iter() if each.get("color-interpolation") == "linearRGB"]
    masks = [each for each in asking if local(each) == "mask"]
    for element in asking:
        if local(element) in _GRADIENTS:
            _add_stops(element)
    for mask in masks:
        group = Element(svg_name("g"), {"filter": f"url(#{_FILTER})"})
        group.extend(mask)
        mask[:] = [group]
    if masks:
        root.append(_filter())


def _filter() -> Element:
    """A filter that writes the linear light of each colour in its place."""
    values = [entry / (LIGHT.table - 1) for entry in range(LIGHT.table)]
    entries = conversions.decoded(values)
    table = " ".join(f"{entry:.4f}" for entry in entries)
    space = {"id": _FILTER, "color-interpolation-filters": "sRGB"}
    made = Element(svg_name("filter"), space)
    transfer = SubElement(made, svg_name("feComponentTransfer"))
    for channel in "RGB":
        function = {"type": "table", "tableValues": table}
        SubElement(transfer, svg_name(f"feFunc{channel}"), function)
    return made


def _add_stops(gradient: Element) -> None:
    """Put stops between those of a gradient."""
    stops = list(gradient)
    if not 2 <= len(stops) <= LIGHT.stops:
        return
    gradient[:] = stops[:1]
    for start, end in pairwise(stops):
        gradient.extend(_between(start, end))
        gradient.append(end)


def _between(start: Element, end: Element) -> list[Element]:
    """The stops between two, the ends left out; none where a colour is not known here."""
    offsets = [lengths.share(stop.get("offset", "0")) or 0.0 for stop in (start, end)]
    opacities = [lengths.share(stop.get("stop-opacity", "1")) or 0.0 for stop in (start, end)]
    names = [stop.get("stop-color", "#000000") for stop in (start, end)]
    made = []
    for step in range(1, LIGHT.steps):
        share = step / LIGHT.steps
        mixed = f"color-mix(in srgb-linear, {names[0]}, {names[1]} {100 * share}%)"
        colour = colours.parse(mixed)
        if colour is None or colour.channels is None:
            return []
        offset = _mean(offsets, share)
        opacity = _mean(opacities, share)
        values = {
            "offset": f"{offset:.6g}",
            "stop-color": colour.written(),
            "stop-opacity": f"{opacity:.4g}",
        }
        made.append(Element(svg_name("stop"), values))
    return made


def _mean(ends: Sequence[float], share: float) -> float:
    start, end = ends
    return start + (end - start) * share
