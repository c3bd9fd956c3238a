"""A clean SVG as JSX. https://react.dev/reference/react-dom/components/common"""

import html
import json
import re

import tinycss2

from api.copying.sizing import ATTRIBUTE, TAG

_SEPARATED = re.compile(r"[-:](\w)")
# Names with hyphens in React too.
_AS_IT_IS = re.compile(r"(?:data|aria)-")


def jsx(svg: str) -> str:
    """The JSX element of a clean SVG."""
    return TAG.sub(_element, svg)


def _element(tag: re.Match[str]) -> str:
    attributes = ATTRIBUTE.sub(_attribute, tag[2])
    return f"<{tag[1]}{attributes}{' /' if tag[3] else ''}>"


def _attribute(found: re.Match[str]) -> str:
    name, value = found.groups()
    if name == "style":
        return f" style={{{_style(html.unescape(value))}}}"
    return f' {_camel(name)}="{value}"'


def _style(declarations: str) -> str:
    """Declarations as a JavaScript object."""
    style = {}
    for declaration in tinycss2.parse_blocks_contents(declarations, skip_whitespace=True):
        name = declaration.name
        key = name if name.startswith("--") else _camel(name)
        style[key] = tinycss2.serialize(declaration.value).strip()
    return json.dumps(style, ensure_ascii=False)


def _camel(name: str) -> str:
    if _AS_IT_IS.match(name):
        return name
    return _SEPARATED.sub(lambda found: found[1].upper(), name)
