import time
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx
import pytest

from ingest.common.failures import ConfigurationError
from tests.ingest.demo.faulty import Fault, serve
from tests.ingest.demo.faulty.faults import FAULT_KINDS

SLICE = "query($n: Int) { iconsSlice(limit: $n) { total items { id name sourceCode } } }"
RELAY = """query($n: Int, $c: String) {
  iconsConnection(first: $n, after: $c) { nodes { id } pageInfo { hasNextPage endCursor } }
}"""


@pytest.mark.parametrize(
    ("text", "fault", "struck"),
    [
        ("close", Fault("close"), [1, 2, 3, 4]),
        ("status=503@2", Fault("status", "503", 2, 2), [2]),
        ("status=503@2-", Fault("status", "503", 2), [2, 3, 4]),
        ("status=503@-2", Fault("status", "503", 1, 2), [1, 2]),
        ("status=503@2-3", Fault("status", "503", 2, 3), [2, 3]),
        ("redirect=http://me@host/x", Fault("redirect", "http://me@host/x"), [1, 2, 3, 4]),
        ("redirect=http://me@host/x@3-", Fault("redirect", "http://me@host/x", 3), [3, 4]),
        ("partial=a,b@1", Fault("partial", "a,b", 1, 1), [1]),
    ],
)
def test_a_fault_is_written_with_its_value_and_its_requests(text, fault, struck):
    assert Fault.parse(text) == fault
    assert [number for number in range(1, 5) if fault.strikes(number)] == struck


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nope",
        "status",
        "status=x",
        "status=999",
        "close=1",
        "Status=503",
        "clamp=@2",
        "status=503 @2",
    ],
)
def test_a_fault_that_cannot_be_is_refused(text):
    with pytest.raises(ConfigurationError):
        Fault.parse(text)


def test_requests_are_counted_from_when_faults_were_set(demo, post):
    post(demo.url)
    demo.faults = [Fault("status", 503, last=2)]
    assert [post(demo.url).status_code for _ in range(3)] == [503, 503, 200]
    assert [request.faults for request in demo.requests] == [(), ("status",), ("status",), ()]


@pytest.mark.parametrize("status", [401, 403, 500, 502, 503, 504])
def test_status(demo, post, status):
    demo.faults = [Fault("status", status)]
    response = post(demo.url)
    assert response.status_code == status
    assert response.headers["content-type"].startswith("text/plain")
    with pytest.raises(ValueError, match="Extra data"):
        response.json()


def test_busy(demo, post):
    demo.faults = [Fault("busy", 7)]
    response = post(demo.url)
    assert (response.status_code, response.headers["retry-after"]) == (429, "7")
    assert "errors" not in response.text


def test_busy_date(demo, post):
    demo.faults = [Fault("busy-date", 60)]
    response = post(demo.url)
    assert response.status_code == 429
    assert (
        abs(parsedate_to_datetime(response.headers["retry-after"]).timestamp() - time.time() - 60)
        < 30
    )


def test_busy_errors(demo, post):
    demo.faults = [Fault("busy-errors", 7)]
    response = post(demo.url)
    assert (response.status_code, response.headers["retry-after"]) == (429, "7")
    assert response.json()["errors"][0]["message"]


