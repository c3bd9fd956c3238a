"""Every form in which an icon is copied: the code of its package, and its drawing."""

import html
from urllib.parse import quote

from api.copying.jsx import jsx
from api.copying.sizing import EM, Appearance, Root, adjusted, follows_text
from features.store.entry import Entry
from ingest.common.printable import printable
from ingest.copying.naming import kebab
from ingest.copying.templates import Copying, code_of

# What a data: URI may hold as it is, inside quotes of HTML and of CSS.
SAFE = "-_.!~* =:/"


def forms(
    entry: Entry, copying: Copying, svg: str | None, appearance: Appearance, image: str
) -> dict[str, str]:
    """An icon's texts by form, those of its package first.

    `svg` is clean; None for an icon that has none. `image` is the address of its picture, which
    then stands for it. A line end in the name would begin a line of its own where it is pasted.
    """
    name = printable(entry.name)
    texts = code_of(copying, entry.id, entry.name, entry.style, entry.library)
    if svg is None:
        texts["img"] = image_tag(name, image, appearance.size, appearance.size)
    else:
        texts |= drawn(name, adjusted(svg, appearance))
    texts["name"] = name
    return texts


def drawn(name: str, svg: str) -> dict[str, str]:
    """The forms of a drawing: a clean SVG at its size."""
    attributes = Root.of(svg).attributes
    uri = data_uri(svg)
    width = attributes.get("width", EM)
    height = attributes.get("height", EM)
    return {
        "svg": svg,
        "jsx": jsx(svg),
        "vue": f"<template>\n  {svg}\n</template>\n",
        "svelte": svelte(svg),
        "css": css_rule(name, svg, width, height),
        "img": image_tag(name, uri, width, height),
        "uri": uri,
    }


def svelte(svg: str) -> str:
    """A Svelte component that passes its properties on."""
    root = Root.of(svg)
    end = "/>" if root.rest.startswith("/>") else ">"
    return root.text().replace(end, f" {{...$$props}}{end}", 1)


def css_rule(name: str, svg: str, width: str, height: str) -> str:
    """A rule whose element shows a drawing, in the colour of the text if the drawing follows it."""
    picture = f'url("{data_uri(svg)}") center / contain no-repeat'
    lines = [
        "display: inline-block;",
        f"width: {_length(width)};",
        f"height: {_length(height)};",
    ]
    if follows_text(svg):
        lines += ["background: currentColor;", f"mask: {picture};"]
    else:
        lines.append(f"background: {picture};")
    body = "\n".join(f"  {line}" for line in lines)
    return f".icon-{kebab(name) or 'picture'} {{\n{body}\n}}\n"


def image_tag(name: str, address: str, width: str, height: str) -> str:
    """An `<img>`. Its attributes take pixels only, so other sizes are a style."""
    if width.endswith("em") or height.endswith("em"):
        size = f'style="width: {width}; height: {height}"'
    else:
        size = f'width="{width}" height="{height}"'
    return f'<img src="{html.escape(address)}" alt="{html.escape(name)}" {size}>'


def data_uri(svg: str) -> str:
    """An SVG as a data: URI, readable where that is allowed."""
    return f"data:image/svg+xml,{quote(svg, safe=SAFE)}"


def _length(size: str) -> str:
    """A width or height of an attribute as CSS writes it."""
    return size if size[-1:].isalpha() or size.endswith("%") else f"{size}px"
