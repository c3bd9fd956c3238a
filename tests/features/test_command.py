"""The command line: what it prints, and the exit status that cron acts on."""

import os
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from features.__main__ import main
from features.builder import rendered_icons, shards
from features.encoders import glyphnet, vgg16
from features.store import generation
from ingest.common.data_folder import DataFolder
from ingest.icon import Icon
from tests.features.conftest import crawl, drawn, render


def features(folder: DataFolder, *arguments: str) -> int:
    return main([*arguments, "--data", str(folder.root)])


def test_a_build_says_what_it_did(rendered: DataFolder, capsys: pytest.CaptureFixture):
    assert features(rendered, "--extractor", "phash") == 0
    name = generation.current_name(rendered)
    assert (
        f"features: icons 23, left out 0, embedded 24, published {name}, seconds"
        in capsys.readouterr().out
    )
    assert features(rendered, "build", "--extractor", "phash") == 0
    assert f"embedded 0, unchanged {name}" in capsys.readouterr().out


def test_glyphnet_and_vgg16_are_what_is_built_where_nothing_is_said(rendered: DataFolder):
    assert features(rendered) == 0
    opened = generation.open_current(rendered)
    assert (opened.extractors, opened.default_extractor) == (["glyphnet", "vgg16"], "glyphnet")
    for encoder in (glyphnet, vgg16):
        assert opened.model(encoder.ENCODER.name).read_bytes() == encoder.MODEL.read_bytes()
    opened.close()


def test_several_extractors_the_first_being_the_default(rendered: DataFolder):
    assert (
        features(rendered, "--extractor", "phash", "--extractor", "vgg16", "--extractor", "phash")
        == 0
    )
    opened = generation.open_current(rendered)
    assert (opened.extractors, opened.default_extractor) == (["phash", "vgg16"], "phash")
    opened.close()


def test_icons_left_out_are_listed(
    folder: DataFolder, icons: list[Icon], capsys: pytest.CaptureFixture
):
    crawl(folder, icons)
    render(folder, icons, failed={icons[2].id: "nothing of it is visible"})
    assert features(folder, "--extractor", "phash") == 0
    said = capsys.readouterr()
    assert "left out set:icon-02: nothing of it is visible" in said.err
    assert "icons 22, left out 1" in said.out


def test_the_exit_status_says_what_is_wrong(
    folder: DataFolder, icons: list[Icon], capsys: pytest.CaptureFixture
):
    assert features(folder, "--extractor", "phash") == 2
    assert "run `python -m ingest` first" in capsys.readouterr().err
    crawl(folder, icons)
    render(folder, icons)
    assert features(folder, "--extractor", "phash") == 0
    served = generation.current_name(folder)
    crawl(folder, [drawn(icon.id, 700 + number) for number, icon in enumerate(icons)])
    assert features(folder, "--extractor", "phash") == 5
    assert "run `python -m render`" in capsys.readouterr().err
    assert generation.current_name(folder) == served
    with folder.lock("features"):
        assert features(folder, "--extractor", "phash") == 75
    assert (
        features(folder, "--extractor", "vgg16", "--extractor", "resnet50", "--weights", "x.h5")
        == 2
    )
    assert "--weights holds the weights of one network" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("limit", "file"), [(2_000, "vectors/phash/.*h5"), (20_000, "catalogue.sqlite")]
)
def test_a_full_disk_is_status_6_and_what_is_served_stays(
    rendered: DataFolder,
    icons: list[Icon],
    limit: int,
    file: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture,
):
    features(rendered, "--extractor", "phash")
    served = generation.current_name(rendered)
    changed = [drawn(icon.id, 700 + number) for number, icon in enumerate(icons)]
    crawl(rendered, changed)
    render(rendered, changed)
    monkeypatch.setattr(shards, "SETTINGS", shards.ShardSettings(rows=4))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(
        resource.RLIMIT_FSIZE, (limit, hard)
    )  # as near to a full disk as a test comes
    try:
        assert features(rendered, "--extractor", "phash") == 6
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert re.search(
        rf"cannot write .*{file} .* check its owner and free space", capsys.readouterr().err
    )
    assert generation.current_name(rendered) == served
    assert [path.name for path in rendered.generations.iterdir()] == [served]
    assert features(rendered, "--extractor", "phash") == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["--extractor", "magic"],
        ["--keep", "0"],
        ["--jobs", "two"],
        ["nonsense"],
        ["list", "20260101T000000Z-00000000"],
        ["check"],
        ["--data"],
    ],
)
def test_a_wrong_argument_is_status_2(arguments: list[str]):
    with pytest.raises(SystemExit, match="2"):
        main(arguments)


