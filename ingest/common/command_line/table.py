"""Tables on the standard output whose names are whole: a column goes before a name is broken.

A column without any text goes, too.
"""

import sys
from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

Row = Sequence[str | Text]


def make_console() -> Console:
    """The standard output, without a limit to its lines where it is no terminal."""
    console = _Console()
    if not console.is_terminal:
        console.width = sys.maxsize
    return console


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Leave it to the command that its reader has gone; rich would end it with status 1."""
        raise BrokenPipeError


def print_table(
    console: Console,
    headings: Sequence[str],
    rows: Sequence[Row],
    least: int,
    pictures: Sequence[Text] = (),
) -> None:
    """Print rows with as many columns as fit into a line, at least the first `least`.

    Names are never broken. Columns that are empty in all rows are left out. `pictures` come
    first, one a row.
    """
    used = [column for column in range(len(headings)) if any(row[column] for row in rows)]
    headings = [headings[column] for column in used]
    rows = [[row[column] for column in used] for row in rows]
    least = sum(column < least for column in used)
    for count in range(len(headings), least, -1):
        table = _table(headings[:count], rows, pictures)
        if _width(console, table) <= console.width:
            break
    else:
        table = _table(headings[:least], rows, pictures)
    terminal = console.width
    console.width = max(terminal, _width(console, table))  # the terminal itself breaks longer lines
    console.print(table, crop=False)
    console.width = terminal


def _table(headings: Sequence[str], rows: Sequence[Row], pictures: Sequence[Text]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_lines=bool(pictures))
    if pictures:
        table.add_column(no_wrap=True)
    for heading in headings:
        table.add_column(heading, no_wrap=True, vertical="middle")
    for number, row in enumerate(rows):
        picture = pictures[number : number + 1]
        table.add_row(*picture, *row[: len(headings)])
    return table


def _width(console: Console, table: Table) -> int:
    """Characters of a line of the table."""
    unlimited = console.options.update(width=sys.maxsize)
    return console.measure(table, options=unlimited).maximum
