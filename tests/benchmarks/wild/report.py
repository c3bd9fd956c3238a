"""The tables, in Markdown."""

import statistics
from collections.abc import Callable, Iterable, Sequence

from tests.benchmarks.quality import scores
from tests.benchmarks.quality.report import table
from tests.benchmarks.wild.kinds import SIMULATED
from tests.benchmarks.wild.measure import REFUSED, Answer
from tests.benchmarks.wild.scene import Family

ABOUT = """\
R@1 and R@5 are of pictures that show an icon of the library, and so are the shares of verdicts.
*right, absent*: the right icon came first, and was called `absent`. *found, wrong*: of all
pictures, absent ones too, those called `found` with another icon first. *absent, found*: of
pictures of other sets' icons, or of none, those called `found`. *others*: of pictures of several
icons, those whose answer has them all. *turn named*: of mirrored and rotated icons that came first,
those whose answer says so. *ms*: processor time of a search,
median / maximum. Kinds marked ✱ are simulated by the self-test, so the verdict was fitted to such
pictures; all others are only measured."""
HEADS = [
    "kind",
    "pictures",
    "R@1",
    "R@5",
    "`found`",
    "`unsure`",
    "`absent`",
    "right, absent",
    "found, wrong",
    "absent, found",
    "others",
    "turn named",
    "ms",
]


def report(answers: Sequence[Answer], families: Sequence[Family], command: str) -> str:
    """Everything that was measured: by family and kind, and over all."""
    rows = []
    for family in families:
        names = [kind.name for kind in family.kinds]
        rows += family_rows(family.name, names, answers)
    rows.append(row("**all**", answers))
    parts = [f"Made by `{command}`.", ABOUT, table(HEADS, rows), *overall(answers)]
    return "\n\n".join(parts) + "\n"


def family_rows(name: str, kinds: Sequence[str], answers: Sequence[Answer]) -> list[list[str]]:
    """A row of the family, and one of each of its kinds that has pictures."""
    asked = {kind: [one for one in answers if one.kind == kind] for kind in kinds}
    together = [one for some in asked.values() for one in some]
    if not together:
        return []
    rows = [row(f"**{name}**", together)]
    for kind, some in asked.items():
        if some:
            mark = " ✱" if kind in SIMULATED else ""
            rows.append(row(f"{kind}{mark}", some))
    return rows


def row(name: str, answers: Sequence[Answer]) -> list[str]:
    present = [one for one in answers if one.present]
    absent = [one for one in answers if not one.present]
    right_but_absent = share(present, lambda one: one.right and one.verdict == "absent")
    found_but_wrong = share(answers, lambda one: one.verdict == "found" and not one.right)
    with_others = [one for one in present if one.others is not None]
    turned = [one for one in present if one.turn is not None and one.right]
    verdicts = [
        share(present, lambda one, verdict=verdict: one.verdict == verdict)
        for verdict in ("found", "unsure", "absent")
    ]
    return [
        name,
        f"{len(present)} + {len(absent)}",
        share(present, lambda one: one.rank <= 1),
        share(present, lambda one: one.rank <= 5),
        *verdicts,
        right_but_absent,
        found_but_wrong,
        share(absent, lambda one: one.verdict == "found"),
        share(with_others, lambda one: one.others),
        share(turned, lambda one: one.turn),
        times(answers),
    ]


def overall(answers: Sequence[Answer]) -> list[str]:
    """Figures over present and absent pictures together, of the first result's match."""
    claims = [(one.match, one.right) for one in answers if one.match is not None]
    if not claims:
        return []
    present = sum(one.present for one in answers)
    precision = scores.average_precision(claims, present)
    recall = scores.recall_at_precision(claims, present)
    errors = scores.calibration_error(claims), scores.calibration_error_of_equal_mass(claims)
    refused = sum(one.verdict == REFUSED for one in answers)
    figures = [f"{figure:.3f}" for figure in (precision, recall, *errors)]
    heads = ["µAP", "recall at 90 % precision", "ECE, equal widths", "ECE, equal mass", "refused"]
    about = (
        "These figures are of the first result's `match`, over present and absent pictures "
        "together.\nDISC21 ranks copy detection by micro average precision (µAP) and by recall at "
        "90 % precision.\nECE is the expected calibration error. It has ten bins, of equal width "
        "or of equal mass."
    )
    return [about, table(heads, [[*figures, str(refused)]])]


def share(answers: Sequence[Answer], holds: Callable[[Answer], object]) -> str:
    if not answers:
        return "–"
    return f"{sum(bool(holds(one)) for one in answers) / len(answers):.3f}"


def times(answers: Iterable[Answer]) -> str:
    """Milliseconds, median and maximum."""
    spent = [1000 * one.seconds for one in answers if one.verdict != REFUSED]
    return f"{statistics.median(spent):.0f} / {max(spent):.0f}" if spent else "–"
