"""The icon and what stands beside it: a digit, a chevron, words, another icon."""

from tests.benchmarks.wild.scene import Family, Scene, kinds
from tests.benchmarks.wild.stage import Stage, row


def one_digit(stage: Stage) -> Scene:
    return _beside(stage, str(stage.number(1, 9)))


def count_behind(stage: Stage) -> Scene:
    return _beside(stage, stage.some(f"{stage.number(10, 999)}", f"{stage.number(1, 9)}.2k"))


def chevron_behind(stage: Stage) -> Scene:
    """A drop-down's mark, as a stroke or as a filled triangle."""
    size = stage.side(14, 16, 18, 20, 24)
    mark = stage.some(
        '<path d="M2 4l4 4 4-4" fill="none" stroke="currentColor" stroke-width="1.5"/>',
        '<path d="M2 4h8l-4 5z" fill="currentColor"/>',
        '<path d="M4 2l4 4-4 4" fill="none" stroke="currentColor" stroke-width="1.5"/>',
    )
    chevron = f'<svg width="{size * 0.55:.1f}" height="{size * 0.55:.1f}" viewBox="0 0 12 12">'
    content = stage.icon(size) + chevron + mark + "</svg>"
    style = f"gap:{stage.number(3, 7)}px;color:{stage.theme.ink}"
    return Scene(row(content, style), stage.theme.ground, margin=(2, 7))


def letter_behind(stage: Stage) -> Scene:
    return _beside(stage, stage.some("A", "B", "K", "S", "g", "?", "é", "字"))


def long_label(stage: Stage) -> Scene:
    return _beside(stage, stage.words(stage.number(3, 4)))


def label_before(stage: Stage) -> Scene:
    size, theme = stage.side(14, 16, 18, 20), stage.theme
    content = f"<span>{stage.words()}</span>" + stage.icon(size)
    style = f"{stage.text(size - 2)}gap:{stage.number(5, 9)}px;color:{theme.ink}"
    return Scene(row(content, style), theme.ground, margin=(2, 8))


def label_below(stage: Stage) -> Scene:
    size, theme = stage.side(20, 22, 24, 28, 32), stage.theme
    ink = stage.some(theme.ink, theme.accent)
    style = (
        f"{stage.text(stage.number(10, 13))}flex-direction:column;gap:{stage.number(3, 7)}px;"
        f"color:{ink}"
    )
    return Scene(row(stage.icon(size) + stage.words(2), style), theme.ground, margin=(2, 8))


def heading_above(stage: Stage) -> Scene:
    size, theme = stage.side(20, 24, 28), stage.theme
    style = f"{stage.text(14, 600)}flex-direction:column;gap:8px;color:{theme.ink}"
    return Scene(row(stage.word() + stage.icon(size), style), theme.ground, margin=(2, 8))


def two_icons(stage: Stage) -> Scene:
    size = stage.side(14, 16, 20, 24, 32)
    content = stage.icon(size) + stage.neighbour(size)
    return _icons(stage, content, size)


def three_icons(stage: Stage) -> Scene:
    size = stage.side(14, 16, 20, 24)
    content = stage.neighbour(size) + stage.icon(size) + stage.neighbour(size)
    return _icons(stage, content, size)


def neighbour_cut(stage: Stage) -> Scene:
    """A toolbar's next icon, cut by the crop: it is no right answer."""
    size = stage.side(16, 18, 20, 24)
    gap = size * stage.between(0.4, 0.7)
    content = stage.icon(size) + stage.neighbour(size)
    stage.others.clear()
    shown = size * stage.between(0.15, 0.4)
    margins = (stage.between(2, 8), stage.between(2, 8), shown - size, stage.between(2, 8))
    style = f"gap:{gap}px;color:{stage.theme.ink}"
    return Scene(row(content, style), stage.theme.ground, margins=margins)


def text_cut(stage: Stage) -> Scene:
    """The label's first letters are in the crop."""
    size, theme = stage.side(14, 16, 18, 20), stage.theme
    content = stage.icon(size) + f'<span style="width:{size}px">{stage.words(3)}</span>'
    style = (
        f"{stage.text(size - 1)}gap:{stage.number(6, 10)}px;color:{theme.ink};overflow:hidden;"
        f"white-space:nowrap;width:{size * 2.4}px"
    )
    return Scene(row(content, style), theme.ground, margins=(4, 4, 0, 4))


def _beside(stage: Stage, words: str) -> Scene:
    size, theme = stage.side(14, 16, 18, 20, 24), stage.theme
    ink = stage.some(theme.ink, theme.faint, theme.accent)
    letters = size * stage.between(0.75, 1)
    style = f"{stage.text(letters)}gap:{stage.number(4, 9)}px;color:{ink};white-space:nowrap"
    return Scene(row(f"{stage.icon(size)}<span>{words}</span>", style), theme.ground, (2, 8))


def _icons(stage: Stage, content: str, size: int) -> Scene:
    style = f"gap:{size * stage.between(0.5, 1.2)}px;color:{stage.theme.ink}"
    return Scene(row(content, style), stage.theme.ground, (2, 9))


FAMILY = Family(
    "labels, counts, neighbours",
    kinds(
        one_digit,
        count_behind,
        chevron_behind,
        letter_behind,
        long_label,
        label_before,
        label_below,
        heading_above,
        two_icons,
        three_icons,
        neighbour_cut,
        text_cut,
    ),
)
