"""The properties that change a drawing: which values are valid, and whether they are inherited.

A declaration whose value is not valid is ignored, as CSS says. Properties:
https://www.w3.org/TR/SVG2/propidx.html
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from render.svg.resolve import colours, lengths, transforms

# Returns the value as it is written in an attribute, None where it is not valid. The second
# argument is whether it is a presentation attribute, in which lengths and angles need no unit.
Check = Callable[[str, bool], str | None]

WIDE = frozenset(("inherit", "initial", "unset", "revert", "revert-layer"))
_LONGEST_CACHED = 80  # characters; colours and keywords have fewer
_REFERENCE = re.compile(
    r"url\(\s*(?:\"#([^\"]*)\"|'#([^']*)'|#([^\s\"')]*))\s*\)\s*(.*)", re.IGNORECASE | re.DOTALL
)
_URL = re.compile(r"url\(\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"')]*)\s*\)\s*", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s*,\s*|\s+")


@dataclass(frozen=True)
class Property:
    """One property; `initial` as an attribute has it."""

    check: Check
    initial: str
    inherited: bool = False
    axis: str | None = None  # of a length: "x", "y", or "" for both


def reference(value: str) -> tuple[str, str] | None:
    """The identifier that `url(#…)` names, and what follows; None for anything else."""
    found = _REFERENCE.fullmatch(value)
    if found is None:
        return None
    return found[1] or found[2] or found[3] or "", found[4]


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
    if "var(" in lower:
        return stripped
    return PROPERTIES[name].check(stripped, is_attribute)


_cached = lru_cache(maxsize=8192)(_checked)


def _words(text: str) -> Check:
    """Allows the words of a text."""
    allowed = frozenset(text.split())

    def check(value: str, _: bool) -> str | None:
        lower = value.lower()
        return lower if lower in allowed else None

    return check


def _paint(value: str, _: bool) -> str | None:
    lower = value.lower()
    if lower == "none":
        return lower
    if lower.split()[0] in ("context-fill", "context-stroke"):
        return "currentColor"  # as Firefox, which such icons are for, has it
    if lower.startswith("url("):
        return _server(value)
    return _colour(value, True)


def _server(value: str) -> str | None:
    """`url(#id)` with its fallback; the fallback alone of what is outside of the document."""
    found = reference(value)
    identifier, fallback = found if found else ("", _URL.sub("", value, count=1))
    rest = _paint(fallback, True) if fallback else "none"
    if rest is None:
        return None
    return f"url(#{identifier}) {rest}" if found else rest


def _colour(value: str, _: bool) -> str | None:
    colour = colours.parse(value)
    return None if colour is None else colour.written()


def _opacity(value: str, _: bool) -> str | None:
    share = lengths.share(value)
    if share is None:
        return None
    return f"{min(max(share, 0.0), 1.0):g}"


def _length(value: str, _: bool) -> str | None:
    """A length; as Chromium has it, style sheets need no units either."""
    found = lengths.length(value, lengths.ANY)
    return None if found is None else value


def _extent(value: str, is_attribute: bool) -> str | None:
    """A length that is not negative, or `auto`."""
    if value.lower() == "auto":
        return "auto"
    found = lengths.length(value, lengths.ANY)
    if found is not None and found < 0:
        return None
    return _length(value, is_attribute)


def _dashes(value: str, _: bool) -> str | None:
    if value.lower() == "none":
        return "none"
    dashes = _SEPARATOR.split(value)
    for dash in dashes:
        if _extent(dash, True) in (None, "auto"):
            return None
    return " ".join(dashes)


def _miter(value: str, _: bool) -> str | None:
    limit = lengths.number(value)
    return None if limit is None or limit < 0 else f"{limit:g}"


def _link(value: str, _: bool) -> str | None:
    """`none`, `url(#id)`, a basic shape or a list of filter functions; checked where it is used."""
    if value.lower() == "none":
        return "none"
    found = reference(value)
    if found:
        return f"url(#{found[0]})"
    return value if "(" in value and not value.lower().startswith("url(") else None


def _font_size(value: str, is_attribute: bool) -> str | None:
    lower = value.lower()
    if lower in _FONT_SIZES or lower in ("larger", "smaller"):
        return lower
    return _extent(value, is_attribute)


def _text(value: str, _: bool) -> str | None:
    return value


_FONT_SIZES = {
    "xx-small": 9.0,
    "x-small": 10.0,
    "small": 13.0,
    "medium": 16.0,
    "large": 18.0,
    "x-large": 24.0,
    "xx-large": 32.0,
    "xxx-large": 48.0,
}


def font_size(value: str, context: lengths.Context) -> float:
    """Pixels of a valid `font-size`; `context` has the parent's."""
    if value in _FONT_SIZES:
        return _FONT_SIZES[value]
    if value == "larger":
        return context.font_size * 1.2
    if value == "smaller":
        return context.font_size / 1.2
    if value.endswith("%"):
        return (lengths.share(value) or 1.0) * context.font_size
    return lengths.length(value, context) or 0.0


