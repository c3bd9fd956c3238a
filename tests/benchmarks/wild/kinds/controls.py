"""Whole controls: the icon, words, and the shape that holds both."""

from tests.benchmarks.wild.scene import Family, Scene, kinds
from tests.benchmarks.wild.stage import Stage, row


def filled_button(stage: Stage) -> Scene:
    theme, size = stage.theme, stage.side(14, 15, 16, 18, 20, 24)
    fill = stage.some(theme.accent, theme.accent, theme.ink, "#0b8043", "#b3261e", "#5b3cc4")
    ink = theme.ground if fill == theme.ink else stage.some("#fff", "#fdfdfd")
    pieces = [stage.icon(size), f"<span>{stage.words(stage.number(1, 2))}</span>"]
    if stage.number(1, 4) == 1:
        pieces.reverse()
    style = (
        f"{stage.text(size - 2)}gap:{stage.number(5, 10)}px;background:{fill};color:{ink};"
        f"padding:{stage.number(6, 13)}px {stage.number(10, 22)}px;"
        f"border-radius:{stage.some('3px', '6px', '10px', '99px')}"
    )
    return Scene(row("".join(pieces), style), theme.ground)


def outlined_button(stage: Stage) -> Scene:
    theme, size = stage.theme, stage.side(14, 16, 18, 20)
    line = stage.some(theme.line, theme.accent, theme.faint)
    ink = stage.some(theme.ink, theme.accent)
    style = (
        f"{stage.text(size - 2)}gap:{stage.number(5, 9)}px;border:{stage.some('1px', '1.5px')} "
        f"solid {line};color:{ink};padding:{stage.number(5, 10)}px {stage.number(9, 18)}px;"
        f"border-radius:{stage.some('0', '4px', '8px', '99px')};background:{theme.panel}"
    )
    content = stage.icon(size) + f"<span>{stage.words(stage.number(1, 3))}</span>"
    return Scene(row(content, style), theme.ground)


def tab_with_underline(stage: Stage) -> Scene:
    theme, size = stage.theme, stage.side(14, 16, 18, 20)
    style = (
        f"{stage.text(size - 2)}gap:7px;color:{theme.accent};padding:{stage.number(7, 12)}px 10px;"
        f"border-bottom:{stage.number(2, 3)}px solid {theme.accent}"
    )
    return Scene(row(stage.icon(size) + stage.word(), style), theme.ground, margin=(0, 6))


def menu_row(stage: Stage) -> Scene:
    theme, size = stage.theme, stage.side(14, 16, 18)
    shortcut = f"{stage.some('Ctrl+', '⌘', 'Alt+')}{stage.some('K', 'S', 'D', '2')}"
    content = (
        f'{stage.icon(size, theme.faint)}<span style="flex:1">{stage.words()}</span>'
        f'<span style="color:{theme.faint};margin-left:34px">{shortcut}</span>'
    )
    hover = stage.some(theme.panel, theme.ground, f"{theme.accent}22")
    style = (
        f"{stage.text(13, 400)}gap:10px;color:{theme.ink};background:{hover};padding:7px 12px;"
        f"min-width:170px"
    )
    return Scene(row(content, style), theme.ground, margin=(0, 4))


def chip_with_close(stage: Stage) -> Scene:
    theme, size = stage.theme, stage.side(13, 14, 16, 18)
    cross = f'<span style="font-size:{size + 2}px;line-height:.7;opacity:.7">×</span>'
    style = (
        f"{stage.text(13, 400)}gap:6px;background:{theme.line};color:{theme.ink};"
        f"padding:{stage.number(3, 6)}px 10px;border-radius:99px"
    )
    return Scene(row(stage.icon(size) + stage.word() + cross, style), theme.ground)


def tinted_chip(stage: Stage) -> Scene:
    """A pill in a faint tint of its colour, with a thin line around it."""
    hue, size = stage.number(0, 359), stage.side(13, 14, 16, 18)
    light = "22%" if stage.theme.dark else "95%"
    ink = f"hsl({hue} 70% {'75%' if stage.theme.dark else '32%'})"
    style = (
        f"{stage.text(12.5, 500)}gap:5px;color:{ink};background:hsl({hue} 60% {light});"
        f"border:1px solid hsl({hue} 45% {'38%' if stage.theme.dark else '78%'});"
        f"padding:{stage.number(3, 5)}px {stage.number(8, 12)}px;border-radius:99px"
    )
    return Scene(row(stage.icon(size) + stage.word(), style), stage.theme.ground)


def input_with_prefix(stage: Stage) -> Scene:
    theme, size = stage.theme, stage.side(16, 18, 20)
    content = (
        stage.icon(size, theme.faint)
        + f'<span style="color:{theme.faint};flex:1">{stage.words()}…</span>'
    )
    style = (
        f"{stage.text(14, 400)}gap:9px;border:1px solid {theme.line};background:{theme.panel};"
        f"border-radius:{stage.some('2px', '6px', '20px')};padding:8px 12px;width:190px"
    )
    cut = (stage.between(1, 6), stage.between(1, 6), -stage.between(0, 60), stage.between(1, 6))
    return Scene(row(content, style), theme.ground, margins=cut)


