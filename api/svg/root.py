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
    declared = [each for each in declared if _is_inside(each.name, each.value)]
    sizes = [attributes[name] for name in SIZES & attributes.keys()]
    sizes += [each.value for each in declared if each.name in SIZES]
    if not any(size.strip().endswith(FONT_UNITS) for size in sizes):
        return declared
    for name in FONT & attributes.keys():
        del attributes[name]
    return [each for each in declared if each.name not in FONT]


def _is_inside(name: str, value: str) -> bool:
    if name in SIZES:
        return values.size(value) is not None
    return name not in BEYOND_THE_ROOT