@pytest.mark.parametrize(
    "arguments",
    [
        ["list", "--force"],
        ["list", "--store", "milvus:http://host:19530"],
        ["rollback", "--jobs", "2"],
        ["verify", "--verify"],
        ["duplicates", "--keep", "2"],
        ["check", "icon.svg", "--extractor", "phash"],
        ["build", "--near", "0.8"],
        ["--json"],
    ],
    ids=" ".join,
)
def test_a_flag_of_another_command_is_refused(arguments: list[str], capsys: pytest.CaptureFixture):
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    assert "error: unrecognized arguments: --" in capsys.readouterr().err


FLAGS = {
    "build": "extractor weights images jobs keep store verify force dask",
    "list": "",
    "rollback": "store",
    "verify": "store",
    "duplicates": "near json jobs",
    "check": "near json jobs",
}


def help_of(arguments: list[str], capsys: pytest.CaptureFixture) -> str:
    with pytest.raises(SystemExit, match="0"):
        main([*arguments, "--help"])
    return capsys.readouterr().out


@pytest.mark.parametrize("command", FLAGS)
def test_the_help_of_a_command_shows_its_own_flags(command: str, capsys: pytest.CaptureFixture):
    usage, _, flags = help_of([command], capsys).partition("options:")
    assert usage.startswith(f"usage: python -m features {command} ")
    shown = re.findall(r"^  (?:-h, )?--([a-z]+)", flags, re.M)
    assert set(shown) == {"help", "data", *FLAGS[command].split()}


def test_the_help_without_a_command_names_the_commands(capsys: pytest.CaptureFixture):
    shown = help_of([], capsys)
    assert set(FLAGS) <= set(re.findall(r"^    ([a-z]+)", shown, re.M))
    assert "exit status" in shown
    assert help_of(["--extractor", "phash"], capsys) == help_of(["build"], capsys)


def test_the_data_folder_may_be_named_before_the_command(
    rendered: DataFolder, capsys: pytest.CaptureFixture
):
    assert features(rendered, "--extractor", "phash") == 0
    capsys.readouterr()
    root = str(rendered.root)
    for arguments in (
        ["list", "--data", root],
        ["--data", root, "list"],
        [f"--data={root}", "list"],
    ):
        assert main(arguments) == 0
        assert capsys.readouterr().out == f"* {generation.current_name(rendered)}\n"


def test_list_rollback_and_verify(
    rendered: DataFolder, icons: list[Icon], capsys: pytest.CaptureFixture
):
    assert features(rendered, "list") == 2
    assert features(rendered, "verify") == 2
    features(rendered, "--extractor", "phash")
    crawl(rendered, icons[1:])
    features(rendered, "--extractor", "phash")
    first, second = generation.names(rendered)
    capsys.readouterr()
    assert features(rendered, "list") == 0
    assert capsys.readouterr().out == f"  {first}\n* {second}\n"
    assert features(rendered, "rollback") == 0
    assert features(rendered, "list") == 0
    assert f"* {first}\n  {second}" in capsys.readouterr().out
    assert features(rendered, "rollback", second) == 0
    assert features(rendered, "verify") == 0
    assert f"intact {second}, icons 22" in capsys.readouterr().out
    (rendered.generations / first / "features.h5").write_bytes(b"")
    assert features(rendered, "verify", first) == 2
    assert "damaged" in capsys.readouterr().err


