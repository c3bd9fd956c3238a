"""Writes the letters, blanks and places of texts as every renderer has them.

https://www.w3.org/TR/css-text-3/, https://www.w3.org/TR/css-inline-3/ and, for `direction`,
https://www.w3.org/TR/SVG2/text.html#TextAnchoringProperties
"""

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from render.svg.parsing.numbers import NUMBER
from render.svg.resolve.css.lengths import PIXELS
from render.svg.resolve.document import local, svg_name, taken

SPACE = "{http://www.w3.org/XML/1998/namespace}space"  # which blanks of a text are drawn
_CASES = {"capitalize": str.title, "lowercase": str.lower, "uppercase": str.upper}
_PROPERTIES = ("css-text-transform", "css-white-space", "kerning")  # browsers know no `kerning`
_OF_BOX = "alignment-baseline"  # of a text without parts, it is that of the letters
# Half of a line's height, as Chromium has it. Fonts differ by hundredths.
_RAISED = {"sub": "-0.58em", "super": "0.58em"}
_BASELINES = {"after-edge": "text-after-edge", "before-edge": "text-before-edge"}
_LENGTHS = ("letter-spacing", "startOffset", "textLength", "word-spacing")
_ABSOLUTE = re.compile(rf"\s*({NUMBER})({'|'.join(PIXELS)})\s*")
_MIRRORED = {"start": "end", "end": "start", "middle": "middle"}


@dataclass(frozen=True)
class _Inherited:
    """What reaches an element from those around it."""

    case: str = "none"
    direction: str = "ltr"
    anchor: str = "start"


def change(root: Element) -> None:
    """Change the texts of a document. Values are specified, and not computed yet."""
    waiting = [(root, _Inherited())]
    while waiting:
        element, around = waiting.pop()
        own = taken(element.attrib, _PROPERTIES)
        inside = _Inherited(
            own.get("css-text-transform", around.case).lower(),
            element.get("direction", around.direction),
            element.get("text-anchor", around.anchor),
        )
        if own.get("css-white-space", "").startswith(("pre", "break-spaces")):
            element.set(SPACE, "preserve")
        if local(element) == "text":
            _place(element, inside)
        _write_pixels(element)
        shift = element.get("baseline-shift", "")
        if shift in _RAISED:
            element.set("baseline-shift", _RAISED[shift])
        for child in element:
            child.tail = _changed(child.tail, inside.case)
            waiting.append((child, inside))
        element.text = _changed(element.text, inside.case)


def _place(text: Element, inside: _Inherited) -> None:
    """Write where a text begins, and its baseline, as properties that renderers know."""
    if len(text) == 0 and _OF_BOX in text.attrib:
        baseline = text.attrib.pop(_OF_BOX)
        text.set("dominant-baseline", _BASELINES.get(baseline, baseline))
    if "baseline-shift" in text.attrib:
        _shift(text)
    if inside.direction == "rtl" and inside.anchor in _MIRRORED:
        text.set("text-anchor", _MIRRORED[inside.anchor])
        text.attrib.pop("direction", None)


def _shift(text: Element) -> None:
    """Give the shift of a text to a part that has all of it: renderers shift parts alone."""
    part = Element(svg_name("tspan"), taken(text.attrib, ("baseline-shift",)))
    part.text = text.text
    part.extend(text)
    text.text = None
    text[:] = [part]


def _write_pixels(element: Element) -> None:
    """Write the lengths of a text that have absolute units without them."""
    for name in _LENGTHS:
        found = _ABSOLUTE.fullmatch(element.get(name, ""))
        if found:
            number, unit = found.groups()
            pixels = float(number) * PIXELS[unit]
            element.set(name, f"{pixels:.9g}")


def _changed(text: str | None, case: str) -> str | None:
    """A text in another case."""
    if text is None or case not in _CASES:
        return text
    return _CASES[case](text)
