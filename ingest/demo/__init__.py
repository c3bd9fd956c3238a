"""The demonstration source: a GraphQL server over a bundled icon library."""

from ingest.demo.fontawesome import FontAwesome
from ingest.demo.server import Demo
from ingest.demo.serving import running, serve

__all__ = ["Demo", "FontAwesome", "running", "serve"]
