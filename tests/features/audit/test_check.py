"""Does the icon in a file exist already? The exit status says so, and the lines name the icons."""

import io
import json
import sys
from pathlib import Path

import pytest

from features.__main__ import main
from ingest.common.data_folder import DataFolder
from tests.features.audit.test_duplicates import BELL, STAR, library, svg
from tests.features.conftest import drawn

__all__ = ["library"]  # the fixture


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "new.svg"


def check(folder: DataFolder, file: Path, *arguments: str) -> int:
    return main(["check", str(file), *arguments, "--data", str(folder.root)])


def test_an_icon_that_exists_is_status_1(
    library: DataFolder, file: Path, capsys: pytest.CaptureFixture
):
    file.write_text(svg("<g>" + BELL + "</g>"))
    capsys.readouterr()
    assert check(library, file) == 1
    said = capsys.readouterr()
    lines = said.out.splitlines()
    assert {line.split()[2] for line in lines if line.startswith("same")} == {
        "alarm",
        "bell",
        "bell-again",
        "图标/bell",
    }
    assert lines[0] == "same  1.00  alarm"
    assert lines[4].startswith("near")
    assert said.err.endswith(f"{file} looks the same as alarm: use that icon, or draw another.\n")


def test_an_icon_nearly_the_same_is_status_1_too(
    library: DataFolder, file: Path, capsys: pytest.CaptureFixture
):
    file.write_text("\ufeff" + svg(STAR, "#00f", box="-4 -4 32 32"))
    capsys.readouterr()
    assert check(library, file, "--json") == 1
    said = capsys.readouterr()
    answer = json.loads(said.out)
    assert answer["alike"] == "near"
    assert {icon["id"] for icon in answer["icons"] if icon["alike"] == "near"} == {"star", "star-2"}
    assert "looks nearly the same as star" in said.err


def test_a_new_icon_is_status_0(library: DataFolder, file: Path, capsys: pytest.CaptureFixture):
    file.write_text(svg(BELL + '<circle cx="18" cy="4" r="1"/>'))
    capsys.readouterr()
    assert check(library, file) == 0
    said = capsys.readouterr()
    assert [line[:2] for line in said.out.splitlines()] == ["no"] * 5
    assert said.err == ""
    assert check(library, file, "--near", "0.1") == 1


def test_an_icon_of_several_colours_is_compared_in_colour(library: DataFolder, file: Path):
    coloured = drawn("set:coloured", 102, colours=2).source_code
    file.write_text(coloured)
    assert check(library, file) == 1
    file.write_text(coloured.replace("#e02020", "#2020e0"))
    assert check(library, file) == 0


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "cannot be read"),
        (b"\x89PNG\r\n", "is no SVG: name an SVG file; `python -m api search` takes"),
        (b"plus", "is no SVG"),
        (2 * svg(BELL).encode(), "has 2 icons: check each in a file of its own"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'/>", "cannot be drawn"),
    ],
)
def test_a_file_that_is_no_icon_is_status_2(
    library: DataFolder,
    file: Path,
    content: bytes | None,
    reason: str,
    capsys: pytest.CaptureFixture,
):
    if content is not None:
        file.write_bytes(content)
    assert check(library, file) == 2
    said = capsys.readouterr().err
    assert reason in said and said.count(str(file)) <= 1


def test_a_symbol_is_read_from_the_standard_input(
    library: DataFolder, capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    symbol = f'<svg><symbol viewBox="0 0 24 24">{BELL}</symbol></svg>'
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(symbol.encode())))
    assert check(library, Path("-")) == 1
    assert "the standard input looks" in capsys.readouterr().err


def test_nothing_published_is_status_2(
    folder: DataFolder, file: Path, capsys: pytest.CaptureFixture
):
    file.write_text(svg(BELL))
    assert check(folder, file) == 2
    assert main(["list", "--data", str(folder.root)]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("nothing is published")) == ("", 2)


def test_no_file_named_is_status_2(folder: DataFolder):
    with pytest.raises(SystemExit, match="2"):
        main(["check", "--data", str(folder.root)])
