"""Mixtures of two colours in a colour space.

https://www.w3.org/TR/css-color-4/#interpolation
"""

import colorsys

from render.svg.resolve.css.spaces.conversions import (
    POLAR,
    Vector,
    coordinates,
    decoded,
    encoded,
    from_oklab,
    rectangular,
)

# In these, a mixture is one of linear light.
_LINEAR = frozenset(("srgb-linear", "xyz", "xyz-d65", "xyz-d50"))
GREY = 4e-6  # chroma in OKLCH, up to which a colour has no hue: css-color-4, section 9.4


def mixed(first: Vector, second: Vector, share: float, space: str) -> Vector:
    """The mixture of two colours in sRGB, `share` of the first, mixed in a space.

    Lab and LCH are taken for OKLab and OKLCH, `hwb` for `hsl`.
    """
    if space in ("hsl", "hwb"):
        return _mixed_hues(first, second, share)
    if space == "srgb":
        return _between(first, second, share)
    if space in _LINEAR:
        mixture = _between(decoded(first), decoded(second), share)
        return encoded(mixture)

    if space in POLAR:
        one = coordinates(first, "oklch")
        two = coordinates(second, "oklch")
        polar = _mixed_polar(one, two, share)
        return from_oklab(rectangular(polar))

    one = coordinates(first, "oklab")
    two = coordinates(second, "oklab")
    lab = _between(one, two, share)
    return from_oklab(lab)


def _mixed_polar(first: Vector, second: Vector, share: float) -> Vector:
    """A mixture whose hue is on the shorter way; a grey has the other colour's hue.

    https://www.w3.org/TR/css-color-4/#hue-interpolation
    """
    lightness, chroma, _ = _between(first, second, share)
    _, first_chroma, start = first
    _, second_chroma, end = second
    if first_chroma <= GREY:
        start = end
    if second_chroma <= GREY:
        end = start
    turn = (end - start + 180) % 360 - 180  # degrees, at most half a turn to either side
    hue = start + (1 - share) * turn
    return (lightness, chroma, hue)


def _between(first: Vector, second: Vector, share: float) -> list[float]:
    mixture = []
    for one, two in zip(first, second, strict=True):
        mean = share * one + (1 - share) * two
        mixture.append(mean)
    return mixture


def _mixed_hues(first: Vector, second: Vector, share: float) -> Vector:
    """A mixture in HSL whose hue is on the shorter way between both."""
    one = colorsys.rgb_to_hls(*first)
    two = colorsys.rgb_to_hls(*second)
    start, _, _ = one
    end, _, _ = two
    turn = (end - start + 0.5) % 1 - 0.5  # of a whole turn
    hue = start + (1 - share) * turn
    _, lightness, saturation = _between(one, two, share)
    return colorsys.hls_to_rgb(hue % 1, lightness, saturation)
