"""The library of a crawl: the icons of source.json with their rendered pictures."""

from collections.abc import Sequence
from dataclasses import dataclass

from features.store.library import Item, Library, Picture
from ingest import source_json
from ingest.common.data_folder import DataFolder
from ingest.common.failures import Incomplete
from ingest.icon import Icon
from render import store
from render.store import Manifest, RenderedImage


@dataclass(frozen=True)
class RenderingSettings:
    """When a rendering counts as incomplete."""

    # Share of the icons without an up-to-date picture. With more of them, render was forgotten or
    # was interrupted. Chosen by hand.
    most_missing: float = 0.01


SETTINGS = RenderingSettings()
OUTDATED = "it has no up-to-date rendering"


def read(folder: DataFolder) -> Library:
    """The icons of source.json that have an up-to-date rendering.

    Raises ConfigurationError when the crawl or its rendering is missing. Raises Incomplete when
    the rendering does not belong to the crawl, or a picture is missing or damaged.
    """
    icons = source_json.read(folder.source)
    manifest = store.read_manifest(folder)
    images = str(folder.images)
    items: list[Item] = []
    left_out: dict[str, str] = {}

    for icon in icons:
        if rendered := _rendered_images(manifest, icon):
            pictures = tuple(_read_picture(images, image) for image in rendered)
            items.append(Item(icon, pictures))
        else:
            left_out[icon.id] = _reason(manifest, icon)

    _check_complete(len(icons), items, left_out)
    copying = source_json.read_copying(folder.source)
    return Library(items, left_out, copying)


def _rendered_images(manifest: Manifest, icon: Icon) -> Sequence[RenderedImage]:
    """The images of an icon's present SVG; none where it was not rendered."""
    rendered = manifest.icons.get(icon.id)
    if rendered is None or rendered.digest != icon.digest:
        return ()
    return rendered.images


def _reason(manifest: Manifest, icon: Icon) -> str:
    """Why an icon has no pictures."""
    failed = manifest.failed.get(icon.id)
    if failed is None or failed.digest != icon.digest:
        return OUTDATED
    return failed.reason


def _check_complete(icons: int, items: Sequence[Item], left_out: dict[str, str]) -> None:
    """Raise Incomplete when too many icons are outdated, or when none is left."""
    outdated = sum(reason == OUTDATED for reason in left_out.values())
    if outdated > SETTINGS.most_missing * icons:
        raise Incomplete(
            f"{outdated} of {icons} icons have no up-to-date rendering: "
            "run `python -m render`, then this again."
        )
    if not items:
        raise Incomplete(
            "there is no icon to index: crawl with `python -m ingest`, then run `python -m render`."
        )


def _read_picture(images: str, image: RenderedImage) -> Picture:
    try:
        picture = Picture.of(image.ground, store.load(images, image))
    except FileNotFoundError as error:
        raise Incomplete(
            f"the rendered picture {images}/{image.file} is missing: "
            "run `python -m render`, then this again."
        ) from error
    if picture.sha256 != image.sha256:
        raise Incomplete(
            f"the rendered picture {images}/{image.file} is damaged: "
            "run `python -m render --verify`, then this again."
        )
    return picture
