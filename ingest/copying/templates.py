"""The code that shows an icon of a published package, such as an import line or a tag.

A template is a text with placeholders; `Templates.code` is the one place that fills them in.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from ingest.copying import naming

PLACEHOLDER = re.compile(r"\{(id|name|style|Pascal_?|camel|kebab|snake)\}")
# What may stand in code as it is. A quote or a bracket could end the text around it, two points
# could lead out of the package, and two slashes to another host.
_PLAIN = re.compile(r"(?!.*(?:\.\.|//))[\w .:/@+-]+")
_IN_NAME = re.compile(r"[\w-]")
_NAMED = {
    "Pascal": naming.pascal,
    "Pascal_": naming.pascal_,
    "camel": naming.camel,
    "kebab": naming.kebab,
    "snake": naming.snake,
}


@dataclass(frozen=True)
class StyleRule:
    """What a style means to the names in code.

    `ending`: what the library's name of an icon ends with. `suffix`: what takes its place in
    {Pascal}, {camel}, {kebab} and {snake}. `text`: what {style} stands for.
    """

    ending: str = ""
    suffix: str = ""
    text: str = ""


NO_RULE = StyleRule()


@dataclass(frozen=True)
class Templates:
    """The templates of a library by what a person calls them, and the rules for its styles.

    `library` limits them to icons of this library. `styles` are by the icons' own styles.
    `names` are what code calls icons otherwise than the library does, by their names without the
    ending of their style. `missing` are the icons that a package does not have, as {Pascal} writes
    them, by the beginning of the names of that package's forms.
    """

    forms: Mapping[str, str]
    styles: Mapping[str, StyleRule] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    missing: Mapping[str, Sequence[str]] = field(default_factory=dict)
    library: str | None = None

    def code(self, identifier: str, name: str, style: str | None) -> dict[str, str]:
        """An icon's code by form.

        A form is left out where the package does not have the icon, or its name cannot fill it in.
        """
        rule = self.styles.get(style or "", NO_RULE)
        rest = naming.without_ending(name, rule.ending)
        named = f"{self.names.get(rest, rest)} {rule.suffix}"
        values = {"id": identifier, "name": name, "style": rule.text or style or ""}
        for placeholder, make in _NAMED.items():
            values[placeholder] = make(named)
        code = {}
        for form, template in self.forms.items():
            is_missing = self._is_missing(form, values["Pascal"])
            if not is_missing and _can_fill(template, values):
                code[form] = PLACEHOLDER.sub(lambda found: values[found[1]], template)
        return code

    def to_json(self) -> dict[str, Any]:
        """The record that `from_json` reads."""
        styles = {style: asdict(rule) for style, rule in self.styles.items()}
        record: dict[str, Any] = {
            "forms": dict(self.forms),
            "styles": styles,
            "names": dict(self.names),
            "missing": {start: list(names) for start, names in self.missing.items()},
        }
        if self.library is not None:
            record["library"] = self.library
        return record

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> Self:
        """The templates in a record. Raises KeyError and TypeError for any other record."""
        styles = {style: StyleRule(**rule) for style, rule in record["styles"].items()}
        lists = record.get("missing", {})  # a record may be older than this field
        return cls(
            forms=dict(record["forms"]),
            styles=styles,
            names=dict(record["names"]),
            missing={start: tuple(names) for start, names in lists.items()},
            library=record.get("library"),
        )

    def _is_missing(self, form: str, component: str) -> bool:
        """Whether the package of a form does not have an icon."""
        return any(
            form.startswith(start) and component in names for start, names in self.missing.items()
        )


Copying = Sequence[Templates]


def code_of(
    copying: Copying, identifier: str, name: str, style: str | None, library: str | None
) -> dict[str, str]:
    """An icon's code by form, from the first templates that are for its library."""
    for templates in copying:
        if templates.library in (None, library):
            return templates.code(identifier, name, style)
    return {}


def forms_of(copying: Copying) -> list[str]:
    """The names of all forms, each once, in the order of the templates."""
    names: dict[str, None] = {}
    for templates in copying:
        names |= dict.fromkeys(templates.forms)
    return list(names)


def to_json(copying: Copying) -> list[dict[str, Any]]:
    """The record of all templates of a source."""
    return [templates.to_json() for templates in copying]


def from_json(records: Iterable[Mapping[str, Any]]) -> tuple[Templates, ...]:
    """The templates in a record of `to_json`. Raises KeyError and TypeError for any other."""
    return tuple(Templates.from_json(record) for record in records)


def _can_fill(template: str, values: Mapping[str, str]) -> bool:
    """Whether all placeholders have a value that may stand where they stand."""
    for found in PLACEHOLDER.finditer(template):
        value = values[found[1]]
        if not _PLAIN.fullmatch(value):
            return False
        before = template[max(0, found.start() - 1) : found.start()]
        begins_name = not _IN_NAME.fullmatch(before)
        if found[1] in ("Pascal", "camel") and begins_name and value[0].isdigit():
            return False  # no name in any language begins with a digit
    return True
