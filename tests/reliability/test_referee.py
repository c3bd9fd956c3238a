"""Chromium as the referee of drawings has no network, and opens no file that an icon names."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from render.referee import chromium
from tests.reliability import hostile
from tests.reliability.test_hostile_svg import Canary, canary  # noqa: F401  a fixture
from tests.render.documents import SQUARE, svg

SIDE = 24
RED = '<svg xmlns="http://www.w3.org/2000/svg"><path fill="red" d="M0 0h9999v9999H0z"/></svg>'


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that everybody may read and write: Chromium runs as nobody."""
    with tempfile.TemporaryDirectory(prefix="referee-test-") as name:
        Path(name).chmod(0o777)
        yield Path(name)


@pytest.fixture
def secret(folder) -> Path:
    path = folder / "secret.svg"
    path.write_text(RED)
    path.chmod(0o644)
    return path


@pytest.fixture
def calls(folder, monkeypatch) -> Path:
    """Have Chromium run under strace; the file with its calls that take a path or connect."""
    trace = folder / "trace"
    trace.touch()
    trace.chmod(0o666)
    script = folder / "chromium"
    options = f"-f -qq --seccomp-bpf -s 4096 -e trace=%file,connect -o {trace}"
    program = chromium.program()
    script.write_text(f'#!/bin/sh\nexec {shutil.which("strace")} {options} {program} "$@"\n')
    script.chmod(0o755)
    monkeypatch.setattr(chromium, "program", lambda: str(script))
    monkeypatch.setattr(chromium, "SHEET", chromium.SheetSettings(patience=600))
    return trace


def drawn(sources: list[str]):
    return list(chromium.draw(sources, SIDE))


@pytest.mark.slow
def test_icons_reach_no_host_and_no_file(canary: Canary, secret, calls, note):  # noqa: F811
    documents = hostile.corpus(canary.url, secret)
    reaching = [
        source for name, source in documents.items() if name.startswith(("reaching", "active"))
    ]
    *_, square = drawn([*reaching, svg(SQUARE)])
    assert square.getpixel((18, 12)) == (0, 0, 0, 255)
    said = calls.read_text(errors="replace")
    assert "photograph.png" in said, "strace saw nothing of Chromium"
    assert secret.name not in said
    assert canary.visits == []
    note("icons that ask for hosts and files, drawn by the referee", f"{len(reaching)}, none asked")


@pytest.mark.slow
def test_a_page_without_a_policy_reaches_no_host_either(
    canary: Canary,  # noqa: F811
    secret,
    calls,
    monkeypatch,
):
    """Chromium has no network of its own: what keeps it from hosts is not the page's policy."""
    page = f'<img src="{canary.url}/a.png"><iframe src="{canary.url}"></iframe><img src="{{}}">'
    monkeypatch.setattr(chromium, "_page", lambda *_: page.format(secret.as_uri()))
    drawn([svg(SQUARE)])
    assert canary.visits == []
    # The trace would show the files and the hosts that the other test looks for.
    said = calls.read_text(errors="replace")
    assert secret.name in said
