"""The addresses of icons. An id may hold any character, and its address must survive every proxy.

Proxies and browsers rewrite paths: `/a/../x` becomes `/x`, `%2F` becomes a slash, `//` becomes `/`.
So only an id of harmless characters stands in the path as it is. Any other id becomes `~` and its
UTF-8 bytes in base64url (RFC 4648, section 5).
"""

import base64
import binascii
import re

HARMLESS = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._:-]*")


def key(identifier: str) -> str:
    """The path segment that stands for an icon id."""
    if HARMLESS.fullmatch(identifier):
        return identifier
    encoded = base64.urlsafe_b64encode(identifier.encode()).decode()
    return "~" + encoded.rstrip("=")


def identifier(segment: str) -> str:
    """The icon id that a path segment stands for; a segment that is no key stands for itself."""
    if not segment.startswith("~"):
        return segment
    encoded = segment[1:]
    padded = encoded + "=" * (-len(encoded) % 4)
    try:
        return base64.b64decode(padded, altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        return segment
