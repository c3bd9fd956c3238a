"""Retries: a request is sent until it is answered, within the limits of a policy and a deadline."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, NoReturn, TypeVar

from gql.transport.exceptions import TransportError

from ingest.common.credentials import Secrets
from ingest.common.failures import ConfigurationError, Refused, SourceDown
from ingest.graphql.failure_policy import FailedAnswer, classify
from ingest.graphql.refusals.reaction import ClassifiedFailure, Reaction
from ingest.graphql.refusals.words import CREDENTIALS, DESCRIPTION, LATER

Result = TypeVar("Result")


@dataclass(frozen=True)
class RetrySettings:
    """Limits of all retries, whatever the policy of the source; all chosen by hand."""

    max_pause: float = 30.0  # seconds between two attempts where the server names no time
    # Factor of the pauses where it asks us to slow down. Most limits begin anew after a minute.
    throttled: float = 8.0


SETTINGS = RetrySettings()


@dataclass(frozen=True)
class Answer:
    """The data of an answer. Only the smallest page may come with `errors`.

    Answers of one `digest` are the same.
    """

    data: dict[str, Any]
    errors: list[Any] = field(default_factory=list)
    digest: bytes = b""


class PageFailed(Exception):
    """A page cannot be read at this size.

    `part`: the part of it that came. `too_large`: only its size is to blame. `always`: the source
    refuses this size in words, on every page.
    """

    def __init__(
        self,
        reason: str,
        part: Answer | None = None,
        too_large: bool = False,
        always: bool = False,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.part = part
        self.too_large = too_large
        self.always = always


@dataclass(frozen=True)
class RetryPolicy:
    """The settings of a description's [requests]; all defaults were chosen by hand.

    `timeout`: seconds for one answer. `retries`: attempts after the first. `backoff`: seconds, the
    upper end of the first pause, which doubles with each attempt.
    """

    timeout: float = 30.0
    retries: int = 5
    backoff: float = 0.5

    def pause(self, attempts: int, throttled: bool) -> float:
        """Seconds until the next attempt, at random.

        A fixed pause would bring all clients that failed together back together.
        """
        longest = self.backoff * 2**attempts
        if throttled:
            longest *= SETTINGS.throttled
        return random.uniform(0, min(SETTINGS.max_pause, longest))

    def retries_after(self, reaction: Reaction, smallest: bool) -> int:
        """How often a failed request is sent again; `smallest`: it asked for the smallest page."""
        if reaction in (Reaction.RETRY, Reaction.THROTTLED):
            return self.retries
        if smallest and reaction in (Reaction.RETRY_ONCE, Reaction.SHRINK):
            return self.retries
        if reaction in (Reaction.RETRY_ONCE, Reaction.SKIP):
            return min(1, self.retries)
        return 0


class RunDeadline:
    """The moment by which a run must have ended, `seconds` from now."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """The seconds left. Raises SourceDown where none are left."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise SourceDown(
                f"the run's {self.seconds:g} seconds are over: "
                "run it again to go on from here, or give it a longer --deadline."
            )
        return left


@dataclass
class Traffic:
    """The numbers of requests sent, and of those that were retries."""

    requests: int = 0
    retries: int = 0


class RetryLoop:
    """Sends requests to one endpoint, each until it is answered. Messages are redacted."""

    def __init__(
        self, endpoint: str, secrets: Secrets, policy: RetryPolicy, deadline: RunDeadline
    ) -> None:
        self.traffic = Traffic()
        self._endpoint = endpoint
        self._secrets = secrets
        self._policy = policy
        self._deadline = deadline

    async def run(
        self,
        send: Callable[[], Awaitable[Result]],
        smallest: bool,
        renew_token: Callable[[], None] | None = None,
    ) -> Result:
        """The result of `send`, which asks for the `smallest` page or for a larger page.

        `renew_token` is called once where the server refuses the token. Raises PageFailed, Refused,
        ConfigurationError, SourceDown.
        """
        attempts = 0
        while True:
            self.traffic.requests += 1
            try:
                return await send()
            except TransportError as error:
                failure = classify(error)
                if failure is None:
                    raise
                if failure.reaction is Reaction.REFUSED and renew_token is not None:
                    renew_token()
                    renew_token = None
                elif attempts == self._policy.retries_after(failure.reaction, smallest):
                    self._give_up(failure, error, smallest)
                else:
                    await self._pause(failure, attempts)
                    attempts += 1
            self.traffic.retries += 1

    async def wait(self, seconds: float, why: str) -> None:
        """Pause as the server asked. Raises SourceDown where the run's deadline comes first."""
        if seconds > self._deadline.left:
            raise SourceDown(
                self._sentence(
                    f"{why} and asks for {seconds:.0f} seconds, more than this run has left: "
                    "run it again after that"
                )
            )
        await asyncio.sleep(seconds)

    async def _pause(self, failure: ClassifiedFailure, attempts: int) -> None:
        if failure.retry_after is not None:
            await self.wait(failure.retry_after, failure.reason)
            return
        throttled = failure.reaction is Reaction.THROTTLED
        pause = self._policy.pause(attempts, throttled)
        await asyncio.sleep(min(pause, self._deadline.left))

    def _give_up(
        self, failure: ClassifiedFailure, error: BaseException, smallest: bool
    ) -> NoReturn:
        reaction = failure.reaction
        if reaction is Reaction.REFUSED:
            raise Refused(self._advised(failure, CREDENTIALS)) from None
        too_large_at_last = smallest and reaction is Reaction.LOWER
        if reaction is Reaction.STOP or too_large_at_last:
            raise ConfigurationError(self._advised(failure, DESCRIPTION)) from None
        skips = reaction in (Reaction.SKIP, Reaction.TOO_LARGE)
        lasting = reaction in (Reaction.RETRY, Reaction.THROTTLED)
        if lasting or (smallest and not skips):
            raise SourceDown(self._advised(failure, LATER, self._policy.retries + 1)) from None
        part = None
        if isinstance(error, FailedAnswer) and error.has_data:
            part = Answer(error.data, error.errors)
        raise PageFailed(
            self._secrets.redact(failure.reason),
            part,
            too_large=reaction is not Reaction.SKIP,
            always=reaction is Reaction.LOWER,
        ) from None

    def _advised(self, failure: ClassifiedFailure, advice: str, attempts: int = 1) -> str:
        """The reason as a sentence with what to do, which is `advice` where nothing else helps."""
        times = f", {attempts} times in a row" if attempts > 1 else ""
        reason = failure.reason.rstrip(". ")
        return self._sentence(f"{reason}{times}: {failure.advice or advice}")

    def _sentence(self, text: str) -> str:
        return self._secrets.redact(f"{self._endpoint}: {text}.")
