"""For or against, and one of many: the verdict of `bot.rules.verdict`, told as an outcome.

Quorums, other thresholds and owners' area belong to a vote's rule: `verdict.decide` takes them all.
"""

from __future__ import annotations

from fractions import Fraction

from bot.rules.methods.outcome import Groups, Outcome
from bot.rules.shares import MORE_THAN_HALF
from bot.rules.verdict import Basis, Choice, Measure, Result, Rule, Threshold, Verdict, decide

FOR = 0
CHOICES = tuple(Choice)
"""The choices of a vote for or against, by number."""


def majority(groups: Groups) -> Outcome:
    """FOR wins with more than half of all who answered; exactly half is not more than half."""
    verdict = _verdict(MORE_THAN_HALF, groups, [choice.value for choice in CHOICES])
    won = (FOR,) if verdict.result is Result.PASSED else ()
    return Outcome(won, scores=_scores(groups, len(CHOICES)))


def one_of_many(options: int, groups: Groups) -> Outcome:
    """Most votes win, equals are tied."""
    verdict = _verdict(None, groups, [str(option) for option in range(options)])
    first = tuple(int(option) for option in verdict.winners)
    winners, tied = ((), first) if verdict.result is Result.TIE else (first, ())
    return Outcome(winners, tied, scores=_scores(groups, options))


def _verdict(threshold: Threshold | None, groups: Groups, names: list[str]) -> Verdict:
    rule = Rule("plain", None, threshold, Basis.PARTICIPATING, (Measure.HEADS,))
    tally = {name: {Measure.HEADS: groups.get((n,), 0)} for n, name in enumerate(names)}
    return decide(rule, {Measure.HEADS: sum(groups.values())}, tally)


def _scores(groups: Groups, options: int) -> tuple[Fraction, ...]:
    return tuple(Fraction(groups.get((option,), 0)) for option in range(options))
