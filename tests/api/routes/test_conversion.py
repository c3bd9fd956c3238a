"""SVGs that cannot be cleaned, and answers that would take long to clean."""

from types import SimpleNamespace

import pytest

from api.budget import Budget
from api.http.problems import NotFound
from api.routes import conversion
from api.routes.icons import get_svg
from api.schemas.copying import DrawingParameters

FOREIGN = '<svg xmlns="urn:x"/>'
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg"/>'
LIBRARY = SimpleNamespace(
    catalogue=SimpleNamespace(
        get=lambda identifier: SimpleNamespace(id=identifier),
        svg=lambda identifier: FOREIGN,
        svgs=lambda identifiers: dict.fromkeys(identifiers, DRAWING) | {"foreign": FOREIGN},
    )
)


def test_an_svg_that_cannot_be_cleaned_is_left_out_of_an_answer():
    assert conversion.clean_svgs(LIBRARY, ["a", "b"]) == {"a": DRAWING, "b": DRAWING}


def test_its_own_address_says_why_and_what_to_do():
    with pytest.raises(NotFound) as raised:
        get_svg("a", LIBRARY, {}, DrawingParameters())
    assert str(raised.value) == (
        "The SVG of 'a' cannot be cleaned, because its namespace is urn:x, "
        "not http://www.w3.org/2000/svg: take the icon's image, or the SVG as it is with raw=true."
    )
    assert get_svg("a", LIBRARY, {}, DrawingParameters(raw=True)).body == FOREIGN.encode()


def test_an_answer_takes_no_longer_than_there_is_time(monkeypatch):
    monkeypatch.setattr(conversion, "CLEANING", conversion.CleaningTime(seconds=-1.0))
    assert conversion.clean_svgs(LIBRARY, ["a", "b"]) == {}


def test_a_search_that_has_used_its_time_cleans_no_more():
    limited = Budget(2)
    limited.begin()
    try:
        limited.charge(1.4)
        assert conversion.clean_svgs(LIBRARY, ["a"]) == {"a": DRAWING}
        limited.charge(0.2)
        assert conversion.clean_svgs(LIBRARY, ["a"]) == {}
    finally:
        limited.end()
