"""Crawls of real GraphQL servers, each with a pagination of its own and 4,000 icons.

npm, pip and Debian's PostgreSQL bring the servers. `ICONLENS_SERVERS` names a folder where they are
installed already.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pytest

from ingest.icon import Icon
from tests.reliability.servers.front import (
    FirstForever,
    before,
    login_from_the_fourth_on,
    spoilt_for_a_moment,
)
from tests.reliability.servers.running import (
    PROGRAMS,
    Installed,
    Record,
    database,
    description,
    free_port,
    install,
    run_sql,
)

ROOT = Path(__file__).parents[2]
ICONS = 4000
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M{0} 2h9v{1}z"/></svg>'
REFUSED, MISTAKEN, INCOMPLETE = 3, 2, 5
LINES_BEFORE_KILL = 30
LINES_BEFORE_RESTART = 4  # of the checkpoint, the header among them

IN_MEMORY = ("apollo", "yoga", "mercurius", "strawberry", "ariadne", "graphene")
COSTLY = ("apollo", "ariadne", "postgraphile")  # whose cost grows with the page's size
DEPTH = ("apollo", "yoga", "mercurius", "strawberry", "graphene", "postgraphile")
ENDLESS = ("yoga", "mercurius", "graphene")  # whose pages end where the server says so
SMALL = ("--page-size", "20")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def installed():
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        folder.chmod(0o755)  # PostgreSQL runs as a user of its own, who may not enter pytest's
        servers = Path(os.environ.get("ICONLENS_SERVERS", folder / "servers"))
        install(servers)
        with database(folder / "database") as port:
            yield Installed(servers, port)


@pytest.fixture(scope="session")
def library() -> list[Record]:
    return [record(number) for number in range(ICONS)]


def record(number: int) -> Record:
    return {
        "id": f"icon-{number:04}",
        "name": f"icon {number}",
        "svg": SVG.format(number % 15, number),
        "tags": [f"tag {number % 7}", "every"],
    }


class Night:
    """Crawls of one server into one data folder."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self.data = folder / "data"
        self.output = ""

    def command(self, url: str, *arguments: str) -> list[str]:
        source = ["--source", str(description(self.name)), "--endpoint", url]
        return [sys.executable, "-m", "ingest", *source, "--data", str(self.data), *arguments]

    def environment(self, authorization: str | None = None) -> dict[str, str]:
        known = PROGRAMS[self.name].authorization
        return os.environ | {"AUTHORIZATION": authorization or known}

    def crawl(self, url: str, *arguments: str, authorization: str | None = None) -> int:
        """The exit status."""
        ended = subprocess.run(
            self.command(url, *arguments),
            cwd=ROOT,
            env=self.environment(authorization),
            capture_output=True,
            text=True,
        )
        self.output = ended.stderr
        return ended.returncode

    @property
    def icons(self) -> list[Icon]:
        records = json.loads((self.data / "source.json").read_bytes())["icons"]
        return [Icon.from_json(entry) for entry in records]

    @property
    def run(self) -> dict[str, Any]:
        return json.loads((self.data / "source.run.json").read_bytes())


def expected(library: list[Record]) -> list[Icon]:
    return [
        Icon(entry["id"], entry["name"], entry["svg"], tags=tuple(entry["tags"]))
        for entry in library
    ]


@pytest.fixture
def night(request, tmp_path):
    return Night(request.param, tmp_path)


def servers(*names: str):
    """The test for each of these servers, or for all."""
    return pytest.mark.parametrize("night", names or tuple(PROGRAMS), indirect=True, ids=str)


@servers()
def test_two_nights_are_exact_and_the_second_finds_what_changed(installed, night, library, note):
    with installed.serving(night.name, library) as url:
        began = time.monotonic()
        assert night.crawl(url) == 0, night.output
        seconds = time.monotonic() - began
    assert night.icons == expected(library)
    edited = library[7] | {"svg": SVG.format(3, 5000)}
    changed = [*library[:7], edited, *library[9:], record(ICONS)]
    with installed.serving(night.name, changed) as url:
        assert night.crawl(url) == 0, night.output
    assert night.icons == expected(changed)
    found = {key: night.run[key] for key in ("added", "changed", "removed")}
    assert found == {"added": ["icon-4000"], "changed": ["icon-0007"], "removed": ["icon-0008"]}
    note(f"Crawl of {ICONS:,} icons, {night.name}", f"{seconds:.1f} s, exact; second night exact")


