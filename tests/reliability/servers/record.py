"""Records what each server answers to a page, without a fault and with each, for the quick tests.

usage: python -m tests.reliability.servers.record
"""

import json
import os
import tempfile
from pathlib import Path
from typing import Any

import httpx

from ingest.graphql.source import load
from ingest.graphql.transport import ACCEPT
from tests.reliability.servers.running import (
    PROGRAMS,
    Installed,
    Record,
    database,
    description,
    install,
)

TARGET = Path(__file__).parents[2] / "ingest" / "graphql" / "recorded"
FAULTS = ("cap", "complexity", "depth", "partial", "throttled")
REQUESTS = 5  # the fault "throttled" comes after some
KEPT_HEADERS = ("content-type", "retry-after", "x-ratelimit-remaining", "x-ratelimit-reset")
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M{0} 0h4v4z"/></svg>'


def main() -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        folder.chmod(0o755)  # PostgreSQL runs as a user of its own
        install(folder / "servers")
        with database(folder / "database") as port:
            record_all(Installed(folder / "servers", port))


def record_all(installed: Installed) -> None:
    """Write a file for each server."""
    os.environ["AUTHORIZATION"] = "unused"  # the descriptions ask for it
    for name in PROGRAMS:
        answers = {"good": ask(installed, name, "none")[0]}
        answers["wrong token"] = ask(installed, name, "none", "Bearer wrong")[0]
        answers["wrong field"] = ask(installed, name, "none", field="picture")[0]
        for fault in FAULTS:
            failed = [answer for answer in ask(installed, name, fault) if not is_good(answer)]
            if failed:
                answers[fault] = failed[0]
        text = json.dumps(answers, indent=1, ensure_ascii=False) + "\n"
        (TARGET / f"{name}.json").write_text(text)


def ask(
    installed: Installed,
    name: str,
    fault: str,
    authorization: str | None = None,
    field: str | None = None,
) -> list[dict[str, Any]]:
    """The answers to the same page, asked for several times. `field` replaces the drawing's."""
    source = load(description(name))
    query = source.query.replace("svg", field) if field else source.query
    size = 200 if fault in ("cap", "complexity", "depth") else 5
    variables = dict(source.pagination.variables({}, size))
    headers = {"Accept": ACCEPT, "Authorization": authorization or PROGRAMS[name].authorization}
    with installed.serving(name, library(), fault) as url:
        body = {"query": query, "variables": variables}
        answers = [httpx.post(url, json=body, headers=headers) for _ in range(REQUESTS)]
    return [recorded(answer) for answer in answers]


def library() -> list[Record]:
    """Ten icons."""
    return [
        {"id": f"icon-{n:04}", "name": f"icon {n}", "svg": SVG.format(n), "tags": ["one", "two"]}
        for n in range(10)
    ]


def is_good(answer: dict[str, Any]) -> bool:
    """Whether an answer is the data alone."""
    return answer["status"] == 200 and "errors" not in json.loads(answer["body"])


def recorded(answer: httpx.Response) -> dict[str, Any]:
    """What the quick tests play again."""
    headers = {name: answer.headers[name] for name in KEPT_HEADERS if name in answer.headers}
    return {"status": answer.status_code, "headers": headers, "body": answer.text}


if __name__ == "__main__":
    main()
