"""The examples under docs/deploy name what is really there."""

import re
from pathlib import Path

import pytest

from api.settings import Settings

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "docs" / "deploy"
EXAMPLES = ["iconlens-api.service", "iconlens-nightly.service", "crontab"]


@pytest.mark.parametrize("example", EXAMPLES)
def test_what_an_example_starts_is_there(example):
    text = (DEPLOY / example).read_text()
    named = re.findall(r"/opt/iconlens/([\w./-]+)", text)
    assert named
    assert [
        path
        for path in named
        if path != ".venv-serve/bin/python" and not (ROOT / path).stat().st_mode & 0o100
    ] == []
    assert [
        module
        for module in re.findall(r"python -m (\w+)", text)
        if not (ROOT / module / "__main__.py").exists()
    ] == []


@pytest.mark.parametrize("example", ["iconlens-api.service", "replicas.md"])
def test_the_service_runs_in_an_environment_that_the_makefile_makes_for_it_alone(example):
    environments = set(re.findall(r"/opt/iconlens/(\.venv[\w-]*)/", (DEPLOY / example).read_text()))
    assert environments == {".venv-serve"}
    assert ".venv-serve/installed: requirements-serve.txt\n" in (ROOT / "Makefile").read_text()
    assert ".venv-serve/installed`" in (DEPLOY / "replicas.md").read_text()


def test_the_timer_starts_the_service_of_its_name():
    assert (DEPLOY / "iconlens-nightly.timer").with_suffix(".service").exists()


def test_nginx_lets_through_what_the_service_takes_and_meets_it_where_it_listens():
    text = (DEPLOY / "nginx.conf").read_text()
    allowed = {
        int(size) * 1024 * 1024
        for size in re.findall(r"client_(?:max_body|body_buffer)_size (\d+)m", text)
    }
    assert min(allowed) > Settings.max_bytes
    assert f"server {Settings.host}:{Settings.port} " in text
