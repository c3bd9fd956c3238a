"""A small library, crawled and rendered, and what a build of it needs."""

import random
from pathlib import Path

import pytest

from ingest import source_json
from ingest.common.data_folder import DataFolder
from ingest.icon import Icon
from render import store
from render.picture import depict
from render.settings import RenderSettings
from render.store import Failed, Manifest, Rendered

SETTINGS = RenderSettings(
    size=64, quality=95, margin=1 / 16, light="white", dark="black", renderer="test"
)


def drawn(identifier: str, seed: int, colours: int = 1, **known) -> Icon:
    """An icon of a few random rectangles."""
    place = random.Random(seed)
    boxes = [
        [place.randint(0, 14), place.randint(0, 14), place.randint(2, 10), place.randint(2, 10)]
        for _ in range(4)
    ]
    fills = ["#000", "#e02020"][:colours]
    shapes = "".join(
        f'<rect x="{x}" y="{y}" width="{w}" height="{h}" fill="{fills[i % colours]}"/>'
        for i, (x, y, w, h) in enumerate(boxes)
    )
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">{shapes}</svg>'
    return Icon(identifier, known.pop("name", identifier), svg, **known)


def crawl(folder: DataFolder, icons: list[Icon]) -> None:
    source_json.write(folder.source, source_json.serialise(icons))


def render(folder: DataFolder, icons: list[Icon], failed: dict[str, str] | None = None) -> None:
    """Render in this process, all but the icons that are to fail."""
    manifest = Manifest(SETTINGS)
    for icon in icons:
        if reason := (failed or {}).get(icon.id):
            manifest.failed[icon.id] = Failed(icon.digest, reason)
            continue
        pictures = depict(icon.source_code, SETTINGS.size)
        saved = store.save(folder.images, icon.id, pictures)
        manifest.icons[icon.id] = Rendered.of(icon.digest, saved, pictures)
    store.write(folder.render_manifest, manifest)


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "data")


@pytest.fixture
def icons() -> list[Icon]:
    several = [drawn(f"set:icon-{number:02}", number) for number in range(20)]
    odd = [
        drawn("../up/../../x", 100, name="up", library="Odd"),
        drawn("图标/好 &?#%00", 101, name="好", tags=("Good", "fine")),
    ]
    return [
        *several,
        *odd,
        drawn("set:coloured", 102, colours=2, library="Odd", style="two-tone", license="MIT"),
    ]


@pytest.fixture
def rendered(folder: DataFolder, icons: list[Icon]) -> DataFolder:
    """A data folder with a crawl and its rendering."""
    crawl(folder, icons)
    render(folder, icons)
    return folder
