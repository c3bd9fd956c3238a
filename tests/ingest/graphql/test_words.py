"""Each row of the table of words: what servers say, and the exit status that it ends in."""

import json

import pytest

from ingest.graphql.refusals.row import Place
from ingest.graphql.refusals.words import TABLE, row
from tests.ingest.graphql.replay import replaying

REFUSED, DOWN, INCOMPLETE, MISTAKEN = 3, 4, 5, 2

# One entry a row, in the table's order: the exit status, and examples of the row's words.
CASES = [
    (
        MISTAKEN,
        [
            "Missing ALPN Protocol, expected `h2` to be available.",
            "The server was not configured with the `allowHTTP1` option",
        ],
    ),
    (
        MISTAKEN,
        [
            "PersistedQueryOnly",
            "PersistedQueryNotFound",
            "Only persisted queries are allowed",
            "The query is not in the allow-list",
        ],
    ),
    (
        REFUSED,
        [
            "Just a moment...",
            "Attention Required! | Cloudflare",
            "Access denied | icons.example used Cloudflare to restrict access",
            "ERROR: The request could not be satisfied",
            "Request unsuccessful. Incapsula incident ID: 12-34",
            "Request Rejected",
            "Your access to this site has been limited by the site owner",
            "Your IP address is not on the allow list",
        ],
    ),
    (
        MISTAKEN,
        [
            "This operation has been blocked as a potential Cross-Site Request Forgery (CSRF).",
            "CSRF verification failed. Request aborted.",
            "CSRF token mismatch.",
            "Page Expired",
        ],
    ),
    (MISTAKEN, ["GraphiQL", "Apollo Server"]),
    (MISTAKEN, ["400 The plain HTTP request was sent to HTTPS port"]),
    (MISTAKEN, ["No required SSL certificate was sent"]),
    (MISTAKEN, ["414 Request-URI Too Large", "URI Too Long"]),
    (
        MISTAKEN,
        ["431 Request Header Fields Too Large", "400 Request Header Or Cookie Too Large"],
    ),
    (
        DOWN,
        [
            "The level of configured provisioned throughput for the table was exceeded.",
            "Rate limit exceeded, retry in 0 seconds",
            "Too many requests, slow down.",
            "You are trying to access 'icons' too often",
            "Throttled: request limit reached",
            "You have exceeded your monthly quota",
            "RATE_LIMITED",
            "THROTTLED",
        ],
    ),
    (
        REFUSED,
        [
            "Context creation failed: Invalid token",
            "jwt expired",
            "jwt malformed",
            "invalid signature",
            "User is not authenticated",
            "You must be logged in to see icons",
            "Please sign in",
            "Invalid or expired API key",
            "The access token expired",
            "token is missing",
            "Could not verify JWT: JWTExpired",
            "x-hasura-admin-secret required, but not found. Unauthorized",
            "UNAUTHENTICATED",
            "Bad credentials",
            "Authentication required",
        ],
    ),
    (
        REFUSED,
        [
            "permission denied for table icons",
            "Access denied",
            "You are not allowed to read icons",
            "Resource not accessible: insufficient scopes. FORBIDDEN",
            "Not Authorised!",
        ],
    ),
    (
        MISTAKEN,
        [
            "Syntax Error: Query depth limit of 6 exceeded, found 7.",
            "'anonymous' exceeds maximum operation depth of 2",
            "`unnamedQuery query depth (2) exceeds the query depth limit of 1`",
            "Syntax Error: Aliases limit of 15 exceeded, found 16.",
            "Syntax Error: Token limit of 1000 exceeded, found 1001.",
            "Syntax Error: Document contains more than 1000 tokens. Parsing aborted.",
            "The query is too deep",
        ],
    ),
    (DOWN, ["Resource limits for this query exceeded. RESOURCE_LIMITS_EXCEEDED"]),
    (
        DOWN,
        ["canceling statement due to statement timeout", "Operation took too long to plan"],
    ),
    (
        DOWN,
        ["The service is temporarily unavailable", "sorry, too many clients already"],
    ),
    (
        MISTAKEN,
        [
            "The query exceeds the maximum cost of 150. Actual cost is 200",
            "Query cannot be executed. The maximum allowed complexity for a query is 11000",
            "Response size too large. Maximum allowed response size: 7340032B.",
            "Your query complexity is too high. A maximum of 1000 objects may be returned.",
            "The maximum allowed items per page were exceeded.",
            "Syntax Error: Query Cost limit of 5000 exceeded, found 5023.",
            "query is too complex: 5001. Maximum allowed complexity: 1000",
            "Argument 'first' cannot be higher than 100.",
            'The "first" argument must not be greater than 100.',
            "limit must be at most 100",
            "pageSize cannot exceed 100",
            "first must be between 1 and 100",
            "limit: 200 is more than the maximum of 100",
            "QUERY_TOO_COMPLEX",
            "MAX_QUERY_COST_EXCEEDED",
        ],
    ),
    (
        MISTAKEN,
        [
            "Cannot query field 'drawing' on type 'Icon'.",
            "The directive @defer is not supported",
            "You must provide a `first` or `last` value to properly paginate the `icons`.",
            "Syntax Error: Expected Name, found <EOF>.",
            "Variable '$first' of required type 'Int!' was not provided.",
            "GRAPHQL_VALIDATION_FAILED",
        ],
    ),
    (DOWN, ["Unexpected error.", "INTERNAL_SERVER_ERROR", "Something broke, please try again"]),
]
EXAMPLES = [
    (words, TABLE[place], status)
    for place, (status, examples) in enumerate(CASES)
    for words in examples
]


