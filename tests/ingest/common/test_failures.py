"""What a command says of a failure that is not its own."""

import sys
from pathlib import Path

import pytest

from ingest.common import failures


def test_an_output_that_cannot_be_written_is_named(
    capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    with Path("/dev/full").open("w") as full:
        monkeypatch.setattr(sys, "stdout", full)
        assert failures.run("api", lambda: print("an answer")) == 6
    said = capsys.readouterr().err
    assert said.startswith("api: the output cannot be written (No space left on device)")


def test_a_file_that_cannot_be_written_is_another_failure(capsys: pytest.CaptureFixture):
    def write() -> None:
        raise OSError(28, "No space left on device")

    assert failures.run("features", write) == 6
    assert "the data folder cannot be used" in capsys.readouterr().err
