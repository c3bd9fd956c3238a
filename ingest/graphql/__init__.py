"""Reads a source over GraphQL. The packages that it needs are those of the extra `night`."""

from ingest.common.failures import require_night

require_night("ingest", "aiohttp", "gql")
