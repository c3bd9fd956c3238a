"""Files and JSON of somebody else are read within limits."""

import json
import os

import pytest

from ingest.common.untrusted import LIMITS, TooLarge, parse_json, read_file


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        '{"a": [1, {"b": null}], "c": "d"}',
        r'{"svg": "<path d=\"M1,2 3,4\"/>", "end": "\\"}',
        r'["\\", "[[[", "\\\"]"]',
        '"' + "[" * 1000 + '"',
    ],
)
def test_json_within_the_limits_is_read(text):
    assert parse_json(text.encode()) == json.loads(text)


def test_a_page_of_large_drawings_is_no_page_of_many_values():
    drawing = "M1,2 [3],{4} \\" * 100_000
    document = {"icons": [{"id": str(number), "svg": drawing} for number in range(10)]}
    assert parse_json(json.dumps(document).encode()) == document


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[" + b"[]," * LIMITS.values + b"[]]", "values"),
        (b"[" + b"{}," * LIMITS.values + b"{}]", "values"),
        (b"[" + b"0," * LIMITS.values + b"0]", "values"),
        (b"[" + b'"",' * 2 * LIMITS.values + b'""]', "values"),
        (b"[" + b'"\\\\",' * LIMITS.values + b"0]", "values"),
        (b"[" * 900 + b"]" * 900, "levels"),
        (b'{"a":' * 100_000, "levels"),
        (b'["\\\\", ' + b"[" * 900, "levels"),
    ],
)
def test_json_over_a_limit_is_refused_before_it_is_parsed(content, said, monkeypatch):
    monkeypatch.setattr("json.loads", None)
    with pytest.raises(TooLarge, match=said):
        parse_json(content)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[1", b'"\xff"', "[1]".encode("utf-16"), b"9" * 5000, b'\\"[']
)
def test_what_is_no_json_is_a_value_error(content):
    with pytest.raises(ValueError):
        parse_json(content)


def test_a_file_of_just_the_size_is_read(tmp_path):
    file = tmp_path / "file"
    file.write_bytes(b"12345")
    assert read_file(file, 5) == b"12345"
    with pytest.raises(TooLarge, match="larger than 4e-06 MB"):
        read_file(file, 4)


def test_of_a_file_that_grows_no_more_is_read_than_its_size_was(tmp_path, monkeypatch):
    file = tmp_path / "file"
    file.write_bytes(b"12345")
    fstat = os.fstat

    def grown(handle):
        status = fstat(handle)
        file.write_bytes(b"1234567")
        return status

    monkeypatch.setattr("os.fstat", grown)
    assert read_file(file, 5) == b"12345"


@pytest.mark.parametrize("name", ["pipe", "device", "folder", "nothing"])
def test_what_is_no_regular_file_is_not_read(tmp_path, name):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "device").symlink_to("/dev/zero")
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError):
        read_file(tmp_path / name, 10)
