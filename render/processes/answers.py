"""The messages of a drawing process: JSON and JPEG.

They are never pickled objects: the parent need not trust the process.
"""

import json

from render.pictures import Choice, Pictures
from render.svg.screen import Undrawable

READY = b"ready"


def encode(pictures: Pictures) -> bytes:
    """A header of JSON, a line feed, and the JPEGs one after the other."""
    lengths = {}
    for ground, jpeg in pictures.jpegs.items():
        lengths[ground] = len(jpeg)
    fields = {
        "flags": pictures.flags,
        "choice": vars(pictures.choice),
        "jpegs": lengths,  # bytes of each
    }
    header = json.dumps(fields).encode()
    jpegs = b"".join(pictures.jpegs.values())
    return header + b"\n" + jpegs


def refusal(reason: str) -> bytes:
    """The answer for an icon that cannot be drawn."""
    header = json.dumps({"reason": reason}).encode()
    return header + b"\n"


def timed(answer: bytes, seconds: float) -> bytes:
    """An answer with the processor time that it took."""
    return b"%f\n" % seconds + answer


def seconds_and_answer(message: bytes) -> tuple[float, bytes]:
    """The processor time of an answer, and the answer."""
    seconds, _, answer = message.partition(b"\n")
    return float(seconds), answer


def decode(answer: bytes) -> Pictures:
    """The pictures that a drawing process answered. Raises Undrawable with the reason it gave."""
    head, _, rest = answer.partition(b"\n")
    header = json.loads(head)
    if "reason" in header:
        raise Undrawable(header["reason"])

    jpegs = {}
    start = 0
    for ground, length in header["jpegs"].items():
        end = start + length
        jpegs[ground] = rest[start:end]
        start = end

    choice = Choice(**header["choice"])
    return Pictures(jpegs, tuple(header["flags"]), choice)