_RULE = _words("nonzero evenodd")
_DISPLAY = _words(
    "inline block none inline-block flex inline-flex grid inline-grid table contents flow-root "
    "list-item table-cell table-row inline-table ruby"
)
_BLENDS = _words(
    "normal multiply screen overlay darken lighten color-dodge color-burn hard-light soft-light "
    "difference exclusion hue saturation color luminosity plus-lighter"
)

PROPERTIES = {
    "clip-path": Property(_link, "none"),
    "clip-rule": Property(_RULE, "nonzero", inherited=True),
    "color": Property(_colour, "#000000", inherited=True),
    "color-interpolation": Property(_words("auto srgb linearrgb"), "srgb", inherited=True),
    "color-interpolation-filters": Property(_text, "linearRGB", inherited=True),
    "cx": Property(_length, "0", axis="x"),
    "cy": Property(_length, "0", axis="y"),
    "direction": Property(_words("ltr rtl"), "ltr", inherited=True),
    "display": Property(_DISPLAY, "inline"),
    "dominant-baseline": Property(_text, "auto", inherited=True),
    "fill": Property(_paint, "#000000", inherited=True),
    "fill-opacity": Property(_opacity, "1", inherited=True),
    "fill-rule": Property(_RULE, "nonzero", inherited=True),
    "filter": Property(_link, "none"),
    "flood-color": Property(_colour, "#000000"),
    "flood-opacity": Property(_opacity, "1"),
    "font-family": Property(_text, "", inherited=True),
    "font-size": Property(_font_size, "medium", inherited=True),
    "font-style": Property(_text, "normal", inherited=True),
    "font-weight": Property(_text, "normal", inherited=True),
    "height": Property(_extent, "auto", axis="y"),
    "isolation": Property(_words("auto isolate"), "auto"),
    "letter-spacing": Property(_text, "normal", inherited=True),
    "lighting-color": Property(_colour, "#ffffff"),
    "marker-end": Property(_link, "none", inherited=True),
    "marker-mid": Property(_link, "none", inherited=True),
    "marker-start": Property(_link, "none", inherited=True),
    "mask": Property(_link, "none"),
    "mask-type": Property(_words("luminance alpha"), "luminance"),
    "mix-blend-mode": Property(_BLENDS, "normal"),
    "opacity": Property(_opacity, "1"),
    "overflow": Property(_words("visible hidden scroll auto clip"), "visible"),
    "paint-order": Property(_text, "normal", inherited=True),
    "r": Property(_extent, "0", axis=""),
    "rx": Property(_extent, "auto", axis="x"),
    "ry": Property(_extent, "auto", axis="y"),
    "shape-rendering": Property(_text, "auto", inherited=True),
    "stop-color": Property(_colour, "#000000"),
    "stop-opacity": Property(_opacity, "1"),
    "stroke": Property(_paint, "none", inherited=True),
    "stroke-dasharray": Property(_dashes, "none", inherited=True),
    "stroke-dashoffset": Property(_length, "0", inherited=True, axis=""),
    "stroke-linecap": Property(_words("butt round square"), "butt", inherited=True),
    "stroke-linejoin": Property(_words("miter round bevel"), "miter", inherited=True),
    "stroke-miterlimit": Property(_miter, "4", inherited=True),
    "stroke-opacity": Property(_opacity, "1", inherited=True),
    "stroke-width": Property(_extent, "1", inherited=True, axis=""),
    "text-anchor": Property(_words("start middle end"), "start", inherited=True),
    "text-decoration": Property(_text, "none"),
    "transform": Property(transforms.checked, "none"),
    "transform-box": Property(
        _words("view-box fill-box stroke-box content-box border-box"), "view-box"
    ),
    "transform-origin": Property(transforms.checked_origin, "0 0"),
    "vector-effect": Property(_text, "none"),
    "visibility": Property(_words("visible hidden collapse"), "visible", inherited=True),
    "width": Property(_extent, "auto", axis="x"),
    "word-spacing": Property(_text, "normal", inherited=True),
    "writing-mode": Property(_text, "horizontal-tb", inherited=True),
    "x": Property(_length, "0", axis="x"),
    "y": Property(_length, "0", axis="y"),
}
