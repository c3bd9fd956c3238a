"""The service with its vectors in Milvus: the same answers, and what it answers without Milvus."""

import pytest

from features.builder import publication
from features.search.index.milvus.server import Milvus
from features.store import generation
from tests.api.conftest import encoded, problem, until
from tests.api.test_reload import readiness, searched, serves
from tests.milvus import PATIENT

WAYS = [
    {},
    {"limit": 100},
    {"style": ["filled", "two-tone"], "limit": 5},
    {"q": "rocket send", "style": "outlined"},
    {"encoder": "phash", "limit": 3},
]


@pytest.fixture(scope="module")
def filled(published, milvus):
    """Both generations of the library in Milvus."""
    store = Milvus.at(milvus.store, PATIENT)
    for name in (published.smaller, published.name):
        opened = generation.open_generation(published.folder.generations / name)
        store.fill(opened)
        opened.close()
    yield store
    for name in (published.smaller, published.name):
        store.drop(name)


@pytest.fixture
def with_milvus(filled, milvus, published, start):
    return start(published.folder.root, "--store", milvus.store)


def results(answer) -> list[tuple]:
    return [
        (result["id"], result.get("match"), [also["id"] for also in result.get("also", [])])
        for result in answer["results"]
    ]


def test_it_answers_as_the_service_that_has_the_vectors_in_memory(service, with_milvus, screenshot):
    for identifier in ("rocket-outlined", "two-colours", "图标/搜索"):
        for way in WAYS:
            one, other = (
                each.client.post(
                    "/search", params=way, content=encoded(screenshot(identifier))
                ).json()
                for each in (service, with_milvus)
            )
            assert results(one) == results(other), (identifier, way)
            assert one.get("verdict") == other.get("verdict")
    link = one["results"][0]["links"]["icon"] + "/similar"
    one, other = (
        each.client.get(link, params={"style": "outlined"}).json()
        for each in (service, with_milvus)
    )
    assert results(one) == results(other)
    window = encoded(screenshot("rocket-outlined"))
    one, other = (
        each.client.post("/search/screenshot", content=window).json()
        for each in (service, with_milvus)
    )
    assert len(one["icons"]) == 1
    assert one["icons"] == other["icons"]


def test_without_milvus_icons_are_shown_and_searches_say_why_not_until_it_is_back(
    published, filled, milvus, start, shot, service
):
    milvus.kill()
    try:
        cut_off = start(published.folder.root, "--store", milvus.store)  # down from the start
        for response in (
            cut_off.client.get("/readyz"),
            cut_off.client.post("/search", content=shot),
        ):
            assert response.status_code == 503
            assert problem(response)["type"].endswith(":store-down")
            assert (
                f"Milvus at 127.0.0.1:{milvus.port} does not do what it is asked"
                in response.json()["detail"]
            )
            assert response.headers["Retry-After"] == "5"
        assert cut_off.client.get("/icons").json()["total"] == len(published.icons)
        assert cut_off.client.get("/healthz").status_code == 200
    finally:
        milvus.start()
    until(lambda: readiness(cut_off).get("index") == published.name)
    expected = results(service.client.post("/search", content=shot).json())
    assert results(cut_off.client.post("/search", content=shot).json()) == expected
    milvus.kill()  # and once more, now that it was there
    try:
        assert problem(cut_off.client.post("/search", content=shot))["type"].endswith(":store-down")
        assert cut_off.client.get("/icons").status_code == 200
    finally:
        milvus.start()
    until(lambda: readiness(cut_off).get("index") == published.name)
    assert results(cut_off.client.post("/search", content=shot).json()) == expected
    assert not any("Traceback" in line for line in cut_off.lines)


def test_a_generation_that_milvus_lacks_is_refused_until_it_is_there(
    own_copy, published, filled, milvus, start
):
    filled.drop(published.smaller)
    running = start(own_copy.root, "--store", milvus.store)
    publication.switch(own_copy, published.smaller)
    missing = f"does not hold the vectors of generation {published.smaller}"

    def refusal():
        state = readiness(running)
        if missing in state.get("detail", ""):
            # Milvus did not answer in time when the generation was opened, so it was taken.
            publication.switch(own_copy, published.name)
            until(lambda: serves(running, published.name))
            publication.switch(own_copy, published.smaller)
        return state.get("refused", {}).get("reason")

    assert f"{missing}: run `python -m features --store`" in until(refusal)
    assert serves(running, published.name)
    assert publication.rollback(own_copy, published.smaller, filled) == published.smaller
    until(lambda: serves(running, published.smaller))


def test_generations_are_switched_without_a_failed_request(
    own_copy, published, filled, milvus, start, screenshot
):
    running = start(own_copy.root, "--store", milvus.store)
    with searched(
        running, published, encoded(screenshot("rocket-outlined")), clients=2
    ) as answered:
        for name in (published.smaller, published.name):
            publication.rollback(own_copy, name, filled)
            assert (
                milvus.client()
                .describe_alias("iconlens")["collection_name"]
                .endswith(name.replace("-", "_"))
            )
            until(lambda name=name: serves(running, name) and answered(name))
