"""Cuts texts into words: the names, tags and aliases of icons, and queries."""

import re
from dataclasses import dataclass
from functools import cache
from unicodedata import normalize


@dataclass(frozen=True)
class TokenSettings:
    """How texts are cut into words."""

    # Characters of a word of an unspaced script. Without this bound, the index of a text grew with
    # the square of its length; the value was chosen by hand.
    longest: int = 16


SETTINGS = TokenSettings()

# Chinese, Japanese and Korean: scripts without spaces, or with few.
_UNSPACED = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
_LETTERS = rf"[^\W_{_UNSPACED}]+"
_SIGN = r"[^\w\s\-./:,;|()\[\]'\"\\]"  # signs with a meaning (%, +, emoji), but no separators
_WORD = re.compile(rf"[{_UNSPACED}]+|{_LETTERS}|{_SIGN}")
_UNSPACED_RUN = re.compile(rf"[{_UNSPACED}]+")
_CAMEL = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])")


def pieces(text: str) -> list[str]:
    """The words of a query, runs of an unspaced script in one piece, without upper case."""
    return _WORD.findall(folded(text))


def is_unspaced(word: str) -> bool:
    """Whether a word is a run of a script without spaces."""
    match = _UNSPACED_RUN.match(word)
    return match is not None


def squeezed(text: str) -> str:
    """A text without what separates its words: the same for arrow-left, Arrow Left, ArrowLeft."""
    words = pieces(text)
    return "".join(words)


@cache  # many icons have the same tags
def words_of(text: str) -> tuple[str, ...]:
    """The words of an icon's text.

    ArrowLeft gives arrow, left and arrowleft; 返回主页 gives itself, 回主页, 主页 and 页.
    """
    words: list[str] = []
    half_width = normalize("NFKC", text)
    for written in _WORD.findall(half_width):
        word = written.casefold()
        if is_unspaced(word):
            words += _endings(word)
        else:
            parted = _CAMEL.sub(" ", written)
            parts = parted.casefold().split()
            words += {word, *parts}
    return tuple(words)


def _endings(run: str) -> list[str]:
    """The run from each of its characters on: a word inside the run begins one of these."""
    endings = []
    for start in range(len(run)):
        stop = start + SETTINGS.longest
        endings.append(run[start:stop])
    return endings


def folded(text: str) -> str:
    """A text in lower case, with ASCII for the full-width letters of Chinese keyboards.

    Ligatures are written out, so that it may be eighteen times as long.
    """
    half_width = normalize("NFKC", text)
    return half_width.casefold()
