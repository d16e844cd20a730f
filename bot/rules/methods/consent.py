"""Consent: carried when somebody consents and no reasoned objection is open.

The reasons, and who marked one resolved, are kept beside the ballots; here they are only counted.
"""

from __future__ import annotations

from fractions import Fraction

from bot.rules.methods.outcome import Groups, Outcome, Round

CONSENTS, STANDS_ASIDE, OBJECTS = ANSWERS = range(3)


def consent(groups: Groups, resolved: int) -> Outcome:
    """`resolved` of the objections are open no more: a second round says how many still are."""
    cast = [groups.get((answer,), 0) for answer in ANSWERS]
    still_open = cast[OBJECTS] - resolved
    if not 0 <= still_open <= cast[OBJECTS]:
        raise ValueError(f"{resolved} objections resolved, of {cast[OBJECTS]}")
    scores = tuple(map(Fraction, cast))
    rounds = [Round(tuple(enumerate(scores)))]
    if resolved:
        rounds.append(Round(((OBJECTS, Fraction(still_open)),)))
    carried = cast[CONSENTS] > 0 and still_open == 0
    return Outcome((CONSENTS,) if carried else (), rounds=tuple(rounds), scores=scores)


def resolved_of(count: Outcome | None) -> int:
    """Objections to a consent that are open no more: a second round says how many still are."""
    if count is None or len(count.rounds) < 2 or len(count.scores) <= OBJECTS:
        return 0
    left = sum(got for _, got in count.rounds[1].scores)
    return int(count.scores[OBJECTS] - left)
