"""A build embeds what is new, takes the rest over, and publishes all of it or nothing."""

import json
import os
import shutil
import signal
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from features.builder import local_embedding, publication, rendered_icons, shards
from features.builder.build import BuildOptions, BuildResult, build_generation
from features.encoders import ENCODERS
from features.encoders.embedder import Embedder
from features.search.index.memory import Index
from features.store import generation
from ingest.common.data_folder import DataFolder
from ingest.common.failures import ConfigurationError, Incomplete
from ingest.icon import Icon
from tests.features.conftest import crawl, drawn, render


def run(folder: DataFolder) -> BuildResult:
    library = rendered_icons.read(folder)
    return build_generation(folder, library, ["phash"], BuildOptions(jobs=2, keep=5))


def contents(path: Path) -> dict[str, bytes]:
    return {
        file.relative_to(path).as_posix(): file.read_bytes()
        for file in path.rglob("*")
        if file.is_file()
    }


def test_a_generation_holds_the_whole_library(rendered: DataFolder, icons: list[Icon]):
    built = run(rendered)
    opened = generation.open_current(rendered)
    assert (opened.name, built.published) == (built.name, True)
    assert sorted(contents(opened.path)) == ["catalogue.sqlite", "features.h5", "manifest.json"]
    assert len(opened.catalogue) == len(icons) == opened.manifest["icons"]
    assert opened.manifest["libraries"] == ["Odd"]
    assert (opened.default_extractor, opened.extractors) == ("phash", ["phash"])
    assert opened.catalogue.get("set:coloured").grounds == ("light", "dark")
    for icon in icons:
        assert opened.catalogue.svg(icon.id) == icon.source_code
    rows = opened.vectors("phash")
    assert len(rows.ids) == len(icons) + 1  # the two-coloured one has two
    assert opened.manifest["extractors"]["phash"]["rows"] == len(rows.ids)
    opened.close()


def test_every_icon_is_found_by_its_own_picture(rendered: DataFolder, icons: list[Icon]):
    run(rendered)
    opened = generation.open_current(rendered)
    index, embedder = Index.open(opened, "phash"), opened.embedder("phash", threads=1)
    for icon in icons:
        for ground in opened.catalogue.get(icon.id).grounds:
            picture = Image.open(BytesIO(opened.catalogue.jpeg(icon.id, ground)))
            assert index.search(embedder.describe(picture).whole.vectors, 1)[0].id == icon.id
    opened.close()


def test_nothing_changed_publishes_nothing(rendered: DataFolder):
    first = run(rendered)
    again = run(rendered)
    assert (again.name, again.published, again.embedded) == (first.name, False, 0)
    assert generation.names(rendered) == [first.name]


def test_only_new_pictures_are_embedded(rendered: DataFolder, icons: list[Icon]):
    assert run(rendered).embedded == len(icons) + 1
    changed = [drawn(icons[0].id, 500), *icons[2:], drawn("set:new", 501)]
    crawl(rendered, changed)
    render(rendered, changed)
    assert run(rendered).embedded == 2
    opened = generation.open_current(rendered)
    assert opened.catalogue.get(icons[1].id) is None
    assert set(opened.vectors("phash").ids) == {icon.id for icon in changed}
    opened.close()


def test_a_new_tag_alone_is_published_without_embedding(rendered: DataFolder, icons: list[Icon]):
    first = run(rendered)
    named = [Icon(icon.id, icon.name, icon.source_code, tags=("tagged",)) for icon in icons]
    crawl(rendered, named)
    again = run(rendered)
    assert (again.published, again.embedded) == (True, 0)
    assert again.name > first.name
    opened = generation.open_current(rendered)
    assert opened.catalogue.list(0, 1, {}, "tagged")[0] == len(icons)
    opened.close()


def test_icons_with_the_same_picture_keep_a_row_each(folder: DataFolder):
    twins = [drawn("one", 1), drawn("two", 1)]
    crawl(folder, twins)
    render(folder, twins)
    assert run(folder).embedded == 1
    opened = generation.open_current(folder)
    assert opened.vectors("phash").ids == ["one", "two"]
    opened.close()


