"""Reads `[copy]` of a description: a table of templates, or one table for each library.

Every function raises ConfigurationError for a mistake, and says what to write instead.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from ingest.common.failures import ConfigurationError
from ingest.common.tables import check_known
from ingest.copying.templates import PLACEHOLDER, StyleRule, Templates

SETS = Path(__file__).with_name("sets.toml")
KEYS = ("set", "library", "forms", "styles", "names", "missing")
# Every icon is copied in these, so no template may have their names.
DRAWN = ("svg", "jsx", "vue", "svelte", "css", "img", "uri", "name")
_PREFIX = re.compile(r"[\w-]+")
MOST_FORMS = 20  # each is an entry of a menu; chosen by hand


def read(tables: Any) -> tuple[Templates, ...]:
    """The templates in `[copy]`, or in each `[[copy]]`; none where there is no such table."""
    if tables is None:
        return ()
    if isinstance(tables, dict):
        tables = [tables]
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise ConfigurationError("copy must be a table: write a line [copy] and its keys under it.")
    return tuple(_templates(table) for table in tables)


def of_set(prefix: str) -> Templates | None:
    """The templates of a known icon set by its prefix, such as `lucide`."""
    return _sets().get(prefix)


def of_iconify(prefix: str) -> Templates:
    """The templates of any Iconify set: those that are known, and the name that Iconify gives."""
    known = of_set(prefix) or Templates({})
    forms = dict(known.forms)
    if _PREFIX.fullmatch(prefix):
        forms["Iconify name"] = f"{prefix}:{{name}}"
    return replace(known, forms=forms)


def set_names() -> list[str]:
    """The prefixes of the known icon sets."""
    return list(_sets())


@cache
def _sets() -> dict[str, Templates]:
    document = tomllib.loads(SETS.read_text(encoding="utf-8"))
    return {prefix: _templates(table) for prefix, table in document.items()}


def _templates(table: Mapping[str, Any]) -> Templates:
    check_known(table, KEYS, "[copy]")
    known = _known(table["set"]) if "set" in table else Templates({})
    forms = {**known.forms, **_forms(table.get("forms", {}))}
    styles = {**known.styles, **_styles(table.get("styles", {}))}
    names = {**known.names, **_names(table.get("names", {}))}
    missing = {**known.missing, **_missing(table.get("missing", {}))}
    library = table.get("library")
    if library is not None and not isinstance(library, str):
        raise ConfigurationError("copy.library must be a text: the name of a library.")
    if not forms:
        raise ConfigurationError(
            '[copy] has no template: write set = "lucide", or under [copy.forms] '
            '"React tag" = "<{Pascal} />".'
        )
    return Templates(forms, styles, names, missing, library)


def _known(name: Any) -> Templates:
    known = of_set(name) if isinstance(name, str) else None
    if known is None:
        raise ConfigurationError(
            f"copy.set = {name!r} is not known: choose one of {', '.join(set_names())}."
        )
    return known


def _forms(forms: Any) -> dict[str, str]:
    if not isinstance(forms, dict) or len(forms) > MOST_FORMS:
        raise ConfigurationError(f"copy.forms must be a table of at most {MOST_FORMS} templates.")
    for form, template in forms.items():
        if form.lower() in DRAWN:
            raise ConfigurationError(
                f'copy.forms."{form}": every icon is copied as {form} already: choose another name.'
            )
        if not isinstance(template, str) or not PLACEHOLDER.search(template):
            raise ConfigurationError(
                f'copy.forms."{form}" must hold a placeholder: {{id}}, {{name}}, {{style}}, '
                "{Pascal}, {Pascal_}, {camel}, {kebab} or {snake}."
            )
    return forms


def _names(names: Any) -> dict[str, str]:
    if not isinstance(names, dict) or not all(isinstance(name, str) for name in names.values()):
        raise ConfigurationError(
            "copy.names must be a table of texts: an icon's name, and its name in code."
        )
    return names


def _missing(missing: Any) -> dict[str, tuple[str, ...]]:
    if not isinstance(missing, dict) or not all(map(_are_texts, missing.values())):
        raise ConfigurationError(
            "copy.missing must be a table of lists: the beginning of the names of a package's "
            'forms, such as Vue, and the icons it does not have, such as ["ArrowUp"].'
        )
    return {start: tuple(names) for start, names in missing.items()}


def _are_texts(values: Any) -> bool:
    return isinstance(values, list) and all(isinstance(value, str) for value in values)


def _styles(styles: Any) -> dict[str, StyleRule]:
    if not isinstance(styles, dict):
        raise ConfigurationError("copy.styles must be a table of styles.")
    return {style: _rule(style, value) for style, value in styles.items()}


def _rule(style: str, value: Any) -> StyleRule:
    """The rule in `"suffix"`, which is the ending too, or in `{ending, suffix, text}`."""
    if isinstance(value, str):
        return StyleRule(ending=value, suffix=value)
    is_rule = isinstance(value, dict) and value.keys() <= {"ending", "suffix", "text"}
    if not is_rule or not all(isinstance(text, str) for text in value.values()):
        raise ConfigurationError(
            f'copy.styles."{style}" must be a text, the suffix in code, '
            "or a table of the texts ending, suffix and text."
        )
    return StyleRule(**value)
