"""Hypotheses about a picture: what a button holds, and the icon beside a label."""

from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont, ImageOps

from features.builder import rendered_icons as rendered
from features.builder.build import BuildOptions, build_generation
from features.encoders.embedder import Description, Readings
from features.search.criteria import Criteria
from features.search.hypotheses import HYPOTHESES, Hypothesis, choose
from features.search.index.hit import Hit
from features.search.parts import part_boxes
from features.search.published import PublishedLibrary
from features.search.scoring import Ranking
from features.vision.geometry import Box
from features.vision.segmentation import Segmentation, segment
from ingest.common.data_folder import DataFolder
from ingest.icon import Icon
from render.svg.rasterise import draw
from render.svg.screen import screen
from tests.features.conftest import crawl, drawn, render

SCALE = 4  # buttons are drawn this much larger, then reduced, as a browser antialiases
DISC = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">'
    '<circle cx="12" cy="12" r="10"/></svg>'
)


def button(
    icon: Image.Image, radius: float, ink: str, fill: str | None, page: str = "#ffffff"
) -> Image.Image:
    """A page of 64 pixels with a button, and the icon (RGBA) in its middle.

    `radius` is a share of the button's side.
    """
    large = Image.new("RGB", (64 * SCALE, 64 * SCALE), page)
    box = (6 * SCALE, 6 * SCALE, 58 * SCALE, 58 * SCALE)
    ImageDraw.Draw(large).rounded_rectangle(box, radius * 52 * SCALE, fill, fill or ink, SCALE)
    picture, left = large.reduce(SCALE), (64 - icon.width) // 2
    picture.paste(ink, (left, left), icon.getchannel("A"))
    return picture


