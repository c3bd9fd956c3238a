"""Pictures without an icon."""

from tests.benchmarks.wild import pixels
from tests.benchmarks.wild.scene import Family, Scene, kinds
from tests.benchmarks.wild.stage import Stage, framed


def plain_gradient(stage: Stage) -> Scene:
    hue = stage.number(0, 359)
    ground = (
        f"linear-gradient({stage.number(0, 359)}deg,hsl({hue} 70% 60%),"
        f"hsl({hue + stage.number(15, 70)} 60% {stage.number(40, 75)}%))"
    )
    return Scene(_empty(stage), ground, (0, 0))


def round_gradient(stage: Stage) -> Scene:
    theme = stage.theme
    at = f"circle at {stage.number(0, 100)}% {stage.number(0, 100)}%"
    return Scene(_empty(stage), f"radial-gradient({at},{theme.ground},{theme.line})", (0, 0))


def noise(stage: Stage) -> Scene:
    return Scene(_empty(stage), stage.theme.ground, (0, 0), after=(pixels.noisy(20, 60),))


def four_pixels(stage: Stage) -> Scene:
    """Two by two pixels of noise."""
    after = (pixels.noisy(40, 80), pixels.resized(2, 2))
    return Scene(_empty(stage), stage.theme.panel, (0, 0), after=after)


def text_alone(stage: Stage) -> Scene:
    style = f"{stage.text(stage.number(11, 18))}color:{stage.theme.ink};white-space:nowrap"
    return Scene(framed(stage.words(stage.number(1, 3)), style), stage.theme.ground, (2, 10))


def paragraph(stage: Stage) -> Scene:
    style = f"{stage.text(13, 400)}color:{stage.theme.ink};width:{stage.number(120, 200)}px"
    return Scene(framed(stage.words(16), style), stage.theme.ground, (2, 10))


def photograph(stage: Stage) -> Scene:
    html = framed(stage.photograph(stage.number(60, 160), stage.number(50, 120)), "")
    return Scene(html, "#fff", (0, 0))


def button_of_words(stage: Stage) -> Scene:
    theme = stage.theme
    style = (
        f"{stage.text(14, 500)}color:{theme.on_accent};background:{theme.accent};"
        f"padding:{stage.number(6, 11)}px {stage.number(12, 22)}px;border-radius:5px"
    )
    return Scene(framed(stage.word(), style), theme.ground, (2, 9))


def empty_frame(stage: Stage) -> Scene:
    style = (
        f"width:{stage.number(60, 160)}px;height:{stage.number(24, 50)}px;"
        f"border:1px solid {stage.theme.line};border-radius:6px;background:{stage.theme.panel}"
    )
    return Scene(framed("", style), stage.theme.ground, (2, 8))


def table_lines(stage: Stage) -> Scene:
    cells = "<td style='border:1px solid;width:40px;height:22px'></td>" * 3
    rows = f"<tr>{cells}</tr>" * stage.number(2, 4)
    table = f"<table style='border-collapse:collapse;color:{stage.theme.line}'>{rows}</table>"
    return Scene(framed(table, ""), stage.theme.ground, (1, 6))


def _empty(stage: Stage) -> str:
    return framed("", f"width:{stage.number(24, 120)}px;height:{stage.number(24, 120)}px")


FAMILY = Family(
    "nothing drawn",
    kinds(
        plain_gradient,
        round_gradient,
        noise,
        four_pixels,
        text_alone,
        paragraph,
        photograph,
        button_of_words,
        empty_frame,
        table_lines,
        shows_icon=False,
    ),
)
