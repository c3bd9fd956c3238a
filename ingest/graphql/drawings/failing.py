"""What becomes of a drawing that cannot be fetched."""

from collections.abc import Mapping
from typing import NoReturn

from ingest.common.failures import ConfigurationError, Failure, Incomplete, Refused, SourceDown
from ingest.graphql.drawings.hosts import WRONG_FIELD
from ingest.graphql.failure_policy import HttpFailure
from ingest.graphql.refusals.head import advice_for
from ingest.graphql.refusals.reaction import ClassifiedFailure, Reaction
from ingest.graphql.retry import RetryLoop

_KINDS: Mapping[Reaction, type[Failure]] = {
    Reaction.REFUSED: Refused,
    Reaction.STOP: ConfigurationError,
    Reaction.TOO_LARGE: Incomplete,
    Reaction.SKIP: Incomplete,
}
ADVICE: Mapping[type[Failure], str] = {
    Refused: "what may be fetched without the headers, which only the endpoint's own host gets?",
    ConfigurationError: WRONG_FIELD,
    Incomplete: "have it mended.",
    SourceDown: "run it again later.",
}


class DrawingFailed(Exception):
    """A drawing cannot be had. `kind` is how a run ends where no drawing at all can be had."""

    def __init__(self, reason: str, kind: type[Failure], advice: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.kind = kind
        self.advice = advice or ADVICE[kind]

    @property
    def failure(self) -> Failure:
        """What ends a run where no drawing at all can be had."""
        return self.kind(f"no drawing can be fetched, for instance {self.reason}: {self.advice}")


class DrawingRetryLoop(RetryLoop):
    """Sends the request for one drawing; raises DrawingFailed at last."""

    def _give_up(
        self, failure: ClassifiedFailure, error: BaseException, smallest: bool
    ) -> NoReturn:
        # A single drawing is no reason to stop: whoever asked for it knows of the others.
        kind = _KINDS.get(failure.reaction, SourceDown)
        advice = f"{failure.advice}." if failure.advice else ""
        if isinstance(error, HttpFailure) and failure.advice == advice_for(error.status):
            advice = ""  # it is about the endpoint
        raise DrawingFailed(self._sentence(failure.reason).rstrip("."), kind, advice) from None
