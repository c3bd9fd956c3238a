"""An adversary: requests within the limits, changed again and again towards what costs most.

An attack is a kind and a few whole numbers. Whoever measures what it costs keeps the costliest of
each kind, and changes those (an evolutionary search, (mu + 1) by kind). A kind whose tries take
longer is tried less often, as a search under a budget of time does.
"""

import math
import random
from dataclasses import dataclass, replace

from tests.reliability.attacks import OTHERS, SEARCH, WINDOW, sent_with, sent_without
from tests.reliability.attacks_with_pictures import PICTURES
from tests.reliability.cost import Sent

KEPT = 4  # of each kind: the costliest
NEW = 0.2  # share of the attacks that are made up anew
KINDS = (*PICTURES, *OTHERS)
# Kinds and paths. A picture is sent to both paths.
TRIED = tuple((kind, path) for kind in PICTURES for path in (WINDOW, SEARCH)) + tuple(
    (kind, "") for kind in OTHERS
)
AT_FIRST = 2  # attacks of each kind before any is changed
NUMBERS = 7
LARGEST_NUMBER = 3000
LEAST_SECONDS = 0.005  # of a try: the measuring alone takes about as long


@dataclass(frozen=True)
class Attack:
    """A request: `numbers` are what its kind makes of them; `path` counts for pictures only."""

    kind: str
    path: str
    numbers: tuple[int, ...]


def sent(attack: Attack) -> Sent:
    """The request of an attack."""
    if attack.kind in PICTURES:
        return sent_with(attack.kind, attack.path, attack.numbers)
    return sent_without(attack.kind, attack.numbers)


class Adversary:
    """Makes attacks of at most `side`² pixels, and learns from what they cost."""

    def __init__(self, seed: int, side: int) -> None:
        self._rng = random.Random(seed)
        self._side = side
        self._untried = list(TRIED * AT_FIRST)
        self._seconds = dict.fromkeys(TRIED, 0.0)  # of all tries together
        self._tries = dict.fromkeys(TRIED, 0)
        self.worst: dict[tuple[str, str], list[tuple[float, Attack]]] = {}  # the costliest first

    def next(self) -> Attack:
        """An attack that is new, or a costly one changed."""
        if self._untried:
            return self._new(*self._untried.pop())
        (chosen,) = self._rng.choices(list(self.worst), self._weights())
        if self._rng.random() < NEW:
            return self._new(*chosen)
        _, attack = self._rng.choice(self.worst[chosen])
        return self._changed(attack)

    def learn(self, attack: Attack, worth: float, seconds: float) -> None:
        """Keep the attack if it is of most worth in its kind; a try of it took `seconds`."""
        tried = attack.kind, attack.path
        self._tries[tried] += 1
        self._seconds[tried] += seconds
        best = self.worst.setdefault(tried, [])
        best.append((worth, attack))
        best.sort(key=lambda entry: -entry[0])
        del best[KEPT:]

    def _weights(self) -> list[float]:
        """How often each kind is tried: falls with the square root of the mean time of a try.

        With equal numbers of tries, three of 29 kinds had half of the time. With equal times,
        drawings would have one try of a thousand.
        """
        means = (self._seconds[tried] / self._tries[tried] for tried in self.worst)
        return [1 / math.sqrt(max(mean, LEAST_SECONDS)) for mean in means]

    def _new(self, kind: str, path: str) -> Attack:
        numbers = [self._rng.randrange(LARGEST_NUMBER) for _ in range(NUMBERS)]
        return self._limited(Attack(kind, path, tuple(numbers)))

    def _changed(self, attack: Attack) -> Attack:
        numbers = list(attack.numbers)
        place = self._rng.randrange(NUMBERS)
        number = numbers[place]
        numbers[place] = self._rng.choice(
            (number + 1, max(0, number - 1), 2 * number, number // 2, self._rng.randrange(99))
        )
        return self._limited(replace(attack, numbers=tuple(numbers)))

    def _limited(self, attack: Attack) -> Attack:
        if attack.kind not in PICTURES:
            return attack
        side, *rest = attack.numbers
        return replace(attack, numbers=(8 + side % self._side, *rest))


def enlarged(attack: Attack, side: int) -> Attack:
    """The attack with a picture of `side`² pixels."""
    return replace(attack, numbers=(side, *attack.numbers[1:]))
