"""Chromium draws what the two renderers draw differently."""

import json
import os
import shutil
import subprocess

import pytest

from ingest.common.failures import ConfigurationError
from render import build
from render.build import RenderOptions
from render.referee import chromium
from tests.reliability import hostile
from tests.render.documents import SQUARE, svg, write_library

MASKED = svg(
    '<mask id="m"><path fill="#fff" d="M0 0h12v24H0z"/></mask>'
    '<path fill="#1677ff" mask="url(#m)" d="M0 0h24v24H0z"/>'
)


def test_it_draws_with_transparency_in_the_order_of_the_sources():
    sources = [svg('<path fill="red" d="M0 0h12v24H0z"/>'), "no SVG", svg(SQUARE)]
    red, nothing, black = chromium.draw(sources, 24)
    assert red.getpixel((6, 12)) == (255, 0, 0, 255) and red.getpixel((18, 12)) == (0, 0, 0, 0)
    assert black.getpixel((18, 12)) == (0, 0, 0, 255)
    assert nothing.size == (24, 24)


def test_icons_that_ask_for_files_and_hosts_do_not_keep_it_waiting(tmp_path):
    """With `--virtual-time-budget` half of them together kept it from photographing for ever."""
    documents = hostile.corpus("http://127.0.0.1:9", tmp_path / "missing.svg")
    asking = [source for name, source in documents.items() if name.startswith("reaching")]
    *drawn, black = chromium.draw([*asking, svg(SQUARE)], 24)
    assert len(drawn) == len(asking) > 100
    assert black.getpixel((18, 12)) == (0, 0, 0, 255)


def test_disputed_icons_alone_get_its_pictures(tmp_path):
    folder = write_library(tmp_path, {"masked": MASKED, "plain": svg(SQUARE)})
    build.run(folder, RenderOptions(jobs=1, referee="chromium"))
    icons = json.loads(folder.render_manifest.read_text())["icons"]
    drawn = {name: (icon["renderer"], icon["reason"]) for name, icon in icons.items()}
    assert drawn == {"masked": ("chromium", "mask"), "plain": ("cairosvg", "")}


@pytest.mark.parametrize("missing", ["chromium", "unshare"])
def test_a_missing_program_is_a_sentence(missing, monkeypatch):
    found = shutil.which

    def without(name: str) -> str | None:
        is_missing = name == missing or (missing == "chromium" and name in chromium.PROGRAMS)
        return None if is_missing else found(name)

    monkeypatch.setattr(shutil, "which", without)
    with pytest.raises(ConfigurationError, match=r"--referee chromium .* render without --referee"):
        chromium.program()


@pytest.fixture
def run(monkeypatch) -> dict:
    """How Chromium is run, which takes longer than it may."""
    seen = {}

    def noted(command, **options):
        seen.update(options, command=command)
        raise subprocess.TimeoutExpired(command, options["timeout"])

    monkeypatch.setattr(subprocess, "run", noted)
    with pytest.raises(ConfigurationError, match="more than 60 s to draw 1 icons: render without"):
        list(chromium.draw([svg(SQUARE)], 24))
    return seen


def test_a_sheet_has_a_minute(run):
    assert run["timeout"] == 60


def test_it_runs_in_a_network_of_its_own(run):
    unshare = run["command"][: run["command"].index("--headless") - 1]
    assert unshare == ["unshare", "--user", "--map-current-user", "--net"]


def test_its_own_sandbox_is_left_on(run):
    assert "--no-sandbox" not in run["command"]


def test_root_runs_it_as_nobody(monkeypatch, tmp_path):
    seen = {}
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(os, "chown", lambda *_: None)
    monkeypatch.setattr(subprocess, "run", lambda _, **options: seen.update(options))
    chromium._run(["chromium"], tmp_path)
    assert (seen["user"], seen["group"], seen["extra_groups"]) == (65534, 65534, [])


def test_its_page_may_show_pictures_of_its_own_text_alone():
    policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
    assert f'http-equiv=Content-Security-Policy content="{policy}">' in chromium._page([], 24)
