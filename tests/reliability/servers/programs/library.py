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


def drawing(icon: dict) -> str:
    """The drawing of an icon; a failure where the icon is a bad one."""
    if FAULT == "partial" and icon["id"] in BAD:
        raise ValueError(f"the drawing of {icon['id']} cannot be read")
    return icon["svg"]


def is_throttled() -> bool:
    """Counts requests. The third and the fourth are too many where the fault is "throttled"."""
    global requests
    requests += 1
    return FAULT == "throttled" and requests in (3, 4)
