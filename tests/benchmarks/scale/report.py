"""The tables of docs/scale.md, in Markdown, and what follows from them for libraries that nobody
has here.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.benchmarks.scale.vectors import OURS

MILLIONS = (1, 10, 100)
QUERIES = 10_000  # a second
Measured = Mapping[str, Any]


def report(measured: Measured) -> str:
    """Everything that has been measured so far; each part says where."""
    parts = {"night": night, "service": services, "vectors": engines, "rivals": rivals}
    texts = []
    for name, write in parts.items():
        if name in measured:
            texts += [
                write(measured[name]["result"]),
                f"Measured with `{measured[name]['command']}` on {measured[name]['machine']}.",
            ]
    if parts.keys() <= measured.keys():
        texts.append(sizing({name: measured[name]["result"] for name in parts}))
    return "\n\n".join(texts) + "\n"


def night(sizes: Measured) -> str:
    least, *_, most = sizes
    rows = []
    for stage in sizes[least]["stages"]:
        costs = [one["stages"][stage] for one in sizes.values()]
        seconds, processor = (costs[-1][what] / costs[0][what] for what in ("seconds", "processor"))
        rows.append(
            [
                stage,
                *(
                    f"{cost['seconds']:.1f} / {cost['processor']:.1f} / {cost['memory']:.0f}"
                    for cost in costs
                ),
            ]
        )
        rows[-1].append(f"{seconds:.0f} / {processor:.0f}")
    stored = [
        [
            part,
            *(f"{one['bytes'][part] / int(size):,.0f}" for size, one in sizes.items()),
            _times(sizes[least], sizes[most], part),
        ]
        for part in sizes[least]["bytes"]
    ]
    growth = f"{int(most) // int(least)} times the icons"
    return "\n\n".join(
        [
            "### The night",
            "Seconds / processor seconds / MB of the largest process, of each stage's command.",
            _table(
                [
                    "stage",
                    *(f"{int(size):,} icons" for size in sizes),
                    f"{growth}, times the seconds / processor seconds",
                ],
                rows,
            ),
            "Bytes an icon on the disk.",
            _table(
                ["what", *(f"{int(size):,} icons" for size in sizes), f"{growth}, times the bytes"],
                stored,
            ),
        ]
    )


def _times(least: Measured, most: Measured, part: str) -> str:
    return f"{most['bytes'][part] / least['bytes'][part]:.0f}"


def services(found: Measured) -> str:
    sizes = found["sizes"]
    heads = [f"{int(size):,} icons" for size in sizes]
    facts = [
        ["start to ready, s", *(f"{one['start']:.2f}" for one in sizes.values())],
        ["memory when ready, MB", *(f"{one['memory']['ready']:.0f}" for one in sizes.values())],
        [
            "memory after the searches, MB",
            *(f"{one['memory']['after']:.0f}" for one in sizes.values()),
        ],
        ["`POST /search`, p50, ms", *(f"{one['p50']:.1f}" for one in sizes.values())],
        ["`POST /search`, p99, ms", *(f"{one['p99']:.1f}" for one in sizes.values())],
        ["`POST /search`, mean, ms", *(f"{one['mean']:.2f}" for one in sizes.values())],
    ]
    stages = [
        [
            f"`{stage}`" if stage.isalpha() else stage,
            *(f"{one['stages'][stage]:.2f}" for one in sizes.values()),
        ]
        for stage in next(iter(sizes.values()))["stages"]
    ]
    *_, most = sizes
    return "\n\n".join(
        [
            "### The service",
            "Default settings, one client.",
            _table(["", *heads], facts),
            "The stages of a search; mean, ms.",
            _table(["stage", *heads], stages),
            f"Default settings, several clients, {int(most):,} icons.",
            crowd(found["crowd"]),
        ]
    )


def crowd(found: Measured) -> str:
    """What several clients at a time see, and what it costs."""
    rows = [
        [
            f"{one['clients']}",
            f"{one['rate']:.0f}",
            f"{one['p50']:.1f}, {one['p95']:.1f}, {one['p99']:.1f}",
            *(
                f"{one[what]:.{digits}f}"
                for what, digits in (("refused", 0), ("cost", 1), ("own", 1))
            ),
        ]
        for one in found["clients"]
    ]
    heads = [
        "clients",
        "answers a second",
        "p50, p95, p99 ms",
        "503 a second",
        "processor ms an answer",
        "of the clients",
    ]
    return f"{_table(heads, rows)}\n\nMemory of all processes: {found['memory']:.0f} MB."


def engines(found: Sequence[Measured]) -> str:
    texts = [
        "### The search among vectors alone",
        "One thread, ten results; each engine in a process of its own, in turns, on the same "
        "queries.",
    ]
    for one in found:
        low, middle, high = one["neighbours"]
        rows = [
            [
                name + (f", looking at {facts['effort']}" if facts["effort"] else ""),
                f"{facts['p50']:.2f}, {facts['p99']:.2f}",
                f"{facts['recall']:.3f}",
                f"{facts['memory']:.0f}",
                f"{facts['file'] / one['rows']:.0f}",
                f"{facts['build']:.1f}, {facts['open']:.2f}",
                f"{facts['p50'] / one['engines'][OURS]['p50']:.1f}",
            ]
            for name, facts in one["engines"].items()
        ]
        texts += [
            f"**{one['rows']:,} × {one['dimensions']}**, {one['queries']} queries; the cosine of a "
            "vector and its nearest neighbour is "
            f"{middle:.3f} (median; a tenth lie below {low:.3f}, a tenth above {high:.3f}).",
            _table(
                [
                    "",
                    "p50, p99 ms",
                    "recall@10",
                    "memory, MB",
                    "bytes a vector on disk",
                    "build, open s",
                    "times as long",
                ],
                rows,
            ),
        ]
    return "\n\n".join(texts)


def rivals(found: Measured) -> str:
    ours = next(iter(found.values()))["p50"]
    rows = [
        [
            name,
            f"{one['p50']:.1f}",
            f"{one['p50'] / ours:.1f}",
            "–" if one["right"] is None else f"{one['right']:.3f}",
            "–" if one["prepare"] is None else f"{one['prepare']:,.0f}",
        ]
        for name, one in found.items()
    ]
    heads = ["", "p50, ms", "times as long", "first answer right", "seconds to prepare the library"]
    return "### A whole search, from the picture's bytes to ten icons\n\n" + _table(heads, rows)


def sizing(found: Measured) -> str:
    """Straight lines through what was measured: what an icon takes, and of a query what grows
    with the library and what does not.
    """
    sizes = found["service"]["sizes"]
    (few, least), *_, (many, most) = ((int(size), one) for size, one in sizes.items())
    memory = (most["memory"]["after"] - least["memory"]["after"]) / (many - few)  # MB an icon
    base = least["memory"]["after"] - memory * few
    before, stages = (found["night"][str(size)]["stages"] for size in (few, many))
    disk = found["night"][str(many)]["bytes"]["a generation, models and all"] / many
    nightly = sum(stages[stage]["processor"] for stage in list(stages)[:3]) / many
    largest = max(stages[stage]["memory"] - before[stage]["memory"] for stage in stages) / (
        many - few
    )
    crowds = found["service"]["crowd"]["clients"]
    cost = min(one["cost"] for one in crowds)
    searched = found["vectors"][-1]
    among = searched["engines"][OURS]["p50"] / searched["rows"] * 1e6  # ms a million
    fixed = cost - most["stages"]["compare"]
    rows = []
    for millions in MILLIONS:
        icons, query = millions * 1_000_000, fixed + among * millions
        rows.append(
            [
                f"{millions} million",
                f"{(base + memory * icons) / 1024:,.1f}",
                f"{disk * icons / 2**30:,.0f}",
                f"{largest * icons / 1024:,.0f}",
                f"{nightly * icons / 3600:,.1f}",
                f"{query:.1f}",
                f"{query / 1000 * QUERIES:,.0f}",
                f"{fixed / 1000 * QUERIES:,.0f}",
            ]
        )
    heads = [
        "icons",
        "memory of a replica, GB",
        "disk of a generation, GB",
        "memory of the night's largest process, GB",
        "processor hours of a first night",
        "processor ms a query",
        f"processors for {QUERIES:,} queries a second",
        "the same, vectors elsewhere",
    ]
    about = (
        f"An icon takes {1024 * memory:.1f} KB of a replica's memory, {disk / 1024:.1f} KB of "
        "disk, and "
        f"{1000 * nightly:.0f} ms of processor time on its first night. "
        f"A query takes {fixed:.1f} ms of processor time whatever the library, and {among:.2f} ms "
        "for each million of vectors."
    )
    return (
        f"### What larger ones need\n\nReckoned from the figures above.\n\n{about}\n\n"
        f"{_table(heads, rows)}"
    )


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