def test_generations_beyond_those_to_keep_are_deleted(rendered: DataFolder, icons: list[Icon]):
    for count in range(3):
        crawl(rendered, icons[count:])
        assert features(rendered, "--extractor", "phash", "--keep", "2") == 0
    assert len(generation.names(rendered)) == 2


def test_pictures_of_a_folder(folder: DataFolder, tmp_path: Path, capsys: pytest.CaptureFixture):
    (tmp_path / "pictures").mkdir()
    Image.linear_gradient("L").save(tmp_path / "pictures" / "gradient.png")
    assert features(folder, "--extractor", "phash", "--images", str(tmp_path / "pictures")) == 0
    assert "icons 1, left out 0, embedded 1, published" in capsys.readouterr().out


def test_it_runs_as_a_module_and_prints_nothing_but_its_test_and_its_summary(rendered: DataFolder):
    # On a busy machine this would take so long that it tells its progress.
    as_module = (
        "import runpy; from ingest.common import console; "
        "console.SETTINGS = console.ConsoleSettings(float('inf')); "
        "runpy.run_module('features', run_name='__main__')"
    )
    command = [sys.executable, "-c", as_module, "--data", str(rendered.root)]
    ended = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": "."}, check=True, capture_output=True, text=True
    )
    assert ended.stdout.count("\n") == 1
    (tested,) = ended.stderr.splitlines()
    assert re.fullmatch(
        r"its own icons, .* come first in: clean [\d.]+%, ui [\d.]+%, hard [\d.]+%, "
        r"button [\d.]+%, altered [\d.]+%, control [\d.]+%",
        tested,
    )


def unread(*arguments):
    raise AssertionError("this need not be read")


@pytest.fixture
def published(rendered: DataFolder, monkeypatch: pytest.MonkeyPatch) -> DataFolder:
    """A library published by phash. From here on, reading the crawl or its rendering fails."""
    assert features(rendered, "--extractor", "phash") == 0
    monkeypatch.setattr(rendered_icons, "read", unread)
    return rendered


def test_where_nothing_changed_nothing_is_read_and_the_same_is_told(
    folder: DataFolder, icons: list[Icon], capsys, monkeypatch
):
    crawl(folder, icons)
    render(folder, icons, failed={icons[0].id: "it is larger than 256 KB"})
    assert features(folder, "--extractor", "phash") == 0
    first = capsys.readouterr()
    monkeypatch.setattr(rendered_icons, "read", unread)
    monkeypatch.setattr(generation, "facts", unread)
    assert features(folder, "--extractor", "phash") == 0
    again = capsys.readouterr()
    assert again.err.splitlines() == first.err.splitlines()
    assert (
        f"features: icons 22, left out 1, embedded 0, unchanged {generation.current_name(folder)}"
        in again.out
    )
    with pytest.raises(AssertionError, match="need not be read"):
        features(folder, "--extractor", "phash", "--verify")


CHANGES = {
    "source.json touched": lambda folder: os.utime(folder.source),
    "the manifest touched": lambda folder: os.utime(folder.render_manifest),
    "a picture touched": lambda folder: os.utime(next(folder.images.glob("*/*"))),
    "a picture gone": lambda folder: next(folder.images.glob("*/*")).unlink(),
    "a file of what is served touched": lambda folder: os.utime(folder.current / "features.h5"),
    "nothing served": lambda folder: folder.current.unlink(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changed_is_looked_at(published: DataFolder, change: str):
    CHANGES[change](published)
    with pytest.raises(AssertionError, match="need not be read"):
        features(published, "--extractor", "phash")


def test_another_extractor_is_another_build(published: DataFolder):
    with pytest.raises(AssertionError, match="need not be read"):
        features(published, "--extractor", "vgg16")
