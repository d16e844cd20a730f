"""An auditor has counted a posted result again, and puts their name under it."""

from __future__ import annotations

from bot.access import Act, check, council, may
from bot.actions import votes
from bot.errors import N_, Already, BadInput, Refusal
from storage import audit, cards, countersigns
from storage.tx import Tx
from storage.votes import Vote, VoteState


class NothingToSign(BadInput):
    text = N_("现在没有公示中的结果可以签。")


class SignedAlready(Already):
    text = N_("这次的结果您已经签过了。")


class OnTheCouncil(Refusal):
    text = N_("您也在{council}里，自己的事不能自己监督。请不在{council}的监督员来签。")


def sign(tx: Tx, courtyard: int, person: int, number: int) -> None:
    """Raises NotAllowed, NotFound, NothingToSign, OnTheCouncil, SignedAlready."""
    check(tx, courtyard, person, Act.COUNTERSIGN)
    vote = votes.get(tx, courtyard, number)
    if vote.state is not VoteState.CLOSED or vote.result is None:
        raise NothingToSign
    if person in council(tx, courtyard):
        raise OnTheCouncil
    if person in countersigns.of(tx, vote):
        raise SignedAlready
    countersigns.add(tx, vote, person)
    audit.append(tx, courtyard, "result.countersigned", vote=number, result=vote.result, by=person)
    cards.touch(tx, courtyard, "vote", number)


def may_sign(tx: Tx, vote: Vote, person: int) -> bool:
    """For views."""
    posted = vote.state is VoteState.CLOSED and vote.result is not None
    if not posted or not may(tx, vote.courtyard, person, Act.COUNTERSIGN):
        return False
    return person not in [*council(tx, vote.courtyard), *countersigns.of(tx, vote)]
