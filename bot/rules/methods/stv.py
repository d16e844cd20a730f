"""Single transferable vote: several seats, shared out in proportion to who is ranked by how many.

The quota is Droop's: the smallest whole number that only as many as there are seats can reach.
Whoever reaches it is elected, and what is over it moves on: all ballots of the pile do, each worth
less by the same fraction (weighted inclusive Gregory). Unlike rules that move some ballots and not
others, it needs no lot; all who are elected in a round pass on at once, so that no order of theirs
matters; and fractions stay exact, for rounding can hide a tie. If nobody reaches the quota the
last one drops out. Ties are followed along all ways, as in the instant runoff.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from bot.rules.methods.elimination import level, piles, ranked, ways_out, without
from bot.rules.methods.outcome import Content, Groups, Outcome, Round, split

MOST_WAYS = 5000
"""Standings followed before a count with many ties says: from its first tie on, undecided."""


@dataclass(frozen=True)
class Standing:
    """Who is in, who has a seat, and the ballots by what each of them is still worth."""

    running: frozenset[int]
    elected: frozenset[int]
    papers: Mapping[Fraction, Groups]
    past: tuple[frozenset[int], ...] = ()
    """Who was in at each election: with `running`, all that the ballots' worth depends on."""


@dataclass(frozen=True)
class Ending:
    """All sets that can win from here, the rounds to there, and what had run out by then."""

    possible: frozenset[frozenset[int]]
    rounds: tuple[Round, ...]
    exhausted: Fraction


class TooManyWays(Exception):
    """So many ties that following all their ways would take too long."""


def single_transferable_vote(options: int, seats: int, groups: Groups) -> Outcome:
    first = piles(groups)
    scores = tuple(Fraction(first[option]) for option in range(options))
    if not groups:
        return Outcome((), scores=scores)
    quota = sum(groups.values()) // (seats + 1) + 1
    start = Standing(ranked(groups), frozenset(), {Fraction(1): groups})
    try:
        ending = Counting(seats, quota, MOST_WAYS).follow(start)
    except TooManyWays:
        ending = Counting(seats, quota, 0).follow(start)
    winners, tied = split(ending.possible)
    return Outcome(winners, tied, ending.rounds, scores, ending.exhausted, quota=quota)


class Counting:
    """Follows a standing to its ends. Ways that meet again are followed once."""

    def __init__(self, seats: int, quota: int, most_ways: int) -> None:
        self._seats = seats
        self._quota = quota
        self._most_ways = most_ways
        self._known: dict[tuple[frozenset[int], tuple[frozenset[int], ...]], Ending] = {}

    def follow(self, now: Standing) -> Ending:
        key = now.running, now.past
        if key not in self._known:
            self._known[key] = self._step(now)
        return self._known[key]

    def _step(self, now: Standing) -> Ending:
        held, run_out = standings(now)
        scores = tuple(held.items())
        free = self._seats - len(now.elected)
        if len(now.running) <= free:
            return _end(now.elected | now.running, Round(scores, elected=tuple(held)), run_out)
        over = tuple(option for option in held if held[option] >= self._quota)
        if len(over) == free:
            return _end(now.elected.union(over), Round(scores, elected=over), run_out)
        if over:
            ending = self.follow(elect(now, over, held, self._quota))
            return replace(ending, rounds=(Round(scores, elected=over), *ending.rounds))
        return self._drop(now, held, run_out)

    def _drop(self, now: Standing, held: dict[int, Fraction], run_out: Fraction) -> Ending:
        scores = tuple(held.items())
        ways = ways_out(held, self._seats - len(now.elected), self._quota)
        tied = level(ways)
        if tied and not self._most_ways:
            return self._undecided(now, Round(scores, tied=tied), run_out)
        if len(self._known) > self._most_ways > 0:
            raise TooManyWays
        ends = [self.follow(drop(now, frozenset(way))) for way in ways]
        if len({end.possible for end in ends}) > 1:
            possible = frozenset(one for end in ends for one in end.possible)
            return Ending(possible, (Round(scores, tied=tied),), run_out)
        shown = Round(scores, dropped=ways[0], tied=tied)
        return replace(ends[0], rounds=(shown, *ends[0].rounds))

    def _undecided(self, now: Standing, last: Round, run_out: Fraction) -> Ending:
        """Any who are in might win."""
        possible = frozenset(now.elected | {option} for option in now.running)
        return Ending(possible, (last,), run_out)


def standings(now: Standing) -> tuple[dict[int, Fraction], Fraction]:
    """What lies with each who is in, and what ran out of choices."""
    held = dict.fromkeys(sorted(now.running), Fraction(0))
    run_out = Fraction(0)
    for worth, papers in now.papers.items():
        for option, n in piles(papers).items():
            held[option] += worth * n
        run_out += worth * papers.get((), 0)
    return held, run_out


def drop(now: Standing, gone: frozenset[int]) -> Standing:
    left = {worth: without(papers, gone) for worth, papers in now.papers.items()}
    return replace(now, running=now.running - gone, papers=left)


def elect(
    now: Standing, over: tuple[int, ...], held: Mapping[int, Fraction], quota: int
) -> Standing:
    """Their ballots move on, together worth what each of them held over the quota."""
    moved: dict[Fraction, Counter[Content]] = {}
    for worth, papers in now.papers.items():
        stay = moved.setdefault(worth, Counter())
        pile = {
            option: moved.setdefault(worth * (held[option] - quota) / held[option], Counter())
            for option in over
        }
        for ranking, n in papers.items():
            (pile.get(ranking[0], stay) if ranking else stay)[ranking] += n
    elected = now.elected.union(over)
    after = Standing(now.running, elected, moved, (*now.past, now.running))
    return drop(after, frozenset(over))


def _end(winners: frozenset[int], last: Round, run_out: Fraction) -> Ending:
    return Ending(frozenset({winners}), (last,), run_out)
