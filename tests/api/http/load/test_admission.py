"""What one client may hold at a time, and all clients together."""

from contextlib import ExitStack

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.http.load.admission import Places
from api.http.problems import Busy, TooMany
from api.settings import Settings

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


@pytest.fixture(scope="module")
def client(published):
    settings = Settings(data=published.folder.root, feedback=True, mcp=True)
    with TestClient(create_app(settings)) as client:
        yield client


@pytest.mark.parametrize(
    ("method", "path", "places"),
    [
        ("POST", "/search", {"requests": 1, "uploads": 1, "searches": 1}),
        ("POST", "/search/screenshot", {"requests": 1, "uploads": 1, "searches": 100}),
        ("GET", "/icons/rocket-outlined/similar", {"requests": 1}),
        ("GET", "/icons", {"requests": 1}),
        ("GET", "/icons/rocket-outlined", {"requests": 1}),
        ("GET", "/icons/rocket-outlined/svg", {"requests": 1}),
        ("GET", "/icons/rocket-outlined/image", {"requests": 1}),
        ("GET", "/icons/rocket-outlined/copy", {"requests": 1}),
        ("POST", "/wrong-match", {"requests": 1}),
        ("POST", "/mcp", {"requests": 1, "uploads": 1}),
        ("GET", "/readyz", {}),
    ],
)
def test_what_a_request_holds(client, method, path, places, monkeypatch):
    held = {}
    hold = Places.hold

    def noted(self, client, count=1):
        held[self._what.partition(",")[0]] = count
        return hold(self, client, count)

    monkeypatch.setattr(Places, "hold", noted)
    client.request(method, path, content=b"{}" if method == "POST" else None)
    assert held == places


@pytest.mark.parametrize(
    ("setting", "places"),
    [
        ("max_requests", "request_places"),
        ("max_uploads", "upload_places"),
        ("max_work", "work_places"),
    ],
)
def test_there_are_as_many_places_as_the_setting_says(tmp_path, setting, places):
    app = create_app(Settings(data=tmp_path, **{setting: 7}))
    assert getattr(app.state, places)._total == 7