def test_the_same_library_gives_the_same_bytes(rendered: DataFolder, tmp_path: Path):
    other = DataFolder(tmp_path / "other")
    shutil.copytree(rendered.root, other.root)
    run(rendered)
    run(other)
    one, two = (contents(folder.current.resolve()) for folder in (rendered, other))
    assert {name: one[name] for name in one if name != "manifest.json"} == {
        name: two[name] for name in two if name != "manifest.json"
    }


def test_an_incremental_build_equals_one_from_nothing(
    rendered: DataFolder, icons: list[Icon], tmp_path: Path
):
    run(rendered)
    changed = [*icons[3:], drawn("set:new", 501)]
    crawl(rendered, changed)
    render(rendered, changed)
    other = DataFolder(tmp_path / "other")
    shutil.copytree(
        rendered.root,
        other.root,
        ignore=shutil.ignore_patterns("generations", "current", "features"),
    )
    run(rendered)
    run(other)
    for file in ("features.h5", "catalogue.sqlite"):
        assert (rendered.current / file).read_bytes() == (other.current / file).read_bytes()


def test_icons_that_could_not_be_rendered_are_left_out_and_named(
    folder: DataFolder, icons: list[Icon]
):
    crawl(folder, icons)
    render(folder, icons, failed={icons[4].id: "nothing of it is visible"})
    library = rendered_icons.read(folder)
    assert library.left_out == {icons[4].id: "nothing of it is visible"}
    assert len(library.items) == len(icons) - 1


def test_a_rendering_that_is_behind_is_refused(rendered: DataFolder, icons: list[Icon]):
    crawl(rendered, [*icons[1:], drawn(icons[0].id, 900)])
    with pytest.raises(
        Incomplete,
        match=rf"1 of {len(icons)} icons have no up-to-date rendering: run `python -m render`",
    ):
        run(rendered)


def test_a_few_icons_behind_are_left_out(folder: DataFolder):
    many = [drawn(f"icon-{number:03}", number) for number in range(200)]
    crawl(folder, [*many, drawn("late", 999)])
    render(folder, many)
    assert rendered_icons.read(folder).left_out == {"late": "it has no up-to-date rendering"}


def test_a_damaged_or_missing_picture_is_refused(rendered: DataFolder):
    picture = next(rendered.images.rglob("*.jpg"))
    picture.write_bytes(picture.read_bytes() + b"!")
    with pytest.raises(Incomplete, match=r"damaged.*python -m render"):
        run(rendered)
    picture.unlink()
    with pytest.raises(Incomplete, match=r"missing.*python -m render"):
        run(rendered)


def test_without_a_crawl_or_a_rendering_a_sentence_says_what_to_run(
    folder: DataFolder, icons: list[Icon]
):
    with pytest.raises(ConfigurationError, match="python -m ingest"):
        run(folder)
    crawl(folder, icons)
    with pytest.raises(ConfigurationError, match="python -m render"):
        run(folder)


