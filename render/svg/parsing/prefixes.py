"""Namespace prefixes of sources that were copied out of a web page, where they need no declaration.

In XML a prefix without declaration is an error.
"""

import re
from xml.parsers import expat

NAMESPACES = {"svg": "http://www.w3.org/2000/svg", "xlink": "http://www.w3.org/1999/xlink"}
UNBOUND = expat.errors.codes[expat.errors.XML_ERROR_UNBOUND_PREFIX]

# A pattern begins with a literal or a class of few characters, which `re` finds many times faster.
_PREFIX = re.compile(r"[\s<]([A-Za-z_][-.\w]*):[A-Za-z_]")
_DECLARED = re.compile(r"\sxmlns:([-.\w]+)\s*=")
_ROOT = re.compile(r"<(?:[-.\w]+:)?svg(?=[\s/>])")


def declare(text: str) -> str:
    """The source with declarations of the prefixes that it uses and declares nowhere."""
    used = set(_PREFIX.findall(text))
    declared = {"xml", "xmlns"}
    declared.update(_DECLARED.findall(text))

    names = ""
    for prefix in sorted(used - declared):
        uri = NAMESPACES.get(prefix, f"urn:{prefix}")
        names += f' xmlns:{prefix}="{uri}"'
    return _ROOT.sub(lambda match: match[0] + names, text, count=1)
