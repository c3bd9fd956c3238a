"""The library of a crawl: source.json and its rendering, put together."""

from features.store.library import Item, Library, Picture
from ingest import source_json as catalogue
from ingest.common.failures import Incomplete
from ingest.common.data_folder import DataFolder
from render import store

UNRENDERED_SHARE = 0.01  # of the icons: where more have no up-to-date picture, render was forgotten or cut short


def read(folder: DataFolder) -> Library:
    """The icons of source.json that have an up-to-date rendering.

    Raises ConfigurationError when the crawl or its rendering is missing, Incomplete when the rendering is behind it.
    """
    icons = catalogue.read(folder.source)
    rendering = store.read_manifest(folder)
    items, left_out, behind, images = [], {}, 0, str(folder.images)
    for icon in icons:
        rendered, failed = rendering.icons.get(icon.id), rendering.failed.get(icon.id)
        if rendered is not None and rendered.digest == icon.digest:
            items.append(Item(icon, tuple(_picture(images, image) for image in rendered.images)))
        elif failed is not None and failed.digest == icon.digest:
            left_out[icon.id] = failed.reason
        else:
            left_out[icon.id] = "it has no up-to-date rendering"
            behind += 1
    if behind > UNRENDERED_SHARE * len(icons):
        raise Incomplete(f"{behind} of {len(icons)} icons have no up-to-date rendering: run `python -m render`, then this again.")
    if not items:
        raise Incomplete("there is no icon to index: crawl with `python -m ingest`, then run `python -m render`.")
    return Library(items, left_out)


def _picture(images: str, image: store.RenderedImage) -> Picture:
    try:
        picture = Picture.of(image.ground, store.load(images, image))
    except FileNotFoundError as error:
        raise Incomplete(f"the rendered picture {images}/{image.file} is missing: run `python -m render`, then this again.") from error
    if picture.sha256 != image.sha256:
        damaged = f"the rendered picture {images}/{image.file} is damaged"
        raise Incomplete(f"{damaged}: run `python -m render --verify`, then this again.")
    return picture
