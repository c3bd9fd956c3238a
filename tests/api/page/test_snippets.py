"""The snippets of the documentation, run as they stand against a service."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.api.conftest import ROOT, encoded

WRITTEN = "http://127.0.0.1:8000"
PAGES = ("README.md", "docs/api.md")


def snippets(language: str) -> list[str]:
    """The code blocks of a language that call the service."""
    blocks = [
        block
        for page in PAGES
        for block in re.findall(
            rf"^ *```{language}\n(.*?)^ *```$", (ROOT / page).read_text(), re.M | re.S
        )
    ]
    return [block for block in blocks if WRITTEN in block]


@pytest.fixture
def folder(tmp_path, screenshot) -> Path:
    (tmp_path / "screenshot.png").write_bytes(encoded(screenshot("rocket-outlined")))
    icon = '<svg viewBox="0 0 24 24"><path d="M4 4h16v16H4z"/></svg>'
    (tmp_path / "icon.svg").write_text(icon)
    (tmp_path / ".venv/bin").mkdir(parents=True)
    python = tmp_path / ".venv/bin/python"
    python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    return tmp_path


def run(command: list[str], folder: Path) -> str:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=True
    ).stdout


@pytest.mark.parametrize(
    "line", re.findall(rf"^(?:curl|\.venv).*{WRITTEN}.*$", "".join(snippets("sh")), re.M)
)
def test_lines_of_the_shell(service, published, folder, line):
    line = line.replace("search-outlined", "rocket-outlined")
    said = run(
        [
            "bash",
            "-c",
            line.replace(WRITTEN, service.url).replace("curl", "curl --fail-with-body --silent", 1),
        ],
        folder,
    )
    assert published.name in said
    assert '"id":' in said


@pytest.mark.parametrize("program", snippets("python"))
def test_python(service, folder, program):
    assert run([sys.executable, "-c", program.replace(WRITTEN, service.url)], folder).startswith(
        "rocket-outlined "
    )


@pytest.mark.parametrize("program", snippets("js"))
def test_javascript_in_a_browser(service, browser, folder, program):
    page = browser.new_page()
    page.goto(service.url)
    said = []
    page.on("console", lambda message: said.append(message.text))
    picture = list((folder / "screenshot.png").read_bytes())
    program = program.replace(WRITTEN, service.url)
    page.evaluate(
        f"async (bytes) => {{ const file = new Blob([new Uint8Array(bytes)]); {program} }}", picture
    )
    page.close()
    assert said == ["found rocket-outlined"]


def test_there_is_a_snippet_in_each_language():
    assert [len(snippets(language)) > 0 for language in ("sh", "python", "js")] == [True] * 3
