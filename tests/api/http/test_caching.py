"""What a client has already is not sent again, until another generation is published."""

import pytest

from features.builder import publication
from tests.api.conftest import until
from tests.api.test_reload import serves

LISTS = [
    "/icons",
    "/icons?q=rocket&facets=true",
    "/icons/rocket-outlined",
    "/icons/rocket-outlined/similar",
]
DRAWINGS = ["/icons/rocket-outlined/svg", "/icons/rocket-outlined/image"]


@pytest.mark.parametrize("path", LISTS + DRAWINGS)
def test_what_a_client_has_is_not_sent_again(service, path):
    first = service.client.get(path)
    assert first.headers["cache-control"] == ("no-cache" if path in LISTS else "max-age=300")
    for known in (first.headers["etag"], f'"other", W/{first.headers["etag"]}'):
        again = service.client.get(path, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert {name: again.headers[name] for name in ("etag", "cache-control", "vary")} == {
            name: first.headers[name] for name in ("etag", "cache-control", "vary")
        }
    assert service.client.get(path, headers={"If-None-Match": '"other"'}).content == first.content


def test_an_unknown_icon_has_no_tag(service):
    response = service.client.get("/icons/图标", headers={"If-None-Match": '"other"'})
    assert response.status_code == 404
    assert "etag" not in response.headers


def test_another_generation_is_another_answer(own_copy, published, start):
    service = start(own_copy.root)
    path = "/icons/scripted/svg"
    before = service.client.get(path).headers["etag"]
    publication.switch(own_copy, published.smaller)
    until(lambda: serves(service, published.smaller))
    after = service.client.get(path, headers={"If-None-Match": before})
    assert after.status_code == 200
    assert after.headers["etag"] != before


def test_a_list_counts_the_values_of_its_fields(service, published):
    everything = service.client.get(
        "/icons", params={"facets": "true", "style": ["two-tone", "none"], "limit": 1}
    ).json()
    known = {icon.style for icon in published.icons} - {None}
    counts = {style: sum(icon.style == style for icon in published.icons) for style in known}
    facets = everything["facets"]
    assert {
        entry["value"]: entry["count"] for entry in facets["style"]
    } == counts  # its own filter does not count
    assert facets["library"] == [{"value": "Ant Design Icons", "count": counts["two-tone"]}]
    assert facets["category"] == []
    assert "facets=True" in everything["next"] and "style=two-tone&style=none" in everything["next"]
    with_words = service.client.get("/icons", params={"facets": "true", "q": "rocket"}).json()
    assert with_words["facets"]["style"] == [{"value": "outlined", "count": 1}]
    assert "facets" not in service.client.get("/icons").json()
