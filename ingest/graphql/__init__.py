"""Reads a source over GraphQL. The packages that it needs are those of the extra `night`."""

import sys

from ingest.common.failures import ConfigurationError

try:
    import aiohttp as _aiohttp  # noqa: F401
    import gql as _gql  # noqa: F401
except ImportError as error:
    # Every module of the command line needs them, so none could report it.
    print(
        f"ingest: the package {error.name} is not installed: run `pip install 'iconlens[night]'`.",
        file=sys.stderr,
    )
    raise SystemExit(ConfigurationError.status) from error
