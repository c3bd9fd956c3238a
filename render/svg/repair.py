"""Rewrites of an SVG source that mean the same to a browser and that CairoSVG 2.9.1 gets right, where the source as given it does not.

Only rewrites that are certain and cheap are here; what cannot be repaired is flagged by `screen`.
"""

import colorsys
import re
from xml.etree.ElementTree import Element
from xml.parsers import expat

NAMESPACES = {"svg": "http://www.w3.org/2000/svg", "xlink": "http://www.w3.org/1999/xlink"}
UNBOUND_PREFIX = expat.errors.codes[expat.errors.XML_ERROR_UNBOUND_PREFIX]

# Patterns begin with a literal, which `re` finds many times faster than anything else; what must not precede it is checked after it.
_XML_DECLARATION = re.compile(r"^<\?xml\b[^>]*\?>")
_CURRENT_COLOUR = re.compile("currentcolor", re.IGNORECASE)
_INHERITED_COLOUR = re.compile(
    r"color(?<![-\w]color)\s*(?:=\s*([\"'])\s*(?:currentColor|inherit)\s*\1|:\s*(?:currentColor|inherit)\s*(?:;|(?=[\"'}])))"
)
_VARIABLE = re.compile(r"var\(\s*--[-\w]+\s*,\s*((?:[^()]|\([^()]*\))*)\)")
_VARIABLE_DEFINED = re.compile(r"--(?<![-\w(]--)[-\w]+\s*:")
_OPACITY = re.compile(r"(opacity\s*[:=]\s*[\"']?\s*)([\d.]+)%")
_FUNCTION = re.compile(r"\b(rgb|hsl)a?\(([^()]{1,80})\)", re.IGNORECASE)
_ALPHA_DIGITS = re.compile(r"#(?:[0-9a-fA-F]{4}){1,2}(?![0-9a-fA-F])")
_HEX = re.compile(
    r"((?:fill|stroke|color)\s*[=:]\s*[\"']?\s*)#([0-9a-f]{8}|[0-9a-f]{4})(?![0-9a-f])",
    re.IGNORECASE,
)
_DEGREES = {"deg": 1.0, "grad": 0.9, "rad": 57.29577951308232, "turn": 360.0}
_PREFIX = re.compile(r"[\s<]([A-Za-z_][-.\w]*):[A-Za-z_]")
_DECLARED = re.compile(r"\sxmlns:([-.\w]+)\s*=")
_ROOT = re.compile(r"<(?:[-.\w]+:)?svg(?=[\s/>])")
_OWN_COLOUR = re.compile(r"color(?<![-\w]color)\s*[=:]")


def values(svg: str) -> str:
    """Rewrite the values CairoSVG cannot read: keyword case, opacity in percent, colour functions, hexadecimal alpha, `var()` fallbacks."""
    text = svg.strip("\ufeff \t\r\n")
    if text.startswith("<?xml"):
        text = _XML_DECLARATION.sub("", text)
    lower = text.lower()
    if "currentcolor" in lower:
        if text.count("currentColor") != lower.count("currentcolor"):
            text = _CURRENT_COLOUR.sub("currentColor", text)
        text = _INHERITED_COLOUR.sub(" ", text)
    if "var(" in lower and not _VARIABLE_DEFINED.search(text):
        text = _VARIABLE.sub(r"\1", text)
    if "%" in text and "opacity" in lower:
        text = _OPACITY.sub(lambda match: f"{match[1]}{float(match[2]) / 100:g}", text)
    if "rgb" in lower or "hsl" in lower:
        text = _FUNCTION.sub(_colour_function, text)
    if _ALPHA_DIGITS.search(text):
        text = _HEX.sub(lambda match: match[1] + _hexadecimal(match[2]), text)
    return text


def _hexadecimal(digits: str) -> str:
    """`rrggbbaa` or `rgba` as a colour function."""
    doubled = digits if len(digits) == 8 else "".join(2 * digit for digit in digits)
    red, green, blue, alpha = bytes.fromhex(doubled)
    return f"rgba({red},{green},{blue},{alpha / 255:.4g})"


def _colour_function(match: re.Match[str]) -> str:
    """`rgb()` and `hsl()` in any of their spellings as `rgb(r,g,b)` or `rgba(r,g,b,a)`; left alone when not understood."""
    parts = re.split(r"[\s,/]+", match[2].strip().lower())
    if len(parts) not in (3, 4):
        return match[0]
    try:
        if match[1].lower() == "rgb":
            red, green, blue = (_number(part, 255) for part in parts[:3])
        else:
            saturation, lightness = (
                min(max(_number(part, 100) / 100, 0), 1) for part in parts[1:3]
            )
            red, green, blue = (
                255 * band for band in colorsys.hls_to_rgb(_hue(parts[0]), lightness, saturation)
            )
        colour = f"{red:.5g},{green:.5g},{blue:.5g}"
        return f"rgb({colour})" if len(parts) == 3 else f"rgba({colour},{_number(parts[3], 1):.5g})"
    except ValueError:
        return match[0]


def _number(value: str, whole: float) -> float:
    """A number, or a percentage of `whole`; `none` is nought."""
    if value == "none":
        return 0.0
    return float(value[:-1]) / 100 * whole if value.endswith("%") else float(value)


def _hue(value: str) -> float:
    """An angle as a share of the full turn, 0..1."""
    for unit, degrees in _DEGREES.items():
        if value.endswith(unit) and not (unit == "rad" and value.endswith("grad")):
            return float(value[: -len(unit)]) * degrees / 360 % 1
    return _number(value, 360) / 360 % 1


def prefixes(text: str) -> str:
    """Declare the namespace prefixes that a source uses and, copied out of a web page, declares nowhere: an error in XML alone."""
    missing = set(_PREFIX.findall(text)) - set(_DECLARED.findall(text)) - {"xml", "xmlns"}
    names = "".join(
        f' xmlns:{prefix}="{NAMESPACES.get(prefix, f"urn:{prefix}")}"' for prefix in sorted(missing)
    )
    return _ROOT.sub(lambda match: match[0] + names, text, count=1)


def styles(root: Element) -> None:
    """Put style sheets into SVG's namespace, where CairoSVG looks for them, in a document that names none."""
    for element in root.iter("style"):
        element.tag = f"{{{NAMESPACES['svg']}}}style"


def sets_colour(text: str) -> bool:
    """Whether any element or style sheet sets `color`."""
    return _OWN_COLOUR.search(text) is not None


def inherit_current_colour(element: Element, inherited: frozenset[str] = frozenset()) -> None:
    """Make an element that sets `color`, and inherits `fill` or `stroke` as currentColor, say so itself.

    In CSS the keyword is what is inherited; CairoSVG inherits the colour it stood for further up. `inherited` names the
    properties that reach the element as currentColor.
    """
    style = element.get("style", "")
    sets_colour = "color" in element.attrib or _OWN_COLOUR.search(style) is not None
    current = set(inherited)
    for paint in ("fill", "stroke"):
        declared = re.search(rf"(?<![-\w]){paint}\s*:\s*([^;]*)", style)
        own = declared[1].strip() if declared else element.get(paint)
        if own is None and paint in inherited and sets_colour:
            element.set(paint, "currentColor")
        elif own is not None and own != "inherit":
            current.discard(paint)
            current |= {paint} if own == "currentColor" else set()
    for child in element:
        inherit_current_colour(child, frozenset(current))
