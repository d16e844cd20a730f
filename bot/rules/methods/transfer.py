"""Rankings counted in rounds: the last one drops out, its votes go on (IRV, and STV for seats).

The quota is the whole number above votes / (seats + 1); what is over it goes on at a fraction of
its value (inclusive Gregory, exact). Where several are last, all go at once if together they cannot
reach the next one; otherwise every way is followed to its end, and only what all ways agree on is
decided.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from bot.rules.methods.outcome import Content, Groups, Outcome, Round

Papers = tuple[tuple[Content, Fraction], ...]


@dataclass(frozen=True)
class State:
    """Who is still in it, who has a seat, and what each group of ballots is still worth."""

    running: frozenset[int]
    elected: frozenset[int]
    papers: Papers


@dataclass(frozen=True)
class Ending:
    """Every set of winners that can come of a state, and the rounds of one way there."""

    winners: frozenset[frozenset[int]]
    rounds: tuple[Round, ...]
    left: Fraction = Fraction(0)


def transfer(options: int, seats: int, groups: Groups) -> Outcome:
    papers = tuple((ranking, Fraction(n)) for ranking, n in sorted(groups.items()) if ranking)
    votes = sum(int(worth) for _, worth in papers)
    blank = sum(n for ranking, n in groups.items() if not ranking)
    if not votes:
        return Outcome((), blank=blank)
    quota = votes // (seats + 1) + 1
    start = State(frozenset(range(options)), frozenset(), papers)
    ending = _Count(seats, quota).ending(start)
    sure, possible = frozenset.intersection(*ending.winners), frozenset.union(*ending.winners)
    scores = dict(ending.rounds[0].scores)
    return Outcome(
        tuple(sorted(sure)),
        tuple(sorted(possible - sure)),
        ending.rounds,
        tuple(scores.get(option, Fraction(0)) for option in range(options)),
        exhausted=ending.left,
        blank=blank,
        quota=quota,
    )


class _Count:
    """Remembers states already followed, since different ways meet again."""

    def __init__(self, seats: int, quota: int) -> None:
        self._seats = seats
        self._quota = quota
        self._known: dict[State, Ending] = {}

    def ending(self, state: State) -> Ending:
        if state not in self._known:
            self._known[state] = self._follow(state)
        return self._known[state]

    def _follow(self, state: State) -> Ending:
        held, left = _held(state)
        scores = tuple(sorted(held.items()))
        over = [option for option, got in held.items() if got >= self._quota]
        if len(state.elected) + len(state.running) <= self._seats:
            last = Round(scores, elected=tuple(sorted(state.running)))
            return Ending(frozenset({state.elected | state.running}), (last,), left)
        if over:
            return self._elect(state, held, tuple(sorted(over)), scores, left)
        return self._drop(state, held, scores)

    def _elect(
        self,
        state: State,
        held: dict[int, Fraction],
        over: tuple[int, ...],
        scores: tuple[tuple[int, Fraction], ...],
        left: Fraction,
    ) -> Ending:
        elected = state.elected | set(over)
        if len(elected) >= self._seats:
            return Ending(frozenset({elected}), (Round(scores, elected=over),), left)
        kept = {option: (held[option] - self._quota) / held[option] for option in over}
        papers = tuple(
            (ranking, worth * kept.get(_top(ranking, state.running), Fraction(1)))
            for ranking, worth in state.papers
        )
        after = self.ending(State(state.running - set(over), elected, papers))
        return replace(after, rounds=(Round(scores, elected=over), *after.rounds))

    def _drop(
        self, state: State, held: dict[int, Fraction], scores: tuple[tuple[int, Fraction], ...]
    ) -> Ending:
        least = min(held.values())
        last = tuple(sorted(option for option, got in held.items() if got == least))
        others = [got for got in held.values() if got > least]
        enough = len(state.elected) + len(others) >= self._seats
        together = enough and bool(others) and least * len(last) < min(others)
        ways = [last] if together else [(option,) for option in last]
        ends = [self.ending(replace(state, running=state.running - set(way))) for way in ways]
        tied = last if len(ways) > 1 else ()
        shown = Round(scores, dropped=ways[0], tied=tied)
        return Ending(
            frozenset().union(*(end.winners for end in ends)),
            (shown, *ends[0].rounds),
            ends[0].left,
        )


def _held(state: State) -> tuple[dict[int, Fraction], Fraction]:
    """What each running option holds, and what ranks none of them any more."""
    held = dict.fromkeys(state.running, Fraction(0))
    left = Fraction(0)
    for ranking, worth in state.papers:
        top = _top(ranking, state.running)
        if top in held:
            held[top] += worth
        else:
            left += worth
    return held, left


def _top(ranking: Content, running: frozenset[int]) -> int:
    return next((option for option in ranking if option in running), -1)
