"""What every way of counting takes and gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

Content = tuple[int, ...]
"""A ballot: the option chosen, the options ticked, a score for each, or a ranking, best first."""
Groups = Mapping[Content, int]


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
    """One step of a count. `scores` holds what each option still in it had; `tied` says who else
    could have gone (or been bought) in this step."""

    scores: tuple[tuple[int, Fraction], ...]
    elected: tuple[int, ...] = ()
    dropped: tuple[int, ...] = ()
    tied: tuple[int, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """`winners` are sure; among `tied` the count cannot decide. `pairs[a][b]` is how many put a
    before b, where a method looks at pairs. `quota` is what elects, where there is one."""

    winners: tuple[int, ...]
    tied: tuple[int, ...] = ()
    rounds: tuple[Round, ...] = ()
    scores: tuple[Fraction, ...] = ()
    exhausted: Fraction = Fraction(0)
    blank: int = 0
    pairs: tuple[tuple[int, ...], ...] = ()
    quota: int = 0


def best(scores: tuple[Fraction, ...], blank: int = 0) -> Outcome:
    """The one with most; equals are tied; nobody wins with nothing."""
    most = max(scores, default=Fraction(0))
    first = tuple(option for option, got in enumerate(scores) if got == most and most > 0)
    if len(first) == 1:
        return Outcome(first, scores=scores, blank=blank)
    return Outcome((), first, scores=scores, blank=blank)
