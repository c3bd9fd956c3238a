import hashlib
import json
import os
import signal
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from ingest import source_json
from ingest.common.data_folder import DataFolder
from ingest.common.failures import ConfigurationError, Incomplete
from ingest.files import iconify
from ingest.icon import Icon
from render import build, store
from render.build import RenderOptions
from render.processes.confinement import WorkerLimits
from tests.render.documents import ENDLESS, HTML, SQUARE, group_is_gone, squares, svg, write_library

# Not killed by the parent while it stalls.
LIMITS = WorkerLimits(seconds=0.4, kill_after=60)
TOLERANT = RenderOptions(jobs=2, max_failed=100, limits=LIMITS)
TWO_COLOURS = svg('<path fill="red" d="M0 0h9v9z"/><path fill="blue" d="M9 9h9v9z"/>')
ROOT = Path(__file__).parent.parent.parent


def figures(capsys) -> dict[str, int]:
    """The summary's figures."""
    line = capsys.readouterr().out.splitlines()[-1]
    assert line.startswith("render: ")
    words = line.removeprefix("render: ").replace(",", "").split()
    return {name: float(value) for name, value in zip(words[::2], words[1::2], strict=True)}


def files(folder: DataFolder) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder.images)): path.read_bytes()
        for path in folder.images.rglob("*")
        if path.is_file()
    }


def test_the_manifest_names_each_picture_and_each_failure(tmp_path, capsys):
    sources = {
        "one": svg(SQUARE),
        "two": TWO_COLOURS,
        "foreign": svg(HTML),
        "bad": "<html/>",
    }
    folder = write_library(tmp_path, sources)
    build.run(folder, TOLERANT)
    document = json.loads(folder.render_manifest.read_text())
    assert document["format"] == store.FORMAT
    assert document["settings"]["size"] == 64 and document["settings"]["quality"] == 95
    assert document["settings"]["renderer"].startswith("cairosvg ")
    assert document["failed"] == {
        "bad": {
            "digest": Icon("bad", "bad", "<html/>").digest,
            "reason": "its root element is <html>, not <svg>",
        }
    }
    assert list(document["icons"]) == ["foreign", "one", "two"]
    assert document["icons"]["foreign"]["flags"] == ["foreign-object"]
    assert document["icons"]["one"]["renderer"] == "cairosvg"
    assert document["icons"]["one"]["reason"] == ""
    assert [image["ground"] for image in document["icons"]["two"]["images"]] == ["light", "dark"]
    assert [document["icons"][name]["multicolour"] for name in ("one", "two")] == [False, True]
    named = {
        image["file"]: image for icon in document["icons"].values() for image in icon["images"]
    }
    assert named.keys() == files(folder).keys() and len(named) == 4
    for file, content in files(folder).items():
        assert named[file]["sha256"] == hashlib.sha256(content).hexdigest() and named[file][
            "bytes"
        ] == len(content)
        assert Image.open(BytesIO(content)).size == (64, 64)
    manifest = store.read_manifest(folder)
    assert (
        manifest.settings.size == 64
        and manifest.failed["bad"].reason == document["failed"]["bad"]["reason"]
    )
    assert (
        manifest.icons["two"].images[1].ground == "dark"
        and manifest.icons["one"].digest == Icon("one", "one", sources["one"]).digest
    )
    assert figures(capsys)["flagged"] == 1


def test_a_second_run_draws_only_what_changed(tmp_path, capsys):
    sources = squares(40)
    folder = write_library(tmp_path, sources)
    build.run(folder, TOLERANT)
    assert figures(capsys) | {"seconds": 0} == {
        "rendered": 40,
        "unchanged": 0,
        "removed": 0,
        "failed": 0,
        "flagged": 0,
        "seconds": 0,
    }
    before, manifest = files(folder), folder.render_manifest.read_bytes()
    build.run(folder, TOLERANT)
    assert figures(capsys)["unchanged"] == 40
    assert (files(folder), folder.render_manifest.read_bytes()) == (before, manifest)

    del sources["square-1"], sources["square-2"]
    sources |= {"square-3": svg(SQUARE), "new": TWO_COLOURS}
    write_library(tmp_path, sources)
    build.run(folder, TOLERANT)
    assert figures(capsys) | {"seconds": 0} == {
        "rendered": 2,
        "unchanged": 37,
        "removed": 2,
        "failed": 0,
        "flagged": 0,
        "seconds": 0,
    }
    assert len(files(folder)) == 40 and store.read_manifest(folder).icons.keys() == sources.keys()
    fresh = write_library(tmp_path / "fresh", sources)
    build.run(fresh, TOLERANT)
    assert (
        files(fresh) == files(folder)
        and fresh.render_manifest.read_bytes() == folder.render_manifest.read_bytes()
    )


