"""No padding: crops along the drawing's edges, and exported icons."""

from tests.benchmarks.wild import pixels
from tests.benchmarks.wild.scene import Family, Kind, Scene, kinds
from tests.benchmarks.wild.stage import Stage, framed


def tight_crop(stage: Stage) -> Scene:
    """The crop ends where the drawing ends."""
    html = framed(stage.icon(stage.side()), f"color:{stage.theme.ink}")
    return Scene(html, stage.theme.ground, (2, 2), after=(pixels.trimmed,))


def view_box_crop(stage: Stage) -> Scene:
    """The crop is the icon's own box."""
    html = framed(stage.icon(stage.side()), f"color:{stage.theme.ink}")
    return Scene(html, stage.theme.ground, (0, 0))


def exported_png(stage: Stage) -> Scene:
    """A PNG without a background, as design tools export it, trimmed to the drawing."""
    size = stage.side(24, 32, 48, 64)
    html = framed(stage.icon(size), f"color:{stage.some('#000', '#222', '#1a56db', '#c81e1e')}")
    return Scene(html, margin=(0, 0), transparent=True, after=(pixels.trimmed,))


def exported_white_png(stage: Stage) -> Scene:
    """A white drawing without a background: only the alpha channel shows it."""
    html = framed(stage.icon(stage.side(24, 32, 48)), "color:#fff")
    return Scene(html, margin=(0, 0), transparent=True, after=(pixels.trimmed,))


def exported_with_room(stage: Stage) -> Scene:
    """A PNG without a background, with the box's own padding."""
    size = stage.side(16, 24, 32, 48, 64)
    html = framed(stage.icon(size), f"color:{stage.some('#000', '#fff', '#555', '#0a7d4f')}")
    return Scene(html, margin=(0, 2), transparent=True)


FAMILY = Family(
    "no padding",
    (
        *kinds(tight_crop, view_box_crop, exported_png, exported_with_room),
        Kind(exported_white_png, coloured=False),
    ),
)
