"""Admission control: what is beyond the limits is refused at once, so that no queue can grow.

Each worker counts for itself. One client gets most of the places at a time, and never all.
"""

from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from fastapi import Depends, Request

from api.http.load.clients import address, network
from api.http.problems import Busy, TooMany


@dataclass(frozen=True)
class AdmissionSettings:
    """Chosen by hand."""

    # Of all places: what one client may hold at a time, and what requests may that take several.
    client_share: float = 0.75
    # Work of a window, in searches for one icon. A window has about a hundred candidates.
    window: int = 100
    # Seconds after which a client that holds its share may ask again.
    retry_after: int = 1


SETTINGS = AdmissionSettings()


class Places:
    """A number of places that requests hold while they are worked on."""

    def __init__(self, total: int, what: str) -> None:
        """`what` is held, in the plural, for the sentence of a refusal."""
        self._total = total
        self._what = what
        self._share = max(1, int(SETTINGS.client_share * total))
        self._held: Counter[str] = Counter()  # by client; clients without a place are left out

    @contextmanager
    def hold(self, client: str, count: int = 1) -> Iterator[None]:
        """Hold places for a client. Raises Busy where they are taken, TooMany beyond its share.

        A request that takes several leaves a quarter of all to those that take one: windows would
        otherwise keep everyone from searching. Who asks for more than there are gets them where
        nobody holds any.
        """
        name = network(client)
        self._refuse_beyond(name, count)
        self._held[name] += count
        try:
            yield
        finally:
            self._held[name] -= count
            self._held += Counter()  # drops the clients that hold none

    def _refuse_beyond(self, name: str, count: int) -> None:
        held = self._held.total()
        own = self._held[name]
        if held and held + count > self._total:
            raise self._busy(held)
        if own and own + count > self._share:
            raise TooMany(
                f"{self._share} {self._what} at a time are the most that one client may have: "
                "try again when one of yours is answered.",
                SETTINGS.retry_after,
            )
        if held and count > 1 and held + count > self._share:
            raise self._busy(held)

    def _busy(self, held: int) -> Busy:
        return Busy(f"{held} {self._what} are being worked on: try again in a second.")


async def _admit(request: Request) -> AsyncIterator[None]:
    """Hold a place while the request is processed. Raises Busy, TooMany."""
    places: Places = request.app.state.request_places
    with places.hold(address(request)):
        yield


Admission = Depends(_admit)
