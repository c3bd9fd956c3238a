import io
import json
from pathlib import Path

import cairosvg
import pytest
from PIL import Image

from ingest.common.failures import ConfigurationError
from ingest.files.iconify import read_set

BODY = '<rect width="4" height="2" x="10" y="20"/>'


def write_set(folder, icons=None, info=None, metadata=None, **document):
    (folder / "icons.json").write_text(
        json.dumps({"prefix": "toy", "icons": icons or {"a": {"body": BODY}}, **document})
    )
    if info is not None:
        (folder / "info.json").write_text(json.dumps(info))
    if metadata is not None:
        (folder / "metadata.json").write_text(json.dumps(metadata))
    return folder


def ids(icons):
    return [icon.id for icon in icons]


def drawn_box(svg):
    """Bounding box (left, top, right, bottom) of what an SVG draws, at one pixel a unit."""
    return Image.open(io.BytesIO(cairosvg.svg2png(svg.encode()))).getchannel("A").getbbox()


def test_the_bundled_library_is_whole():
    icons = read_set(Path("data/demo/ant-design"))
    assert len(icons) == len(set(ids(icons))) == 848
    styles = {
        style: sum(icon.style == style for icon in icons)
        for style in ("outlined", "filled", "two-tone")
    }
    assert styles == {"outlined": 447, "filled": 251, "two-tone": 150}
    (book,) = [icon for icon in icons if icon.id == "account-book-outlined"]
    assert (book.library, book.license, book.aliases) == (
        "Ant Design Icons",
        "MIT",
        ("account-book", "account-book-outline"),
    )
    assert all(icon.source_code.startswith("<svg ") for icon in icons)


def test_a_set_without_information_takes_its_prefix_as_library(tmp_path):
    (icon,) = read_set(write_set(tmp_path))
    assert (icon.library, icon.license, icon.style, icon.category) == ("toy", None, None, None)
    assert 'width="16" height="16" viewBox="0 0 16 16"' in icon.source_code


def test_what_lies_beside_the_named_file_counts(tmp_path):
    folder = write_set(tmp_path, info={"name": "Toys"})
    assert read_set(folder) == read_set(folder / "icons.json")
    assert read_set(folder)[0].library == "Toys"


def test_one_file_may_hold_everything(tmp_path):
    folder = write_set(
        tmp_path, info={"name": "Toys", "license": {"title": "Free"}}, categories={"Shapes": ["a"]}
    )
    document = json.loads((folder / "icons.json").read_text()) | {
        "info": {"name": "Toys", "license": {"title": "Free"}}
    }
    file = tmp_path / "toys.json"
    file.write_text(json.dumps(document))
    (icon,) = read_set(file)
    assert (icon.library, icon.license, icon.category) == ("Toys", "Free", "Shapes")


def test_renames_are_aliases_even_through_another_alias(tmp_path):
    aliases = {"z": {"parent": "b"}, "b": {"parent": "a"}}
    (icon,) = read_set(write_set(tmp_path, aliases=aliases))
    assert icon.aliases == ("b", "z")


def test_hidden_icons_and_hidden_aliases_are_left_out(tmp_path):
    icons = {"a": {"body": BODY}, "old": {"body": BODY, "hidden": True}}
    aliases = {"older": {"parent": "old"}, "gone": {"parent": "a", "hidden": True}}
    (icon,) = read_set(write_set(tmp_path, icons, aliases=aliases))
    assert (icon.id, icon.aliases) == ("a", ())


@pytest.mark.parametrize(
    ("change", "box"),
    [
        ({}, (10, 20, 14, 22)),
        ({"hFlip": True}, (26, 20, 30, 22)),
        ({"vFlip": True}, (10, 8, 14, 10)),
        ({"rotate": 1}, (8, 10, 10, 14)),
        ({"rotate": 2}, (26, 8, 30, 10)),
        ({"rotate": 3}, (20, 26, 22, 30)),
        ({"rotate": 1, "hFlip": True}, (8, 26, 10, 30)),
        ({"left": 8, "top": 16}, (2, 4, 6, 6)),
        ({"left": 8, "top": 16, "hFlip": True}, (34, 4, 38, 6)),
    ],
)
def test_an_alias_that_changes_the_drawing_is_drawn_so(tmp_path, change, box):
    """A box of 40 × 30 with a bar at (10, 20): turned clockwise, then mirrored (Iconify format)."""
    icons = read_set(
        write_set(tmp_path, aliases={"b": {"parent": "a", **change}}, width=40, height=30)
    )
    assert ids(icons) == (["a", "b"] if change else ["a"])
    assert drawn_box(icons[-1].source_code) == box


def test_changes_of_an_alias_of_an_alias_add_up(tmp_path):
    aliases = {"left": {"parent": "a", "hFlip": True}, "back": {"parent": "left", "hFlip": True}}
    icons = read_set(write_set(tmp_path, aliases=aliases))
    assert ids(icons) == ["a", "back", "left"]
    assert icons[0].source_code == icons[1].source_code != icons[2].source_code


@pytest.mark.parametrize(
    ("metadata", "styles"),
    [
        (
            {"suffixes": {"": "Regular", "sharp": "Sharp", "outline-sharp": "Outline Sharp"}},
            ["regular", "outline-sharp", "sharp", "regular"],
        ),
        ({"prefixes": {"bold": "Bold", "two": "TwoTone"}}, [None, None, None, "bold"]),
    ],
)
def test_style_is_the_longest_ending_that_fits(tmp_path, metadata, styles):
    icons = {name: {"body": BODY} for name in ("a", "a-outline-sharp", "a-sharp", "bold-a")}
    assert [
        icon.style for icon in read_set(write_set(tmp_path, icons, metadata=metadata))
    ] == styles


def test_further_categories_become_tags(tmp_path):
    (icon,) = read_set(
        write_set(tmp_path, metadata={"categories": {"Arrows": ["a"], "Maps": ["a"]}})
    )
    assert (icon.category, icon.tags) == ("Arrows", ("Maps",))


def test_linked_bodies_stay_well_formed(tmp_path):
    (icon,) = read_set(write_set(tmp_path, {"a": {"body": '<use xlink:href="#b"/>'}}))
    assert 'xmlns:xlink="http://www.w3.org/1999/xlink"' in icon.source_code


@pytest.mark.parametrize(
    "content",
    [
        "[]",
        "no json",
        '{"icons": []}',
        '{"icons": {"a": {}}}',
        '{"icons": {}, "aliases": {"b": {"parent": "a"}}}',
    ],
)
def test_a_broken_set_is_refused_by_name(tmp_path, content):
    (tmp_path / "icons.json").write_text(content)
    with pytest.raises(ConfigurationError, match=r"icons\.json"):
        read_set(tmp_path)


def test_a_folder_without_a_set_is_refused(tmp_path):
    with pytest.raises(ConfigurationError, match="name the folder of an Iconify set"):
        read_set(tmp_path)
