"""The ways of counting that only add up: one choice, approval, scores, consent."""

from __future__ import annotations

from fractions import Fraction

from bot.rules.methods.outcome import Groups, Outcome, best

CONSENTS, STANDS_ASIDE, OBJECTS = range(3)


def choice(options: int, groups: Groups) -> Outcome:
    """Most votes win."""
    return approval(options, groups)


def approval(options: int, groups: Groups) -> Outcome:
    """Every option ticked gets one; most ticks win."""
    ticks = [0] * options
    for content, n in groups.items():
        for option in content:
            ticks[option] += n
    return best(tuple(map(Fraction, ticks)), groups.get((), 0))


def score(options: int, groups: Groups) -> Outcome:
    """Points are added up; most points win."""
    points = [
        sum(content[option] * n for content, n in groups.items()) for option in range(options)
    ]
    return best(tuple(map(Fraction, points)))


def consent(options: int, groups: Groups) -> Outcome:
    """Carried when somebody consents and nobody objects."""
    said = [groups.get((kind,), 0) for kind in range(options)]
    carried = said[CONSENTS] > 0 and said[OBJECTS] == 0
    return Outcome((CONSENTS,) if carried else (), scores=tuple(map(Fraction, said)))
