"""The bytes of an SVG and its text."""

import pytest

from ingest.svg_text import svg_text, text_bytes


@pytest.mark.parametrize("encoding", ["iso-8859-1", "GBK", "UTF-16", "rot13"])
def test_a_text_stays_itself_whatever_encoding_it_names(encoding):
    text = f'\n<?xml version="1.0" encoding="{encoding}"?><svg>é中</svg>'
    assert svg_text(text_bytes(text)) == text
    assert svg_text(text_bytes(f"\ufeff{text}")) == text


def test_a_text_that_is_no_code_is_not_changed():
    assert text_bytes("data:,x") == b"data:,x"
