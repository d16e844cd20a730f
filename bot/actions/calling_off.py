"""An open vote that must not go on (the question was wrong, the matter has fallen away): called off
by two of the council for a reason everybody reads. Nothing is counted, nothing is published."""

from __future__ import annotations

from typing import Any

from bot.access import Act
from bot.actions import board, second, second_readings, secrecy, stopping, topics, votes
from bot.actions import courtyard as yards
from bot.errors import N_, BadInput
from storage import audit, due, papers
from storage import votes as rows
from storage.outbox import Priority
from storage.tx import Tx
from storage.votes import VoteState

LONGEST = 300


def ask(tx: Tx, courtyard: int, person: int, number: int, reason: str) -> bool:
    """Call an open vote off, by two (True: done). Raises NotAllowed, NotFound, VoteClosed,
    BadInput."""
    vote = votes.get(tx, courtyard, number)
    if not votes.is_open(vote, tx.now):
        raise votes.over(vote)
    reason = " ".join(reason.split())
    if not 0 < len(reason) <= LONGEST:
        raise BadInput(N_("作罢要给大家一个理由，300 个字以内。"))
    args = {"vote": number, "reason": reason}
    if second.request(tx, courtyard, person, Act.CALL_OFF_VOTE, args) is None:
        carry_out(tx, courtyard, person, person, args)
        return True
    return False


def carry_out(tx: Tx, courtyard: int, first: int, other: int, args: dict[str, Any]) -> None:
    """What was cast stays in the history, uncounted; what was half done goes. Raises VoteClosed."""
    vote = votes.get(tx, courtyard, args["vote"])
    if not votes.is_open(vote, tx.now):
        raise votes.over(vote)
    rows.update(tx, vote, state=VoteState.CANCELLED, closed_at=tx.now, close_reason=args["reason"])
    audit.append(
        tx,
        courtyard,
        "vote.called_off",
        vote=vote.vote,
        reason=args["reason"],
        first=first,
        second=other,
        **secrecy.settle(tx, vote),
    )
    stopping.stop(tx, vote)
    papers.drop_unread(tx, vote)
    due.cancel(tx, courtyard, second_readings.DUE, vote.vote)
    board.announce(
        tx,
        yards.get(tx, courtyard),
        "vote.called_off",
        {"vote": vote.vote},
        priority=Priority.RESULT,
        reply_card=("vote", vote.vote),
        dedupe=f"vote:{vote.vote}:called_off",
    )
    topics.vote_undone(tx, courtyard, vote.vote)
