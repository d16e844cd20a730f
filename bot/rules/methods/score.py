"""Scores: every option gets points from each ballot; most points win."""

from __future__ import annotations

from fractions import Fraction

from bot.rules.methods.outcome import Groups, Outcome, most


def score(options: int, seats: int, groups: Groups) -> Outcome:
    """A ballot of nothing but 0 is blank."""
    points = [sum(given[option] * n for given, n in groups.items()) for option in range(options)]
    blank = sum(n for given, n in groups.items() if not any(given))
    return most(tuple(map(Fraction, points)), seats, blank)
