"""No more ballots from now on, whether a vote is to be counted or is called off: what was begun and
not handed in is nobody's business, and nothing waits for its close any more."""

from __future__ import annotations

from bot.actions import vote_reminders
from storage import cards, doorstep, due, half_filled, typed_reasons
from storage.tx import Tx
from storage.votes import Vote


def stop(tx: Tx, vote: Vote) -> None:
    half_filled.drop_all(tx, vote)
    doorstep.drop_hands(tx, vote)
    typed_reasons.drop_all(tx, vote)
    due.cancel(tx, vote.courtyard, "vote.close", vote.vote)
    vote_reminders.cancel(tx, vote.courtyard, vote.vote)
    cards.touch(tx, vote.courtyard, "vote", vote.vote)
