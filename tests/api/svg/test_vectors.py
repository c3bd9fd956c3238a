"""Every attack of `vectors`, cleaned: what is left of it, and what it does in a page."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest

from api.svg.cleaning import clean
from api.svg.failures import Uncleanable
from tests.api.conftest import browser  # noqa: F401  a fixture
from tests.api.svg.pages import Chromium, Server, at, blank, differences, look
from tests.api.svg.vectors import FAR, styled, svg, vectors

VECTORS = vectors()
SVG = "{http://www.w3.org/2000/svg}"
RUNNING = re.compile(r"script|iframe|object|embed|foreignObject|style|link|a|handler|listener")
# With no space in between: nothing of an address, of a statement, or of markup.
HARMFUL = re.compile(
    r"javascript:|vbscript:|https?:|//|file:|ftp:|blob:|ran\(|@|\\|expression|image-set|cross-fade"
    r"|src\(|element\(|attr\(|url\((?!#i[0-9a-f]{8}_)|data:(?!image/png;base64,)|position:|<|>",
    re.IGNORECASE,
)
NAME = re.compile(r"i[0-9a-f]{8}_\d+")


def cleaned(documents: dict[str, str]) -> dict[str, str]:
    """The documents that can be cleaned, clean."""
    left = {}
    for name, document in documents.items():
        try:
            left[name] = clean(document)
        except Uncleanable:
            continue
    return left


def test_there_are_many_and_few_are_refused():
    assert len(set(VECTORS.values())) > 2500
    refused = VECTORS.keys() - cleaned(VECTORS).keys()
    assert len(refused) < 20


def test_nothing_of_an_attack_is_left():
    for name, document in cleaned(VECTORS).items():
        assert not re.search(r"<[!?]|]]>|[{}]", document), name
        for element in ElementTree.fromstring(document).iter():
            assert element.tag.startswith(SVG), name
            assert not RUNNING.fullmatch(element.tag.removeprefix(SVG)), name
            for attribute, value in element.attrib.items():
                assert_harmless(name, attribute, value)


def assert_harmless(vector: str, attribute: str, value: str) -> None:
    assert not re.match(r"on|class$|src|data|name$|formaction|\{(?!.*(xlink|XML))", attribute), (
        vector
    )
    assert not HARMFUL.search(re.sub(r"\s", "", value)), (vector, attribute, value)
    if attribute == "id":
        assert NAME.fullmatch(value), vector
    elif attribute.endswith("href"):
        assert value.startswith(("#i", "data:image/png;base64,")), vector


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.close()


@pytest.fixture
def chromium(browser) -> Iterator[Chromium]:  # noqa: F811
    opened = Chromium(browser)
    yield opened
    opened.close()


def few(documents: dict[str, str]) -> dict[str, str]:
    """All documents that stand alone, and a part of those that are put together."""
    alone = ("root", "animation", "document", "script", "style sheet")
    return {
        name: document
        for number, (name, document) in enumerate(documents.items())
        if name.startswith(alone) or number % 4 == 0
    }


def test_in_chromium_nothing_runs_or_is_fetched_or_changes_the_page(chromium, server):
    """The long test pastes all of them, in other ways too, and into Firefox."""
    svgs = list(few(cleaned(at(server, VECTORS))).values())
    without = look(chromium, server, [blank(svg) for svg in svgs], "in HTML")
    seen = look(chromium, server, svgs, "in HTML")
    assert (seen.ran, seen.asked, seen.place) == (0, [], ("page", "/page"))
    assert seen.styles == without.styles
    assert differences(seen, without) == []


NOTICED = [
    svg(FAR, 'onload="ran()"'),
    svg("<style>p{color:red}</style>"),
    svg(FAR, 'style="position:fixed;top:0;left:0"'),
    styled("image-set('http://canary.test/a.png' 1x)", "background"),
    '<svg><image href="http://canary.test/b.png"/></svg>',
]


def test_what_is_not_cleaned_is_noticed(chromium, server):
    """The same with some attacks as they are: the test above would fail."""
    raw = list(at(server, dict(enumerate(NOTICED))).values())
    without = look(chromium, server, [blank("")] * len(raw), "in HTML")
    seen = look(chromium, server, raw, "in HTML")
    assert seen.ran == 1
    assert "/b.png" in seen.asked
    assert seen.styles != without.styles
    assert differences(seen, without) != []