@servers()
def test_a_wrong_token_is_refused_at_once(installed, night, library):
    with installed.serving(night.name, library) as url:
        began = time.monotonic()
        assert night.crawl(url, authorization="Bearer wrong") == REFUSED
    assert "check the credentials" in night.output
    assert time.monotonic() - began < 30  # and not after retries, which take minutes


@servers()
def test_a_source_that_asks_to_slow_down_is_waited_for(installed, night, library):
    with installed.serving(night.name, library, "throttled") as url:
        assert night.crawl(url) == 0, night.output
    assert night.icons == expected(library)
    assert night.run["retries"] > 0


@servers()
def test_a_cap_on_the_page_size_is_kept_to(installed, night, library):
    with installed.serving(night.name, library, "cap") as url:
        assert night.crawl(url) == 0, night.output
    assert night.icons == expected(library)
    # Two readings of pages of 100, one empty page of each, and what was refused.
    assert night.run["requests"] <= 2 * (ICONS // 100 + 1) + 2


@servers("apollo", "postgraphile")
def test_a_cap_that_no_error_names_is_kept_to(installed, night, library):
    with installed.serving(night.name, library, "silent") as url:
        assert night.crawl(url) == 0, night.output
    assert night.icons == expected(library)
    assert night.run["requests"] <= 2 * (ICONS // 100 + 1)


@servers("postgraphile")
def test_a_cap_whose_error_is_masked_is_found_out(installed, night, library):
    with installed.serving(night.name, library, "masked") as url:
        assert night.crawl(url) == 0, night.output
    assert night.icons == expected(library)
    # Pages of 25, sometimes of 125 in vain; 968 requests where every page was asked for larger.
    assert night.run["requests"] < 3 * ICONS // 25


@servers(*COSTLY)
def test_pages_that_cost_too_much_are_asked_for_smaller(installed, night, library):
    with installed.serving(night.name, library, "complexity") as url:
        assert night.crawl(url) == 0, night.output
    assert night.icons == expected(library)


@servers(*DEPTH)
def test_a_query_that_is_too_deep_is_a_mistake(installed, night, library):
    with installed.serving(night.name, library, "depth") as url:
        assert night.crawl(url) == MISTAKEN
    assert "a smaller page does not help" in night.output


@servers("yoga")
def test_a_query_that_costs_too_much_at_any_size_is_a_mistake(installed, night, library):
    with installed.serving(night.name, library, "complexity") as url:
        assert night.crawl(url) == MISTAKEN
    assert "ask for fewer fields" in night.output


@servers()
def test_icons_that_fail_are_named_and_may_be_missing(installed, night, library):
    with installed.serving(night.name, library, "partial") as url:
        assert night.crawl(url) == INCOMPLETE
        assert night.crawl(url, "--max-skipped", "2") == 0, night.output
    assert {skip["id"] for skip in night.run["skipped"]} == {"icon-0003", "icon-0007"}
    left = [entry for entry in library if entry["id"] not in ("icon-0003", "icon-0007")]
    assert night.icons == expected(left)


@servers("apollo")
def test_icons_that_take_their_page_with_them_are_skipped_alone(installed, night, library):
    with installed.serving(night.name, library, "page") as url:
        assert night.crawl(url) == INCOMPLETE
        assert night.crawl(url, "--max-skipped", "2") == 0, night.output
    assert len(night.run["skipped"]) == 2
    left = [entry for entry in library if entry["id"] not in ("icon-0003", "icon-0007")]
    assert night.icons == expected(left)


@servers("postgraphile")
def test_an_sql_function_that_fails_has_no_way_past_it(installed, night, library, tmp_path):
    """PostGraphile gives no cursor after it; with an offset, PostgreSQL calls it for all before."""
    by_function = description(night.name).read_text().replace("svg", "drawing")
    path = tmp_path / "function.toml"
    path.write_text(by_function)
    broken = [*library[:7], library[7] | {"svg": None}, *library[8:]]
    with installed.serving(night.name, broken) as url:
        assert night.crawl(url, "--source", str(path), "--max-skipped", "9") == INCOMPLETE
    assert "no way past it (An error occurred (logged with hash" in night.output
    with installed.serving(night.name, library) as url:
        assert night.crawl(url, "--source", str(path)) == 0, night.output
    assert night.icons == expected(library)


@servers()
def test_answers_that_are_spoilt_for_a_moment_cost_a_retry(installed, night, library):
    """A gateway's page, an empty body, a cut body, Retry-After, and an error with HTTP 200."""
    with (
        installed.serving(night.name, library) as url,
        before(url, spoilt_for_a_moment) as front,
    ):
        assert night.crawl(front) == 0, night.output
    assert night.icons == expected(library)
    assert night.run["retries"] == 5


@servers()
def test_a_login_page_ends_the_crawl_which_goes_on_later(installed, night, library):
    with installed.serving(night.name, library) as url:
        with before(url, login_from_the_fourth_on) as front:
            assert night.crawl(front) == REFUSED
        assert 'a web page ("Sign in")' in night.output
        assert "check the credentials" in night.output
        assert night.crawl(url) == 0, night.output
    assert night.icons == expected(library)


@servers()
def test_pages_that_are_always_the_first_are_a_broken_pagination(installed, night, library):
    with installed.serving(night.name, library) as url, before(url, FirstForever()) as front:
        assert night.crawl(front) == INCOMPLETE
    assert "its pagination is broken" in night.output


@servers(*ENDLESS)
def test_pages_without_an_end_are_a_broken_pagination(installed, night, library):
    with installed.serving(night.name, library, "endless") as url:
        assert night.crawl(url) == INCOMPLETE
    assert "its pagination is broken" in night.output


@servers(*IN_MEMORY)
def test_a_token_that_expires_ends_the_crawl_which_goes_on_later(installed, night, library):
    port = free_port()
    with installed.serving(night.name, library, "expired", port=port) as url:
        assert night.crawl(url) == REFUSED
        assert "check the credentials" in night.output
    with installed.serving(night.name, library, port=port) as url:
        assert night.crawl(url) == 0, night.output
    assert "going on after 4 pages" in night.output
    assert night.icons == expected(library)


@servers(*IN_MEMORY)
def test_a_library_that_grows_during_the_crawl_is_read_until_it_is_one(installed, night, library):
    with installed.serving(night.name, library, "growing") as url:
        assert night.crawl(url) == 0, night.output
    assert night.icons == expected([*library, library[-1] | {"id": f"icon-{ICONS - 1}-more"}])


@servers("postgraphile")
def test_a_table_that_grows_during_the_crawl_is_read_until_it_is_one(installed, night, library):
    def grow(number, answer):
        if number == 5:
            more = "insert into icons select code || '-more', name, svg, tags from icons"
            run_sql(installed.database_port, f"{more} where code = 'icon-{ICONS - 1}'")
        return answer

    with installed.serving(night.name, library) as url, before(url, grow) as front:
        assert night.crawl(front) == 0, night.output
    assert night.icons == expected([*library, library[-1] | {"id": f"icon-{ICONS - 1}-more"}])


@servers("apollo", "postgraphile")
def test_a_crawl_that_is_killed_goes_on_and_reads_no_page_twice(installed, night, library):
    pages = night.data / "crawl" / "pages.jsonl"
    with installed.serving(night.name, library) as url:
        crawl = subprocess.Popen(night.command(url, *SMALL), cwd=ROOT, env=night.environment())
        while not pages.exists() or pages.read_bytes().count(b"\n") < LINES_BEFORE_KILL:
            assert crawl.poll() is None
            time.sleep(0.01)
        crawl.kill()
        crawl.wait()
        stored = pages.read_bytes().count(b"\n") - 1  # the header is no page
        assert night.crawl(url, *SMALL) == 0, night.output
    assert night.icons == expected(library)
    assert night.run["requests"] == 2 * ICONS // 20 - stored


@servers()
def test_a_server_that_restarts_during_the_crawl_costs_a_retry(installed, night, library):
    port = free_port()
    pages = night.data / "crawl" / "pages.jsonl"
    with installed.serving(night.name, library, port=port) as url:
        crawl = subprocess.Popen(
            night.command(url, "--page-size", "20"), cwd=ROOT, env=night.environment()
        )
        while not pages.exists() or pages.read_bytes().count(b"\n") < LINES_BEFORE_RESTART:
            assert crawl.poll() is None
            time.sleep(0.01)
    assert crawl.poll() is None
    with installed.serving(night.name, library, port=port):
        assert crawl.wait() == 0
    assert night.icons == expected(library)
    assert night.run["retries"] > 0
