"""What somebody else wrote reaches the terminal and the log on one line, and commands nothing."""

import json
import sys
import unicodedata

import pytest

from ingest.common import console, failures
from ingest.common.failures import SourceDown
from ingest.common.printable import printable, printable_lines

NASTY = "a\x1b[2J\x9b1A\r\nb\u2028c\u202ed\u2066e\x00\x7f\ud800"


def test_control_and_bidi_characters_are_escaped_and_no_others():
    harmful = {
        chr(code)
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) in ("Cc", "Cs", "Zl", "Zp")
    }
    harmful |= {*"\u061c\u200e\u200f", *map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A)))}
    escaped = {
        character
        for character in map(chr, range(sys.maxunicode + 1))
        if printable(character) != character
    }
    assert escaped == harmful
    assert (
        printable("flag \u2691, \u56fe\u6807, \u05d0\u05d1")
        == "flag \u2691, \u56fe\u6807, \u05d0\u05d1"
    )


def test_json_stays_the_same_json():
    document = {"name": NASTY.replace("\ud800", ""), "tags": ["x"]}
    text = json.dumps(document, ensure_ascii=False, indent=1)
    shown = printable_lines(text)
    assert json.loads(shown) == document
    assert shown.count("\n") == text.count("\n")
    assert printable(shown.replace("\n", "")) == shown.replace("\n", "")


@pytest.mark.parametrize("print_it", [console.say, console.show])
def test_a_line_is_one_line(print_it, capsys):
    print_it(NASTY)
    shown = "".join(capsys.readouterr())
    assert shown == (
        "a\\u001b[2J\\u009b1A\\u000d\\u000ab\\u2028c\\u202ed\\u2066e\\u0000\\u007f\\ud800\n"
    )


def test_a_failure_is_one_line(capsys):
    def fail():
        raise SourceDown(NASTY)

    assert failures.run("ingest", fail) == 4
    shown = capsys.readouterr().err
    assert shown.startswith("ingest: a\\u001b[2J")
    assert shown.count("\n") == 1
