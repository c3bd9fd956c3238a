import json

import httpx
import pytest

from ingest.demo.library import PAGE_SIZES, stretch
from tests.ingest.demo.faulty import serve

FIELDS = "id name sourceCode library style category tags aliases license updatedAt"


def plain(data, url, size):
    yield data(url, f"{{ allIcons {{ {FIELDS} }} }}")["allIcons"]


def relay(data, url, size):
    query = f"""query($n: Int, $c: String) {{ iconsConnection(first: $n, after: $c) {{
        nodes {{ {FIELDS} }} edges {{ cursor node {{ id }} }}
        pageInfo {{ hasNextPage endCursor }} totalCount }} }}"""
    cursor, more = None, True
    while more:
        page = data(url, query, n=size, c=cursor)["iconsConnection"]
        assert page["totalCount"] == 12
        assert [edge["node"]["id"] for edge in page["edges"]] == [
            node["id"] for node in page["nodes"]
        ]
        cursor, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
        assert cursor == page["edges"][-1]["cursor"]
        yield page["nodes"]


def skip(data, url, size):
    query = f"""query($n: Int!, $s: Int!) {{
        iconsSlice(skip: $s, limit: $n) {{ items {{ {FIELDS} }} total }} }}"""
    for start in range(0, 12, size):
        page = data(url, query, n=size, s=start)["iconsSlice"]
        assert page["total"] == 12
        yield page["items"]


def numbered(data, url, size):
    query = f"""query($n: Int!, $p: Int!) {{ iconsPage(page: $p, pageSize: $n) {{
        items {{ {FIELDS} }} page pageSize totalPages total }} }}"""
    for number in range(1, -(-12 // size) + 1):
        page = data(url, query, n=size, p=number)["iconsPage"]
        assert page | {"items": []} == {
            "items": [],
            "page": number,
            "pageSize": size,
            "totalPages": -(-12 // size),
            "total": 12,
        }
        yield page["items"]


def keyset(data, url, size):
    query = f"query($n: Int!, $a: String) {{ iconsAfter(limit: $n, afterId: $a) {{ {FIELDS} }} }}"
    last = None
    while page := data(url, query, n=size, a=last)["iconsAfter"]:
        last = page[-1]["id"]
        yield page


@pytest.mark.parametrize("size", [1, 5, 6, 12, 50])
@pytest.mark.parametrize("shape", [plain, relay, skip, numbered, keyset])
def test_every_shape_gives_the_whole_library_once(demo, icons, data, shape, size):
    pages = list(shape(data, demo.url, size))
    assert shape is plain or all(len(page) <= size for page in pages)
    received = [icon for page in pages for icon in page]
    assert [icon["id"] for icon in received] == [icon.id for icon in icons]
    assert received[0] == {
        "id": "n00-filled",
        "name": "n00-filled",
        "sourceCode": icons[0].source_code,
        "library": "Toys",
        "style": "filled",
        "category": "shapes",
        "tags": ["t"],
        "aliases": ["a0"],
        "license": "MIT",
        "updatedAt": "2024-05-06",
    }


def test_one_icon(demo, data):
    query = "query($id: String!) { icon(id: $id) { name } }"
    assert data(demo.url, query, id="n01-filled") == {"icon": {"name": "n01-filled"}}
    assert data(demo.url, query, id="n99") == {"icon": None}


def test_large_pages_are_shortened_without_a_word(icons, data):
    with serve(stretch(icons, PAGE_SIZES.largest + 1)) as demo:
        page = data(
            demo.url,
            f"{{ iconsSlice(limit: {PAGE_SIZES.largest * 2}) {{ items {{ id }} total }} }}",
        )["iconsSlice"]
        assert (len({icon["id"] for icon in page["items"]}), page["total"]) == (
            PAGE_SIZES.largest,
            PAGE_SIZES.largest + 1,
        )


def test_the_library_may_be_replaced_while_it_is_served(demo, icons, data):
    demo.icons = icons[:2]
    assert data(demo.url)["iconsSlice"]["total"] == 2


@pytest.mark.parametrize(
    "query",
    [
        '{ iconsConnection(after: "nonsense") { totalCount } }',
        "{ iconsConnection(first: -1) { totalCount } }",
        "{ iconsPage(page: 0) { total } }",
        "{ iconsPage(pageSize: 0) { total } }",
    ],
)
def test_arguments_that_make_no_sense_are_errors(demo, post, query):
    document = post(demo.url, query).json()
    assert document["data"] is None
    assert document["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize(
    "body",
    [
        "",
        "no json",
        "[]",
        "{}",
        '{"query": 1}',
        '{"query": "{"}',
        '{"query": "{ nothing }"}',
        '{"query": "{ __typename }", "variables": [1]}',
    ],
)
def test_what_is_no_valid_request_is_answered_with_400(demo, body):
    response = httpx.post(
        demo.url,
        content=body,
        headers={"Content-Type": "application/json"},
        timeout=60,
        trust_env=False,
    )
    assert response.status_code == 400
    assert response.json()["errors"][0]["message"]


def test_introspection_names_the_fields(demo, data):
    fields = data(demo.url, '{ __type(name: "Icon") { fields { name type { kind } } } }')["__type"][
        "fields"
    ]
    assert [field["name"] for field in fields] == FIELDS.split()
    assert {field["name"]: field["type"]["kind"] for field in fields}[
        "sourceCode"
    ] == "SCALAR"  # nullable


def test_a_browser_is_told_how_to_ask(demo):
    response = httpx.get(demo.url, timeout=60, trust_env=False)
    assert demo.url in response.text
    query = json.loads(response.text.split("'")[3])["query"]
    assert (
        httpx.post(demo.url, json={"query": query}, timeout=60, trust_env=False).json()["data"][
            "iconsSlice"
        ]["total"]
        == 12
    )
    assert httpx.get(f"{demo.root}/healthz", timeout=60, trust_env=False).text == "ok\n"


def test_requests_are_remembered_with_their_headers(demo, post):
    post(demo.url, "query($n: Int) { iconsSlice(limit: $n) { total } }", {"X-Secret": "s"}, n=3)
    (request,) = demo.requests
    assert (request.number, request.method, request.path, request.headers["x-secret"]) == (
        1,
        "POST",
        "/graphql",
        "s",
    )
    assert request.body["variables"] == {"n": 3}
