"""Objections to a result: written in private by those on the roll, answered by two councillors."""

from __future__ import annotations

from typing import Any

from bot.access import Act, check
from bot.actions import objecting, repeating, votes
from bot.ask import Ask
from bot.column import Column
from bot.errors import BadInput
from handlers.views import objections as views
from handlers.views import vote_after
from handlers.views.objections import ORDER, RuleOn
from handlers.views.vote_after import Object, Repeat, ShowObjection
from storage import objections
from storage.objections import Ruling
from storage.tx import Tx


def begin(ask: Ask, data: Object) -> None:
    check(ask.tx, data.courtyard, ask.person.id, Act.CAST_BALLOT)
    objecting.check_takes(ask.tx, votes.get(ask.tx, data.courtyard, data.vote))
    ask.expect("objection.text", vote=data.vote)
    ask.show("objection.ask", vote=data.vote)


def written(ask: Ask) -> None:
    vote = (ask.prompt or {})["vote"]
    objecting.object_to(ask.tx, ask.courtyard.courtyard, ask.person.id, vote, ask.text)
    ask.say("objection.taken", vote=vote)


def show(ask: Ask, data: ShowObjection) -> None:
    check(ask.tx, data.courtyard, ask.person.id, Act.RULE_OBJECTION)
    votes.get(ask.tx, data.courtyard, data.vote)
    ask.show("objection.show", vote=data.vote, objection=data.objection)


def rule_on(ask: Ask, data: RuleOn) -> None:
    check(ask.tx, data.courtyard, ask.person.id, Act.RULE_OBJECTION)
    if not 0 <= data.ruling < len(ORDER):
        raise BadInput
    vote = votes.get(ask.tx, data.courtyard, data.vote)
    objecting.waiting(ask.tx, vote, data.objection)
    asked = {"vote": data.vote, "objection": data.objection, "ruling": ORDER[data.ruling].value}
    ask.expect("objection.reason", **asked)
    ask.show("objection.ask_reason", **asked)


def reasoned(ask: Ask) -> None:
    asked = ask.prompt or {}
    where = ask.tx, ask.courtyard.courtyard, ask.person.id
    vote, objection = asked["vote"], asked["objection"]
    if objecting.ask_to_rule(*where, vote, objection, Ruling(asked["ruling"]), ask.text):
        ask.say("vote.show", vote=vote)
    else:
        ask.say("vote.waiting", act=Act.RULE_OBJECTION.value)


def repeat(ask: Ask, data: Repeat) -> None:
    number = repeating.repeat(ask.tx, data.courtyard, ask.person.id, data.vote)
    ask.show("vote.form", vote=number)


def mydata(tx: Tx, courtyard: int, person: int) -> Any:
    return [
        {
            "vote": one.vote,
            "text": one.text,
            "at": one.at.isoformat(),
            "ruling": one.ruling.value if one.ruling else None,
        }
        for one in objections.by(tx, courtyard, person)
    ]


COLUMN = Column(
    "objections",
    presses={Object: begin, ShowObjection: show, RuleOn: rule_on, Repeat: repeat},
    answers={"objection.text": written, "objection.reason": reasoned},
    views={**views.VIEWS, **vote_after.VIEWS},
    seconded={Act.RULE_OBJECTION: objecting.carry_out},
    owed=views.owed,
    mydata=mydata,
    forget=objections.forget,
)
