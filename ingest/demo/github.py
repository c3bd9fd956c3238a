"""GitHub's shape: a repository of SVG files as commits, trees and blobs, with the object ids that git itself gives.

`icons/` holds every icon as ID.svg, `svg/STYLE/` the same files sorted by style. Types after
https://docs.github.com/en/graphql/reference/objects.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from graphql import GraphQLError, GraphQLResolveInfo

from ingest.demo import execution
from ingest.demo.execution import Answer
from ingest.demo.library import Record, View

TOKEN = "demo-github-token"
OWNER, NAME, BRANCH = "demo", "icons", "main"
LIMIT = 5000  # points an hour

SDL = """
scalar GitObjectID
scalar DateTime
interface GitObject { oid: GitObjectID! }
type Commit implements GitObject { oid: GitObjectID!, tree: Tree! }
type Tree implements GitObject { oid: GitObjectID!, entries: [TreeEntry!] }
type TreeEntry { name: String!, path: String, type: String!, mode: Int!, oid: GitObjectID!, object: GitObject }
type Blob implements GitObject { oid: GitObjectID!, byteSize: Int!, isBinary: Boolean, isTruncated: Boolean!, text: String }
type Ref { name: String!, target: GitObject }
type License { key: String!, name: String!, spdxId: String }
type Repository {
  name: String!
  nameWithOwner: String!
  licenseInfo: License
  defaultBranchRef: Ref
  object(expression: String, oid: GitObjectID): GitObject
}
type RateLimit { limit: Int!, cost: Int!, remaining: Int!, used: Int!, resetAt: DateTime! }
type Query { repository(owner: String!, name: String!): Repository, rateLimit: RateLimit }
"""


class Objects(dict[str, dict[str, Any]]):
    """git's object store: object id (40 hexadecimal digits) → object, as GraphQL shows it."""

    def _add(self, kind: str, content: bytes, **fields: Any) -> str:
        oid = hashlib.sha1(
            b"%s %d\0%s" % (kind.encode(), len(content), content), usedforsecurity=False
        ).hexdigest()
        self[oid] = {"__typename": kind.title(), "oid": oid, **fields}
        return oid

    def blob(self, content: bytes) -> str:
        """Store a file."""
        binary = b"\0" in content
        text = None if binary else content.decode()
        return self._add(
            "blob", content, byteSize=len(content), isBinary=binary, isTruncated=False, text=text
        )

    def tree(self, files: Mapping[str, str], path: str = "") -> str:
        """Store a folder of names with object ids, at `path` ("" or "folder/")."""
        entries = []
        for name, oid in files.items():
            kind = self[oid]["__typename"].lower()
            mode = 0o040000 if kind == "tree" else 0o100644
            entries.append(
                {"name": name, "path": path + name, "type": kind, "mode": mode, "oid": oid}
            )
        entries.sort(
            key=lambda entry: (entry["name"] + ("/" if entry["type"] == "tree" else "")).encode()
        )
        content = b"".join(
            b"%o %s\0%s" % (entry["mode"], entry["name"].encode(), bytes.fromhex(entry["oid"]))
            for entry in entries
        )
        return self._add("tree", content, entries=entries)

    def commit(self, tree: str) -> str:
        """Store a commit of a folder, the same one for the same folder."""
        person = "Demo <demo@example.org> 1700000000 +0000"
        content = f"tree {tree}\nauthor {person}\ncommitter {person}\n\nIcons\n"
        return self._add("commit", content.encode(), tree=self[tree])


def file_name(record: Record) -> str:
    """The file an icon lies in; a slash in its id would open a folder."""
    return f"{record['id'].replace('/', '%2F')}.svg"


def content(record: Record) -> bytes:
    """The bytes of an icon's file; one without a drawing is a binary file, which GitHub shows without text."""
    source = record["sourceCode"]
    return source.encode() if isinstance(source, str) else b"\0"


def store(objects: Objects, records: Iterable[Record]) -> str:
    """Commit a library; returns the commit's id."""
    styles: dict[str, dict[str, str]] = {}
    icons: dict[str, str] = {}
    for record in records:
        icons[file_name(record)] = styles.setdefault(record["style"] or "regular", {})[
            file_name(record)
        ] = objects.blob(content(record))
    by_style = objects.tree(
        {style: objects.tree(files, f"svg/{style}/") for style, files in styles.items()}, "svg/"
    )
    root = {
        "icons": objects.tree(icons, "icons/"),
        "svg": by_style,
        "README.md": objects.blob(b"# Icons\n"),
    }
    return objects.commit(objects.tree(root))


