"""How the demonstration source is told to misbehave: what, and at which requests."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus

from ingest.common.failures import ConfigurationError

STATUSES = {str(status.value) for status in HTTPStatus}


@dataclass(frozen=True)
class Kind:
    """What one fault does. `takes` names its value ("" for none); `default` is None where the value must be given."""

    takes: str
    default: str | None
    does: str


# IDS: icon ids with commas between them; * is every icon; nothing is the library's first icon.
KINDS: Mapping[str, Kind] = {
    # answers that are no answer
    "status": Kind(
        "CODE", None, "that HTTP status with a plain text body: 401, 403, 500, 502, 503, 504 …"
    ),
    "busy": Kind("SECONDS", "1", "429 with Retry-After in seconds"),
    "busy-date": Kind("SECONDS", "1", "429 with Retry-After as a date"),
    "busy-errors": Kind("SECONDS", "1", "429 with Retry-After and a GraphQL errors body"),
    "throttled": Kind("", "", "200 with an error whose code is THROTTLED"),
    "rate-limited": Kind("", "", "200 with an error of GitHub's type RATE_LIMITED"),
    "denied": Kind("", "", "200 with an error whose code is UNAUTHENTICATED"),
    "data-null": Kind("", "", 'the answer {"data": null}, no error said'),
    "login-page": Kind("", "", "200 with a login page in HTML"),
    "redirect": Kind("URL", None, "307 to that address"),
    "close": Kind("", "", "the connection closes without an answer"),
    "cut-length": Kind(
        "", "", "half the body that Content-Length promises, then the connection closes"
    ),
    "cut-json": Kind("", "", "the first half of the JSON as if it were whole"),
    "slow": Kind("SECONDS", "1", "the right answer after that time"),
    # pages that go wrong
    "clamp": Kind("N", None, "no page is longer than N, whatever was asked"),
    "complexity": Kind("N", None, "asking for more than N icons is an error: too complex"),
    "too-slow": Kind("N", None, "asking for more than N icons is a 504"),
    "loop": Kind(
        "", "", "every page is the first page again, its cursor too, and there is always a next one"
    ),
    "null-cursor": Kind("", "", "there is a next page but its cursor is null"),
    "total": Kind("N", "1", "totals are wrong by N, which may be negative"),
    # icons that go wrong
    "partial": Kind("IDS", "", "their sourceCode is null, with an error for each beside the data"),
    "poison": Kind("IDS", "", "no page can be had that they are on: data is null, with an error"),
    "null-source": Kind("IDS", "", "their sourceCode is null and no error says so"),
    "empty-source": Kind("IDS", "", "their sourceCode is empty"),
    "non-svg": Kind("IDS", "", "their sourceCode is no SVG"),
    "duplicate": Kind("IDS", "", "they are listed once more at the end"),
    "conflict": Kind("IDS", "", "they are listed once more at the end, with another drawing"),
    # a library that changes
    "insert": Kind("", "", "a new icon stands before all others"),
    "delete": Kind("IDS", "", "they are gone"),
    "edit": Kind("IDS", "", "their drawing is another one"),
    "shrink": Kind("N", "0", "only the first N icons are left"),
    # Font Awesome's and GitHub's own
    "expired-token": Kind("", "", "every token given out so far is no longer valid"),
    "mute-token": Kind("", "", "an invalid token gives null SVGs instead of a 401"),
    "resource-limits": Kind(
        "N",
        "0",
        "only the first N blobs of a request are given, for the others RESOURCE_LIMITS_EXCEEDED",
    ),
    "truncated": Kind("IDS", "", "their blobs are cut in half, isTruncated true"),
}


@dataclass(frozen=True)
class Fault:
    """A fault at the requests numbered `first` to `last` (None: for ever).

    Requests are the POSTs the server gets, tokens included, counted from 1 since its faults were last set.
    Raises ConfigurationError when there is no such fault or its value cannot be used.
    """

    name: str
    value: str | float = ""
    first: int = 1
    last: int | None = None

    def __post_init__(self) -> None:
        kind = KINDS.get(self.name)
        if kind is None:
            raise ConfigurationError(
                f"there is no fault {self.name!r}: choose one of {', '.join(KINDS)}."
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
                f"the fault {self.name} needs a number, not {self.value!r}: write {self.name}={kind.takes}."
            )
        if kind.takes == "CODE" and self.setting not in STATUSES:
            raise ConfigurationError(
                f"{self.value} is no HTTP status: write one such as {self.name}=503."
            )

    @property
    def setting(self) -> str:
        """The value as text, the default where none was given."""
        return str(self.value) if self.value != "" else KINDS[self.name].default or ""

    def strikes(self, number: int) -> bool:
        """Whether the request of that number meets this fault."""
        return self.first <= number and (self.last is None or number <= self.last)

    @classmethod
    def parse(cls, text: str) -> "Fault":
        """A fault from NAME[=VALUE][@WHEN], where WHEN is 3 (that request only), 3- (from it on), -3 (up to it) or 3-5.

        Raises ConfigurationError.
        """
        match = re.fullmatch(
            r"(?P<name>[a-z-]+)(=(?P<value>.*?))?(@(?=\d|-\d)(?P<first>\d*)(?P<dash>-?)(?P<last>\d*))?",
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


class Struck(dict[str, str]):
    """The faults that strike one request, name → value."""

    def number(self, name: str) -> int | None:
        """The whole number given with a fault, None where it does not strike."""
        return int(float(self[name])) if name in self else None


def strike(faults: Iterable[Fault], number: int) -> Struck:
    """What the request of that number meets."""
    return Struck({fault.name: fault.setting for fault in faults if fault.strikes(number)})


def describe() -> str:
    """The table of faults, for --help."""
    heads = {name: f"{name}={kind.takes}" if kind.takes else name for name, kind in KINDS.items()}
    return "\n".join(f"  {heads[name]:<22}{kind.does}" for name, kind in KINDS.items())
