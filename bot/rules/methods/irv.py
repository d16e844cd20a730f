"""Instant runoff: the last one drops out and its ballots move on, until one has more than half.

More than half means of the ballots that still name somebody who is in. Ties: where several are
last, each is dropped in turn and every way followed to its end. Who wins in all ways has won; who
wins in some is tied.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from bot.rules.methods.elimination import level, piles, ranked, ways_out, without
from bot.rules.methods.outcome import Groups, Outcome, Round, split


@dataclass(frozen=True)
class Ending:
    """All who can win from here, the rounds to there, and how many ballots had run out by then."""

    winners: frozenset[int]
    rounds: tuple[Round, ...]
    exhausted: int


Known = dict[frozenset[int], Ending]
"""Different ways meet again: where they lead depends only on who is still in."""


def instant_runoff(options: int, groups: Groups) -> Outcome:
    first = piles(groups)
    scores = tuple(Fraction(first[option]) for option in range(options))
    if not groups:
        return Outcome((), scores=scores)
    ending = _follow(groups, ranked(groups), {})
    winners, tied = split(frozenset(frozenset({winner}) for winner in ending.winners))
    return Outcome(winners, tied, ending.rounds, scores, Fraction(ending.exhausted))


def _follow(papers: Groups, running: frozenset[int], known: Known) -> Ending:
    lying, run_out = piles(papers), papers.get((), 0)
    held = {option: Fraction(lying[option]) for option in sorted(running)}
    scores = tuple(held.items())
    ahead = tuple(option for option in held if 2 * lying[option] > lying.total())
    if ahead:
        return Ending(frozenset(ahead), (Round(scores, elected=ahead),), run_out)
    ways = ways_out(held)
    ends = [_after(papers, running, way, known) for way in ways]
    tied = level(ways)
    if len({end.winners for end in ends}) > 1:
        winners = frozenset(winner for end in ends for winner in end.winners)
        return Ending(winners, (Round(scores, tied=tied),), run_out)
    shown = Round(scores, dropped=ways[0], tied=tied)
    return Ending(ends[0].winners, (shown, *ends[0].rounds), ends[0].exhausted)


def _after(papers: Groups, running: frozenset[int], way: tuple[int, ...], known: Known) -> Ending:
    left = running.difference(way)
    if left not in known:
        known[left] = _follow(without(papers, frozenset(way)), left, known)
    return known[left]
