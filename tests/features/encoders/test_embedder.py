"""Library and query go through the same exported model, without TensorFlow."""

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from features.builder import rendered_icons as rendered
from features.builder.build import BuildOptions, build_generation
from features.store import generation
from features.store import vectors as store
from features.store.generation import Generation
from ingest import source_json
from ingest.common.data_folder import DataFolder
from tests.features.conftest import crawl, drawn, render

# With one more, fewer than a self-test needs: with vgg16 it takes a quarter of a minute.
ICONS = 18


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    """Icons of one colour and of several, embedded by vgg16."""
    folder = DataFolder(tmp_path_factory.mktemp("vgg16"))
    icons = [drawn(f"icon-{number:02}", number, colours=1 + number % 2) for number in range(ICONS)]
    crawl(folder, icons)
    render(folder, icons)
    build_generation(
        folder, rendered.read(folder), ["vgg16", "phash"], BuildOptions(jobs=2, keep=5)
    )
    return folder


@pytest.fixture
def opened(published: DataFolder):
    opened = generation.open_current(published)
    yield opened
    opened.close()


def picture(opened: Generation, identifier: str, ground: str | None = None) -> Image.Image:
    return Image.open(BytesIO(opened.catalogue.jpeg(identifier, ground)))


def test_a_query_gives_the_vector_that_is_in_the_index(opened: Generation):
    rows, embedder = opened.vectors("vgg16"), opened.embedder("vgg16", threads=1)
    for identifier, ground, vector in zip(rows.ids, rows.grounds, rows.vectors, strict=True):
        seen = embedder.describe(picture(opened, identifier, ground)).whole
        np.testing.assert_allclose(seen.vectors[0], vector / store.ONE, atol=0.6 / store.ONE)
        assert len(seen.boxes) == len(seen.vectors)


def test_what_is_first_read_after_the_folder_was_deleted_is_there(
    published: DataFolder, opened: Generation, tmp_path: Path
):
    copy = tmp_path / "generations" / opened.name
    shutil.copytree(opened.path, copy)
    with closing(generation.open_generation(copy)) as bereft:
        shutil.rmtree(copy)
        rows, embedder = bereft.vectors("vgg16"), bereft.embedder("vgg16", threads=1)
        assert list(rows.digests) == list(opened.vectors("vgg16").digests)
        seen = embedder.describe(picture(opened, rows.ids[0], rows.grounds[0])).whole
    np.testing.assert_allclose(seen.vectors[0], rows.vectors[0] / store.ONE, atol=0.6 / store.ONE)


def test_the_model_has_few_dimensions_and_its_vectors_length_one(opened: Generation):
    vectors = opened.vectors("vgg16").vectors
    assert vectors.shape[1] <= 512
    np.testing.assert_allclose(
        np.linalg.norm(vectors.astype(float), axis=1) / store.ONE, 1, atol=1e-4
    )


def test_a_vector_does_not_depend_on_those_beside_it_or_on_the_threads(opened: Generation):
    images = [picture(opened, f"icon-{number:02}") for number in range(ICONS)]
    one, two = (opened.embedder("vgg16", threads=threads) for threads in (1, 2))
    together = one.embed(images)
    assert together.shape == (ICONS, opened.manifest["extractors"]["vgg16"]["dimensions"])
    np.testing.assert_allclose(
        together, np.concatenate([one.embed([image]) for image in images]), atol=1e-5
    )
    np.testing.assert_allclose(together, two.embed(images), atol=1e-5)


def test_threads_share_an_embedder(opened: Generation):
    embedder = opened.embedder("vgg16", threads=1)
    images = [picture(opened, f"icon-{number:02}") for number in range(8)]
    expected = embedder.embed(images)
    with ThreadPoolExecutor(4) as pool:
        looked = list(
            pool.map(
                lambda number: embedder.describe(images[number % 8]).whole.vectors[0], range(64)
            )
        )
    np.testing.assert_allclose(np.stack(looked), np.tile(expected, (8, 1)), atol=1e-5)


def test_a_query_says_what_was_seen(opened: Generation):
    dark = Image.new("RGB", (100, 80), (20, 20, 20))
    dark.paste((230, 230, 230), (30, 20, 70, 60))
    seen = opened.embedder("vgg16", threads=1).describe(dark).whole
    assert seen.boxes[0] == pytest.approx((30, 20, 40, 40), abs=1.5)
    assert seen.background == pytest.approx((20, 20, 20), abs=2)
    assert seen.inverted


def test_what_runs_out_of_the_picture_is_seen_apart(opened: Generation):
    embedder = opened.embedder("vgg16", threads=1)
    clean = Image.new("RGB", (100, 80), "white")
    clean.paste("black", (30, 20, 60, 60))
    clean.paste("white", (40, 30, 70, 40))
    labelled = clean.copy()
    labelled.paste("black", (95, 30, 100, 50))
    alone, seen = embedder.describe(clean), embedder.describe(labelled)
    assert alone.without_edge_parts is None
    whole, inner = seen.whole, seen.without_edge_parts
    assert len(whole.vectors) == len(whole.boxes) == len(inner.vectors) == len(inner.boxes) == 1
    assert whole.boxes[0] == pytest.approx((30, 20, 70, 40))
    assert inner.boxes == alone.whole.boxes
    np.testing.assert_allclose(inner.vectors, alone.whole.vectors, atol=1e-5)
    assert float(whole.vectors[0] @ alone.whole.vectors[0]) < 0.9


def test_searching_never_imports_tensorflow(published: DataFolder):
    script = f"""
import sys
from io import BytesIO
from pathlib import Path
from PIL import Image
from features.search.criteria import Criteria
from features.search.published import PublishedLibrary
from features.store import generation
from ingest.common.data_folder import DataFolder

opened = generation.open_current(DataFolder(Path({str(published.root)!r})))
for extractor in opened.extractors:
    picture = Image.open(BytesIO(opened.catalogue.jpeg("icon-07")))
    library = PublishedLibrary(opened, 1)
    print(library.find(picture, Criteria(3), extractor).results[0].entry.id)
print(sorted({{"tensorflow", "keras", "cairosvg"}} & set(sys.modules)))
"""
    environment = {**os.environ, "PYTHONPATH": "."}
    ended = subprocess.run(
        [sys.executable, "-c", script], env=environment, check=True, capture_output=True, text=True
    )
    assert ended.stdout.split("\n")[:3] == ["icon-07", "icon-07", "[]"]


def test_a_second_build_takes_the_vectors_over(published: DataFolder):
    before = generation.open_current(published)
    known = dict(zip(before.vectors("vgg16").digests, before.vectors("vgg16").vectors, strict=True))
    before.close()
    icons = [*source_json.read(published.source), drawn("other", 77)]
    crawl(published, icons)
    render(published, icons)
    built = build_generation(
        published, rendered.read(published), ["vgg16", "phash"], BuildOptions(jobs=1, keep=5)
    )
    assert built.embedded == 2  # one picture by each extractor
    after = generation.open_current(published)
    rows = after.vectors("vgg16")
    after.close()
    taken = [
        (vector, known[digest])
        for digest, vector in zip(rows.digests, rows.vectors, strict=True)
        if digest in known
    ]
    assert len(taken) == len(rows.digests) - 1
    assert all(np.array_equal(one, other) for one, other in taken)
