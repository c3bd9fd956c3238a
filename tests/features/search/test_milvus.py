"""Vectors in Milvus: the answers of memory, a collection a generation, and nothing half done."""

import argparse
import socket
import sys
import time
from dataclasses import replace

import numpy as np
import pytest
from pymilvus import MilvusException

from features.__main__ import main
from features.builder import publication
from features.builder.build import manifest_facts
from features.encoders import ENCODERS
from features.search.index.hit import Selection
from features.search.index.memory import Index
from features.search.index.milvus import collection, server
from features.search.index.milvus.collection import collection_name, draft_name
from features.search.index.milvus.connection import Timeouts
from features.search.index.milvus.server import Milvus
from features.store import catalogue_writer, generation
from features.store.generation import Generation
from features.store.library import Item, Library, Picture
from features.store.vectors import Recipe, Vectors, fixed, write
from features.store.vectors import unit as scaled
from features.vision.cutout import Cutout
from ingest.common.data_folder import DataFolder
from ingest.common.failures import ConfigurationError, SourceDown
from ingest.icon import Icon
from render.picture import depict
from tests.features.conftest import crawl, drawn, render
from tests.milvus import PATIENT

ICONS = 700
EQUAL = range(
    100, 300
)  # icons that look just the same, as placeholders do: more than any search asks for at once
STYLES = ["plain", 'a "b"', "it's", "back\\slash", "new\nline", "tab\t", "图", "in ['x']", None]
DRAWING = Cutout.of(depict(drawn("any", 1).source_code, 64).jpegs)
EXTRACTORS = {"glyphnet": 32, "vgg16-classic": 8}


def unit(vectors: np.ndarray) -> np.ndarray:
    return (vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)).astype(np.float32)


def published(folder: DataFolder) -> Generation:
    """A library with made-up vectors: clusters of icons, every third on two grounds, some equal."""
    random = np.random.default_rng(5)
    items, grounds = [], []
    for number in range(ICONS):
        on = ("light", "dark") if number % 3 == 0 else ("light",)
        icon = Icon(
            f"图/{number:03}",
            f"icon {number}",
            "<svg/>",
            style=STYLES[number % len(STYLES)],
            library=f"set {number // 400}",
        )
        items.append(Item(icon, tuple(Picture.of(ground, b"") for ground in on)))
        grounds += [(number, ground) for ground in on]
    numbers = np.array([number for number, _ in grounds])
    features = {}
    for extractor, size in EXTRACTORS.items():
        vectors = random.normal(size=(90, size))[numbers % 90] + random.normal(
            scale=0.3, size=(len(numbers), size)
        )
        vectors[(numbers >= EQUAL.start) & (numbers < EQUAL.stop)] = vectors[0]
        vectors[numbers >= 600] = (
            vectors[numbers >= 600] * 1e-4
            + np.repeat(vectors[:20], 7, axis=0)[: (numbers >= 600).sum()]
        )
        recipe = Recipe.of(ENCODERS[extractor], "")
        ids = [items[number].icon.id for number in numbers]
        features[extractor] = Vectors(
            recipe,
            ids,
            [ground for _, ground in grounds],
            ["digest"] * len(ids),
            fixed(unit(vectors)),
        )
    name = publication.new_name(folder, "0" * 64)
    with publication.draft(folder, name) as draft:
        catalogue_writer.write(draft / generation.CATALOGUE, items, [DRAWING.record()] * len(items))
        write(draft / generation.FEATURES, features)
        library = Library(items)
        publication.seal(draft, manifest_facts(name, "", library, features) | {"selftest": None})
        publication.publish(folder, draft, name)
    return generation.open_current(folder)


@pytest.fixture(scope="module")
def there(milvus) -> Milvus:
    return Milvus.at(milvus.store, PATIENT)


@pytest.fixture(scope="module")
def library(there, tmp_path_factory) -> Generation:
    opened = published(DataFolder(tmp_path_factory.mktemp("made-up")))
    there.fill(opened)
    yield opened
    opened.close()


def drawn_alike(identifiers: list[str]) -> dict[str, Cutout]:
    """The same drawing for each of the icons."""
    return dict.fromkeys(identifiers, DRAWING)


def queries(rows: Vectors, count: int) -> list[np.ndarray]:
    """Of one or two readings, more and less like pictures of the library."""
    random = np.random.default_rng(6)
    size = rows.vectors.shape[1]
    readings = (
        scaled(rows.vectors)[random.integers(len(rows.ids), size=1 + number % 2)]
        for number in range(count)
    )
    return [
        unit(some + random.normal(scale=random.choice([0, 0.01, 0.1]), size=(len(some), size)))
        for some in readings
    ]


