"""Publishing switches in one step, refuses what is broken, goes back, and tidies."""

import json
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from features.builder import publication, rendered_icons
from features.builder.build import BuildOptions, build_generation
from features.store import generation, manifest
from features.store.generation import BrokenGeneration
from ingest.common.data_folder import DataFolder
from ingest.common.failures import ConfigurationError
from ingest.icon import Icon
from tests.features.conftest import crawl, drawn, render


@pytest.fixture
def published(rendered: DataFolder, icons: list[Icon]) -> DataFolder:
    """Three generations, each with one icon more."""
    for count in (3, 2, 1):
        publish_some(rendered, icons[count:])
    return rendered


def publish_some(folder: DataFolder, icons: list[Icon], keep: int = 5) -> str:
    crawl(folder, icons)
    render(folder, icons)
    return build_generation(
        folder, rendered_icons.read(folder), ["phash"], BuildOptions(jobs=1, keep=keep)
    ).name


def test_names_tell_the_order_of_publishing_within_a_second_too(published: DataFolder):
    names = generation.names(published)
    assert names == sorted(names)
    assert len(names) == 3
    assert generation.current_name(published) == names[-1]
    sizes = [
        json.loads((published.generations / name / "manifest.json").read_text())["icons"]
        for name in names
    ]
    assert sizes == sorted(sizes)


def test_current_is_a_relative_link_so_that_the_folder_can_be_moved(
    published: DataFolder, tmp_path: Path
):
    assert not published.current.readlink().is_absolute()
    moved = DataFolder(tmp_path / "moved")
    published.root.rename(moved.root)
    generation.open_current(moved).close()


def test_a_reader_never_finds_nothing_while_it_is_switched(published: DataFolder):
    names = generation.names(published)
    with ThreadPoolExecutor(1) as pool:
        reader = pool.submit(
            lambda: all((published.current / "manifest.json").exists() for _ in range(5000))
        )
        while not reader.done():
            for name in names:
                publication.switch(published, name)
    assert reader.result()


def test_rollback_goes_to_the_one_before_and_to_a_named_one(published: DataFolder):
    first, second, third = generation.names(published)
    assert publication.rollback(published) == second
    assert publication.rollback(published) == first
    assert generation.current_name(published) == first
    with pytest.raises(ConfigurationError, match=r"no generation before.*python -m features list"):
        publication.rollback(published)
    assert publication.rollback(published, third) == third
    assert generation.current_name(published) == third
    with pytest.raises(ConfigurationError, match="no generation nonsense"):
        publication.rollback(published, "nonsense")


def test_rollback_refuses_a_broken_generation(published: DataFolder):
    second, third = generation.names(published)[1:]
    (published.generations / second / "catalogue.sqlite").write_bytes(b"")
    with pytest.raises(BrokenGeneration, match="damaged"):
        publication.rollback(published)
    assert generation.current_name(published) == third


def test_the_last_few_are_kept_and_always_the_one_served(published: DataFolder, icons: list[Icon]):
    first, second, _ = generation.names(published)
    assert publication.prune(published, keep=2) == [first]
    publication.rollback(published, second)
    fourth = publish_some(published, icons, keep=1)
    assert generation.names(published) == [fourth]
    fifth = publish_some(published, icons[5:], keep=2)
    publication.switch(published, fourth)
    assert publication.prune(published, keep=1) == []
    assert generation.names(published) == [fourth, fifth]
    assert {path.stem for path in published.verified(fourth).parent.iterdir()} == {fourth, fifth}


@pytest.mark.parametrize("file", ["catalogue.sqlite", "features.h5"])
def test_a_flipped_bit_is_noticed(published: DataFolder, file: str):
    path = published.current.resolve() / file
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(
        BrokenGeneration, match=rf"{file} is damaged: run `python -m features`, or go back"
    ):
        generation.open_current(published)


def overwritten_beneath_its_time_stamp(path: Path) -> None:
    """As a failing disk does it."""
    status, content = path.stat(), bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def test_what_was_verified_is_not_read_at_each_start_but_when_asked_and_before_going_back(
    published: DataFolder, monkeypatch
):
    older = published.generations / generation.names(published)[-2]
    with monkeypatch.context() as patch:
        patch.setattr(manifest, "facts", lambda path: pytest.fail(f"{path} need not be read"))
        generation.open_current(published).close()
    overwritten_beneath_its_time_stamp(older / "catalogue.sqlite")
    for verify in (lambda: publication.verify(older), lambda: publication.rollback(published)):
        with pytest.raises(BrokenGeneration, match=r"catalogue\.sqlite is damaged"):
            verify()


def test_a_copy_of_a_generation_is_verified_where_it_is_opened(
    published: DataFolder, tmp_path: Path
):
    shutil.copytree(published.root, tmp_path / "copy", symlinks=True)
    copy = DataFolder(tmp_path / "copy")
    overwritten_beneath_its_time_stamp(copy.current.resolve() / "features.h5")
    with pytest.raises(BrokenGeneration, match=r"features\.h5 is damaged"):
        generation.open_current(copy)


@pytest.mark.parametrize(
    "harm", ["missing", "no json", "another format", "a file gone", "half a manifest"]
)
def test_what_cannot_be_opened_is_said_in_a_sentence(published: DataFolder, harm: str):
    path = published.current.resolve()
    manifest = path / "manifest.json"
    said = json.loads(manifest.read_text())
    if harm == "missing":
        manifest.unlink()
    elif harm == "no json":
        manifest.write_text("{")
    elif harm == "another format":
        manifest.write_text(json.dumps(said | {"format": 99}))
    elif harm == "a file gone":
        (path / "features.h5").unlink()
    else:
        manifest.write_text(json.dumps({"format": generation.FORMAT}))
    with pytest.raises(BrokenGeneration, match=r"cannot be read .*run `python -m features`"):
        generation.open_current(published)


def test_nothing_published_yet_is_said_in_a_sentence(folder: DataFolder):
    with pytest.raises(
        BrokenGeneration, match=r"nothing is published .* yet: run `python -m features`"
    ):
        generation.open_current(folder)


def test_vectors_of_other_icons_are_not_published(published: DataFolder, icons: list[Icon]):
    one, other = (published.generations / name for name in generation.names(published)[:2])
    (one / "features.h5").write_bytes((other / "features.h5").read_bytes())
    manifest = json.loads((one / "manifest.json").read_text())
    manifest["files"]["features.h5"] = generation.facts(one / "features.h5")
    (one / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(BrokenGeneration, match="vectors of other icons than the catalogue"):
        publication.verify(one)


def test_an_extractor_that_is_not_there_is_said_in_a_sentence(published: DataFolder):
    opened = generation.open_current(published)
    with pytest.raises(
        BrokenGeneration,
        match="holds no vectors of vgg16: run `python -m features --extractor vgg16`",
    ):
        opened.encoder("vgg16")
    opened.close()


def test_a_draft_that_a_killed_run_has_left_is_thrown_away(published: DataFolder):
    leftover = published.generations / ".20200101T000000Z-00000000.tmp"
    leftover.mkdir()
    (leftover / "features.h5").write_bytes(b"half")
    publish_some(published, [drawn("only", 7)])
    assert not leftover.exists()
