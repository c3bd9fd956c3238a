"""Many clients at once: right answers, refusals instead of endless queues, constant memory, and
workers that are replaced.
"""

import asyncio
import contextlib
import dataclasses
import http.client
import itertools
import os
import re
import resource
import signal
import socket
import time
from pathlib import Path
from urllib.parse import quote

import pytest
import uvicorn

from api.http import links
from api.process.worker import CLOSED, WorkerServer
from ingest.common.data_folder import DataFolder
from ingest.files.iconify import read_set
from tests import load
from tests.api.conftest import PATIENCE, ROOT, build, icons, until
from tests.reliability.conftest import MARKS

CLIENTS = (1, 8, 32)
FIRST = links.key(f"{icons()[0].id}@{MARKS[0]}")
TURNS = range(0, 360, 30)  # degrees
# Python drops what is raised while it forks.
STOPPED = (
    "-c",
    "import os, signal, sys; from api.__main__ import main; "
    "os.register_at_fork(after_in_parent=lambda: os.kill(os.getpid(), signal.SIGTERM)); "
    "sys.exit(main())",
)
# The system lets it make no process at first.
CROWDED = (
    "-c",
    """
import errno, os, sys
from api.__main__ import main
def fork(fork=os.fork, failures=iter([OSError(errno.EAGAIN, "no more processes")])):
    for failure in failures:
        raise failure
    return fork()
os.fork = fork
sys.exit(main())
""",
)
# One in whose place none begins while a test looks, and that waits for its uploads as long.
PATIENT = (
    "-c",
    "import sys; from api.process import worker; from api.__main__ import main; "
    "worker.SETTINGS = worker.WorkerSettings(retry_seconds=60); "
    "from api.process import server; server.GRACE = 60; sys.exit(main())",
)
# What it does with a large library: the vectors of a small one are worth no sharing.
LARGE = (
    "-c",
    "import sys; from dataclasses import replace; from features.search.index import memory; "
    "from api.__main__ import main; "
    "memory.SETTINGS = replace(memory.SETTINGS, coarse_from=1); sys.exit(main())",
)


@pytest.fixture(scope="module")
def pictures(published) -> list[bytes]:
    return load.screenshots(published.folder, 40)


def every_kind(pictures) -> list[bytes]:
    """Requests of every kind that a page or a program sends, in turn."""
    requests = []
    for number, (picture, icon) in enumerate(zip(pictures, icons(), strict=False)):
        key = links.key(f"{icon.id}@{MARKS[0]}")
        form = (
            b'--x\r\nContent-Disposition: form-data; name="image"; filename="a.png"\r\n\r\n'
            + picture
            + b"\r\n--x--\r\n"
        )
        requests += [
            load.request("/search", picture),
            load.request("/search?limit=30&svg=true", picture),
            load.request(
                f"/search?q={quote(icon.name)}&style=outlined",
                form,
                "multipart/form-data; boundary=x",
            ),
            load.request("/search?encoder=phash", picture),
            load.request(f"/icons?q={quote(icon.name)}&facets=true"),
            load.request(f"/icons?offset={number}&limit=20&svg=true"),
            load.request(f"/icons/{key}/similar"),
            load.request(f"/icons/{key}/svg"),
            load.request("/readyz"),
        ]
    return requests


def children(service) -> list[int]:
    return load.processes(service.process.pid)[1:]


def ready(service) -> int:
    """How many workers have been ready so far."""
    return sum("is ready" in line for line in service.lines)


@pytest.fixture(scope="session")
def large(tmp_path_factory) -> DataFolder:
    """A published library of 10,000 icons: the bundled ones, and the same turned by 30°, 60°, …."""
    folder = DataFolder(tmp_path_factory.mktemp("large"))
    turned = (
        dataclasses.replace(
            icon,
            id=f"{icon.id} {degrees}",
            source_code=re.sub(
                r"(<svg[^>]*>)(.*)(</svg>)",
                rf'\1<g transform="rotate({degrees} 512 512)">\2</g>\3',
                icon.source_code,
                flags=re.S,
            ),
        )
        for degrees in TURNS
        for icon in read_set(ROOT / "data/demo/ant-design")
    )
    build(folder, list(itertools.islice(turned, 10_000)))
    return folder


