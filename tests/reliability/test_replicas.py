"""Replicas on one read-only generation behind the nginx of docs/deploy: nobody notices when they
switch, restart or die.
"""

import itertools
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from getpass import getuser
from pathlib import Path

import httpx
import pytest

from api.settings import Settings
from features.builder import publication
from ingest.common.data_folder import DataFolder
from tests import load
from tests.api.conftest import ROOT, Service, until
from tests.reliability.test_reload import EAGER, Watch, asked

HOST = "icons.example.com"
REPLICAS = 3
CLIENTS, FEW = 16, 4  # few leave the processors time for what is started meanwhile
MORE = 5  # searches that a replica has to answer before it counts as one that goes on
MAIN = """\
daemon off;
user {user};
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{}}
http {{
    log_format asked '$status $upstream_addr';
    access_log {folder}/access.log asked;
    client_body_temp_path {folder}/bodies;
    proxy_temp_path {folder}/answers;
    include {folder}/iconlens.conf;
}}
"""


class Proxy:
    """Debian's nginx with the repository's own configuration, but for its port, its certificate
    and the replicas' addresses.
    """

    def __init__(self, folder: Path, replicas: list[int]) -> None:
        folder.mkdir()
        self._folder = folder
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        certificate = [
            "-keyout",
            folder / "key.pem",
            "-out",
            folder / "fullchain.pem",
            "-addext",
            f"subjectAltName=DNS:{HOST}",
        ]
        make = [
            "openssl",
            "req",
            "-x509",
            "-nodes",
            "-newkey",
            "rsa:2048",
            "-days",
            "2",
            "-subj",
            f"/CN={HOST}",
            *certificate,
        ]
        subprocess.run(make, check=True, capture_output=True)
        self.trust = ssl.create_default_context(cafile=folder / "fullchain.pem")
        text = (ROOT / "docs" / "deploy" / "nginx.conf").read_text()
        (server,) = re.findall(rf"^ *server {Settings.host}:{Settings.port} .*\n", text, re.M)
        several = "".join(server.replace(f":{Settings.port} ", f":{port} ") for port in replicas)
        changes = {
            server: several,
            "listen 443": f"listen 127.0.0.1:{self.port}",
            "/etc/ssl/iconlens": str(folder),
        }
        for old, new in changes.items():
            assert old in text
            text = text.replace(old, new)
        (folder / "iconlens.conf").write_text(text)
        main = folder / "nginx.conf"
        main.write_text(MAIN.format(folder=folder, user=getuser()))
        nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
        assert nginx, "install nginx (Debian: `apt-get install nginx`)"
        self._process = subprocess.Popen([nginx, "-e", folder / "error.log", "-c", main])
        until(self._answers)

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def run(
        self, requests: Iterator[bytes], until: Callable[[load.Seen], bool], check, clients: int
    ) -> load.Seen:
        """As load.run, over TLS."""
        named = (
            request.replace(b"Host: localhost", f"Host: {HOST}".encode(), 1) for request in requests
        )
        return load.run(self.port, named, clients, until, check, (self.trust, HOST))

    @property
    def processor_seconds(self) -> float:
        return load.processor_seconds(self._process.pid)

    @property
    def asked_again(self) -> int:
        """How many requests went to one replica, and then to another."""
        return (self._folder / "access.log").read_text().count(", ")

    @property
    def complaints(self) -> str:
        return (self._folder / "error.log").read_text()

    def stop(self) -> None:
        self._process.terminate()
        assert self._process.wait() == 0


class Replicas:
    """Three services, each on a data folder that it cannot write to, and the proxy in front of
    them.
    """

    def __init__(self, folders: list[Path], scratch: Path, *flags: str) -> None:
        self._folders, self._scratch, self._flags = folders, scratch, ("--threads", "1", *flags)
        self.services = [self._begin(number) for number in range(len(folders))]
        self.proxy = Proxy(scratch / "nginx", [service.port for service in self.services])

    def _begin(self, number: int, *flags: str) -> Service:
        service = Service(
            self._folders[number], self._scratch / "service", *self._flags, *flags, program=EAGER
        )
        service.client.get("/readyz").raise_for_status()
        return service

    def begin_again(self, number: int) -> None:
        """Start a replica that has ended, at the address that it had.

        Returns when it answers the clients again.
        """
        self.services[number] = self._begin(number, "--port", str(self.services[number].port))
        self.go_on(number)

    def go_on(self, *numbers: int) -> None:
        """Wait until each of these replicas has answered more searches."""
        before = [self._answered(number) for number in numbers]
        until(
            lambda: all(
                self._answered(number) >= count + MORE
                for number, count in zip(numbers, before, strict=True)
            )
        )

    def _answered(self, number: int) -> int:
        return sum("POST /search 200" in line for line in self.services[number].lines)

    def serve(self, number: int, name: str) -> bool:
        """Whether a generation is what a replica has begun to serve last."""
        lines = [line for line in self.services[number].lines if "serving generation" in line]
        return bool(lines) and f" {name}:" in lines[-1]  # a thread reads them, none at first

    def under_load(
        self,
        folder: DataFolder,
        clients: int,
        steps: Callable[[], None],
        check: Callable[[bytes, load.Answer], None],
    ) -> load.Seen:
        """What the clients see while all the steps are taken."""
        with ThreadPoolExecutor(1) as pool:
            taken = pool.submit(steps)
            seen = self.proxy.run(
                itertools.cycle(asked(folder)), lambda _: taken.done(), check, clients
            )
            taken.result()
        return seen

    def stop(self) -> None:
        self.proxy.stop()
        for service in self.services:
            service.stop()


