"""The benchmark of pictures as people crop them: scenes, truth, figures. No browser is started."""

import math
import random
import re

import numpy as np
import pytest
from PIL import Image

from ingest.icon import Icon
from tests.benchmarks.quality.icons import IconSet
from tests.benchmarks.wild import camera, drawings, pages, pictures, pixels, truth
from tests.benchmarks.wild.__main__ import chosen
from tests.benchmarks.wild.kinds import FAMILIES, SIMULATED
from tests.benchmarks.wild.kinds.colours import two_tone
from tests.benchmarks.wild.kinds.strokes import stroked
from tests.benchmarks.wild.measure import Answer, right_rank
from tests.benchmarks.wild.report import report
from tests.benchmarks.wild.scene import Family, Kind
from tests.benchmarks.wild.stage import Stage
from tests.benchmarks.wild.truth import Looks, Truth

OPENING = '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24">'
KINDS = [kind for family in FAMILIES for kind in family.kinds]


def drawing(shapes):
    return f"{OPENING}{shapes}</svg>"


LEFT = drawing('<path fill="currentColor" d="M2 12L12 2v7h10v6H12v7z"/>')
RIGHT = drawing('<path fill="currentColor" d="M22 12L12 2v7H2v6h10v7z"/>')
DISC = drawing('<circle fill="currentColor" cx="12" cy="12" r="9"/>')
LINE = drawing('<path fill="none" stroke="currentColor" stroke-width="2" d="M4 20L20 4"/>')
TONES = drawing(
    '<path fill="currentColor" d="M2 2h9v20H2z"/><path opacity=".3" d="M13 2h9v9h-9z"/>'
)
SOURCES = {"left": LEFT, "right": RIGHT, "disc": DISC, "disc-copy": DISC, "line": LINE}


def icon_set(name, sources):
    icons = {
        one: Icon.from_json({"id": one, "name": one, "source_code": svg})
        for one, svg in sources.items()
    }
    return IconSet(name, None, icons)


@pytest.fixture(scope="module")
def library():
    return icon_set("mine", SOURCES)


def stage(seed, svg=TONES):
    return Stage(random.Random(seed), svg, [("a", DISC), ("b", LINE)], coloured=False)


def shown(icon="left", also=(), others=()):
    return Truth("0.png", "mine", icon, also, others, None, 20, 1)


def test_there_are_enough_kinds_and_each_has_a_name_of_its_own():
    names = [kind.name for kind in KINDS]
    assert len(names) >= 60
    assert len(set(names)) == len(names)
    assert set(names) >= SIMULATED


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_kind_sets_the_same_scene_again_with_one_element_to_crop(kind):
    scenes = [kind.paint(stage(seed)) for seed in (1, 2, 3)]
    assert [scene.html for scene in scenes] == [kind.paint(stage(seed)).html for seed in (1, 2, 3)]
    for scene in scenes:
        assert len(re.findall(r'class="crop"', scene.html)) == 1
        assert ('class="icon"' in scene.html) == kind.shows_icon


def test_icons_for_strokes_and_for_two_tones():
    assert [stroked(svg) for svg in (LINE, DISC, TONES)] == [True, False, False]
    assert [two_tone(svg) for svg in (LINE, DISC, TONES)] == [False, False, True]
    assert 'stroke-width="3.000"' in drawings.restroked(LINE, 1.5)


def test_a_turned_drawing_is_the_turned_picture():
    upright, _ = drawings.raster(LEFT)
    mirrored, _ = drawings.raster(drawings.transformed(LEFT, "scale(-1 1)"))
    turned, _ = drawings.raster(drawings.transformed(LEFT, "rotate(90)"))
    assert np.abs(mirrored - upright[:, ::-1]).mean() < 0.02
    assert np.abs(turned - np.rot90(upright, -1)).mean() < 0.02
    assert np.abs(mirrored - upright).mean() > 0.1


def test_the_turns_that_explain_a_drawing():
    mirrored = drawings.transformed(LEFT, "scale(-1 1)")
    # The arrow is the same upside down, so half a turn explains it too.
    assert drawings.turns(LEFT, mirrored) == [(False, 180), (True, 0)]
    assert drawings.turns(LEFT, drawings.transformed(LEFT, "rotate(30)")) == []
    assert len(drawings.turns(DISC, DISC)) == 8


def test_which_icons_look_like_a_drawing(library):
    looks = Looks(library)
    assert looks.same("disc") == {"disc", "disc-copy"}
    assert looks.like(drawings.transformed(LEFT, "scale(-1 1)"), colours=False) == {"right"}
    assert looks.like(DISC.replace("currentColor", "#e00"), colours=True) == set()
    assert looks.known(icon_set("other", {"x": DISC}), "x")


def test_the_first_right_icon_counts_by_distinct_looks(library):
    other = shown("left", others=("line",))
    assert right_rank(["line", "left"], other, library) == 1
    assert right_rank(["disc", "disc-copy", "left"], shown("left"), library) == 2
    assert right_rank(["disc"], shown("left"), library) == math.inf
    assert right_rank(["disc"], shown(None), library) == math.inf


