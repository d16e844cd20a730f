"""Random elections, small and full of ties, the same ones for the same seed."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from bot.rules.methods import BEST, RANKED, TICKED, Content, Method


@dataclass(frozen=True)
class Election:
    method: Method
    options: int
    ballots: tuple[Content, ...]
    seats: int = 1
    costs: tuple[int, ...] = ()
    money: int = 0

    def grouped(self) -> list[tuple[Content, int]]:
        return [(content, 1) for content in self.ballots]


def election(random: Random, method: Method, options: int = 0) -> Election:
    """Of a method, with 1 to 14 ballots, many of them alike."""
    options = options or random.randint(2, 5)
    if method in (Method.MAJORITY, Method.CONSENT):
        options = 3
    kinds = [_content(random, method, options) for _ in range(random.randint(1, 6))]
    ballots = tuple(random.choice(kinds) for _ in range(random.randint(1, 14)))
    seats = random.randint(1, 3) if method in (Method.STV, Method.APPROVAL, Method.SCORE) else 1
    if method is not Method.BUDGET:
        return Election(method, options, ballots, seats)
    step = random.choice((1, 37, 1009))
    costs = tuple(random.randint(1, 9) * step for _ in range(options))
    money = random.randint(step * len(ballots), step * len(ballots) + sum(costs))
    return Election(method, options, ballots, costs=costs, money=money)


def _content(random: Random, method: Method, options: int) -> Content:
    if method is Method.SCORE:
        return tuple(random.randint(0, BEST) for _ in range(options))
    if method in TICKED:
        return tuple(option for option in range(options) if random.random() < 0.5)
    if method in RANKED:
        return tuple(random.sample(range(options), random.randint(1, options)))
    return (random.randrange(options),)
