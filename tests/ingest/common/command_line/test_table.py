"""Tables of commands: names are whole, and the least columns go first."""

import io

import pytest
from rich.console import Console
from rich.text import Text

from ingest.common.command_line.table import make_console, print_table

HEADINGS = ("match", "name", "id", "style", "library")
NAME = "a-very-long-name-of-an-icon-outlined"
ROW = ("100 %", NAME, f"library:{NAME}", "outlined", "Some Icons")


def printed(width: int, pictures=()) -> str:
    file = io.StringIO()
    console = Console(file=file, width=width, force_terminal=True, color_system=None)
    print_table(console, HEADINGS, [ROW], 3, pictures)
    assert console.width == width
    return file.getvalue()


@pytest.mark.parametrize(("width", "columns"), [(140, 5), (116, 4), (100, 3), (40, 3)])
def test_names_are_whole_and_columns_that_do_not_fit_are_left_out(width, columns):
    table = printed(width)
    headings, _, row = (line for line in table.splitlines() if line.strip())
    assert tuple(headings.split()) == HEADINGS[:columns]
    assert row.split() == " ".join(ROW[:columns]).split()


def test_a_picture_stands_before_its_row():
    lines = [line for line in printed(140, [Text("##\n##")]).splitlines() if "##" in line]
    assert len(lines) == 2 and NAME in lines[0]


def test_a_column_that_is_empty_in_all_rows_is_left_out():
    rows = [(*ROW[:3], "", ROW[4]), (*ROW[:3], Text(), "")]
    file = io.StringIO()
    print_table(Console(file=file, width=200), HEADINGS, rows, 3)
    assert file.getvalue().split("\n")[1].split() == ["match", "name", "id", "library"]


def test_where_there_is_no_terminal_everything_is_printed(capsys):
    print_table(make_console(), HEADINGS, [("x" * 2000, *ROW[1:])], 3)
    assert "x" * 2000 in capsys.readouterr().out