class Painted:
    """In place of a browser: each cell is 100 × 60, with 20 × 20 in its middle to crop."""

    def paint(self, sheet):
        boxes = [
            [40, 60 * place + 20, 60, 60 * place + 40, 0, 60 * place, 100, 60 * place + 60]
            for place in range(len(sheet.cells))
        ]
        size = (round(100 * sheet.ratio), round(60 * sheet.ratio * len(boxes)))
        return Image.effect_noise(size, 30), boxes


def test_a_crop_ends_at_its_cell():
    sheet = pages.Sheet([("", "#fff"), ("", "#fff")], ratio=2, transparent=False)
    margins = [(5, 5, -10, 0), (90, 90, 90, 90)]
    sizes = [picture.size for picture in pages.cropped(Painted(), sheet, margins)]
    assert sizes == [(30, 50), (200, 120)]
    assert "background:#fff" in sheet.html


def test_pictures_of_a_library_and_of_icons_that_it_lacks(library, tmp_path):
    others = icon_set("others", {"known": DISC, "back": RIGHT.replace("22 12", "21 12")})
    kinds = [kind for kind in KINDS if kind.name in ("filled-button", "two-icons", "noise")]
    painters = {"chromium": Painted()}
    pictures.make(library, [others], kinds, painters, tmp_path, count=3, seed=1)

    button = truth.read(tmp_path / "filled-button")
    assert [one.shows for one in button] == [None, None, None, "others:back"]
    assert [one.icon in SOURCES for one in button] == [True, True, True, False]
    assert all((tmp_path / "filled-button" / one.file).exists() for one in button)
    assert all(len(one.others) == 1 for one in truth.read(tmp_path / "two-icons") if one.icon)
    assert {one.icon for one in truth.read(tmp_path / "noise")} == {None}


def test_a_kind_whose_browser_is_missing_is_left_out(library, tmp_path):
    kinds = [kind for kind in KINDS if kind.browser == "firefox"]
    pictures.make(library, [], kinds, {"chromium": Painted()}, tmp_path, count=2, seed=1)
    assert list(tmp_path.iterdir()) == []


ALTERATIONS = {
    "smaller": (pixels.rescaled(0.5, "area"), (20, 15)),
    "larger": (pixels.rescaled(1.5, "nearest"), (60, 45)),
    "two pixels": (pixels.resized(2, 2), (2, 2)),
    "empty ground": (pixels.on_empty_ground((450, 400)), (450, 400)),
    "thirds": (pixels.subpixels, (13, 10)),
    "dots": (pixels.dithered, (40, 30)),
    "specks": (pixels.dusty(3, 5), (40, 30)),
    "wavering": (camera.wavering(0.01, 0.02), (40, 30)),
    "trimmed": (pixels.trimmed, (11, 11)),
}


@pytest.mark.parametrize("name", ALTERATIONS)
def test_an_alteration_has_the_expected_size_and_is_the_same_again(name):
    alter, size = ALTERATIONS[name]
    image = Image.new("RGB", (40, 30), "#fff")
    image.paste("#246", (10, 10, 21, 21))
    once, again = (alter(image, random.Random(5)) for _ in range(2))
    assert once.size == size
    assert once.tobytes() == again.tobytes()


def test_a_photograph_of_a_screen_is_smaller_than_its_raster_and_never_even():
    picture = camera.photographed(Image.new("RGB", (60, 60), "#fff"), random.Random(1))
    assert 60 <= picture.width <= 120
    assert len(np.unique(np.asarray(picture))) > 50


def test_a_drawing_without_background_is_trimmed_by_its_alpha():
    image = Image.new("RGBA", (20, 20), (255, 255, 255, 0))
    image.paste((255, 255, 255, 255), (4, 6, 10, 9))
    assert pixels.trimmed(image, random.Random(1)).size == (6, 3)


def test_the_report_counts_what_the_issue_asks_for():
    nothing = Truth("1.png", "mine", None, (), (), None, 0, 1)
    answers = [
        Answer("red-dot", shown(), "left", 1, "absent", 0.2, 0.004),
        Answer("red-dot", shown(), "disc", 3, "found", 0.9, 0.008),
        Answer("red-dot", nothing, "disc", math.inf, "found", 0.8, 0.1),
        Answer("noise", nothing, None, math.inf, "refused", None, 0),
    ]
    paint = {kind.name: kind for kind in KINDS}
    families = [
        Family("dots", (paint["red-dot"],)),
        Family("empty", (paint["noise"], Kind(paint["noise"].paint, browser="firefox"))),
    ]
    lines = report(answers, families, "command").splitlines()
    rows = {line.split(" | ")[0].strip("| ✱"): line for line in lines if line.startswith("| ")}
    shares = "0.500 | 1.000 | 0.500 | 0.000 | 0.500 | 0.500 | 0.667 | 1.000 | – | – | 8 / 100"
    assert rows["red-dot"] == f"| red-dot ✱ | 2 + 1 | {shares} |", "the self-test simulates it"
    assert rows["**dots**"].endswith(f"{shares} |")
    assert rows["noise"].endswith("| – | – | – | – | – | – | 0.000 | 0.000 | – | – | – |")
    assert "firefox-noise" not in rows, "no pictures of it"
    assert rows["0.167"].split(" | ")[1] == "0.000"


def test_an_unknown_kind_is_refused_by_name():
    assert [kind.name for family in chosen(["noise"]) for kind in family.kinds] == ["noise"]
    with pytest.raises(SystemExit, match="no kind blot: take some of accent-count"):
        chosen(["blot", "noise"])
