"""A GitHub repository's SVG files: pin a commit, list its tree, fetch the files in batches.

API: https://docs.github.com/en/graphql/reference/objects
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any

from ingest.common.failures import ConfigurationError, Incomplete
from ingest.graphql.client import Answer
from ingest.graphql.mapping import Skip
from ingest.graphql.pagination import State
from ingest.graphql.source import Source
from ingest.graphql.walk import Ask, Page

RATE = "rateLimit { cost remaining resetAt }"
COMMIT = f"""
query ($owner: String!, $name: String!, $ref: String!) {{
  repository(owner: $owner, name: $name) {{ nameWithOwner licenseInfo {{ spdxId }} object(expression: $ref) {{ oid }} }} {RATE}
}}"""
TREE = f"""
query ($owner: String!, $name: String!, $folder: String!) {{
  repository(owner: $owner, name: $name) {{ object(expression: $folder) {{ ... on Tree {{ entries {{ name type oid }} }} }} }} {RATE}
}}"""


@dataclass(frozen=True)
class Files:
    """The SVG files of a folder at one commit: paths below the folder, with their object ids."""

    sha: str
    repository: str
    license: str | None
    blobs: list[tuple[str, str]]


@dataclass
class GitHubWalk:
    """See `ingest.graphql.walk.Walk`. The state is the pinned commit and how many files are done; a commit never changes."""

    owner: str
    name: str
    folder: str
    ref: str
    size: int
    max_pages: int
    confirm: bool = False
    _files: Files | None = field(default=None, init=False)

    async def page(self, ask: Ask, state: State, size: int) -> Page:
        """One batch of files, `size` of them."""
        files = self._files = self._files or await self._list(ask, state.get("sha") or self.ref)
        start = state.get("at", 0)
        batch = files.blobs[start : start + size]
        nodes: list[Any] = []
        errors: list[Any] = []
        if batch:
            answer = await self._ask(ask, _blobs_query([oid for _, oid in batch]))
            blobs = answer.data.get("repository") or {}
            nodes = [
                self._node(path, blobs.get(f"b{number}"), files)
                for number, (path, _) in enumerate(batch)
            ]
            errors = answer.errors
        beyond = start + len(batch)
        more = {"sha": files.sha, "at": beyond} if beyond < len(files.blobs) else None
        return Page(nodes, more, total=len(files.blobs), errors=errors)

    def past(self, state: State) -> State | None:
        """One file further on."""
        return {"sha": self._files.sha, "at": state.get("at", 0) + 1} if self._files else None

    def fits(self, state: State, size: int) -> bool:
        """Always."""
        return True

    async def _ask(self, ask: Ask, query: str, **variables: str) -> Answer:
        answer = await ask(query, {"owner": self.owner, "name": self.name, **variables})
        if answer.data.get("repository") is None:
            raise ConfigurationError(
                f"GitHub shows no repository {self.owner}/{self.name}: check its name, and what the token may read."
            )
        rate = answer.data.get("rateLimit") or {}
        if rate and rate["remaining"] < rate["cost"]:
            reset = datetime.fromisoformat(rate["resetAt"]) - datetime.now(UTC)
            await ask.wait(max(0.0, reset.total_seconds()), "GitHub's hourly limit is used up")
        return answer

    async def _list(self, ask: Ask, ref: str) -> Files:
        """The files of the folder and of all folders in it, at the commit that `ref` names now."""
        repository = (await self._ask(ask, COMMIT, ref=ref)).data["repository"]
        if repository["object"] is None:
            raise ConfigurationError(
                f"{repository['nameWithOwner']} has no {ref}: name a branch, a tag or a commit with --set ref=…."
            )
        sha = repository["object"]["oid"]
        blobs: list[tuple[str, str]] = []
        folders = [""]
        while folders:
            below = folders.pop()
            for entry in await self._entries(ask, sha, below):
                path = below + entry["name"]
                if entry["type"] == "tree":
                    folders.append(f"{path}/")
                elif entry["type"] == "blob" and path.lower().endswith(".svg"):
                    blobs.append((path, entry["oid"]))
        return Files(
            sha,
            repository["nameWithOwner"],
            (repository["licenseInfo"] or {}).get("spdxId"),
            sorted(blobs),
        )

    async def _entries(self, ask: Ask, sha: str, below: str) -> list[Any]:
        where = f"{self.folder}/{below}".strip("/")
        answer = await self._ask(ask, TREE, folder=f"{sha}:{where}")
        tree = answer.data["repository"]["object"]
        if answer.errors:
            raise Incomplete(
                f"GitHub does not list the folder {where!r} whole: run it again later."
            )
        if not tree or tree.get("entries") is None:
            raise ConfigurationError(
                f"{self.owner}/{self.name} has no folder {where!r} at {sha[:12]}: name one with --set folder=…."
            )
        return list(tree["entries"])

    def _node(
        self, path: str, blob: Mapping[str, Any] | None, files: Files
    ) -> Mapping[str, Any] | Skip:
        pure = PurePosixPath(path)
        identifier = path[: -len(pure.suffix)]
        if (
            blob is None
            or blob.get("isBinary")
            or blob.get("isTruncated")
            or blob.get("text") is None
        ):
            return Skip(identifier, _why(blob))
        parent = pure.parent.name or None
        return {
            "path": identifier,
            "name": pure.stem,
            "text": blob["text"],
            "parent": parent,
            "repository": files.repository,
            "license": files.license,
        }


def _blobs_query(oids: list[str]) -> str:
    blobs = " ".join(
        f'b{number}: object(oid: "{oid}") {{ ... on Blob {{ isBinary isTruncated text }} }}'
        for number, oid in enumerate(oids)
    )
    return f"query ($owner: String!, $name: String!) {{ repository(owner: $owner, name: $name) {{ {blobs} }} {RATE} }}"


def _why(blob: Mapping[str, Any] | None) -> str:
    if not blob:
        return "GitHub gives nothing for it"
    if blob.get("isBinary"):
        return "GitHub calls it binary"
    return "GitHub cuts it short" if blob.get("isTruncated") else "GitHub gives no text for it"


def walk(source: Source) -> GitHubWalk:
    """The way through the folder that the description names."""
    for name in ("owner", "name"):
        if not source.variables.get(name):
            raise ConfigurationError(
                f"which repository? Say --set owner=… --set name=…, or write {name} under [variables]."
            )
    owner, repository, folder, ref = (
        str(source.variables.get(name, "")) for name in ("owner", "name", "folder", "ref")
    )
    return GitHubWalk(
        owner, repository, folder, ref or "HEAD", source.shape.size, source.shape.max_pages
    )
