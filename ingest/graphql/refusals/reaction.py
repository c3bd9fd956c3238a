"""What the client does about a failed request."""

from dataclasses import dataclass
from enum import Enum


class Reaction(Enum):
    """What the client does about a failed request."""

    RETRY = "retry after a pause"
    THROTTLED = "retry after a longer pause"
    RETRY_ONCE = "retry once, then ask for a smaller page"
    SHRINK = "ask for a smaller page at once"
    LOWER = "ask for smaller pages at once, and for the rest of the run; at last stop"
    SKIP = "retry once, then ask for a smaller page, at last skip the icon"
    TOO_LARGE = "ask for a smaller page at once, at last skip the icon"
    REFUSED = "the server denies us access: renew the token, or stop"
    STOP = "the query or the address is wrong: stop"


@dataclass(frozen=True)
class ClassifiedFailure:
    """A failed request.

    `advice`: what a person can do about it, where that is more than the reaction says.
    `retry_after`: the seconds that the server asked us to wait, if it did.
    """

    reaction: Reaction
    reason: str
    advice: str | None = None
    retry_after: float | None = None