@dataclass
class Call:
    """One request: what it sees, and what it has been given so far."""

    view: View
    objects: Objects
    head: str
    used: int
    truncated: set[str] = field(default_factory=set)
    blobs: int = 0

    def load(self, oid: str) -> dict[str, Any] | None:
        """An object of the store, cut or refused where a fault says so."""
        found = self.objects.get(oid)
        if found is None or found["__typename"] != "Blob":
            return found
        self.blobs += 1
        most = self.view.struck.number("resource-limits")
        if most is not None and self.blobs > most:
            raise GraphQLError(
                "Resource limits for this query exceeded.",
                extensions={"type": "RESOURCE_LIMITS_EXCEEDED"},
            )
        if oid in self.truncated and found["text"] is not None:
            return found | {"isTruncated": True, "text": found["text"][: len(found["text"]) // 2]}
        return found


class GitHub:
    """The service: one repository, whose every past commit stays readable."""

    def __init__(self) -> None:
        self._objects = Objects()
        self._stored: tuple[list[Record], str] | None = None
        self._used = 0

    def answer(self, payload: object, view: View, headers: Mapping[str, str]) -> Answer:
        """The answer to a query; 401 without the token."""
        authorization = headers.get("Authorization", "")
        if authorization.lower() not in (f"bearer {TOKEN}", f"token {TOKEN}"):
            return Answer(
                401,
                {
                    "message": "Bad credentials"
                    if authorization
                    else "This endpoint requires you to be authenticated."
                },
            )
        self._used += 1
        call = Call(view, self._objects, self._head(view.records), self._used)
        if "truncated" in view.struck:
            call.truncated = {
                self._objects.blob(content(icon))
                for icon in view.records
                if icon["id"] in view.named("truncated")
            }
        answer = execution.execute(SCHEMA, payload, call)
        for error in answer.document.get("errors", ()):
            if kind := error.get("extensions", {}).get("type"):
                error["type"] = kind  # where GitHub has it
                del error["extensions"]
        return answer

    def _head(self, records: list[Record]) -> str:
        if self._stored is None or self._stored[0] is not records:
            self._stored = records, store(self._objects, records)
        return self._stored[1]


Info = GraphQLResolveInfo[Call]


def _repository(_: object, info: Info, owner: str, name: str) -> dict[str, Any]:
    if (owner, name) != (OWNER, NAME):
        message = f"Could not resolve to a Repository with the name '{owner}/{name}'."
        raise GraphQLError(message, extensions={"type": "NOT_FOUND"})
    call = info.context
    spdx = next((icon["license"] for icon in call.view.records if icon["license"]), None)
    return {
        "name": NAME,
        "nameWithOwner": f"{OWNER}/{NAME}",
        "licenseInfo": {"key": spdx.lower(), "name": spdx, "spdxId": spdx} if spdx else None,
        "defaultBranchRef": {"name": BRANCH, "target": call.objects[call.head]},
    }


def _object(
    _: object, info: Info, expression: str | None = None, oid: str | None = None
) -> dict[str, Any] | None:
    call = info.context
    revision, colon, path = (expression or oid or "HEAD").partition(":")
    if revision in ("HEAD", BRANCH, f"refs/heads/{BRANCH}"):
        revision = call.head
    if not colon:
        return call.load(revision)
    found = call.objects.get(revision, {}).get("tree")
    for name in path.strip("/").split("/") if path.strip("/") else ():
        entries = {entry["name"]: entry["oid"] for entry in (found or {}).get("entries", ())}
        found = call.load(entries[name]) if name in entries else None
    return found


def _entry_object(entry: dict[str, Any], info: Info) -> dict[str, Any] | None:
    call = info.context
    return call.load(entry["oid"])


def _rate_limit(_: object, info: Info) -> dict[str, Any]:
    reset = datetime.now(UTC) + timedelta(hours=1)
    used = info.context.used
    return {
        "limit": LIMIT,
        "cost": 1,
        "used": used,
        "remaining": max(LIMIT - used, 0),
        "resetAt": f"{reset:%Y-%m-%dT%H:%M:%SZ}",
    }


SCHEMA = execution.schema(
    SDL,
    {
        "Query.repository": _repository,
        "Query.rateLimit": _rate_limit,
        "Repository.object": _object,
        "TreeEntry.object": _entry_object,
    },
)
