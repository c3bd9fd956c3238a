"""runs/STAGE.json: how the last run of a stage ended, for the operators."""

import json
from datetime import UTC, datetime

import pytest

from ingest.common import outcome
from ingest.common.data_folder import DataFolder
from ingest.common.failures import Incomplete, Locked, NotWritable, Refused, SourceDown, Terminated


@pytest.fixture
def folder(tmp_path):
    return DataFolder(tmp_path)


def ended(folder, stage, error=None, **figures):
    """The outcome of a run that notes these figures and ends with this error."""
    try:
        with outcome.recorded(folder, stage) as noted:
            noted |= figures
            if error is not None:
                raise error
    except BaseException as raised:
        if raised is not error:
            raise
    return outcome.read(folder, stage)


def test_a_good_run_is_noted_with_its_figures(folder):
    noted = ended(folder, "render", rendered=3, failed=0)
    assert (noted.status, noted.figures) == (0, {"rendered": 3, "failed": 0})
    assert noted.started <= noted.finished == noted.succeeded
    assert abs(datetime.now(UTC) - datetime.fromisoformat(noted.finished)).total_seconds() < 60


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Refused("no"), 3),
        (SourceDown("no"), 4),
        (Incomplete("no"), 5),
        (OSError("full"), 6),
        (Terminated(), 143),
        (KeyboardInterrupt(), 130),
        (ZeroDivisionError(), 1),
    ],
)
def test_a_failed_run_is_noted_and_when_one_last_did_well_is_kept(folder, error, status):
    good = ended(folder, "ingest")
    noted = ended(folder, "ingest", error, pages=1)
    assert (noted.status, noted.succeeded, noted.figures) == (status, good.succeeded, {"pages": 1})


def test_a_run_that_finds_another_at_work_leaves_its_note_alone(folder):
    good = ended(folder, "features")
    assert ended(folder, "features", Locked("wait")) == good


def test_a_data_folder_that_was_never_made_is_not_made_for_a_note(tmp_path):
    assert ended(DataFolder(tmp_path / "typo"), "ingest", SourceDown("no")) is None
    assert not (tmp_path / "typo").exists()


def test_a_note_that_cannot_be_written_fails_a_good_run_and_hides_no_other_failure(folder, capsys):
    (folder.root / "runs").write_text("a file where the folder should be")
    with pytest.raises(NotWritable), outcome.recorded(folder, "render"):
        pass
    ended(folder, "render", Incomplete("its own sentence"))  # raises nothing else
    assert capsys.readouterr().err.startswith("render: cannot write")


@pytest.mark.parametrize(
    "damaged",
    [
        "",
        "{",
        "[]",
        '"x"',
        "{}",
        '{"format": 2}',
        *(
            json.dumps(
                dict(
                    zip(
                        ("started", "finished", "status", "succeeded", "figures"),
                        entry,
                        strict=True,
                    )
                )
            )
            for entry in (
                ("yesterday", "2026-01-01T00:00:00+00:00", 0, None, {}),
                ("2026-01-01T00:00:00+00:00", 7, 0, None, {}),
                ("2026-01-01T00:00:00+00:00", "2026-01-01T00:00:00+00:00", "0", None, {}),
                (
                    "2026-01-01T00:00:00+00:00",
                    "2026-01-01T00:00:00+00:00",
                    0,
                    None,
                    {"pages": "many"},
                ),
                ("2026-01-01T00:00:00+00:00", "2026-01-01T00:00:00+00:00", 0, None, 7),
            )
        ),
    ],
)
def test_a_damaged_note_is_none_and_is_written_anew(folder, damaged):
    ended(folder, "ingest")
    folder.outcome("ingest").write_text(damaged)
    assert outcome.read(folder, "ingest") is None
    assert ended(folder, "ingest", SourceDown("no")).status == 4


def test_a_crawl_notes_what_it_brought_and_a_failed_one_its_status(ingest, demo, library):
    folder = DataFolder(ingest.data)
    assert ingest.crawl(demo) == 0
    figures = outcome.read(folder, "ingest").figures
    assert (figures["icons"], figures["added"], figures["skipped"]) == (
        len(library),
        len(library),
        0,
    )
    assert ingest("--source", "nothing.toml") == 2
    assert outcome.read(folder, "ingest").status == 2


@pytest.mark.parametrize("flag", ["--check", "--dry-run"])
def test_a_run_that_writes_nothing_notes_nothing(ingest, demo, flag):
    ingest.data.mkdir()
    assert ingest.crawl(demo, "cursor", flag) == 0
    assert not (ingest.data / "runs").exists()
