"""What is read of documents with entities, and of those without SVG's namespace."""

import pytest

from render.svg.screen import Undrawable, read
from tests.render.documents import SQUARE, svg


def test_entities_as_illustrator_declares_them_are_expanded():
    declared = '<!DOCTYPE svg [<!ENTITY ns "http://www.w3.org/2000/svg"><!ENTITY c "red">]>'
    root = read(f'{declared}<svg xmlns="&ns;"><path fill="&c;"/></svg>')
    assert root[0].tag == "{http://www.w3.org/2000/svg}path"
    assert root[0].get("fill") == "red"


@pytest.mark.parametrize(
    ("declared", "reason"),
    [
        ('<!ENTITY a SYSTEM "other.txt">', "outside of it"),
        ('<!ENTITY % a "b">', "outside of it"),
        ('<!ENTITY a "b"><!ENTITY c "&a;">', "more than plain text"),
        ('<!ENTITY a "&lt;path/>">'.replace("&lt;", "<"), "more than plain text"),
        (f'<!ENTITY a "{"b" * 5000}">', "too long"),
    ],
)
def test_other_entities_are_refused(declared, reason):
    with pytest.raises(Undrawable, match=reason):
        read(f"<!DOCTYPE svg [{declared}]>{svg(SQUARE)}")


def test_entities_that_would_fill_the_memory_are_refused():
    declared = f'<!DOCTYPE svg [<!ENTITY a "{"b" * 1000}">]>'
    with pytest.raises(Undrawable, match="too long"):
        read(declared + svg(f"<text>{'&a;' * 1000}</text>"))


def test_a_document_without_namespace_is_read_as_svg_and_one_of_another_is_refused():
    assert read("<svg><path/></svg>")[0].tag == "{http://www.w3.org/2000/svg}path"
    with pytest.raises(Undrawable, match=r"its namespace is https://.*, not"):
        read('<svg xmlns="https://www.w3.org/2000/svg"/>')