@pytest.mark.parametrize(
    ("icons", "answers"), [(None, 60), pytest.param(10_000, 4000, marks=pytest.mark.slow)]
)
def test_answers_in_a_crowd_are_those_given_alone(published, start, note, request, icons, answers):
    folder = published.folder if icons is None else request.getfixturevalue("large")
    searches = [
        load.request("/search?limit=5", picture) for picture in load.screenshots(folder, 60)
    ]
    service = start(folder.root, "--workers", "2", "--threads", "1")
    alone = {}

    def learn(sent, answer):
        alone[sent] = found(answer)

    def compare(sent, answer):
        assert (answer.status, found(answer)) == (200, alone[sent])

    load.run(service.port, iter(searches), 1, lambda _: len(alone) == len(searches), learn)
    size = service.client.get("/readyz").json()["icons"]
    for clients in CLIENTS:
        started = time.monotonic()
        seen = load.run(
            service.port,
            itertools.cycle(searches),
            clients,
            lambda seen: seen.statuses[200] >= answers,
            compare,
        )
        rate = seen.statuses[200] / (time.monotonic() - started)
        times = ", ".join(f"{seen.percentile(share):.0f}" for share in (50, 95, 99))
        note(
            f"`POST /search` by clients at once: {clients}",
            f"{seen.statuses[200]} answers, all right; {rate:.0f} a second, "
            f"p50, p95, p99 {times} ms; "
            f"{size} icons, 2 workers, load average {os.getloadavg()[0]:.1f}",
        )


def found(answer) -> dict:
    """An answer without what differs each time."""
    return {name: value for name, value in answer.json().items() if name != "took_ms"}


@pytest.mark.parametrize(
    ("clients", "answers"), [(16, 40), pytest.param(128, 5000, marks=pytest.mark.slow)]
)
def test_more_uploads_than_there_is_room_for_are_asked_to_come_back(
    published, pictures, start, note, clients, answers
):
    service = start(published.folder.root, "--workers", "2", "--max-uploads", "3")
    refused = []

    def check(sent, answer):
        if answer.status == 429:  # they have one address
            assert answer.header("content-type") == "application/problem+json"
            assert answer.json()["type"].endswith(":too-many")
            assert answer.header("retry-after") == "1"
            refused.append(answer.seconds)
        else:
            assert answer.status == 200

    searches = itertools.cycle(load.request("/search", picture) for picture in pictures)
    seen = load.run(
        service.port, searches, clients, lambda seen: seen.statuses[200] >= answers, check
    )
    assert refused and seen.broken == 0
    assert service.client.post("/search", content=pictures[0]).status_code == 200
    note(
        "Clients of one address for its 4 of 6 places, each coming back when told",
        f"{clients} clients: {seen.statuses[200]} answers, {seen.statuses[429]} times 429 "
        "with Retry-After, nothing else",
    )


def test_requests_without_a_picture_do_not_queue_without_an_end_either(published, start):
    service = start(published.folder.root, "--max-requests", "2")

    def check(sent, answer):
        assert answer.status == 200 or answer.json()["type"].endswith(":too-many")

    for path in (
        "/icons?q=arrow&facets=true",
        f"/icons/{FIRST}/similar",
        f"/icons/{FIRST}",
        f"/icons/{FIRST}/svg",
    ):
        asked = itertools.repeat(load.request(path))
        seen = load.run(
            service.port,
            asked,
            20,
            lambda seen: {200, 429} <= set(seen.statuses) or seen.statuses.total() >= 200,
            check,
        )
        assert (set(seen.statuses), seen.broken) == ({200, 429}, 0)
    assert service.client.get("/readyz").status_code == 200