@pytest.fixture(scope="module")
def storage(published, tmp_path_factory) -> Iterator[Path]:
    """The published data folder as other machines see it: mounted read-only."""
    point = tmp_path_factory.mktemp("storage")
    subprocess.run(["mount", "-o", "bind,ro", published.folder.root, point], check=True)
    yield point
    subprocess.run(
        ["umount", "--lazy", point], check=True
    )  # a process that ends may hold it for another moment


@pytest.fixture(scope="module")
def replicas(storage, tmp_path_factory) -> Iterator[Replicas]:
    running = Replicas(
        [storage] * REPLICAS, tmp_path_factory.mktemp("replicas"), "--max-uploads", "11"
    )
    yield running
    running.stop()


def failed(seen: load.Seen) -> int:
    return seen.broken + seen.statuses.total() - seen.statuses[200]


@pytest.mark.parametrize(
    ("swaps", "clients"), [(6, FEW), pytest.param(200, CLIENTS, marks=pytest.mark.slow)]
)
def test_all_replicas_follow_the_link_on_the_storage(
    published, storage, replicas, note, swaps, clients
):
    with pytest.raises(OSError, match="Read-only"):
        (storage / "current").unlink()

    def switch() -> None:
        for name in itertools.islice(itertools.cycle(sorted(published.marks, reverse=True)), swaps):
            publication.switch(published.folder, name)
            until(lambda name=name: all(replicas.serve(number, name) for number in range(REPLICAS)))

    watch, before = Watch(published.marks), replicas.proxy.processor_seconds
    seen = replicas.under_load(published.folder, clients, switch, watch)
    cost = 1000 * (replicas.proxy.processor_seconds - before) / seen.statuses[200]
    note(
        f"Swaps of the index of {REPLICAS} replicas on one read-only folder, behind nginx",
        f"{swaps} swaps under {clients} clients: {seen.statuses[200]} answers, {failed(seen)} "
        "failed, none mixed; "
        f"nginx, TLS included, took {cost:.2f} ms of processor time an answer",
    )
    assert failed(seen) == 0
    assert watch.answered == set(published.marks)


@pytest.mark.parametrize(
    ("times", "clients"), [(1, FEW), pytest.param(40, CLIENTS, marks=pytest.mark.slow)]
)
def test_a_replica_at_a_time_can_be_switched(published, storage, tmp_path, note, times, clients):
    older, newer = sorted(published.marks)
    folders = []
    for number in range(REPLICAS):
        folders.append(tmp_path / f"replica{number}")
        folders[-1].mkdir()
        for shared in ("generations", "runs"):
            (folders[-1] / shared).symlink_to(storage / shared)
        publication.switch(DataFolder(folders[-1]), older)
    replicas = Replicas(folders, tmp_path)

    def switch() -> None:
        for name in itertools.islice(itertools.cycle((newer, older)), times):
            for number, folder in enumerate(folders):
                subprocess.run(
                    [sys.executable, "-m", "features", "rollback", name, "--data", folder],
                    cwd=ROOT,
                    check=True,
                )
                until(lambda name=name, number=number: replicas.serve(number, name))
                replicas.go_on(*range(REPLICAS))

    watch = Watch(published.marks)
    seen = replicas.under_load(published.folder, clients, switch, watch)
    replicas.stop()
    note(
        f"{REPLICAS} replicas behind nginx switched one after the other",
        f"{times} times under {clients} clients: {seen.statuses[200]} answers, {failed(seen)} "
        "failed, none mixed",
    )
    assert failed(seen) == 0
    assert watch.answered == set(published.marks)


