"""What must hold among the sums of a count whose ballots are not published: which of its lines
cannot be right.

Approval, scores and Schulze follow from their sums alone. Of a count in rounds, every round must
follow from the one before; of a budget, every purchase must have been affordable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from bot.rules.methods import BEST, Method, Outcome, Round
from bot.rules.methods.outcome import most
from bot.rules.methods.schulze import decided, strongest_chains

Line = tuple[str | int, ...]
"""Part of a count: ("scores", 2) is what option 2 got, ("rounds", 0) the first round."""
END: Line = ("end",)


@dataclass(frozen=True)
class Question:
    method: Method
    options: int
    seats: int
    costs: Sequence[int]
    money: int
    cast: int


def doubts(asked: Question, count: Outcome) -> set[Line]:
    """The lines that do not follow from the others. Raises ValueError for a count that names
    options which do not exist, or sums that are no numbers of ballots."""
    _check_shape(asked, count)
    return set(_CHECKS[asked.method](asked, count))


def _check_shape(asked: Question, count: Outcome) -> None:
    named = {*count.winners, *count.tied}
    for step in count.rounds:
        named |= {*step.elected, *step.dropped, *step.tied, *(option for option, _ in step.scores)}
    if not named <= set(range(asked.options)) or len(count.scores) != asked.options:
        raise ValueError(f"options {sorted(named)}, of {asked.options}")
    sums = [*count.scores, *(got for step in count.rounds for _, got in step.scores)]
    if min([*sums, count.exhausted, Fraction(count.blank)]) < 0:
        raise ValueError("less than no ballots")
    square = asked.options if asked.method is Method.SCHULZE else 0
    for table in (count.pairs, count.strengths):
        if [len(row) for row in table] != [square] * square:
            raise ValueError("a table of pairs that is not square")


def _most(asked: Question, count: Outcome) -> Iterator[Line]:
    each = BEST if asked.method is Method.SCORE else 1
    filled_in = asked.cast - count.blank
    if filled_in < 0:
        yield ("blank",)
    for option, got in enumerate(count.scores):
        if got > each * filled_in:
            yield "scores", option
    if most(count.scores, asked.seats, count.blank) != count:
        yield END


def _schulze(asked: Question, count: Outcome) -> Iterator[Line]:
    for a in range(asked.options):
        for b in range(a + 1, asked.options):
            if count.pairs[a][b] + count.pairs[b][a] > asked.cast:
                yield "pairs", a, b
    if strongest_chains(count.pairs) != count.strengths:
        yield ("strengths",)
    if decided(count.pairs, asked.cast) != count:
        yield END


def _runoff(asked: Question, count: Outcome) -> Iterator[Line]:
    yield from _rounds(asked, count, 0)
    last = count.rounds[-1] if count.rounds else Round(())
    total = sum(got for _, got in last.scores)
    for option in last.elected:
        if 2 * dict(last.scores)[option] <= total:
            yield "rounds", len(count.rounds) - 1
    if asked.cast - total != count.exhausted:
        yield ("exhausted",)
    one = len(count.winners) == 1 and not count.tied
    if count.winners != last.elected or not (one or _stopped(count, 1)):
        yield END


def _transfers(asked: Question, count: Outcome) -> Iterator[Line]:
    if count.rounds and count.quota != asked.cast // (asked.seats + 1) + 1:
        yield ("quota",)
    yield from _rounds(asked, count, count.quota)
    seated = [option for step in count.rounds for option in step.elected]
    last = count.rounds[-1] if count.rounds else Round(())
    before = len(seated) - len(last.elected)
    left = sum(got for _, got in last.scores) + count.quota * before
    if asked.cast - left != count.exhausted:
        yield ("exhausted",)
    full = tuple(sorted(seated)) == count.winners and not count.tied
    stopped = set(seated) <= set(count.winners) and _stopped(count, asked.seats)
    if len(count.winners) > asked.seats or not (full or stopped):
        yield END


def _stopped(count: Outcome, seats: int) -> bool:
    """By a tie for the last seats, or because there was nobody to count."""
    if not count.rounds:
        return not count.winners and not count.tied
    last = count.rounds[-1]
    running = {option for option, _ in last.scores}
    at_the_tie = bool(last.tied) and not last.elected and not last.dropped
    apart = not set(count.winners) & set(count.tied) and set(count.tied) <= running
    return at_the_tie and apart and len(count.winners) + len(count.tied) > seats


def _rounds(asked: Question, count: Outcome, quota: int) -> Iterator[Line]:
    """Each round against the one before: nobody comes back, no pile shrinks, none grows from
    nothing, and whoever dropped out was last."""
    before: Round | None = None
    seated, worth = 0, Fraction(asked.cast)
    for number, step in enumerate(count.rounds):
        held = dict(step.scores)
        now = sum(held.values()) + quota * seated
        start = before or Round(tuple((option, count.scores[option]) for option in held))
        gone = {*start.elected, *start.dropped}
        fits = set(held) == {option for option, _ in start.scores} - gone
        grown = fits and all(held[option] >= got for option, got in start.scores if option in held)
        if not grown or now > worth or not _step_fits(step, held, quota):
            yield "rounds", number
        before, worth, seated = step, Fraction(now), seated + len(step.elected)
    yield from _first(count)


def _first(count: Outcome) -> Iterator[Line]:
    first = dict(count.rounds[0].scores) if count.rounds else {}
    for option, got in enumerate(count.scores):
        if first.get(option, Fraction(0)) != got:
            yield "scores", option


def _step_fits(step: Round, held: dict[int, Fraction], quota: int) -> bool:
    if not held or not {*step.elected, *step.dropped, *step.tied} <= set(held):
        return False
    least = {option for option in held if held[option] == min(held.values())}
    if step.elected:
        short = [option for option in step.elected if held[option] < quota]
        return not step.dropped and (not short or set(step.elected) == set(held))
    if step.tied:
        one_or_none = len(step.dropped) <= 1
        return one_or_none and set(step.dropped) <= set(step.tied) == least
    return bool(step.dropped) and set(step.dropped) == least


def _budget(asked: Question, count: Outcome) -> Iterator[Line]:
    filled_in = asked.cast - count.blank
    for option, got in enumerate(count.scores):
        if got > filled_in:
            yield "scores", option
    if filled_in and count.share and count.share < asked.money // filled_in:
        yield ("share",)
    for number, step in enumerate(count.rounds):
        if not all(_affordable(asked, count, *score) for score in step.scores):
            yield "rounds", number
    known = count.tied or _follows(count)
    wanted = all(count.scores[option] for option in count.tied)
    apart = wanted and not set(count.winners) & set(count.tied)
    spent = sum(asked.costs[option] for option in count.winners)
    if not (known and apart and spent <= asked.money):
        yield END


def _follows(count: Outcome) -> bool:
    """What has won is what was bought. Where the ways part and one is left, the others having cost
    too much, the purchases end before it: then it begins with them and takes one they parted at."""
    bought = sorted(option for step in count.rounds for option in step.elected)
    parted = count.rounds[-1].tied if count.rounds else ()
    if not parted:
        return tuple(bought) == count.winners
    more = [option for option in count.winners if option not in bought]
    return tuple(sorted({*bought, *more})) == count.winners and not set(parted).isdisjoint(more)


def _affordable(asked: Question, count: Outcome, option: int, backing: Fraction) -> bool:
    """Nobody pays more than the share, nor does a project have more behind it than ticked it."""
    if not 0 < backing <= count.scores[option]:
        return False
    return not count.share or asked.costs[option] / backing <= count.share


_CHECKS: dict[Method, Callable[[Question, Outcome], Iterator[Line]]] = {
    Method.APPROVAL: _most,
    Method.SCORE: _most,
    Method.SCHULZE: _schulze,
    Method.IRV: _runoff,
    Method.STV: _transfers,
    Method.BUDGET: _budget,
}
