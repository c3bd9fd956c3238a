"""Rules of the whole tree."""

import hashlib
import json
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
# Written in pieces, so that this file passes its own rule.
FORBIDDEN = re.compile(
    "|".join(
        [
            "pypi" + r"\.org",
            "python" + r"hosted\.org",
            "registry" + r"\.npmjs",
            "deb" + r"\.debian\.org",
            "file" + "://",
            "/wo" + "rk/",
        ]
    )
)


def tracked_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True
    ).stdout.decode()
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def test_imports_run_one_way():
    lint_imports = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([lint_imports, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout


def test_no_file_names_a_registry_host_or_a_path_of_one_machine():
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in tracked_files()
        if (match := FORBIDDEN.search(path.read_bytes().decode(errors="replace")))
    ]
    assert found == []


def pins(file: str) -> dict[str, tuple[str, frozenset[str]]]:
    """Each package of a requirements file with its version and the hashes of its files.

    Anything else in it fails.
    """
    text = re.sub(r"^#.*\n", "", (ROOT / file).read_text(), flags=re.M).replace(" \\\n", "")
    entries = [
        re.fullmatch(r"([\w.-]+)==(\S+)(?: ; [^;]+?)?((?: +--hash=sha256:[0-9a-f]{64})+)", line)
        for line in text.splitlines()
    ]
    return {normal(entry[1]): (entry[2], frozenset(entry[3].split())) for entry in entries}


def test_each_package_that_is_installed_is_pinned_with_hashes_to_what_the_tests_run_with():
    pinned = pins("requirements-dev.txt")
    assert {name: metadata.version(name) for name in pinned} == {
        name: version for name, (version, _) in pinned.items()
    }
    assert required("iconlens", extra="dev") - set(pinned) == set()


@pytest.mark.parametrize(
    ("smaller", "larger"),
    [
        ("requirements-serve.txt", "requirements.txt"),
        ("requirements.txt", "requirements-scale.txt"),
        ("requirements-serve.txt", "requirements-serve-scale.txt"),
        ("requirements-serve.txt", "requirements-serve-mcp.txt"),
        ("requirements-serve-mcp.txt", "requirements-dev.txt"),
        ("requirements-serve-scale.txt", "requirements-scale.txt"),
        ("requirements-scale.txt", "requirements-dev.txt"),
    ],
)
def test_what_runs_is_a_part_of_what_it_is_tested_with(smaller, larger):
    assert pins(smaller).items() < pins(larger).items()


@pytest.mark.parametrize(
    ("file", "extras"),
    [
        ("requirements-serve.txt", ()),
        ("requirements-serve-mcp.txt", ("mcp",)),
        ("requirements-serve-scale.txt", ("milvus",)),
        ("requirements.txt", ("night",)),
        ("requirements-scale.txt", ("night", "milvus", "dask")),
    ],
)
def test_each_file_pins_what_its_commands_need(file, extras):
    pinned = set(pins(file))
    needed = required("iconlens").union(*(required("iconlens", extra) for extra in extras))
    assert needed - pinned == set()
    assert pinned - needed <= {"setuptools"}  # which installs the project
    assert not pinned & {"pytest", "milvus-lite"}


def test_nothing_is_installed_without_its_hash():
    installs = re.findall(
        r"^.*\bpip install\b.*$",
        (ROOT / "Makefile").read_text() + (ROOT / "Dockerfile").read_text(),
        re.M,
    )
    unsafe = [
        line
        for line in installs
        if "--require-hashes" not in line and not {"--no-deps", "--no-index"} <= set(line.split())
    ]
    assert len(installs) == 6
    assert unsafe == []


def test_a_changed_file_is_not_installed(wheel, tmp_path):
    """What the hashes are for: the same version with one byte more."""
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    requirements = tmp_path / "requirements.txt"
    requirements.write_text(f"iconlens=={metadata.version('iconlens')} --hash=sha256:{digest}\n")
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    install = [
        "pip",
        "install",
        "--no-deps",
        "--no-index",
        "--require-hashes",
        "--find-links",
        str(shelf),
        "--target",
        str(tmp_path / "into"),
    ]
    command = [sys.executable, "-m", *install, "--requirement", str(requirements)]
    (shelf / wheel.name).write_bytes(wheel.read_bytes() + b"\0")
    refused = subprocess.run(command, capture_output=True, text=True)
    assert refused.returncode != 0
    assert "DO NOT MATCH THE HASHES" in refused.stderr
    (shelf / wheel.name).write_bytes(wheel.read_bytes())
    assert subprocess.run(command, capture_output=True).returncode == 0


def test_the_licence_of_each_package_that_runs_is_listed():
    listed = re.findall(
        r"^\| (\S+) +\| (\S+) +\| (\S.*?) +\|$", (ROOT / "docs" / "licences.md").read_text(), re.M
    )
    assert {(normal(name), version) for name, version, _ in listed[1:]} == {
        (name, version) for name, (version, _) in pins("requirements.txt").items()
    }


def test_the_notice_names_each_icon_set_that_was_learned_from():
    record = json.loads((ROOT / "features" / "weights" / "glyphnet.json").read_text())
    noticed = re.findall(r"^  ([a-z][\w-]+)  +\S", (ROOT / "NOTICE").read_text(), re.M)
    assert sorted(noticed) == sorted(["set", *record["training_sets"], *record["validation_sets"]])


def required(
    distribution: str, extra: str = "", seen: set[tuple[str, str]] | None = None
) -> set[str]:
    """Names of the packages that an installed distribution needs on this machine.

    Directly or not, with one of its extras. `seen` has those found so far, each with an extra.
    """
    seen = set() if seen is None else seen
    for requirement in map(Requirement, metadata.requires(distribution) or []):
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = normal(requirement.name)
        new = {(name, more) for more in ("", *requirement.extras)} - seen
        seen |= new
        for name, more in new:
            required(name, more, seen)
    return {name for name, _ in seen}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
