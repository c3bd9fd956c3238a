"""A library tests itself with screenshots of its own icons before it is published."""

from dataclasses import replace

import pytest

from features.builder.build import BuildOptions, Worse, build_generation
from features.builder.rendered_icons import read
from features.evaluate import self_test, trials
from features.evaluate.kinds import GROUPS
from features.search.calibration import Calibration
from features.store import generation
from ingest.common.data_folder import DataFolder
from tests.features.conftest import crawl, drawn, render

RECORD = {"recall_at_1": {"clean": 0.99, "ui": 0.97, "hard": 0.9}, "screenshots": 200}


def test_a_build_tests_itself_and_keeps_the_result(rendered: DataFolder):
    build_generation(rendered, read(rendered), ["phash"], BuildOptions(jobs=1, keep=5))
    opened = generation.open_current(rendered)
    tested = opened.selftest
    assert set(tested["recall_at_1"]) == set(GROUPS)
    assert all(0 <= share <= 1 for share in tested["recall_at_1"].values())
    assert tested["screenshots"] >= trials.SELF_TEST.least_trials_when_slow // 10
    assert Calibration.read(opened.calibration_record("phash")).found_from > 0
    assert opened.calibration_record("vgg16") is None
    opened.close()


@pytest.mark.parametrize(
    "library",
    [
        pytest.param([drawn(str(number), number) for number in range(3)], id="too small"),
        pytest.param(
            [
                replace(drawn("0", 1), id=str(number))
                for number in range(trials.SELF_TEST.least_icons)
            ],
            id="all look the same",
        ),
    ],
)
def test_a_library_that_tells_nothing_is_published_untested(library, folder: DataFolder):
    crawl(folder, library)
    render(folder, library)
    build_generation(folder, read(folder), ["phash"], BuildOptions(jobs=1, keep=5))
    opened = generation.open_current(folder)
    assert (opened.selftest, opened.calibration_record("phash")) == (None, None)
    opened.close()


def test_what_finds_clearly_less_is_refused_unless_forced(rendered: DataFolder, icons, monkeypatch):
    first = build_generation(rendered, read(rendered), ["phash"], BuildOptions(jobs=1, keep=5))
    more = [*icons, drawn("set:new", 500)]
    crawl(rendered, more)
    render(rendered, more)
    worse = RECORD | {"recall_at_1": {"clean": 0.0, "ui": 0.0, "hard": 0.0}}
    record = self_test.SelfTest.record
    monkeypatch.setattr(self_test.SelfTest, "record", lambda tested: record(tested) | worse)
    served = generation.open_current(rendered)
    monkeypatch.setattr(generation.Generation, "selftest", RECORD)
    served.close()
    with pytest.raises(Worse, match="--force"):
        build_generation(rendered, read(rendered), ["phash"], BuildOptions(jobs=1, keep=5))
    assert generation.current_name(rendered) == first.name
    forced = build_generation(
        rendered, read(rendered), ["phash"], BuildOptions(jobs=1, keep=5, force=True)
    )
    assert generation.current_name(rendered) == forced.name != first.name


@pytest.mark.parametrize(
    ("shares", "told"),
    [
        ((0.99, 0.97, 0.9), ""),
        ((0.97, 0.95, 0.86), ""),  # chance
        ((0.99, 0.8, 0.9), "ui 80.0% instead of 97.0%"),
        ((0.5, 0.97, 0.5), "clean 50.0% instead of 99.0%, hard 50.0% instead of 90.0%"),
    ],
)
def test_clearly_less(shares, told):
    assert (
        self_test.worse(
            RECORD | {"recall_at_1": dict(zip(("clean", "ui", "hard"), shares, strict=True))},
            RECORD,
        )
        == told
    )


def test_nothing_to_compare_with_is_no_reason_to_refuse():
    assert self_test.worse(RECORD, None) == ""
