"""Processor time of a crawl beside a bare loop of gql over the same pages: the ratio of the two.

usage: python -m tests.benchmarks.crawl_loop [PAIRS]

A process serves 10,000 icons, as for `tests.benchmarks.crawl`. A crawl and a loop read it in turns,
each in a process of its own, which measures its processor time without the imports. The loop sends
the query for each page with gql, collects the nodes, and does so twice: a crawl reads the library
twice too. The bar: the median of the pairs' ratios is at most 3.
"""

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path
from typing import Any

from gql import Client, GraphQLRequest, gql
from gql.transport.aiohttp import AIOHTTPTransport

from ingest import run
from ingest.acceptance import AcceptancePolicy
from ingest.common.data_folder import DataFolder
from ingest.connection import CrawlOptions
from ingest.files import iconify
from ingest.graphql.source import load
from ingest.sources.ready_made import path_of
from tests.benchmarks.crawl import ICONS, ROOT, processor, served, varied

READINGS = 2
BAR = 3.0


def main(pairs: int = 9) -> None:
    icons = varied(iconify.read_set(ROOT / "data" / "demo" / "ant-design"))
    print(f"{processor()}, load {os.getloadavg()[0]:.1f}; {ICONS} icons, {READINGS} readings")
    ratios = []
    with tempfile.TemporaryDirectory() as temporary, served(icons, Path(temporary)) as url:
        for _ in range(pairs):
            loop = measured("loop", url)
            crawl = measured("crawl", url)
            ratios.append(crawl / loop)
            print(f"loop {loop:.3f} s, crawl {crawl:.3f} s: {ratios[-1]:.2f}")
    median = statistics.median(ratios)
    print(f"crawl beside loop: median {median:.2f}, {min(ratios):.2f} to {max(ratios):.2f}")
    sys.exit(median > BAR)


def measured(what: str, url: str) -> float:
    """Processor seconds of a crawl, or a loop, in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.crawl_loop", what, url]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return float(ended.stdout)


def crawl(url: str) -> None:
    """A crawl into an empty folder, source.json included."""
    source = load(path_of("demo"), endpoint=url)
    with tempfile.TemporaryDirectory() as folder:
        run.crawl(source, DataFolder(Path(folder)), CrawlOptions(), AcceptancePolicy())


def loop(url: str) -> None:
    """What a person writes who only wants the nodes."""
    query = tomllib.loads(path_of("demo").read_text())["query"]
    for _ in range(READINGS):
        nodes = asyncio.run(nodes_of(url, query))
        assert len(nodes) == ICONS


async def nodes_of(url: str, query: str) -> list[Any]:
    nodes: list[Any] = []
    document = gql(query).document
    after = None
    async with Client(transport=AIOHTTPTransport(url)) as session:
        while True:
            request = GraphQLRequest(document, variable_values={"first": 500, "after": after})
            page = (await session.execute(request))["iconsConnection"]
            nodes += page["nodes"]
            if not page["pageInfo"]["hasNextPage"]:
                return nodes
            after = page["pageInfo"]["endCursor"]


def child(what: str, url: str) -> None:
    began = time.process_time()
    {"crawl": crawl, "loop": loop}[what](url)
    print(time.process_time() - began)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        child(*sys.argv[1:])
    else:
        main(*(int(argument) for argument in sys.argv[1:]))
