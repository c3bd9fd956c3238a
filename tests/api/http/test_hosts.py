"""Another site's name for the service's address: the service answers under its own names only."""

import pytest

from tests.api.conftest import Service, problem

NAME = "icons.example.com"


@pytest.fixture(scope="module")
def named(published, tmp_path_factory):
    running = Service(
        published.folder.root,
        tmp_path_factory.mktemp("scratch"),
        "--hosts",
        f"{NAME}, icons.test",
        "--api-keys",
        "programs",
    )
    yield running
    assert running.stop() == 0


def asked(service, path, host, **headers):
    return service.client.get(path, headers={"Host": host, **headers})


@pytest.mark.parametrize(
    "host", [NAME, f"{NAME}:8000", NAME.upper(), "icons.test", "localhost", "127.0.0.1", "[::1]:80"]
)
def test_it_answers_under_its_names_and_addresses(named, host):
    assert asked(named, "/readyz", host).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", f"{NAME}.evil.example", "127.0.0.1.nip"])
@pytest.mark.parametrize("path", ["/readyz", "/", "/static/page.css", "/icons", "/none"])
def test_it_answers_under_no_other(named, host, path):
    answer = asked(named, path, host)
    assert answer.status_code == 421
    assert problem(answer)["type"].endswith(":wrong-host")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_made_up_host_is_no_page_of_its_own(named):
    """Its page, at a name that its owner points at the service, would send just this."""
    rebound = asked(named, "/icons", "evil.example", Origin="http://evil.example")
    assert rebound.status_code == 421
    assert asked(named, "/icons", NAME, Origin=f"http://{NAME}").status_code == 200


def test_without_names_any_is_its_own(service):
    assert asked(service, "/readyz", "any.example").status_code == 200
