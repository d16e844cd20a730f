"""Calling an open vote off: for a reason, by two; whoever acts alone reads it over first."""

from __future__ import annotations

from bot.access import Act, check
from bot.actions import calling_off, votes
from bot.ask import Ask
from bot.column import Column
from handlers.views import vote_off as views
from handlers.views.vote_off import AskCallOff, ConfirmCallOff
from handlers.vote_reason import Reasoned

OFF = Reasoned(Act.CALL_OFF_VOTE, "vote.confirm_call_off", calling_off.ask)


def ask_reason(ask: Ask, data: AskCallOff) -> None:
    check(ask.tx, data.courtyard, ask.person.id, Act.CALL_OFF_VOTE)
    if not votes.is_open(votes.get(ask.tx, data.courtyard, data.vote), ask.tx.now):
        raise votes.VoteClosed
    ask.expect("vote.call_off", vote=data.vote)
    ask.show("vote.ask_call_off", vote=data.vote)


def reason_answer(ask: Ask) -> None:
    vote = (ask.prompt or {})["vote"]
    if OFF.alone(ask):
        OFF.propose(ask, vote, ask.text)
        return
    OFF.done(ask, {"vote": vote, "reason": ask.text})
    ask.say("vote.waiting", act=Act.CALL_OFF_VOTE.value)


def confirm(ask: Ask, data: ConfirmCallOff) -> None:
    OFF.confirm(ask, data.vote)


COLUMN = Column(
    "vote off",
    presses={AskCallOff: ask_reason, ConfirmCallOff: confirm},
    answers={"vote.call_off": reason_answer, OFF.kind: OFF.written},
    views=views.VIEWS,
    seconded={Act.CALL_OFF_VOTE: calling_off.carry_out},
)
