"""The tables, in Markdown."""

import statistics
from collections.abc import Callable, Iterator, Sequence

from tests.benchmarks.quality import buttons, scores
from tests.benchmarks.quality.measure import Answer, Measured
from tests.benchmarks.quality.shots import KINDS

FIGURES = ("ECE, present", "ECE, all", "ECE, equal mass", "µAP", "R@P90")


def report(measured: Sequence[Measured], command: str) -> str:
    """Everything that was measured."""
    parts = [
        f"Made by `{command}`.",
        "Where three figures stand in a cell, they are those of clean / ui / hard; brackets hold "
        "95 % intervals.",
        "### The library alone",
        recalls(measured, lambda one: one.present, KINDS),
    ]
    if crowded := [one for one in measured if one.crowded]:
        sizes = sorted({len(one.crowd.icons) for one in crowded if one.crowd})
        parts += [
            f"### With {' or '.join(f'{size:,}' for size in sizes)} other icons in the index",
            "The distractors beside the library. One that looks just like the right icon counts as "
            "right.",
            recalls(crowded, lambda one: one.crowded, KINDS),
        ]
    if held := [one for one in measured if one.buttons]:
        about = (
            "Screenshots of whole buttons: the icon in a ring, or on a filled shape. Where several "
            "figures stand in a cell, ring / filled."
        )
        parts += [
            "### Whole buttons",
            about,
            recalls(held, lambda one: one.buttons, buttons.KINDS),
            *said(held),
        ]
    parts += ["### Verdicts", *verdicts(measured), "### Time", times(measured)]
    return "\n\n".join(parts) + "\n"


def recalls(
    measured: Sequence[Measured], answers: Callable[[Measured], list[Answer]], kinds: Sequence[str]
) -> str:
    """A row an extractor and library, and one for all libraries of a kind together.

    By kinds of screenshots.
    """
    rows = []
    for extractor, name, group in grouped(measured):
        ranks = [
            [answer.rank for one in group for answer in answers(one) if answer.shot.kind == kind]
            for kind in kinds
        ]
        first = [interval(sum(rank == 1 for rank in one), len(one)) for one in ranks]
        others = [[scores.recall(one, depth) for one in ranks] for depth in (5, 10)]
        rows.append(
            [
                extractor,
                name,
                *first,
                *map(shares, others),
                shares([scores.mean_reciprocal_rank(one) for one in ranks]),
            ]
        )
    return table(
        ["extractor", "library", *(f"R@1 {kind}" for kind in kinds), "R@5", "R@10", "MRR"], rows
    )


def verdicts(measured: Sequence[Measured]) -> list[str]:
    """How often an answer is called `found`, and how far its probability can be believed."""
    judged = [one for one in measured if all(answer.verdict is not None for answer in one.present)]
    if not judged:
        return ["The generations measured hold no calibration, so there were no verdicts."]
    rows = []
    for extractor, name, group in grouped(judged):
        asked = [
            [answer for one in group for answer in one.present],
            [answer for one in group for answer in one.absent],
        ]
        found = [called(answers, kind) for answers in asked for kind in KINDS]
        claims = [
            (answer.match, answer.rank == 1)
            for answers in asked
            for answer in answers
            if answer.match is not None
        ]
        of_present = claims[: len(asked[0])]
        figures = [
            scores.calibration_error(of_present),
            scores.calibration_error(claims),
            scores.calibration_error_of_equal_mass(claims),
            scores.average_precision(claims, len(asked[0])),
            scores.recall_at_precision(claims, len(asked[0])),
        ]
        rows.append([extractor, name, *found, *(f"{figure:.3f}" for figure in figures)])
    heads = [f"`found`, {which} {kind}" for which in ("present", "absent") for kind in KINDS]
    return [
        "Share of the answers called `found`: of queries whose icon is in the library, which "
        "should be, and of *absent* ones, "
        "which should not: screenshots of other sets' icons whose look does not occur in it. ECE "
        "is the expected calibration "
        "error (ten equally wide bins) of the first result's `match`: of present queries, and of "
        "present and absent ones together; and of these with ten bins of equal mass. µAP is the "
        "micro average precision by that `match`, and R@P90 the recall at 90 % precision, over "
        "present and absent queries together (as in DISC21).",
        table(["extractor", "library", *heads, *FIGURES], rows),
    ]


def said(held: Sequence[Measured]) -> list[str]:
    """What was said of buttons whose icon came first."""
    lines = []
    for extractor, name, group in grouped(held):
        right = [answer.verdict for one in group for answer in one.buttons if answer.rank == 1]
        if right and all(right):
            shares = (
                f"{right.count(verdict) / len(right):.3f}"
                for verdict in ("found", "unsure", "absent")
            )
            lines.append([extractor, name, *shares])
    return (
        [
            "What was said where the icon came first:",
            table(["extractor", "library", "`found`", "`unsure`", "`absent`"], lines),
        ]
        if lines
        else []
    )


def called(answers: Sequence[Answer], kind: str) -> str:
    asked = [answer for answer in answers if answer.shot.kind == kind]
    return (
        interval(sum(answer.verdict == "found" for answer in asked), len(asked)) if asked else "–"
    )


def times(measured: Sequence[Measured]) -> str:
    """What building and asking took, extractor by extractor."""
    rows = []
    for one in measured:
        queries = f"{len(one.present):,} + {len(one.absent):,}"
        searched = f"{median(one.crowded):.1f}" if one.crowded else "–"
        rows.append(
            [
                f"`{one.extractor}`",
                one.library.name,
                f"{len(one.library.icons):,}",
                queries,
                f"{one.build_seconds:.1f}",
            ]
        )
        rows[-1] += [f"{median(one.present):.1f}", searched]
    heads = [
        "extractor",
        "library",
        "icons",
        "queries, present + absent",
        "build, s",
        "query, ms",
        "search among all, ms",
    ]
    about = (
        "`python -m features` from nothing; medians of a query from picture to answer, and of the "
        "search alone with the other icons."
    )
    return f"{about}\n\n{table(heads, rows)}"


def grouped(measured: Sequence[Measured]) -> Iterator[tuple[str, str, list[Measured]]]:
    """Each library, and behind those of one kind all of them together: extractor and name as a
    table shows them.
    """
    for extractor in dict.fromkeys(one.extractor for one in measured):
        for coloured, kind in ((False, "one colour"), (True, "multi-colour")):
            group = [
                one
                for one in measured
                if one.extractor == extractor and one.library.coloured == coloured
            ]
            for one in group:
                yield f"`{extractor}`", f"{one.library.name} ({len(one.library.icons):,})", [one]
            if len(group) > 1:
                yield f"`{extractor}`", f"**{kind}, together**", group


def interval(right: int, n: int) -> str:
    low, high = scores.wilson(right / n, n)
    return f"**{right / n:.3f}** ({low:.3f}–{high:.3f})"


def shares(values: Sequence[float]) -> str:
    return " / ".join(f"{value:.3f}" for value in values)


def median(answers: Sequence[Answer]) -> float:
    """Milliseconds."""
    return 1000 * statistics.median(answer.seconds for answer in answers)


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
