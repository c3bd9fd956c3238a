"""Files cut short, emptied, or with bits flipped: the next run repairs them or says what to do,
and the service refuses them.
"""

import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import features.__main__
import ingest.__main__
import render.__main__
from features.builder import shards
from features.builder.shards import Shards
from features.store.vectors import Recipe
from ingest import source_json
from ingest.common.failures import ConfigurationError
from ingest.graphql.checkpoint import Checkpoint, PageIcons, ReadPage
from render import store
from tests.reliability.nights import SEED, Nights, assert_sound, result, served

Damage = Callable[[bytes, random.Random], bytes]


def cut(content: bytes, rng: random.Random) -> bytes:
    return content[: rng.randrange(len(content))]


def flipped(content: bytes, rng: random.Random) -> bytes:
    damaged = bytearray(content)
    for _ in range(rng.choice((1, 1, 1, 8, 64))):
        damaged[rng.randrange(len(damaged))] ^= 1 << rng.randrange(8)
    return bytes(damaged)


def lost(content: bytes, rng: random.Random) -> bytes:
    """A block that never reached the disk."""
    start = rng.randrange(len(content))
    return content[:start] + bytes(len(content[start : start + 4096])) + content[start + 4096 :]


DAMAGES: tuple[Damage, ...] = (cut, flipped, flipped, lost)


def damage(path: Path, rng: random.Random) -> None:
    path.write_bytes(rng.choice(DAMAGES)(path.read_bytes(), rng))


STAGES = {"ingest": ingest.__main__, "render": render.__main__, "features": features.__main__}


def run(stage: str, *arguments: str) -> int:
    """Run a stage in this process; its exit status."""
    return STAGES[stage].main(arguments)


@pytest.fixture
def told(capsys) -> Callable[[], str]:
    """The failure told last on stderr: a sentence that says what to do."""

    def last() -> str:
        lines = capsys.readouterr().err.splitlines()
        assert not any(line.startswith("Traceback") for line in lines)
        return lines[-1]

    return last


@pytest.mark.parametrize("times", [5, pytest.param(200, marks=pytest.mark.slow)])
def test_a_damaged_crawl_is_crawled_anew_or_refused(times, nights: Nights, tmp_path, told, note):
    rng, refused = random.Random(SEED), 0
    for _ in range(times):
        folder = nights.copy("ingest", tmp_path / "data")
        command = nights.command("ingest", folder)
        damage(folder.source, rng)
        status = run(*command)
        if status:
            refused += 1
            assert status in (2, 5)
            assert "--replace" in (said := told()) or "--max-shrink" in said
            assert run(*command, "--replace") == 0
        assert result("ingest", folder) == nights.after["ingest"]
    note(
        "source.json damaged, then ingest",
        f"{times} times: {times - refused} made good, {refused} refused in a sentence whose advice "
        "helped",
    )


@pytest.mark.parametrize("times", [5, pytest.param(100, marks=pytest.mark.slow)])
def test_a_damaged_rendering_is_drawn_anew_or_refused(times, nights: Nights, tmp_path, told, note):
    """What features then says is what helps."""
    rng, refused = random.Random(SEED), 0
    for number in range(times):
        folder = nights.copy("features", tmp_path / "data")
        pictures = sorted(folder.images.glob("*/*.jpg"))
        damage(folder.render_manifest if number % 2 else rng.choice(pictures), rng)
        assert run("render", "--data", str(folder.root)) == 0
        status = run(*nights.command("features", folder))
        if status:
            refused += 1
            assert status == 5
            assert "run `python -m render --verify`" in told()
            assert run("render", "--data", str(folder.root), "--verify") == 0
            assert run(*nights.command("features", folder)) == 0
        assert result("render", folder) == nights.after["render"]
        assert result("features", folder) == nights.after["features"]
    note(
        "a JPEG or the manifest of the rendering damaged, then render and features",
        f"{times} times: {times - refused} made good, {refused} refused in a sentence whose advice "
        "helped",
    )


