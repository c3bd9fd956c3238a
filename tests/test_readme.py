"""The README against the code: nothing undocumented, nothing documented that is not there."""

import functools
import os
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from ingest import source_json
from ingest.common import failures
from ingest.demo.serving import serve
from ingest.graphql.description import TABLES, TEXTS
from ingest.graphql.mapping import FIELDS
from ingest.graphql.retry import RetryPolicy
from ingest.graphql.shapes import PAGINATIONS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
SOURCES = (ROOT / "docs" / "sources.md").read_text()
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
COMMANDS = [
    "ingest",
    "ingest import",
    "ingest.demo",
    "render",
    "features",
    "features build",
    "features list",
    "features rollback",
    "features verify",
    "features duplicates",
    "features check",
    "api",
    "api search",
    "api mcp",
]


@functools.cache
def help_of(command: str) -> str:
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith("ICONLENS_")
    } | {"COLUMNS": "200"}
    result = subprocess.run(
        [sys.executable, "-m", *command.split(), "--help"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_every_flag_is_in_the_settings_of_the_readme(command):
    flags = set(re.findall(r"--[a-z][\w-]*", help_of(command))) - {"--help"}
    settings = README[README.index("## Settings") : README.index("## Files")]
    assert flags
    assert sorted(flag for flag in flags if f"`{flag}" not in settings) == []


def test_every_environment_variable_is_in_the_readme():
    sources = [
        path
        for package in ("ingest", "render", "features", "api")
        for path in (ROOT / package).rglob("*")
        if path.is_file()
    ]
    texts = [path.read_text() for path in sources if path.suffix in (".py", ".toml")] + [
        help_of("api"),
        (ROOT / "nightly.sh").read_text(),
    ]
    names = {name for text in texts for name in re.findall(r"ICONLENS_[A-Z]\w*", text)}
    assert len(names) > 5
    assert sorted(name for name in names if f"`{name}`" not in README) == []


def test_the_readme_names_no_flag_and_no_variable_that_is_not_there():
    helps = (
        "".join(map(help_of, COMMANDS))
        + (ROOT / "nightly.sh").read_text()
        + (ROOT / "ingest" / "sources" / "demo.toml").read_text()
    )
    ours = re.sub(r"^.*\b(curl|docker|apt-get)\b.*$", "", README, flags=re.M)
    named = set(re.findall(r"(?<![\w-])--[a-z][\w-]*|ICONLENS_[A-Z]\w*", ours))
    assert sorted(name for name in named if name not in helps and name != "--help") == []


def test_every_exit_status_is_in_the_readme():
    kinds: list[type[failures.Failure]] = [failures.Failure, *failures.Failure.__subclasses__()]
    statuses = {kind.status for kind in kinds}
    documented = {
        int(status)
        for row in re.findall(r"^\| ([\d, ]+) \|", README, re.M)
        for status in row.split(",")
    }
    assert documented == statuses | {0, 130, 143}


def test_every_key_of_a_description_is_documented():
    keys = {*TEXTS, *TABLES, *FIELDS, *PAGINATIONS, *(field.name for field in fields(RetryPolicy))}
    keys |= {field.name for shape in PAGINATIONS.values() for field in fields(shape)}
    assert (
        sorted(key for key in keys if f"`{key}`" not in SOURCES and f"[{key}]" not in SOURCES) == []
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    links = [
        link
        for link in re.findall(r"\]\(([^)#]+)\)", page.read_text())
        if not link.startswith("http")
    ]
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_make_command_of_the_readme_is_there():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    assert (
        set(re.findall(r"\bmake ([a-z]+)\b(?=[ `\n])", re.sub(r"install .*make", "", README)))
        <= targets
    )


def test_the_example_of_the_readme_is_a_source_that_can_be_crawled(tmp_path):
    example = ROOT / "docs" / "source.example.toml"
    assert f"```toml\n{example.read_text()}```" in README
    with serve() as demo:
        crawl = [
            sys.executable,
            "-m",
            "ingest",
            "--source",
            str(example),
            "--endpoint",
            demo.url,
            "--data",
            str(tmp_path),
        ]
        subprocess.run(crawl, cwd=ROOT, env={**os.environ, "ICON_TOKEN": "made up"}, check=True)
    icons = source_json.read(tmp_path / "source.json")
    assert len(icons) == 848
    assert {icon.library for icon in icons} == {"Acme icons"}
    assert {"outlined", "filled"} <= {icon.style for icon in icons}
