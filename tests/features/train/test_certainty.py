"""The prior calibration is learned from published libraries, by the command that docs name."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from features.builder.build import BuildOptions, build_generation
from features.builder.rendered_icons import read
from features.search.calibration import certainty as prior
from features.train import __main__ as command
from features.train import certainty
from tests.features.conftest import crawl, drawn, render


@pytest.fixture
def few_pictures(monkeypatch, tmp_path):
    """A few pictures in this process, and the path of the weights that are written."""
    weights = tmp_path / "certainty.json"
    weights.write_text(json.dumps({"weights": {"vgg16": [0.5]}, "sets": {"vgg16": ["other"]}}))
    few = replace(certainty.CERTAINTY, pictures=12)
    monkeypatch.setattr(certainty, "WEIGHTS", weights)
    monkeypatch.setattr(certainty, "CERTAINTY", few)
    monkeypatch.setattr(certainty, "ProcessPoolExecutor", ThreadPoolExecutor)
    return weights


def test_the_command_learns_the_weights_of_one_encoder_and_keeps_the_others(
    folder, few_pictures, capsys
):
    icons = [drawn(f"icon-{number:02}", number) for number in range(12)]
    crawl(folder, icons)
    render(folder, icons)
    build_generation(folder, read(folder), ["glyphnet"], BuildOptions(jobs=1, keep=1))
    assert command.main(["certainty", str(folder.root), "--jobs", "1"]) == 0
    record = json.loads(few_pictures.read_text())
    assert record["weights"]["vgg16"] == [0.5]
    assert record["sets"] == {"vgg16": ["other"], "glyphnet": [folder.root.name]}
    learned = record["weights"]["glyphnet"]
    assert len(learned) == len(prior.prior_weights("glyphnet"))
    assert np.isfinite(learned).all()
    assert "samples" in capsys.readouterr().out


def test_a_folder_without_a_library_ends_in_a_sentence(folder, few_pictures, capsys):
    before = few_pictures.read_text()
    assert command.main(["certainty", str(folder.root)]) != 0
    assert "python -m" in capsys.readouterr().err
    assert few_pictures.read_text() == before


def test_an_encoder_that_segments_nothing_is_refused(folder, capsys):
    with pytest.raises(SystemExit):
        command.main(["certainty", str(folder.root), "--encoder", "phash"])
    assert "invalid choice" in capsys.readouterr().err
