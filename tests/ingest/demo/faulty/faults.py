"""The faults: what goes wrong, and at which requests."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus

from ingest.common.failures import ConfigurationError

STATUSES = {str(status.value) for status in HTTPStatus}


@dataclass(frozen=True)
class FaultKind:
    """The effect of a fault. `takes` names its value, "" where it takes none.

    `default` is None where the value must be given.
    """

    takes: str
    default: str | None
    effect: str


# IDS: icon ids with commas between them; * is every icon; nothing is the library's first icon.
FAULT_KINDS: Mapping[str, FaultKind] = {
    # answers that are no answer
    "status": FaultKind(
        "CODE", None, "that HTTP status with a plain text body: 401, 403, 500, 502, 503, 504 …"
    ),
    "busy": FaultKind("SECONDS", "1", "429 with Retry-After in seconds"),
    "busy-date": FaultKind("SECONDS", "1", "429 with Retry-After as a date"),
    "busy-errors": FaultKind("SECONDS", "1", "429 with Retry-After and a GraphQL errors body"),
    "throttled": FaultKind("", "", "200 with an error whose code is THROTTLED"),
    "rate-limited": FaultKind("", "", "200 with an error of GitHub's type RATE_LIMITED"),
    "denied": FaultKind("", "", "200 with an error whose code is UNAUTHENTICATED"),
    "data-null": FaultKind("", "", 'the answer {"data": null}, no error said'),
    "login-page": FaultKind("", "", "200 with a login page in HTML"),
    "redirect": FaultKind("URL", None, "307 to that address"),
    "close": FaultKind("", "", "the connection closes without an answer"),
    "cut-length": FaultKind(
        "", "", "half the body that Content-Length promises, then the connection closes"
    ),
    "cut-json": FaultKind("", "", "the first half of the JSON as if it were whole"),
    "slow": FaultKind("SECONDS", "1", "the right answer after that time"),
    # pages that go wrong
    "clamp": FaultKind("N", None, "no page is longer than N, whatever was asked"),
    "complexity": FaultKind("N", None, "asking for more than N icons is an error: too complex"),
    "too-slow": FaultKind("N", None, "asking for more than N icons is a 504"),
    "loop": FaultKind(
        "", "", "every page is the first page again, its cursor too, and there is always a next one"
    ),
    "null-cursor": FaultKind("", "", "there is a next page but its cursor is null"),
    "total": FaultKind("N", "1", "totals are wrong by N, which may be negative"),
    # icons that go wrong
    "partial": FaultKind(
        "IDS", "", "their sourceCode is null, with an error for each beside the data"
    ),
    "poison": FaultKind(
        "IDS", "", "no page can be had that they are on: data is null, with an error"
    ),
    "null-source": FaultKind("IDS", "", "their sourceCode is null and no error says so"),
    "empty-source": FaultKind("IDS", "", "their sourceCode is empty"),
    "non-svg": FaultKind("IDS", "", "their sourceCode is no SVG"),
    "duplicate": FaultKind("IDS", "", "they are listed once more at the end"),
    "conflict": FaultKind("IDS", "", "they are listed once more at the end, with another drawing"),
    # a library that changes
    "insert": FaultKind("", "", "a new icon stands before all others"),
    "delete": FaultKind("IDS", "", "they are gone"),
    "edit": FaultKind("IDS", "", "their drawing is another one"),
    "shrink": FaultKind("N", "0", "only the first N icons are left"),
    # Font Awesome's and GitHub's own
    "expired-token": FaultKind("", "", "every token given out so far is no longer valid"),
    "mute-token": FaultKind("", "", "an invalid token gives null SVGs instead of a 401"),
    "resource-limits": FaultKind(
        "N",
        "0",
        "only the first N blobs of a request are given, for the others RESOURCE_LIMITS_EXCEEDED",
    ),
    "truncated": FaultKind("IDS", "", "their blobs are cut in half, isTruncated true"),
}


@dataclass(frozen=True)
class Fault:
    """A fault at the requests numbered `first` to `last` (None: for ever).

    Requests are the POSTs that the server gets, tokens included. They are counted from 1 since its
    faults were last set. Raises ConfigurationError for an unknown fault or an unusable value.
    """

    name: str
    value: str | float = ""
    first: int = 1
    last: int | None = None

    def __post_init__(self) -> None:
        kind = FAULT_KINDS.get(self.name)
        if kind is None:
            raise ConfigurationError(
                f"there is no fault {self.name!r}: choose one of {', '.join(FAULT_KINDS)}."
            )
        if self.value == "" and kind.default is None:
            raise ConfigurationError(
                f"the fault {self.name} needs a value: write {self.name}={kind.takes}."
            )
        if self.value != "" and not kind.takes:
            raise ConfigurationError(
                f"the fault {self.name} takes no value: write {self.name} alone."
            )
        if kind.takes in ("CODE", "N", "SECONDS") and not re.fullmatch(
            r"-?\d+(\.\d+)?", self.setting
        ):
            raise ConfigurationError(
                f"the fault {self.name} needs a number, not {self.value!r}: "
                f"write {self.name}={kind.takes}."
            )
        if kind.takes == "CODE" and self.setting not in STATUSES:
            raise ConfigurationError(
                f"{self.value} is no HTTP status: write one such as {self.name}=503."
            )

    @property
    def setting(self) -> str:
        """The value as text, the default where none was given."""
        return str(self.value) if self.value != "" else FAULT_KINDS[self.name].default or ""

    def strikes(self, number: int) -> bool:
        """Whether the request of that number has this fault."""
        return self.first <= number and (self.last is None or number <= self.last)

    @classmethod
    def parse(cls, text: str) -> "Fault":
        """A fault from NAME[=VALUE][@WHEN]. Raises ConfigurationError.

        WHEN is 3 (that request only), 3- (from it on), -3 (up to it) or 3-5.
        """
        match = re.fullmatch(
            r"(?P<name>[a-z-]+)(=(?P<value>.*?))?"
            r"(@(?=\d|-\d)(?P<first>\d*)(?P<dash>-?)(?P<last>\d*))?",
            text,
            re.DOTALL,
        )
        if match is None:
            raise ConfigurationError(
                f"{text!r} is no fault: write NAME, NAME=VALUE or NAME=VALUE@FIRST-LAST."
            )
        first, last = (
            match["first"] or "1",
            match["last"] or (None if match["dash"] else match["first"]),
        )
        return cls(match["name"], match["value"] or "", int(first), int(last) if last else None)


class ActiveFaults(dict[str, str]):
    """The faults of one request, name → value."""

    def number(self, name: str) -> int | None:
        """The whole number given with a fault; None where it is not active."""
        return int(float(self[name])) if name in self else None


def active(faults: Iterable[Fault], number: int) -> ActiveFaults:
    """The faults of the request of that number."""
    return ActiveFaults({fault.name: fault.setting for fault in faults if fault.strikes(number)})


def describe() -> str:
    """The table of faults, for --help."""
    heads = {
        name: f"{name}={kind.takes}" if kind.takes else name for name, kind in FAULT_KINDS.items()
    }
    return "\n".join(f"  {heads[name]:<22}{kind.effect}" for name, kind in FAULT_KINDS.items())
