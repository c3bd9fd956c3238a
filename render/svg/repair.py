"""Rewrites of an SVG that mean the same to a browser, and that CairoSVG 2.9.1 draws right.

Only rewrites that are certain and cheap are here; `screen` flags what cannot be repaired.
"""

import re
from xml.etree.ElementTree import Element
from xml.parsers import expat

from render.svg import colour_values

NAMESPACES = {"svg": "http://www.w3.org/2000/svg", "xlink": "http://www.w3.org/1999/xlink"}
UNBOUND_PREFIX = expat.errors.codes[expat.errors.XML_ERROR_UNBOUND_PREFIX]

# A pattern begins with a literal, which `re` finds many times faster than anything else. Text that
# must not precede the literal is checked after it.
XML_DECLARATION = re.compile(r"^<\?xml\b[^>]*\?>")
_CURRENT_COLOUR = re.compile("currentcolor", re.IGNORECASE)
_INHERITED_COLOUR = re.compile(
    r"color(?<![-\w]color)\s*"
    r"(?:=\s*([\"'])\s*(?:currentColor|inherit)\s*\1"
    r"|:\s*(?:currentColor|inherit)\s*(?:;|(?=[\"'}])))"
)
_VARIABLE = re.compile(r"var\(\s*--[-\w]+\s*,\s*((?:[^()]|\([^()]*\))*)\)")
_VARIABLE_DEFINED = re.compile(r"--(?<![-\w(]--)[-\w]+\s*:")
_OPACITY = re.compile(r"(opacity\s*[:=]\s*[\"']?\s*)([\d.]+)%")
_PREFIX = re.compile(r"[\s<]([A-Za-z_][-.\w]*):[A-Za-z_]")
_DECLARED = re.compile(r"\sxmlns:([-.\w]+)\s*=")
_ROOT = re.compile(r"<(?:[-.\w]+:)?svg(?=[\s/>])")
_OWN_COLOUR = re.compile(r"color(?<![-\w]color)\s*[=:]")
_PAINTS = {
    "fill": re.compile(r"(?<![-\w])fill\s*:\s*([^;]*)"),
    "stroke": re.compile(r"(?<![-\w])stroke\s*:\s*([^;]*)"),
}


def values(svg: str) -> str:
    """Rewrite the values that CairoSVG cannot read.

    They are: currentColor in other cases, `color` that is inherited, fallbacks in `var()`, opacity
    in percent, colour functions and hexadecimal alpha.
    """
    text = svg.strip("\ufeff \t\r\n")
    if text.startswith("<?xml"):
        text = XML_DECLARATION.sub("", text)
    lower = text.lower()
    if "currentcolor" in lower:
        if text.count("currentColor") != lower.count("currentcolor"):
            text = _CURRENT_COLOUR.sub("currentColor", text)
        text = _INHERITED_COLOUR.sub(" ", text)
    if "var(" in lower and not _VARIABLE_DEFINED.search(text):
        text = _VARIABLE.sub(r"\1", text)
    if "%" in text and "opacity" in lower:
        text = _OPACITY.sub(_opacity, text)
    return colour_values.rewrite(text, lower)


def _opacity(match: re.Match[str]) -> str:
    share = float(match[2]) / 100
    return f"{match[1]}{share:g}"


def prefixes(text: str) -> str:
    """Declare the namespace prefixes that a source uses and declares nowhere.

    Sources copied out of a web page have such prefixes: an error in XML alone.
    """
    used = set(_PREFIX.findall(text))
    declared = {"xml", "xmlns"}
    declared.update(_DECLARED.findall(text))
    names = ""
    for prefix in sorted(used - declared):
        uri = NAMESPACES.get(prefix, f"urn:{prefix}")
        names += f' xmlns:{prefix}="{uri}"'
    return _ROOT.sub(lambda match: match[0] + names, text, count=1)


def styles(root: Element) -> None:
    """Put style sheets into SVG's namespace, where CairoSVG searches, if the document has none."""
    namespace = NAMESPACES["svg"]
    for element in root.iter("style"):
        element.tag = f"{{{namespace}}}style"


def sets_colour(text: str) -> bool:
    """Whether any element or style sheet sets `color`."""
    return _OWN_COLOUR.search(text) is not None


def inherit_current_colour(element: Element, inherited: frozenset[str] = frozenset()) -> None:
    """Write currentColor into elements that set `color` and inherit `fill` or `stroke` from above.

    In CSS an element inherits the keyword; in CairoSVG, the colour that it meant further up.
    `inherited` names the properties that reach the element as currentColor.
    """
    style = element.get("style", "")
    sets_own = "color" in element.attrib or sets_colour(style)
    current = set(inherited)
    for paint, declaration in _PAINTS.items():
        declared = declaration.search(style)
        own = declared[1].strip() if declared else element.get(paint)
        if own == "currentColor":
            current.add(paint)
        elif own is not None and own != "inherit":
            current.discard(paint)
        elif own is None and paint in inherited and sets_own:
            element.set(paint, "currentColor")
    reaching = frozenset(current)
    for child in element:
        inherit_current_colour(child, reaching)
