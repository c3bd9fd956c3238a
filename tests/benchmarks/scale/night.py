"""What a night costs: each stage's command over a library from nothing, with nothing changed,
and with one icon renamed.
"""

import dataclasses
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from ingest import source_json
from ingest.common.data_folder import DataFolder
from ingest.icon import Icon
from tests.benchmarks.crawl import served
from tests.benchmarks.quality.icons import IconSet

ROOT = Path(__file__).parents[3]

# Runs a stage, waits for all that it started, and tells what they took. Processes whose parent ends
# before them become the launcher's own (PR_SET_CHILD_SUBREAPER): only what has been waited for is
# counted.
LAUNCHER = """
import contextlib, ctypes, json, os, resource, subprocess, sys, time
ctypes.CDLL(None).prctl(36, 1)
started = time.perf_counter()
status = subprocess.call([sys.executable, "-m", *sys.argv[1:]], stdout=sys.stderr)
seconds = time.perf_counter() - started
with contextlib.suppress(ChildProcessError):
    while True:
        os.wait()
used = resource.getrusage(resource.RUSAGE_CHILDREN)
processor = used.ru_utime + used.ru_stime
print(json.dumps({"seconds": seconds, "processor": processor, "memory": used.ru_maxrss / 1024}))
sys.exit(status)
"""


def read(sets: Sequence[Path]) -> list[Icon]:
    """The icons of Iconify sets in an order that has nothing to do with them: the first of them
    are a fair sample.
    """
    icons = IconSet.together(
        "all", [IconSet.read(folder.resolve()) for folder in sets]
    ).icons.values()
    return sorted(icons, key=lambda icon: hashlib.sha256(icon.id.encode()).digest())


def measure(icons: Sequence[Icon], folder: DataFolder) -> dict[str, dict[str, float]]:
    """Take a library through the stages, in a folder that is emptied first; leaves it published."""
    shutil.rmtree(folder.root, ignore_errors=True)
    library = sorted(icons, key=lambda icon: icon.id)
    stages = {}
    with tempfile.TemporaryDirectory() as temporary, served(library, Path(temporary)) as url:
        crawl = ("ingest", "--source", "demo", "--endpoint", url, "--data", str(folder.root))
        stages["crawl"] = run(*crawl)
        again = run(*crawl)
    drawing, indexing = (
        ("render", "--data", str(folder.root)),
        ("features", "--data", str(folder.root)),
    )
    stages |= {
        "render": run(*drawing),
        "features: embed, test, publish": run(*indexing),
        "crawl, nothing changed": again,
    }
    stages |= {
        "render, nothing changed": run(*drawing),
        "features, nothing changed": run(*indexing),
    }
    renamed = [dataclasses.replace(library[0], name="renamed"), *library[1:]]
    source_json.write(folder.source, source_json.serialise(renamed))
    return stages | {
        "render, one icon renamed": run(*drawing),
        "features, one icon renamed: test, publish": run(*indexing),
    }


def run(*command: str) -> dict[str, float]:
    """Seconds, processor seconds of all its processes, and MB of the largest of these, that a
    stage takes.
    """
    ended = subprocess.run(
        [sys.executable, "-c", LAUNCHER, *command], cwd=ROOT, capture_output=True, text=True
    )
    if ended.returncode:
        sys.exit(ended.stderr)
    return json.loads(ended.stdout)


def sizes(folder: DataFolder) -> dict[str, float]:
    """Bytes that the parts of a data folder hold."""
    generation = folder.current.resolve()
    return {
        "`source.json`": folder.source.stat().st_size,
        "`render/`": _bytes(folder.images.parent),
        "`source_json.sqlite`: records, SVGs, JPEGs, cutouts": (generation / "source_json.sqlite")
        .stat()
        .st_size,
        "`features.h5`: vectors of two extractors": (generation / "features.h5").stat().st_size,
        "a generation, models and all": _bytes(generation),
    }


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