@pytest.mark.parametrize(
    ("queries", "growth"), [(300, 30), pytest.param(200_000, 15, marks=pytest.mark.slow)]
)
def test_memory_stays_as_it_is(published, pictures, start, note, queries, growth):
    service = start(
        published.folder.root, "--workers", "2", "--threads", "1", "--max-uploads", "64"
    )
    requests = itertools.cycle(every_kind(pictures))

    def check(sent, answer):
        assert answer.status == 200, (sent[:100], answer.body)

    def ask(number: int, clients: int = 8) -> float:
        load.run(
            service.port,
            requests,
            clients,
            lambda seen: sum(seen.statuses.values()) >= number,
            check,
        )
        return load.memory(service.process.pid)

    # So many clients that the pools of both workers have all their threads. A thread has a heap of
    # its own: a worker that got three later, by chance, took 19 MB more, once.
    warm = ask(max(250, queries // 10), clients=48)
    after = ask(queries)
    note(
        "Requests of all kinds, memory of all processes before and after",
        f"{queries} requests: {warm:.1f} MB, then {after:.1f} MB",
    )
    assert after - warm < growth


def test_workers_share_the_vectors_and_end_together(published, start):
    service = start(published.folder.root, "--workers", "3", program=LARGE)
    until(lambda: ready(service) == 3)
    workers = children(service)
    assert len(workers) == 3
    for worker in workers:
        (mapped,) = re.findall(
            r"/features\.h5\n(.*?)\nVmFlags", Path(f"/proc/{worker}/smaps").read_text(), re.S
        )
        assert re.search(
            r"^Private_Dirty: +0 kB", mapped, re.M
        )  # its pages are the file's, and no copy of this process's own
    assert service.stop() == 0
    assert not any(Path(f"/proc/{worker}").exists() for worker in workers)


def test_clients_go_to_the_worker_that_has_the_fewest(published, start):
    service = start(published.folder.root, "--workers", "2")
    until(lambda: ready(service) == 2)
    workers = children(service)
    before = {worker: sockets(worker) for worker in workers}
    clients = [asking(service.port) for _ in range(10)]
    assert taken(workers, before) == [5, 5]
    for client in clients[::2]:  # all of one worker
        client.close()
    until(lambda: sorted(taken(workers, before)) == [0, 5])
    clients += [asking(service.port) for _ in range(5)]
    assert taken(workers, before) == [5, 5]
    for client in clients:
        client.close()


def test_a_worker_that_is_not_there_yet_keeps_nobody_waiting(published, start):
    service = start(published.folder.root, "--workers", "2", program=PATIENT)
    until(lambda: ready(service) == 2)
    killed, other = children(service)
    before = sockets(other)
    os.kill(killed, signal.SIGKILL)
    until(lambda: f"worker {killed} ended" in "".join(service.lines))
    clients = [asking(service.port) for _ in range(10)]
    assert sockets(other) - before == 10
    for client in clients:
        client.close()


def test_clients_that_a_killed_worker_had_not_taken_are_answered_by_the_next(published, start):
    service = start(published.folder.root, "--workers", "2")
    until(lambda: ready(service) == 2)
    clients = waiting(service, 20)
    time.sleep(0.2)  # they are dealt, as far as there is room
    for worker in children(service):
        os.kill(worker, signal.SIGKILL)
    assert all(map(answered_and_let_go, clients))


def test_a_worker_that_is_about_to_end_is_given_no_more_clients(published, start):
    service = start(
        published.folder.root, "--workers", "2", "--max-seconds", "600", program=PATIENT
    )
    until(lambda: ready(service) == 2)
    ending, _ = children(service)
    uploads = [
        socket.create_connection(("127.0.0.1", service.port)) for _ in range(2)
    ]  # one for each worker
    for upload in uploads:
        upload.sendall(b"POST /search HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n")
    # A connection that has asked for nothing yet does not keep a worker from ending.
    until(lambda: "iconlens_uploads 2.0" in service.client.get("/metrics").text)
    os.kill(ending, signal.SIGTERM)
    until(lambda: "Shutting down" in "".join(service.lines))
    for client in [asking(service.port) for _ in range(10)]:
        client.close()
    assert Path(f"/proc/{ending}").exists()  # it still waits for its upload
    for upload in uploads:
        upload.close()


def test_a_burst_of_clients_waits_at_the_port(published, start):
    service = start(published.folder.root, "--workers", "2")
    until(lambda: ready(service) == 2)
    clients = waiting(service, 800)
    for worker in children(service):
        os.kill(worker, signal.SIGCONT)
    assert all(map(answered_and_let_go, clients))


def test_told_to_stop_while_a_worker_is_made_it_ends(published, start):
    service = start(published.folder.root, "--workers", "3", program=STOPPED)
    assert service.process.wait(timeout=PATIENCE) == 0
    assert service.stop() == 0
    assert not any(word in "".join(service.lines) for word in ("Traceback", "Exception ignored"))


def test_where_no_worker_can_be_started_it_is_tried_again(published, start):
    service = start(published.folder.root, "--workers", "2", program=CROWDED)
    until(lambda: ready(service) == 2)
    assert (
        sum("no worker can be started now: no more processes" in line for line in service.lines)
        == 1
    )
    assert service.stop() == 0


def test_what_a_worker_says_is_not_lost_where_nobody_listens_for_a_while():
    async def scenario():
        listener, channel = socket.socketpair()
        with listener, channel:
            channel.setblocking(False)
            server = WorkerServer(uvicorn.Config(""), channel)
            for _ in range(1000):  # the system keeps some 300
                server.report(CLOSED)
            heard = 0
            while heard < 1000:
                heard += await asyncio.to_thread(lambda: len(listener.recv(4096)))

    asyncio.run(asyncio.wait_for(scenario(), PATIENCE))


def test_clients_that_a_worker_has_no_room_for_are_not_counted_as_its_own(published, start):
    service = start(published.folder.root, "--workers", "2")
    until(lambda: ready(service) == 2)
    workers = children(service)
    before = {worker: sockets(worker) for worker in workers}
    allowed = resource.prlimit(workers[0], resource.RLIMIT_NOFILE)
    resource.prlimit(workers[0], resource.RLIMIT_NOFILE, (0, allowed[1]))
    clients, refused = [], 0
    while len(clients) < 5:
        try:
            clients.append(asking(service.port))
        except OSError:
            refused += 1
    assert 0 < refused < 50
    resource.prlimit(workers[0], resource.RLIMIT_NOFILE, allowed)

    def dealt_evenly() -> bool:
        """A worker that stalls says later that it has lost those whom it had no room for."""
        more = [asking(service.port) for _ in range(5)]
        evenly = taken(workers, before) == [5, 5]
        for client in more:
            client.close()
        return evenly

    until(dealt_evenly)
    for client in clients:
        client.close()


def waiting(service, count: int) -> list[socket.socket]:
    """Clients that have asked, of workers that are stopped."""
    for worker in children(service):
        os.kill(worker, signal.SIGSTOP)
    clients = [
        socket.create_connection(("127.0.0.1", service.port), PATIENCE) for _ in range(count)
    ]
    for client in clients:
        client.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    return clients


def answered_and_let_go(client: socket.socket) -> bool:
    """Whether its answer was a good one; the connection must then end."""
    with client:
        return b"".join(iter(lambda: client.recv(1000), b"")).startswith(b"HTTP/1.1 200")


def asking(port: int) -> http.client.HTTPConnection:
    """A client that has been answered, and stays."""
    client = http.client.HTTPConnection("127.0.0.1", port)
    client.request("GET", "/healthz")
    assert client.getresponse().read()
    return client


def taken(workers: list[int], before: dict[int, int]) -> list[int]:
    """How many clients each worker has."""
    return [sockets(worker) - before[worker] for worker in workers]


def sockets(process: int) -> int:
    """How many it has open."""
    count = 0
    for file in Path(f"/proc/{process}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # closed meanwhile
            count += str(file.readlink()).startswith("socket:")
    return count


@pytest.mark.parametrize("kills", [2, pytest.param(100, marks=pytest.mark.slow)])
def test_a_worker_that_is_killed_is_replaced_and_the_others_go_on(
    published, pictures, start, note, kills
):
    service = start(published.folder.root, "--workers", "2", "--threads", "1")
    until(lambda: ready(service) == 2)
    searches = [load.request("/search", picture) for picture in pictures]
    killed: list[int] = []

    def kill_now_and_then(seen) -> bool:
        answered = sum(seen.statuses.values())
        if len(killed) < kills and answered >= 20 * (len(killed) + 1) and complete():
            killed.append(max(children(service), key=sockets))  # the one that has most clients
            os.kill(killed[-1], signal.SIGKILL)
        return len(killed) == kills and answered >= 20 * (kills + 1)

    def complete() -> bool:
        workers = set(children(service))
        return len(workers) == 2 and not workers & set(killed)

    seen = load.run(service.port, itertools.cycle(searches), 8, kill_now_and_then)
    assert set(seen.statuses) == {200}
    assert 0 < seen.broken <= 8 * kills  # those whose connection was to the process that was killed
    until(complete)
    note(
        "Workers killed under 8 clients",
        f"{kills}: all replaced; {seen.statuses[200]} answers, {seen.broken} connections cut",
    )


def test_workers_do_not_outlive_the_process_that_watches_over_them(published, start):
    service = start(published.folder.root, "--workers", "2")
    until(lambda: ready(service) == 2)
    workers = children(service)
    service.process.kill()
    until(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))
