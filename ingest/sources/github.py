"""The SVG files of a GitHub repository: pin a commit, list its tree, fetch the files in batches.

API: https://docs.github.com/en/graphql/reference/objects
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any

from ingest.common.failures import ConfigurationError, Incomplete
from ingest.graphql.mapping import described_by
from ingest.graphql.retry import Answer
from ingest.graphql.shapes.pagination import PagePosition
from ingest.graphql.source import Source
from ingest.graphql.traversal import Page, QueryExecutor
from ingest.icon import LIMITS, OVERHEAD, SkippedIcon

MAX_LISTING = 200_000_000  # bytes of memory, chosen by hand: some 300,000 paths
OID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")  # an object's SHA-1 or SHA-256
RATE = "rateLimit { cost remaining resetAt }"
COMMIT = f"""
query ($owner: String!, $name: String!, $ref: String!) {{
  repository(owner: $owner, name: $name) {{
    nameWithOwner
    licenseInfo {{ spdxId }}
    object(expression: $ref) {{ oid }}
  }}
  {RATE}
}}"""
TREE = f"""
query ($owner: String!, $name: String!, $folder: String!) {{
  repository(owner: $owner, name: $name) {{
    object(expression: $folder) {{ ... on Tree {{ entries {{ name type oid }} }} }}
  }}
  {RATE}
}}"""


@dataclass(frozen=True)
class Listing:
    """The SVG files of a folder at one commit: paths below the folder, and object ids."""

    sha: str
    repository: str
    license: str | None
    blobs: list[tuple[str, str]]


@dataclass
class GitHubTraversal:
    """See `ingest.graphql.traversal.Traversal`.

    The position is the pinned commit and the number of files done. A commit never changes, so one
    reading is enough.
    """

    owner: str
    name: str
    folder: str
    ref: str
    size: int
    max_pages: int
    confirm: bool = False
    _listing: Listing | None = field(default=None, init=False)

    async def page(self, source: QueryExecutor, position: PagePosition, size: int) -> Page:
        """One batch of `size` files."""
        with described_by("github.py"):
            return await self._page(source, position, size)

    async def _page(self, source: QueryExecutor, position: PagePosition, size: int) -> Page:
        if self._listing is None:
            self._listing = await self._list(source, position.get("sha") or self.ref)
        listing = self._listing
        total = len(listing.blobs)
        start = position.get("at", 0)
        batch = listing.blobs[start : start + size]
        end = start + len(batch)
        next_position = None
        if end < total:
            next_position = {"sha": listing.sha, "at": end}
        if not batch:
            return Page([], next_position, total=total)
        query = _blobs_query([oid for _, oid in batch])
        answer = await self._execute(source, query)
        nodes = _nodes(batch, answer, listing)
        return Page(nodes, next_position, total=total, errors=answer.errors)

    def after_skipped(self, position: PagePosition) -> PagePosition | None:
        """One file further on."""
        if self._listing is None:
            return None
        return {"sha": self._listing.sha, "at": position.get("at", 0) + 1}

    def allows(self, position: PagePosition, size: int) -> bool:
        """Always."""
        return True

    async def _execute(self, source: QueryExecutor, query: str, **variables: str) -> Answer:
        repository = {"owner": self.owner, "name": self.name}
        answer = await source.execute(query, {**repository, **variables})
        if answer.data.get("repository") is None:
            raise ConfigurationError(
                f"GitHub shows no repository {self.owner}/{self.name}: "
                "check its name, and what the token may read."
            )
        rate = answer.data.get("rateLimit") or {}
        if rate and rate["remaining"] < rate["cost"]:
            reset = datetime.fromisoformat(rate["resetAt"])
            left = (reset - datetime.now(UTC)).total_seconds()
            await source.wait(max(0.0, left), "GitHub's hourly limit is used up")
        return answer

    async def _list(self, source: QueryExecutor, ref: str) -> Listing:
        """The files of the folder and its subfolders, at the commit that `ref` names now."""
        answer = await self._execute(source, COMMIT, ref=ref)
        repository = answer.data["repository"]
        if repository["object"] is None:
            raise ConfigurationError(
                f"{repository['nameWithOwner']} has no {ref}: "
                "name a branch, a tag or a commit with --set ref=…."
            )
        sha = _oid(repository["object"])
        blobs: list[tuple[str, str]] = []
        folders = [""]
        listed = 0
        while folders:
            below = folders.pop()
            for entry in await self._entries(source, sha, below):
                path = below + entry["name"]
                listed += len(path) + OVERHEAD
                if listed > MAX_LISTING or len(path) > LIMITS.text:
                    raise Incomplete(
                        f"{repository['nameWithOwner']} lists more paths, or longer ones, than a "
                        "repository of icons has: name a folder with --set folder=…."
                    )
                if entry["type"] == "tree":
                    folders.append(f"{path}/")
                elif entry["type"] == "blob" and path.lower().endswith(".svg"):
                    blobs.append((path, _oid(entry)))
        licence = (repository["licenseInfo"] or {}).get("spdxId")
        return Listing(sha, repository["nameWithOwner"], licence, sorted(blobs))

    async def _entries(self, source: QueryExecutor, sha: str, below: str) -> list[Any]:
        """The entries of one folder, `below` the folder of the description."""
        folder = f"{self.folder}/{below}".strip("/")
        answer = await self._execute(source, TREE, folder=f"{sha}:{folder}")
        tree = answer.data["repository"]["object"]
        if answer.errors:
            raise Incomplete(
                f"GitHub does not list the folder {folder!r} whole: run it again later."
            )
        if not tree or tree.get("entries") is None:
            raise ConfigurationError(
                f"{self.owner}/{self.name} has no folder {folder!r} at {sha[:12]}: "
                "name one with --set folder=…."
            )
        return list(tree["entries"])


def _oid(entry: Mapping[str, Any]) -> str:
    """The id of an object. Raises ValueError for another text: it becomes part of a query."""
    oid = entry["oid"]
    if not OID.fullmatch(oid):
        raise ValueError("an oid is no hash")
    return str(oid)


def _nodes(batch: list[tuple[str, str]], answer: Answer, listing: Listing) -> list[Any]:
    blobs = answer.data.get("repository") or {}
    nodes = []
    for number, (path, _) in enumerate(batch):
        blob = blobs.get(f"b{number}") or {}
        nodes.append(_node(path, blob, listing))
    return nodes


def _node(path: str, blob: Mapping[str, Any], listing: Listing) -> Mapping[str, Any] | SkippedIcon:
    pure = PurePosixPath(path)
    identifier = path[: -len(pure.suffix)]
    reason = _why_unusable(blob)
    if reason is not None:
        return SkippedIcon(identifier, reason)
    return {
        "path": identifier,
        "name": pure.stem,
        "text": blob["text"],
        "parent": pure.parent.name or None,
        "repository": listing.repository,
        "license": listing.license,
    }


def _why_unusable(blob: Mapping[str, Any]) -> str | None:
    """The reason why a file is no SVG text; None where it is."""
    if not blob:
        return "GitHub gives nothing for it"
    if blob.get("isBinary"):
        return "GitHub calls it binary"
    if blob.get("isTruncated"):
        return "GitHub cuts it short"
    if blob.get("text") is None:
        return "GitHub gives no text for it"
    return None


def _blobs_query(oids: list[str]) -> str:
    """A query for many files at once, under the aliases b0, b1, …."""
    blobs = []
    for number, oid in enumerate(oids):
        fields = "... on Blob { isBinary isTruncated text }"
        blobs.append(f'b{number}: object(oid: "{oid}") {{ {fields} }}')
    variables = "($owner: String!, $name: String!)"
    repository = f"repository(owner: $owner, name: $name) {{ {' '.join(blobs)} }}"
    return f"query {variables} {{ {repository} {RATE} }}"


def walk(source: Source) -> GitHubTraversal:
    """The traversal of the folder that the description names."""
    variables = {name: str(value) for name, value in source.variables.items()}
    for name in ("owner", "name"):
        if not source.variables.get(name):
            raise ConfigurationError(
                f"which repository? Say --set owner=… --set name=…, "
                f"or write {name} under [variables]."
            )
    return GitHubTraversal(
        owner=variables["owner"],
        name=variables["name"],
        folder=variables.get("folder", ""),
        ref=variables.get("ref") or "HEAD",
        size=source.pagination.size,
        max_pages=source.pagination.max_pages,
    )
