"""What a kind of picture is: a function that sets a scene of HTML around an icon."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from PIL import Image

from tests.benchmarks.wild.stage import Stage

Alteration = Callable[[Image.Image, random.Random], Image.Image]
Margins = tuple[float, float, float, float]


@dataclass(frozen=True)
class Scene:
    """A piece of page, and how a picture is made of it.

    `html` holds one element of class `crop`, which the picture shows.
    `ground`: CSS background of the page.
    `margin`: range of what is cropped around that element, in CSS pixels, for each side alone.
    `margins`: left, top, right, bottom, in place of `margin`; negative ones cut the element.
    `after`: alterations of the pixels, in their order.
    `transparent`: whether the page has no background, so that the picture has an alpha channel.
    `ratio`: device pixels of a CSS pixel; None for the stage's.
    `drawn`: the icon's SVG as the scene alters it; icons that look like that are right too.
    `turned`: whether that drawing is the icon mirrored or rotated by quarters.
    `colourless`: whether colours are lost; icons that differ in nothing else are right too.
    `quality`: of a JPEG file; None for a PNG.
    """

    html: str
    ground: str = "#fff"
    margin: tuple[float, float] = (2, 10)
    margins: Margins | None = None
    after: tuple[Alteration, ...] = ()
    transparent: bool = False
    ratio: float | None = None
    drawn: str | None = None
    turned: bool = False
    colourless: bool = False
    quality: int | None = None


def any_icon(_svg: str) -> bool:
    return True


@dataclass(frozen=True)
class Kind:
    """A kind of picture.

    `paint` sets the scene. `fits` says which icons the kind is for, by their SVG.
    `coloured`: of which libraries; None for all.
    `shows_icon`: whether the icon is in the picture.
    `browser`: chromium or firefox.
    """

    paint: Callable[[Stage], Scene]
    fits: Callable[[str], bool] = any_icon
    coloured: bool | None = None
    shows_icon: bool = True
    browser: str = "chromium"

    @property
    def name(self) -> str:
        name = self.paint.__name__.replace("_", "-")
        return name if self.browser == "chromium" else f"{self.browser}-{name}"


@dataclass(frozen=True)
class Family:
    """Kinds that share a bar."""

    name: str
    kinds: tuple[Kind, ...] = field(default_factory=tuple)


def kinds(*paints: Callable[[Stage], Scene], **settings: Any) -> tuple[Kind, ...]:
    """Kinds with the same settings."""
    return tuple(Kind(paint, **settings) for paint in paints)
