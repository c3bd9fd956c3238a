"""A small library, the demonstration service over it, and the command line of ingest against it."""

import json
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from ingest.__main__ import main
from ingest.icon import Icon
from tests.ingest.demo.faulty import Fault, serve

FIELDS = "id name sourceCode library style category tags aliases license updatedAt"
QUERIES = {
    "cursor": f"""query ($first: Int!, $after: String) {{
        iconsConnection(first: $first, after: $after) {{
            edges {{ node {{ {FIELDS} }} }} pageInfo {{ hasNextPage endCursor }} totalCount
        }} }}""",
    "skip": f"""query ($limit: Int!, $skip: Int!) {{
        iconsSlice(limit: $limit, skip: $skip) {{ items {{ {FIELDS} }} total }} }}""",
    "page": f"""query ($pageSize: Int!, $page: Int!) {{
        iconsPage(pageSize: $pageSize, page: $page) {{ items {{ {FIELDS} }} total }} }}""",
    "keyset": f"""query ($limit: Int!, $after: String) {{
        iconsAfter(limit: $limit, afterId: $after) {{ {FIELDS} }} }}""",
    "plain": f"{{ allIcons {{ {FIELDS} }} }}",
}
ICONS = {
    "cursor": "iconsConnection.edges[].node",
    "skip": "iconsSlice.items",
    "page": "iconsPage.items",
    "keyset": "iconsAfter",
    "plain": "allIcons",
}
PAGINATION = {
    "cursor": 'page_info = "iconsConnection.pageInfo"\ntotal = "iconsConnection.totalCount"',
    "skip": 'total = "iconsSlice.total"',
    "page": 'total = "iconsPage.total"',
    "keyset": 'key = "id"',
    "plain": "",
}
DESCRIPTION = '''
name = "toys"
endpoint = "{endpoint}"
query = """{query}"""
icons = "{icons}"
{more}
[fields]
id = "id"
name = "name"
source_code = "sourceCode"
library = "library"
style = "style"
category = "category"
tags = "tags"
aliases = "aliases"
license = "license"
updated_at = "updatedAt"

[pagination]
shape = "{shape}"
size = {size}
{pagination}

[requests]
timeout = {timeout}
retries = 2
backoff = 0.01
'''


def describe(shape, endpoint, size=8, more="", timeout=60):
    """The text of a description of the demonstration service.

    A service that stalls for `timeout` is asked again, and tests count requests.
    """
    return DESCRIPTION.format(
        shape=shape,
        endpoint=endpoint,
        size=size,
        more=more,
        timeout=timeout,
        query=QUERIES[shape],
        icons=ICONS[shape],
        pagination=PAGINATION[shape],
    )


@dataclass(frozen=True)
class Ingest:
    """Runs the command line on one data folder."""

    data: Path
    folder: Path

    def __call__(self, *arguments):
        """The exit status."""
        return main([*map(str, arguments), "--data", str(self.data)])

    def crawl(self, demo, shape="cursor", *arguments, **settings):
        """Crawl the demonstration service as `describe` describes it; the exit status."""
        description = self.folder / f"{shape}.toml"
        description.write_text(describe(shape, demo.url, **settings))
        return self("--source", description, *arguments)

    @property
    def source(self):
        return self.data / "source.json"

    @property
    def bytes(self):
        return self.source.read_bytes()

    @property
    def icons(self):
        return [Icon.from_json(record) for record in json.loads(self.bytes)["icons"]]

    @property
    def run(self):
        return json.loads((self.data / "source.run.json").read_bytes())


@pytest.fixture
def library():
    """Thirty icons, sorted by id, with ids that are hard to bear."""
    names = [
        "../x",
        "fa:user/solid",
        "图标",
        'quote"d',
        *(f"icon-{number:02}" for number in range(26)),
    ]
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M{0} {0}h4v4z"/></svg>'
    )
    icons = [
        Icon(
            name,
            f"name of {name}",
            svg.format(number),
            "Toys",
            "outlined",
            "shapes",
            ("t", str(number)),
            (),
            "MIT",
            "2024-05-06",
        )
        for number, name in enumerate(names)
    ]
    return sorted(icons, key=lambda icon: icon.id)


@pytest.fixture
def demo(library):
    """The demonstration service over the library."""
    with serve(library) as demo:
        yield demo


@pytest.fixture
def ingest(tmp_path):
    return Ingest(tmp_path / "data", tmp_path)


@pytest.fixture
def night(ingest, demo):
    """Crawl with faults after a crawl without; returns the exit status.

    A failed crawl must leave every output untouched.
    """

    def night(*faults, shape="cursor", arguments=(), before=True, **settings):
        if before:
            demo.faults = ()
            assert ingest.crawl(demo, shape, **settings) == 0
        old = ingest.bytes
        demo.faults = [Fault.parse(fault) for fault in faults]
        status = ingest.crawl(demo, shape, *arguments, **settings)
        if status:
            assert ingest.bytes == old
        return status

    return night


def changed(icon):
    """The icon with another drawing."""
    return replace(icon, source_code=icon.source_code.replace("</svg>", "<path/></svg>"))
