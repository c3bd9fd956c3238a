import httpx
import pytest

from ingest.icon import Icon
from tests.ingest.demo.faulty import serve

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 32">'
    '<path d="M{0} {1}h9v9z"/><path d="M{0} 2v1"/></svg>'
)
STYLES = ("outlined", "filled", "two-tone")


def icon(number, style):
    identifier = f"n{number:02}-{style.replace('-', '')}"
    return Icon(
        identifier,
        identifier,
        SVG.format(number, STYLES.index(style)),
        "Toys",
        style,
        "shapes",
        ("t",),
        (f"a{number}",),
        "MIT",
        "2024-05-06",
    )


@pytest.fixture
def icons():
    """Four names in three styles each, sorted by id."""
    return sorted(
        (icon(number, style) for number in range(4) for style in STYLES), key=lambda icon: icon.id
    )


@pytest.fixture
def demo(icons):
    with serve(icons) as demo:
        yield demo


@pytest.fixture(scope="session")
def client():
    with httpx.Client(trust_env=False, timeout=60) as client:
        yield client


@pytest.fixture
def post(client):
    """Post a query; returns the HTTP response."""

    def post(
        url,
        query="{ iconsSlice { total items { id name sourceCode } } }",
        headers=None,
        **variables,
    ):
        return client.post(url, json={"query": query, "variables": variables}, headers=headers)

    return post


@pytest.fixture
def data(post):
    """Post a query that must succeed; returns its data."""

    def data(*arguments, **variables):
        response = post(*arguments, **variables)
        document = response.json()
        assert response.status_code == 200
        assert "errors" not in document, document
        return document["data"]

    return data
