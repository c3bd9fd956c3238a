"""The effect of a crawl on source.json, its metadata, and its exit status for cron."""

import hashlib
import json
import subprocess
import sys
from dataclasses import replace

import pytest

from ingest.common.data_folder import DataFolder
from tests.ingest.conftest import changed, describe
from tests.ingest.demo.faulty import Fault, serve

SHAPES = ("cursor", "skip", "page", "keyset", "plain")


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_gives_the_whole_library_sorted_with_all_fields(ingest, demo, library, shape):
    assert ingest.crawl(demo, shape) == 0
    assert ingest.icons == library


def test_all_shapes_give_the_same_bytes(ingest, demo):
    bytes_of = {ingest.bytes for shape in SHAPES if ingest.crawl(demo, shape) == 0}
    assert len(bytes_of) == 1


def test_an_unchanged_library_leaves_the_file_itself_alone(ingest, demo):
    assert ingest.crawl(demo) == 0
    before = ingest.source.stat()
    assert ingest.crawl(demo) == 0
    after = ingest.source.stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert not (ingest.data / "source.previous.json").exists()
    assert not list((ingest.data / "crawl").iterdir())


def test_metadata_says_what_changed(ingest, demo, library, capsys):
    assert ingest.crawl(demo) == 0
    old = ingest.bytes
    demo.icons = sorted(
        [changed(library[0]), *library[2:], replace(library[3], id="new")], key=lambda icon: icon.id
    )
    capsys.readouterr()
    assert ingest.crawl(demo) == 0
    run = ingest.run
    assert (run["added"], run["changed"], run["removed"]) == (
        ["new"],
        [library[0].id],
        [library[1].id],
    )
    assert (run["old_total"], run["new_total"], run["complete"]) == (30, 30, True)
    assert run["origin"] == {
        "name": "toys",
        "endpoint": "http://127.0.0.1/graphql",
        "variables": "",
    }
    assert run["sha256"] == hashlib.sha256(ingest.bytes).hexdigest()
    assert run["started"] <= run["finished"]
    assert (ingest.data / "source.previous.json").read_bytes() == old
    (line,) = capsys.readouterr().out.splitlines()
    assert (
        "pages 4, requests 8, retries 0, duplicates 0, "
        "added 1, changed 1, removed 1, kept 0, skipped 0, icons 30 → 30" in line
    )


def test_ten_percent_may_go_and_no_more(ingest, demo, library):
    assert ingest.crawl(demo) == 0
    demo.icons = library[3:]
    assert ingest.crawl(demo) == 0
    old = ingest.bytes
    demo.icons = library[6:]
    assert ingest.crawl(demo) == 5
    assert ingest.bytes == old


def test_a_shrink_that_is_meant_is_allowed_as_the_message_says(ingest, demo, library, capsys):
    assert ingest.crawl(demo) == 0
    demo.icons = library[15:]
    assert ingest.crawl(demo) == 5
    assert "--max-shrink 51" in capsys.readouterr().err
    assert ingest.crawl(demo, "cursor", "--max-shrink", 51) == 0
    assert ingest.icons == library[15:]


def test_icons_that_all_change_their_ids_are_a_shrink(ingest, demo, library):
    assert ingest.crawl(demo) == 0
    demo.icons = [replace(icon, id=f"new-{icon.id}") for icon in library]
    assert ingest.crawl(demo) == 5


def test_a_dry_run_says_all_and_writes_nothing(ingest, demo, library, capsys):
    assert ingest.crawl(demo, "cursor", "--dry-run") == 0
    assert "added 30" in capsys.readouterr().out
    assert not ingest.source.exists()
    assert not (ingest.data / "source.run.json").exists()


def test_a_check_asks_once_shows_icons_and_writes_nothing(ingest, demo, capsys):
    assert ingest.crawl(demo, "cursor", "--check") == 0
    shown = capsys.readouterr().out.splitlines()
    assert len(shown) == 5
    assert json.loads(shown[0])["id"] == "../x"
    assert len(demo.requests) == 1
    assert not ingest.data.exists()


def test_a_limit_adds_and_changes_but_never_removes(ingest, demo, library):
    assert ingest.crawl(demo) == 0
    demo.icons = [changed(library[0]), *library[2:]]
    assert ingest.crawl(demo, "cursor", "--limit", 2) == 0
    assert ingest.icons == [changed(library[0]), *library[1:]]
    assert not ingest.run["complete"]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_limit_is_kept_to_the_icon(ingest, demo, shape):
    assert ingest.crawl(demo, shape, "--limit", 11) == 0
    assert len(ingest.icons) == 11


def test_another_source_is_not_written_over(ingest, demo, tmp_path, capsys):
    assert ingest.crawl(demo) == 0
    old = ingest.bytes
    other = tmp_path / "other.toml"
    other.write_text(describe("skip", demo.url).replace('name = "toys"', 'name = "tools"', 1))
    demo.requests.clear()
    assert ingest("--source", other) == 2
    assert not demo.requests, "refused before anything is asked"
    error = capsys.readouterr().err
    assert '"toys"' in error
    assert '"tools"' in error
    assert "--replace" in error
    assert ingest.bytes == old
    assert ingest("--source", other, "--replace") == 0
    assert ingest.run["origin"]["name"] == "tools"


