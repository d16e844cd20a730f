"""An election counted by the product, and a second time by brute force: all who can win."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from bot.rules.methods import Method, Outcome, count
from bot.rules.methods.consent import CONSENTS, OBJECTS
from tests.rules.methods import brute
from tests.rules.methods.elections import Election


def counted(vote: Election) -> Outcome:
    return count(
        vote.method,
        vote.options,
        vote.grouped(),
        seats=vote.seats,
        costs=vote.costs,
        money=vote.money,
    )


def majority(vote: Election) -> brute.Ends:
    return {frozenset({0} if brute.more_than_half(vote.ballots) else ())}


def consent(vote: Election) -> brute.Ends:
    carried = (CONSENTS,) in vote.ballots and (OBJECTS,) not in vote.ballots
    return {frozenset({0} if carried else ())}


def ticked(vote: Election) -> brute.Ends:
    return brute.tops(brute.ticks(vote.options, vote.ballots), vote.seats)


AGAIN: Mapping[Method, Callable[[Election], brute.Ends]] = MappingProxyType(
    {
        Method.MAJORITY: majority,
        Method.CHOICE: ticked,
        Method.APPROVAL: ticked,
        Method.SCORE: lambda vote: brute.tops(brute.points(vote.options, vote.ballots), vote.seats),
        Method.IRV: lambda vote: brute.runoff(vote.ballots),
        Method.SCHULZE: lambda vote: {
            frozenset({one}) for one in brute.unbeaten(vote.options, vote.ballots)
        },
        Method.STV: lambda vote: brute.transferable(vote.ballots, vote.seats),
        Method.BUDGET: lambda vote: brute.equal_shares(vote.costs, vote.money, vote.ballots),
        Method.CONSENT: consent,
    }
)
