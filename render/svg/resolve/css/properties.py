"""The properties that change a drawing: which values are valid, and whether they are inherited.

A declaration whose value is not valid is ignored, as CSS says. Properties:
https://www.w3.org/TR/SVG2/propidx.html
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from render.svg.resolve.css import checks
from render.svg.resolve.css.checks import Check
from render.svg.resolve.css.filter_functions import filters
from render.svg.resolve.geometry import transforms

WIDE = frozenset(("inherit", "initial", "unset", "revert", "revert-layer"))
# Percent of the normal width: https://www.w3.org/TR/css-fonts-4/#font-stretch-prop
STRETCHES = {
    "ultra-condensed": 50,
    "extra-condensed": 62.5,
    "condensed": 75,
    "semi-condensed": 87.5,
    "normal": 100,
    "semi-expanded": 112.5,
    "expanded": 125,
    "extra-expanded": 150,
    "ultra-expanded": 200,
}
_LONGEST_CACHED = 80  # characters; colours and keywords have fewer


@dataclass(frozen=True)
class Property:
    """One property; `initial` as an attribute has it."""

    check: Check
    initial: str
    inherited: bool = False
    axis: str | None = None  # of a length: "x", "y", or "" for both
    is_geometry: bool = False


def checked(name: str, value: str, is_attribute: bool) -> str | None:
    """The value of a property as it is written in an attribute; None where it is not valid."""
    if len(value) <= _LONGEST_CACHED:
        return _cached(name, value, is_attribute)
    return _checked(name, value, is_attribute)


def _checked(name: str, value: str, is_attribute: bool) -> str | None:
    stripped = value.strip()
    if "/*" in stripped:
        stripped = re.sub(r"/\*.*?\*/", " ", stripped, flags=re.DOTALL).strip()
    if not stripped:
        return None
    lower = stripped.lower()
    if lower in WIDE:
        return lower
    if "var(" in lower or "env(" in lower:
        return stripped
    return PROPERTIES[name].check(stripped, is_attribute)


_cached = lru_cache(maxsize=8192)(_checked)


_RULE = checks.words("nonzero evenodd")
_DISPLAY = checks.words(
    "inline block none inline-block flex inline-flex grid inline-grid table contents flow-root "
    "list-item table-cell table-row inline-table ruby"
)
_BLENDS = checks.words(
    "normal multiply screen overlay darken lighten color-dodge color-burn hard-light soft-light "
    "difference exclusion hue saturation color luminosity plus-lighter"
)
# As resvg knows them. Chromium repeats pixels for two of them alone.
_SCALING = checks.one_of(
    {
        "auto": "optimizeQuality",
        "crisp-edges": "optimizeSpeed",
        "optimizeQuality": "optimizeQuality",
        "optimizeSpeed": "optimizeQuality",
        "pixelated": "optimizeSpeed",
    }
)
_STRETCH = checks.one_of(
    {word: word for word in STRETCHES} | {f"{share:g}%": word for word, share in STRETCHES.items()}
)
_VISIBILITY = checks.one_of({"collapse": "hidden", "hidden": "hidden", "visible": "visible"})

PROPERTIES = {
    "alignment-baseline": Property(checks.text, "auto"),
    "baseline-shift": Property(checks.text, "baseline"),
    "clip-path": Property(checks.link, "none"),
    "clip-rule": Property(_RULE, "nonzero", inherited=True),
    "color": Property(checks.colour, "#000000", inherited=True),
    "color-interpolation": Property(checks.words("auto sRGB linearRGB"), "sRGB", inherited=True),
    "color-interpolation-filters": Property(checks.text, "linearRGB", inherited=True),
    "cx": Property(checks.length, "0", axis="x", is_geometry=True),
    "cy": Property(checks.length, "0", axis="y", is_geometry=True),
    "direction": Property(checks.words("ltr rtl"), "ltr", inherited=True),
    "display": Property(_DISPLAY, "inline"),
    "dominant-baseline": Property(checks.text, "auto", inherited=True),
    "fill": Property(checks.paint, "#000000", inherited=True),
    "fill-opacity": Property(checks.opacity, "1", inherited=True),
    "fill-rule": Property(_RULE, "nonzero", inherited=True),
    "filter": Property(filters, "none"),
    "flood-color": Property(checks.colour, "#000000"),
    "flood-opacity": Property(checks.opacity, "1"),
    "font-family": Property(checks.text, "", inherited=True),
    "font-kerning": Property(checks.text, "auto", inherited=True),
    "font-size": Property(checks.font_size_value, "medium", inherited=True),
    "font-stretch": Property(_STRETCH, "normal", inherited=True),
    "font-style": Property(checks.text, "normal", inherited=True),
    "font-variant": Property(checks.text, "normal", inherited=True),
    "font-weight": Property(checks.weight, "normal", inherited=True),
    "height": Property(checks.extent, "auto", axis="y", is_geometry=True),
    "image-rendering": Property(_SCALING, "optimizeQuality", inherited=True),
    "isolation": Property(checks.words("auto isolate"), "auto"),
    "letter-spacing": Property(checks.text, "normal", inherited=True),
    "lighting-color": Property(checks.colour, "#ffffff"),
    "marker-end": Property(checks.link, "none", inherited=True),
    "marker-mid": Property(checks.link, "none", inherited=True),
    "marker-start": Property(checks.link, "none", inherited=True),
    "mask": Property(checks.link, "none"),
    "mask-type": Property(checks.words("luminance alpha"), "luminance"),
    "mix-blend-mode": Property(_BLENDS, "normal"),
    "opacity": Property(checks.opacity, "1"),
    "overflow": Property(checks.words("visible hidden scroll auto clip"), "visible"),
    "paint-order": Property(checks.text, "normal", inherited=True),
    "r": Property(checks.extent, "0", axis="", is_geometry=True),
    "rx": Property(checks.radius, "auto", axis="x", is_geometry=True),
    "ry": Property(checks.radius, "auto", axis="y", is_geometry=True),
    "shape-rendering": Property(checks.text, "auto", inherited=True),
    "stop-color": Property(checks.colour, "#000000"),
    "stop-opacity": Property(checks.opacity, "1"),
    "stroke": Property(checks.paint, "none", inherited=True),
    "stroke-dasharray": Property(checks.dashes, "none", inherited=True),
    "stroke-dashoffset": Property(checks.length, "0", inherited=True, axis=""),
    "stroke-linecap": Property(checks.words("butt round square"), "butt", inherited=True),
    "stroke-linejoin": Property(checks.words("miter round bevel"), "miter", inherited=True),
    "stroke-miterlimit": Property(checks.miter, "4", inherited=True),
    "stroke-opacity": Property(checks.opacity, "1", inherited=True),
    "stroke-width": Property(checks.extent, "1", inherited=True, axis=""),
    "text-anchor": Property(checks.words("start middle end"), "start", inherited=True),
    "text-decoration": Property(checks.text, "none"),
    "transform": Property(transforms.checked, "none"),
    "transform-box": Property(
        checks.words("view-box fill-box stroke-box content-box border-box"), "view-box"
    ),
    "transform-origin": Property(transforms.checked_origin, "0 0"),
    "vector-effect": Property(checks.text, "none"),
    "visibility": Property(_VISIBILITY, "visible", inherited=True),
    "width": Property(checks.extent, "auto", axis="x", is_geometry=True),
    "word-spacing": Property(checks.text, "normal", inherited=True),
    "writing-mode": Property(checks.text, "horizontal-tb", inherited=True),
    "x": Property(checks.length, "0", axis="x", is_geometry=True),
    "y": Property(checks.length, "0", axis="y", is_geometry=True),
}