def test_another_endpoint_is_another_source_and_another_port_of_this_machine_is_not(
    ingest, demo, library, monkeypatch, capsys
):
    with serve(library) as elsewhere:
        assert ingest.crawl(demo) == 0
        assert ingest.crawl(elsewhere) == 0
        elsewhere.root += "/elsewhere"
        assert ingest.crawl(elsewhere) == 2
    assert "(http://127.0.0.1/elsewhere/graphql)" in capsys.readouterr().err


def test_a_file_written_by_hand_is_not_written_over(ingest, demo, library, capsys):
    ingest.data.mkdir()
    ingest.source.write_text('{"icons":[{"id":"a","name":"a","source_code":"<svg/>"}]}')
    assert ingest.crawl(demo) == 2
    assert "was not written by ingest" in capsys.readouterr().err
    assert ingest.crawl(demo, "cursor", "--replace") == 0
    assert ingest.icons == library


def test_a_broken_source_json_is_said_and_can_be_replaced(ingest, demo, library, capsys):
    assert ingest.crawl(demo) == 0
    ingest.source.write_text("{")
    assert ingest.crawl(demo) == 2
    assert "--replace" in capsys.readouterr().err
    assert ingest.crawl(demo, "cursor", "--replace") == 0
    assert ingest.icons == library


def test_two_crawls_at_once_are_one_too_many(ingest, demo):
    with DataFolder(ingest.data).lock("ingest"):
        assert ingest.crawl(demo) == 75
    assert not ingest.source.exists()


def test_a_folder_that_cannot_be_written_is_said(ingest, demo, tmp_path):
    ingest.data.write_text("a file where the folder should be")
    assert ingest.crawl(demo) == 6


@pytest.mark.parametrize(("status", "left"), [("503@3-", 6), ("401@3-", 6), ("503@6-", 3)])
def test_a_crawl_that_broke_off_goes_on_where_it_was(ingest, demo, library, status, left):
    """Reading twice takes eight requests here; the sixth is in the second reading."""
    demo.faults = [Fault.parse(f"status={status}")]
    assert ingest.crawl(demo) in (3, 4)
    demo.faults = ()
    demo.requests.clear()
    assert ingest.crawl(demo) == 0
    assert ingest.icons == library
    assert len(demo.requests) == left


def test_a_library_that_changed_since_a_crawl_broke_off_is_not_torn(ingest, demo, library):
    demo.faults = [Fault.parse("status=503@4-")]
    assert ingest.crawl(demo) == 4
    demo.faults = ()
    demo.icons = [changed(icon) for icon in library]
    assert ingest.crawl(demo) == 0
    assert ingest.icons == demo.icons


@pytest.mark.parametrize("what", ["fresh", "old", "other query", "cut", "rubbish"])
def test_pages_that_are_no_good_any_more_are_asked_again(ingest, demo, library, what):
    demo.faults = [Fault.parse("status=503@4-")]
    assert ingest.crawl(demo) == 4
    demo.faults = ()
    demo.requests.clear()
    pages = ingest.data / "crawl" / "pages.jsonl"
    expected, arguments, settings = 8, [], {}
    if what == "fresh":
        arguments = ["--fresh"]
    elif what == "old":
        header, rest = pages.read_bytes().split(b"\n", 1)
        aged = json.loads(header)
        aged["started"] -= 6 * 3600
        pages.write_bytes(json.dumps(aged).encode() + b"\n" + rest)
    elif what == "other query":
        settings = {"more": "# the same", "size": 9}
    elif what == "cut":
        pages.write_bytes(pages.read_bytes()[:-20])
        expected = 6
    else:
        pages.write_bytes(b"\0" * 100)
    assert ingest.crawl(demo, "cursor", *arguments, **settings) == 0
    assert ingest.icons == library
    assert len(demo.requests) == expected


def test_what_an_incomplete_crawl_read_is_not_used_again(ingest, demo, library):
    demo.faults = [Fault.parse("null-source=icon-03")]
    assert ingest.crawl(demo) == 5
    demo.faults = ()
    assert ingest.crawl(demo) == 0
    assert ingest.icons == library


def test_the_deadline_ends_a_run(ingest, demo, capsys):
    demo.faults = [Fault("busy", 6000)]
    # Its end must not come, while a thread stalls, before the service has asked.
    assert ingest.crawl(demo, "cursor", "--deadline", 600) == 4
    assert "asks for 6000 seconds, more than this run has left" in capsys.readouterr().err
    demo.faults = [Fault("slow", 0.2)]
    assert ingest.crawl(demo, "cursor", "--deadline", 0.1) == 4
    assert "give it a longer --deadline" in capsys.readouterr().err


def test_a_killed_metadata_write_does_not_lock_the_source_out(ingest, demo, library):
    """Killed after the metadata and before source.json: the next night does it again."""
    assert ingest.crawl(demo) == 0
    ingest.source.unlink()
    assert ingest.crawl(demo) == 0
    assert ingest.icons == library


def test_help_teaches_and_names_every_exit_status():
    shown = subprocess.run(
        [sys.executable, "-m", "ingest", "--help"], capture_output=True, text=True, check=True
    ).stdout
    assert "examples" in shown
    for status in (
        "0 done",
        "2 a setting",
        "3 the server",
        "4 the source",
        "5 incomplete",
        "6 cannot write",
        "75 another",
    ):
        assert status in shown


def test_the_ready_made_sources_are_listed(ingest, capsys):
    assert ingest("--list-sources") == 0
    names = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert names == ["demo", "fontawesome", "github", "intranet"]
