"""The same counts written a second time, as slowly and plainly as can be, to check the first.

Every ballot on its own, no grouping, no shortcuts, every tie followed to its end. Nothing here is
shared with `bot.rules`. Where ties leave several ends, all of them are returned.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise, permutations

Ballot = tuple[int, ...]
Ends = set[frozenset[int]]


def more_than_half(ballots: Sequence[Ballot]) -> bool:
    return 2 * ballots.count((0,)) > len(ballots)


def tops(scores: Sequence[int], seats: int) -> Ends:
    """Every way to hand out the seats from the top, one after the other; nobody gets one for 0."""
    ends: Ends = set()

    def hand_out(won: frozenset[int]) -> None:
        left = {o: got for o, got in enumerate(scores) if o not in won and got > 0}
        if len(won) == seats or not left:
            ends.add(won)
            return
        for option, got in left.items():
            if got == max(left.values()):
                hand_out(won | {option})

    hand_out(frozenset())
    return ends


def ticks(options: int, ballots: Sequence[Ballot]) -> list[int]:
    return [sum(option in ballot for ballot in ballots) for option in range(options)]


def points(options: int, ballots: Sequence[Ballot]) -> list[int]:
    return [sum(ballot[option] for ballot in ballots) for option in range(options)]


def top(ballot: Ballot, among: frozenset[int]) -> int:
    """-1: the ballot names nobody of these."""
    return next((option for option in ballot if option in among), -1)


def runoff(ballots: Sequence[Ballot]) -> Ends:
    """Drop one at a time until one is left."""
    ends: Ends = set()

    def drop(running: frozenset[int]) -> None:
        if len(running) == 1:
            ends.add(running)
            return
        first = [top(ballot, running) for ballot in ballots]
        least = min(first.count(option) for option in running)
        for option in running:
            if first.count(option) == least:
                drop(running - {option})

    drop(frozenset(option for ballot in ballots for option in ballot))
    return ends


def pairs(options: int, ballots: Sequence[Ballot]) -> list[list[int]]:
    def before(ballot: Ballot, a: int, b: int) -> bool:
        return a in ballot and (b not in ballot or ballot.index(a) < ballot.index(b))

    return [
        [sum(before(ballot, a, b) for ballot in ballots) for b in range(options)]
        for a in range(options)
    ]


def strength(table: Sequence[Sequence[int]], a: int, b: int) -> int:
    """Of all chains of wins from a to b, the one whose weakest win is strongest."""
    others = [option for option in range(len(table)) if option not in (a, b)]
    best = 0
    for length in range(len(others) + 1):
        for stops in permutations(others, length):
            chain = [a, *stops, b]
            links = list(pairwise(chain))
            if all(table[x][y] > table[y][x] for x, y in links):
                best = max(best, min(table[x][y] for x, y in links))
    return best


def unbeaten(options: int, ballots: Sequence[Ballot]) -> set[int]:
    table = pairs(options, ballots)
    return {
        b
        for b in range(options)
        if all(strength(table, a, b) <= strength(table, b, a) for a in range(options) if a != b)
    }


def transferable(ballots: Sequence[Ballot], seats: int) -> Ends:
    """Every ballot carries its own worth; all who reach the quota pass on at once."""
    quota = len(ballots) // (seats + 1) + 1
    ends: Ends = set()

    def count(running: frozenset[int], won: frozenset[int], worth: list[Fraction]) -> None:
        if len(won) == seats or len(running) <= seats - len(won):
            ends.add(won if len(won) == seats else won | running)
            return
        held = piled(ballots, worth, running)
        over = frozenset(option for option, got in held.items() if got >= quota)
        if over:
            kept = {option: 1 - quota / held[option] for option in over}
            left = [
                part * kept.get(top(ballot, running), Fraction(1))
                for ballot, part in zip(ballots, worth, strict=True)
            ]
            count(running - over, won | over, left)
            return
        for option in lowest(held):
            count(running - {option}, won, worth)

    named = frozenset(option for ballot in ballots for option in ballot)
    count(named, frozenset(), [Fraction(1)] * len(ballots))
    return ends


def piled(
    ballots: Sequence[Ballot], worth: Sequence[Fraction], running: frozenset[int]
) -> dict[int, Fraction]:
    held = dict.fromkeys(running, Fraction(0))
    for ballot, part in zip(ballots, worth, strict=True):
        option = top(ballot, running)
        if option in held:
            held[option] += part
    return held


def lowest(held: dict[int, Fraction]) -> list[int]:
    return [option for option, got in held.items() if got == min(held.values())]


def price(cost: int, purses: Sequence[Fraction]) -> Fraction | None:
    """The equal price at which these purses, the poorer giving all they have, make up the cost."""
    for rich in range(len(purses), 0, -1):
        purse = sorted(purses, reverse=True)
        each = (cost - sum(purse[rich:])) / Fraction(rich)
        if 0 < each <= purse[rich - 1] and all(poor <= each for poor in purse[rich:]):
            return each
    return None


def bought(costs: Sequence[int], ballots: Sequence[Ballot], share: int) -> Ends:
    ends: Ends = set()

    def buy(done: frozenset[int], purses: list[Fraction]) -> None:
        offers = {}
        for project, cost in enumerate(costs):
            backers = [
                purse for ballot, purse in zip(ballots, purses, strict=True) if project in ballot
            ]
            each = price(cost, backers)
            if project not in done and each is not None:
                offers[project] = (cost / each, each)
        if not offers:
            ends.add(done)
            return
        best = max(backing for backing, _ in offers.values())
        for project, (backing, each) in offers.items():
            if backing == best:
                after = [
                    purse - min(purse, each) if project in ballot else purse
                    for ballot, purse in zip(ballots, purses, strict=True)
                ]
                buy(done | {project}, after)

    buy(frozenset(), [Fraction(share)] * len(ballots))
    return ends


def equal_shares(costs: Sequence[int], money: int, ballots: Sequence[Ballot]) -> Ends:
    """Raise everyone's part by a hundredth (at least one) while what is bought can be paid for."""
    voters = [ballot for ballot in ballots if ballot]
    if not voters:
        return {frozenset()}
    wanted = {option for ballot in voters for option in ballot if costs[option] <= money}
    cheap = [cost if cost <= money else money * 1000 * len(voters) for cost in costs]
    share = money // len(voters)
    now, ends = bought(cheap, voters, share), set[frozenset[int]]()
    while now != {frozenset(wanted)}:
        share += max(1, share // 100)
        after = bought(cheap, voters, share)
        fine = {list_ for list_ in after if sum(costs[option] for option in list_) <= money}
        if fine != after:
            ends |= now
        if not fine:
            return ends
        now = fine
    return ends | now
