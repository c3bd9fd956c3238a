"""Chromium draws what the two renderers draw differently."""

import json
import shutil

import pytest

from ingest.common.failures import ConfigurationError
from render import build
from render.build import RenderOptions
from render.referee import chromium
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
