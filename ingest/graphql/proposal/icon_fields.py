"""What of a type is what of an icon: the fields, the drawing, and the parts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.graphql.drawings.decoding import PATH_DATA
from ingest.graphql.proposal.leaves import Leaf
from ingest.graphql.proposal.names import (
    DISTINCT,
    DRAWING_TEXTS,
    DRAWING_URLS,
    FIELDS,
    HOLDERS,
    SCORES,
    STYLES,
    WEAK_DRAWING_TEXTS,
    WORDS,
)
from ingest.icon import LIST_FIELDS, REQUIRED_FIELDS

TEXTS = ("String", "ID")
NUMBERS = ("Int", "Float", "Boolean")


@dataclass(frozen=True)
class IconFields:
    """The fields of an icon in a type, by their paths, with the points that they make.

    `each` is as in a description: the parts that are icons of their own, "" where there are none.
    `box` is the drawing's viewBox, with the paths to its parts in braces.
    """

    paths: dict[str, str]
    each: str | list[str]
    score: int
    box: str

    def in_svg(self, part: str) -> "IconFields":
        """The same where the drawing is `part` of an SVG: the field as a text with the rest."""
        placed = f"{{{self.paths['source_code']}}}"
        if part == PATH_DATA:
            placed = f'<path d="{placed}"/>'
        whole = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{self.box}">{placed}</svg>'
        return replace(self, paths={**self.paths, "source_code": whole})


def icon_fields(leaves: Sequence[Leaf]) -> list[IconFields]:
    """The ways to read icons from a type with these leaves, the likeliest first."""
    ways = []
    for drawing in leaves:
        score = _drawing_score(drawing)
        if score > 0:
            way = _with_drawing(drawing, score, leaves)
            if all(name in way.paths for name in REQUIRED_FIELDS):
                ways.append(way)
    styles = _with_styles(leaves)
    if styles is not None:
        ways.append(styles)
    return sorted(ways, key=lambda way: -way.score)


def _with_styles(leaves: Sequence[Leaf]) -> IconFields | None:
    """The icons of a type that has a field for each style; None where it has less than two."""
    texts = [leaf for leaf in leaves if len(leaf.names) == 1 and leaf.scalar in TEXTS]
    styles = [leaf.path for leaf in texts if leaf.names[0].replace("svg", "") in STYLES]
    paths, score = _others(leaves, "")
    if len(styles) < 2 or "id" not in paths or "name" not in paths:
        return None
    paths |= {
        "id": f"{{{paths['id']}}}/{{each.field}}",
        "style": "each.field",
        "source_code": "each.value",
    }
    return IconFields(paths, styles, SCORES.svg + SCORES.level + score, box="0 0 24 24")


def _drawing_score(leaf: Leaf) -> int:
    """The points of a leaf as a drawing; 0 where it cannot be one."""
    names = leaf.names
    last = names[-1]
    before = names[:-1]
    if leaf.scalar in NUMBERS or (leaf.is_list and last != "pathdata"):
        return 0
    if any(name not in HOLDERS and "svg" not in name for name in before):
        return 0
    score = _name_score(last)
    if score and any("svg" in name for name in before):
        score += SCORES.svg_in_path
    return score - SCORES.level * len(before) if score else 0


def _name_score(name: str) -> int:
    is_url = name.endswith(("url", "uri")) and name not in DRAWING_TEXTS
    if is_url or name in DRAWING_URLS:
        return SCORES.drawing_url + SCORES.svg_in_path * ("svg" in name)
    if "svg" in name:
        return SCORES.svg
    if name in DRAWING_TEXTS:
        return SCORES.drawing_text
    return SCORES.weak_drawing_text if name in WEAK_DRAWING_TEXTS else 0


def _with_drawing(drawing: Leaf, score: int, leaves: Sequence[Leaf]) -> IconFields:
    each = _list_before(drawing)
    paths, points = _others(leaves, each)
    paths["source_code"] = drawing.path
    if each and "id" in paths:
        composed = _composed_id(paths.pop("id"), each, leaves)
        if composed:
            paths["id"] = composed
    return IconFields(paths, each.removesuffix("[]"), score + points, _box(drawing, leaves))


def _others(leaves: Sequence[Leaf], each: str) -> tuple[dict[str, str], int]:
    """The paths of all fields but the drawing, and the points that they make."""
    paths = {}
    score = 0
    for name in FIELDS:
        best = _best(name, leaves, each)
        if best is not None:
            paths[name] = best.path
            score += SCORES.required_field if name in REQUIRED_FIELDS else SCORES.field
    return paths, score


def _box(drawing: Leaf, leaves: Sequence[Leaf]) -> str:
    """The viewBox of a drawing: what stands beside it, else the commonest box."""
    beside = {}
    for leaf in leaves:
        if leaf.steps[:-1] == drawing.steps[:-1]:
            beside[leaf.names[-1]] = leaf.path
    if "viewbox" in beside:
        return f"{{{beside['viewbox']}}}"
    if "width" in beside and "height" in beside:
        return f"0 0 {{{beside['width']}}} {{{beside['height']}}}"
    return "0 0 24 24"


def _list_before(leaf: Leaf) -> str:
    """The path to the innermost list on the way to a leaf, `[]` included; "" without a list."""
    walked = [place for place, step in enumerate(leaf.steps) if step.endswith("[]")]
    return ".".join(leaf.steps[: walked[-1] + 1]) if walked else ""


def _best(name: str, leaves: Sequence[Leaf], each: str) -> Leaf | None:
    """The leaf that is most likely that field of an icon."""
    ranked = []
    for leaf in leaves:
        place = _rank(name, leaf, each)
        if place is not None:
            ranked.append((place, len(leaf.names), leaf.path, leaf))
    return min(ranked)[-1] if ranked else None


def _rank(name: str, leaf: Leaf, each: str) -> int | None:
    """The place of a leaf among those that may be a field; None where it cannot be."""
    inherited = leaf.path.startswith(f"{each}.") if each else False
    names = leaf.names
    if inherited and each:
        names = names[_levels(each, leaf) :]
    walks = leaf.lists - (each.count("[]") if inherited else 0)
    if name not in LIST_FIELDS and (walks or leaf.is_list):
        return None
    first, *rest = names
    known = FIELDS[name]
    if name in ("id", "name"):
        if rest or inherited or first not in known:
            return None
        return known.index(first)
    if name == "style" and names[-1] in known:
        first, rest = names[-1], []
    if first not in known or len(rest) > 1 or (rest and rest[0] not in WORDS):
        return None
    words = WORDS.index(rest[0]) if rest else 0
    return known.index(first) * len(WORDS) + words


def _levels(each: str, leaf: Leaf) -> int:
    """The number of names of a leaf that are on the way to its part."""
    steps = leaf.steps[: each.count(".") + 1]
    return len(Leaf((*steps, leaf.steps[-1]), "").names) - 1


def _composed_id(identifier: str, each: str, leaves: Sequence[Leaf]) -> str | None:
    """The id of a part: that of its entry, and what distinguishes the part from the others.

    None where nothing does.
    """
    own = [leaf for leaf in leaves if leaf.path.startswith(f"{each}.") and not leaf.is_list]
    distinct = [leaf.path for leaf in own if leaf.names[-1] in DISTINCT]
    if not distinct:
        distinct = [leaf.path for leaf in own if leaf.names[-1] in FIELDS["id"]][:1]
    if not distinct:
        return None
    parts = [f"{{{path}}}" for path in (identifier, *distinct)]
    return "/".join(parts)
