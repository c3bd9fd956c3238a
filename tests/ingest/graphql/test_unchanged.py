"""Pages that the confirming reading finds unchanged."""

from types import SimpleNamespace

from ingest.common import untrusted
from tests.ingest.demo.faulty import Fault


def test_an_answer_of_the_same_bytes_is_not_parsed_again(ingest, demo, library, monkeypatch):
    parsed = []

    def parse_json(content):
        parsed.append(content)
        return untrusted.parse_json(content)

    counting = SimpleNamespace(parse_json=parse_json)
    monkeypatch.setattr("ingest.graphql.transport.untrusted", counting)
    assert ingest.crawl(demo, "cursor", size=8) == 0
    assert ingest.icons == library
    assert len(demo.requests) == 8  # two readings
    assert len(parsed) == 4


def test_a_crawl_goes_on_in_its_second_reading(ingest, demo, library):
    demo.faults = [Fault.parse("status=503@7-")]
    assert ingest.crawl(demo, "cursor", size=8) == 4
    stored = (ingest.data / "crawl" / "pages.jsonl").read_text().splitlines()
    assert ['"same":' in line for line in stored] == [False] * 5 + [True] * 2
    demo.faults = ()
    demo.requests.clear()
    assert ingest.crawl(demo, "cursor", size=8) == 0
    assert ingest.icons == library
    assert len(demo.requests) == 2


def test_a_line_that_names_no_page_is_read_anew(ingest, demo, library):
    demo.faults = [Fault.parse("status=503@7-")]
    assert ingest.crawl(demo, "cursor", size=8) == 4
    pages = ingest.data / "crawl" / "pages.jsonl"
    *whole, last = pages.read_text().splitlines()
    before, _, _ = last.partition('"same":')
    pages.write_text("\n".join([*whole, f'{before}"same":7}}', ""]))
    demo.faults = ()
    demo.requests.clear()
    assert ingest.crawl(demo, "cursor", size=8) == 0
    assert ingest.icons == library
    assert len(demo.requests) == 3
