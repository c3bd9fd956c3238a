"""The parts of a node that are icons of their own, such as the styles of one icon."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ingest.graphql.paths.path import WALK, find, list_of, steps_of, value_at

EACH = "each"  # the first step of a path into a part that is a field

# The values on the way to one part: the node, then the entry of each list that `each` walks.
Branch = tuple[Any, ...]


@dataclass(frozen=True)
class Each:
    """The parts of a node; without `path` and `fields` the node is the icon.

    `path` leads to the list of the parts. A path of the description that begins with it leads into
    the part. Another path leads into the node, so that all parts have its value.

    `fields` are paths to values that are a part each, where the node has a field for each drawing.
    There `each.value` leads to the value, and `each.field` to the field's name.
    """

    path: str = ""
    fields: tuple[str, ...] = ()

    @property
    def shown(self) -> str:
        """The parts, for messages."""
        return self.path or ", ".join(self.fields)

    @property
    def levels(self) -> int:
        """The number of values in a branch after the node."""
        return 1 if self.fields else self.steps.count(WALK)

    @property
    def steps(self) -> tuple[str, ...]:
        """The steps of the path, which end by walking the list."""
        if not self.path:
            return ()
        steps = steps_of(self.path)
        return steps if steps[-1] == WALK else (*steps, WALK)

    def branches(self, node: Any) -> list[Branch]:
        """A branch for each part. A null on the way makes one branch, which ends with None."""
        if self.fields:
            return self._field_branches(node)
        branches: list[Branch] = [(node,)]
        for steps in self._stretches:
            longer: list[Branch] = []
            for branch in branches:
                entries = value_at(branch[-1], steps, self.path, "each")
                if entries is None:
                    longer.append((*branch, None))
                    continue
                listed = list_of(entries, self.path, "each")
                longer += [(*branch, entry) for entry in listed]
            branches = longer
        return branches

    def _field_branches(self, node: Any) -> list[Branch]:
        """A branch for each field that is not null; one that ends with None where all are null."""
        branches: list[Branch] = []
        for path in self.fields:
            value = find(node, path, "each")
            if value is not None:
                part = {"field": path.rpartition(".")[2], "value": value}
                branches.append((node, {EACH: part}))
        return branches or [(node, None)]

    @cached_property
    def _stretches(self) -> list[tuple[str, ...]]:
        """The steps up to each list, without the step that walks it."""
        stretches = []
        start = 0
        steps = self.steps
        for position, step in enumerate(steps):
            if step == WALK:
                stretches.append(steps[start:position])
                start = position + 1
        return stretches

    def place(self, steps: Sequence[str]) -> tuple[int, tuple[str, ...]]:
        """The place in a branch where a path begins, and the steps from there."""
        if self.fields:
            return (1 if steps[0] == EACH else 0), tuple(steps)
        level = 0
        start = 0
        for position, (own, other) in enumerate(zip(self.steps, steps, strict=False), start=1):
            if own != other:
                break
            if own == WALK:
                level += 1
                start = position
        return level, tuple(steps[start:])
