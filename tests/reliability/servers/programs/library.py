"""The library that a server serves, and its arguments: PORT, LIBRARY and FAULT.

Runs where only the server's own packages are installed.
"""

import json
import sys
from pathlib import Path

PORT = int(sys.argv[1])
ICONS = json.loads(Path(sys.argv[2]).read_text())
FAULT = sys.argv[3]
TOKEN = "Bearer right"
MOST = 100  # icons of a page, where the fault is "cap"
BAD = ("icon-0003", "icon-0007")  # icons that fail where the fault is "partial"

requests = 0
pages = 0
asked = 0


def drawing(icon: dict) -> str:
    """The drawing of an icon; a failure where the icon is a bad one."""
    if FAULT == "partial" and icon["id"] in BAD:
        raise ValueError(f"the drawing of {icon['id']} cannot be read")
    return icon["svg"]


def part(start: int, size: int) -> list[dict]:
    """A page of the library.

    Where the fault is "growing", an icon is added before the fifth page; where it is "endless", the
    library begins anew after its last icon.
    """
    global pages
    pages += 1
    if FAULT == "growing" and pages == 5:
        ICONS.append(ICONS[-1] | {"id": f"{ICONS[-1]['id']}-more"})
    begin = start % len(ICONS) if FAULT == "endless" else start
    return ICONS[begin : begin + size]


def is_refused(authorization: str | None) -> bool:
    """Counts requests. From the fifth on the token has expired where the fault is "expired"."""
    global asked
    asked += 1
    return authorization != TOKEN or (FAULT == "expired" and asked >= 5)


def is_throttled() -> bool:
    """Counts requests. The third and the fourth are too many where the fault is "throttled"."""
    global requests
    requests += 1
    return FAULT == "throttled" and requests in (3, 4)