@pytest.mark.parametrize(
    ("kills", "clients"), [(1, FEW), pytest.param(50, CLIENTS, marks=pytest.mark.slow)]
)
def test_a_replica_that_is_killed_is_not_missed(published, replicas, note, kills, clients):
    def kill() -> None:
        for number in itertools.islice(itertools.cycle(range(REPLICAS)), kills):
            killed, others = (
                replicas.services[number],
                [other for other in range(REPLICAS) if other != number],
            )
            killed.process.send_signal(signal.SIGSTOP)
            replicas.go_on(*others)  # by now it has been asked, and has not answered
            killed.process.kill()
            killed.stop()
            replicas.go_on(*others)
            replicas.begin_again(number)

    before = replicas.proxy.asked_again
    seen = replicas.under_load(published.folder, clients, kill, Watch(published.marks))
    note(
        f"Replicas behind nginx killed, one of {REPLICAS} at a time",
        f"{kills} under {clients} clients: {seen.statuses[200]} answers, {failed(seen)} failed, "
        f"{replicas.proxy.asked_again - before} were asked again of another; each replica took "
        "part again once started",
    )
    assert failed(seen) == 0
    assert replicas.proxy.asked_again - before >= kills


@pytest.mark.parametrize(
    ("restarts", "clients"), [(2, FEW), pytest.param(45, CLIENTS, marks=pytest.mark.slow)]
)
def test_replicas_are_restarted_one_after_the_other(published, replicas, note, restarts, clients):
    def restart() -> None:
        for number in itertools.islice(itertools.cycle(range(REPLICAS)), restarts):
            assert replicas.services[number].stop() == 0
            replicas.begin_again(number)

    seen = replicas.under_load(published.folder, clients, restart, Watch(published.marks))
    note(
        f"Replicas behind nginx restarted, one of {REPLICAS} after the other",
        f"{restarts} under {clients} clients: {seen.statuses[200]} answers, {failed(seen)} failed",
    )
    assert failed(seen) == 0


def test_a_refusal_comes_through_as_the_replicas_say_it(published, replicas):
    """The clients have one address, and more requests than one client may have.

    None of the replicas is taken for dead because it is busy.
    """
    search = load.request("/search", load.screenshots(published.folder, 1)[0])
    seen = replicas.proxy.run(
        itertools.repeat(search),
        lambda seen: seen.statuses[429] > 0 and seen.statuses[200] > 50,
        busy,
        80,
    )
    assert (set(seen.statuses), seen.broken) == ({200, 429}, 0)


def busy(sent: bytes, answer: load.Answer) -> None:
    if answer.status == 429:
        assert answer.header("retry-after") == "1" and answer.json()["type"].endswith(":too-many")


def test_an_upload_that_takes_its_time_holds_up_no_replica(published, replicas):
    request = load.request("/search", load.screenshots(published.folder, 1)[0]).replace(
        b"localhost", HOST.encode(), 1
    )
    with (
        socket.create_connection(("127.0.0.1", replicas.proxy.port)) as plain,
        replicas.proxy.trust.wrap_socket(plain, server_hostname=HOST) as connection,
    ):
        connection.sendall(request[:-100])
        time.sleep(0.3)  # enough to arrive, were it to be passed on as it comes
        metrics = [service.client.get("/metrics").text for service in replicas.services]
        connection.sendall(request[-100:])
        assert connection.recv(100).startswith(b"HTTP/1.1 200 ")
    assert [re.search(r"^iconlens_uploads (\S+)$", text, re.M)[1] for text in metrics] == [
        "0.0"
    ] * REPLICAS


def test_the_proxy_answers_to_its_own_name_keeps_figures_inside_and_pictures_off_the_disk(replicas):
    proxy = replicas.proxy
    named = {"headers": {"Host": HOST}, "extensions": {"sni_hostname": HOST}}
    address = f"https://127.0.0.1:{proxy.port}"
    with httpx.Client(verify=proxy.trust, base_url=address, timeout=60) as client:
        assert (
            client.get("/readyz", **named)
            .headers["strict-transport-security"]
            .startswith("max-age=")
        )
        assert client.get("/metrics", **named).status_code == 403
        assert (
            client.post("/search", content=b"\0" * (Settings.max_bytes + 1), **named)
            .json()["type"]
            .endswith(":too-large")
        )
        largest = client.post("/search", content=b"\0" * Settings.max_bytes, **named)
    with (
        socket.create_connection(("127.0.0.1", proxy.port)) as other,
        pytest.raises(ssl.SSLError, match=r"(?i)unrecognized.name"),
    ):
        proxy.trust.wrap_socket(other, server_hostname="evil.example")
    assert largest.status_code == 415
    assert "temporary file" not in proxy.complaints
