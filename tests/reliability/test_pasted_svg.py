"""Attacks on pages that icons are pasted into, cleaned, in Chromium and Firefox."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.conftest import browser  # noqa: F401  a fixture
from tests.api.svg.pages import (
    HEIGHT,
    PASTED,
    WIDTH,
    Chromium,
    Server,
    at,
    blank,
    differences,
    look,
)
from tests.api.svg.test_vectors import cleaned
from tests.api.svg.vectors import vectors
from tests.firefox import Firefox

SHARE = 8  # of the attacks as they are: every eighth


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.close()


@pytest.fixture(params=["Chromium", "Firefox"])
def opened(request, tmp_path) -> Iterator[Any]:
    if request.param == "Firefox":
        window = Firefox(tmp_path, WIDTH, HEIGHT)
    else:
        window = Chromium(request.getfixturevalue("browser"))
    yield window
    window.close()


@pytest.mark.slow
@pytest.mark.parametrize("how", PASTED)
def test_a_pasted_icon_runs_nothing_fetches_nothing_and_changes_nothing(how, opened, server, note):
    documents = at(server, vectors())
    left = cleaned(documents)
    svgs = list(left.values())
    without = look(opened, server, [blank(svg) for svg in svgs], how)
    seen = look(opened, server, svgs, how)
    assert (seen.ran, seen.asked, seen.place) == (0, [], ("page", "/page"))
    assert seen.styles == without.styles
    assert differences(seen, without) == []
    note(
        f"attacks in SVG, cleaned and pasted {how} into a page, in {type(opened).__name__}",
        f"{len(documents)} documents, {len(documents) - len(left)} refused: 0 scripts, 0 requests, "
        f"0 pixels and 0 styles outside of the icons changed; version {opened.version}",
    )


@pytest.mark.slow
def test_the_attacks_are_attacks(opened, server, note):
    """As they are, each in a page of its own. Many need a person, or another browser."""
    documents = list(at(server, vectors()).values())[::SHARE]
    effective = 0
    for document in documents:
        server.asked.clear()
        server.pages["/page"] = ("text/html", PAGE.format(document))
        opened.open(f"http://{server.host}/page")
        ran = opened.evaluate("new Promise((done) => setTimeout(() => done(window.RAN), 50))")
        effective += bool(ran or server.asked)
    assert effective > len(documents) / 20
    note(
        f"the same attacks, not cleaned, in {type(opened).__name__}",
        f"{len(documents)} of them: {effective} ran a script or asked a host by themselves",
    )


PAGE = (
    '<!DOCTYPE html><link rel="icon" href="data:,">'
    "<script>window.RAN = 0; window.ran = () => {{ window.RAN += 1; }};</script>{}"
)
