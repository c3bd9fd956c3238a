import asyncio
import contextlib
import itertools
import os
import shutil
import threading
import time
from types import SimpleNamespace

import httpx
import pytest

from api import serving
from api.serving import INTERVAL, NothingServed, Serving
from features.builder import publication
from features.search.published import PublishedLibrary
from ingest.common.data_folder import DataFolder
from tests.api.conftest import encoded, problem, until


def readiness(service):
    return service.client.get("/readyz").json()


def serves(service, name):
    return readiness(service).get("index") == name


def test_it_starts_without_a_library_and_serves_the_first_one_published(published, start, tmp_path):
    folder = DataFolder(tmp_path / "data")
    service = start(folder.root)
    for path in ("/readyz", "/icons", "/icons/x"):
        response = service.client.get(path)
        assert response.status_code == 503
        assert "make demo" in problem(response)["detail"]
    assert service.client.get("/healthz").json() == {"status": "ok"}
    until(lambda: any("make demo" in line for line in service.lines))  # a thread reads them
    shutil.copytree(published.folder.generations, folder.generations)
    publication.switch(folder, published.name)
    until(lambda: serves(service, published.name))


@contextlib.contextmanager
def searched(service, published, picture, clients):
    """Clients search for the rocket all the while, and both generations answer.

    No request may fail, and no answer may be of two generations. Yields a function: whether a
    generation has answered, or a request has failed.
    """
    failures, served, stop = [], set(), threading.Event()

    def hammer():
        while not stop.is_set():
            response = service.client.post("/search", params={"limit": 1}, content=picture)
            if response.status_code != 200:
                failures.append(response.text)
                return
            answer = response.json()
            has_rocket = answer["results"][0]["id"] == "rocket-outlined"
            if has_rocket != (answer["index"] == published.name):
                failures.append(f"vectors and catalogue of two generations: {answer}")
            served.add(answer["index"])

    threads = [threading.Thread(target=hammer) for _ in range(clients)]
    for thread in threads:
        thread.start()
    try:
        yield lambda name: name in served or bool(failures)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert failures == []
    assert served == {published.name, published.smaller}


def test_new_generations_are_picked_up_without_a_failed_request(
    own_copy, published, start, screenshot
):
    service = start(own_copy.root)
    with searched(
        service, published, encoded(screenshot("rocket-outlined")), clients=4
    ) as answered:
        for name in (published.smaller, published.name, published.smaller):
            publication.switch(own_copy, name)
            until(lambda name=name: serves(service, name) and answered(name))


def test_a_broken_generation_is_refused_and_the_old_one_stays(own_copy, published, start):
    service = start(own_copy.root)
    assert serves(service, published.name)
    sound, broken = (own_copy.generations / name for name in (published.smaller, "broken"))
    damages = {
        "is damaged": lambda: os.truncate(broken / "catalogue.sqlite", 1000),
        "cannot be read": (broken / "catalogue.sqlite").unlink,
        "has format 0": lambda: (broken / "manifest.json").write_text('{"format": 0}'),
    }
    for said, damage in damages.items():
        shutil.copytree(sound, broken)
        damage()
        publication.switch(own_copy, "broken")
        until(lambda said=said: said in readiness(service).get("refused", {}).get("reason", ""))
        assert serves(service, published.name)
        shutil.rmtree(broken)
    publication.switch(own_copy, published.smaller)
    until(lambda: serves(service, published.smaller))
    assert "refused" not in readiness(service)
    service.stop()  # else the thread that reads the lines may be behind
    assert sum("broken is not served" in line for line in service.lines) == len(damages)


def test_a_refused_generation_is_said_once(own_copy, published, caplog):
    os.truncate(own_copy.generations / published.name / "features.h5", 1000)

    async def scenario():
        serving = Serving(own_copy, threads=1)
        await serving.start()
        await serving.refresh()
        await serving.refresh()

    asyncio.run(scenario())
    assert len(caplog.records) == 1


def test_started_on_a_broken_generation_it_says_so_and_waits_for_a_sound_one(
    own_copy, published, start
):
    os.truncate(own_copy.generations / published.name / "features.h5", 1000)
    service = start(own_copy.root)
    response = service.client.get("/readyz")
    assert response.status_code == 503
    assert "features.h5 is damaged" in problem(response)["detail"]
    publication.switch(own_copy, published.smaller)
    until(lambda: serves(service, published.smaller))


@pytest.mark.parametrize("file", ["features.h5", "catalogue.sqlite"])
def test_a_served_generation_that_is_cut_short_in_place_is_served_no_more(
    own_copy, published, start, shot, file
):
    """Its vectors are mapped into memory: a read beyond the file's end would kill the process."""
    service = start(own_copy.root)
    assert serves(service, published.name)
    os.truncate(own_copy.generations / published.name / file, 1000)
    until(lambda: service.client.get("/readyz").status_code == 503)
    for response in (service.client.get("/readyz"), service.client.post("/search", content=shot)):
        assert response.status_code == 503
        assert f"{file} is damaged" in problem(response)["detail"]
    publication.switch(own_copy, published.smaller)
    until(lambda: serves(service, published.smaller))
    assert service.client.post("/search", content=shot).status_code == 200


