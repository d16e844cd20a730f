"""Money shared out by the method of equal shares: everyone has the same part of it to give.

A project is bought by those who ticked it, all paying the same, or all they have left. First comes
the project that most households stand behind for what they must still pay. If money is left, every
part is raised a hundredth at a time until one step more would cost more than there is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from bot.rules.methods.outcome import Content, Groups, Outcome, Round

HUNDREDTHS = 100


@dataclass(frozen=True)
class Bought:
    """Projects in the order they were bought, and the sets between which the order was open."""

    rounds: tuple[Round, ...]
    open: tuple[frozenset[int], ...]

    @property
    def projects(self) -> frozenset[int]:
        return frozenset(option for step in self.rounds for option in step.elected)


def equal_shares(costs: Sequence[int], money: int, groups: Groups) -> Outcome:
    """Bought once with equals taken from the first on and once from the last on: what differs
    between the two hung on their order, so it is tied."""
    voters = sum(groups.values())
    ticks = tuple(
        Fraction(sum(n for content, n in groups.items() if option in content))
        for option in range(len(costs))
    )
    blank = groups.get((), 0)
    if not voters:
        return Outcome((), scores=ticks, blank=blank)
    up, down = (_completed(costs, money, groups, turn) for turn in (1, -1))
    open_ = up.projects ^ down.projects
    tied = frozenset().union(*(one for one in (*up.open, *down.open) if one & open_), open_)
    winners = (up.projects & down.projects) - tied
    return Outcome(tuple(sorted(winners)), tuple(sorted(tied)), up.rounds, ticks, blank=blank)


def _completed(costs: Sequence[int], money: int, groups: Groups, turn: int) -> Bought:
    """The parts are raised while it stays within the money."""
    share = step = Fraction(money, sum(groups.values()))
    wanted = {option for content in groups for option in content if costs[option] <= money}
    found = _buy(costs, share, groups, turn)
    while found.projects != wanted:
        share += step / HUNDREDTHS
        more = _buy(costs, share, groups, turn)
        if sum(costs[option] for option in more.projects) > money or not step:
            break
        found = more
    return found


def _buy(costs: Sequence[int], share: Fraction, groups: Groups, turn: int) -> Bought:
    purses = {content: share for content in groups}
    waiting = {option for content in groups for option in content}
    rounds: list[Round] = []
    open_: list[frozenset[int]] = []
    while True:
        prices = {
            option: price
            for option in waiting
            if (price := _price(costs[option], option, groups, purses)) is not None
        }
        if not prices:
            return Bought(tuple(rounds), tuple(open_))
        # Behind each yuan of its cost stand cost/price households: the more, the sooner.
        support = {
            option: Fraction(costs[option] or 1) / (price or 1) for option, price in prices.items()
        }
        most = max(support.values())
        level = sorted(option for option in support if support[option] == most)
        chosen = level[0] if turn > 0 else level[-1]
        if len(level) > 1:
            open_.append(frozenset(level))
        for content in purses:
            if chosen in content:
                purses[content] -= min(purses[content], prices[chosen])
        waiting.discard(chosen)
        shown = tuple(sorted(support.items()))
        rounds.append(Round(shown, elected=(chosen,), tied=tuple(level) if level[1:] else ()))


def _price(
    cost: int, option: int, groups: Groups, purses: dict[Content, Fraction]
) -> Fraction | None:
    """What each supporter pays, the poorer all they have; None when it is not enough."""
    backers = sorted((purses[content], n) for content, n in groups.items() if option in content)
    left, heads = Fraction(cost), sum(n for _, n in backers)
    for purse, n in backers:
        if left <= purse * heads:
            return left / heads
        left -= purse * n
        heads -= n
    return None
