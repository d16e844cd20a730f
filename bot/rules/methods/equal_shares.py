"""A budget by the method of equal shares: every voter has the same part of the money to give.

A project is bought by those who ticked it, each paying the same, or all that is left of their part.
The next one is always the project with most backing: its cost divided by the most that one of its
backers must pay, which is how many stand behind it as if each paid that much.

Completion (named add1): where that leaves money over, everyone's part is raised by a hundredth, at
least one fen, and the buying starts anew; this goes on past the first list that uses up the money,
and ends with the last list before one that costs more than there is. In Wieliczka (2023) a raise
was one zloty, 0.7 % of the first part; here it is 1 % of the part, as sums differ from yard to yard
and the count must end soon for all of them. (Raised fen by fen, 120 households and 8 projects take
half a minute; in 30 made-up yards of that size, 1 % and one yuan bought the same.)

Ties: projects with equal backing that no ballot must choose between are bought together; else each
is bought first in turn and every way is followed. What all ways buy has won. With too many ways to
follow, all is tied.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.rules.methods.approval import ticks
from bot.rules.methods.outcome import Groups, Outcome, split
from bot.rules.methods.shopping import Shopping, TooManyWays, Trips

Progress = Callable[[int, int], None]
"""Told after each list what it costs and how much money there is, in fen."""


def equal_shares(
    costs: Sequence[int], money: int, groups: Groups, progress: Progress | None = None
) -> Outcome:
    """Blank ballots have no part in the money: they say that none of it should be spent."""
    voters = sum(n for content, n in groups.items() if content)
    counted, blank = ticks(len(costs), groups), groups.get((), 0)
    if not voters:
        return Outcome((), scores=counted, blank=blank)
    shopping = Shopping(costs, money, groups)
    try:
        share, possible, trips = completed(shopping, money, money // voters, progress or _nobody)
    except TooManyWays as undecided:
        everything = tuple(sorted(shopping.wanted))
        return Outcome((), everything, undecided.rounds, counted, blank=blank)
    winners, tied = split(possible)
    return Outcome(winners, tied, trips.rounds, counted, blank=blank, share=share)


def completed(
    shopping: Shopping, money: int, share: int, progress: Progress
) -> tuple[int, frozenset[frozenset[int]], Trips]:
    """The last share that is raised to, all lists that may come out, and the buying of the last.

    Where only some of the ways of a raise cost too much, the others go on.
    """
    trips = shopping.with_share(share)
    going_on, ended = trips.bought, frozenset[frozenset[int]]()
    while going_on != {shopping.wanted}:
        progress(max(map(shopping.cost, going_on)), money)
        share, raised = raise_share(share, shopping.unchanged_below(trips))
        after = shopping.with_share(raised)
        within = frozenset(bought for bought in after.bought if shopping.cost(bought) <= money)
        if within != after.bought:
            ended |= going_on
        if not within:
            return share, ended, trips
        share, going_on, trips = raised, within, after
    return share, ended | going_on, trips


def raise_share(share: int, unchanged_below: int) -> tuple[int, int]:
    """One raise, or as many as are known to change nothing and the first that may: the shares
    before and after it."""
    raised = share + max(1, share // 100)
    while raised < unchanged_below:
        share, raised = raised, raised + max(1, raised // 100)
    return share, raised


def _nobody(cost: int, money: int) -> None:
    """Progress that nobody asked for."""