def cross(side: int = 20) -> Image.Image:
    icon = Image.new("RGBA", (side, side))
    pen = ImageDraw.Draw(icon)
    pen.rectangle((side // 2 - 1, 0, side // 2, side - 1), "#000000")
    pen.rectangle((0, side // 2 - 1, side - 1, side // 2), "#000000")
    return icon


def crops(picture: Image.Image, score: float = 0.0) -> list[tuple[int, int, int, int]]:
    grouped = score < HYPOTHESES.likely
    boxes = part_boxes(segment(picture), picture.size, grouped)
    return [(box.left, box.top, box.right, box.bottom) for _, box in boxes]


BUTTONS = [
    (0.5, "#1f2328", None),
    (0.15, "#1f2328", None),
    (0, "#d4380d", None),
    (0.5, "#ffffff", "#1677ff"),
    (0.2, "#ffffff", "#d4380d"),
]


@pytest.mark.parametrize(("radius", "ink", "fill"), BUTTONS)
@pytest.mark.parametrize("times", [1, 5])
def test_what_a_button_holds_is_a_part(radius, ink, fill, times):
    picture = ImageOps.scale(button(cross(), radius, ink, fill), times, Image.Resampling.NEAREST)
    (crop,) = crops(picture)
    assert 7 * times < crop[0] <= 22 * times
    assert 42 * times <= crop[2] < 58 * times
    assert crop[:2] == pytest.approx(
        tuple(64 * times - edge for edge in crop[2:]), abs=2 * times
    ), "around the middle"


def test_a_thin_frame_may_have_a_gap():
    picture = button(cross(), 0.2, "#888888", None)
    picture.paste("#ffffff", (5, 20, 8, 23))
    assert len(crops(picture)) == 1


@pytest.mark.parametrize("word", ["OK", "Settings", "Invite people"])
@pytest.mark.parametrize("below", [False, True])
def test_the_icon_without_the_word_beside_it_is_a_part(word, below):
    picture = Image.new("RGB", (160, 70), "#ffffff")
    picture.paste("#000000", (8, 10), cross())
    ImageDraw.Draw(picture).text(
        (6, 44) if below else (38, 13), word, "#000000", ImageFont.load_default(size=14)
    )
    (left, top, right, bottom) = crops(picture)[0]
    assert 0 <= left <= 6
    assert 0 <= top <= 8
    assert 30 <= right < 38
    assert 32 <= bottom < 44


def test_the_sign_of_a_logo_that_looks_much_like_one_of_the_icons_is_no_part():
    picture = Image.new("RGB", (160, 44), "#ffffff")
    picture.paste("#000000", (8, 10), cross())
    ImageDraw.Draw(picture).text((38, 13), "Settings", "#000000", ImageFont.load_default(size=14))
    assert [
        len(crops(picture, score)) for score in (HYPOTHESES.likely - 0.01, HYPOTHESES.likely)
    ] == [1, 0]


def test_a_picture_without_a_frame_whose_parts_are_near_one_another_has_no_others():
    picture = Image.new("RGB", (64, 64), "#ffffff")
    assert crops(picture) == []
    picture.paste("#000000", (22, 22), cross())
    picture.paste("#000000", (44, 34, 46, 38))
    assert crops(picture) == []


@pytest.mark.parametrize(
    "parts",
    [
        [(14, 16, 50, 20), (14, 30, 50, 34), (14, 44, 50, 48)],
        [(14, 16, 50, 20), (20, 30, 44, 34), (28, 44, 36, 48)],
        [(14, 28, 22, 36), (28, 28, 36, 36), (42, 28, 50, 36)],
        [(24, 24, 40, 40), (30, 8, 34, 14), (30, 50, 34, 56), (8, 30, 14, 34), (50, 30, 56, 34)],
        [(28, 8, 36, 38), (27, 46, 37, 56)],
    ],
    ids=["menu", "filter", "dots", "sun", "exclamation mark"],
)
def test_of_an_icon_s_own_parts_none_is_the_icon_beside_a_word(parts):
    picture = Image.new("RGB", (64, 64), "#ffffff")
    for part in parts:
        picture.paste("#000000", part)
    assert crops(picture) == []


@pytest.mark.parametrize(
    "outline",
    [
        [(8, 29), (8, 35), (26, 49), (38, 49), (56, 35), (56, 29), (38, 15), (26, 15)],
        [(8, 26), (8, 38), (20, 50), (56, 50), (56, 14), (20, 14)],
        [(12, 54), (12, 30), (24, 12), (40, 12), (52, 30), (52, 54)],
    ],
    ids=["eye", "tag", "door"],
)
@pytest.mark.parametrize("filled", [False, True])
def test_what_is_no_ring_or_button_frames_nothing(outline, filled):
    picture = Image.new("RGB", (64, 64), "#ffffff")
    ImageDraw.Draw(picture).polygon(outline, "#000000" if filled else None, "#000000", 3)
    ImageDraw.Draw(picture).ellipse((27, 27, 37, 37), "#ffffff" if filled else "#000000")
    assert crops(picture) == []


def test_none_of_several_squares_is_a_frame():
    picture = Image.new("RGB", (64, 64), "#ffffff")
    for left, top in ((6, 6), (6, 36), (36, 6), (36, 36)):
        ImageDraw.Draw(picture).rounded_rectangle(
            (left, top, left + 21, top + 21), 4, None, "#000000", 4
        )
    assert crops(picture) == []
    picture.paste("#ffffff", (0, 0, 64, 32))
    picture.paste("#ffffff", (32, 32, 64, 64))
    assert len(crops(picture)) == 1, "a single one is"


def test_of_a_large_picture_a_smaller_one_is_cut_and_the_box_is_in_the_large_one(library):
    small = button(draw(screen(drawn("", 3).source_code), 24, (0, 0, 0)), 0.5, "#ffffff", "#1677ff")
    found = [
        library.find(ImageOps.scale(small, times, Image.Resampling.NEAREST), Criteria(1))
        for times in (1, 40)
    ]
    assert [one.hypothesis.partial for one in found] == [True, True]
    one, large = (answer.hypothesis.description for answer in found)
    assert large.boxes[0] == pytest.approx([40 * edge for edge in one.boxes[0]], abs=60)
    across, down = large.segmentation.scale
    inner = large.segmentation.boxes[0]
    assert (across * inner.width, down * inner.height) == pytest.approx(
        large.boxes[0][2:], abs=1
    ), "its own pixels are told by the large one's too"


class FakeScorer:
    """Answers what a test says, in place of a library: `rank` gets a description's number."""

    def __init__(self, *rankings: list[Hit]) -> None:
        self.rankings = rankings
        self.described: list[Image.Image] = []
        self.thorough: list[bool] = []
        self._numbers: dict[int, int] = {}

    def describe(self, image: Image.Image) -> Readings:
        self.described.append(image)
        segmentation = segment(image)
        whole, *others = (
            self.numbered(description(one, list(one.boxes)), min(1, len(self.described) - 1))
            for one in segmentation.readings
        )
        return Readings(whole, others[0] if others else None)

    def numbered(self, one: Description, number: int) -> Description:
        self._numbers[id(one.vectors)] = number
        return one

    def rank(self, one: Description, thorough: bool = False) -> Ranking:
        self.thorough.append(thorough)
        return Ranking(self.rankings[self._numbers[id(one.vectors)]], {})


def description(segmentation: Segmentation, boxes: list[Box]) -> Description:
    return Description(np.zeros((1, 2), np.float32), boxes, None, False, segmentation)


def chosen(
    whole: float, part: float, picture: Image.Image | None = None
) -> tuple[Hypothesis, list[Hit], int]:
    """The hypothesis about a picture (a button if None), its hits, and how many parts were cut out.

    `whole` and `part` are the scores of the best icon for the whole picture and for a part.
    """
    picture = picture or button(cross(), 0.5, "#000000", None)
    scorer = FakeScorer([Hit("whole", whole)], [Hit("part", part)])
    scored = choose(picture, scorer.describe(picture), scorer)
    return scored.hypothesis, scored.hits, len(scorer.described) - 1


def test_a_picture_that_is_clear_at_first_has_one_hypothesis():
    hypothesis, hits, parts = chosen(HYPOTHESES.clear, 1.0)
    assert (hypothesis.partial, hits[0].id, parts) == (False, "whole", 0)


@pytest.mark.parametrize(
    ("part", "believed"), [(0.999, True), (0.95, True), (0.89, False), (0.5, False)]
)
def test_a_part_is_believed_where_it_comes_much_nearer(part, believed):
    hypothesis, hits, parts = chosen(0.85, part)
    assert (hypothesis.partial, hits[0].id, parts) == (believed, "part" if believed else "whole", 1)
    assert hypothesis.description.boxes[0] == pytest.approx(
        (22, 22, 20, 20) if believed else (6, 6, 52, 52), abs=1.5
    )


@pytest.mark.parametrize(("at", "believed"), [(22, True), (20, True), (12, False), (32, False)])
@pytest.mark.parametrize("down", [False, True])
def test_what_a_frame_holds_on_one_side_is_not_believed(at, down, believed):
    picture = button(Image.new("RGBA", (20, 20)), 0.2, "#000000", None)
    picture.paste("#000000", (22, at) if down else (at, 22), cross())
    assert chosen(0.85, 0.999, picture)[0].partial == believed


@pytest.mark.parametrize(("shoulders", "alone"), [(54, True), (44, False)])
def test_of_what_a_frame_holds_nothing_is_left_out_that_reaches_far_into_it(shoulders, alone):
    picture = button(Image.new("RGBA", (20, 20)), 0.1, "#000000", None)
    pen = ImageDraw.Draw(picture)
    pen.ellipse((24, 22, 40, 38), "#000000")
    pen.rectangle((18, shoulders, 46, 57), "#000000")
    hypothesis, _, _ = chosen(0.85, 0.999, picture)
    assert hypothesis.partial
    assert hypothesis.description.boxes[0][:3] == pytest.approx(
        (24, 22, 17) if alone else (18, 22, 29), abs=1.5
    )


@pytest.mark.parametrize(
    ("whole", "inner", "taken"),
    [
        (HYPOTHESES.clear, 1.0, "whole"),
        (HYPOTHESES.likely, 0.999, "inner"),
        (HYPOTHESES.likely, 0.96, "whole"),
        (0.8, 0.85, "inner"),
        (0.8, 0.7, "whole"),
    ],
)
def test_parts_at_the_edge_belong_to_the_icon_where_there_is_one_like_all_of_it(
    whole, inner, taken
):
    picture = Image.new("RGB", (64, 64), "#ffffff")
    scorer = FakeScorer([Hit("whole", whole, coloured=True)], [Hit("inner", inner, coloured=True)])
    blank = segment(picture)
    readings = Readings(
        scorer.numbered(description(blank, [Box(0, 0, 9, 9)]), 0),
        without_edge_parts=scorer.numbered(description(blank, [Box(0, 0, 9, 9)]), 1),
    )
    scored = choose(picture, readings, scorer)
    assert scored.hypothesis.kind == ("without edge parts" if taken == "inner" else "whole")
    assert scored.hits[0].id == taken
    assert scorer.described == [], "nothing is cut out"
    assert scorer.thorough[-1] == (scored.hits[0].score < HYPOTHESES.unclear), (
        "where nothing is clear, many more icons of several colours are compared"
    )


@pytest.mark.parametrize(
    ("score", "coloured", "believed"),
    [
        (HYPOTHESES.faint, True, True),
        (HYPOTHESES.faint - 0.01, True, False),
        (HYPOTHESES.faint, False, False),
    ],
)
def test_what_is_faint_belongs_to_the_icon_where_there_is_one_like_that_with_several_colours(
    score, coloured, believed
):
    picture = Image.new("RGB", (64, 64), "#ffffff")
    scorer = FakeScorer(
        [Hit("sign", HYPOTHESES.clear)], [Hit("sign and word", score, coloured=coloured)]
    )
    blank = segment(picture)
    readings = Readings(
        scorer.numbered(description(blank, [Box(0, 0, 9, 9)]), 0),
        with_faint_parts=scorer.numbered(description(blank, [Box(0, 0, 9, 9)]), 1),
    )
    scored = choose(picture, readings, scorer)
    assert scored.hypothesis.kind == ("with faint parts" if believed else "whole")
    assert scored.hits[0].id == ("sign and word" if believed else "sign")
    assert scorer.described == [], "nothing is cut out"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PublishedLibrary]:
    folder = DataFolder(tmp_path_factory.mktemp("closer"))
    icons = [
        *(drawn(f"icon-{number:02}", number) for number in range(30)),
        Icon("plain-disc", "disc", DISC),
    ]
    crawl(folder, icons)
    render(folder, icons)
    build_generation(folder, rendered.read(folder), ["glyphnet"], BuildOptions(jobs=2, keep=5))
    opened = PublishedLibrary.open(folder, threads=1)
    yield opened
    opened.close()


@pytest.mark.parametrize(("radius", "ink", "fill"), BUTTONS)
def test_icons_in_buttons_are_found(library, radius, ink, fill):
    right = 0
    for number in range(30):
        picture = button(
            draw(screen(drawn("", number).source_code), 24, (0, 0, 0)), radius, ink, fill
        )
        found = library.find(picture, Criteria(3))
        right += found.results[0].entry.id == f"icon-{number:02}"
        assert found.hypothesis.partial == (min(found.hypothesis.description.boxes[0][:2]) > 15)
    assert right >= 27


def test_a_disc_is_still_a_disc(library):
    picture = button(Image.new("RGBA", (4, 4)), 0.5, "#1677ff", "#1677ff")
    found = library.find(picture, Criteria(3))
    assert (found.results[0].entry.id, found.hypothesis.partial) == ("plain-disc", False)
