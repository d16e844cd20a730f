"""Every two options meet; the winner beats each other one by the stronger chain of wins."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

from bot.rules.methods.outcome import Groups, Outcome

Table = list[list[int]]


def schulze(options: int, groups: Groups) -> Outcome:
    """Options left out of a ranking stand below all ranked ones, and level with each other."""
    pairs = pairwise(options, groups)
    paths = strongest_paths(pairs)
    unbeaten = tuple(
        a for a in range(options) if all(paths[a][b] >= paths[b][a] for b in range(options))
    )
    wins = tuple(
        Fraction(sum(pairs[a][b] > pairs[b][a] for b in range(options))) for a in range(options)
    )
    table = tuple(map(tuple, pairs))
    if len(unbeaten) == 1:
        return Outcome(unbeaten, scores=wins, pairs=table)
    return Outcome((), unbeaten, scores=wins, pairs=table)


def pairwise(options: int, groups: Groups) -> Table:
    """How many put a before b."""
    pairs = [[0] * options for _ in range(options)]
    for ranking, n in groups.items():
        below = set(range(options))
        for option in ranking:
            below.discard(option)
            for other in below:
                pairs[option][other] += n
    return pairs


def strongest_paths(pairs: Table) -> Table:
    """A chain of wins is as strong as its weakest win (counted in the winner's votes)."""
    options = range(len(pairs))
    paths = [[pairs[a][b] if pairs[a][b] > pairs[b][a] else 0 for b in options] for a in options]
    for via, a, b in permutations(options, 3):
        paths[a][b] = max(paths[a][b], min(paths[a][via], paths[via][b]))
    return paths
