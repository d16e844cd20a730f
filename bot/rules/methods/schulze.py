"""Schulze: whoever beats each other option, straight or by the stronger chain of wins, wins.

A chain is as strong as its weakest win; a win is as strong as the number who voted for it.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

from bot.rules.methods.outcome import Groups, Outcome
from bot.rules.methods.pairwise import Table, pairwise


def schulze(options: int, groups: Groups) -> Outcome:
    return decided(pairwise(options, groups), sum(groups.values()))


def decided(pairs: Table, cast: int) -> Outcome:
    """The score of an option is how many others it beats. Several unbeaten ones are tied."""
    chains, options = strongest_chains(pairs), range(len(pairs))
    wins = [[chains[a][b] > chains[b][a] for b in options] for a in options]
    unbeaten = tuple(b for b in options if cast and not any(row[b] for row in wins))
    winners, tied = ((), unbeaten) if len(unbeaten) > 1 else (unbeaten, ())
    return Outcome(
        winners,
        tied,
        scores=tuple(Fraction(sum(row)) for row in wins),
        pairs=pairs,
        strengths=chains,
    )


def strongest_chains(pairs: Table) -> Table:
    """Start with the straight wins, then let every option in turn be a stop on the way."""
    options = range(len(pairs))
    chains = [[pairs[a][b] if pairs[a][b] > pairs[b][a] else 0 for b in options] for a in options]
    for stop, a, b in permutations(options, 3):
        chains[a][b] = max(chains[a][b], min(chains[a][stop], chains[stop][b]))
    return tuple(map(tuple, chains))
