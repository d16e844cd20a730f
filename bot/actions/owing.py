"""What a person still owes: the votes open to them in which nobody has cast their unit's ballot."""

from __future__ import annotations

from dataclasses import dataclass

from bot.actions.votes import is_open, unit_of
from storage import ballots, courtyards, vote_roll, votes
from storage.courtyards import Courtyard
from storage.tx import Tx
from storage.votes import Vote


@dataclass(frozen=True)
class Owing:
    """A vote that waits for the ballot of `label`."""

    vote: Vote
    label: str

    @property
    def household(self) -> bool:
        """Whether any of the household may cast it."""
        return self.vote.electorate.by_home


def owed_everywhere(tx: Tx, person: int) -> list[tuple[Courtyard, list[Owing]]]:
    """What waits in each courtyard of a person, those left out where nothing does."""
    mine = [
        (yard, owed_votes(tx, yard.courtyard, person)) for yard in courtyards.of_person(tx, person)
    ]
    return [(yard, owed) for yard, owed in mine if owed]


def owed_votes(tx: Tx, courtyard: int, person: int) -> list[Owing]:
    """The one that closes first at the top."""
    found = []
    for vote in votes.opened(tx, courtyard):
        unit = unit_of(tx, vote, person) if is_open(vote, tx.now) else None
        label = votes.label(tx, vote, unit) if unit is not None else None
        if unit is None or label is None or ballots.has_voted(tx, vote, unit):
            continue
        if vote_roll.voter(tx, vote, unit) in (None, person):  # else somebody else of them votes
            found.append(Owing(vote, label))
    return found
