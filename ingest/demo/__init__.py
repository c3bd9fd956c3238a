"""The demonstration source: a GraphQL server over a bundled icon library."""

from ingest.common.failures import require_night

require_night("demo", "aiohttp", "graphql")

from ingest.demo.fontawesome import FontAwesome  # noqa: E402
from ingest.demo.server import Demo  # noqa: E402
from ingest.demo.serving import running, serve  # noqa: E402

__all__ = ["Demo", "FontAwesome", "running", "serve"]