@pytest.mark.parametrize("extractor", EXTRACTORS)
def test_the_answers_are_those_of_the_vectors_in_memory(library, there, extractor):
    memory, remote = Index.open(library, extractor), there.index(library, extractor)
    rows, random = library.vectors(extractor), np.random.default_rng(7)
    ways = [
        {},
        {"among": random.random(ICONS) < 0.2},
        {"without": ["图/100", "图/101", "图/005"]},
        {"among": np.zeros(ICONS, bool)},
    ]
    ways += [{"filters": {"style": [style]}} for style in STYLES[:-1]]
    ways += [
        {
            "filters": {"style": STYLES[:2], "library": ["set 1"]},
            "among": random.random(ICONS) < 0.5,
        },
        {"filters": {"style": ["none"]}},
    ]
    for number, query in enumerate(queries(rows, 4 * len(ways))):
        way, limit = ways[number % len(ways)], (1, 12, 100)[number % 3]
        selection = Selection(**way)
        expected = memory.search(query, limit, selection)
        found = remote.search(query, limit, selection)
        assert [hit.id for hit in found] == [hit.id for hit in expected], way
        assert remote.together(expected, drawn_alike, limit) == memory.together(
            expected, drawn_alike, limit
        )
        np.testing.assert_allclose(
            [hit.score for hit in found], [hit.score for hit in expected], atol=2e-6
        )
    several = np.concatenate(queries(rows, 9))
    for filters in ({}, *(way["filters"] for way in ways if "filters" in way)):
        np.testing.assert_allclose(
            remote.best_scores(several, filters), memory.best_scores(several, filters), atol=2e-6
        )


def test_more_like_an_icon_are_those_of_the_vectors_in_memory(library, there):
    memory, remote = Index.open(library, "glyphnet"), there.index(library, "glyphnet")
    for identifier in ("图/000", "图/150", "图/699"):
        found, expected = (
            index.similar(identifier, 10, {"library": ["set 0"]}) for index in (remote, memory)
        )
        assert [hit.id for hit in found] == [hit.id for hit in expected]
    with pytest.raises(KeyError):
        remote.similar("nothing", 10)


def test_of_more_equal_icons_than_are_asked_for_at_once_the_first_are_found(library, there):
    rows = library.vectors("glyphnet")
    query = unit(rows.vectors[[rows.ids.index("图/250")]])
    remote = there.index(library, "glyphnet")
    _, plain, on_two = remote.together(remote.search(query, 45), drawn_alike, 3)
    assert (plain.id, plain.also[:3]) == ("图/100", ("图/101", "图/103", "图/104"))
    assert (on_two.id, on_two.also[:3]) == ("图/102", ("图/105", "图/108", "图/111"))


def test_beyond_the_size_where_all_are_compared_a_graph_of_them_is_searched(
    library, there, milvus, monkeypatch
):
    monkeypatch.setattr(collection, "SETTINGS", replace(collection.SETTINGS, exact_up_to=100))
    name = "20260101T000000Z-0000feed"  # the same library, in a collection of its own
    large = replace(library, manifest=library.manifest | {"name": name})
    there.fill(large)
    indexes = {
        field: milvus.client().describe_index(collection_name(name), field)
        for field in ("glyphnet", "vgg16_classic", "style")
    }
    assert {field: index["index_type"] for field, index in indexes.items()} == {
        "glyphnet": "HNSW",
        "vgg16_classic": "HNSW",
        "style": "INVERTED",
    }
    memory, remote = Index.open(library, "glyphnet"), there.index(large, "glyphnet")
    found = []
    for query in queries(library.vectors("glyphnet"), 40):
        hits = {hit.id for hit in remote.search(query, 10)}
        found += [hit.id in hits for hit in memory.search(query, 10)]
    assert np.mean(found) >= 0.97
    there.drop(name)


def served(server) -> str:
    return server.client().describe_alias("iconlens")["collection_name"]


def features(folder: DataFolder, *arguments: str) -> int:
    return main([*arguments, "--data", str(folder.root)])


@pytest.fixture
def emptied(milvus):
    """Milvus without what other tests have stored, but for the library above."""
    before = set(milvus.client().list_collections())
    yield milvus
    client = milvus.client()
    for name in set(client.list_collections()) - before:
        for alias in client.list_aliases(name)["aliases"]:
            client.drop_alias(alias)
        client.drop_collection(name)


def own(server, folder: DataFolder) -> dict[str, str]:
    """The collections of a folder's generations by the names of these."""
    there = server.client().list_collections()
    return {
        name: collection_name(name)
        for name in generation.names(folder)
        if collection_name(name) in there
    }


def state(server, name: str) -> str:
    return str(server.client().get_load_state(collection_name(name))["state"])


