"""Conversions between colour spaces.

`tinycss2` reads colours of each space; conversions to sRGB that it lacks are here. Matrices:
https://www.w3.org/TR/css-color-4/#color-conversion-code
"""

import colorsys
from collections.abc import Callable, Sequence
from math import atan2, cos, degrees, hypot, radians, sin
from typing import Any

from tinycss2 import color4

Vector = Sequence[float]  # three coordinates
Matrix = tuple[tuple[float, float, float], ...]

POLAR = frozenset(("lch", "oklch"))
_XYZ_TO_SRGB: Matrix = (
    (3.2409699419045226, -1.537383177570094, -0.4986107602930034),
    (-0.9692436362808796, 1.8759675015077202, 0.04155505740717559),
    (0.05563007969699366, -0.20397695888897652, 1.0569715142428786),
)
_D50_TO_D65: Matrix = (
    (0.955473421488075, -0.02309845494876471, 0.06325924320057072),
    (-0.0283697093338637, 1.0099953980813041, 0.021041441191917323),
    (0.012314014864481998, -0.020507649298898964, 1.330365926242124),
)
_P3_TO_XYZ: Matrix = (
    (0.4865709486482162, 0.26566769316909306, 0.1982172852343625),
    (0.2289745640697488, 0.6917385218365064, 0.079286914093745),
    (0.0, 0.04511338185890264, 1.043944368900976),
)
_A98_TO_XYZ: Matrix = (
    (0.5766690429101305, 0.1855582379065463, 0.1882286462349947),
    (0.29734497525053605, 0.6273635662554661, 0.07529145849399788),
    (0.02703136138641234, 0.07068885253582723, 0.9913375368376388),
)
_PROPHOTO_TO_XYZ_D50: Matrix = (
    (0.7977666449006423, 0.13518129740053308, 0.0313477341283922),
    (0.2880748288194013, 0.711835234241873, 0.00008993693872564),
    (0.0, 0.0, 0.8251046025104602),
)
# Of linear sRGB: https://bottosson.github.io/posts/oklab/
_SRGB_TO_LMS: Matrix = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
_LMS_TO_OKLAB: Matrix = (
    (0.2104542553, 0.793617785, -0.0040720468),
    (1.9779984951, -2.428592205, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.808675766),
)
_REC2020_TO_XYZ: Matrix = (
    (0.6369580483012914, 0.14461690358620832, 0.1688809751641721),
    (0.2627002120112671, 0.6779980715188708, 0.05930171646986196),
    (0.0, 0.028072693049087428, 1.060985057710791),
)


def srgb(colour: Any) -> Vector | None:
    """Red, green and blue, 0..1 inside the gamut, of a colour of `tinycss2`.

    None for a space that only a profile defines.
    """
    coordinates = [coordinate or 0.0 for coordinate in colour.coordinates]
    space = colour.space
    if space == "srgb":
        return coordinates
    if space in ("hsl", "hwb"):
        converted: Vector = colour.to("srgb").coordinates
        return converted
    if space in ("lab", "lch"):
        return _from_d50(colour.to("xyz-d50").coordinates)
    if space in ("oklab", "oklch"):
        return _from_xyz(colour.to("xyz-d65").coordinates)
    read = _SPACES.get(space)
    return read(coordinates) if read else None


def coordinates(channels: Vector, space: str) -> Vector:
    """The numbers that a colour in sRGB has in a function: "rgb", "hsl", "hwb", "oklch" and so on.

    Lab is taken without adaptation to its white point.
    """
    if space == "rgb":
        return [255 * channel for channel in channels]
    if space == "hsl":
        turn, lightness, saturation = colorsys.rgb_to_hls(*channels)
        return (360 * turn, 100 * saturation, 100 * lightness)
    if space == "hwb":
        hue, _, _ = coordinates(channels, "hsl")
        whiteness = 100 * min(channels)
        blackness = 100 - 100 * max(channels)
        return (hue, whiteness, blackness)

    lab: Vector = _oklab(decoded(channels))
    if space in ("lab", "lch"):
        lab = color4.Color("oklab", lab, 1.0).to("lab").coordinates
    return _polar(lab) if space in POLAR else lab


def _polar(lab: Vector) -> Vector:
    """Lightness, chroma and hue in degrees."""
    lightness, a, b = lab
    chroma = hypot(a, b)
    hue = degrees(atan2(b, a)) % 360
    return (lightness, chroma, hue)


def rectangular(polar: Vector) -> Vector:
    """Lightness, a and b, from the hue in degrees."""
    lightness, chroma, hue = polar
    angle = radians(hue)
    a = chroma * cos(angle)
    b = chroma * sin(angle)
    return (lightness, a, b)


def from_oklab(lab: Vector) -> Vector:
    """Red, green and blue of a colour in OKLab."""
    xyz = color4.Color("oklab", lab, 1.0).to("xyz-d65")
    return _from_xyz(xyz.coordinates)


def _oklab(linear: Vector) -> list[float]:
    """https://www.w3.org/TR/css-color-4/#color-conversion-code"""
    responses = _times(_SRGB_TO_LMS, linear)
    compressed = [response ** (1 / 3) for response in responses]
    return _times(_LMS_TO_OKLAB, compressed)


def _times(matrix: Matrix, vector: Vector) -> list[float]:
    """The product of a matrix and a vector."""
    x, y, z = vector
    return [a * x + b * y + c * z for a, b, c in matrix]


def encoded(linear: Vector) -> Vector:
    """Channels of sRGB, 0..1, of linear light."""
    return [_gamma(channel) for channel in linear]


def decoded(encoded: Vector) -> Vector:
    """Linear light of channels of sRGB, 0..1."""
    return [_linear(channel) for channel in encoded]


def _gamma(linear: float) -> float:
    """https://www.w3.org/TR/css-color-4/#predefined-sRGB"""
    if linear <= 0.0031308:
        return 12.92 * linear
    power: float = linear ** (1 / 2.4)
    return 1.055 * power - 0.055


def _linear(encoded: float) -> float:
    """https://www.w3.org/TR/css-color-4/#predefined-sRGB"""
    if encoded <= 0.04045:
        return encoded / 12.92
    base = (encoded + 0.055) / 1.055
    power: float = base**2.4
    return power


def _power(exponent: float) -> Callable[[float], float]:
    return lambda encoded: float(max(encoded, 0.0) ** exponent)


def _from_xyz(xyz: Vector) -> Vector:
    return encoded(_times(_XYZ_TO_SRGB, xyz))


def _from_d50(xyz: Vector) -> Vector:
    return _from_xyz(_times(_D50_TO_D65, xyz))


def _primaries(
    decode: Callable[[float], float],
    matrix: Matrix,
    finish: Callable[[Vector], Vector] = _from_xyz,
) -> Callable[[Vector], Vector]:
    """What reads the colours of a space with primaries of its own."""

    def read(encoded: Vector) -> Vector:
        linear = [decode(channel) for channel in encoded]
        return finish(_times(matrix, linear))

    return read


_SPACES: dict[str, Callable[[Vector], Vector]] = {
    "srgb-linear": encoded,
    "display-p3": _primaries(_linear, _P3_TO_XYZ),
    "a98-rgb": _primaries(_power(563 / 256), _A98_TO_XYZ),
    "prophoto-rgb": _primaries(_power(1.8), _PROPHOTO_TO_XYZ_D50, _from_d50),
    "rec2020": _primaries(_power(2.4), _REC2020_TO_XYZ),
    "xyz": _from_xyz,
    "xyz-d65": _from_xyz,
    "xyz-d50": _from_d50,
}
