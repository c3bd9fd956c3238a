import os
import subprocess

import pytest

from ingest.demo.github import TOKEN
from tests.ingest.demo.faulty import Fault

HEADERS = {"Authorization": f"bearer {TOKEN}"}
TREE = """query($at: String!) { rateLimit { cost remaining resetAt }
  repository(owner: "demo", name: "icons") {
  nameWithOwner licenseInfo { spdxId } defaultBranchRef { name target { oid } }
  object(expression: $at) { oid ... on Tree { entries { name path type mode oid } } }
} }"""
BLOB = "... on Blob { oid byteSize isBinary isTruncated text }"


def repository(data, demo, at):
    return data(f"{demo.root}/github/graphql", TREE, HEADERS, at=at)["repository"]


def batch(oids):
    aliases = " ".join(
        f'b{number}: object(oid: "{oid}") {{ {BLOB} }}' for number, oid in enumerate(oids)
    )
    return f'{{ repository(owner: "demo", name: "icons") {{ {aliases} }} }}'


def entries(data, demo, at="HEAD:icons"):
    return repository(data, demo, at)["object"]["entries"]


def test_a_folder_is_listed_and_its_files_come_in_batches(demo, data, icons):
    listed = entries(data, demo)
    assert [entry["path"] for entry in listed] == [f"icons/{icon.id}.svg" for icon in icons]
    blobs = data(f"{demo.root}/github/graphql", batch(entry["oid"] for entry in listed), HEADERS)[
        "repository"
    ]
    assert [blob["text"] for blob in blobs.values()] == [icon.source_code for icon in icons]
    first = blobs["b0"]
    assert (first["byteSize"], first["isBinary"], first["isTruncated"]) == (
        len(icons[0].source_code),
        False,
        False,
    )


def test_styles_are_folders_in_a_folder(demo, data):
    folders = entries(data, demo, "main:svg")
    assert [(entry["name"], entry["type"]) for entry in folders] == [
        ("filled", "tree"),
        ("outlined", "tree"),
        ("two-tone", "tree"),
    ]
    assert entries(data, demo, "main:svg/filled")[0]["path"] == "svg/filled/n00-filled.svg"


def test_a_tree_can_be_read_with_its_files(demo, data, icons):
    query = f"""{{ repository(owner: "demo", name: "icons") {{
        object(expression: "HEAD:icons/") {{ ... on Tree {{
            entries {{ object {{ {BLOB} }} }} }} }} }} }}"""
    read = data(f"{demo.root}/github/graphql", query, HEADERS)["repository"]["object"]["entries"]
    assert [entry["object"]["text"] for entry in read] == [icon.source_code for icon in icons]


def test_object_ids_are_those_that_git_gives(demo, data, icons, tmp_path):
    for icon in icons:
        for folder in ("icons", f"svg/{icon.style}"):
            (tmp_path / folder).mkdir(parents=True, exist_ok=True)
            (tmp_path / folder / f"{icon.id}.svg").write_text(icon.source_code)
    (tmp_path / "README.md").write_text("# Icons\n")
    environment = {
        "PATH": os.environ["PATH"],
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
    }
    for person in ("AUTHOR", "COMMITTER"):
        environment |= {
            f"GIT_{person}_NAME": "Demo",
            f"GIT_{person}_EMAIL": "demo@example.org",
            f"GIT_{person}_DATE": "1700000000 +0000",
        }

    def git(*arguments):
        return subprocess.run(
            ["git", *arguments],
            cwd=tmp_path,
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()

    git("init", "-q")
    git("add", "-A")
    git("commit", "-q", "-m", "Icons")
    assert repository(data, demo, "HEAD:icons")["object"]["oid"] == git("rev-parse", "HEAD:icons")
    assert repository(data, demo, "HEAD")["object"]["oid"] == git("rev-parse", "HEAD")


def test_a_pinned_commit_stays_as_it_was(demo, data):
    pinned = repository(data, demo, "HEAD")["defaultBranchRef"]["target"]["oid"]
    before = entries(data, demo)
    demo.faults = [Fault("edit"), Fault("delete", "n01-filled")]
    assert repository(data, demo, "HEAD")["object"]["oid"] != pinned
    assert len(entries(data, demo)) == 11
    assert entries(data, demo, f"{pinned}:icons") == before


@pytest.mark.parametrize(
    "at", ["nowhere", "HEAD:nowhere", "HEAD:icons/nowhere.svg", "HEAD:README.md/x", "0" * 40]
)
def test_what_is_not_there_is_null(demo, data, at):
    assert repository(data, demo, at)["object"] is None


def test_another_repository_is_an_error_of_githubs_kind(demo, post):
    document = post(
        f"{demo.root}/github/graphql", '{ repository(owner: "no", name: "one") { name } }', HEADERS
    ).json()
    assert document["data"] == {"repository": None}
    assert (document["errors"][0]["type"], document["errors"][0]["path"]) == (
        "NOT_FOUND",
        ["repository"],
    )


def test_the_token_is_needed_and_points_are_counted(demo, post, data):
    url = f"{demo.root}/github/graphql"
    assert [
        post(url, TREE, headers, at="HEAD").status_code
        for headers in ({}, {"Authorization": "bearer x"})
    ] == [401, 401]
    left = [data(url, TREE, HEADERS, at="HEAD")["rateLimit"]["remaining"] for _ in range(2)]
    assert left == [4999, 4998]
    assert repository(data, demo, "HEAD")["licenseInfo"] == {"spdxId": "MIT"}


def test_resource_limits_leave_holes_in_a_batch(demo, data, post):
    oids = [entry["oid"] for entry in entries(data, demo)]
    demo.faults = [Fault("resource-limits", 10)]
    document = post(f"{demo.root}/github/graphql", batch(oids), HEADERS).json()
    blobs = list(document["data"]["repository"].values())
    assert [blob is None for blob in blobs] == [False] * 10 + [True] * 2
    assert [(error["type"], error["path"][-1]) for error in document["errors"]] == [
        ("RESOURCE_LIMITS_EXCEEDED", "b10"),
        ("RESOURCE_LIMITS_EXCEEDED", "b11"),
    ]


def test_truncated_blobs_say_so(demo, data, icons):
    oids = [entry["oid"] for entry in entries(data, demo)]
    demo.faults = [Fault("truncated", icons[1].id)]
    blobs = list(data(f"{demo.root}/github/graphql", batch(oids), HEADERS)["repository"].values())
    assert [blob["isTruncated"] for blob in blobs[:3]] == [False, True, False]
    assert blobs[1]["byteSize"] == len(icons[1].source_code) > len(blobs[1]["text"])


def test_an_icon_without_a_drawing_is_a_binary_file(demo, data):
    demo.faults = [Fault("null-source", "n00-filled")]
    (entry, *_) = entries(data, demo)
    blob = data(f"{demo.root}/github/graphql", batch([entry["oid"]]), HEADERS)["repository"]["b0"]
    assert (blob["isBinary"], blob["text"]) == (True, None)
