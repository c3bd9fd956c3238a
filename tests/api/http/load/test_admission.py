"""What one client may hold at a time, and all clients together."""

from contextlib import ExitStack

import pytest

from api.http.load.admission import Places
from api.http.problems import Busy, TooMany

ONE, SAME, OTHER, THIRD = "192.0.2.1", "::ffff:192.0.2.1", "192.0.2.2", "192.0.2.3"


def test_one_client_gets_most_places_and_the_others_the_rest():
    places = Places(4, "searches")
    with ExitStack() as held:
        for client in (ONE, SAME, ONE):
            held.enter_context(places.hold(client))
        with pytest.raises(TooMany, match="3 searches at a time") as refused, places.hold(ONE):
            pass
        assert refused.value.retry_after == 1
        held.enter_context(places.hold(OTHER))
        with pytest.raises(Busy, match="4 searches are"), places.hold(THIRD):
            pass
    with places.hold(ONE, 3):
        pass


def test_what_costs_much_takes_many_places():
    places = Places(400, "searches")
    with places.hold(ONE, 100), places.hold(ONE, 200):
        with pytest.raises(TooMany), places.hold(ONE, 1):
            pass
        with pytest.raises(Busy, match="300 searches are"), places.hold(OTHER, 100):
            pass
        with places.hold(OTHER, 1), places.hold(THIRD, 1):
            pass


def test_what_costs_more_than_all_places_is_worked_on_alone():
    places = Places(10, "searches")
    with places.hold(ONE, 100), pytest.raises(Busy), places.hold(OTHER, 1):
        pass
    with places.hold(OTHER, 1), pytest.raises(Busy), places.hold(ONE, 100):
        pass


def test_a_request_that_fails_gives_its_place_back():
    places = Places(1, "searches")
    with pytest.raises(ZeroDivisionError), places.hold(ONE):
        raise ZeroDivisionError
    with places.hold(OTHER):
        assert places._held.total() == 1
    assert not places._held
