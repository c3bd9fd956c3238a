"""No padding: crops along the drawing's edges, and exported icons."""

from tests.benchmarks.wild import pixels
from tests.benchmarks.wild.scene import Family, Kind, Scene, kinds
from tests.benchmarks.wild.stage import Stage, alone


def tight_crop(stage: Stage) -> Scene:
    """The crop ends where the drawing ends."""
    icon = alone(stage)
    return Scene(icon, stage.theme.ground, (2, 2), after=(pixels.trimmed,))


def view_box_crop(stage: Stage) -> Scene:
    """The crop is the icon's own box."""
    icon = alone(stage)
    return Scene(icon, stage.theme.ground, (0, 0))


def exported_png(stage: Stage) -> Scene:
    """A PNG without a background, as design tools export it, trimmed to the drawing."""
    colour = stage.some("#000", "#222", "#1a56db", "#c81e1e")
    icon = alone(stage, 24, 32, 48, 64, colour=colour)
    return Scene(icon, margin=(0, 0), transparent=True, after=(pixels.trimmed,))


def exported_white_png(stage: Stage) -> Scene:
    """A white drawing without a background: only the alpha channel shows it."""
    icon = alone(stage, 24, 32, 48, colour="#fff")
    return Scene(icon, margin=(0, 0), transparent=True, after=(pixels.trimmed,))


def exported_with_room(stage: Stage) -> Scene:
    """A PNG without a background, with the box's own padding."""
    colour = stage.some("#000", "#fff", "#555", "#0a7d4f")
    icon = alone(stage, 16, 24, 32, 48, 64, colour=colour)
    return Scene(icon, margin=(0, 2), transparent=True)


FAMILY = Family(
    "no padding",
    (
        *kinds(tight_crop, view_box_crop, exported_png, exported_with_room),
        Kind(exported_white_png, coloured=False),
    ),
)