@pytest.mark.parametrize("times", [5, pytest.param(100, marks=pytest.mark.slow)])
def test_a_damaged_generation_is_not_served_and_is_made_anew(times, nights: Nights, tmp_path, note):
    rng, unserved = random.Random(SEED), 0
    for number in range(times):
        folder = nights.copy("features", tmp_path / "data")
        whole = folder.current.resolve().name
        files = sorted(path for path in folder.current.rglob("*") if path.is_file())
        damage(files[number % len(files)], rng)
        assert served(folder) in (None, whole)
        unserved += served(folder) is None
        assert run(*nights.command("features", folder)) == 0
        assert result("features", folder) == nights.after["features"]
        assert_sound(folder)
    note(
        "features.h5, the catalogue, the model or the manifest of the generation served damaged, "
        "then the service started, then features",
        f"{times} times: {unserved} refused by the service, the rest as it was for a reader; all "
        "made anew",
    )


KEY = "a source"


@pytest.fixture
def pages(nights: Nights, tmp_path) -> Path:
    """Pages of an interrupted crawl of the second night's library."""
    icons = source_json.read(nights.before["render"].source)
    checkpoint = Checkpoint(tmp_path / "crawl", KEY)
    for start in range(0, len(icons), 4):
        checkpoint.add(
            1,
            ReadPage(
                PageIcons([[icon] for icon in icons[start : start + 4]]),
                {"after": start},
                len(icons),
                4,
                4,
            ),
        )
    checkpoint.close()
    (path,) = (tmp_path / "crawl").iterdir()
    return path


@pytest.mark.parametrize("times", [100, pytest.param(20_000, marks=pytest.mark.slow)])
def test_damaged_pages_of_a_crawl_are_left_aside(times, pages, note):
    whole, rng, kept = pages.read_bytes(), random.Random(SEED), 0
    for _ in range(times):
        pages.write_bytes(rng.choice(DAMAGES)(whole, rng))
        checkpoint = Checkpoint(pages.parent, KEY)
        kept += checkpoint.resumed
        checkpoint.add(1, ReadPage(PageIcons([]), None, 0, 4, 4))
        checkpoint.close()
        again = Checkpoint(pages.parent, KEY)
        assert again.resumed == checkpoint.resumed + 1
        again.close()
    note(
        "pages of an interrupted crawl damaged, then read",
        f"{times} times: {kept} of {5 * times} pages could still be used, none stopped the crawl",
    )


@pytest.mark.parametrize("times", [100, pytest.param(20_000, marks=pytest.mark.slow)])
def test_a_damaged_manifest_of_pictures_is_refused_in_a_sentence(
    times, nights: Nights, tmp_path, note
):
    undamaged = nights.before["features"].render_manifest
    whole, manifest, rng, refused = (
        undamaged.read_bytes(),
        store.read(undamaged),
        random.Random(SEED),
        0,
    )
    path = tmp_path / "manifest.json"
    for _ in range(times):
        path.write_bytes(rng.choice(DAMAGES)(whole, rng))
        try:
            assert store.read(path) == manifest  # bits flipped twice are no damage
        except ConfigurationError:
            refused += 1
    note(
        "the manifest of the rendering damaged, then read",
        f"{times} times: {refused} refused in a sentence, the rest were as they had been written",
    )


@pytest.mark.parametrize("times", [40, pytest.param(5000, marks=pytest.mark.slow)])
def test_damaged_vectors_of_an_interrupted_build_are_made_anew(times, tmp_path, note):
    """HDF5 itself would read for ever in some of them."""
    random_vectors = (
        np.random.default_rng(SEED).normal(size=(shards.SETTINGS.rows, 64)).astype(np.float32)
    )
    vectors = dict(
        zip(
            map(str, range(shards.SETTINGS.rows)),
            random_vectors / np.linalg.norm(random_vectors, axis=1, keepdims=True),
            strict=True,
        )
    )
    recipe = Recipe("model", "layer", "input", "1", "")
    kept = Shards(tmp_path, "phash", recipe)
    kept.add(vectors)
    (path,) = tmp_path.rglob("*.h5")
    whole, rng, used = path.read_bytes(), random.Random(SEED), 0
    for _ in range(times):
        path.write_bytes(rng.choice(DAMAGES)(whole, rng))
        for digest, vector in Shards(tmp_path, "phash", recipe).read().items():
            assert np.array_equal(vector, vectors[digest])
            used += 1
    note(
        "vectors of an interrupted build damaged, then read",
        f"{times} times: {used} of {times * shards.SETTINGS.rows} vectors taken over, each as it "
        "was written",
    )
