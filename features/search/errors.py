"""Queries that a library cannot answer. The message says what to ask instead."""


class QueryError(ValueError):
    """A query that cannot be answered as it was asked."""


class UnknownEncoder(QueryError):
    """The library has no vectors of the encoder that was asked for."""


class NotCalibrated(QueryError):
    """The query needs probabilities, and the library was not calibrated for the encoder."""
