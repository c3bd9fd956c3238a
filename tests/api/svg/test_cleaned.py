"""Cleaned SVGs are kept, as many as there is room for."""

import pytest

from api.svg.cleaned import CleanedSvgs
from api.svg.cleaning import clean
from api.svg.failures import Uncleanable

ONE = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h1"/></svg>'
TWO = ONE.replace("h1", "h2")


@pytest.fixture
def count(monkeypatch) -> list[str]:
    """What was cleaned, in order."""
    done: list[str] = []

    def counted(svg: str) -> str:
        done.append(svg)
        return clean(svg)

    monkeypatch.setattr("api.svg.cleaned.clean", counted)
    return done


def test_an_svg_is_cleaned_once(count):
    kept = CleanedSvgs()
    assert kept.clean(ONE) == kept.clean(ONE) != kept.clean(TWO)
    assert count == [ONE, TWO]


def test_the_least_recently_used_goes_first(count):
    size = len(CleanedSvgs().clean(ONE))
    count.clear()
    kept = CleanedSvgs(most=2 * size)
    for svg in (ONE, TWO, ONE, ONE.replace("h1", "h3"), ONE, TWO):
        kept.clean(svg)
    assert count == [ONE, TWO, ONE.replace("h1", "h3"), TWO]


def test_what_cannot_be_cleaned_is_refused_each_time():
    kept = CleanedSvgs()
    for _ in range(2):
        with pytest.raises(Uncleanable):
            kept.clean("<html/>")
