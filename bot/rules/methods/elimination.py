"""What ranked counts in rounds share: piles of ballots, crossing out, and who is last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction

from bot.rules.methods.outcome import Content, Groups


def piles(papers: Groups) -> Counter[int]:
    """How many ballots lie with each option: with the one they name first. Run-out ones are out."""
    held: Counter[int] = Counter()
    for ranking, n in papers.items():
        if ranking:
            held[ranking[0]] += n
    return held


def without(papers: Groups, gone: frozenset[int]) -> Groups:
    """The ballots with the gone crossed out; those that become equal are put together."""
    left: Counter[Content] = Counter()
    for ranking, n in papers.items():
        left[tuple(option for option in ranking if option not in gone)] += n
    return left


def ranked(papers: Groups) -> frozenset[int]:
    """Options that somebody ranks: nobody else can win anything."""
    return frozenset(option for ranking in papers for option in ranking)


def ways_out(
    held: Mapping[int, Fraction], seats: int = 1, quota: int | None = None
) -> tuple[tuple[int, ...], ...]:
    """Who goes: the last, or, if several are, each of them as a way of its own.

    If nothing hangs on which of them goes first, they go at once: where all together hold less than
    the next one (so that all must follow), enough stay for the seats, and nobody is lifted to the
    quota meanwhile.
    """
    least = min(held.values())
    last = tuple(sorted(option for option, got in held.items() if got == least))
    others = [got for got in held.values() if got > least]
    moving = least * len(last)
    all_must = len(others) >= seats and moving < min(others)
    no_lift = quota is None or max(others, default=0) + moving < quota
    return (last,) if all_must and no_lift else tuple((option,) for option in last)


def level(ways: tuple[tuple[int, ...], ...]) -> tuple[int, ...]:
    """Those who were tied for going, if there is more than one way."""
    return tuple(option for way in ways for option in way) if len(ways) > 1 else ()
