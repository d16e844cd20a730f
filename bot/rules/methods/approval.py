"""Approval: tick all you could live with; most ticks win."""

from __future__ import annotations

from fractions import Fraction

from bot.rules.methods.outcome import Groups, Outcome, most


def approval(options: int, seats: int, groups: Groups) -> Outcome:
    return most(ticks(options, groups), seats, groups.get((), 0))


def ticks(options: int, groups: Groups) -> tuple[Fraction, ...]:
    """How many ticked each option."""
    counted = [0] * options
    for ticked, n in groups.items():
        for option in ticked:
            counted[option] += n
    return tuple(map(Fraction, counted))
