"""The demonstration source: a real GraphQL server over a bundled icon library, which can be told to misbehave."""

from ingest.demo.faults import Fault
from ingest.demo.fontawesome import FontAwesome
from ingest.demo.server import Demo
from ingest.demo.serving import serve

__all__ = ["Demo", "Fault", "FontAwesome", "serve"]
