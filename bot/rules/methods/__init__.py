"""Counts ballots by the method a vote was opened with, in whole numbers and fractions.

A tie is an answer, never settled by the order of options or ballots and never by a random number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from bot.rules.methods import majority, score
from bot.rules.methods.approval import approval
from bot.rules.methods.consent import ANSWERS, consent
from bot.rules.methods.equal_shares import Progress, equal_shares
from bot.rules.methods.irv import instant_runoff
from bot.rules.methods.outcome import Content, Method, Outcome, Round
from bot.rules.methods.schulze import schulze
from bot.rules.methods.stv import single_transferable_vote

__all__ = [
    "BEST",
    "MOST_RANKED",
    "RANKED",
    "TICKED",
    "Content",
    "Method",
    "Outcome",
    "Round",
    "count",
    "valid",
]

RANKED = (Method.IRV, Method.SCHULZE, Method.STV)
TICKED = (Method.APPROVAL, Method.BUDGET)
BEST = 5
"""The highest score of a ballot."""
MOST_RANKED = 12
"""Options of a count in rounds: with all of them level there are as many ways as sets of them."""


def count(
    method: Method,
    options: int,
    ballots: Iterable[tuple[Content, int]],
    *,
    seats: int = 1,
    costs: Sequence[int] = (),
    money: int = 0,
    max_score: int = BEST,
    resolved: int = 0,
    progress: Progress | None = None,
) -> Outcome:
    """The outcome of ballots, each given with how many are equal to it.

    `seats` are for approval, scores and STV; `costs` and `money` (fen) and `progress` for budgets;
    `resolved` is how many objections to a consent are open no more. Raises ValueError for ballots
    that are not `valid`, and for a question that cannot be counted.
    """
    _check_question(method, options, seats, costs, money)
    groups: Counter[Content] = Counter()
    for content, n in ballots:
        if n < 0 or not valid(method, options, content, max_score=max_score):
            raise ValueError(f"{n} ballots {content} in a count by {method} of {options} options")
        groups[tuple(content)] += n
    groups = +groups  # without those that nobody cast
    by: dict[Method, Callable[[], Outcome]] = {
        Method.MAJORITY: lambda: majority.majority(groups),
        Method.CHOICE: lambda: majority.one_of_many(options, groups),
        Method.APPROVAL: lambda: approval(options, seats, groups),
        Method.SCORE: lambda: score.score(options, seats, groups),
        Method.IRV: lambda: instant_runoff(options, groups),
        Method.SCHULZE: lambda: schulze(options, groups),
        Method.STV: lambda: single_transferable_vote(options, seats, groups),
        Method.BUDGET: lambda: equal_shares(costs, money, groups, progress),
        Method.CONSENT: lambda: consent(groups, resolved),
    }
    return by[method]()


def valid(method: Method, options: int, content: Content, *, max_score: int = BEST) -> bool:
    """Whether a ballot is well formed. No ticks at all is: none of them."""
    if method is Method.SCORE:
        return len(content) == options and all(0 <= given <= max_score for given in content)
    known = all(0 <= option < options for option in content)
    if method in RANKED:
        return known and 0 < len(content) == len(set(content))
    if method in TICKED:
        return known and list(content) == sorted(set(content))
    return known and len(content) == 1


def _check_question(
    method: Method, options: int, seats: int, costs: Sequence[int], money: int
) -> None:
    if method in (Method.MAJORITY, Method.CONSENT) and options != len(ANSWERS):
        raise ValueError(f"{options} answers, of {len(ANSWERS)}")
    if method in (Method.IRV, Method.STV) and options > MOST_RANKED:
        raise ValueError(f"{options} options are too many to count in rounds")
    if seats < 1:
        raise ValueError(f"{seats} seats")
    if method is Method.BUDGET and (len(costs) != options or min([*costs, money]) < 1):
        raise ValueError(f"{options} projects cost {list(costs)} fen, of {money}")