def test_each_row_has_a_case():
    assert len(CASES) == len(TABLE)


@pytest.fixture(scope="module")
def server():
    with replaying() as server:
        yield server


@pytest.mark.parametrize(("words", "expected", "status"), EXAMPLES)
@pytest.mark.parametrize("http_status", [200, 500])
def test_words_decide_whatever_the_status(
    ingest, tmp_path, server, capsys, words, expected, status, http_status
):
    """Without `data`, `path` and `locations`, as servers refuse a request."""
    assert row(words, Place.REQUEST) is expected
    body = json.dumps({"errors": [{"message": words}]}).encode()
    server.answer = (http_status, {"Content-Type": "application/json"}, body)
    path = tmp_path / "source.toml"
    path.write_text(server.describe(size=2))
    assert ingest("--source", path) == status
    message = capsys.readouterr().err
    assert words.rstrip(".") in message
    assert expected.advice in message


@pytest.mark.parametrize(
    "words", ["icon-03 could not be read", "home: no such file", "the drawing is damaged"]
)
def test_words_about_an_icon_are_in_no_row(words):
    assert row(words, Place.REQUEST) is None


@pytest.mark.parametrize(
    ("words", "about_an_icon"),
    [("Forbidden", None), ("invalid token", 3), ("Rate limit exceeded", 4), ("too large", None)],
)
def test_what_words_mean_where_single_icons_failed(words, about_an_icon):
    """A token and a limit are never about one icon; a permission and a size can be."""
    known = row(words, Place.ICON)
    assert (known is None) is (about_an_icon is None)


