"""An adversary: requests within the limits, changed again and again towards what costs most.

An attack is a kind and a few whole numbers. Whoever measures what it costs keeps the costliest of
each kind, and changes those (an evolutionary search, (mu + 1) by kind).
"""

import random
from dataclasses import dataclass, replace

from tests.reliability.attacks import OTHERS, SEARCH, WINDOW, sent_with, sent_without
from tests.reliability.attacks_with_pictures import PICTURES
from tests.reliability.cost import Sent

KEPT = 4  # of each kind: the costliest
NEW = 0.2  # share of the attacks that are made up anew
KINDS = (*PICTURES, *OTHERS)
NUMBERS = 7
LARGEST_NUMBER = 3000


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
        self._untried = list(KINDS)
        self.worst: dict[str, list[tuple[float, Attack]]] = {}  # by kind, the costliest first

    def next(self) -> Attack:
        """An attack that is new, or a costly one changed."""
        if self._untried:
            return self._new()
        known = [attack for best in self.worst.values() for _, attack in best]
        if not known or self._rng.random() < NEW:
            return self._new()
        return self._changed(self._rng.choice(known))

    def learn(self, attack: Attack, cost: float) -> None:
        """Keep the attack if it is one of the costliest of its kind."""
        best = self.worst.setdefault(f"{attack.kind} {attack.path}", [])
        best.append((cost, attack))
        best.sort(key=lambda entry: -entry[0])
        del best[KEPT:]

    def _new(self) -> Attack:
        kind = self._untried.pop() if self._untried else self._rng.choice(KINDS)
        path = self._rng.choice((WINDOW, WINDOW, SEARCH)) if kind in PICTURES else ""
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
