"""The XML entities that a document declares, as Illustrator does for its namespaces.

Only texts inside of the document are allowed, and only as many as cannot fill the memory.
https://www.w3.org/TR/xml/#sec-entity-decl
"""

import re
from dataclasses import dataclass
from xml.parsers import expat


@dataclass(frozen=True)
class EntityLimits:
    """Chosen by hand: Illustrator declares a dozen namespaces of 40 characters."""

    longest: int = 4096  # characters of one entity
    expanded: int = 256 * 1024  # characters of all references, at most


LIMITS = EntityLimits()
_REFERENCE = re.compile(r"&(?!#)[^;&\s]{1,200};")


class _Refused(Exception):
    """A declaration that is not allowed; the message says why."""


class _Finished(Exception):
    """The declarations have all been read."""


def why_refused(text: str) -> str | None:
    """Why the entities of a document are not expanded; None where they may be."""
    longest = 0

    def declared(
        name: str,
        is_parameter: bool,
        value: str | None,
        base: str | None,
        system: str | None,
        public: str | None,
        notation: str | None,
    ) -> None:
        nonlocal longest
        if value is None or is_parameter:
            raise _Refused(f"its XML entity {name[:40]} is outside of it")
        if _REFERENCE.search(value) or "<" in value:
            raise _Refused(f"its XML entity {name[:40]} is more than plain text")
        longest = max(longest, len(value))

    def finished(*_: object) -> None:
        raise _Finished

    parser = expat.ParserCreate()
    parser.EntityDeclHandler = declared
    parser.EndDoctypeDeclHandler = finished
    parser.StartElementHandler = finished
    try:
        parser.Parse(text, True)
    except _Refused as refusal:
        return str(refusal)
    except (_Finished, expat.ExpatError):  # the parser of the document says what is not XML
        pass
    references = len(_REFERENCE.findall(text))
    if longest > LIMITS.longest or longest * references > LIMITS.expanded:
        return "its XML entities are too long"
    return None
