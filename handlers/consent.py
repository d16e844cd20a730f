"""Votes by consent: an objection with its reason, taken back, or found resolved by two."""

from __future__ import annotations

from typing import Any

from bot.access import Act, check
from bot.actions import consenting, votes
from bot.ask import Ask
from bot.column import Column
from bot.errors import NotFound
from bot.rules.methods import Method
from handlers.views import consent as views
from handlers.views.consent import Objections, ObjectTo, Resolve, Withdraw
from storage import reasons
from storage.tx import Tx


def object_to(ask: Ask, data: ObjectTo) -> None:
    vote, _ = votes.entitled(ask.tx, data.courtyard, ask.person.id, data.vote)
    if vote.method is not Method.CONSENT:
        raise NotFound
    ask.expect("consent.reason", vote=data.vote)
    ask.show("consent.ask_reason", vote=data.vote)


def reason_answer(ask: Ask) -> None:
    number = (ask.prompt or {})["vote"]
    consenting.object_to(ask.tx, ask.courtyard.courtyard, ask.person.id, number, ask.text)
    ask.say("consent.objected", vote=number)


def withdraw(ask: Ask, data: Withdraw) -> None:
    consenting.withdraw(ask.tx, data.courtyard, ask.person.id, data.vote)
    ask.toast("收回了，您家现在是「我让一步」。")
    ask.show("vote.show", vote=data.vote)


def listed(ask: Ask, data: Objections) -> None:
    check(ask.tx, data.courtyard, ask.person.id, Act.RESOLVE_OBJECTION)
    if votes.get(ask.tx, data.courtyard, data.vote).method is not Method.CONSENT:
        raise NotFound
    ask.show("consent.listed", vote=data.vote)


def resolve(ask: Ask, data: Resolve) -> None:
    consenting.ask_resolve(ask.tx, data.courtyard, ask.person.id, data.vote, data.objection)
    ask.show("vote.waiting", act=Act.RESOLVE_OBJECTION.value)


def mydata(tx: Tx, courtyard: int, person: int) -> Any:
    return [
        {"vote": found.vote, "reason": found.reason, "state": found.state.value}
        for found in reasons.written_by(tx, courtyard, person)
    ]


COLUMN = Column(
    "consent",
    presses={ObjectTo: object_to, Withdraw: withdraw, Objections: listed, Resolve: resolve},
    answers={"consent.reason": reason_answer},
    views=views.VIEWS,
    seconded={Act.RESOLVE_OBJECTION: consenting.resolve},
    mydata=mydata,
    forget=reasons.forget,
)
