"""Crops that end too close: without any margin, or inside of the icon."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from features.search.hypotheses.changes.layers import commonest_colours
from features.vision.foreground import extent
from features.vision.geometry import Box
from features.vision.pixels import Mask, Plane
from features.vision.segmentation import Segmentation, segment, to_picture


@dataclass(frozen=True)
class CropSettings:
    """All values were chosen by hand.

    `margin`: of the longer side, the background that is added around a picture without any.
    `least_margin`: the same in pixels.
    `commonest`: colours of the picture that may be its background.
    `different`: of full scale, how far such a colour is from the background that was found.
    `lost`: of the visible width or height, what the picture may have cut off on one side.
    `most_lost`: the most of it.
    `panel`: of the picture's width or height, the least and the most that a panel covers.
    `flat`: of full scale, how far a panel's pixels are from its colour at most.
    """

    margin: float = 0.1
    least_margin: int = 3
    commonest: int = 2
    different: float = 0.1
    lost: tuple[float, ...] = (0.15, 0.33)
    most_lost: float = 0.5
    panel: tuple[float, float] = (0.08, 0.5)
    flat: float = 0.04


CROPS = CropSettings()


@dataclass(frozen=True)
class Padding:
    """Pixels that are added at each side of a picture."""

    left: int = 0
    top: int = 0
    right: int = 0
    bottom: int = 0

    def less(self, removed: "Padding") -> "Padding":
        """What is left of it where pixels were removed before."""
        return Padding(
            self.left - removed.left,
            self.top - removed.top,
            self.right - removed.right,
            self.bottom - removed.bottom,
        )

    @property
    def widths(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """Before and after the rows, and before and after the columns, as numpy.pad takes them."""
        return (self.top, self.bottom), (self.left, self.right)


def without_margin(whole: Segmentation) -> Iterator[tuple[Segmentation, Padding]]:
    """The picture on other backgrounds than its edge has: the edge may be drawing."""
    _, height, width = whole.channels.shape
    longer = max(height, width)
    margin = max(CROPS.least_margin, round(CROPS.margin * longer))
    padding = Padding(margin, margin, margin, margin)
    for colour in _backgrounds(whole):
        shape = (3, height + 2 * margin, width + 2 * margin)
        padded = np.empty(shape, np.float32)
        padded[:] = colour[:, None, None]
        inside = slice(margin, -margin)
        padded[:, inside, inside] = whole.channels
        yield _segmented(padded, whole), padding


def cut_off(whole: Segmentation) -> Iterator[tuple[Segmentation, Padding]]:
    """The drawing with what the picture may have cut off, unknown, on one side.

    A panel that covers that side is removed first.
    """
    for side in range(4):
        part = _without_panel(whole, side)
        if part is not None:
            behind, removed = part
            for extended, added in _extended_on_one_side(behind):
                yield extended, added.less(removed)
    yield from _extended_on_one_side(whole)


def _without_panel(whole: Segmentation, side: int) -> tuple[Segmentation, Padding] | None:
    """The picture without the panel of one colour at one side, and what was removed.

    `side` counts quarter turns from the left. None where there is no panel.
    """
    turned = np.rot90(whole.channels, side, axes=(1, 2))  # (3, h, w), the side at the left
    covered = _panel_width(turned, whole.ground)
    if covered is None:
        return None
    behind = turned[:, :, covered:]
    rest = np.rot90(behind, -side, axes=(1, 2))
    removed = [0, 0, 0, 0]
    removed[side] = covered
    return _segmented(rest, whole), Padding(*removed)


def _panel_width(channels: Plane, ground: Plane) -> int | None:
    """The pixels that a panel of one colour at the left covers, of (3, h, w); None without one."""
    at_left = channels[:, :, 0]  # (3, h)
    colour = np.median(at_left, axis=1)
    # Mostly the background reaches the edge, and nothing more need be compared.
    if np.abs(colour - ground).max() < CROPS.different:
        return None
    difference = np.abs(channels - colour[:, None, None])
    strongest = difference.max(axis=(0, 1))  # (w,)
    is_beyond = strongest > CROPS.flat
    width = len(is_beyond)
    covered = int(np.argmax(is_beyond)) if is_beyond.any() else width
    least, most = CROPS.panel
    if least * width <= covered <= most * width:
        return covered
    return None


def _segmented(channels: Plane, whole: Segmentation) -> Segmentation:
    """The segmentation of a picture (3, h, w) at the scale of another."""
    contiguous = np.ascontiguousarray(channels)
    segmentation = segment(to_picture(contiguous))
    return replace(segmentation, scale=whole.scale)


def _extended_on_one_side(whole: Segmentation) -> Iterator[tuple[Segmentation, Padding]]:
    """The drawing with each length that may be lost; nothing unless it ends at one edge alone."""
    sides = _sides(whole.mask)
    if sum(sides) != 1:
        return
    left, top, right, bottom = sides
    box = whole.boxes[0]
    is_cut_below = top or bottom
    length = box.height if is_cut_below else box.width
    other_length = box.width if is_cut_below else box.height

    lengths = {round(share * length) for share in CROPS.lost}
    # A square drawing has lost the difference.
    lengths.add(round(other_length - length))
    for lost in sorted(lengths):
        if 1 <= lost <= CROPS.most_lost * length:
            padding = Padding(lost * left, lost * top, lost * right, lost * bottom)
            yield _extended(whole, padding), padding


def _sides(mask: Mask) -> tuple[bool, bool, bool, bool]:
    """Whether a mask reaches the left, the top, the right and the bottom edge."""
    edges = (mask[:, 0], mask[0], mask[:, -1], mask[-1])
    left, top, right, bottom = (bool(edge.any()) for edge in edges)
    return left, top, right, bottom


def _extended(whole: Segmentation, padding: Padding) -> Segmentation:
    """The segmentation with unknown rows and columns added at its edges."""
    background = whole.background
    if background.shape[1:] != (1, 1):
        background = np.pad(background, ((0, 0), *padding.widths), mode="edge")
    foreground = np.pad(whole.foreground, padding.widths)
    known = np.zeros_like(whole.mask)
    return replace(
        whole,
        channels=np.pad(whole.channels, ((0, 0), *padding.widths)),
        background=background,
        difference=np.pad(whole.difference, ((0, 0), *padding.widths)),
        contrast=np.pad(whole.contrast, padding.widths),
        foreground=foreground,
        boxes=[_extended_box(foreground, padding)],
        hidden=np.pad(known, padding.widths, constant_values=True),
        without_edge_parts=None,
        with_faint_parts=None,
    )


def _extended_box(foreground: Plane, padding: Padding) -> Box:
    """The bounding box of a padded foreground (h, w), to the edges at which it was padded."""
    drawn = extent(foreground)
    height, width = foreground.shape
    return Box.between(
        0.0 if padding.left else drawn.left,
        0.0 if padding.top else drawn.top,
        float(width) if padding.right else drawn.right,
        float(height) if padding.bottom else drawn.bottom,
    )


def _backgrounds(whole: Segmentation) -> list[Plane]:
    """The colours (3,) that may be the background, none near the one that was found."""
    channels = whole.channels
    corners = channels[:, [0, 0, -1, -1], [0, -1, 0, -1]]  # (3, 4)
    at_corners = np.median(corners, axis=1).astype(np.float32)
    chosen: list[Plane] = [whole.ground]
    for colour in (at_corners, *commonest_colours(channels, CROPS.commonest)):
        differences = [np.abs(colour - other).max() for other in chosen]
        nearest = min(differences)
        if nearest > CROPS.different:
            chosen.append(colour)
    return chosen[1:]
