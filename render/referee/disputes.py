"""Chromium's pictures in place of those that the two renderers drew differently."""

from collections.abc import Sequence
from xml.etree import ElementTree

from PIL import Image

from ingest.common.console import progress
from ingest.common.data_folder import DataFolder
from ingest.icon import Icon
from render import store
from render.ground import INK_ON_LIGHT, Colour, inner_side
from render.picture import on_grounds
from render.pictures import CHROMIUM, Choice, Pictures
from render.referee import chromium
from render.store import Manifest, Rendered
from render.svg import screen


def settle(folder: DataFolder, manifest: Manifest, icons: Sequence[Icon]) -> None:
    """Have Chromium draw the disputed icons of a manifest, and put its pictures into it.

    Raises ConfigurationError where Chromium is missing or fails, and NotWritable.
    """
    disputed = []
    for icon in icons:
        rendered = manifest.icons.get(icon.id)
        if rendered is not None and _is_disputed(rendered):
            disputed.append(icon)
    if not disputed:
        return
    size = manifest.settings.size
    drawings = _draw(disputed, size, INK_ON_LIGHT)
    with progress("referee", len(disputed)) as advance:
        for icon, drawing in zip(disputed, drawings, strict=True):
            _put(folder, manifest, icon, drawing)
            advance(1)


def _is_disputed(rendered: Rendered) -> bool:
    choice = rendered.choice
    is_settled = choice.renderer == CHROMIUM
    return not is_settled and bool(choice.reason or rendered.flags)


def _draw(icons: Sequence[Icon], size: int, ink: Colour) -> Sequence[Image.Image]:
    sources = []
    for icon in icons:
        root = screen.read(icon.source_code)
        root.attrib.setdefault("color", f"#{bytes(ink).hex()}")
        sources.append(ElementTree.tostring(root, encoding="unicode"))
    return list(chromium.draw(sources, inner_side(size)))


def _put(folder: DataFolder, manifest: Manifest, icon: Icon, drawing: Image.Image) -> None:
    """Replace an icon's pictures, unless Chromium shows nothing."""

    def again(ink: Colour) -> Image.Image:
        (drawn,) = _draw([icon], size, ink)
        return drawn

    size = manifest.settings.size
    jpegs = on_grounds(drawing, size, again)
    if not jpegs:
        return
    rendered = manifest.icons[icon.id]
    reason = rendered.choice.reason or ", ".join(rendered.flags)
    pictures = Pictures(jpegs, (), Choice(CHROMIUM, reason))
    images = store.save(folder.images, icon.id, pictures)
    manifest.icons[icon.id] = Rendered.of(rendered.digest, images, pictures)
