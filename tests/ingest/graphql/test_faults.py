"""Each fault of the demonstration service ends in its exit status.

The last good source.json stays untouched.
"""

import pytest

from tests.ingest.conftest import describe
from tests.ingest.demo.faulty import Fault
from tests.ingest.demo.faulty.faults import FAULT_KINDS

SHAPES = ("cursor", "skip", "page", "keyset", "plain")
PAGED = SHAPES[:-1]

REFUSED, DOWN, INCOMPLETE, MISTAKEN = 3, 4, 5, 2

# Lasting faults and their exit statuses: first faults of the connection, then faults of the icons.
NO_ANSWER = [
    ("status=401", REFUSED),
    ("status=403", REFUSED),
    ("status=400", MISTAKEN),
    ("status=404", MISTAKEN),
    ("status=500", DOWN),
    ("status=502", DOWN),
    ("status=503", DOWN),
    ("status=504", DOWN),
    ("busy=0", DOWN),
    ("busy=99999", DOWN),
    ("busy-date=0", DOWN),
    ("busy-errors=0", DOWN),
    ("busy-errors=99999", DOWN),
    ("throttled", DOWN),
    ("rate-limited", DOWN),
    ("denied", REFUSED),
    ("data-null", DOWN),
    ("login-page", REFUSED),
    ("redirect=http://127.0.0.1:9/", MISTAKEN),
    ("close", DOWN),
    ("cut-length", DOWN),
    ("cut-json", DOWN),
]
BAD_ICONS = [
    ("partial", INCOMPLETE),
    ("partial=*", INCOMPLETE),
    ("poison", INCOMPLETE),
    ("poison=*", INCOMPLETE),
    ("null-source", INCOMPLETE),
    ("empty-source", INCOMPLETE),
    ("non-svg", INCOMPLETE),
    ("shrink=20", INCOMPLETE),
    ("shrink=0", INCOMPLETE),
]


@pytest.mark.parametrize(
    ("shape", "fault", "status"),
    [
        (shape, *fault)
        for faults, shapes in ((NO_ANSWER, ("cursor", "plain")), (BAD_ICONS, SHAPES))
        for shape in shapes
        for fault in faults
    ],
)
def test_a_lasting_fault_ends_in_its_status_and_touches_nothing(night, shape, fault, status):
    assert night(fault, shape=shape) == status


def test_every_fault_is_played():
    played = {fault.partition("=")[0] for fault, _ in NO_ANSWER + BAD_ICONS}
    elsewhere = {
        "slow",
        "clamp",
        "complexity",
        "too-slow",
        "loop",
        "null-cursor",
        "total",
        "duplicate",
        "conflict",
        "insert",
        "delete",
        "edit",
    }
    services = {"expired-token", "mute-token", "resource-limits", "truncated"}
    assert played | elsewhere | services == set(FAULT_KINDS)


PASSING = [
    "status=500",
    "status=502",
    "status=503",
    "status=504",
    "busy=0",
    "busy-date=0",
    "busy-errors=0",
    "throttled",
    "rate-limited",
    "data-null",
    "close",
    "cut-length",
    "cut-json",
    "partial=*",
    "poison=*",
]


@pytest.mark.parametrize("fault", PASSING)
@pytest.mark.parametrize("shape", ["cursor", "page", "plain"])
def test_a_passing_fault_costs_a_retry_and_nothing_else(night, ingest, library, shape, fault):
    when = 1 if shape == "plain" else 2
    assert night(f"{fault}@{when}", shape=shape) == 0
    assert ingest.icons == library
    assert ingest.run["retries"] == 1
    assert ingest.run["skipped"] == []


def test_retry_after_is_waited_for(night, demo, monkeypatch):
    waits = []

    async def sleep(seconds):
        waits.append(seconds)

    monkeypatch.setattr("ingest.graphql.retry.asyncio.sleep", sleep)
    assert night("busy=7@2") == 0
    assert night("busy-errors=8@2") == 0
    assert waits == [7, 8]
    waits.clear()
    assert night("busy-date=90@2") == 0
    assert 30 <= waits[0] <= 90  # a date has whole seconds, and a busy machine reads it late


@pytest.mark.parametrize("shape", ["cursor", "plain"])
def test_answers_that_never_come_in_time_are_a_source_that_is_down(ingest, demo, shape):
    demo.faults = [Fault("slow", 3)]
    assert ingest.crawl(demo, shape, size=2, timeout=0.05) == DOWN
    assert not ingest.source.exists()


@pytest.mark.parametrize("shape", PAGED)
@pytest.mark.parametrize("fault", ["clamp=3", "clamp=1", "complexity=3", "too-slow=3", "clamp=5"])
def test_pages_become_as_small_as_the_server_wants_them(night, ingest, library, shape, fault):
    assert night(fault, shape=shape, size=8) == 0
    assert ingest.icons == library
    assert ingest.run["skipped"] == []