def test_errors_with_status_200(demo, post):
    demo.faults = [
        Fault("throttled", last=1),
        Fault("denied", first=2, last=2),
        Fault("rate-limited", first=3, last=3),
        Fault("data-null", first=4),
    ]
    responses = [post(demo.url) for _ in range(4)]
    assert [response.status_code for response in responses] == [200] * 4
    throttled, denied, limited, null = (response.json() for response in responses)
    assert throttled["errors"][0]["extensions"]["code"] == "THROTTLED"
    assert denied["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert limited["errors"][0]["type"] == "RATE_LIMITED"
    assert null == {"data": None}


def test_login_page(demo, post):
    demo.faults = [Fault("login-page")]
    response = post(demo.url)
    assert (response.status_code, response.headers["content-type"].split(";")[0]) == (
        200,
        "text/html",
    )


def test_redirect_keeps_the_method_and_is_seen_on_both_sides(demo, icons, post):
    with (
        serve(icons) as elsewhere,
        httpx.Client(timeout=60, trust_env=False, follow_redirects=True) as client,
    ):
        demo.faults = [Fault("redirect", elsewhere.url)]
        assert post(demo.url).status_code == 307
        response = client.post(
            demo.url, json={"query": "{ allIcons { id } }"}, headers={"X-Secret": "s"}
        )
        assert len(response.json()["data"]["allIcons"]) == 12
        assert [
            (request.method, request.headers["x-secret"]) for request in elsewhere.requests
        ] == [("POST", "s")]


@pytest.mark.parametrize("name", ["close", "cut-length"])
def test_connections_that_end_too_early(demo, post, name):
    demo.faults = [Fault(name, last=1)]
    with pytest.raises(httpx.RemoteProtocolError):
        post(demo.url)
    assert post(demo.url).status_code == 200


def test_cut_json_looks_whole(demo, post):
    demo.faults = [Fault("cut-json")]
    response = post(demo.url)
    assert int(response.headers["content-length"]) == len(response.content)
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        response.json()


def test_slow(demo):
    demo.faults = [Fault("slow", 30, last=1)]
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(demo.url, json={"query": "{ allIcons { id } }"}, timeout=0.2, trust_env=False)
    demo.faults = [Fault("slow", 0.01)]
    assert (
        httpx.post(
            demo.url, json={"query": "{ allIcons { id } }"}, timeout=60, trust_env=False
        ).status_code
        == 200
    )


def test_clamp(demo, data):
    demo.faults = [Fault("clamp", 5)]
    assert len(data(demo.url, SLICE, n=10)["iconsSlice"]["items"]) == 5
    assert data(demo.url, "{ iconsPage(pageSize: 10) { pageSize totalPages } }")["iconsPage"] == {
        "pageSize": 5,
        "totalPages": 3,
    }
    assert len(data(demo.url, RELAY, n=10)["iconsConnection"]["nodes"]) == 5


@pytest.mark.parametrize("query", [SLICE, "{ allIcons { id } }"])
def test_complexity(demo, post, query):
    demo.faults = [Fault("complexity", 5)]
    document = post(demo.url, query, n=6).json()
    assert document["data"] is None
    assert document["errors"][0]["extensions"]["code"] == "MAX_COMPLEXITY_EXCEEDED"
    assert "errors" not in post(demo.url, SLICE, n=5).json()


def test_too_slow(demo, post):
    demo.faults = [Fault("too-slow", 5)]
    assert [post(demo.url, SLICE, n=size).status_code for size in (6, 5)] == [504, 200]


def test_loop(demo, data):
    demo.faults = [Fault("loop", first=2)]
    cursors = [data(demo.url, RELAY, n=6)["iconsConnection"]["pageInfo"]["endCursor"]]
    for _ in range(3):
        page = data(demo.url, RELAY, n=6, c=cursors[-1])["iconsConnection"]
        assert page["pageInfo"]["hasNextPage"]
        cursors.append(page["pageInfo"]["endCursor"])
    assert len(set(cursors)) == 1
    assert data(demo.url, "{ iconsSlice(skip: 6, limit: 1) { items { id } } }")["iconsSlice"][
        "items"
    ] == [{"id": "n00-filled"}]
    assert data(demo.url, '{ iconsAfter(afterId: "n02", limit: 1) { id } }')["iconsAfter"] == [
        {"id": "n00-filled"}
    ]


def test_null_cursor(demo, data):
    demo.faults = [Fault("null-cursor")]
    assert data(demo.url, RELAY, n=5)["iconsConnection"]["pageInfo"] == {
        "hasNextPage": True,
        "endCursor": None,
    }


@pytest.mark.parametrize("off", [3, -3])
def test_total(demo, data, off):
    demo.faults = [Fault("total", off)]
    assert data(demo.url)["iconsSlice"]["total"] == 12 + off


def test_partial(demo, post):
    demo.faults = [Fault("partial", "n01-filled,n02-filled")]
    document = post(demo.url).json()
    missing = [
        icon["id"] for icon in document["data"]["iconsSlice"]["items"] if icon["sourceCode"] is None
    ]
    assert missing == ["n01-filled", "n02-filled"]
    assert [error["path"][-1] for error in document["errors"]] == ["sourceCode", "sourceCode"]


def test_poison(demo, post):
    demo.faults = [Fault("poison", "n00-twotone")]
    assert post(demo.url, SLICE, n=3).json()["data"] is None
    assert "errors" not in post(demo.url, SLICE, n=2).json()


@pytest.mark.parametrize(
    ("name", "source"),
    [("null-source", None), ("empty-source", ""), ("non-svg", "no drawing here")],
)
@pytest.mark.parametrize(("ids", "count"), [("", 1), ("n01-filled,n03-filled", 2), ("*", 12)])
def test_sources_that_are_none(demo, data, name, source, ids, count):
    demo.faults = [Fault(name, ids)]
    assert [icon["sourceCode"] for icon in data(demo.url)["iconsSlice"]["items"]].count(
        source
    ) == count


@pytest.mark.parametrize("name", ["duplicate", "conflict"])
def test_icons_listed_twice(demo, data, name):
    demo.faults = [Fault(name, "n01-filled")]
    answer = data(demo.url)["iconsSlice"]
    first, second = (icon["sourceCode"] for icon in answer["items"] if icon["id"] == "n01-filled")
    assert (first == second) is (name == "duplicate")
    assert (answer["total"], len(answer["items"]), answer["items"][-1]["id"]) == (
        12,
        13,
        "n01-filled",
    )


def test_a_library_that_changes_between_pages(demo, data, icons):
    demo.faults = [
        Fault("insert", first=2, last=2),
        Fault("delete", "n00-filled", 3, 3),
        Fault("edit", "n00-filled", 4, 4),
    ]
    before, inserted, deleted, edited = (data(demo.url)["iconsSlice"] for _ in range(4))
    assert [answer["total"] for answer in (before, inserted, deleted, edited)] == [12, 13, 11, 12]
    assert inserted["items"][1:] == before["items"]
    assert deleted["items"] == before["items"][1:]
    assert edited["items"][1:] == before["items"][1:]
    assert (
        before["items"][0]["sourceCode"] == icons[0].source_code != edited["items"][0]["sourceCode"]
    )


@pytest.mark.parametrize("left", [0, 4])
def test_shrink(demo, data, left):
    demo.faults = [Fault("shrink", left)]
    answer = data(demo.url)["iconsSlice"]
    assert (answer["total"], len(answer["items"])) == (left, left)


def test_no_fault_is_left_untested():
    tests = "".join(file.read_text() for file in Path(__file__).parent.glob("test_*.py"))
    assert [name for name in FAULT_KINDS if f'"{name}"' not in tests] == []
