"""The API against its own document, and against names, addresses and headers that were made to
do harm.
"""

import json
import os
import re
import subprocess
import sys
from urllib.parse import quote

import pytest

from tests.api.conftest import ROOT, problem
from tests.reliability.conftest import KEY
from tests.reliability.contract import drawn

HOSTILE = [
    "../../../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "/etc/passwd",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "....//....//etc/passwd",
    "file:" + "///etc/passwd",
    "' OR '1'='1",
    "'; DROP TABLE icons; --",
    '" UNION SELECT svg FROM drawings --',
    "1) OR 1=1 --",
    "{{7*7}}${7*7}<%= 7*7 %>#{7*7}",
    "{0.__class__.__mro__}%s%n%x",
    "$(id)`id`|id;id&&id",
    "<script>alert(1)</script>",
    "javascript:alert(1)",
    "a\r\nSet-Cookie: stolen=1\r\n\r\n<p>",
    "a\0b",
    "\x1b[2J\x07\x08\x7f",
    "\u202egpj.exe\u200b\ufeff",
    "e\u0301\u0301\u0301" * 30,
    "ﷺ" * 60,
    "\U0001f680\u200d\U0001f525",
    "\ud800".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
    "nan",
    "1e400",
    "-0",
    "__proto__",
    "null",
    "~",
    "~~~~",
    "~Li4vLi4vLi4vZXRjL3Bhc3N3ZA",
    "*",
    "%",
    "_" * 200,
    "(" * 100 + "a*" * 50,
]
PARAMETERS = (
    "library",
    "style",
    "category",
    "license",
    "q",
    "encoder",
    "crop",
    "limit",
    "offset",
    "min_match",
    "facets",
    "ground",
    "none",
)
HEADERS = (
    "Origin",
    "Referer",
    "Host",
    "If-None-Match",
    "Content-Type",
    "X-API-Key",
    "Range",
    "Cookie",
    "X-Forwarded-For",
    "Accept",
)
PLACES = (
    "/icons/{}",
    "/icons/{}/svg",
    "/icons/{}/image",
    "/icons/{}/similar",
    "/static/{}",
    "/docs/assets/{}",
    "/{}",
    "/search/{}",
)
KNOWN = {200, 206, 304, 400, 401, 403, 404, 405, 416, 422}
LEAKED = re.compile(r"root:.*:0:0:|Traceback|sqlite3|\.py\b")


@pytest.mark.parametrize(
    ("phases", "cases"),
    [
        ("examples,fuzzing", 8),
        pytest.param("examples,coverage,fuzzing,stateful", 100, marks=pytest.mark.slow),
    ],
)
def test_every_answer_is_one_that_the_document_names(keyed, phases, cases, tmp_path, note):
    """schemathesis makes requests that fit the document and ones that do not, follows links, and
    judges each answer.
    """
    command = [
        "--config-file",
        ROOT / "tests/reliability/contract.toml",
        "run",
        f"{keyed.url}/openapi.json",
        "--checks",
        "all",
        "--seed",
        "1",
    ]
    options = [
        "--phases",
        phases,
        "--max-examples",
        str(cases),
        "--request-timeout",
        "60",
        "--header",
        f"X-API-Key: {KEY}",
        "--no-color",
    ]
    ran = subprocess.run(
        [
            sys.executable,
            "-m",
            "schemathesis.cli",
            *command,
            *options,
            "--report",
            "json",
            "--report-json-path",
            tmp_path / "report",
        ],
        cwd=tmp_path,  # where it keeps what it remembers from run to run
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stdout
    report = json.loads((tmp_path / "report").read_text())
    accepted = {
        name: sum(phase["accepted"] for phase in seen.values())
        for name, seen in report["valid_rates"].items()
    }
    assert len(accepted) == 10 and all(accepted.values()), accepted
    requests = report["test_cases"]["generated"]
    note(
        "the API against its OpenAPI document: schemathesis, all checks",
        f"{requests} requests to 10 operations, each as said",
    )


@pytest.mark.parametrize("step", [12, pytest.param(1, marks=pytest.mark.slow)])
def test_no_text_does_more_than_a_text_may(keyed, step, note):
    made = 0
    for text in HOSTILE[::step]:
        for method, path, options in (*in_parameters(text), *in_headers(text), *in_addresses(text)):
            harmless(keyed.client.request(method, path, **options))
            made += 1
    texts = len(HOSTILE[::step])
    note(
        "injection, traversal and Unicode in parameters, headers and addresses",
        f"{made} requests with {texts} texts, each harmless",
    )


def in_parameters(text):
    picture = drawn("PNG", 40, 40, (0, 0, 0), (20, 15))
    for name in PARAMETERS:
        for path in ("/icons", "/icons/rocket-outlined/similar", "/icons/rocket-outlined/image"):
            yield "GET", path, {"params": {name: text}}
        yield "POST", "/search", {"params": {name: text}, "content": picture}
        yield "POST", "/search", {"files": {"image": picture}, "data": {name: text}}
        yield "POST", "/search/screenshot", {"json": {"image": "", name: text}}


def in_headers(text):
    value = re.sub("[\r\n\0]", " ", text).encode()
    for name in HEADERS:
        for path in ("/icons", "/icons/scripted/svg", "/static/page.js", "/"):
            yield "GET", path, {"headers": {name.encode(): value}}
        yield "POST", "/search", {"headers": {name.encode(): value}}


def in_addresses(text):
    for place in PLACES:
        for name in (quote(text), quote(text, safe=""), quote(quote(text, safe=""))):
            yield "GET", place.format(name), {"follow_redirects": True}


def harmless(answer):
    """An answer of one of the known kinds that gives away nothing, and with no header of the
    client's making.
    """
    assert answer.status_code in KNOWN, (answer.request.url, answer.text)
    assert not LEAKED.search(answer.text), (answer.request.url, answer.text)
    assert "set-cookie" not in answer.headers
    assert answer.headers["x-content-type-options"] == "nosniff"
    if (
        answer.status_code >= 400 and "range" not in answer.request.headers
    ):  # what Starlette says of those is plain text
        problem(answer)
