"""Pages by a token at a path, and pages that end at a count."""

import pytest

from ingest.common.failures import Incomplete
from ingest.graphql.shapes.cursor import CursorPagination
from ingest.graphql.shapes.pagination import ReceivedPage
from tests.ingest.graphql.service import serving, svg

SDL = """
type Icon { id: ID!, svg: String! }
type Info { hasNextPage: Boolean, endCursor: String }
type Page { items: [Icon!]!, nextToken: String, info: Info, count: Int }
type Query { icons(limit: Int, token: String): Page! }
"""
TOML = """
endpoint = "{url}"
query = '''query ($limit: Int!, $token: String) {{
  icons(limit: $limit, token: $token) {{
    items {{ id svg }} nextToken count info {{ hasNextPage endCursor }}
  }}
}}'''
icons = "icons.items"
[fields]
id = "id"
name = "id"
source_code = "svg"
[pagination]
shape = "cursor"
cursor_variable = "token"
size_variable = "limit"
size = 2
{more}
"""
ICONS = [{"id": str(number), "svg": svg(number)} for number in range(5)]
NEXT = 'next = "icons.nextToken"'


def page(has_next=lambda end: end < len(ICONS), token=str, empty_at=None):
    """A resolver. `has_next` and `token` make the answer about the page after `end` icons."""

    def resolve(_, limit, token_in):
        start = int((token_in or "0").rstrip("e"))
        if token_in == empty_at and empty_at is not None:
            return {"items": [], "nextToken": f"{start}e", "count": len(ICONS)}
        end = min(start + limit, len(ICONS))
        cursor = token(end)
        return {
            "items": ICONS[start:end],
            "nextToken": cursor if has_next(end) else None,
            "info": {"hasNextPage": has_next(end), "endCursor": cursor},
            "count": len(ICONS),
        }

    return lambda info, limit, token=None: resolve(info, limit, token)


@pytest.fixture
def crawl(ingest, tmp_path):
    def crawl(more, resolve):
        with serving(SDL, {"icons": resolve}) as service:
            path = tmp_path / "mine.toml"
            path.write_text(TOML.format(url=service.url, more=more))
            return ingest("--source", path)

    return crawl


INFO = 'page_info = "icons.info"\ntotal = "icons.count"'


@pytest.mark.parametrize(
    ("more", "resolve"),
    [
        (NEXT, page()),
        (f'{NEXT}\ntotal = "icons.count"', page()),
        (NEXT, page(empty_at="2")),  # a filter can leave a page empty
        (NEXT, page(has_next=lambda end: True, token=lambda end: str(end) if end < 5 else "")),
        (f'{INFO}\nuntil = "count"', page(has_next=lambda end: False)),
        (f'{INFO}\nuntil = "count"', page(has_next=lambda end: True)),
        (INFO, page(has_next=lambda end: True, token=lambda end: str(end) if end < 5 else None)),
    ],
)
def test_all_icons_are_read(crawl, ingest, more, resolve):
    assert crawl(more, resolve) == 0
    assert [icon.id for icon in ingest.icons] == ["0", "1", "2", "3", "4"]


def test_a_token_that_comes_again_is_a_circle(crawl, capsys):
    assert crawl(NEXT, page(has_next=lambda end: True, token=lambda end: "2")) == 5
    assert "go in a circle" in capsys.readouterr().err


def test_a_null_token_before_the_count_is_incomplete(crawl, capsys):
    resolve = page(token=lambda end: None, has_next=lambda end: False)
    assert crawl(f'{INFO}\nuntil = "count"', resolve) == 5
    assert "says it has 5 icons and gave 2" in capsys.readouterr().err


def test_a_null_cursor_without_a_count_is_incomplete():
    pagination = CursorPagination(page_info="info")
    data = {"info": {"hasNextPage": True, "endCursor": None}}
    with pytest.raises(Incomplete, match="gives no cursor"):
        pagination.next_position(ReceivedPage({}, 2, [1, 2], data, None))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("", "pagination.page_info is missing"),
        (f'{NEXT}\npage_info = "icons.info"', "pagination.page_info is missing"),
        (f'{NEXT}\nuntil = "count"', 'until = "count" needs pagination.total'),
        (f'{NEXT}\nuntil = "never"', "choose one of end, count"),
        ('next = "icons..x"', "is no path"),
        ('next = "icons.token"', 'finds no "token"'),
    ],
)
def test_a_mistake_is_one_sentence(crawl, capsys, more, said):
    assert crawl(more, page()) == 2
    error = capsys.readouterr().err
    assert said in error
    assert len(error.splitlines()) == 1
