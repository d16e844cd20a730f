"""The buying in equal shares: with a given part each, what do the voters buy together?

Money is counted exactly, in whole coins. A coin starts as one fen; whenever a price does not divide
evenly, every coin is cut into smaller ones until it does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import gcd

from bot.rules.methods.outcome import Groups, Round

MOST_WAYS = 1000
"""Ways followed before a buying has too many ties to be decided."""
Prices = Mapping[int, Fraction]
"""What a backer of each project pays, or all he has left if that is less, in fen."""


@dataclass(frozen=True)
class Trips:
    """All lists of projects that can come out, and the purchases up to where the ways part."""

    bought: frozenset[frozenset[int]]
    rounds: tuple[Round, ...]


class TooManyWays(Exception):
    """So many ties that following all their ways would take too long. Carries the purchases made
    before the first of them, and that tie."""

    def __init__(self, rounds: tuple[Round, ...]) -> None:
        super().__init__(f"more than {MOST_WAYS} ways from {rounds[-1]}")
        self.rounds = rounds


@dataclass
class Standing:
    """What was bought, what each group of equal ballots has left, and how small a coin is.

    `backing` is of each project that may still be bought, as when last asked. It can only fall.
    """

    purses: list[int]
    coins_a_fen: int
    backing: dict[int, Fraction]
    bought: frozenset[int] = frozenset()
    rounds: tuple[Round, ...] = ()

    def fork(self) -> Standing:
        return replace(self, purses=list(self.purses), backing=dict(self.backing))

    def cut_coins(self, pieces: int) -> None:
        if pieces > 1:
            self.purses = [purse * pieces for purse in self.purses]
            self.coins_a_fen *= pieces

    def key(self) -> tuple[object, ...]:
        """Equal for ways that meet again, whatever coins they count in."""
        common = gcd(self.coins_a_fen, *self.purses)
        return self.bought, tuple(purse // common for purse in self.purses)


class Shopping:
    """The ballots and costs, ready to be asked what any share buys."""

    def __init__(self, costs: Sequence[int], money: int, groups: Groups) -> None:
        """Projects that cost more than all the money are never bought."""
        ballots = [(content, n) for content, n in groups.items() if content]
        self._costs = costs
        self._heads = [n for _, n in ballots]
        self._backers: dict[int, list[int]] = {}
        for at, (content, _) in enumerate(ballots):
            for project in content:
                if costs[project] <= money:
                    self._backers.setdefault(project, []).append(at)
        self._behind = {
            project: sum(self._heads[at] for at in backers)
            for project, backers in self._backers.items()
        }
        self.wanted = frozenset(self._backers)

    def cost(self, projects: Iterable[int]) -> int:
        return sum(self._costs[project] for project in projects)

    def with_share(self, share: int) -> Trips:
        """Follows every way. Raises TooManyWays."""
        backing = {project: Fraction(heads) for project, heads in self._behind.items()}
        ways = [Standing([share] * len(self._heads), 1, backing)]
        known: set[object] = set()
        ended: list[Standing] = []
        parted: tuple[Round, ...] = ()
        while ways:
            now = ways.pop()
            level = self._buy_until_parted(now)
            if not level:
                ended.append(now)
                continue
            parted = parted or _parted(now, level)
            # The way that takes the lowest number is followed first: its purchases are shown.
            for project in sorted(level, reverse=True):
                way = now.fork()
                self._buy(way, level, [project])
                if way.key() not in known:
                    known.add(way.key())
                    ways.append(way)
            if len(known) > MOST_WAYS:
                raise TooManyWays(parted)
        bought = frozenset(way.bought for way in ended)
        return Trips(bought, parted if len(bought) > 1 else ended[0].rounds)

    def unchanged_below(self, trips: Trips) -> int:
        """A share that must be reached to change what these trips bought; 0 if not known.

        If all backers paid the same for everything, being richer changes nothing for them, until
        the backers of something else are rich enough together.
        """
        backing = dict(score for step in trips.rounds for score in step.scores)
        if len(trips.bought) > 1 or any(backing[p] != self._behind[p] for p in backing):
            return 0
        missing = self.wanted.difference(backing)
        return min((-(-self._costs[p] // self._behind[p]) for p in missing), default=0)

    def _buy_until_parted(self, now: Standing) -> Prices:
        """Prices of projects with equal backing that some ballots must choose between, if any."""
        while level := self._most_backed(now):
            at_once = self._without_conflict(now, level)
            if not at_once:
                return level
            self._buy(now, level, at_once)
        return {}

    def _most_backed(self, now: Standing) -> Prices:
        """Those that were behind the first when last asked need not be asked again."""
        level: dict[int, Fraction] = {}
        best = Fraction(0)
        for project in sorted(now.backing, key=now.backing.__getitem__, reverse=True):
            if now.backing[project] < best:
                break
            price = self._price(project, now)
            if price is None:
                del now.backing[project]
                continue
            backing = now.backing[project] = self._costs[project] / price
            if backing > best:
                best, level = backing, {}
            if backing == best:
                level[project] = price
        return level

    def _price(self, project: int, now: Standing) -> Fraction | None:
        """The poorest give all they have as long as that is less than what it would be for each."""
        left, heads = self._costs[project] * now.coins_a_fen, self._behind[project]
        for at in sorted(self._backers[project], key=now.purses.__getitem__):
            purse = now.purses[at]
            if left <= purse * heads:
                return Fraction(left, heads * now.coins_a_fen)
            left -= purse * self._heads[at]
            heads -= self._heads[at]
        return None

    def _without_conflict(self, now: Standing, level: Prices) -> list[int]:
        """Those of equal backing whose backers can pay for all of these that they back."""
        if len(level) == 1:
            return list(level)
        bills: dict[int, list[int]] = {}
        for project in level:
            for at in self._backers[project]:
                bills.setdefault(at, []).append(project)
        short = {
            project
            for at, wished in bills.items()
            if len(wished) > 1
            and now.purses[at] < sum(level[each] for each in wished) * now.coins_a_fen
            for project in wished
        }
        return sorted(level.keys() - short)

    def _buy(self, now: Standing, level: Prices, chosen: Sequence[int]) -> None:
        for project in chosen:
            now.cut_coins((level[project] * now.coins_a_fen).denominator)
            price = int(level[project] * now.coins_a_fen)
            for at in self._backers[project]:
                now.purses[at] = max(0, now.purses[at] - price)
        scores = tuple((project, now.backing.pop(project)) for project in chosen)
        tied = tuple(sorted(level)) if len(level) > len(chosen) else ()
        now.bought |= set(chosen)
        now.rounds += (Round(scores, elected=tuple(chosen), tied=tied),)


def _parted(now: Standing, level: Prices) -> tuple[Round, ...]:
    scores = tuple((project, now.backing[project]) for project in sorted(level))
    return (*now.rounds, Round(scores, tied=tuple(sorted(level))))
