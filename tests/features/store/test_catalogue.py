"""The catalogue returns every icon unchanged, whatever characters its id has, to any thread."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from features.store import catalogue_writer
from features.store.catalogue import Catalogue
from features.store.library import Item, Picture
from features.vision.cutout import CUTOUT, Cutout, Square
from ingest.icon import Icon

ITEMS = [
    Item(
        Icon("../x", "up", "<svg/>", library="A", tags=("Arrow Up", "100%"), license="MIT"),
        (Picture.of("light", b"jpeg-up"),),
    ),
    Item(
        Icon("fa:user/solid", "User", "<svg>1</svg>", "B", "solid", "people", (), ("Person",)),
        (Picture.of("dark", b"jpeg-user"),),
    ),
    Item(
        Icon("flag", "flag", ""), (Picture.of("light", b"on-light"), Picture.of("dark", b"on-dark"))
    ),
    Item(
        Icon("图标'; DROP TABLE icons; --", "图标", "<svg>图</svg>", updated_at="2026-01-01"),
        (Picture.of("light", b"jpeg-tu"),),
    ),
]
CUTOUTS = [
    Cutout(
        np.full((planes, CUTOUT.side, CUTOUT.side), 40 * number, np.uint8),
        bytes(3 * [number]),
        Square(20, 24.5, 48 + number),
    )
    for number, planes in enumerate((1, 4, 4, 1))
]
RECORDS = [cutout.record() for cutout in CUTOUTS]


@pytest.fixture
def opened(tmp_path: Path):
    catalogue_writer.write(tmp_path / "what? #1 100%.sqlite", ITEMS, RECORDS)
    opened = Catalogue(tmp_path / "what? #1 100%.sqlite")
    yield opened
    opened.close()


def test_every_icon_comes_back(opened: Catalogue):
    assert len(opened) == len(ITEMS)
    for item in ITEMS:
        entry = opened.get(item.icon.id)
        assert entry is not None
        for field in (
            "id",
            "name",
            "library",
            "style",
            "category",
            "tags",
            "aliases",
            "license",
            "updated_at",
        ):
            assert getattr(entry, field) == getattr(item.icon, field)
        assert entry.grounds == tuple(picture.ground for picture in item.pictures)
        assert entry.has_svg == bool(item.icon.source_code)
        assert opened.svg(item.icon.id) == (item.icon.source_code or None)
        assert opened.jpeg(item.icon.id) == item.pictures[0].jpeg


def test_nothing_is_sorted_in_a_temporary_file(opened: Catalogue):
    """The service has one open, and the disk may be full."""
    in_memory = 2  # of PRAGMA temp_store
    assert opened._query("PRAGMA temp_store") == [(in_memory,)]


def test_a_picture_on_a_ground(opened: Catalogue):
    assert opened.jpeg("flag", "dark") == b"on-dark"
    assert opened.jpeg("../x", "dark") is None


def test_the_cutouts_of_some_icons(opened: Catalogue):
    found = opened.cutouts(["flag", "../x"])
    assert set(found) == {"flag", "../x"}
    for place, item in enumerate(ITEMS):
        if item.icon.id in found:
            assert np.array_equal(found[item.icon.id].pixels, CUTOUTS[place].pixels)
            assert (found[item.icon.id].ink, found[item.icon.id].square) == (
                CUTOUTS[place].ink,
                CUTOUTS[place].square,
            )
    assert list(opened.cutout_records()) == [
        (item.look, *record) for item, record in zip(ITEMS, RECORDS, strict=True)
    ]


def test_what_is_not_there(opened: Catalogue):
    assert opened.get("absent") is None
    assert opened.svg("absent") is None
    assert opened.jpeg("absent") is None


def test_the_list_is_paged_in_the_order_of_ids(opened: Catalogue):
    pages = [opened.list(offset, 2, {}) for offset in (0, 2, 4)]
    assert [total for total, _ in pages] == [4, 4, 4]
    assert [[entry.id for entry in entries] for _, entries in pages] == [
        ["../x", "fa:user/solid"],
        ["flag", "图标'; DROP TABLE icons; --"],
        [],
    ]


@pytest.mark.parametrize(
    ("filters", "q", "expected"),
    [
        ({"library": ["A"]}, None, ["../x"]),
        ({"library": ["B"], "style": ["solid"]}, None, ["fa:user/solid"]),
        ({"library": ["A"], "style": ["solid"]}, None, []),
        ({"license": ["MIT"]}, None, ["../x"]),
        ({"category": ["people"]}, "user", ["fa:user/solid"]),
        ({}, "PERSON", ["fa:user/solid"]),
        ({}, "up arrow", ["../x"]),
        ({}, "up person", []),
        ({}, "%", ["../x"]),
        ({}, "_", []),
        ({}, "图", ["图标'; DROP TABLE icons; --"]),
        ({}, "  ", [item.icon.id for item in ITEMS]),
    ],
)
def test_filters_and_words(opened: Catalogue, filters: dict, q: str | None, expected: list[str]):
    total, entries = opened.list(0, 10, filters, q)
    assert [entry.id for entry in entries] == expected
    assert total == len(expected)


def test_a_filter_is_a_field_and_nothing_else(opened: Catalogue):
    with pytest.raises(ValueError, match="no such filter: id"):
        opened.list(0, 10, {"id": ["flag"]})


def test_the_same_items_give_the_same_bytes(tmp_path: Path):
    for name in ("one", "two"):
        catalogue_writer.write(tmp_path / name, ITEMS, RECORDS)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_what_is_no_catalogue_is_not_opened(tmp_path: Path):
    (tmp_path / "text").write_text("no database at all " * 100)
    with pytest.raises(sqlite3.DatabaseError):
        Catalogue(tmp_path / "text")


def test_threads_share_it(opened: Catalogue):
    def look(number: int) -> bool:
        item = ITEMS[number % len(ITEMS)]
        return (
            opened.jpeg(item.icon.id) == item.pictures[0].jpeg
            and opened.list(number % 4, 1, {})[1][0].id == ITEMS[number % 4].icon.id
        )

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(look, range(400)))
