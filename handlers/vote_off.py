"""Calling an open vote off: for a reason, by two; whoever acts alone reads it over first."""

from __future__ import annotations

from typing import Any

from bot.access import Act, check, needs_second
from bot.actions import calling_off, votes
from bot.ask import Ask
from bot.column import Column
from handlers import proposal
from handlers.views import vote_off as views
from handlers.views.vote_off import AskCallOff, ConfirmCallOff

_ASKED = "vote.confirm_call_off"


def ask_reason(ask: Ask, data: AskCallOff) -> None:
    check(ask.tx, data.courtyard, ask.person.id, Act.CALL_OFF_VOTE)
    if not votes.is_open(votes.get(ask.tx, data.courtyard, data.vote), ask.tx.now):
        raise votes.VoteClosed
    ask.expect("vote.call_off", vote=data.vote)
    ask.show("vote.ask_call_off", vote=data.vote)


def reason_answer(ask: Ask) -> None:
    asked = {"vote": (ask.prompt or {})["vote"], "reason": ask.text}
    courtyard, person = ask.courtyard.courtyard, ask.person.id
    right = check(ask.tx, courtyard, person, Act.CALL_OFF_VOTE)
    if needs_second(ask.tx, courtyard, person, right):
        _do(ask, asked)
        ask.say("vote.waiting", act=Act.CALL_OFF_VOTE.value)
        return
    proposal.try_out(ask.tx, lambda: _do(ask, asked))
    proposal.propose(ask, _ASKED, **asked)


def confirm(ask: Ask, data: ConfirmCallOff) -> None:
    if _do(ask, proposal.tapped(ask, _ASKED, vote=data.vote)):
        ask.show("vote.show", vote=data.vote)
    else:  # the council has grown meanwhile
        ask.show("vote.waiting", act=Act.CALL_OFF_VOTE.value)


def written(ask: Ask) -> None:
    asked = proposal.written(ask)
    if _do(ask, asked):
        ask.say("vote.show", vote=asked["vote"])
    else:
        ask.say("vote.waiting", act=Act.CALL_OFF_VOTE.value)


def _do(ask: Ask, asked: dict[str, Any]) -> bool:
    where = (ask.tx, ask.courtyard.courtyard, ask.person.id)
    return calling_off.ask(*where, asked["vote"], asked["reason"])


COLUMN = Column(
    "vote off",
    presses={AskCallOff: ask_reason, ConfirmCallOff: confirm},
    answers={"vote.call_off": reason_answer, _ASKED: written},
    views=views.VIEWS,
    seconded={Act.CALL_OFF_VOTE: calling_off.carry_out},
)
