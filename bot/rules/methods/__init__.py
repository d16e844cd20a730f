"""Counts ballots by the method a vote was opened with, in whole numbers and fractions.

A tie is an answer, never settled by the order of the options and never by a random number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from bot.rules.methods.budget import equal_shares
from bot.rules.methods.outcome import Content, Method, Outcome, Round
from bot.rules.methods.points import approval, choice, consent, score
from bot.rules.methods.schulze import schulze
from bot.rules.methods.transfer import transfer

__all__ = ["Content", "Method", "Outcome", "Round", "count", "valid"]

RANKED = (Method.IRV, Method.SCHULZE, Method.STV)
TICKED = (Method.APPROVAL, Method.BUDGET)
BEST = 5


def count(
    method: Method,
    options: int,
    ballots: Iterable[tuple[Content, int]],
    *,
    seats: int = 1,
    costs: Sequence[int] = (),
    money: int = 0,
) -> Outcome:
    """The outcome of ballots, each given with how many are equal to it; their order is nothing."""
    groups: Counter[Content] = Counter()
    for content, n in ballots:
        groups[content] += n
    if method is Method.BUDGET:
        return equal_shares(costs, money, groups)
    if method in (Method.IRV, Method.STV):
        return transfer(options, seats if method is Method.STV else 1, groups)
    return _PLAIN[method](options, groups)


def valid(method: Method, options: int, content: Content) -> bool:
    """Whether a ballot is well formed. An empty list of ticks is: none of them."""
    if method is Method.SCORE:
        return len(content) == options and all(0 <= given <= BEST for given in content)
    known = all(0 <= option < options for option in content)
    once = len(set(content)) == len(content)
    if method in RANKED:
        return known and once and bool(content)
    if method in TICKED:
        return known and once and list(content) == sorted(content)
    return known and len(content) == 1


_PLAIN = {
    Method.MAJORITY: choice,
    Method.CHOICE: choice,
    Method.APPROVAL: approval,
    Method.SCORE: score,
    Method.SCHULZE: schulze,
    Method.CONSENT: consent,
}
