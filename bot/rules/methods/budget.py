"""Money shared out by the method of equal shares: everyone has the same part of it to give.

A project is bought by those who ticked it, all paying the same, or all they have left. First comes
the project that most households stand behind for what they must still pay. If money is left, every
part is raised a hundredth at a time until one step more would cost more than there is. Where
several could come first, every way is followed, and only what all ways agree on is decided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from bot.rules.methods.outcome import Groups, Outcome, Round

HUNDREDTHS = 100
Purses = tuple[Fraction, ...]
Bounds = dict[int, Fraction | None]


@dataclass(frozen=True)
class Ending:
    """Every set of projects that can come of it, and the steps of one way there."""

    bought: frozenset[frozenset[int]]
    rounds: tuple[Round, ...] = ()


def equal_shares(costs: Sequence[int], money: int, groups: Groups) -> Outcome:
    voters = sum(groups.values())
    ticks = tuple(
        Fraction(sum(n for content, n in groups.items() if option in content))
        for option in range(len(costs))
    )
    blank = groups.get((), 0)
    if not voters:
        return Outcome((), scores=ticks, blank=blank)
    ending = _completed(costs, money, groups)
    sure, possible = frozenset.intersection(*ending.bought), frozenset.union(*ending.bought)
    return Outcome(
        tuple(sorted(sure)), tuple(sorted(possible - sure)), ending.rounds, ticks, blank=blank
    )


def _completed(costs: Sequence[int], money: int, groups: Groups) -> Ending:
    """The parts are raised while it stays within the money, whichever way equals were taken."""
    share = step = Fraction(money, sum(groups.values()))
    wanted = frozenset(option for content in groups for option in content if costs[option] <= money)
    found = _Shopping(costs, groups).with_share(share)
    while step and found.bought != {wanted}:
        share += step / HUNDREDTHS
        more = _Shopping(costs, groups).with_share(share)
        if any(sum(costs[option] for option in bought) > money for bought in more.bought):
            break
        found = more
    return found


class _Shopping:
    """Remembers what was followed already, since different ways meet again."""

    def __init__(self, costs: Sequence[int], groups: Groups) -> None:
        self._costs = costs
        self._backing = {
            option: [(at, n) for at, (content, n) in enumerate(groups.items()) if option in content]
            for option in range(len(costs))
        }
        self._groups = len(groups)
        self._known: dict[tuple[Purses, frozenset[int]], Ending] = {}

    def with_share(self, share: Fraction) -> Ending:
        bounds: Bounds = dict.fromkeys(self._backing)
        return self._ending((share,) * self._groups, frozenset(), bounds)

    def _ending(self, purses: Purses, bought: frozenset[int], bounds: Bounds) -> Ending:
        if (purses, bought) not in self._known:
            self._known[purses, bought] = self._follow(purses, bought, bounds)
        return self._known[purses, bought]

    def _follow(self, purses: Purses, bought: frozenset[int], bounds: Bounds) -> Ending:
        bounds, prices = self._first(purses, bounds)
        if not prices:
            return Ending(frozenset({bought}))
        level = sorted(prices)
        ends = [
            self._ending(
                self._paid(option, purses, prices[option]),
                bought | {option},
                {other: bound for other, bound in bounds.items() if other != option},
            )
            for option in level
        ]
        shown = Round((), elected=(level[0],), tied=tuple(level) if level[1:] else ())
        every = frozenset(bought for end in ends for bought in end.bought)
        return Ending(every, (shown, *ends[0].rounds))

    def _first(self, purses: Purses, bounds: Bounds) -> tuple[Bounds, dict[int, Fraction]]:
        """What comes next, with what each supporter pays for it; all that are level.

        `bounds` holds how many stood behind each when last asked (None: never). Purses only get
        emptier, so that can only have fallen: who was below the first then need not be asked now.
        """
        asked: dict[int, Fraction] = {}
        known: Bounds = {}
        most = Fraction(0)
        for option in sorted(bounds, key=lambda option: _rank(bounds[option])):
            bound = bounds[option]
            if bound is not None and bound < most:
                known[option] = bound
            elif (price := self._price(option, purses)) is not None:
                # Households behind it, as if each paid the same for it: the more, the sooner.
                known[option] = behind = self._costs[option] / price
                asked[option] = price
                most = max(most, behind)
        return known, {option: price for option, price in asked.items() if known[option] == most}

    def _price(self, option: int, purses: Purses) -> Fraction | None:
        """What each supporter pays, the poorer all they have; None when it is not enough."""
        backers = sorted((purses[at], n) for at, n in self._backing[option])
        left, heads = Fraction(self._costs[option]), sum(n for _, n in backers)
        for purse, n in backers:
            if left <= purse * heads:
                return left / heads
            left -= purse * n
            heads -= n
        return None

    def _paid(self, option: int, purses: Purses, price: Fraction) -> Purses:
        payers = {at for at, _ in self._backing[option]}
        return tuple(
            purse - min(purse, price) if at in payers else purse for at, purse in enumerate(purses)
        )


def _rank(bound: Fraction | None) -> tuple[bool, Fraction]:
    """Never asked first, then by most households behind."""
    return bound is not None, -(bound or Fraction(0))
