"""`glyphnet` as it is shipped, and the training that made it."""

import json
from dataclasses import replace

import numpy as np
import pytest

from features.encoders import ENCODERS, glyphnet
from features.encoders.embedder import Embedder
from features.encoders.models import exported
from features.train import sets
from features.vision.glyph import GLYPH_VERSION
from ingest.common.data_folder import DataFolder
from ingest.common.failures import ConfigurationError
from tests.features.encoders.test_encoders import EIGHT_BITS, assert_same, pictures

LARGEST = 5_000_000  # bytes
TRAINED = 70  # icons of a set: fewer do not span the directions that the projection keeps

pytestmark = pytest.mark.filterwarnings(
    "ignore:__array__ implementation:DeprecationWarning"
)  # Keras' own, with NumPy 2


def test_the_shipped_model_is_the_export_of_the_shipped_weights():
    glyphs = np.concatenate([glyphnet.prepare(picture).inputs[:1] for picture in pictures()])
    vectors = Embedder(glyphnet.ENCODER, glyphnet.MODEL).embed(pictures())
    assert vectors.shape == (len(glyphs), glyphnet.DIMENSIONS)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert_same(vectors, np.asarray(glyphnet.model()(glyphs)), EIGHT_BITS)


def test_the_shipped_files_are_small():
    assert glyphnet.MODEL.stat().st_size < LARGEST
    assert glyphnet.WEIGHTS.stat().st_size < LARGEST


def test_the_record_goes_with_the_code():
    record = json.loads(glyphnet.RECORD.read_text())
    assert record["glyph_version"] == GLYPH_VERSION
    assert tuple(record["training_sets"]) == sets.TRAINING
    assert tuple(record["validation_sets"]) == sets.VALIDATION
    assert not set(sets.TRAINING) & set(sets.VALIDATION)
    assert set(record["recall_at_1_simulated"]) == set(sets.VALIDATION)


def test_a_generation_never_shares_its_model_with_the_repository(tmp_path):
    model = exported(DataFolder(tmp_path), ENCODERS["glyphnet"], None)
    assert model.read_bytes() == glyphnet.MODEL.read_bytes()
    assert not model.samefile(glyphnet.MODEL)


def test_a_missing_model_is_said(tmp_path):
    encoder = replace(ENCODERS["glyphnet"], files=(tmp_path / "absent.tflite",))
    with pytest.raises(ConfigurationError, match="check out the repository again"):
        exported(DataFolder(tmp_path), encoder, None)


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """Two epochs on two sets, held-out sets of a dozen icons: what it wrote, and where."""
    folder = tmp_path_factory.mktemp("sets")
    for number, name in enumerate(("one", "two", "three", "four")):
        package = folder / "node_modules" / "@iconify-json" / name
        package.mkdir(parents=True)
        random = np.random.default_rng(number)
        fill = "currentColor" if number % 2 == 0 else "#d02020"
        second = "currentColor" if number % 2 == 0 else "#2050d0"

        def body(random=random, fill=fill, second=second):
            (x, y, w, h), (x2, y2, w2, h2) = random.integers([1, 1, 4, 4], [12, 12, 12, 12], (2, 4))
            return (
                f'<path fill="{fill}" d="M{x} {y}h{w}v{h}h-{w}z"/>'
                f'<path fill="{second}" d="M{x2} {y2}h{w2}v{h2}z"/>'
            )

        count = TRAINED if number < 2 else 12
        icons = {f"icon-{place}": {"body": body()} for place in range(count)}
        (package / "icons.json").write_text(
            json.dumps({"prefix": name, "icons": icons, "width": 24, "height": 24})
        )
        (package / "info.json").write_text(
            json.dumps({"prefix": name, "name": name, "total": count})
        )
    from features.train import batches
    from features.train import glyphnet as training

    small = replace(batches.BATCH, group=4, groups=2, neighbours=6)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sets, "TRAINING", ("one", "two"))
        patch.setattr(sets, "VALIDATION", ("three", "four"))
        patch.setattr(batches, "BATCH", small)
        for name in ("WEIGHTS", "MODEL", "RECORD"):
            patch.setattr(glyphnet, name, folder / f"made-{getattr(glyphnet, name).name}")
        yield folder, training.train(folder, epochs=2), glyphnet


def test_training_writes_weights_model_and_record(trained):
    _, record, encoder = trained
    assert json.loads(encoder.RECORD.read_text())["curve"] == record["curve"]
    assert record["icons"] == 2 * TRAINED
    assert [set(epoch) for epoch in record["curve"]] == [{"loss", "three", "four"}] * 2
    assert all(np.isfinite(epoch["loss"]) and epoch["loss"] > 0 for epoch in record["curve"])
    vectors = Embedder(encoder.ENCODER, encoder.MODEL).embed(pictures()[:3])
    glyphs = np.stack([encoder.prepare(picture).inputs[0] for picture in pictures()[:3]])
    assert_same(vectors, np.asarray(encoder.model()(glyphs)), EIGHT_BITS)


def test_drawings_are_kept_for_the_next_training(trained):
    folder, _, _ = trained
    with np.load(folder / f"drawn-{GLYPH_VERSION}" / "two" / "library.npz") as kept:
        assert kept["counts"].tolist() == [2] * TRAINED  # two colours: a picture for each ground
        assert kept["glyphs"].shape == (2 * TRAINED, 48, 48, 4)


def test_a_batch_is_turned_as_a_whole():
    from features.train.batches import turned

    glyphs = np.random.default_rng(0).integers(-127, 128, (6, 48, 48, 4), np.int8)
    seen = set()
    for seed in range(40):
        library, screenshots = turned(glyphs, glyphs.copy(), np.random.default_rng(seed))
        np.testing.assert_array_equal(library, screenshots)
        seen.add(library.tobytes())
    assert len(seen) == 8  # the symmetries of a square


def test_groups_are_neighbours_that_do_not_look_the_same(monkeypatch):
    from features.train import batches

    small = replace(batches.BATCH, group=3, groups=2, neighbours=2)
    monkeypatch.setattr(batches, "BATCH", small)
    angles = np.repeat([0.0, 1.5, 3.0], 4) + np.tile(
        [0, 0.001, 0.3, 0.5], 3
    )  # three clusters, a twin in each
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    groups = batches.batch_rows(vectors, 12, 2, np.random.default_rng(0))
    assert groups.shape == (2, 6)
    for first, *others in groups.reshape(-1, 3):
        likeness = vectors[others] @ vectors[first]
        assert np.all(likeness <= batches.BATCH.same)
        assert np.all(likeness > 0.5)


def test_the_loss_is_low_for_right_pairs_and_look_alikes_do_not_count():
    from features.train.contrast import Contrast

    vectors = np.eye(4, dtype=np.float32)
    twins = vectors[[0, 0, 1, 2]]
    model = Contrast(glyphnet.network())
    alone = np.eye(4, dtype=np.float32)
    together = alone.copy()
    together[0, 1] = together[1, 0] = 1
    right = float(model.compute_loss(y=alone, y_pred=np.concatenate([vectors, vectors])))
    wrong = float(model.compute_loss(y=alone, y_pred=np.concatenate([vectors, vectors[::-1]])))
    mixed = [
        float(model.compute_loss(y=same, y_pred=np.concatenate([twins, twins])))
        for same in (alone, together)
    ]
    assert right < 0.01 < 1 < wrong
    assert mixed[1] < 0.01 < 0.3 < mixed[0]
