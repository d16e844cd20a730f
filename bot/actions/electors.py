"""Who votes, as people or as homes, written down when a vote opens."""

from __future__ import annotations

from bot.actions import meetings, presets
from storage import people, residents, turnout, vote_roll
from storage.tx import Tx
from storage.votes import Electorate, Vote


def freeze(tx: Tx, vote: Vote) -> None:
    """Enter everyone entitled now on the vote's own roll."""
    copy = {
        Electorate.HOUSEHOLDS: vote_roll.freeze_households,
        Electorate.OWNERS: vote_roll.freeze_owners,
        Electorate.RESIDENTS: vote_roll.freeze_residents,
    }
    copy.get(vote.electorate, _freeze_body)(tx, vote)
    turnout.begin(tx, vote)


def _freeze_body(tx: Tx, vote: Vote) -> None:
    seats = voters(tx, vote)
    vote_roll.freeze_people(tx, vote, [(seat, name_of(tx, vote.courtyard, seat)) for seat in seats])


def voters(tx: Tx, vote: Vote) -> list[int]:
    """The people entitled, where people vote and not households."""
    preset = presets.of_vote(tx, vote)
    elects = preset is not None and preset.elects
    return meetings.members(tx, vote.courtyard, vote.electorate, elects=elects)


def name_of(tx: Tx, courtyard: int, person: int) -> str:
    """As others may know them: the household, and the name if they agreed to that."""
    found, account = residents.resident(tx, courtyard, person), people.get(tx, person)
    name = account.name if account and found and found.named else ""
    return f"{residents.label_of(tx, courtyard, person) or ''} {name}".strip() or "—"
