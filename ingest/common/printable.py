"""Text of somebody else, made safe for a terminal and for a log. Imports nothing of ours.

An id, a name or a source's message may hold any character. An escape sequence would command the
terminal, a line end would begin a line of its own in the log, and a character that sets the writing
direction would show the rest of the line in another order (CVE-2021-42574).
"""

import re

# Line and paragraph separators, and Bidi_Control of Unicode's PropList. For a set of characters.
REORDERING = "\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
# C0 and C1 control characters, half characters, and the above.
_HARMFUL = re.compile(f"[\x00-\x1f\x7f-\x9f\ud800-\udfff{REORDERING}]")
_HARMFUL_BUT_LINE_ENDS = re.compile(f"(?!\n){_HARMFUL.pattern}")


def printable(text: str) -> str:
    r"""`text` on one line, with each harmful character as `\u` and four digits.

    JSON text stays JSON: there these characters stand within strings, where JSON has that escape.
    """
    return _HARMFUL.sub(_escaped, text)


def printable_lines(text: str) -> str:
    """As `printable`, but line ends stay: for text whose lines are ours, as a traceback's."""
    return _HARMFUL_BUT_LINE_ENDS.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"
