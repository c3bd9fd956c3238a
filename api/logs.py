"""The log: an event a line, as text for people or as JSON for machines, with the request's id.

Of a request it holds the method and the route only: no picture, words, key or client's address.
Of an answer that somebody calls wrong it holds the index and ids of the library.
"""

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from uvicorn.logging import DefaultFormatter

from ingest.common.printable import printable, printable_lines

FORMATS = ("text", "json")
WRONG_MATCH = "wrong match:"  # begins the line of an answer that was wrong; JSON follows

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)


def config(log_format: str) -> dict[str, Any]:
    """The dictionary for `logging.config`: everything to standard output, in one of `FORMATS`."""
    formatters = {
        "text": {"()": Text, "fmt": "%(levelprefix)s %(message)s"},
        "json": {"()": JsonLines},
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": formatters[log_format]},
        "handlers": {
            "stdout": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "stream": "ext://sys.stdout",
            }
        },
        "root": {"handlers": ["stdout"], "level": "WARNING"},
        "loggers": {"api": {"level": "INFO"}, "uvicorn": {"level": "INFO"}},
    }


class Text(DefaultFormatter):
    """Lines for people: uvicorn's format, and the request's id at the end."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (logging's name)
        """The line of one event."""
        record.message = printable(record.message)
        line = super().formatMessage(record)
        identifier = request_id.get()
        return line if identifier is None else f"{line} [{identifier}]"

    def formatException(self, ei: Any) -> str:  # noqa: N802 (logging's name)
        """The lines of a traceback."""
        return printable_lines(super().formatException(ei))


class JsonLines(logging.Formatter):
    """A JSON object a line.

    It has `time`, `level`, `logger` and `message`, and where they exist `request_id`, the event's
    `figures` and `traceback`.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line of one event."""
        entry: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        identifier = request_id.get()
        if identifier is not None:
            entry["request_id"] = identifier
        entry |= getattr(record, "figures", {})
        if record.exc_info:
            entry["traceback"] = self.formatException(record.exc_info)
        return json.dumps(entry)
