"""The real stages, as commands: a set becomes a data folder, and that one index for each
extractor.
"""

import argparse
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from features.store.generation import current_name
from ingest import source_json
from ingest.common.data_folder import DataFolder
from tests.benchmarks.quality.icons import IconSet

ROOT = Path(__file__).parents[3]
FOLDERS: dict[str, Any] = {"nargs": "+", "type": Path, "metavar": "FOLDER"}


def run(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True)


def rendered(icons: IconSet, work: Path) -> DataFolder:
    """The data folder of a set, imported and rendered; what was drawn before is kept."""
    folder = DataFolder(work / "data" / icons.name)
    if icons.folder is None:
        source_json.write(folder.source, source_json.serialise(icons.icons.values()))
    else:
        run("-m", "ingest", "import", str(icons.folder), "--data", str(folder.root), "--replace")
    run("-m", "render", "--data", str(folder.root))
    return folder


def indexed(library: DataFolder, extractor: str) -> tuple[DataFolder, float]:
    """A data folder with the library's vectors of one extractor, and the seconds that `python -m
    features` took from nothing.

    Each extractor has a folder of its own, so that its time is its own. It is built when the
    library or the code that makes the vectors has changed, and then from nothing.
    """
    folder = DataFolder(library.root / extractor)
    folder.root.mkdir(exist_ok=True)
    for shared in (folder.source, folder.images.parent):
        if not shared.is_symlink():
            shared.symlink_to(library.root / shared.relative_to(folder.root))
    record = folder.root / "build.json"
    known = json.loads(record.read_text()) if record.exists() else {}
    # What tests worse than before is measured too, hence --force.
    command = ("-m", "features", "--data", str(folder.root), "--extractor", extractor, "--force")
    if known:
        run(*command)
    if not known or known["generation"] != current_name(folder):
        for made in (folder.generations, folder.partial):
            shutil.rmtree(made, ignore_errors=True)
        folder.current.unlink(missing_ok=True)
        started = time.perf_counter()
        run(*command)
        known = {"generation": current_name(folder), "seconds": time.perf_counter() - started}
        record.write_text(json.dumps(known))
    return folder, known["seconds"]


def library_parser(name: str, document: str) -> argparse.ArgumentParser:
    """The command line of a benchmark that takes libraries; `document` is its module's text."""
    made = argparse.ArgumentParser(
        prog=f"python -m tests.benchmarks.{name}",
        description=document.partition("\nusage")[0],
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument(
        "--library",
        **FOLDERS,
        default=[ROOT / "data/demo/ant-design"],
        help="sets to search (the bundled one)",
    )
    return made
