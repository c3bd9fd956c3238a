"""Files of an import may be hostile too: pipes, sets that grow, names that take for ever."""

import json
import os
import tracemalloc

import pytest

from ingest.common.failures import ConfigurationError
from ingest.files import svg_folder
from ingest.files.iconify import read_prefix, read_set
from ingest.files.reader import read
from ingest.limits import SourceLimits

SVG = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M1 1h4v4z"/></svg>'
BODY = '<path d="M1 1h4v4z"/>'


def write_set(folder, **parts):
    """An Iconify set of one icon, with more parts."""
    document = {"prefix": "toys", "icons": {"a": {"body": BODY}}, **parts}
    (folder / "icons.json").write_text(json.dumps(document))
    return folder


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "good.svg").write_text(SVG)
    return tmp_path


def test_a_pipe_is_skipped_and_not_waited_for(folder):
    os.mkfifo(folder / "pipe.svg")
    icons, skipped = read(folder, SourceLimits())
    assert [icon.id for icon in icons] == ["good"]
    assert "no regular file" in str(skipped[0])


def test_a_device_and_a_file_that_is_too_large_are_skipped(folder):
    (folder / "device.svg").symlink_to("/dev/zero")
    with (folder / "large.svg").open("wb") as large:
        large.truncate(2**40)
    icons, skipped = read(folder, SourceLimits())
    assert [icon.id for icon in icons] == ["good"]
    assert [icon.id for icon in skipped] == ["device", "large"]
    assert "larger than 4 MB" in str(skipped[1])


def test_a_folder_of_too_many_files_is_refused(folder, monkeypatch):
    monkeypatch.setattr(svg_folder, "SETTINGS", svg_folder.FolderSettings(max_files=0))
    with pytest.raises(ConfigurationError, match="more than 0 SVG files"):
        read(folder, SourceLimits())


def test_a_folder_that_takes_too_much_memory_is_refused(folder):
    with pytest.raises(ConfigurationError, match="larger --max-library"):
        read(folder, SourceLimits(max_library=100))


def test_a_set_that_grows_is_refused(tmp_path):
    """Each alias that mirrors an icon is a drawing of its own."""
    aliases = {f"m{number}": {"parent": "a", "hFlip": True} for number in range(2000)}
    icons = {"a": {"body": BODY + " " * 1_000_000}}
    with pytest.raises(ConfigurationError, match="larger --max-library"):
        read_set(write_set(tmp_path, icons=icons, aliases=aliases))


def test_a_long_chain_of_aliases_takes_no_quadratic_time(tmp_path, monkeypatch):
    count = 900
    parents = ["a", *(f"n{number:05}" for number in range(count))]
    chain = {f"n{number:05}": {"parent": parents[number]} for number in range(count)}
    visited = []
    override = read_set.__globals__["Drawing"].override

    def counted(drawing, record):
        visited.append(record)
        return override(drawing, record)

    monkeypatch.setattr("ingest.files.iconify.Drawing.override", counted)
    (icon,) = read_set(write_set(tmp_path, aliases=dict(reversed(chain.items()))))
    assert len(icon.aliases) == count
    assert len(visited) == count + 1


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"aliases": {"x": {"parent": "y"}, "y": {"parent": "x"}}}, "not a sound Iconify set"),
        ({"aliases": {"x": {"parent": ["a"]}}}, "not a sound Iconify set"),
        ({"aliases": {f"n{number}": {"parent": "a"} for number in range(1001)}}, "entries"),
        ({"icons": {"i" * 1001: {"body": BODY}}}, "longer than 1,000"),
        ({"icons": {"a": {"body": BODY, "rotate": "x"}}}, "not a sound Iconify set"),
        ({"icons": {"a": [1]}}, "not a sound Iconify set"),
    ],
)
def test_sets_over_a_limit_or_of_another_shape_are_refused_in_a_sentence(tmp_path, parts, said):
    with pytest.raises(ConfigurationError, match=said):
        read_set(write_set(tmp_path, **parts))


def test_a_set_file_over_the_limit_or_too_deep_is_refused(tmp_path):
    write_set(tmp_path)
    with pytest.raises(ConfigurationError, match="--max-answer"):
        read_set(tmp_path, SourceLimits(max_answer=10))
    (tmp_path / "icons.json").write_text("[" * 100_000)
    with pytest.raises(ConfigurationError, match="64 levels"):
        read_set(tmp_path)


@pytest.mark.parametrize("file", ["info.json", "metadata.json"])
def test_a_file_beside_a_set_that_is_over_the_limit_is_refused(tmp_path, file):
    write_set(tmp_path)
    (tmp_path / file).write_text("{}" + " " * 1000)
    with pytest.raises(ConfigurationError, match=f"{file} is too large.*--max-answer"):
        read_set(tmp_path, SourceLimits(max_answer=1000))


def test_the_prefix_of_a_set_over_the_limit_is_not_read(tmp_path):
    write_set(tmp_path)
    with pytest.raises(ConfigurationError, match="--max-answer"):
        read_prefix(tmp_path, SourceLimits(max_answer=10))


def test_a_name_of_many_parts_takes_no_quadratic_memory(tmp_path):
    write_set(tmp_path, icons={"-" * 20_000: {"body": BODY}}, suffixes={"x": "X"})
    tracemalloc.start()
    try:
        with pytest.raises(ConfigurationError, match="not a sound Iconify set"):
            read_set(tmp_path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 10_000_000
