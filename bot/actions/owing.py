"""What a person still owes: their unit's ballot in the votes open to them, and the ballots of
neighbours whose proxy they hold."""

from __future__ import annotations

from dataclasses import dataclass

from bot.actions.votes import is_open, seat_of
from storage import ballots, courtyards, proxies, vote_roll, votes
from storage.courtyards import Courtyard
from storage.tx import Tx
from storage.votes import Vote


@dataclass(frozen=True)
class Owing:
    """A vote that waits for the ballot of `label`; `held` is that household's number where a
    neighbour of theirs is to cast it."""

    vote: Vote
    label: str
    held: int | None = None

    @property
    def household(self) -> bool:
        """Whether any of the household may cast it."""
        return self.vote.electorate.by_home


def owed_everywhere(tx: Tx, person: int) -> list[tuple[Courtyard, list[Owing]]]:
    """What waits in each courtyard of a person, those left out where nothing does."""
    found = []
    for yard in courtyards.of_person(tx, person):
        owed = owed_votes(tx, yard.courtyard, person) + held_votes(tx, yard.courtyard, person)
        if owed:
            found.append((yard, owed))
    return found


def owed_votes(tx: Tx, courtyard: int, person: int) -> list[Owing]:
    """One's own, the one that closes first at the top; not those a neighbour is to cast."""
    found = []
    for vote in votes.opened(tx, courtyard):
        seat = seat_of(tx, vote, person) if is_open(vote, tx.now) else None
        if seat is None or ballots.has_voted(tx, vote, seat.unit):
            continue
        if seat.unit in proxies.in_hand(tx, vote):
            continue
        if seat.voter in (None, person):  # else somebody else of them votes
            found.append(Owing(vote, seat.label))
    return found


def held_votes(tx: Tx, courtyard: int, person: int) -> list[Owing]:
    """The ballots of others that this person has said they cast, and has not yet."""
    return [
        Owing(vote, vote_roll.label(tx, vote, proxy.unit) or "", proxy.unit)
        for vote in votes.opened(tx, courtyard)
        if is_open(vote, tx.now)
        for proxy in proxies.held(tx, vote, person)
        if not ballots.has_voted(tx, vote, proxy.unit)
    ]
