"""GitHub's shape: a repository of SVG files as commits, trees and blobs, with git's object ids.

`icons/` holds every icon as ID.svg, `svg/STYLE/` the same files sorted by style. Types after
https://docs.github.com/en/graphql/reference/objects.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from graphql import GraphQLError, GraphQLResolveInfo

from ingest.demo import execution
from ingest.demo.execution import Answer
from ingest.demo.git import GitObject, Objects
from ingest.demo.library import Record, View

TOKEN = "demo-github-token"
OWNER = "demo"
NAME = "icons"
BRANCH = "main"
HOURLY_LIMIT = 5000  # points, GitHub's own limit for a user

SDL = """
scalar GitObjectID
scalar DateTime
interface GitObject { oid: GitObjectID! }
type Commit implements GitObject { oid: GitObjectID!, tree: Tree! }
type Tree implements GitObject { oid: GitObjectID!, entries: [TreeEntry!] }
type TreeEntry {
  name: String!
  path: String
  type: String!
  mode: Int!
  oid: GitObjectID!
  object: GitObject
}
type Blob implements GitObject {
  oid: GitObjectID!
  byteSize: Int!
  isBinary: Boolean
  isTruncated: Boolean!
  text: String
}
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


@dataclass
class Call:
    """The context of the resolvers."""

    view: View
    objects: Objects
    head: str  # id of the branch's commit
    used: int  # points of the hourly limit
    limit: int

    def load(self, oid: str) -> GitObject | None:
        """An object of the store. A hook for a server that misbehaves."""
        return self.objects.get(oid)


class GitHub:
    """The service: one repository, whose past commits all stay readable."""

    def __init__(self, hourly_limit: int = HOURLY_LIMIT) -> None:
        self.hourly_limit = hourly_limit
        self._objects = Objects()
        self._committed: tuple[list[Record], str] | None = None
        self._used = 0

    def answer(self, payload: object, view: View, headers: Mapping[str, str]) -> Answer:
        """The answer to a query; 401 without the token."""
        authorization = headers.get("Authorization", "")
        if not authorization:
            return Answer(401, {"message": "This endpoint requires you to be authenticated."})
        if authorization.lower() not in (f"bearer {TOKEN}", f"token {TOKEN}"):
            return Answer(401, {"message": "Bad credentials"})
        self._used += 1
        answer = execution.execute(SCHEMA, payload, self.call(view))
        for error in answer.document.get("errors", ()):
            kind = error.get("extensions", {}).get("type")
            if kind:
                error["type"] = kind  # GitHub's place for it
                del error["extensions"]
        return answer

    def call(self, view: View) -> Call:
        """The context of one request. A hook for a server that misbehaves."""
        head = self._head(view.records)
        return Call(view, self._objects, head, self._used, self.hourly_limit)

    def content(self, record: Record) -> bytes:
        """The bytes of an icon's file. A hook for a server that misbehaves."""
        source_code: str = record["sourceCode"]
        return source_code.encode()

    def _head(self, records: list[Record]) -> str:
        if self._committed is None or self._committed[0] is not records:
            self._committed = records, self._commit(records)
        return self._committed[1]

    def _commit(self, records: list[Record]) -> str:
        """Commit a library; returns the commit's id."""
        objects = self._objects
        icons: dict[str, str] = {}
        styles: dict[str, dict[str, str]] = {}
        for record in records:
            oid = objects.blob(self.content(record))
            name = _file_name(record)
            icons[name] = oid
            styles.setdefault(record["style"] or "regular", {})[name] = oid
        folders = {}
        for style, files in styles.items():
            folders[style] = objects.tree(files, f"svg/{style}/")
        root = {
            "icons": objects.tree(icons, "icons/"),
            "svg": objects.tree(folders, "svg/"),
            "README.md": objects.blob(b"# Icons\n"),
        }
        return objects.commit(objects.tree(root))


def _file_name(record: Record) -> str:
    """The name of an icon's file. A slash in its id would open a folder."""
    return f"{record['id'].replace('/', '%2F')}.svg"


Info = GraphQLResolveInfo[Call]


def _repository(_: object, info: Info, owner: str, name: str) -> dict[str, Any]:
    if (owner, name) != (OWNER, NAME):
        message = f"Could not resolve to a Repository with the name '{owner}/{name}'."
        raise GraphQLError(message, extensions={"type": "NOT_FOUND"})
    call = info.context
    licences = [record["license"] for record in call.view.records if record["license"]]
    licence = None
    if licences:
        spdx = licences[0]
        licence = {"key": spdx.lower(), "name": spdx, "spdxId": spdx}
    return {
        "name": NAME,
        "nameWithOwner": f"{OWNER}/{NAME}",
        "licenseInfo": licence,
        "defaultBranchRef": {"name": BRANCH, "target": call.objects[call.head]},
    }


def _object(
    _: object, info: Info, expression: str | None = None, oid: str | None = None
) -> GitObject | None:
    call = info.context
    revision, colon, path = (expression or oid or "HEAD").partition(":")
    if revision in ("HEAD", BRANCH, f"refs/heads/{BRANCH}"):
        revision = call.head
    if not colon:
        return call.load(revision)
    found = call.objects.get(revision, {}).get("tree")
    names = path.strip("/")
    for name in names.split("/") if names else ():
        oid = _entry_oid(found, name)
        found = call.load(oid) if oid else None
    return found


def _entry_oid(tree: GitObject | None, name: str) -> str | None:
    entries = tree.get("entries", ()) if tree else ()
    for entry in entries:
        if entry["name"] == name:
            oid: str = entry["oid"]
            return oid
    return None


def _entry_object(entry: dict[str, Any], info: Info) -> GitObject | None:
    return info.context.load(entry["oid"])


def _rate_limit(_: object, info: Info) -> dict[str, Any]:
    call = info.context
    reset = datetime.now(UTC) + timedelta(hours=1)
    return {
        "limit": call.limit,
        "cost": 1,
        "used": call.used,
        "remaining": max(call.limit - call.used, 0),
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
