"""git's object store: commits, trees and blobs with the object ids that git itself gives.

Format: https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
"""

import hashlib
from collections.abc import Mapping
from typing import Any

GitObject = dict[str, Any]  # an object of the repository, as GraphQL shows it


class Objects(dict[str, GitObject]):
    """git's object store, by object id (40 hexadecimal digits)."""

    def _add(self, kind: str, content: bytes, **fields: Any) -> str:
        header = b"%s %d\0" % (kind.encode(), len(content))
        oid = hashlib.sha1(header + content, usedforsecurity=False).hexdigest()
        self[oid] = {"__typename": kind.title(), "oid": oid, **fields}
        return oid

    def blob(self, content: bytes) -> str:
        """Store a file; returns its object id, as all methods here."""
        binary = b"\0" in content
        return self._add(
            "blob",
            content,
            byteSize=len(content),
            isBinary=binary,
            isTruncated=False,
            text=None if binary else content.decode(),
        )

    def tree(self, files: Mapping[str, str], path: str = "") -> str:
        """Store a folder of names with object ids, at `path` ("" or "folder/")."""
        entries = []
        for name, oid in files.items():
            kind = self[oid]["__typename"].lower()
            entry = {
                "name": name,
                "path": path + name,
                "type": kind,
                "mode": 0o040000 if kind == "tree" else 0o100644,
                "oid": oid,
            }
            entries.append(entry)
        entries.sort(key=_sort_key)
        content = b"".join(_tree_line(entry) for entry in entries)
        return self._add("tree", content, entries=entries)

    def commit(self, tree: str) -> str:
        """Store a commit of a folder; the same folder gives the same commit."""
        person = "Demo <demo@example.org> 1700000000 +0000"
        content = f"tree {tree}\nauthor {person}\ncommitter {person}\n\nIcons\n"
        return self._add("commit", content.encode(), tree=self[tree])


def _sort_key(entry: dict[str, Any]) -> bytes:
    # git sorts a folder as if its name ended with a slash.
    slash = "/" if entry["type"] == "tree" else ""
    return f"{entry['name']}{slash}".encode()


def _tree_line(entry: dict[str, Any]) -> bytes:
    mode_and_name = b"%o %s\0" % (entry["mode"], entry["name"].encode())
    return mode_and_name + bytes.fromhex(entry["oid"])
