"""The value of one field of an icon: at a path, or a text with paths in braces."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ingest.common.failures import ConfigurationError
from ingest.graphql.paths.each import Branch, Each
from ingest.graphql.paths.path import WALK, kind_of, steps_of, takes_one_of_several, value_at

PATH = r"\w+(?:\[\d*\])*(?:\.\w+(?:\[\d*\])*)*"
PLACEHOLDER = re.compile(rf"\{{({PATH})\}}")


@dataclass(frozen=True)
class BoundPath:
    """A path within a branch: the place where it begins, and its steps from there."""

    path: str
    where: str
    place: int
    steps: tuple[str, ...]

    def value(self, branch: Branch) -> Any:
        """The value. Raises ConfigurationError where the path does not fit the answer."""
        return value_at(branch[self.place], self.steps, self.path, self.where)

    def drops(self, branch: Branch) -> bool:
        """Whether the path takes one entry of a list that has more."""
        return self._takes_one and takes_one_of_several(branch[self.place], self.steps)

    @cached_property
    def _takes_one(self) -> bool:
        return any(step.startswith("[") and step != WALK for step in self.steps)


@dataclass(frozen=True)
class TextWithPaths:
    """A text with paths in braces: `literals` are the parts before, between and after the paths."""

    paths: tuple[BoundPath, ...]
    literals: tuple[str, ...]

    def value(self, branch: Branch) -> str | None:
        """The text; None where a path in it leads to null."""
        text = self.literals[0]
        for path, literal in zip(self.paths, self.literals[1:], strict=True):
            part = _text(path.value(branch), path)
            if part is None:
                return None
            text += part + literal
        return text

    def drops(self, branch: Branch) -> bool:
        """Whether a path takes one entry of a list that has more."""
        return any(path.drops(branch) for path in self.paths)


FieldValue = BoundPath | TextWithPaths


def is_template(text: str) -> bool:
    """Whether a field of the description is a text with paths in braces."""
    return PLACEHOLDER.search(text) is not None


def paths_in(text: str) -> list[str]:
    """The paths in a field of the description: those in braces, or the text itself."""
    return PLACEHOLDER.findall(text) or [text]


def field_value(text: str, where: str, each: Each) -> FieldValue:
    """The field that `text` describes."""
    bound = []
    for path in paths_in(text):
        place, steps = each.place(steps_of(path))
        bound.append(BoundPath(path, where, place, steps))
    if not is_template(text):
        return bound[0]
    literals = PLACEHOLDER.split(text)[::2]
    return TextWithPaths(tuple(bound), tuple(literals))


def _text(value: Any, path: BoundPath) -> str | None:
    """A part of a text; the entries of a list are separated by spaces."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
        return " ".join(value)
    if isinstance(value, list | dict):
        raise ConfigurationError(
            f"{path.where} holds {{{path.path}}}, which leads to {kind_of(value)}: "
            "name one of its parts."
        )
    return str(value)
