"""Each encoder: its exported model agrees with its Keras model, and weights are never random."""

import socket
from dataclasses import replace
from functools import partial
from io import BytesIO
from pathlib import Path

import keras
import numpy as np
import pytest
from keras.src.applications import densenet
from PIL import Image, ImageDraw

from features.encoders import ENCODERS, keras_applications, models, phash, vgg16, vgg16_classic
from features.encoders.embedder import Embedder
from features.encoders.export import to_litert
from features.train import float16
from ingest.common.data_folder import DataFolder
from ingest.common.failures import ConfigurationError

# Keras hands its variables to numpy in a way that numpy 2 deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")

EIGHT_BITS = 0.9995  # cosine to the model's own vector of one that was computed in eight bits


def pictures() -> list[Image.Image]:
    """Crops of several sizes: a shape, its negative, a drawing of two colours, noise, nothing."""
    ring = Image.new("RGB", (64, 64), "white")
    ImageDraw.Draw(ring).ellipse((12, 12, 50, 50), outline="black", width=5)
    dark = Image.new("RGB", (90, 60), (20, 20, 30))
    ImageDraw.Draw(dark).polygon([(20, 50), (45, 8), (70, 50)], fill=(240, 240, 240))
    coloured = Image.new("RGB", (32, 32), (250, 250, 250))
    ImageDraw.Draw(coloured).rectangle((4, 4, 15, 27), fill=(220, 30, 30))
    ImageDraw.Draw(coloured).rectangle((17, 4, 27, 27), fill=(30, 60, 220))
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 256, (48, 48, 3), dtype=np.uint8))
    return [ring, dark, coloured, noise, Image.new("RGB", (40, 40), "grey")]


def seeded(application, seed: int, path: Path):
    """A network with weights of its own, saved, for want of the real ones."""
    keras.utils.set_random_seed(seed)
    network = application(
        weights=None,
        include_top=False,
        pooling="avg",
        input_shape=(keras_applications.SIZE,) * 2 + (3,),
    )
    network.save_weights(path)
    return network


def assert_same(vectors: np.ndarray, expected: np.ndarray, least: float = 0.9999) -> None:
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    cosines = (vectors * expected).sum(axis=1) / np.linalg.norm(expected, axis=1)
    assert cosines.min() >= least


def test_the_shipped_weights_are_those_of_vgg16():
    ramp = np.tile(np.arange(224, dtype=np.float32)[None, :, None], (224, 1, 3))
    network = vgg16.network((224, 224, 3))
    (vector,) = np.asarray(network(keras.applications.vgg16.preprocess_input(ramp[None]))).max(
        axis=(1, 2)
    )
    vector /= np.linalg.norm(vector)
    assert vector.argmax() == 382
    assert vector.max() == pytest.approx(0.5602468, abs=5e-4)
    assert vector[1] == pytest.approx(0.00881782, abs=5e-5)


def test_float16_rounds_every_number_and_keeps_the_structure(tmp_path: Path):
    small = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, name="dense")])
    small.save_weights(tmp_path / "single.weights.h5")
    before = [weight.numpy() for weight in small.weights]
    float16.main([str(tmp_path / "single.weights.h5"), "--out", str(tmp_path / "half.weights.h5")])
    small.load_weights(tmp_path / "half.weights.h5")
    for weight, single in zip(small.weights, before, strict=True):
        assert np.array_equal(weight.numpy(), single.astype(np.float16).astype(np.float32))
    with pytest.raises(ConfigurationError, match="is not a Keras weight file"):
        float16.convert_to_float16(Path(__file__), tmp_path / "none.weights.h5")


def test_the_shipped_vgg16_says_what_keras_says():
    glyphs = np.concatenate([vgg16.prepare(picture).inputs[:1] for picture in pictures()])
    assert_same(
        Embedder(vgg16.ENCODER, vgg16.MODEL).embed(pictures()),
        np.asarray(vgg16.model()(glyphs)),
        EIGHT_BITS,
    )


def test_a_pictures_vector_is_the_same_in_every_batch():
    embedder = Embedder(vgg16.ENCODER, vgg16.MODEL)
    assert np.array_equal(
        embedder.embed(pictures()),
        np.concatenate([embedder.embed([picture]) for picture in pictures()]),
    )


def test_an_export_gives_the_same_bytes_each_time(tmp_path: Path):
    def build() -> keras.Model:
        keras.utils.set_random_seed(1)
        return keras.Sequential(
            [keras.Input((8, 8, 1)), keras.layers.Conv2D(4, 3), keras.layers.Flatten()]
        )

    for name in ("once", "again"):
        to_litert(build, tmp_path / name)
    assert (tmp_path / "once").read_bytes() == (tmp_path / "again").read_bytes()


