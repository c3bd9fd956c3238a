"""Which icons look the same, which nearly so, and which do not: by the pictures, in groups."""

import json

import numpy as np
import pytest

from features.__main__ import main
from features.audit import look_alikes, neighbours
from ingest.common.data_folder import DataFolder
from ingest.icon import Icon
from render.picture import depict
from tests.features.conftest import crawl, drawn, render

NEAR = look_alikes.SETTINGS.near
BELL = (
    '<path fill="{colour}" '
    'd="M12 2a6 6 0 0 0-6 6v5l-2 4h16l-2-4V8a6 6 0 0 0-6-6zm-2 16a2 2 0 0 0 4 0z"/>'
)
STAR = '<path fill="{colour}" d="m12 2 3 7 7 1-5 5 1 7-6-4-6 4 1-7-5-5 7-1z"/>'
BADGE = '<circle cx="19" cy="19" r="4" fill="{colour}"/>'


def svg(shapes: str, colour: str = "#000", box: str = "0 0 24 24") -> str:
    body = shapes.format(colour=colour)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{body}</svg>'


def alike(one: str, other: str) -> tuple[bool, float]:
    first, second = (depict(source, 64).jpegs for source in (one, other))
    return look_alikes.looks_same(first, second), look_alikes.similarity(
        look_alikes.glyphs(first), look_alikes.glyphs(second)
    )


@pytest.mark.parametrize(
    "other",
    [
        svg("<g>" + BELL + "</g>"),
        svg(BELL, "currentColor"),
        svg(BELL.replace("v5l-2 4h16l-2-4V8", "v5.01l-2 3.99h16l-2-4V8")),
    ],
    ids=["written otherwise", "in the text's colour", "a hundredth aside"],
)
def test_pictures_that_no_eye_tells_apart_are_the_same(other: str):
    same, similarity = alike(svg(BELL), other)
    assert same
    assert similarity > 0.97


@pytest.mark.parametrize(
    "other",
    [
        svg(BELL, "#d02020"),
        svg(BELL, box="-6 -6 36 36"),
        svg(BELL, box="3 0 24 24"),
        svg(BELL, "#fff"),
    ],
    ids=["tinted", "smaller", "elsewhere", "white"],
)
def test_the_same_drawing_in_another_colour_size_or_place_is_nearly_the_same(other: str):
    same, similarity = alike(svg(BELL), other)
    assert not same
    assert similarity >= NEAR


@pytest.mark.parametrize(
    "other",
    [svg(STAR), svg(BELL + BADGE), svg(BELL + BADGE, "#d02020")],
    ids=["another", "a badge", "a red badge"],
)
def test_another_drawing_is_not_alike_however_small_the_difference(other: str):
    same, similarity = alike(svg(BELL), other)
    assert not same
    assert similarity < NEAR


def test_colours_count_where_there_are_several():
    flag = '<path fill="{colour}" d="M2 4h10v16H2z"/><path fill="#2040d0" d="M12 4h10v16H12z"/>'
    assert alike(svg(flag, "#d02020"), svg(flag, "#d02020")) == (True, 1.0)
    same, similarity = alike(svg(flag, "#d02020"), svg(flag, "#20a030"))
    assert not same
    assert similarity < NEAR


def test_one_colour_is_not_several():
    flag = '<path d="M2 4h10v16H2z"/><path fill="{colour}" d="M12 4h10v16H12z"/>'
    assert alike(svg(flag, "#000"), svg(flag, "#d02020"))[1] < NEAR


