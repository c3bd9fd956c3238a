"""What the log says: an event a line, as text for people or as JSON for machines, with the id of the request it belongs to.

Nothing in it comes out of a request but the method and the kind of address: no picture, no words, no key, no client's address.
"""

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from uvicorn.logging import DefaultFormatter

FORMATS = ("text", "json")

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)


def config(log_format: str) -> dict[str, Any]:
    """The dictionary for `logging.config` that sends everything to standard output, as one of `FORMATS`."""
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
    """Lines for people; uvicorn's, and the request's id behind them."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        """The line of one event."""
        line = super().formatMessage(record)
        return line if (identifier := request_id.get()) is None else f"{line} [{identifier}]"


class JsonLines(logging.Formatter):
    """A JSON object a line: `time`, `level`, `logger`, `message`, and what there is of `request_id`, the event's `figures`, `traceback`."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of one event."""
        entry: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if (identifier := request_id.get()) is not None:
            entry["request_id"] = identifier
        entry |= getattr(record, "figures", {})
        if record.exc_info:
            entry["traceback"] = self.formatException(record.exc_info)
        return json.dumps(entry)
