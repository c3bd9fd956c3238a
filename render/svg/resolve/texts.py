"""Writes a text's letters as `text-transform` has them, and keeps the blanks of `white-space`.

https://www.w3.org/TR/css-text-3/
"""

from xml.etree.ElementTree import Element

from render.svg.resolve.document import taken

SPACE = "{http://www.w3.org/XML/1998/namespace}space"  # which blanks of a text are drawn
_CASES = {"capitalize": str.title, "lowercase": str.lower, "uppercase": str.upper}
_PROPERTIES = ("css-text-transform", "css-white-space")


def change(root: Element) -> None:
    """Change the texts of a document by both properties, which are inherited."""
    waiting = [(root, "none")]
    while waiting:
        element, inherited = waiting.pop()
        own = taken(element.attrib, _PROPERTIES)
        case = own.get("css-text-transform", inherited).lower()
        if own.get("css-white-space", "").startswith(("pre", "break-spaces")):
            element.set(SPACE, "preserve")
        for child in element:
            child.tail = _changed(child.tail, case)
            waiting.append((child, case))
        element.text = _changed(element.text, case)


def _changed(text: str | None, case: str) -> str | None:
    """A text in another case."""
    if text is None or case not in _CASES:
        return text
    return _CASES[case](text)
