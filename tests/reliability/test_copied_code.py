"""What is copied of every icon of four libraries, compiled or looked up in their packages.

The packages and compilers come from npm, in the versions of `copying/package-lock.json`.
"""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from api.copying.forms import drawn
from api.copying.sizing import Appearance, adjusted
from api.svg.cleaning import clean
from ingest.copying import description
from ingest.files.iconify import read_set

HERE = Path(__file__).with_name("copying")
LIBRARIES = {"ant-design": 848, "carbon": 2571, "lucide": 1853, "ri": 3188}
NOT_IN_VUE = 59 + 2  # icons that the packages for Vue of Ant Design and Carbon do not have
FORMS = {"React package", "JSX", "Vue", "Svelte", "CSS"}  # of every icon


@pytest.mark.slow
def test_every_copied_form_of_every_icon_compiles_or_is_in_its_package(tmp_path, note):
    for file in HERE.iterdir():
        shutil.copy(file, tmp_path)
    run(tmp_path, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent")
    libraries = {prefix: copied(tmp_path, prefix) for prefix in LIBRARIES}
    assert {prefix: len(icons) for prefix, icons in libraries.items()} == LIBRARIES
    file = tmp_path / "copied.json"
    file.write_text(json.dumps(libraries))
    result = json.loads(run(tmp_path, "node", "compile.mjs", str(file)))
    total = sum(LIBRARIES.values())
    counts = dict.fromkeys(FORMS, total)
    counts |= {"CSS class": LIBRARIES["ri"], "Vue package": total - NOT_IN_VUE}
    assert result["wrong"] == []
    assert result["checked"] == counts
    note(
        "copied code that compiles or is in its package, of four libraries",
        f"100 % of {sum(counts.values()):,} texts of {total:,} icons",
    )


def copied(folder: Path, prefix: str) -> list[dict]:
    """The icons of a set, each with its texts by form."""
    known = description.of_iconify(prefix)
    icons = []
    for icon in read_set(folder / "node_modules/@iconify-json" / prefix):
        svg = adjusted(clean(icon.source_code), Appearance())
        forms = known.code(icon.id, icon.name, icon.style) | drawn(icon.name, svg)
        icons.append({"id": icon.id, "forms": forms})
    return icons


def run(folder: Path, *command: str) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout
