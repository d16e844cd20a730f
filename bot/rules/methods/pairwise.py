"""Every two options meet: who is put before whom, by how many."""

from __future__ import annotations

from bot.rules.methods.outcome import Groups

Table = tuple[tuple[int, ...], ...]


def pairwise(options: int, groups: Groups) -> Table:
    """`[a][b]` put a before b. Options left out of a ranking stand below it, level together."""
    before = [[0] * options for _ in range(options)]
    for ranking, n in groups.items():
        below = set(range(options))
        for option in ranking:
            below.discard(option)
            row = before[option]
            for other in below:
                row[other] += n
    return tuple(map(tuple, before))
