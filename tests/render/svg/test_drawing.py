import pytest

from render.svg.drawing import draw
from render.svg.resolve import resolve
from tests.render.documents import SQUARE, svg

LEFT = '<path fill="{}" d="M0 0h12v24H0z"/>'


def alphas(body: str, attributes: str = 'viewBox="0 0 24 24"') -> tuple[int, int]:
    """Opacity in the middle of the left and of the right half."""
    drawing = draw(resolve(svg(body, attributes)), 24, (0, 0, 0)).picture
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