@pytest.mark.parametrize("shape", PAGED)
def test_loops_end(night, shape):
    assert night("loop", shape=shape) == INCOMPLETE


def test_a_source_without_a_total_that_repeats_itself_is_stopped(ingest, demo, tmp_path, capsys):
    demo.faults = [Fault("loop")]
    path = tmp_path / "mine.toml"
    path.write_text(describe("skip", demo.url).replace('total = "iconsSlice.total"', ""))
    assert ingest("--source", path) == INCOMPLETE
    assert "bring nothing new" in capsys.readouterr().err
    assert len(demo.requests) < 20


def test_a_source_with_more_pages_than_thought_possible_is_stopped(ingest, demo, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(
        describe("cursor", demo.url, size=1).replace("size = 1", "size = 1\nmax_pages = 29")
    )
    assert ingest("--source", path) == INCOMPLETE
    path.write_text(
        describe("cursor", demo.url, size=1).replace("size = 1", "size = 1\nmax_pages = 30")
    )
    assert ingest("--source", path) == 0


def test_a_size_that_was_too_large_is_not_tried_again_at_once(night, ingest):
    assert night("too-slow=3", size=8) == 0
    assert ingest.run["retries"] < 12


def test_another_page_without_a_cursor_is_incomplete(night):
    assert night("null-cursor") == INCOMPLETE


@pytest.mark.parametrize("shape", ["cursor", "skip", "page"])
@pytest.mark.parametrize("fault", ["total=1", "total=-1", "total=5"])
def test_a_total_that_is_not_reached_is_incomplete(night, shape, fault):
    assert night(fault, shape=shape) == INCOMPLETE


@pytest.mark.parametrize("shape", SHAPES)
def test_duplicates_that_agree_are_dropped(night, ingest, library, shape):
    assert night("duplicate=icon-03,icon-04", shape=shape) == 0
    assert ingest.icons == library


@pytest.mark.parametrize(
    "shape", ["cursor", "keyset", "plain"]
)  # a total ends the other lists before the second one comes
def test_two_icons_of_one_id_are_incomplete(night, shape):
    assert night("conflict=icon-03", shape=shape) == INCOMPLETE


@pytest.mark.parametrize("shape", PAGED)
@pytest.mark.parametrize("fault", ["insert", "delete=icon-03", "edit=*", "delete=../x"])
@pytest.mark.parametrize("since", [2, 4, 6])
def test_a_library_that_changes_between_pages_is_read_whole_in_one_version(
    night, ingest, demo, library, shape, fault, since
):
    assert night(f"{fault}@{since}-", shape=shape) == 0
    after = ingest.icons
    demo.faults = [Fault.parse(fault)]
    assert ingest.crawl(demo, shape, "--fresh", "--replace") == 0
    changed = ingest.icons
    assert after == changed if since < 4 else after in (library, changed)


def test_a_library_that_never_rests_is_incomplete(night):
    faults = [f"edit=icon-03@{first}-{first + 1}" for first in range(1, 60, 8)] + [
        f"insert@{first}" for first in range(5, 60, 8)
    ]
    assert night(*faults) == INCOMPLETE


@pytest.mark.parametrize("fault", ["partial", "null-source", "empty-source", "non-svg"])
@pytest.mark.parametrize("shape", SHAPES)
def test_icons_within_the_budget_are_skipped_listed_and_kept_as_they_were(
    night, ingest, library, shape, fault, capsys
):
    assert night(f"{fault}=icon-03,图标", shape=shape, arguments=("--max-skipped", "2")) == 0
    assert ingest.icons == library
    skipped = {skip["id"]: skip["reason"] for skip in ingest.run["skipped"]}
    assert skipped.keys() == {"icon-03", "图标"}
    assert sorted(ingest.run["kept"]) == ["icon-03", "图标"]
    if fault == "partial":
        assert skipped["icon-03"] == "icon-03 could not be read"
    assert "icon-03" in capsys.readouterr().err


@pytest.mark.parametrize("shape", ["skip", "page"])
def test_an_icon_that_takes_its_page_down_is_passed_and_nothing_is_removed_on_its_account(
    night, ingest, library, shape
):
    assert (
        night("poison=icon-03", "delete=icon-04", shape=shape, arguments=("--max-skipped", "1"))
        == 0
    )
    assert ingest.icons == library
    (skip,) = ingest.run["skipped"]
    assert skip == {"id": None, "reason": "icon-03 could not be read"}
    assert not ingest.run["complete"]


@pytest.mark.parametrize("shape", ["cursor", "keyset"])
def test_an_icon_that_takes_its_page_and_the_way_on_down_is_incomplete(night, shape, capsys):
    assert night("poison=icon-03", shape=shape, arguments=("--max-skipped", "1")) == INCOMPLETE
    assert "no way past it (icon-03 could not be read)" in capsys.readouterr().err