def test_the_exported_classic_is_the_recipe_of_the_articles(tmp_path: Path):
    vgg16_classic.export(tmp_path / "model.tflite", None)
    small = np.stack(
        [
            np.asarray(picture.resize((32, 32), Image.Resampling.LANCZOS), np.float32)
            for picture in pictures()[:3]
        ]
    )
    enlarged = small.repeat(7, axis=1).repeat(7, axis=2)
    map5 = vgg16.network((224, 224, 3))(keras.applications.vgg16.preprocess_input(enlarged))
    assert_same(
        Embedder(vgg16_classic.ENCODER, tmp_path / "model.tflite").embed(pictures()[:3]),
        np.asarray(map5).max(axis=(1, 2)),
    )


def test_a_weight_file_is_used_for_resnet50(tmp_path: Path):
    network = seeded(keras.applications.ResNet50, 1, tmp_path / "given.weights.h5")
    loaded = keras_applications.load(keras.applications.ResNet50, tmp_path / "given.weights.h5")
    for weight, given in zip(loaded.weights, network.weights, strict=True):
        assert np.array_equal(weight.numpy(), given.numpy())


def test_densenet_with_a_weight_file_becomes_a_model_for_litert(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    # 4 blocks instead of 58: building and converting all of DenseNet121 takes half a minute.
    small = partial(densenet.DenseNet, [1, 1, 1, 1])
    monkeypatch.setattr(keras.applications, "DenseNet121", small)
    network = seeded(small, 2, tmp_path / "given.weights.h5")
    model = models.exported(
        DataFolder(tmp_path), ENCODERS["densenet121"], tmp_path / "given.weights.h5"
    )
    glyphs = np.concatenate(
        [ENCODERS["densenet121"].prepare(picture, False).inputs for picture in pictures()]
    )
    expected = network(
        keras.applications.densenet.preprocess_input(np.repeat(glyphs * 255, 3, axis=3)),
        training=False,
    )
    assert_same(Embedder(ENCODERS["densenet121"], model).embed(pictures()), np.asarray(expected))


def test_without_weights_there_is_a_sentence_and_no_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def offline(*_: object, **__: object) -> None:
        raise socket.gaierror("Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", offline)
    monkeypatch.setattr(
        "keras.src.utils.file_utils.config.keras_home", lambda: str(tmp_path / "keras")
    )
    with pytest.raises(
        ConfigurationError,
        match=r"could not be downloaded .* "
        "give a Keras weight file without the top with --weights FILE",
    ):
        models.exported(DataFolder(tmp_path), ENCODERS["resnet50"], None)
    assert not list(tmp_path.rglob("*.tflite"))


def test_weights_of_another_network_are_refused(tmp_path: Path):
    with pytest.raises(ConfigurationError, match="does not hold the weights of ResNet50"):
        models.exported(DataFolder(tmp_path), ENCODERS["resnet50"], vgg16.WEIGHTS)
    with pytest.raises(
        ConfigurationError, match=r"absent\.h5 is missing: name another file with --weights"
    ):
        models.exported(DataFolder(tmp_path), ENCODERS["resnet50"], tmp_path / "absent.h5")
    with pytest.raises(ConfigurationError, match="vgg16 takes no weight file: leave --weights out"):
        models.exported(DataFolder(tmp_path), ENCODERS["vgg16"], vgg16.WEIGHTS)
    with pytest.raises(
        ConfigurationError, match=r"absent\.tflite is missing: check out the repository again"
    ):
        models.exported(
            DataFolder(tmp_path),
            replace(ENCODERS["vgg16"], files=(tmp_path / "absent.tflite",)),
            None,
        )
    assert not list(tmp_path.rglob("*.tflite"))


def test_a_model_is_exported_once_and_again_when_its_weights_change(tmp_path: Path):
    made = []
    weights = tmp_path / "weights"
    weights.write_bytes(b"one")

    def export(path: Path, given: Path | None) -> None:
        made.append(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"model")

    encoder = replace(ENCODERS["vgg16"], export=export, files=(weights,))
    folder = DataFolder(tmp_path)
    assert models.exported(folder, encoder, None) == models.exported(folder, encoder, None)
    assert len(made) == 1
    weights.write_bytes(b"two")
    assert models.exported(folder, encoder, None) == made[1] != made[0]
    assert not made[0].exists()


def test_the_classic_looks_at_the_picture_as_it_is():
    view = vgg16_classic.prepare(Image.new("RGB", (100, 50), (255, 0, 0)))
    assert view.inputs.shape == (1, 32, 32, 3)
    assert np.array_equal(view.inputs[0, 5, 5], [255, 0, 0])
    assert (view.boxes, view.background) == ([(0.0, 0.0, 100.0, 50.0)], None)
    small = pictures()[2]
    assert np.array_equal(vgg16_classic.prepare(small).inputs[0], np.asarray(small))


def test_the_hash_ranks_by_hamming_distance():
    ring = pictures()[0]
    buffer = BytesIO()
    ring.save(buffer, "JPEG", quality=60)
    one, compressed, other = (
        phash.prepare(picture).inputs[0] for picture in (ring, Image.open(buffer), pictures()[1])
    )
    for vector in (one, compressed, other):
        assert set(np.abs(vector)) == {np.float32(1 / 8)}
    assert one @ compressed == pytest.approx(1 - np.count_nonzero(one != compressed) / 32)
    assert one @ compressed > 0.9 > one @ other