def test_workers_that_a_cut_short_file_kills_are_replaced_and_say_why_they_do_not_serve(
    own_copy, published, start, shot
):
    service = start(own_copy.root, "--workers", "2")
    assert serves(service, published.name)
    os.truncate(own_copy.generations / published.name / "features.h5", 1000)

    def answer():
        """None where the worker died of it."""
        with contextlib.suppress(httpx.TransportError):
            return service.client.post("/search", content=shot)

    refused = until(lambda: (told := answer()) and told.status_code == 503 and told)
    assert "features.h5 is damaged" in problem(refused)["detail"]
    assert service.client.get("/healthz").status_code == 200


def test_a_served_generation_whose_files_are_only_touched_or_deleted_is_served_on(
    own_copy, published, start, shot
):
    service = start(own_copy.root)
    assert serves(service, published.name)
    (own_copy.generations / published.name / "catalogue.sqlite").touch()
    until(lambda: sum("serving generation" in line for line in service.lines) == 2)
    shutil.rmtree(own_copy.generations / published.name)
    time.sleep(2 * INTERVAL)
    assert serves(service, published.name)
    assert service.client.post("/search", content=shot).status_code == 200
    assert sum("serving generation" in line for line in service.lines) == 2


def test_an_encoder_first_asked_for_after_its_generation_was_deleted_searches_it(
    own_copy, published, service, start, shot
):
    bereft = start(own_copy.root)
    assert serves(bereft, published.name)
    shutil.rmtree(own_copy.generations / published.name)
    answers = [
        one.client.post("/search", params={"encoder": "phash"}, content=shot)
        for one in (bereft, service)
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert len({answer.json()["index"] for answer in answers}) == 1
    assert answers[0].json()["results"] == answers[1].json()["results"]


@pytest.mark.parametrize("file", ["features.h5", "catalogue.sqlite", "models/glyphnet.tflite"])
def test_bytes_that_change_beneath_their_time_stamp_are_served_no_more(
    own_copy, published, file, monkeypatch
):
    monkeypatch.setattr(serving, "REREADING", serving.RereadingSettings(interval=0, share=1))
    path = own_copy.generations / published.name / file

    async def scenario():
        served = Serving(own_copy, threads=1)
        await served.start()
        flip_a_bit(path)
        await served.refresh()
        async with served.lease() as library:  # neither its size nor its time stamp has changed
            assert library.name == published.name
        reading = asyncio.create_task(served.reread())
        while served.library is not None:
            await served.refresh()
            await asyncio.sleep(0)
        reading.cancel()
        with pytest.raises(NothingServed, match="is damaged"):
            async with served.lease():
                pass
        assert file in served.refused.reason
        publication.switch(own_copy, published.smaller)
        await served.refresh()
        async with served.lease() as library:
            assert library.name == published.smaller
        served.close()

    asyncio.run(scenario())


def flip_a_bit(path):
    """In place, beneath the time stamp, as a failing disk does it."""
    status = path.stat()
    with path.open("r+b") as file:
        file.seek(status.st_size // 2)
        (byte,) = file.read(1)
        file.seek(status.st_size // 2)
        file.write(bytes([byte ^ 1]))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def test_files_that_are_whole_are_read_again_and_again_and_served_on(
    own_copy, published, monkeypatch, caplog
):
    monkeypatch.setattr(serving, "REREADING", serving.RereadingSettings(interval=0, share=1))
    readings = []
    reread = PublishedLibrary.reread

    def counted(library):
        readings.append(library.name)
        return reread(library)

    monkeypatch.setattr(PublishedLibrary, "reread", counted)

    async def scenario():
        served = Serving(own_copy, threads=1)
        await served.start()
        reading = asyncio.create_task(served.reread())
        while len(readings) < 3:
            await asyncio.sleep(0)
        reading.cancel()
        assert served.library.name == published.name
        served.close()

    asyncio.run(scenario())
    assert caplog.records == []


def test_a_reading_takes_a_hundredth_of_the_time_and_the_next_begins_ten_minutes_later(
    monkeypatch, tmp_path
):
    class Over(Exception):
        pass

    slept = []

    async def sleep(seconds):
        slept.append(seconds)
        if len(slept) == 4:
            raise Over

    clock = itertools.count(0, 0.5)  # each step takes half a second
    monkeypatch.setattr(serving, "time", SimpleNamespace(perf_counter=clock.__next__))
    monkeypatch.setattr(serving, "asyncio", SimpleNamespace(sleep=sleep))
    served = Serving(DataFolder(tmp_path), threads=1)
    served._held = serving._Held(SimpleNamespace(reread=lambda: iter([None, None])))
    with pytest.raises(Over):
        asyncio.run(served.reread())
    assert slept == [0, 50, 50, 600]


def test_a_replaced_library_is_closed_when_its_last_request_is_done(own_copy, published):
    async def scenario():
        serving = Serving(own_copy, threads=1)
        await serving.start()
        async with serving.lease() as old:
            async with serving.lease() as same:
                assert same is old
                publication.switch(own_copy, published.smaller)
                await serving.refresh()
            async with serving.lease() as new:
                assert new.name == published.smaller
            assert old.catalogue.get("rocket-outlined") is not None  # still open, still the old one
        with pytest.raises(Exception, match="closed"):
            old.catalogue.get("rocket-outlined")
        serving.close()
        with pytest.raises(NothingServed):
            async with serving.lease():
                pass

    asyncio.run(scenario())
