"""The matrix that moves an element along its `offset-path`.

https://www.w3.org/TR/motion-1/
"""

from render.svg.matrices import IDENTITY, Matrix, moving, multiplied
from render.svg.resolve.css import checks, lengths
from render.svg.resolve.document import MARK, taken
from render.svg.resolve.geometry import distances, transforms

PROPERTIES = ("css-offset-path", "css-offset-distance", "css-offset-rotate")


def matrix(attributes: dict[str, str], x: float, y: float) -> Matrix:
    """The matrix about the origin of transforms, x and y, which lies on the path.

    The properties are taken from `attributes`. An element on another shape than a path is marked.
    """
    own = taken(attributes, PROPERTIES)
    value = own.get("css-offset-path", "none")
    if value.lower() == "none":
        return IDENTITY
    data = checks.path_data(value)
    whole = distances.total(data) if data else 0.0
    if data is None or not whole:
        attributes[MARK] = "offset-path"
        return IDENTITY
    share = _share(own.get("css-offset-distance", "0"), whole)
    found = distances.along(data, share)
    if found is None:
        return IDENTITY
    across, down, direction = found
    turn = _turn(own.get("css-offset-rotate", "auto"), direction)
    rotation = transforms.css_matrix(f"rotate({turn:.6g}deg)", lengths.ANY) or IDENTITY
    return multiplied(moving(across - x, down - y), rotation)


def _share(distance: str, whole: float) -> float:
    """The share of a path, `whole` user units long, at a length or a percentage."""
    length = lengths.length(distance, lengths.Context(whole, whole), "x")
    return (length or 0.0) / whole


def _turn(value: str, direction: float) -> float:
    """Degrees by which an element is turned; `direction` is that of the path."""
    turn = 0.0
    for word in value.lower().split():
        if word in ("auto", "reverse"):
            turn += direction
        if word == "reverse":
            turn += 180.0
        turn += lengths.angle(word) or 0.0
    return turn