def input_with_suffix(stage: Stage) -> Scene:
    theme, size = stage.theme, stage.side(16, 18, 20)
    content = (
        f'<span style="color:{theme.ink};flex:1">{stage.words()}</span>'
        f'<span style="border-left:1px solid {theme.line};padding-left:9px;display:flex">'
        f"{stage.icon(size, theme.faint)}</span>"
    )
    style = (
        f"{stage.text(14, 400)}gap:9px;border-bottom:2px solid {theme.accent};"
        f"background:{theme.panel};padding:9px 11px;width:180px"
    )
    return Scene(row(content, style), theme.ground, margin=(1, 5))


def segmented_control(stage: Stage) -> Scene:
    theme, size = stage.theme, stage.side(14, 16, 18)
    chosen = f"background:{theme.ground};box-shadow:0 1px 2px #0004;color:{theme.ink};"
    cell = "display:flex;gap:6px;align-items:center;padding:5px 11px;border-radius:6px;"
    content = (
        f'<span style="{cell}{chosen}">{stage.icon(size)}{stage.word()}</span>'
        f'<span style="{cell}">{stage.word()}</span>'
    )
    style = (
        f"{stage.text(13, 500)}background:{theme.line};color:{theme.faint};padding:3px;"
        "border-radius:8px"
    )
    return Scene(row(content, style), theme.ground, margin=(1, 6))


def tree_row(stage: Stage) -> Scene:
    theme, size = stage.theme, stage.side(14, 16, 18)
    twist = f'<span style="color:{theme.faint};font-size:11px">{stage.some("▸", "▾", "›")}</span>'
    name = stage.some("src", "index.html", "docker", "README", "tests", "build.gradle")
    content = f'{twist}{stage.icon(size, theme.faint)}<span style="color:{theme.ink}">{name}</span>'
    style = (
        f"{stage.text(13, 400)}gap:6px;padding:3px 8px 3px {stage.number(4, 22)}px;"
        f"background:{stage.some(theme.panel, theme.ground)};width:150px"
    )
    return Scene(row(content, style), theme.panel, margin=(0, 3))


def tooltip_below(stage: Stage) -> Scene:
    """The icon of a toolbar and the tip that the browser shows under it."""
    theme, size = stage.theme, stage.side(18, 20, 24)
    tip = (
        f'<div style="{stage.text(12, 400)}background:#303030;color:#f5f5f5;padding:5px 9px;'
        'border-radius:4px;position:relative;white-space:nowrap"><span style="position:absolute;'
        "left:calc(50% - 4px);top:-4px;width:8px;height:8px;background:#303030;"
        f'transform:rotate(45deg)"></span>{stage.words()}</div>'
    )
    style = f"flex-direction:column;gap:{stage.number(9, 13)}px"
    return Scene(row(stage.icon(size, theme.ink) + tip, style), theme.ground, margin=(1, 6))


def breadcrumb(stage: Stage) -> Scene:
    theme, size = stage.theme, stage.side(14, 15, 16)
    between = f'<span style="color:{theme.faint}">{stage.some("/", "›", "»")}</span>'
    content = stage.icon(size) + between + stage.word() + between + stage.word()
    style = f"{stage.text(13, 400)}gap:8px;color:{theme.ink}"
    return Scene(row(content, style), theme.ground, margin=(3, 9))


def list_row_with_count(stage: Stage) -> Scene:
    theme, size = stage.theme, stage.side(18, 20, 22)
    count = (
        f'<span style="background:{theme.accent};color:{theme.on_accent};border-radius:9px;'
        f'padding:1px 7px;font-size:11px">{stage.number(2, 99)}</span>'
    )
    content = f'{stage.icon(size)}<span style="flex:1">{stage.words()}</span>{count}'
    style = (
        f"{stage.text(14, 400)}gap:12px;color:{theme.ink};padding:9px 14px;width:210px;"
        f"border-bottom:1px solid {theme.line}"
    )
    return Scene(row(content, style), theme.ground, margin=(0, 4))


def notice(stage: Stage) -> Scene:
    """An alert with a bar of colour at its left."""
    hue, size, dark = stage.number(0, 359), stage.side(16, 18, 20), stage.theme.dark
    content = (
        stage.icon(size, f"hsl({hue} 65% {'65%' if dark else '38%'})")
        + f"<span>{stage.words(3)}.</span>"
    )
    style = (
        f"{stage.text(13, 400)}gap:10px;color:{stage.theme.ink};padding:10px 14px;"
        f"background:hsl({hue} 55% {'18%' if dark else '94%'});"
        f"border-left:4px solid hsl({hue} 70% 48%)"
    )
    return Scene(row(content, style), stage.theme.ground, margin=(1, 6))


FAMILY = Family(
    "whole controls with words",
    kinds(
        filled_button,
        outlined_button,
        tab_with_underline,
        menu_row,
        chip_with_close,
        tinted_chip,
        input_with_prefix,
        input_with_suffix,
        segmented_control,
        tree_row,
        tooltip_below,
        breadcrumb,
        list_row_with_count,
        notice,
    ),
)
