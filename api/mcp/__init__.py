"""The library as tools for assistants: the Model Context Protocol (modelcontextprotocol.io)."""

from ingest.common.failures import ConfigurationError

try:
    import mcp.server.mcpserver as _mcpserver  # noqa: F401
except ImportError as error:
    raise ConfigurationError(
        "the package mcp, version 2 or newer, is not installed: run `pip install 'iconlens[mcp]'`."
    ) from error
