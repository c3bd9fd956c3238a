"""Attacks on what cleans an SVG: documents that run a script, ask a host, or change the page that
they are pasted into, unless they are cleaned.

The techniques are those of public collections: the HTML5 Security Cheatsheet and the tests of
DOMPurify (Cure53), the tests of svg-sanitizer (enshrined), PortSwigger's cheat sheet of XSS.
The documents were written for this project: none of theirs is contained.

`attacks.txt` has them, one a line, and the parts of those that are put together. `canary.test` is a
host that nobody may ask, `ran()` a script that must not run.
"""

import re
from itertools import product
from pathlib import Path

ADDRESS = "http://canary.test/a.png"
NAMESPACES = (
    'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:h="http://www.w3.org/1999/xhtml" viewBox="0 0 24 24" '
)
SHAPE = '<path fill="red" d="M2 2h20v20H2z"/>'
FAR = '<path fill="red" d="M-999-999h9999v9999h-9999z"/>'  # all around the icon too
OFTEN = ("fill", "mask", "filter", "background", "cursor", "--x")  # with every function
PRESENTATION = ("fill", "mask", "filter", "cursor")
SEVERAL = ("url({})", "url('{}')", "image-set('{}' 1x)", "cross-fade(url({}), red)", "src('{}')")


def svg(body: str, attributes: str = "") -> str:
    return f"<svg {NAMESPACES}{attributes}>{body}</svg>"


def parts() -> dict[str, list[str]]:
    """The lines of `attacks.txt` by the heading over them."""
    text = Path(__file__).with_name("attacks.txt").read_text(encoding="utf-8")
    sections = re.split(r"^\[(.+)\]\n", text, flags=re.MULTILINE)[1:]
    names, bodies = sections[::2], sections[1::2]
    return {name: body.split("\n")[:-1] for name, body in zip(names, bodies, strict=True)}


def vectors() -> dict[str, str]:
    """All documents by a name that says what is in them."""
    lines = {name: [line for line in found if line] for name, found in parts().items()}
    functions = [written.replace("{0}", ADDRESS) for written in lines["function"]]
    several = [written.replace("{}", ADDRESS) for written in SEVERAL]
    families = {
        "script": [svg(script + SHAPE) for script in lines["script"]],
        "html": [
            svg(around.replace("{}", html))
            for around, html in product(lines["around html"], lines["html"])
        ],
        "event on the root": [svg(SHAPE, f'{event}="ran()"') for event in lines["event"]],
        "event": [svg(f'<path {event}="ran()" d="M2 2h9v9z"/>') for event in lines["event"]],
        "written event": [svg(SHAPE, written) for written in lines["written event"]],
        "address": [linked(*pair) for pair in product(lines["linked element"], lines["address"])],
        "function": [styled(*pair) for pair in product(functions, OFTEN)],
        "property": [styled(*pair) for pair in product(several, lines["property"])],
        "presentation": [presented(*pair) for pair in product(functions, PRESENTATION)],
        "rule": [ruled(*pair) for pair in product(functions, OFTEN)],
        "style sheet": [
            svg(element.replace("{}", sheet) + SHAPE)
            for element, sheet in product(lines["style element"], lines["style sheet"])
        ],
        "root": [svg(FAR, attributes) for attributes in lines["root"]],
        "animation": [svg(line.replace("{}", SHAPE)) for line in lines["animation"]],
        "animation inside": [
            svg(f"<g>{line.replace('{}', SHAPE)}</g>") for line in lines["animation"]
        ],
        "document": [line.replace("NAMESPACES", NAMESPACES) for line in lines["document"]],
        "no document": ["", "\x00<svg onload='ran()'/>"],
    }
    return {
        f"{family} {number}": document
        for family, documents in families.items()
        for number, document in enumerate(documents)
    }


def linked(element: str, address: str) -> str:
    """An element with an address in each of the attributes that may hold one."""
    return svg(
        f'<{element} href="{address}" width="9" height="9" attributeName="fill" to="red">{SHAPE}'
        f'</{element}><{element} xlink:href="{address}" src="{address}" data="{address}"/>'
    )


def styled(value: str, name: str) -> str:
    return svg(f'<path style="{name}:{value}" d="M2 2h20v20H2z"/>')


def presented(value: str, name: str) -> str:
    return svg(f'<path {name}="{value}" d="M2 2h20v20H2z"/>')


def ruled(value: str, name: str) -> str:
    return svg(f"<style>path{{{name}:{value}}}</style>{SHAPE}")
