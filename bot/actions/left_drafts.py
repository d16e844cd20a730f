"""Drafts whose author looks after votes no longer: another councillor goes on with them, or not."""

from __future__ import annotations

from bot.access import Act, check, may
from bot.errors import N_, Already
from storage import audit, votes
from storage.tx import Tx
from storage.votes import Vote, VoteState


class NotLeft(Already):
    text = N_("这份草稿已经有人接手，或者不在了。")


def left(tx: Tx, courtyard: int) -> list[Vote]:
    """The latest first."""
    return [
        vote
        for vote in votes.drafts(tx, courtyard)
        if not may(tx, courtyard, vote.by_person, Act.OPEN_RESIDENTS_VOTE)
    ]


def get(tx: Tx, courtyard: int, person: int, number: int) -> Vote:
    """Raises NotAllowed, NotLeft."""
    check(tx, courtyard, person, Act.OPEN_VOTE)
    found = next((vote for vote in left(tx, courtyard) if vote.vote == number), None)
    if found is None:
        raise NotLeft
    return found


def take(tx: Tx, courtyard: int, person: int, number: int) -> None:
    """It is this councillor's draft from now on."""
    votes.update(tx, get(tx, courtyard, person, number), by_person=person)
    audit.append(tx, courtyard, "vote.draft_taken", vote=number, by=person)


def drop(tx: Tx, courtyard: int, person: int, number: int) -> None:
    votes.update(tx, get(tx, courtyard, person, number), state=VoteState.CANCELLED)
    audit.append(tx, courtyard, "vote.draft_dropped", vote=number, by=person)
