"""The parts of a node that are icons of their own, such as the styles of one icon."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ingest.graphql.paths.path import WALK, list_of, steps_of, value_at

# The values on the way to one part: the node, then the entry of each list that `each` walks.
Branch = tuple[Any, ...]


@dataclass(frozen=True)
class Each:
    """A path within a node to the list of its parts; "" where the node is the icon.

    A path of the description that begins as `each` does leads into the part. Another path leads
    into the node, so that all parts have its value.
    """

    path: str = ""

    @property
    def steps(self) -> tuple[str, ...]:
        """The steps of the path, which end by walking the list."""
        if not self.path:
            return ()
        steps = steps_of(self.path)
        return steps if steps[-1] == WALK else (*steps, WALK)

    def branches(self, node: Any) -> list[Branch]:
        """A branch for each part. A null on the way makes one branch, which ends with None."""
        branches: list[Branch] = [(node,)]
        for steps in self._stretches():
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
        level = 0
        start = 0
        for position, (own, other) in enumerate(zip(self.steps, steps, strict=False), start=1):
            if own != other:
                break
            if own == WALK:
                level += 1
                start = position
        return level, tuple(steps[start:])
