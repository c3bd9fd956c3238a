"""Names of icons as code writes them: words, components, and the ends that stand for a style."""

import re

# A word begins at each capital behind a small letter or a digit: iconName, Html5TwoTone.
_HUMP = re.compile(r"(?<=[^\W_A-Z])(?=[A-Z])")
_WORD = re.compile(r"[^\W_]+")
# How libraries whose icons have no style name theirs.
_STYLES = ("outline", "outlined", "filled", "fill", "solid", "line", "duotone", "sharp", "rounded")
_SIZE = re.compile(r"[-_ ]?\d{2}(px)?$")


def words(name: str) -> list[str]:
    """The words of a name: `["arrow", "up"]` of arrow-up, arrowUp, Arrow Up and arrow/up."""
    return _WORD.findall(_HUMP.sub(" ", name))


def pascal(name: str) -> str:
    """`ArrowUp`, as components are named."""
    return "".join(word[0].upper() + word[1:] for word in words(name))


def pascal_(name: str) -> str:
    """`Arrow_01`: as `pascal`, with an underscore before each word that begins with a digit."""
    return "".join(f"_{word}" if word[0].isdigit() else pascal(word) for word in words(name))


def camel(name: str) -> str:
    """`arrowUp`, as variables are named."""
    text = pascal(name)
    return text[:1].lower() + text[1:]


def kebab(name: str) -> str:
    """`arrow-up`, as classes and custom elements are named."""
    return "-".join(words(name)).lower()


def snake(name: str) -> str:
    """`arrow_up`."""
    return "_".join(words(name)).lower()


def without_ending(name: str, ending: str) -> str:
    """A name without the word or words that it ends with; case and what separates words do not
    count.

    A name that has no other words is returned as it is.
    """
    wanted = "".join(words(ending)).lower()
    rest = words(name)
    end = ""
    while rest and len(end) < len(wanted):
        end = rest.pop().lower() + end
        if end == wanted and rest:
            return kebab(" ".join(rest))
    return name


def base(name: str, style: str | None) -> str:
    """What variants of one drawing have in common: the name without its style and its size."""
    unsized = _SIZE.sub("", name) or name
    for ending in [style] if style else _STYLES:
        unstyled = without_ending(unsized, ending)
        if unstyled != unsized:
            break
    return kebab(_SIZE.sub("", unstyled) or unstyled)
