import pytest

from render.svg.screen import Undrawable, read
from tests.render.documents import REFUSED, SQUARE, svg

BEFORE_DRAWING = {
    reason: source
    for reason, source in REFUSED.items()
    if reason.split()[0] in {"larger", "nested", "more", "XML", "not"}
}


@pytest.mark.parametrize("reason", BEFORE_DRAWING)
def test_a_document_over_a_limit_is_refused_with_the_reason(reason):
    with pytest.raises(Undrawable, match=reason):
        read(BEFORE_DRAWING[reason])


@pytest.mark.parametrize(
    "source",
    [
        svg("<g>" * 63 + "</g>" * 63),
        svg("<g/>" * 4999),
        svg("<g " + " ".join(f'a{number}=""' for number in range(64)) + "/>"),
        '<?xml version="1.0" encoding="UTF-16"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" '
        f'"svg11.dtd">{svg(SQUARE)}',
        f"\ufeff  \n{svg(SQUARE)}",
        f'<svg:svg xmlns:svg="http://www.w3.org/2000/svg" viewBox="0 0 1 1">{"<svg:g/>"}</svg:svg>',
    ],
)
def test_what_is_at_the_limit_or_merely_odd_passes(source):
    assert read(source).tag.endswith("svg")
