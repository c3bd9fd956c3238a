"""A folder of pictures becomes a library: any size, transparency or background can be found."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from features.builder import picture_folder
from features.builder.build import BuildOptions, build_generation
from features.search.index.memory import Index
from features.store import generation
from ingest.common.data_folder import DataFolder
from ingest.common.failures import ConfigurationError


def ring(
    size: tuple[int, int], ground: tuple[int, ...], ink: tuple[int, ...], mode: str = "RGB"
) -> Image.Image:
    picture = Image.new(mode, size, ground)
    width, height = size
    ImageDraw.Draw(picture).ellipse(
        (width * 0.2, height * 0.2, width * 0.8, height * 0.8),
        outline=ink,
        width=max(2, width // 10),
    )
    return picture


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    (folder / "sub folder").mkdir(parents=True)
    ring((200, 200), (255, 255, 255), (0, 0, 0)).save(folder / "opaque.png")
    ring((40, 40), (0, 0, 0, 0), (250, 250, 250, 255), "RGBA").save(
        folder / "sub folder" / "图标 #1%.PNG"
    )
    ring((300, 60), (20, 20, 40), (255, 200, 0)).save(folder / "wide.jpg", quality=95)
    ring((64, 64), (0, 0, 0, 0), (0, 0, 0, 255), "RGBA").quantize().save(folder / "palette.png")
    (folder / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    Image.new("RGBA", (16, 16), (255, 0, 0, 0)).save(folder / "empty.png")
    (folder / "notes.txt").write_text("no picture")
    return folder


def test_every_picture_is_taken_and_a_broken_one_named(pictures: Path):
    library = picture_folder.read(pictures)
    assert [(item.icon.id, item.icon.name) for item in library.items] == [
        ("opaque.png", "opaque"),
        ("palette.png", "palette"),
        ("sub folder/图标 #1%.PNG", "图标 #1%"),
        ("wide.jpg", "wide"),
    ]
    assert list(library.left_out) == ["broken.png", "empty.png"]
    assert "cannot be used" in library.left_out["broken.png"]
    assert "nothing of it is visible" in library.left_out["empty.png"]


def test_each_is_a_square_jpeg_on_a_ground_where_it_shows(pictures: Path):
    taken = {item.icon.id: item.pictures for item in picture_folder.read(pictures).items}
    assert {
        identifier: [picture.ground for picture in shown] for identifier, shown in taken.items()
    } == {
        "opaque.png": ["light"],
        "palette.png": ["light"],
        "sub folder/图标 #1%.PNG": ["dark"],
        "wide.jpg": ["dark"],
    }
    for shown in taken.values():
        jpeg = Image.open(BytesIO(shown[0].jpeg))
        assert (jpeg.format, jpeg.size) == ("JPEG", (picture_folder.SIZE, picture_folder.SIZE))
        assert np.ptp(np.asarray(jpeg.convert("L"), int)) > 100
    wide = np.asarray(Image.open(BytesIO(taken["wide.jpg"][0].jpeg)).convert("RGB"), int)
    assert np.abs(wide[:20] - (20, 20, 40)).max() < 12  # the ground goes on above and below


def test_a_photograph_lying_on_its_side_is_turned(tmp_path: Path):
    picture, exif = Image.new("RGB", (40, 80), "white"), Image.Exif()
    ImageDraw.Draw(picture).rectangle((0, 0, 40, 20), fill="black")
    exif[0x0112] = 6  # the top of the picture is on its right
    picture.save(tmp_path / "photo.jpg", exif=exif)
    (item,) = picture_folder.read(tmp_path).items
    shown = np.asarray(Image.open(BytesIO(item.pictures[0].jpeg)).convert("L"))
    assert shown[32, 60] < 50 < 200 < shown[32, 4]


def test_the_folder_can_be_searched_and_is_embedded_once(pictures: Path, folder: DataFolder):
    library = picture_folder.read(pictures)
    options = BuildOptions(jobs=1, keep=5)
    assert build_generation(folder, library, ["phash"], options).embedded == 4
    again = picture_folder.read(pictures)
    assert not build_generation(folder, again, ["phash"], options).published
    opened = generation.open_current(folder)
    entry = opened.catalogue.get("wide.jpg")
    assert (entry.name, entry.has_svg, opened.catalogue.svg("wide.jpg")) == ("wide", False, None)
    picture = Image.open(BytesIO(opened.catalogue.jpeg("wide.jpg")))
    readings = opened.embedder("phash", 1).describe(picture)
    assert Index.open(opened, "phash").search(readings.whole.vectors, 1)[0].id == "wide.jpg"
    opened.close()


def test_a_folder_without_pictures_is_said_in_a_sentence(tmp_path: Path):
    for folder in (tmp_path, tmp_path / "absent"):
        with pytest.raises(
            ConfigurationError, match=r"holds no picture .* name another folder with --images"
        ):
            picture_folder.read(folder)
