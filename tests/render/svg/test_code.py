"""SVG code as people send it."""

import pytest

from render.svg import code

ONE = '<svg viewBox="0 0 9 9"><path d="M1 1h7v7z"/></svg>'
TWO = "<svg><g><svg x='1'></svg><!-- <svg> --></g></svg>"


@pytest.mark.parametrize(
    "text",
    [
        ONE,
        f'\ufeff<?xml version="1.0"?><!DOCTYPE svg><!-- x -->\n{ONE}',
        f"<button>{ONE} Save</button>",
        "<svg>",
        "<symbol id='a'><path/></symbol>",
    ],
)
def test_svg_code_is_recognised(text):
    assert code.read(text.encode()) == text.removeprefix("\ufeff")
    assert code.read(text.encode("utf-16")) is not None


@pytest.mark.parametrize("encoding", ["iso-8859-1", "windows-1252", "utf-16", "utf-8"])
def test_the_encoding_that_code_names_is_read(encoding):
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?>{ONE.replace("<path", "<desc>é</desc><path")}'
    )
    assert code.read(text.encode(encoding)) == text


def test_chinese_code_is_read_in_its_encoding():
    text = f'<?xml version="1.0" encoding="GBK"?>{ONE.replace("<path", "<desc>联通</desc><path")}'
    assert code.read(text.encode("gbk")) == text, "these bytes are UTF-8 too"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"bell",
        b"<svg",
        f"<!doctype html>{ONE}".encode(),
        f"<html>{ONE}</html>".encode(),
        b"<p>text</p>",
        f"see {ONE}".encode(),
        b"\x89PNG<svg></svg>",
        b"\xff\xfe\x00",
        f'<?xml version="1.0" encoding="rot13"?>{ONE}'.encode(),
    ],
)
def test_anything_else_is_not(content):
    assert code.read(content) is None


def test_each_outermost_svg_is_an_icon():
    assert code.icons(f"{ONE}\n, {TWO}<p>{ONE}</p>") == [ONE, TWO, ONE]
    assert code.icons("<svg/>") == []
    assert code.icons("<svg><path></svg") == []
    assert code.icons('<svg a="<svg>"></svg>') == ['<svg a="<svg>"></svg>']


def test_each_symbol_of_a_sprite_is_an_icon():
    sprite = (
        '<svg xmlns="http://www.w3.org/2000/svg"><defs>'
        '<symbol id="a" viewBox="0 0 4 4"><path d="M0 0h4z"/></symbol>'
        '<symbol id="b" viewBox="0 0 8 8" fill="red"><path d="M0 0h8z"/></symbol></defs>{}</svg>'
    )
    first, second = code.icons(sprite.format(""))
    assert 'viewBox="0 0 4 4"><path d="M0 0h4z"/></svg>' in first
    assert 'viewBox="0 0 8 8" fill="red"><path d="M0 0h8z"/></svg>' in second
    shown = sprite.format('<use href="#a"/>')
    assert code.icons(shown) == [shown]


@pytest.mark.parametrize(
    "part", ["<svg>", "<symbol ", "<!--", "<![CDATA[", "<", '<svg "', "<svg '<svg \"", "</svg>"]
)
def test_a_long_text_takes_no_longer_for_each_of_its_parts(part):
    """Where each took as long as the text, these would take minutes."""
    assert code.icons(part * (code.MOST // len(part))) == []


def test_symbols_in_symbols_are_icons_of_their_outermost():
    nested = "<symbol>" * 15_000 + "</symbol>" * 15_000
    assert len(code.icons(nested)) == 1
    uses = "<svg>" * 15_000 + "<use/>" * 15_000
    assert code.icons(uses) == []


def test_a_text_that_is_too_long_has_no_icons():
    assert code.icons(ONE + " " * code.MOST) == []
