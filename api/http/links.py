"""The addresses of icons. An id may hold any character, and its address must survive every proxy.

Proxies and browsers rewrite paths: `/a/../x` becomes `/x`, `%2F` becomes a slash, `//` becomes one. So an id goes into
the path as it is only when nobody has a reason to touch it; any other is `~` and its UTF-8 bytes in base64url.
"""

import base64
import binascii
import re

PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._:-]*")


def key(identifier: str) -> str:
    """The path segment that stands for an icon id."""
    if PLAIN.fullmatch(identifier):
        return identifier
    return "~" + base64.urlsafe_b64encode(identifier.encode()).decode().rstrip("=")


def identifier(segment: str) -> str:
    """The icon id that a path segment stands for; one that is no key stands for itself."""
    if not segment.startswith("~"):
        return segment
    encoded = segment[1:]
    try:
        return base64.b64decode(
            encoded + "=" * (-len(encoded) % 4), altchars=b"-_", validate=True
        ).decode()
    except (binascii.Error, ValueError):
        return segment
