"""What `pip wheel` packs."""

from zipfile import ZipFile

from tests.test_house import ROOT, tracked_files

PACKAGES = ("api", "features", "ingest", "render")


def test_wheel_holds_every_file_of_the_four_packages_and_the_licences(wheel):
    packed = set(ZipFile(wheel).namelist())
    ours = {
        str(path.relative_to(ROOT))
        for path in tracked_files()
        if path.relative_to(ROOT).parts[0] in PACKAGES
    }
    assert ours - packed == set()
    assert {name.split("/")[0] for name in packed if ".dist-info" not in name} == set(PACKAGES)
    assert {name.rpartition("/")[2] for name in packed if ".dist-info/licenses/" in name} == {
        "LICENSE",
        "NOTICE",
    }
