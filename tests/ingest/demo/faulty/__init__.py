"""The demonstration source with faults: what goes wrong between a real service and a crawl."""

from tests.ingest.demo.faulty.faults import Fault
from tests.ingest.demo.faulty.server import FaultyDemo, serve

__all__ = ["Fault", "FaultyDemo", "serve"]
