"""The searcher: criteria, verdicts and matches, with words, filters and without a calibration."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from features.builder import rendered_icons
from features.builder.build import BuildOptions, build_generation
from features.search import searcher
from features.search.criteria import Criteria
from features.search.errors import NotCalibrated, UnknownEncoder
from features.search.published import PublishedLibrary
from features.search.reranking import CutoutCache
from features.search.windows.regions import REGIONS
from features.store.generation import Generation
from ingest.common.data_folder import DataFolder
from render.svg.drawing import draw
from render.svg.resolve import resolve
from tests.features.conftest import crawl, drawn, render

COUNT = 30
STYLES = ("round", "sharp")  # of even and of odd icons
NONE_OF_THEM = {"style": ["no such style"]}


def icon_id(number: int) -> str:
    return f"icon-{number:02}"


def picture(number: int, side: int = 24) -> Image.Image:
    """An icon of the library, black on white, with a margin."""
    drawing = draw(resolve(drawn("", number).source_code), side, (0, 0, 0)).picture
    image = Image.new("RGB", (side + 16, side + 16), "#ffffff")
    image.paste("#000000", (8, 8), drawing.getchannel("A"))
    return image


def window(*numbers: int) -> Image.Image:
    """A window with these icons side by side."""
    image = Image.new("RGB", (80 * len(numbers) + 40, 120), "#ffffff")
    for place, number in enumerate(numbers):
        image.paste(picture(number), (20 + 80 * place, 40))
    return image


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    folder = DataFolder(tmp_path_factory.mktemp("searcher"))
    icons = [
        drawn(icon_id(number), number, style=STYLES[number % 2], name=f"name{number:02}")
        for number in range(COUNT)
    ]
    crawl(folder, icons)
    render(folder, icons)
    library = rendered_icons.read(folder)
    build_generation(folder, library, ["glyphnet", "phash"], BuildOptions(jobs=2, keep=5))
    return folder


@pytest.fixture(scope="module")
def library(folder: DataFolder) -> Iterator[PublishedLibrary]:
    opened = PublishedLibrary.open(folder, threads=1)
    yield opened
    opened.close()


def ids(answer) -> list[str]:
    return [result.entry.id for result in answer.results]


def test_the_icon_is_found_with_as_many_results_as_are_wanted(library):
    found = library.find(picture(3), Criteria(4))
    assert found.verdict == "found"
    assert ids(found)[0] == icon_id(3)
    assert len(found.results) == 4
    scores = [result.score for result in found.results]
    assert scores == sorted(scores, reverse=True)


def test_of_the_results_wanted_those_below_the_least_match_are_left_out(library):
    found = library.find(picture(3), Criteria(4))
    least = 100 * found.results[0].match
    assert ids(library.find(picture(3), Criteria(4, min_match=least))) == ids(found)[:1]
    assert ids(library.find(picture(3), Criteria(4, min_match=0))) == ids(found)
    assert library.find(picture(3), Criteria(4, min_match=100)).verdict == "found"


def test_a_match_follows_its_icon_when_words_move_it_forward(library):
    plain = library.find(picture(3), Criteria(COUNT))
    last = ids(plain)[-1]
    number = int(last.removeprefix("icon-"))
    worded = library.find(picture(3), Criteria(COUNT, words=f"name{number:02}"))
    assert ids(worded).index(last) < ids(plain).index(last)
    matches = {result.entry.id: result.match for result in worded.results}
    best = max(matches, key=matches.get)
    assert best == icon_id(3)
    assert worded.verdict == plain.verdict == "found"


def test_filters_that_leave_nothing_answer_absent(library):
    found = library.find(picture(3), Criteria(4, NONE_OF_THEM))
    assert (found.verdict, found.results) == ("absent", [])
    assert found.false_accept is not None


def test_icons_left_out_are_not_found(library):
    searcher = library.searcher("glyphnet")
    readings = searcher.describe(picture(3))
    choice = searcher.choose(picture(3), readings, Criteria(3, without=[icon_id(3)]))
    assert choice.scored
    for scored in choice.scored:
        assert icon_id(3) not in [hit.id for hit in scored.hits]
    with pytest.raises(KeyError):
        searcher.choose(picture(3), readings, Criteria(3, without=["unknown"]))


def test_an_encoder_that_was_not_tested_has_no_verdict_and_no_matches(library):
    found = library.find(picture(3), Criteria(3), encoder="phash")
    assert (found.verdict, found.false_accept) == (None, None)
    assert [result.match for result in found.results] == [None] * 3
    with pytest.raises(NotCalibrated, match="leave min_match out"):
        library.find(picture(3), Criteria(3, min_match=1), encoder="phash")
    with pytest.raises(NotCalibrated, match="crop the picture"):
        library.find_all(window(3), 3, encoder="phash")
    with pytest.raises(UnknownEncoder, match="glyphnet, phash"):
        library.find(picture(3), Criteria(3), encoder="nothing")


def test_every_icon_of_a_window_is_found(library):
    regions = library.find_all(window(3, 8), 2).regions
    assert [ids(region)[0] for region in regions] == [icon_id(3), icon_id(8)]
    assert [len(region.results) for region in regions] == [2, 2]
    assert {region.verdict for region in regions} == {"found"}


def test_filters_hold_for_windows(library):
    both = window(3, 8)
    for style, number in (("sharp", 3), ("round", 8)):
        (region, *others) = library.find_all(both, 3, filters={"style": [style]}).regions
        assert ids(region)[0] == icon_id(number)
        assert others == []
        assert {result.entry.style for result in region.results} == {style}
    assert library.find_all(both, 3, filters=NONE_OF_THEM, everything=True).regions == []


def test_with_everything_a_window_has_what_is_no_icon_of_the_library_too(library):
    strange = window(3, 500)
    assert len(library.find_all(strange, 1).regions) == 1
    known, unknown = library.find_all(strange, 1, everything=True).regions
    assert (known.verdict, unknown.verdict) == ("found", "absent")


@pytest.mark.parametrize("everything", [False, True])
def test_a_region_without_a_match_that_high_is_left_out(library, everything):
    shown = window(3, 500)
    regions = library.find_all(shown, 5, min_match=60, everything=everything).regions
    assert [ids(region) for region in regions] == [[icon_id(3)]]
    assert library.find_all(shown, 5, min_match=100.1, everything=everything).regions == []


def test_of_many_candidates_those_nearest_to_an_icon_are_searched(library, monkeypatch):
    shown = window(3)
    shown.paste("#1677ff", (2, 90, 30, 110))
    assert len(library.find_all(shown, 1, everything=True).regions) == 2
    monkeypatch.setattr(searcher, "REGIONS", replace(REGIONS, most=1))
    (only,) = library.find_all(shown, 1, everything=True).regions
    assert only.results[0].entry.id == icon_id(3)


def test_threads_share_a_searcher_and_keep_their_criteria(library):
    criteria = [Criteria(3), Criteria(3, {"style": ["round"]}), Criteria(1, words="name07")]
    alone = [ids(library.find(picture(3), one)) for one in criteria]
    with ThreadPoolExecutor(6) as pool:
        answers = pool.map(
            lambda number: ids(library.find(picture(3), criteria[number % 3])), range(24)
        )
    assert list(answers) == 8 * alone


def test_an_encoder_is_opened_once_however_many_ask_for_it_first(folder, monkeypatch):
    opened, embedder = [], Generation.embedder

    def counted(generation: Generation, extractor: str, threads: int):
        opened.append(extractor)
        return embedder(generation, extractor, threads)

    monkeypatch.setattr(Generation, "embedder", counted)
    library = PublishedLibrary.open(folder, threads=1)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(library.searcher, 16 * ["phash"]))
    library.close()
    assert opened == ["glyphnet", "phash"]


def test_a_library_that_fails_its_rehearsal_is_closed(folder, monkeypatch):
    closed = []
    close = Generation.close
    monkeypatch.setattr(Generation, "close", lambda one: (closed.append(one.name), close(one)))
    monkeypatch.setattr(PublishedLibrary, "find", lambda *_: np.zeros(0)[0])
    with pytest.raises(IndexError):
        PublishedLibrary.open(folder, threads=1)
    assert len(closed) == 1


def test_a_cache_fetches_each_drawing_once():
    fetched = []

    def fetch(identifiers):
        fetched.append(list(identifiers))
        return dict.fromkeys(identifiers)

    cache = CutoutCache(fetch)
    for asked in (["a", "b"], ["b"], ["b", "c"]):
        assert cache(asked).keys() >= set(asked)
    assert fetched == [["a", "b"], ["c"]]
