import signal
import socket
import subprocess
import sys
import threading

import httpx
import pytest

from ingest import source_json
from ingest.demo.library import BUNDLED, load, stretch
from tests.ingest.demo.faulty import serve
from tests.ingest.demo.faulty.faults import FAULT_KINDS

DEMO = (sys.executable, "-m", "ingest.demo", "--port", "0")
FAULTY = (sys.executable, "-m", "tests.ingest.demo.faulty", "--port", "0")
COUNT = "{ iconsSlice(limit: 1) { total items { id } } }"


def run(*arguments, command=DEMO):
    return subprocess.run((*command, *arguments), capture_output=True, text=True, timeout=60)


class Running:
    """The command while a `with` block runs; `url` is what its one line said."""

    def __init__(self, *arguments, command=DEMO):
        self.process = subprocess.Popen(
            (*command, *arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def __enter__(self):
        line = self.process.stdout.readline()
        assert line.startswith("demo source ready on http://127.0.0.1:"), (
            line + self.process.communicate()[1]
        )
        self.url = line.split()[-1]
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()

    def count(self):
        return httpx.post(self.url, json={"query": COUNT}, timeout=60, trust_env=False).json()[
            "data"
        ]["iconsSlice"]["total"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_command_serves_the_bundled_library_until_it_is_told_to_stop(number):
    with Running() as running:
        assert running.count() == 848
        running.process.send_signal(number)
        output, errors = running.process.communicate(timeout=30)
        assert (running.process.returncode, output, errors) == (0, "", "")


def test_library_size_and_faults_can_be_chosen(icons, tmp_path):
    source = tmp_path / "source.json"
    source_json.write(source, source_json.serialise(icons))
    arguments = ("--library", str(source), "--icons", "30")
    with Running(*arguments) as running:
        assert running.count() == 30
    arguments += ("--fault", "status=503@1", "--fault", "total=2")
    with Running(*arguments, command=FAULTY) as running:
        assert (
            httpx.post(running.url, json={"query": COUNT}, timeout=60, trust_env=False).status_code
            == 503
        )
        assert running.count() == 32


def test_help_teaches_every_fault():
    text = run("--help", command=FAULTY).stdout
    assert [name for name in FAULT_KINDS if f"\n  {name}" not in text] == []


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--library", "nowhere"), "name the folder of an Iconify set"),
        (("--port", "99999"), "choose another --port"),
    ],
)
def test_what_cannot_be_served_is_said_in_one_line(arguments, sentence):
    ended = run(*arguments)
    assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (2, "", 1)
    assert sentence in ended.stderr


def test_a_fault_that_does_not_exist_is_said_in_one_line():
    ended = run("--fault", "nope", command=FAULTY)
    assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (2, "", 1)
    assert "there is no fault 'nope'" in ended.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("--fault", "status=503"),
        ("--port", "-1"),
        ("--icons", "-1"),
        ("--token-seconds", "soon"),
        ("--token-uses", "0"),
    ],
)
def test_flags_that_the_command_does_not_have_and_wrong_numbers_are_refused(arguments):
    ended = run(*arguments)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "error: " in ended.stderr


def test_a_port_that_is_taken_is_said():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ended = run("--port", str(taken.getsockname()[1]))
    assert (ended.returncode, ended.stderr.count("\n")) == (2, 1)
    assert "choose another --port" in ended.stderr


def test_nothing_runs_on_after_serve():
    before = set(threading.enumerate())  # one of another test's may end meanwhile
    with serve([]) as demo:
        assert httpx.get(f"{demo.root}/healthz", timeout=60, trust_env=False).status_code == 200
    assert set(threading.enumerate()) <= before
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{demo.root}/healthz", timeout=60, trust_env=False)


def test_a_library_can_be_stretched_with_ids_of_its_own(icons):
    assert stretch(icons, 5) == icons[:5]
    more = stretch(icons, 30)
    assert len({icon.id for icon in more}) == 30
    assert more[12].id == "n00-filled~2"
    assert more[12].source_code == icons[0].source_code


def test_a_library_is_an_iconify_set_or_a_source_json(icons, tmp_path):
    source = tmp_path / "source.json"
    source_json.write(source, source_json.serialise(icons))
    assert load(source) == icons
    assert len(load(BUNDLED)) == 848
