"""The XML entities that a document declares, as Illustrator does for its namespaces.

Only texts inside of the document are allowed, and only as many as cannot fill the memory.
https://www.w3.org/TR/xml/#sec-entity-decl
"""

import re
from contextlib import suppress
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
    try:
        longest = _longest(text)
    except _Refused as refusal:
        return str(refusal)
    references = len(_REFERENCE.findall(text))
    if longest > LIMITS.longest or longest * references > LIMITS.expanded:
        return "its XML entities are too long"
    return None


def _longest(text: str) -> int:
    """The characters of the longest entity that a document declares. Raises _Refused."""
    declarations = _Declarations()
    parser = expat.ParserCreate()
    parser.EntityDeclHandler = declarations.note
    parser.EndDoctypeDeclHandler = declarations.finish
    parser.StartElementHandler = declarations.finish
    # The parser of the document says what is not XML.
    with suppress(_Finished, expat.ExpatError):
        parser.Parse(text, True)
    return declarations.longest


class _Declarations:
    """What the declarations of a document are read into."""

    def __init__(self) -> None:
        self.longest = 0  # characters

    def note(self, name: str, is_parameter: bool, value: str | None, *_: str | None) -> None:
        """Check one entity. Raises _Refused for what is more than plain text of the document.

        `value` is None for an entity in a file; what follows says which file.
        """
        if value is None or is_parameter:
            raise _Refused(f"its XML entity {name[:40]} is outside of it")
        if _REFERENCE.search(value) or "<" in value:
            raise _Refused(f"its XML entity {name[:40]} is more than plain text")
        self.longest = max(self.longest, len(value))

    def finish(self, *_: object) -> None:
        """Stop reading."""
        raise _Finished