def test_an_interrupted_build_goes_on_where_it_was(
    rendered: DataFolder, icons: list[Icon], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(shards, "SETTINGS", shards.ShardSettings(rows=4))
    monkeypatch.setattr(
        local_embedding, "SETTINGS", local_embedding.LocalEmbeddingSettings(batch=2)
    )
    embed, calls = Embedder.embed, []

    def interrupted(self: Embedder, images: list) -> np.ndarray:
        calls.append(len(images))
        if len(calls) == 6:
            raise KeyboardInterrupt
        return embed(self, images)

    with monkeypatch.context() as patch:
        patch.setattr(Embedder, "embed", interrupted)
        with pytest.raises(KeyboardInterrupt):
            run(rendered)
    assert not rendered.current.exists()
    embedded = run(rendered).embedded
    assert embedded <= len(icons) + 1 - 8  # two shards at least were on disk
    assert not (rendered.partial / "vectors").exists()


def test_a_torn_shard_is_deleted(
    rendered: DataFolder, icons: list[Icon], capsys: pytest.CaptureFixture
):
    torn = rendered.partial / "vectors" / "phash" / "0123.h5"
    torn.parent.mkdir(parents=True)
    torn.write_bytes(b"\x89HDF\r\n\x1a\n")
    assert run(rendered).embedded == len(icons) + 1
    assert "unusable vectors of an interrupted build are deleted: " in capsys.readouterr().err


def test_vectors_of_another_recipe_are_made_anew(
    rendered: DataFolder, icons: list[Icon], monkeypatch: pytest.MonkeyPatch
):
    run(rendered)
    monkeypatch.setitem(ENCODERS, "phash", replace(ENCODERS["phash"], glyph_version="2"))
    difference = r"glyph_version is 'none' there and '2' here.*python -m features"
    refused = pytest.raises(generation.BrokenGeneration, match=difference)
    with closing(generation.open_current(rendered)) as opened, refused:
        Index.open(opened, "phash")
    assert run(rendered).embedded == len(icons) + 1


def test_a_broken_generation_is_replaced(
    rendered: DataFolder, icons: list[Icon], capsys: pytest.CaptureFixture
):
    first = run(rendered)
    (rendered.current / "features.h5").write_bytes(b"")
    again = run(rendered)
    assert (again.published, again.embedded) == (True, len(icons) + 1)
    assert again.name > first.name
    assert "damaged" in capsys.readouterr().err


def test_a_build_after_a_rollback_compares_with_what_is_served(
    rendered: DataFolder, icons: list[Icon]
):
    first = run(rendered)
    crawl(rendered, [*icons, extra := drawn("set:new", 501)])
    render(rendered, [*icons, extra])
    second = run(rendered)
    publication.rollback(rendered)
    third = run(rendered)
    assert (third.published, third.embedded) == (True, 1)
    assert generation.names(rendered) == [first.name, second.name, third.name]
    assert generation.current_name(rendered) == third.name


KILLED = """
import os, signal, sys
from pathlib import Path
from features.builder import local_embedding, publication, rendered_icons, shards
from features.builder.build import BuildOptions, build_generation
from features.store import catalogue_writer
from ingest.common.data_folder import DataFolder

module, function = sys.argv[2].split(".")
target, last = {"Shards": shards.Shards}.get(module) or globals()[module], int(sys.argv[3])
original, calls = getattr(target, function), []
def killed(*arguments, **named):
    result = original(*arguments, **named)
    calls.append(1)
    if len(calls) == last:
        os.kill(os.getpid(), signal.SIGKILL)
    return result
setattr(target, function, killed)
shards.SETTINGS = shards.ShardSettings(rows=4)
local_embedding.SETTINGS = local_embedding.LocalEmbeddingSettings(batch=2)
folder = DataFolder(Path(sys.argv[1]))
library = rendered_icons.read(folder)
build_generation(folder, library, ["phash"], BuildOptions(jobs=2, keep=5))
"""


@pytest.mark.parametrize(
    "moment",
    [
        "Shards._write 3",
        "catalogue_writer.write 1",
        "publication.seal 1",
        "publication.verify 1",
        "publication.publish 1",
    ],
)
def test_killed_at_any_moment_the_old_or_the_new_is_served_whole(
    rendered: DataFolder, icons: list[Icon], moment: str
):
    old = run(rendered).name
    changed = [drawn(icon.id, 1000 + number) for number, icon in enumerate(icons)]
    crawl(rendered, changed)
    render(rendered, changed)
    command = [sys.executable, "-c", KILLED, rendered.root, *moment.split()]
    ended = subprocess.run(command, env={**os.environ, "PYTHONPATH": "."}, check=False)
    assert ended.returncode == -signal.SIGKILL
    served = generation.open_current(rendered)
    assert (served.name == old) == (moment != "publication.publish 1")
    served.close()

    again = run(rendered)
    assert again.embedded <= len(icons) - (12 if moment == "Shards._write 3" else 0)
    assert not list(rendered.generations.glob(".*"))
    opened = generation.open_current(rendered)
    assert (
        opened.manifest["content"]
        == json.loads((rendered.generations / again.name / "manifest.json").read_text())["content"]
    )
    assert opened.catalogue.svg(changed[0].id) == changed[0].source_code
    opened.close()
