"""A clean SVG at a size and in a colour. All functions take what `api.svg.cleaning.clean` wrote.

Its text is canonical: each attribute is ` name="value"`, and no value or text holds a quote or an
angle bracket.
"""

import math
import re
from dataclasses import dataclass

TAG = re.compile(r'<([\w-]+)((?: [\w:-]+="[^"]*")*)(/?)>')
ATTRIBUTE = re.compile(r' ([\w:-]+)="([^"]*)"')
_SIZE_STYLE = re.compile(r"(?:^|(?<=;))(?:width|height):[^;]*(?:;|$)")
_CURRENT_COLOUR = re.compile(r"currentcolor", re.IGNORECASE)
_PAINT = re.compile(r"\b(?:fill|stroke|color|stop-color|flood-color)\b[^-]")
_PIXELS = re.compile(r"(\d++(?:\.\d++)?|\.\d++)(?:px)?")
EM = "1em"


@dataclass(frozen=True)
class Appearance:
    """How an icon is copied: its height, `1em` or pixels, and the colour of `currentColor`."""

    size: str = EM
    colour: str | None = None  # None leaves it to the text around the icon


@dataclass(frozen=True)
class Root:
    """The root element of an SVG: its attributes, in their order, and all that follows them."""

    attributes: dict[str, str]
    rest: str

    @classmethod
    def of(cls, svg: str) -> "Root":
        """The root of a clean SVG."""
        tag = TAG.match(svg)
        assert tag is not None, "a clean SVG begins with its root"
        return cls(dict(ATTRIBUTE.findall(tag[2])), svg[tag.end(2) :])

    def text(self) -> str:
        """The SVG."""
        pieces = [f' {name}="{value}"' for name, value in self.attributes.items()]
        return f"<svg{''.join(pieces)}{self.rest}"


def adjusted(svg: str, appearance: Appearance) -> str:
    """A clean SVG at a size and in a colour.

    Its viewBox is kept, or made of its size. One that has neither keeps its size too, because
    another would cut it off.
    """
    root = Root.of(svg)
    box = root.attributes.get("viewBox") or _box(root.attributes)
    if box is not None:
        width, height = dimensions(box, appearance.size)
        attributes = {"width": width, "height": height, "viewBox": box}
        kept = {name: root.attributes[name] for name in root.attributes if name not in attributes}
        kept |= _style_without_size(kept)
        first = {name: kept.pop(name) for name in list(kept) if name.startswith("xmlns")}
        root = Root(first | attributes | kept, root.rest)
    if appearance.colour is None:
        return root.text()
    return _coloured(root, appearance.colour)


def follows_text(svg: str) -> bool:
    """Whether an SVG takes the colour of the text around it."""
    return _CURRENT_COLOUR.search(svg) is not None


def dimensions(box: str, size: str) -> tuple[str, str]:
    """The width and height for a viewBox whose height is to be a size, as attributes."""
    number, unit = (1.0, "em") if size == EM else (float(size), "")
    numbers = re.split(r"[\s,]+", box.strip())
    try:
        ratio = float(numbers[2]) / float(numbers[3])
    except (IndexError, ValueError, ZeroDivisionError):
        ratio = math.nan
    if not (math.isfinite(ratio) and ratio > 0):
        ratio = 1.0  # a browser ignores such a viewBox
    return f"{_short(ratio * number)}{unit}", f"{_short(number)}{unit}"


def _short(number: float) -> str:
    """A number with three decimals at most."""
    return f"{number:.3f}".rstrip("0").rstrip(".")


def _box(attributes: dict[str, str]) -> str | None:
    """The viewBox that an SVG with a size in pixels has without saying so."""
    sides = [_PIXELS.fullmatch(attributes.get(name, "").strip()) for name in ("width", "height")]
    width, height = sides
    if width is None or height is None:
        return None
    return f"0 0 {width[1]} {height[1]}"


def _style_without_size(attributes: dict[str, str]) -> dict[str, str]:
    """The style attribute, if there is one, without width and height."""
    if "style" not in attributes:
        return {}
    style = _SIZE_STYLE.sub("", attributes["style"]).rstrip(";")
    return {"style": style}


def _coloured(root: Root, colour: str) -> str:
    svg = root.text()
    if follows_text(svg):
        return TAG.sub(lambda tag: _CURRENT_COLOUR.sub(colour, tag[0]), svg)
    if _PAINT.search(svg):
        return svg  # it has colours of its own
    return Root(root.attributes | {"fill": colour}, root.rest).text()
