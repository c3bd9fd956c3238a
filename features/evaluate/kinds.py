"""The kinds of pictures that the self-test simulates, with their shares: the one table of them.

What is not here is measured only: no verdict was learned from it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from PIL import Image

from features.evaluate.simulation import alterations, covers, crops, grounds
from features.evaluate.simulation.controls import CONTROLS, simulate_control
from features.evaluate.simulation.crops import simulate_altered
from features.evaluate.simulation.screenshots import simulate_button, simulate_screenshot
from features.vision.pixels import Plane

Simulate = Callable[[Plane, bool, np.random.Generator], Image.Image]


@dataclass(frozen=True)
class SimulatedKind:
    """How a kind of picture is made, and how many of a round's pictures it is.

    `group` is the name under which its recall is reported.
    """

    share: int
    group: str
    simulate: Simulate


@dataclass(frozen=True)
class EmptyKind:
    """The same of a kind of picture without an icon."""

    share: int
    simulate: Callable[[np.random.Generator], Image.Image]


def _plain(name: str) -> SimulatedKind:
    """A kind of `screenshots.KINDS`: nearly half of the pictures, so `match` holds for them."""
    return SimulatedKind(6, name, partial(simulate_screenshot, name=name))


def _altered(share: int, alteration: crops.Alteration) -> SimulatedKind:
    return SimulatedKind(share, ALTERED, partial(simulate_altered, alteration=alteration))


def _control(share: int, name: str) -> SimulatedKind:
    return SimulatedKind(share, CONTROL, partial(simulate_control, kind=CONTROLS[name]))


ALTERED = "altered"
CONTROL = "control"

# The shares were chosen by hand.
SIMULATED = {
    "clean": _plain("clean"),
    "ui": _plain("ui"),
    "hard": _plain("hard"),
    "button": SimulatedKind(6, "button", simulate_button),
    "restroked": SimulatedKind(2, ALTERED, crops.simulate_restroked),
    "resampled": _altered(2, alterations.resampled),
    "nearest neighbour": _altered(1, alterations.enlarged),
    "sharpened": _altered(1, alterations.sharpened),
    "chat": SimulatedKind(2, ALTERED, crops.simulate_chat),
    "dithered": _altered(1, alterations.dithered),
    "subpixels": SimulatedKind(1, ALTERED, crops.simulate_subpixels),
    "small": SimulatedKind(2, ALTERED, crops.simulate_small),
    "specks": SimulatedKind(1, ALTERED, crops.simulate_specks),
    "roomy": SimulatedKind(1, ALTERED, crops.simulate_roomy),
    "tight": SimulatedKind(1, ALTERED, crops.simulate_tight),
    "turned": _altered(1, covers.turned),
    "cut off": _altered(1, covers.cut_off),
    "recoloured": _altered(1, covers.recoloured),
    "pointed at": _altered(1, covers.pointed_at),
    "struck out": _altered(1, covers.struck_out),
    "badge": SimulatedKind(1, CONTROL, crops.simulate_badged),
    "button with a word": _control(2, "button with a word"),
    "chip": _control(1, "chip"),
    "tab": _control(1, "tab"),
    "row": _control(1, "row"),
    "input": _control(1, "input"),
    "label": _control(1, "label"),
    "focus ring": _control(1, "focus ring"),
}
EMPTY = {
    "radial gradient": EmptyKind(1, grounds.radial_gradient),
    "noise": EmptyKind(1, grounds.noise),
    "clouds": EmptyKind(1, grounds.clouds),
    "word only": EmptyKind(1, grounds.word_only),
}
GROUPS = tuple(dict.fromkeys(kind.group for kind in SIMULATED.values()))


def one_round() -> list[str]:
    """The names of a round's pictures, each kind as often as its share."""
    names = []
    for name, kind in (SIMULATED | EMPTY).items():
        names += kind.share * [name]
    return names
