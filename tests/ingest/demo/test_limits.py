"""The demonstration source answers queries that are made to exhaust it with a refusal."""

import pytest


@pytest.mark.parametrize(
    "query",
    [
        "{ allIcons { id } " + "a: allIcons { id } " * 3000 + "}",
        "{ allIcons " * 3000 + "}" * 3000,
        "{ allIcons(a: " + "[" * 5000 + "]" * 5000 + ") { id } }",
    ],
)
def test_a_query_that_is_too_long_or_too_deep_is_refused(demo, post, query):
    response = post(demo.url, query)
    assert response.status_code == 400
    assert response.json()["errors"]


def test_a_body_that_is_too_deep_or_too_long_is_refused(demo, client):
    headers = {"Content-Type": "application/json"}
    deep = client.post(demo.url, content=b"[" * 100_000, headers=headers)
    assert deep.status_code == 400
    long = client.post(demo.url, content=b" " * 2_000_000, headers=headers)
    assert long.status_code == 413
