"""docker-compose.yml and Dockerfile: valid, closed, and every command in them works, run here as
each container would run it.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest
import yaml

from api.process.server import MEGABYTE
from api.settings import MAX_DEFAULT_WORKERS, Settings
from features.search.index.milvus.server import Milvus
from render.processes.confinement import WorkerLimits

ROOT = Path(__file__).parent.parent
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = [name for name, service in SERVICES.items() if service["image"].startswith("iconlens-")]
DOCKERFILE = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
START = 60.0  # seconds a healthcheck may take to turn healthy on a busy machine
ICONS = 40  # in the library of the commands; `make demo` has all of them


def test_compose_file_is_valid():
    check = [
        Path(sys.executable).with_name("check-jsonschema"),
        "--builtin-schema",
        "vendor.compose-spec",
        "docker-compose.yml",
    ]
    result = subprocess.run(check, cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("name", SERVICES)
def test_every_container_is_closed(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "/tmp" in service["tmpfs"]
    assert "privileged" not in service
    assert "healthcheck" in service


@pytest.mark.parametrize("name", SERVICES)
def test_every_container_has_limits_of_memory_and_of_processes(name):
    service = SERVICES[name]
    assert re.fullmatch(r"(\$\{ICONLENS_\w+_MEMORY:-)?\d+[mg]\}?", service["mem_limit"])
    assert 0 < service["pids_limit"] <= 4096


@pytest.mark.parametrize("name", OURS)
def test_none_of_our_containers_runs_as_root(name):
    user = re.search(r"^USER (.+)$", DOCKERFILE, re.M).group(1)
    assert SERVICES[name]["user"] == user == "10001:10001"
    assert SERVICES[name]["tmpfs"] == ["/tmp"]


@pytest.mark.parametrize(
    ("name", "unit"), [("api", "iconlens-api.service"), ("nightly", "iconlens-nightly.service")]
)
def test_the_units_of_systemd_have_the_limits_of_the_containers(name, unit):
    lines = (ROOT / "docs" / "deploy" / unit).read_text().splitlines()
    settings = dict(line.split("=", 1) for line in lines if "=" in line and line[0] != "#")
    memory = re.search(r"\d+g", SERVICES[name]["mem_limit"]).group()
    assert settings["MemoryMax"] == memory.upper()
    assert settings["TasksMax"] == str(SERVICES[name]["pids_limit"])
    assert settings["OOMPolicy"] == "continue"  # the kernel ends one process, and no other
    assert settings["CapabilityBoundingSet"] == ""
    for closed in ("NoNewPrivileges", "ProtectHome", "PrivateTmp", "PrivateDevices"):
        assert settings[closed] == "yes"
    assert settings["ProtectSystem"] == "strict"


def test_the_limit_of_the_service_has_room_for_what_its_workers_may_allocate():
    limit = int(re.search(r"(\d+)g", SERVICES["api"]["mem_limit"]).group(1)) << 30
    worker = Settings.max_memory * MEGABYTE + WorkerLimits().memory
    parent = 200 * MEGABYTE
    assert MAX_DEFAULT_WORKERS * worker + parent < limit


def test_only_the_night_may_write_to_the_volume():
    assert SERVICES["nightly"]["volumes"] == ["data:/data"]
    assert SERVICES["api"]["volumes"] == ["data:/data:ro"]
    assert re.search(r"ICONLENS_DATA=(\S+)", DOCKERFILE).group(1) == "/data"


def test_nobody_but_our_containers_reaches_milvus():
    assert "ports" not in SERVICES["milvus"]
    assert all(
        SERVICES[name]["environment"]["ICONLENS_STORE"] == "${ICONLENS_STORE:-}"
        for name in ("api", "nightly")
    )


def stage(name: str) -> str:
    """The lines of one stage of the Dockerfile."""
    return re.search(rf"^FROM \S+ AS {name}\n(.*?)(?=^FROM |\Z)", DOCKERFILE, re.M | re.S).group(1)


@pytest.mark.parametrize(
    ("name", "target"), [("api", "serve"), ("nightly", "night"), ("demo-source", "night")]
)
def test_each_container_is_built_with_what_it_uses(name, target):
    build = SERVICES[name]["build"]
    assert (build["target"], SERVICES[name]["image"]) == (target, f"iconlens-{target}:0.1.0")
    environment = stage(f"{target}-environment")
    default = re.search(r"^ARG REQUIREMENTS=(.+)$", environment, re.M).group(1)
    variable = f"ICONLENS_{target.upper()}_REQUIREMENTS"
    assert build["args"]["REQUIREMENTS"] == f"${{{variable}:-{default}}}"
    assert f"COPY --from={target}-environment /opt/iconlens /opt/iconlens\n" in stage(target)
    text = (ROOT / "docs" / "deploy" / "milvus.md").read_text()
    other = re.search(rf"^{variable}=(\S+)$", text, re.M).group(1)
    assert f"COPY {default} {other} ./\n" in environment
    assert "tensorflow" in (ROOT / default).read_text() or target == "serve"


@pytest.mark.parametrize(
    "file", [f"requirements-serve{kind}.txt" for kind in ("", "-mcp", "-scale")]
)
def test_the_service_is_built_without_tensorflow(file):
    assert not re.search(r"^(tensorflow|keras)\b", (ROOT / file).read_text(), re.M)


def test_the_address_of_milvus_in_the_document_is_that_of_its_container():
    text = (ROOT / "docs" / "deploy" / "milvus.md").read_text()
    address = re.search(r"^ICONLENS_STORE=(\S+)$", text, re.M).group(1)
    assert Milvus.at(address).place == "milvus:19530"


def test_the_images_hold_what_the_test_below_takes_for_it():
    held = {
        target: re.findall(
            r"^(?:WORKDIR|COPY) (?!--from)(.+)$", stage("system") + stage(target), re.M
        )
        for target in ("serve", "night")
    }
    assert held == {"serve": ["/app"], "night": ["/app", "nightly.sh ./", "data/demo data/demo"]}


def test_everything_the_dockerfile_copies_is_there_and_not_ignored():
    copied = [
        source
        for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.M)
        for source in line.split()[:-1]
    ]
    admitted = [
        line[1:]
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line.startswith("!")
    ]
    assert copied
    assert sorted(copied) == sorted(admitted)
    assert [source for source in copied if not (ROOT / source).exists()] == []


def test_the_images_start_what_compose_starts_and_check_the_service_as_compose_does():
    for target, name in (("serve", "api"), ("night", "nightly")):
        command = re.search(r"^CMD (.+)$", stage(target), re.M).group(1)
        assert json.loads(command) == SERVICES[name]["command"]
    healthcheck = re.search(r"^HEALTHCHECK .*?CMD (.+)$", DOCKERFILE, re.M).group(1)
    assert ["CMD", *json.loads(healthcheck)] == SERVICES["api"]["healthcheck"]["test"]


@pytest.fixture
def image(tmp_path, wheel):
    """A folder with what the Dockerfile puts into the image: /app, and the distribution in place
    of the tree's own packages. Of the demonstration library it has ICONS icons.
    """
    app = tmp_path / "app"
    shutil.copytree(ROOT / "data" / "demo", app / "data" / "demo")
    shorten(app / "data" / "demo" / "ant-design" / "icons.json")
    shutil.copy(ROOT / "nightly.sh", app)
    install = [
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--target",
        str(tmp_path / "site-packages"),
        str(wheel),
    ]
    subprocess.run([sys.executable, "-m", *install], check=True)
    (tmp_path / "data").mkdir()
    return tmp_path


def test_every_command_works(image):
    ports = {"8000": free_port(), "4000": free_port()}
    running = []
    try:
        for name in ("demo-source", "nightly", "api"):
            process = subprocess.Popen(
                here(SERVICES[name]["command"], ports),
                cwd=image / "app",
                env=environment(name, ports, image),
            )
            if SERVICES[name]["healthcheck"].get("disable"):
                assert process.wait() == 0
                continue
            running.append(process)
            check = here(SERVICES[name]["healthcheck"]["test"][1:], ports)
            assert (
                subprocess.run([*check[:-1], "raise SystemExit(7)"]).returncode == 7
            )  # it is Python that checks, nothing swallows its status
            until_healthy(check, process)
        with urlopen(f"http://127.0.0.1:{ports['8000']}/icons?limit=1") as answer:
            assert json.load(answer)["total"] == ICONS
    finally:
        for process in running:
            process.terminate()
            process.wait()
    assert (
        subprocess.run(check, stderr=subprocess.DEVNULL).returncode != 0
    )  # and it tells a stopped service from a running one


def shorten(icon_set: Path) -> None:
    """Keep the first ICONS icons of an Iconify set."""
    content = json.loads(icon_set.read_text())
    content["icons"] = dict(list(content["icons"].items())[:ICONS])
    content["aliases"] = {}
    icon_set.write_text(json.dumps(content))


def here(command: list[str], ports: dict[str, str]) -> list[str]:
    """A container's command with this machine's Python and free ports."""
    for standard, port in ports.items():
        command = [word.replace(standard, port) for word in command]
    return [sys.executable if word == "python" else word for word in command]


def environment(name: str, ports: dict[str, str], image: Path) -> dict[str, str]:
    """A container's environment, with the defaults of the compose file and the services found on
    this machine.
    """
    container = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(image / "site-packages"),
        "HOME": str(image),
        "ICONLENS_DATA": str(image / "data"),
    }
    settings = {
        key: re.sub(r"\$\{\w+:-(.*?)\}", r"\1", value)
        for key, value in SERVICES[name].get("environment", {}).items()
    }
    settings = {
        key: value.replace("demo-source:4000", f"127.0.0.1:{ports['4000']}")
        for key, value in settings.items()
    }
    return {**container, **settings}


def until_healthy(check: list[str], process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START
    while subprocess.run(check, stderr=subprocess.DEVNULL).returncode != 0:
        assert process.poll() is None, f"ended with {process.returncode} instead of serving"
        assert time.monotonic() < deadline, f"not healthy after {START} s"
        time.sleep(0.2)


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])
