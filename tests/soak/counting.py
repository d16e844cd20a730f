"""`python -m tests.soak.counting [--elections N] [--seed S]`: counts compared, as long as liked.

First with other people's libraries (`tests.soak.oracles`), then with our own brute force, which
also counts budgets. Ends with 1 at the first election that comes out differently, and prints it.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from random import Random

from bot.rules.methods import RANKED, Method, Outcome
from tests.rules.methods.elections import Election, election
from tests.rules.methods.second_count import AGAIN, counted
from tests.soak.oracles import ORACLES

ONE_SEAT = (Method.APPROVAL, Method.SCORE)


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser("python -m tests.soak.counting", description=__doc__)
    parser.add_argument("--elections", type=int, default=3000, help="of each method")
    parser.add_argument("--seed", type=int, default=0, help="the first of the seeds")
    args = parser.parse_args(argv)
    agreed: Counter[str] = Counter()
    for method in Method:
        for vote in elections(method, args.seed, args.elections):
            for said in differences(vote, agreed):
                sys.stdout.write(f"{said}\n")
                return 1
    for comparison, n in sorted(agreed.items()):
        sys.stdout.write(f"{n:7} agree  {comparison}\n")
    return 0


def elections(method: Method, seed: int, how_many: int) -> Iterator[Election]:
    """Every second ranking is completed: some oracles know complete ones only."""
    for number in range(seed, seed + how_many):
        random = Random(f"{method} {number}")
        vote = election(random, method)
        yield _completed(vote, random) if method in RANKED and number % 2 else vote


def differences(vote: Election, agreed: Counter[str]) -> Iterator[str]:
    ours = counted(vote)
    ends = AGAIN[vote.method](vote)
    sure, possible = frozenset.intersection(*ends), frozenset.union(*ends)
    if (frozenset(ours.winners), frozenset(ours.tied)) != (sure, possible - sure):
        yield f"brute force says {sure}, perhaps {possible - sure}; ours {ours}; {vote}"
    agreed[f"{vote.method}: brute force"] += 1
    yield from _other_libraries(vote, ours, agreed)


def _other_libraries(vote: Election, ours: Outcome, agreed: Counter[str]) -> Iterator[str]:
    if vote.method in ONE_SEAT:
        vote = replace(vote, seats=1)
        ours = counted(vote)
    if not (ours.winners or ours.tied):
        return  # All ballots are blank: libraries elect everyone, we nobody.
    for oracle in ORACLES.get(vote.method, ()):
        found = oracle(vote, ours)
        if found is None:
            continue
        if found != {*ours.winners, *ours.tied}:
            yield f"{oracle.__name__} says {found}; ours {ours}; {vote}"
        agreed[f"{vote.method}: {oracle.__name__}"] += 1


def _completed(vote: Election, random: Random) -> Election:
    ballots = []
    for ballot in vote.ballots:
        rest = [option for option in range(vote.options) if option not in ballot]
        ballots.append((*ballot, *random.sample(rest, len(rest))))
    return replace(vote, ballots=tuple(ballots))


if __name__ == "__main__":
    sys.exit(main())
