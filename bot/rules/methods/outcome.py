"""What every way of counting takes and gives: grouped ballots in, an outcome with its ties out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

Content = tuple[int, ...]
"""A ballot: the option chosen, the options ticked, a score for each, or a ranking, best first."""
Groups = Mapping[Content, int]
"""How many ballots are equal to each: no count depends on the order in which they came."""


class Method(StrEnum):
    MAJORITY = "majority"
    CHOICE = "choice"
    APPROVAL = "approval"
    SCORE = "score"
    IRV = "irv"
    SCHULZE = "schulze"
    STV = "stv"
    BUDGET = "budget"
    CONSENT = "consent"


@dataclass(frozen=True)
class Round:
    """One step of a count: what each option still in it held, and what came of that.

    `tied` names all who could have been dropped or bought in this step. All ways were followed; if
    they lead to different ends, nobody is dropped or elected here and the rounds stop.
    """

    scores: tuple[tuple[int, Fraction], ...]
    elected: tuple[int, ...] = ()
    dropped: tuple[int, ...] = ()
    tied: tuple[int, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """`winners` win however ties are settled; of `tied` only some would, so the count is silent.

    `exhausted` ran out of choices, `blank` ballots favour nothing. `quota` is what elects (STV);
    `pairs[a][b]` put a before b, `strengths[a][b]` is the strongest chain from a to b (Schulze);
    `share` is what each voter had to give in the end, in fen (budget).
    """

    winners: tuple[int, ...]
    tied: tuple[int, ...] = ()
    rounds: tuple[Round, ...] = ()
    scores: tuple[Fraction, ...] = ()
    exhausted: Fraction = Fraction(0)
    blank: int = 0
    quota: int = 0
    pairs: tuple[tuple[int, ...], ...] = ()
    strengths: tuple[tuple[int, ...], ...] = ()
    share: int = 0


def most(scores: tuple[Fraction, ...], seats: int = 1, blank: int = 0) -> Outcome:
    """The `seats` options with most win. Equals for whom seats run out are tied; 0 never wins."""
    winners: list[int] = []
    tied: list[int] = []
    for option, got in enumerate(scores):
        ahead = sum(other > got for other in scores)
        level = sum(other == got for other in scores)
        if got > 0 and ahead < seats:
            (winners if ahead + level <= seats else tied).append(option)
    return Outcome(tuple(winners), tuple(tied), scores=scores, blank=blank)


def split(possible: frozenset[frozenset[int]]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Of all sets that could win: who is in every one, and who only in some."""
    sure, some = frozenset.intersection(*possible), frozenset.union(*possible)
    return tuple(sorted(sure)), tuple(sorted(some - sure))
