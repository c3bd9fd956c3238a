"""Training data: what is cached, and when it is drawn anew."""

import json
from multiprocessing.pool import ThreadPool

import pytest

from features.train import corpus
from features.vision.glyph import GLYPH_VERSION


@pytest.fixture
def sets_folder(tmp_path):
    """A fetched set of two icons."""
    package = tmp_path / "node_modules" / "@iconify-json" / "few"
    package.mkdir(parents=True)
    icons = {
        "square": {"body": '<path d="M4 4h16v16H4z"/>'},
        "bar": {"body": '<path d="M4 10h16v4H4z"/>'},
    }
    (package / "icons.json").write_text(
        json.dumps({"prefix": "few", "icons": icons, "width": 24, "height": 24})
    )
    (package / "info.json").write_text(json.dumps({"prefix": "few", "name": "few", "total": 2}))
    return tmp_path


def test_the_cache_goes_by_the_glyph_version(sets_folder, monkeypatch):
    drawn = []
    draw = corpus._draw
    monkeypatch.setattr(corpus, "_draw", lambda *given: (drawn.append(given[1]), draw(*given)))
    assert corpus.cache_folder(sets_folder, "few") == sets_folder / f"drawn-{GLYPH_VERSION}" / "few"
    with ThreadPool(1) as pool:
        for _ in range(2):
            assert len(corpus.load(sets_folder, ("few",), pool)) == 2
        assert drawn == ["few"], "the second time from the cache"
        monkeypatch.setattr(corpus, "GLYPH_VERSION", f"{GLYPH_VERSION}-next")
        corpus.load(sets_folder, ("few",), pool)
    assert drawn == ["few", "few"], "glyphs of another version are not in the cache"
