"""The elements of a document that only references draw: paint servers, clip paths and the like."""

from xml.etree.ElementTree import Element

from render.svg.resolve.document import RESOURCES, local

_ALWAYS_THERE = ("filter", "marker")  # even where they are not displayed


def are_in(element: Element) -> bool:
    """Whether an element is, or has in it, what only references draw."""
    return any(local(each) in RESOURCES for each in element.iter())


def by_identifier(root: Element) -> dict[str, Element]:
    """The elements that only references draw, by identifier.

    Further ones of the same name lose it, for renderers would take the last one. What is not
    displayed is no resource, as Chromium has it.
    """
    hidden = _not_displayed(root)
    resources: dict[str, Element] = {}
    for element in root.iter():
        if local(element) not in RESOURCES or "id" not in element.attrib:
            continue
        is_hidden = element in hidden and local(element) not in _ALWAYS_THERE
        if is_hidden or resources.setdefault(element.attrib["id"], element) is not element:
            del element.attrib["id"]
    return resources


def _not_displayed(root: Element) -> set[Element]:
    """The elements that are not displayed, and those in them.

    Chromium keeps what is in a group: its own `display` does not reach that.
    """
    hidden: set[Element] = set()
    for element in root.iter():
        if local(element) != "g" and element.get("display") == "none":
            hidden.update(element.iter())
    return hidden