def test_another_size_draws_everything_again(tmp_path, capsys):
    folder = write_library(tmp_path, squares(5))
    build.run(folder, TOLERANT)
    build.run(folder, RenderOptions(size=32, jobs=1))
    assert "rendered 5, unchanged 0" in capsys.readouterr().out.splitlines()[-1]
    assert {Image.open(BytesIO(content)).size for content in files(folder).values()} == {(32, 32)}


@pytest.mark.parametrize(
    ("damage", "verify", "drawn"),
    [("delete", False, 1), ("cut", False, 1), ("flip", False, 0), ("flip", True, 1)],
)
def test_damaged_pictures_are_drawn_again(tmp_path, capsys, damage, verify, drawn):
    folder = write_library(tmp_path, squares(3))
    build.run(folder, TOLERANT)
    before = files(folder)
    victim = folder.images / sorted(before)[0]
    content = victim.read_bytes()
    victim.unlink() if damage == "delete" else victim.write_bytes(
        content[:-1] + (b"!" if damage == "flip" else b"")
    )
    build.run(folder, RenderOptions(jobs=1, verify=verify))
    assert figures(capsys)["rendered"] == drawn
    assert (files(folder) == before) == bool(drawn)


def test_a_failure_is_remembered_until_the_icon_changes_or_one_asks(tmp_path, capsys):
    folder = write_library(tmp_path, {"endless": ENDLESS, "good": svg(SQUARE)})
    build.run(folder, TOLERANT)
    assert (
        "'endless' failed: drawing it took more than 0.4 s of processor time"
        in capsys.readouterr().err
    )
    build.run(folder, RenderOptions(jobs=1, max_failed=100))
    assert figures(capsys)["failed"] == 1
    manifest = json.loads(folder.render_manifest.read_text())
    assert (
        "more than 0.4 s" in manifest["failed"]["endless"]["reason"]
    )  # it was not tried with the two seconds that it now has
    manifest["failed"]["endless"]["reason"] = "an old reason"
    folder.render_manifest.write_text(json.dumps(manifest))
    build.run(
        folder,
        RenderOptions(jobs=1, max_failed=100, retry_failed=True, limits=LIMITS),
    )
    assert (
        store.read_manifest(folder).failed["endless"].reason
        == "drawing it took more than 0.4 s of processor time"
    )
    write_library(tmp_path, {"endless": svg(SQUARE), "good": svg(SQUARE)})
    build.run(folder, TOLERANT)
    assert store.read_manifest(folder).failed == {} and len(files(folder)) == 2


def test_ids_of_any_characters_stay_inside_the_folder(tmp_path):
    identifiers = [
        "../x",
        "fa:user/solid",
        "图标",
        "/etc/passwd",
        "..",
        "a\nb",
        "%2e%2e",
        "x" * 1000,
        "A",
        "a",
        "🙂",
    ]
    folder = write_library(tmp_path / "data", dict.fromkeys(identifiers, svg(SQUARE)))
    build.run(folder, TOLERANT)
    assert store.read_manifest(folder).icons.keys() == set(identifiers)
    assert len(files(folder)) == len(identifiers)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data"]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        '{"format": 99}',
        '{"format": 2, "settings": {}, "icons": {}, "failed": {}}',
        '{"format": 2}',
    ],
)
def test_a_manifest_that_cannot_be_used_is_said_and_made_anew(tmp_path, capsys, content):
    folder = write_library(tmp_path, squares(3))
    folder.render_manifest.parent.mkdir()
    folder.render_manifest.write_text(content)
    with pytest.raises(ConfigurationError, match=r"manifest\.json"):
        store.read_manifest(folder)
    build.run(folder, TOLERANT)
    assert len(store.read_manifest(folder).icons) == 3


def test_no_manifest_says_what_to_run(tmp_path):
    with pytest.raises(ConfigurationError, match="run `python -m render` first"):
        store.read_manifest(DataFolder(tmp_path))


