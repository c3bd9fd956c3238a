"""API keys: where there are any, only websites and programs that have a key may search."""

import pytest

from tests.api.conftest import Service, encoded, problem

SHOP, WIKI = "https://shop.example", "https://wiki.example:8443"
KEYED = ["/icons", "/icons/rocket-outlined", "/icons/rocket-outlined/similar"]
OPEN = [
    "/",
    "/healthz",
    "/readyz",
    "/icons/rocket-outlined/svg",
    "/icons/rocket-outlined/image",
]  # an <img> cannot send a key


@pytest.fixture(scope="module")
def keyed(published, tmp_path_factory):
    keys = f"shop-1={SHOP} {WIKI}, ci_2"
    running = Service(
        published.folder.root,
        tmp_path_factory.mktemp("scratch"),
        "--api-keys",
        keys,
        "--root-path",
        "/lens",
    )
    yield running
    assert running.stop() == 0


def asked(service, path, **headers):
    return service.client.get(
        path, headers={name.replace("_", "-"): value.encode() for name, value in headers.items()}
    )


def test_without_keys_none_is_needed(service):
    assert asked(service, "/icons", X_API_Key="anything").status_code == 200


@pytest.mark.parametrize("path", KEYED)
def test_a_key_opens_the_search_to_the_sites_it_is_for_and_to_no_other(keyed, path):
    for site in (SHOP, WIKI):
        answer = asked(keyed, path, X_API_Key="shop-1", Origin=site)
        assert answer.status_code == 200
        assert answer.headers["access-control-allow-origin"] == site
    for headers in (
        {"Origin": "https://other.example"},
        {},
        {"Origin": "null"},
        {"Origin": "http://["},
    ):
        refused = asked(keyed, path, X_API_Key="shop-1", **headers)
        assert refused.status_code == 403
        assert "not meant for" in problem(refused)["detail"]
        assert "access-control-allow-origin" not in refused.headers
    elsewhere = asked(keyed, "/readyz", X_API_Key="shop-1", Origin=SHOP)
    assert "access-control-allow-origin" not in elsewhere.headers


@pytest.mark.parametrize("path", KEYED)
def test_a_key_without_sites_is_for_programs(keyed, path):
    assert asked(keyed, path, X_API_Key="ci_2").status_code == 200
    assert asked(keyed, path, X_API_Key="ci_2", Origin=SHOP).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X_API_Key": ""},
        {"X_API_Key": "shop"},
        {"X_API_Key": "é"},
        {"Origin": SHOP},
        {"Referer": "http://[::1"},
    ],
)
def test_without_a_good_key_nothing_is_searched(keyed, headers, screenshot):
    refused = [asked(keyed, path, **headers) for path in KEYED]
    sent = {name.replace("_", "-"): value.encode() for name, value in headers.items()}
    refused.append(
        keyed.client.post("/search", content=encoded(screenshot("rocket-outlined")), headers=sent)
    )
    for answer in refused:
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "ApiKey"
        assert "X-API-Key" in problem(answer)["detail"]


@pytest.mark.parametrize("path", OPEN)
def test_what_needs_no_key(keyed, path):
    assert asked(keyed, path).status_code == 200


def test_the_own_page_needs_no_key(keyed, screenshot):
    own = keyed.client.post(
        "/search", content=encoded(screenshot("rocket-outlined")), headers={"Origin": keyed.url}
    )
    assert own.status_code == 200
    assert asked(keyed, "/icons", Referer=f"{keyed.url}/").status_code == 200
    assert asked(keyed, "/icons", Referer="https://other.example/").status_code == 401


def test_a_page_at_another_host_port_or_scheme_is_not_the_own_page(keyed):
    for other in (
        f"http://localhost:{keyed.port}",
        f"http://127.0.0.1:{keyed.port + 1}",
        "http://127.0.0.1",
        f"https://127.0.0.1:{keyed.port}",
    ):
        assert asked(keyed, "/icons", Origin=other).status_code == 401
        assert asked(keyed, "/icons", Referer=f"{other}/page").status_code == 401


def test_behind_a_proxy_that_ends_tls_the_own_page_has_the_scheme_of_the_proxy(keyed):
    proxied = {"Host": "icons.example", "X-Forwarded-Proto": "https"}
    for origin, status in (
        ("https://icons.example", 200),
        ("https://icons.example:443", 200),
        ("http://icons.example", 401),
        ("https://icons.example:8443", 401),
    ):
        headers = proxied | {"Origin": origin}
        assert keyed.client.get("/icons", headers=headers).status_code == status


def test_a_site_with_a_key_may_send_it_to_the_search_and_call_nothing_else(keyed, screenshot):
    preflight = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type,x-api-key",
        "Origin": SHOP,
    }
    for path in ("/search", "/search/screenshot", "/icons", "/icons/rocket-outlined/svg"):
        allowed = keyed.client.options(path, headers=preflight)
        assert allowed.status_code == 200
        assert "x-api-key" in allowed.headers["access-control-allow-headers"].lower()
    assert keyed.client.options("/readyz", headers=preflight).status_code == 400
    assert "access-control-allow-origin" not in asked(keyed, "/readyz", Origin=SHOP).headers
    assert "access-control-allow-origin" not in asked(keyed, "/searching", Origin=SHOP).headers
    found = keyed.client.post(
        "/search",
        content=encoded(screenshot("rocket-outlined")),
        headers={"Origin": SHOP, "X-API-Key": "shop-1"},
    )
    assert found.json()["results"][0]["id"] == "rocket-outlined"
    drawing = asked(keyed, "/icons/rocket-outlined/svg", Origin=SHOP)
    assert drawing.headers["access-control-allow-origin"] == SHOP