BODIES = {
    "message alone": (200, b'{"message": "jwt expired"}', REFUSED, "jwt expired"),
    "message of a gateway": (403, b'{"message": "Forbidden"}', REFUSED, "Forbidden"),
    "error of OAuth": (
        400,
        b'{"error": "invalid_token", "error_description": "The token is stale"}',
        REFUSED,
        "The token is stale",
    ),
    "errors that are a text": (200, b'{"errors": "jwt expired"}', REFUSED, "jwt expired"),
    "errors that are an object": (200, b'{"errors": {"message": "jwt expired"}}', REFUSED, "jwt"),
    "encoded twice": (200, json.dumps('{"errors":[{"message":"jwt expired"}]}').encode(), 3, "jwt"),
    "a text": (200, b'"jwt expired"', REFUSED, "jwt expired"),
    "no JSON": (503, b"Too many requests", DOWN, "slow down (HTTP 503: Too many requests)"),
    "secondary rate limit": (
        403,
        b'{"message": "You have exceeded a secondary rate limit."}',
        DOWN,
        "secondary rate limit",
    ),
    "authentication with 500": (
        500,
        b'{"errors": [{"message": "Context creation failed: Invalid token"}]}',
        REFUSED,
        "Invalid token",
    ),
    "complex with 400": (
        400,
        b'{"errors": [{"message": "query is too complex"}]}',
        MISTAKEN,
        "ask for fewer fields",
    ),
    "unknown words": (200, b'{"errors": [{"message": "Nein."}]}', DOWN, "Nein: run it again later"),
    "title of a page": (
        502,
        b"<html><head><title>502 Bad Gateway</title></head></html>",
        DOWN,
        "HTTP 502: Bad Gateway: run it again later",
    ),
    "firewall with 200": (
        200,
        b"<!doctype html><title>Just a moment...</title>",
        REFUSED,
        "a firewall before it",
    ),
    "firewall with 503": (
        503,
        b"<!doctype html><title>Just a moment...</title>",
        REFUSED,
        "a firewall before it",
    ),
    "Strapi's 401 with null data": (
        200,
        b'{"data": null, "error": {"name": "Error", "message": "Missing or invalid credentials"}}',
        REFUSED,
        "Missing or invalid credentials",
    ),
    "fault of Apigee": (
        500,
        b'{"fault": {"faultstring": "Rate limit quota violation.", "detail": {"errorcode": "x"}}}',
        DOWN,
        "slow down (HTTP 500: Rate limit quota violation.)",
    ),
    "throttling of Shopify": (
        200,
        b'{"errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}],'
        b' "extensions": {"cost": {"requestedQueryCost": 202}}}',
        DOWN,
        "slow down (Throttled)",
    ),
    "a list that AppSync denies": (
        200,
        b'{"data": {"icons": null}, "errors": [{"path": ["icons"], "errorType": "Unauthorized",'
        b' "message": "Not Authorized to access icons on type Query"}]}',
        REFUSED,
        "Not Authorized to access icons",
    ),
    "login page": (200, b"<!doctype html><title>Sign in</title>", REFUSED, '("Sign in")'),
    "HTTP/2 wanted": (426, b"", MISTAKEN, "HTTP/2"),
    "user of a proxy": (407, b"Proxy Authentication Required", MISTAKEN, "HTTPS_PROXY"),
    "CSRF in a page of Django": (
        403,
        b"<html><title>403 Forbidden</title><h1>Forbidden</h1><p>CSRF verification failed. </html>",
        MISTAKEN,
        "Django: csrf_exempt",
    ),
    "CSRF in an exception of Rails": (
        422,
        b'{"error": "Unprocessable", "exception": "ActionController::InvalidAuthenticityToken"}',
        MISTAKEN,
        "CSRF protection",
    ),
    "page of a web server": (
        403,
        b"<html><title>403 Forbidden</title></html>",
        REFUSED,
        "HTTP 403: Forbidden: a web server or a firewall before GraphQL",
    ),
    "firewall named in a page": (
        200,
        b"<html><title>Error</title>The requested URL was rejected. Consult with your admin</html>",
        REFUSED,
        "a firewall before it",
    ),
    "page for people": (200, b"<html><title>GraphiQL</title></html>", MISTAKEN, "/graphql"),
    "page of Express": (404, b"<title>Error</title><pre>Cannot POST /x</pre>", MISTAKEN, "POST /x"),
    "wrong method": (405, b"Method Not Allowed", MISTAKEN, "`method` under [requests]"),
    "throttled by Cloudflare": (
        429,
        b"<html><title>Access denied | icons.example used Cloudflare to restrict access</title>",
        DOWN,
        "slow down",
    ),
    "throttled in a text": (200, b"Too many requests", DOWN, "slow down (the answer is not JSON"),
    "text": (200, b"event: next", DOWN, 'not JSON ("event: next"): check that the endpoint'),
    "nothing": (200, b"", DOWN, "the answer is empty"),
}


@pytest.mark.parametrize("name", BODIES)
def test_the_words_of_a_body_of_any_shape_reach_the_person(ingest, tmp_path, server, capsys, name):
    http_status, body, status, says = BODIES[name]
    kind = "text/html" if body.startswith(b"<") else "application/json"
    server.answer = (http_status, {"Content-Type": kind}, body)
    path = tmp_path / "source.toml"
    path.write_text(server.describe(size=2))
    assert ingest("--source", path) == status
    assert says in capsys.readouterr().err


@pytest.mark.parametrize(
    ("answered", "headers", "status", "says"),
    [
        (302, {"Location": "/accounts/login/?state=s3cret"}, 3, "a login page (/accounts/login/)"),
        (301, {"Location": "/graphql/"}, 2, "write that address as endpoint"),
        (202, {"x-amzn-waf-action": "challenge"}, 3, "a firewall before it"),
        (403, {"X-Squid-Error": "ERR_ACCESS_DENIED 0"}, 3, "NO_PROXY"),
    ],
)
def test_the_head_of_an_answer_reaches_the_person(
    ingest, tmp_path, server, capsys, answered, headers, status, says
):
    server.answer = (answered, headers, b"")
    path = tmp_path / "source.toml"
    path.write_text(server.describe(size=2))
    assert ingest("--source", path) == status
    message = capsys.readouterr().err
    assert says in message
    assert "s3cret" not in message
