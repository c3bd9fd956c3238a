"""Checks of the values of properties, each by what the value is.

A check returns the value as it is written in an attribute, None where it is not valid. Its second
argument is whether it is a presentation attribute, in which angles need no unit.
"""

import re
from collections.abc import Callable, Mapping
from math import ceil

from render.svg.resolve.css import colours, lengths

Check = Callable[[str, bool], str | None]

_REFERENCE = re.compile(
    r"url\(\s*(?:\"#([^\"]*)\"|'#([^']*)'|#([^\s\"')]*))\s*\)\s*(.*)", re.IGNORECASE | re.DOTALL
)
_URL = re.compile(r"url\(\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"')]*)\s*\)\s*", re.IGNORECASE)
_WEIGHTS = frozenset(("normal", "bold", "bolder", "lighter"))
CONTEXTS = frozenset(("context-fill", "context-stroke"))
_PATH = re.compile(r"path\(\s*(?:\w+\s*,\s*)?[\"'](.*)[\"']\s*\)", re.IGNORECASE | re.DOTALL)
# Pixels: https://www.w3.org/TR/css-fonts-4/#absolute-size-mapping
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


def reference(value: str) -> tuple[str, str] | None:
    """The identifier that `url(#…)` names, and what follows; None for anything else."""
    found = _REFERENCE.fullmatch(value)
    if found is None:
        return None
    return found[1] or found[2] or found[3] or "", found[4]


def path_data(value: str) -> str | None:
    """The data of `path("…")`; None for anything else."""
    found = _PATH.fullmatch(value)
    return found[1] if found else None


def words(text: str) -> Check:
    """Allows the words of a text, and writes them as they are there."""
    return one_of({word: word for word in text.split()})


def one_of(written: Mapping[str, str]) -> Check:
    """Allows words in upper or lower case; `written` has what each is written as."""
    allowed = {word.lower(): text for word, text in written.items()}

    def check(value: str, _: bool) -> str | None:
        return allowed.get(value.lower())

    return check


def paint(value: str, _: bool) -> str | None:
    """`none`, a colour, or a gradient or pattern with its fallback."""
    lower = value.lower()
    if lower == "none":
        return lower
    if lower in CONTEXTS:
        return lower
    if lower.startswith("context-"):  # with a fallback: of Firefox alone
        return "currentColor" if lower.split()[0] in CONTEXTS else None
    if lower.startswith("url("):
        return _server(value)
    return colour(value, True)


def _server(value: str) -> str | None:
    """`url(#id)` with its fallback; the fallback alone of what is outside of the document."""
    found = reference(value)
    outside = _URL.match(value)
    if found is None and outside is None:
        return None
    identifier, fallback = found if found else ("", value[outside.end() :] if outside else "")
    rest: str | None = "none"
    if fallback and fallback.lower() != "none":
        rest = colour(fallback, True)
    if rest is None:
        return None
    return f"url(#{identifier}) {rest}" if found else rest


def colour(value: str, _: bool) -> str | None:
    """A colour."""
    colour = colours.parse(value)
    return None if colour is None else colour.written()


def opacity(value: str, _: bool) -> str | None:
    """A number or a percentage, 0..1."""
    share = lengths.share(value)
    if share is None:
        return None
    return f"{min(max(share, 0.0), 1.0):g}"


def length(value: str, _: bool) -> str | None:
    """A length; as Chromium has it, style sheets need no units either."""
    found = lengths.length(value, lengths.ANY)
    return None if found is None else value


def extent(value: str, is_attribute: bool) -> str | None:
    """A length that is not negative, or `auto`."""
    if value.lower() == "auto":
        return "auto"
    found = lengths.length(value, lengths.ANY)
    if found is not None and found < 0:
        return None
    return length(value, is_attribute)


def radius(value: str, is_attribute: bool) -> str | None:
    """A length that is not negative, or `auto`; in attributes Chromium takes that for 0."""
    found = extent(value, is_attribute)
    return "0" if is_attribute and found == "auto" else found


def dashes(value: str, _: bool) -> str | None:
    """`none`, or lengths that are not negative."""
    if value.lower() == "none":
        return "none"
    dashes = lengths.listed(value)
    for dash in dashes:
        if extent(dash, True) in (None, "auto"):
            return None
    return " ".join(dashes)


def miter(value: str, _: bool) -> str | None:
    """A number that is not negative."""
    limit = lengths.number(value)
    return None if limit is None or limit < 0 else f"{limit:g}"


def link(value: str, _: bool) -> str | None:
    """`none`, `url(#id)`, a basic shape or a list of filter functions; checked where it is used."""
    if value.lower() == "none":
        return "none"
    found = reference(value)
    if found:
        return f"url(#{found[0]})"
    return value if "(" in value and not value.lower().startswith("url(") else None


def weight(value: str, _: bool) -> str | None:
    """A word for a weight, or a number of hundreds: browsers take the next heavier font."""
    lower = value.lower()
    if lower in _WEIGHTS:
        return lower
    number = lengths.number(value)
    if number is None or not 1 <= number <= 1000:
        return None
    hundreds = min(ceil(number / 100), 9)
    return f"{hundreds}00"


def font_size_value(value: str, is_attribute: bool) -> str | None:
    """A length that is not negative, or a word for a size."""
    lower = value.lower()
    if lower in _FONT_SIZES or lower in ("larger", "smaller"):
        return lower
    return extent(value, is_attribute)


def text(value: str, _: bool) -> str | None:
    """Anything."""
    return value


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