def test_the_alias_and_what_is_in_memory_follow_what_is_served(
    rendered: DataFolder, icons: list[Icon], emptied
):
    for fewer in range(3):
        crawl(rendered, icons[fewer:])
        render(rendered, icons[fewer:])
        assert features(rendered, "--extractor", "phash", "--store", emptied.store) == 0
        assert served(emptied) == collection_name(generation.current_name(rendered))
    first, second, third = generation.names(rendered)
    assert [state(emptied, name) for name in (first, second, third)] == [
        "NotLoad",
        "Loaded",
        "Loaded",
    ]  # a replica may lag behind by one
    assert features(rendered, "rollback", "--store", emptied.store) == 0
    assert (generation.current_name(rendered), served(emptied)) == (second, collection_name(second))
    assert features(rendered, "rollback", first, "--store", emptied.store) == 0
    assert (served(emptied), state(emptied, first), state(emptied, third)) == (
        collection_name(first),
        "Loaded",
        "NotLoad",
    )
    assert features(rendered, "verify", "--store", emptied.store) == 0
    crawl(rendered, icons[3:])
    render(rendered, icons[3:])
    assert features(rendered, "--extractor", "phash", "--keep", "1", "--store", emptied.store) == 0
    (fourth,) = generation.names(rendered)
    assert served(emptied) == collection_name(fourth)
    assert not any(
        emptied.client().has_collection(collection_name(name)) for name in (first, second, third)
    )


def test_what_was_published_without_milvus_is_brought_there_where_nothing_else_has_changed(
    rendered: DataFolder, emptied, capsys
):
    features(rendered, "--extractor", "phash")
    name = generation.current_name(rendered)
    assert features(rendered, "verify", "--store", emptied.store) == 2
    assert (
        f"does not hold the vectors of generation {name}: run `python -m features --store`"
        in capsys.readouterr().err
    )
    assert features(rendered, "--extractor", "phash", "--store", emptied.store) == 0
    assert f"unchanged {name}" in capsys.readouterr().out
    assert served(emptied) == collection_name(name)


def test_a_collection_that_a_killed_run_left_half_filled_is_filled_anew(
    rendered: DataFolder, emptied, monkeypatch
):
    features(rendered, "--extractor", "phash")
    opened = generation.open_current(rendered)
    opened.close()
    there = Milvus.at(emptied.store)

    def killed(*_) -> None:
        raise MilvusException(message="killed")

    with monkeypatch.context() as patch:
        patch.setattr(server, "insert", killed)
        with pytest.raises(SourceDown, match="killed"):
            there.fill(opened)
    assert emptied.client().has_collection(draft_name(opened.name))
    there.fill(opened)
    assert set(own(emptied, rendered)) == {opened.name}
    assert not emptied.client().has_collection(draft_name(opened.name))


def test_rows_that_are_missing_are_noticed(rendered: DataFolder, emptied, capsys):
    features(rendered, "--extractor", "phash", "--store", emptied.store)
    emptied.client().delete(served(emptied), filter="row in [3, 4]")
    assert features(rendered, "verify", "--store", emptied.store) == 2
    assert "has 22 of the 24 rows" in capsys.readouterr().err


def test_milvus_that_is_down_is_status_4_and_the_next_run_does_all_of_it(
    rendered: DataFolder, icons: list[Icon], emptied, capsys: pytest.CaptureFixture
):
    one = [
        "--extractor",
        "phash",
        "--store",
        emptied.store.replace("http://", "http://root:secret@"),
    ]
    assert features(rendered, *one) == 0
    before = generation.current_name(rendered)
    crawl(rendered, icons[1:])
    render(rendered, icons[1:])
    emptied.kill()
    try:
        assert features(rendered, *one) == 4
        said = capsys.readouterr().err
        assert f"features: Milvus at 127.0.0.1:{emptied.port} does not do what it is asked" in said
        assert "secret" not in said
        assert (generation.current_name(rendered), generation.names(rendered)) == (before, [before])
    finally:
        emptied.start()
    assert features(rendered, *one) == 0
    assert list(own(emptied, rendered)) == generation.names(rendered)
    assert [
        path.name for path in rendered.generations.iterdir() if path.name.endswith(".tmp")
    ] == []
    assert served(emptied) == collection_name(generation.current_name(rendered))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "milvus:",
        "faiss:http://host",
        "milvus:./here.db",
        "milvus:http://",
        "milvus:http://host:19530/a/b",
    ],
)
def test_an_address_that_names_no_store_is_refused(text: str):
    with pytest.raises(argparse.ArgumentTypeError, match="write it as milvus:http://host:19530"):
        Milvus.at(text)


def test_the_place_holds_no_password():
    assert (
        Milvus.at("milvus:https://root:secret@host.example:443/icons").place == "host.example:443"
    )


def test_one_that_is_silent_is_not_waited_for_for_ever():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        started = time.monotonic()
        with pytest.raises(SourceDown, match="does not do what it is asked"):
            address = f"milvus:http://127.0.0.1:{silent.getsockname()[1]}"
            Milvus.at(address, Timeouts(answer=0.5)).drop("x")
    assert time.monotonic() - started < 20


def test_without_pymilvus_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    with pytest.raises(ConfigurationError, match=r"run `pip install 'iconlens\[milvus\]'`"):
        Milvus.at("milvus:http://host").drop("x")