def test_what_is_below_the_least_similarity_is_not_looked_at_further():
    one, other = (look_alikes.glyphs(depict(svg(shape), 64).jpegs) for shape in (BELL, STAR))
    assert look_alikes.similarity(one, other) > 0
    assert look_alikes.similarity(one, other, least=0.75) == 0


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    """Some icons that are all different, and some that are not."""
    folder = DataFolder(tmp_path_factory.mktemp("library"))
    different = [
        *(drawn(f"set:icon-{number:02}", number) for number in range(20)),
        drawn("set:coloured", 102, colours=2),
    ]
    twins = [
        Icon(identifier, "Bell [1]", svg(BELL), library="Twins")
        for identifier in ("bell", "alarm", "图标/bell")
    ]
    bells = [
        Icon("bell-again", "Bell", svg(BELL.replace("v5l-2", "v5.01l-2"))),
        Icon("bell-red", "Bell", svg(BELL, "#d02020")),
    ]
    stars = [Icon("star", "Star", svg(STAR)), Icon("star-2", "Star", svg(STAR, "#00f"))]
    everything = [*different, *twins, *bells, *stars]
    crawl(folder, everything)
    render(folder, everything)
    assert main(["--extractor", "phash", "--data", str(folder.root)]) == 0
    return folder


def command(folder: DataFolder, *arguments: str) -> int:
    return main(["duplicates", *arguments, "--data", str(folder.root)])


def test_groups_in_json(library: DataFolder, capsys: pytest.CaptureFixture):
    capsys.readouterr()
    assert command(library, "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    found = [
        (group["alike"], [icon["id"] for icon in group["icons"]]) for group in answer["groups"]
    ]
    bells = ["alarm", "bell", "bell-again", "图标/bell"]
    assert found == [
        ("same", bells),
        ("near", sorted([*bells, "bell-red"])),
        ("near", ["star", "star-2"]),
    ]
    assert answer["groups"][0]["icons"][0] == {
        "id": "alarm",
        "name": "Bell [1]",
        "library": "Twins",
    }
    assert all(NEAR <= group["similarity"] <= 1 for group in answer["groups"])
    assert answer["near"] == NEAR


def test_groups_as_a_table(library: DataFolder, capsys: pytest.CaptureFixture):
    capsys.readouterr()
    assert command(library) == 0
    said = capsys.readouterr().out
    assert "图标/bell" in said
    assert "Bell [1]" in said
    assert "features: icons 28, groups 3, same 1, near 2" in said


def test_the_threshold_can_be_set(library: DataFolder, capsys: pytest.CaptureFixture):
    capsys.readouterr()
    assert command(library, "--json", "--near", "1") == 0
    groups = json.loads(capsys.readouterr().out)["groups"]
    assert [[icon["id"] for icon in group["icons"]] for group in groups] == [
        ["alarm", "bell", "图标/bell"]
    ]


@pytest.mark.parametrize(
    "icons", [[drawn("one", 1)], [drawn("one", 1), drawn("two", 1)]], ids=["one", "twins"]
)
def test_the_smallest_libraries(
    folder: DataFolder, icons: list[Icon], capsys: pytest.CaptureFixture
):
    crawl(folder, icons)
    render(folder, icons)
    main(["--extractor", "phash", "--data", str(folder.root)])
    assert command(folder) == 0
    assert f"groups {len(icons) - 1}, same {len(icons) - 1}, near 0" in capsys.readouterr().out


def test_nothing_published_is_status_2(folder: DataFolder):
    assert command(folder) == 2


@pytest.mark.parametrize("share", ["0", "1.5", "much"])
def test_a_threshold_out_of_range_is_status_2(folder: DataFolder, share: str):
    with pytest.raises(SystemExit, match="2"):
        command(folder, "--near", share)


def test_neighbours_are_the_nearest_of_all_blocks(monkeypatch: pytest.MonkeyPatch):
    settings = neighbours.NeighbourSettings(neighbours=3, block=7)
    monkeypatch.setattr(neighbours, "SETTINGS", settings)
    vectors = np.random.default_rng(0).normal(size=(40, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    cosines = vectors @ vectors.T - 2 * np.eye(40)
    expected = {
        (min(row, other), max(row, other))
        for row in range(40)
        for other in np.argsort(-cosines[row])[:3].tolist()
    }
    assert neighbours.neighbour_pairs(vectors, jobs=2) == sorted(expected)
