"""How long a server asks us to wait: in headers, or in words."""

import re
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

# `str.isdigit` takes "²" too, which is no number for `float`. Envelop's rate limiter writes "3s".
_SECONDS = re.compile(r"([0-9]+)s?")
_DIGITS = re.compile(r"[0-9]+")
_IN_WORDS = re.compile(
    r"\b(?:in|after|for|wait)(?: about| at least)? ([0-9]{1,6}|an?|one|a few) ?"
    r"(s|secs?|seconds?|m|mins?|minutes?|hours?)\b",
    re.IGNORECASE,
)
_UNITS = {"s": 1.0, "m": 60.0, "h": 3600.0}  # seconds, by the first letter
# A reset time is one of the clock, or a number of seconds. Before 2001 the clock was below this.
_CLOCK = 1e9


def seconds_to_wait(headers: Mapping[str, str]) -> float | None:
    """The seconds that a server asks us to wait; None where it does not ask.

    Reads Retry-After (seconds or a date, RFC 9110), else the time when the limit begins anew where
    none of the requests remain, as GitHub and Fastify name it.
    """
    value = headers.get("Retry-After", "").strip()
    if seconds := _SECONDS.fullmatch(value):
        return float(seconds[1])
    if value:
        return _seconds_until(value)
    for prefix in ("X-RateLimit", "RateLimit"):
        reset = headers.get(f"{prefix}-Reset", "")
        if headers.get(f"{prefix}-Remaining") == "0" and _DIGITS.fullmatch(reset):
            return _seconds_from_reset(float(reset))
    return None


def seconds_in_words(words: str) -> float | None:
    """The seconds in words such as "try again in 2 minutes"; None where there are none.

    "A few" is one: more attempts follow.
    """
    found = _IN_WORDS.search(words)
    if found is None:
        return None
    count, unit = found.groups()
    number = float(count) if count.isdecimal() else 1.0
    return number * _UNITS[unit[0].lower()]


def _seconds_from_reset(reset: float) -> float:
    if reset < _CLOCK:
        return reset
    return max(0.0, reset - time.time())


def _seconds_until(date: str) -> float | None:
    try:
        moment = parsedate_to_datetime(date).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return max(0.0, moment - time.time())
