import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ingest.common.data_folder import DataFolder
from render import store
from render.__main__ import main
from tests.render.documents import ENDLESS, HTML, SQUARE, group_is_gone, squares, svg, write_library

ROOT = Path(__file__).parent.parent.parent
NOBODY = 65534


def render(*arguments: object, **options: object) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "render", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, **options)


def test_the_command_draws_and_sums_up(tmp_path):
    folder = write_library(tmp_path, {"a": svg(SQUARE), "b": svg(HTML)})
    result = render("--data", tmp_path, "--size", 32, "--jobs", 1)
    assert (result.returncode, result.stdout.split(", seconds")[0]) == (
        0,
        "render: rendered 2, unchanged 0, removed 0, failed 0, flagged 1",
    )
    assert store.read_manifest(folder).settings.size == 32
    assert "foreign-object 1" in result.stderr


def test_no_source_is_status_2(tmp_path):
    result = render("--data", tmp_path)
    assert result.returncode == 2 and "run `python -m ingest` first" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    "wrong",
    [
        ["--size", "7"],
        ["--size", "big"],
        ["--jobs", "0"],
        ["--max-failed", "-1"],
        ["--max-failed", "nan"],
        ["--nonsense"],
    ],
)
def test_a_wrong_argument_is_status_2(wrong, capsys):
    with pytest.raises(SystemExit) as ended:
        main(wrong)
    assert ended.value.code == 2 and wrong[0] in capsys.readouterr().err


def test_too_many_failures_are_status_5_and_the_others_are_there(tmp_path):
    folder = write_library(tmp_path, squares(3) | {"bad": "<html/>", "\x1b[31mworse": "<svg"})
    result = render("--data", tmp_path)
    assert result.returncode == 5
    assert "2 of 5 icons failed, more than --max-failed 10 %" in result.stderr
    assert (
        "'bad' failed: its root element is <html>" in result.stderr and "\x1b" not in result.stderr
    )
    assert len(store.read_manifest(folder).icons) == 3
    assert render("--data", tmp_path, "--max-failed", 40).returncode == 0


def test_a_folder_that_cannot_be_written_is_status_6(tmp_path):
    """As another user, since permissions do not bind root.

    Dropped after the start, as the interpreter may be root's alone.
    """
    folder = write_library(tmp_path, squares(3))
    folder.images.parent.mkdir()
    (tmp_path / ".render.lock").touch()
    (tmp_path / ".render.lock").chmod(0o666)
    folder.images.parent.chmod(0o555)
    for parent in list(tmp_path.parents)[:2]:
        parent.chmod(0o755)
    drop = (
        f"os.setgroups([]); os.setgid({NOBODY}); os.setuid({NOBODY})" if os.geteuid() == 0 else ""
    )
    code = (
        f"import os, sys; from render import __main__, command; {drop}; sys.exit(__main__.main())"
    )
    result = subprocess.run(
        [sys.executable, "-c", code, "--data", tmp_path], cwd=ROOT, capture_output=True, text=True
    )
    assert result.returncode == 6, result.stderr
    assert "Traceback" not in result.stderr and "ermission denied" in result.stderr
    assert not folder.render_manifest.exists()


def test_a_second_run_at_once_is_status_75(tmp_path):
    write_library(tmp_path, squares(3))
    with DataFolder(tmp_path).lock("render"):
        result = render("--data", tmp_path)
    assert result.returncode == 75 and "another render is running" in result.stderr


def test_sigterm_ends_the_run_and_its_workers_and_keeps_what_is_done(tmp_path):
    folder = write_library(
        tmp_path, squares(300) | {f"endless {number}": ENDLESS for number in range(20)}
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "render", "--data", tmp_path],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    while len(list(folder.images.glob("*/*.jpg"))) < 5:
        time.sleep(0.01)
    process.send_signal(signal.SIGTERM)
    _, stderr = process.communicate()
    assert process.returncode == 143 and b"Traceback" not in stderr
    assert store.read(folder.partial_render_manifest).icons
    assert group_is_gone(process.pid)


def test_help_teaches():
    result = render("--help")
    assert result.returncode == 0
    for word in (
        "--size",
        "--jobs",
        "--verify",
        "--retry-failed",
        "--max-failed",
        "--data",
        "exit status",
        "manifest.json",
    ):
        assert word in result.stdout
