"""Decides a vote with integers alone, because half is not more than half and floats blur just that.

The law's words: 以上 includes the number, 超过 and 过半数 exclude it (Civil Code 1259).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar


class Choice(StrEnum):
    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"


class Measure(StrEnum):
    """What is counted: households or people, and owners' area in hundredths of a square metre."""

    HEADS = "heads"
    AREA = "area"


class Basis(StrEnum):
    """Whom the threshold is a share of: all who may vote, those who voted, those in the room."""

    ELIGIBLE = "eligible"
    PARTICIPATING = "participating"
    PRESENT = "present"


class Result(StrEnum):
    NOT_QUORATE = "not_quorate"
    PASSED = "passed"
    NOT_PASSED = "not_passed"
    TIE = "tie"


class Tie(StrEnum):
    """What a tie between options comes to: it is talked over again, nothing is chosen and that is
    that, or the tied are drawn in public (bot.rules.lottery)."""

    TALK_AGAIN = "talk_again"
    FAILS = "fails"
    LOTTERY = "lottery"


class CheckKind(StrEnum):
    QUORUM = "quorum"
    THRESHOLD = "threshold"


@dataclass(frozen=True)
class Threshold:
    """A share to reach, or, if `strict`, to exceed."""

    numerator: int
    denominator: int
    strict: bool

    def needed(self, base: int) -> int:
        """The smallest count that satisfies; never 0, for nothing is decided by nobody."""
        whole, over = divmod(self.numerator * base, self.denominator)
        return max(1, whole + 1 if self.strict or over else whole)


@dataclass(frozen=True)
class Rule:
    """How a vote is decided. Without a threshold the option with most votes wins (plurality);
    between own options with one, the option with most votes must reach it, too (elections).

    Everyone who answered counts for the quorum. If `abstain_counts` is False, those who abstained
    are left out of the threshold's base, if that is those who took part. `tie` says what follows
    where options are tied; for and against as many is no tie, but less than more than half.
    """

    key: str
    quorum: Threshold | None
    threshold: Threshold | None
    basis: Basis
    measures: tuple[Measure, ...]
    abstain_counts: bool = True
    tie: Tie = Tie.TALK_AGAIN


@dataclass(frozen=True)
class Check:
    """One line of the result: got 58 of the 61 needed, 3 are missing."""

    kind: CheckKind
    measure: Measure
    got: int
    base: int
    needed: int
    threshold: Threshold

    @property
    def ok(self) -> bool:
        return self.got >= self.needed

    @property
    def missing(self) -> int:
        return max(0, self.needed - self.got)


@dataclass(frozen=True)
class Verdict:
    """`winners`: FOR if it passed, the winning option, or all the tied ones; else empty."""

    result: Result
    checks: tuple[Check, ...]
    winners: tuple[str, ...] = ()


C = TypeVar("C", bound=str)
Weights = Mapping[Measure, int]


def decide(
    rule: Rule,
    eligible: Weights,
    tally: Mapping[C, Weights],
    present: Weights | None = None,
    *,
    own_options: bool = False,
) -> Verdict:
    """`tally` is the weight behind each choice (for, against, abstain, or own options); `present`
    those in the room, if more than voted."""
    voted = {m: sum(weights.get(m, 0) for weights in tally.values()) for m in rule.measures}
    attending = {m: max(voted[m], (present or {}).get(m, 0)) for m in rule.measures}
    for m in rule.measures:
        if attending[m] > eligible.get(m, 0):
            raise ValueError(f"{attending[m]} {m} took part, of {eligible.get(m, 0)}")
    quorum = _quorum_checks(rule, eligible, attending)
    bases = {Basis.ELIGIBLE: eligible, Basis.PARTICIPATING: voted, Basis.PRESENT: attending}
    if rule.threshold is None:
        return _most_votes(rule.measures[0], quorum, tally)
    if own_options:
        return _elected(rule, rule.threshold, quorum, bases[rule.basis], tally)
    return _majority(rule, rule.threshold, quorum, bases[rule.basis], tally)


def _quorum_checks(rule: Rule, eligible: Weights, attending: Weights) -> tuple[Check, ...]:
    if rule.quorum is None:
        return ()
    return tuple(
        _check(CheckKind.QUORUM, m, attending[m], eligible[m], rule.quorum) for m in rule.measures
    )


def _majority(
    rule: Rule,
    threshold: Threshold,
    quorum: tuple[Check, ...],
    base: Weights,
    tally: Mapping[C, Weights],
) -> Verdict:
    votes: Mapping[str, Weights] = {str(choice): weights for choice, weights in tally.items()}
    left_out = rule.basis is Basis.PARTICIPATING and not rule.abstain_counts
    thresholds = tuple(
        _check(
            CheckKind.THRESHOLD,
            m,
            _weight(votes, Choice.FOR, m),
            base[m] - (_weight(votes, Choice.ABSTAIN, m) if left_out else 0),
            threshold,
        )
        for m in rule.measures
    )
    return _judged(quorum, thresholds, (Choice.FOR,))


def _elected(
    rule: Rule,
    threshold: Threshold,
    quorum: tuple[Check, ...],
    base: Weights,
    tally: Mapping[C, Weights],
) -> Verdict:
    """The option with most votes, if those are enough; equals are tied, and nobody is elected."""
    votes: Mapping[str, Weights] = {str(choice): weights for choice, weights in tally.items()}
    leading = _most_votes(rule.measures[0], (), tally).winners or tuple(votes)[:1]
    thresholds = tuple(
        _check(CheckKind.THRESHOLD, m, _weight(votes, leading[0], m), base[m], threshold)
        for m in rule.measures
    )
    return _judged(quorum, thresholds, leading)


def _judged(
    quorum: tuple[Check, ...], thresholds: tuple[Check, ...], winners: tuple[str, ...]
) -> Verdict:
    """`winners` have won if every check is met; of several none has."""
    checks = quorum + thresholds
    if not _all_ok(quorum):
        return Verdict(Result.NOT_QUORATE, checks)
    if not _all_ok(thresholds):
        return Verdict(Result.NOT_PASSED, checks)
    return Verdict(Result.PASSED if len(winners) == 1 else Result.TIE, checks, winners)


def _most_votes(measure: Measure, quorum: tuple[Check, ...], tally: Mapping[C, Weights]) -> Verdict:
    """A tie names the tied and decides nothing: the rule's `tie` says what follows."""
    if not _all_ok(quorum):
        return Verdict(Result.NOT_QUORATE, quorum)
    votes = {str(c): w.get(measure, 0) for c, w in tally.items() if c != Choice.ABSTAIN}
    most = max(votes.values(), default=0)
    winners = tuple(option for option, count in votes.items() if count == most)
    if most == 0:
        return Verdict(Result.NOT_PASSED, quorum)
    return Verdict(Result.PASSED if len(winners) == 1 else Result.TIE, quorum, winners)


def _check(kind: CheckKind, measure: Measure, got: int, base: int, threshold: Threshold) -> Check:
    return Check(kind, measure, got, base, threshold.needed(base), threshold)


def _weight(votes: Mapping[str, Weights], choice: str, measure: Measure) -> int:
    return votes.get(choice, {}).get(measure, 0)


def _all_ok(checks: tuple[Check, ...]) -> bool:
    return all(check.ok for check in checks)
