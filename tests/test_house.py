"""Rules of the whole tree."""

import json
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).parent.parent
# Written in pieces, so that this file passes its own rule.
FORBIDDEN = re.compile(
    "|".join(
        ["pypi" + r"\.org", "python" + r"hosted\.org", "registry" + r"\.npmjs", "deb" + r"\.debian\.org", "file" + "://", "/wo" + "rk/"]
    )
)


def tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout.decode()
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


def test_constraints_pin_each_package_to_what_is_installed():
    lines = [line for line in (ROOT / "constraints.txt").read_text().splitlines() if not line.startswith("#")]
    pins = dict(line.split("==") for line in lines)
    installed = {name: metadata.version(name) for name in pins}
    assert installed == pins


def test_constraints_name_each_package_that_the_project_brings():
    pinned = {normal(line.split("==")[0]) for line in (ROOT / "constraints.txt").read_text().splitlines() if not line.startswith("#")}
    assert required("iconlens", extra="dev") - pinned == set()


def test_the_notice_names_each_icon_set_that_was_learned_from():
    record = json.loads((ROOT / "features" / "weights" / "glyphnet.json").read_text())
    noticed = re.findall(r"^  ([a-z][\w-]+)  +\S", (ROOT / "NOTICE").read_text(), re.M)
    assert sorted(noticed) == sorted(["set", *record["training_sets"], *record["validation_sets"]])


def required(distribution: str, extra: str = "", seen: set[str] | None = None) -> set[str]:
    """Names of the installed packages that a distribution needs, directly or not."""
    seen = set() if seen is None else seen
    for line in metadata.requires(distribution) or []:
        name = normal(re.match(r"[\w.-]+", line).group())
        wanted = "extra ==" not in line or (extra and f'"{extra}"' in line)
        if wanted and name not in seen and is_installed(name):
            seen.add(name)
            required(name, seen=seen)
    return seen


def is_installed(name: str) -> bool:
    return any(True for _ in metadata.distributions(name=name))


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
