"""Who may open which vote: the council and the committee any, by two; the residents' committee
worker the one of all residents, alone, as the law has the residents' committee call it."""

from __future__ import annotations

from typing import Any

from bot.access import Act, may
from bot.actions import opening, votes
from bot.errors import N_, Refusal
from storage.tx import Tx
from storage.votes import Electorate, Vote

OPENING = (Act.OPEN_VOTE, Act.OPEN_RESIDENTS_VOTE)


class ResidentsOnly(Refusal):
    text = N_(
        "居委会干部一个人能开的，是全体居民投的表决。一户一票的、别的表决，请{council}的人来开。"
    )


def right_to(vote: Vote) -> Act:
    """By what right it goes out."""
    residents_vote = vote.electorate is Electorate.RESIDENTS
    return Act.OPEN_RESIDENTS_VOTE if residents_vote else Act.OPEN_VOTE


def check_voters(tx: Tx, courtyard: int, person: int, electorate: Electorate) -> None:
    """Whether this person may open a vote of these. Raises ResidentsOnly."""
    if electorate is not Electorate.RESIDENTS and not may(tx, courtyard, person, Act.OPEN_VOTE):
        raise ResidentsOnly


def carry_out(tx: Tx, courtyard: int, first: int, other: int, args: dict[str, Any]) -> None:
    """The second confirms: may they, now that its rule may have made it a vote of others? Raises
    ResidentsOnly, and what `opening.open_vote` raises."""
    vote = votes.get(tx, courtyard, args["vote"])
    check_voters(tx, courtyard, other, vote.electorate)
    opening.open_vote(tx, courtyard, first, other, args)
