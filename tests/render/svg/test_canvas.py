import pytest

from render.svg import canvas
from render.svg.rasterise import draw
from render.svg.screen import Undrawable, screen
from tests.render.documents import SQUARE, svg

LEFT = '<path fill="{}" d="M0 0h12v24H0z"/>'


def alphas(body: str, attributes: str = 'viewBox="0 0 24 24"') -> tuple[int, int]:
    """Opacity in the middle of the left and of the right half."""
    drawing = draw(screen(svg(body, attributes)), 24, (0, 0, 0))
    return drawing.getpixel((6, 12))[3], drawing.getpixel((18, 12))[3]


@pytest.mark.parametrize(
    ("mask", "left", "right"),
    [
        (f'<mask id="m">{LEFT.format("#fff")}</mask>', 255, 0),
        (f'<mask id="m">{LEFT.format("#000")}</mask>', 0, 0),
        (f'<mask id="m">{LEFT.format("#808080")}</mask>', 128, 0),
        (f'<mask id="m">{LEFT.format("#0f0")}</mask>', 182, 0),
        (
            f'<mask id="m"><path fill="#fff" d="M0 0h24v24H0z"/>{LEFT.format("black")}</mask>',
            0,
            255,
        ),
        (f'<mask id="m" style="mask-type: alpha">{LEFT.format("#000")}</mask>', 255, 0),
        (
            '<defs><path id="s" d="M0 0h12v24H0z"/></defs><mask id="m" fill="#fff"><use href="#s"/>'
            "</mask>",
            255,
            0,
        ),
        (
            '<mask id="m" maskUnits="userSpaceOnUse" x="0" y="0" width="12" height="24">'
            '<path fill="#fff" d="M0 0h24v24H0z"/></mask>',
            255,
            0,
        ),
        (
            f'<mask id="n">{LEFT.format("#fff")}</mask><mask id="m">'
            '<path mask="url(#n)" fill="#fff" d="M0 0h24v24H0z"/></mask>',
            255,
            0,
        ),
    ],
)
def test_a_mask_lets_through_by_luminance(mask, left, right):
    assert alphas(f'{mask}<g mask="url(#m)">{SQUARE}</g>') == pytest.approx((left, right), abs=2)
    assert alphas(f'{mask}<path mask="url(#m)" opacity=".5" d="M0 0h24v24H0z"/>') == pytest.approx(
        (left / 2, right / 2), abs=2
    )


def test_a_mask_moves_with_the_element_it_masks():
    mask = f'<mask id="m">{LEFT.format("#fff")}</mask>'
    assert alphas(
        f'{mask}<g transform="translate(12)"><g mask="url(#m)"><path d="M-12 0h24v24h-24z"/></g>'
        "</g>"
    ) == (0, 255)
    assert alphas(
        f'{mask}<path transform="translate(12)" mask="url(#m)" d="M-12 0h24v24h-24z"/>'
    ) == (0, 255)


def test_masks_in_a_group_of_their_own_and_off_the_origin():
    mask = '<mask id="m"><path fill="#fff" d="M100 0h12v24h-12z"/></mask>'
    body = (
        f'{mask}<g opacity=".5"><g clip-path="url(#none)" mask="url(#m)">'
        '<path d="M100 0h24v24h-24z"/></g></g>'
    )
    assert alphas(body, 'viewBox="100 0 24 24"') == pytest.approx((128, 0), abs=1)


def test_a_missing_mask_masks_nothing():
    assert alphas('<path mask="url(#none)" d="M0 0h24v24H0z"/>') == (255, 255)


def test_a_mask_that_masks_itself_ends():
    with pytest.raises(Undrawable, match="refer to each other in a circle"):
        alphas(f'<mask id="m"><g mask="url(#m)">{SQUARE}</g></mask><g mask="url(#m)">{SQUARE}</g>')


@pytest.mark.parametrize(
    "body",
    [
        SQUARE,
        '<path fill="red" fill-rule="evenodd" d="M2 2h20v20H2zM6 6h9v9H6z"/>',
        '<path fill="none" stroke="#123" stroke-width="3" stroke-linecap="round" '
        'stroke-linejoin="bevel" d="M3 3l9 9 9-9"/>',
        '<path stroke="red" stroke-linecap="square" stroke-miterlimit="1" fill="rgba(0,0,255,.5)" '
        'opacity=".5" d="M3 3l3 9 3-9"/>',
        '<path fill-opacity=".3" stroke="blue" stroke-opacity=".6" stroke-width="10%" d="M3 '
        '3h9v9z"/>',
        '<g fill="red" stroke="blue" stroke-width=".1em"><circle cx="9" cy="9" r="5"/>'
        '<line x1="1" x2="9" y2="9"/></g>',
        '<polygon points="1,1 9,1 9,9"/><polyline fill="none" stroke="red" points="1,1 9,1 9"/>'
        '<ellipse cx="9" cy="9" rx="5" ry="3"/>',
        '<path stroke="transparent" fill="nonsense" d="M3 3h9v9z"/><path fill="" d="M9 9h9v9z"/>',
        '<path style="fill:red;stroke:green" d="M3 3h9v9z"/><path d="M0 0"/><path/>',
    ],
)
def test_the_short_way_and_cairosvgs_own_draw_the_same(body, monkeypatch):
    short = draw(screen(svg(body)), 64, (0, 0, 0))
    monkeypatch.setattr(canvas, "SHAPES", frozenset())
    monkeypatch.setattr(canvas, "SPECIAL_IN_ROOT", frozenset({"viewBox"}))
    assert draw(screen(svg(body)), 64, (0, 0, 0)).tobytes() == short.tobytes()