# It kills itself: a test that stalls would find it at its end.
KILLED = """
import os, signal, sys
from render import __main__, checkpoint, store
checkpoint.SETTINGS = checkpoint.CheckpointSettings(interval=0, share=0)
write, written = store.write, []
def killed(path, manifest):
    write(path, manifest)
    written.append(path)
    if len(written) == 100:
        os.kill(os.getpid(), signal.SIGKILL)
store.write = killed
sys.exit(__main__.main(sys.argv[1:]))
"""


def test_a_killed_run_is_resumed_and_ends_as_if_it_had_not_been(tmp_path, capsys):
    icons = iconify.read_set(ROOT / "data" / "demo" / "ant-design")[:300]
    sources = {icon.id: icon.source_code for icon in icons}
    folder, fresh = (
        write_library(tmp_path / "killed", sources),
        write_library(tmp_path / "fresh", sources),
    )
    build.run(fresh, TOLERANT)
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, "--data", folder.root, "--jobs", "1"],
        cwd=ROOT,
        start_new_session=True,
    )
    assert process.wait() == -signal.SIGKILL
    assert group_is_gone(process.pid)
    with pytest.raises(ConfigurationError, match="run `python -m render`"):
        store.read_manifest(folder)  # what is half done is not offered to the next stage
    capsys.readouterr()
    build.run(folder, TOLERANT)
    resumed = figures(capsys)
    assert resumed["rendered"] + resumed["unchanged"] == len(icons) and resumed["unchanged"] > 0
    assert files(folder) == files(fresh)
    assert folder.render_manifest.read_bytes() == fresh.render_manifest.read_bytes()
    assert not folder.partial_render_manifest.exists()


def unread(*arguments):
    raise AssertionError("this need not be read")


@pytest.fixture
def nothing_is_read(monkeypatch):
    """From here on a run fails that reads the crawl, the manifest or a picture."""

    def forbid() -> None:
        monkeypatch.setattr(source_json, "read", unread)
        monkeypatch.setattr(store, "read", unread)
        monkeypatch.setattr(store, "intact", unread)

    return forbid


def test_where_nothing_changed_nothing_is_read_and_the_same_is_told(
    tmp_path, capsys, nothing_is_read
):
    flagged = svg(HTML)
    sources = {"good": svg(SQUARE), "foreign": flagged, "bad": "<html/>"}
    folder = write_library(tmp_path, sources)
    build.run(folder, TOLERANT)
    capsys.readouterr()
    build.run(folder, RenderOptions(jobs=1, max_failed=100, verify=True))
    read = capsys.readouterr()
    nothing_is_read()
    build.run(folder, TOLERANT)
    again = capsys.readouterr()
    assert again.err == read.err and "'bad' failed" in again.err and "foreign-object 1" in again.err
    assert again.out.startswith("render: rendered 0, unchanged 2, removed 0, failed 1, flagged 1,")
    with pytest.raises(Incomplete, match="1 of 3 icons failed"):
        build.run(folder, RenderOptions(jobs=1))


CHANGES = {
    "source.json put in place anew": lambda folder: write_library(folder.root, squares(3)),
    "source.json touched": lambda folder: os.utime(folder.source),
    "the manifest touched": lambda folder: os.utime(folder.render_manifest),
    "a picture overwritten": lambda folder: (jpeg := next(folder.images.glob("*/*"))).write_bytes(
        jpeg.read_bytes()
    ),
    "a picture too many": lambda folder: (folder.images / "stray.jpg").write_bytes(b""),
    "a run that was killed": lambda folder: folder.partial_render_manifest.write_text("{}"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changed_is_looked_at(tmp_path, change, nothing_is_read):
    folder = write_library(tmp_path, squares(3))
    build.run(folder, TOLERANT)
    CHANGES[change](folder)
    nothing_is_read()
    with pytest.raises(AssertionError, match="need not be read"):
        build.run(folder, TOLERANT)


def test_a_picture_that_changed_beneath_its_time_stamp_is_what_verify_finds(tmp_path, capsys):
    folder = write_library(tmp_path, squares(3))
    build.run(folder, TOLERANT)
    before = files(folder)
    jpeg = folder.images / min(before)
    status = jpeg.stat()
    jpeg.write_bytes(before[min(before)][:-1] + b"!")
    os.utime(jpeg, ns=(status.st_atime_ns, status.st_mtime_ns))
    build.run(folder, TOLERANT)
    assert files(folder) != before
    build.run(folder, RenderOptions(jobs=1, verify=True))
    assert (
        files(folder) == before
        and "rendered 1, unchanged 2" in capsys.readouterr().out.splitlines()[-1]
    )
