"""The table of the sets, what flags are worth, and the names of the icons drawn otherwise."""

from collections.abc import Sequence

from render.pictures import CAIROSVG, RESVG
from tests.benchmarks.quality.report import table
from tests.benchmarks.rendering.comparison import BLANK, DIFFERENT, FAILED, RIGHT, Compared

ABOUT = """\
Pictures are 128 pixels wide, on white. *different*: more than 4 % of the pixels differ from
Chromium's by more than a quarter in a channel. *blank*: nothing of ours is visible, and something
of Chromium's is. *failed*: neither renderer draws it. *both agree*: CairoSVG's picture is taken,
and resvg's is the same. Otherwise the one named is taken. Chromium's clock is
held at the moment that our picture shows: the end, or 1.5 seconds or later of what never ends."""
HEADS = [
    "set",
    "icons",
    "blank",
    "different",
    "failed",
    "flagged",
    "both agree",
    "resvg",
    "CairoSVG alone",
]


def report(compared: Sequence[Compared], command: str) -> str:
    """Everything that was measured. Sets are in the order in which they come."""
    by_set: dict[str, list[Compared]] = {}
    for one in compared:
        by_set.setdefault(one.source.set, []).append(one)
    rows = [row(name, some) for name, some in by_set.items()]
    rows.append(row("**all**", compared))
    parts = [f"Made by `{command}`.", ABOUT, table(HEADS, rows), flags(compared), *names(compared)]
    return "\n\n".join(parts) + "\n"


def row(name: str, some: Sequence[Compared]) -> list[str]:
    outcomes = [one.outcome for one in some]
    chosen = [one.choice for one in some if one.choice is not None]
    agreed = sum(choice.reason == "" for choice in chosen)
    by_resvg = sum(choice.renderer == RESVG for choice in chosen)
    by_cairo = sum(choice.renderer == CAIROSVG and choice.reason != "" for choice in chosen)
    counts = [
        len(some),
        outcomes.count(BLANK),
        outcomes.count(DIFFERENT),
        outcomes.count(FAILED),
        sum(one.flagged for one in some),
        agreed,
        by_resvg,
        by_cairo,
    ]
    return [name, *(f"{count:,}" for count in counts)]


def flags(compared: Sequence[Compared]) -> str:
    """The precision and recall of flags, of the icons that were drawn."""
    drawn = [one for one in compared if one.outcome != FAILED]
    flagged = [one for one in drawn if one.flagged]
    wrong = [one for one in drawn if one.outcome != RIGHT]
    both = sum(one.flagged for one in wrong)
    return (
        f"Flags: {both:,} of {len(flagged):,} flagged icons are blank or different (precision), "
        f"and {both:,} of {len(wrong):,} that are blank or different are flagged (recall)."
    )


def names(compared: Sequence[Compared]) -> list[str]:
    """A list of the icons that are not right, with what is wrong."""
    lines = [line(one) for one in compared if one.outcome != RIGHT]
    return ["\n".join(lines)] if lines else []


def line(one: Compared) -> str:
    said = one.reason if one.outcome == FAILED else f"{one.share:.1%} of the pixels"
    flag = ", flagged" if one.flagged else ""
    return f"- `{one.source.set}:{one.source.name}`: {one.outcome} ({said}){flag}"
