"""What the root of an icon may have: it is an element of the page that the icon is pasted into."""

from api.svg import values
from api.svg.allowed import BEYOND_THE_ROOT, FONT, SIZES
from api.svg.values import FONT_UNITS, Declaration


def keep_inside(attributes: dict[str, str], declared: list[Declaration]) -> list[Declaration]:
    """Remove the attributes of a root that have an effect outside of the icon.

    Returns the declarations without those that have.
    """
    for name, value in list(attributes.items()):
        if not _is_inside(name, value):
            del attributes[name]
    inside = [each for each in declared if _is_inside(each.name, each.value)]
    if not _is_relative(attributes, inside):
        return inside
    for name in FONT:
        attributes.pop(name, None)
    return [each for each in inside if each.name not in FONT]


def _is_relative(attributes: dict[str, str], declared: list[Declaration]) -> bool:
    """Whether the width or height is in units of the font's size."""
    sizes = [attributes.get(name, "") for name in SIZES]
    sizes += [each.value for each in declared if each.name in SIZES]
    return any(size.strip().endswith(FONT_UNITS) for size in sizes)


def _is_inside(name: str, value: str) -> bool:
    if name in SIZES:
        return values.size(value) is not None
    return name not in BEYOND_THE_ROOT
