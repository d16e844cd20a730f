"""Petitions as people meet them: looked at, signed by a tap, taken back, answered."""

from __future__ import annotations

from typing import Any

from bot.actions import petitioning, topics
from bot.ask import Ask
from bot.column import Column, HelpPage
from bot.errors import N_, BadInput
from handlers.views import petitions as views
from handlers.views.petitions import KINDS, AnswerPetition, OpenPetition, Sign
from storage import petitions
from storage.petitions import Kind
from storage.tx import Tx


def show(ask: Ask, data: OpenPetition) -> None:
    topics.reach(ask.tx, data.courtyard, ask.person.id, data.topic)
    ask.show("petition.show", topic=data.topic)


def sign(ask: Ask, data: Sign) -> None:
    kind = _kind(data.kind)
    if petitioning.sign(ask.tx, data.courtyard, ask.person.id, data.topic, kind):
        ask.toast("记下了，算您一个。只报人数，不报名字。")
    else:
        ask.toast("撤回了，不算您了。")
    ask.show("petition.show", topic=data.topic)


def answer(ask: Ask, data: AnswerPetition) -> None:
    kind = _kind(data.kind)
    number = petitioning.draft(ask.tx, data.courtyard, ask.person.id, data.topic, kind)
    ask.show("vote.form", vote=number)


def _kind(number: int) -> Kind:
    if not 0 <= number < len(KINDS):
        raise BadInput
    return KINDS[number]


def mydata(tx: Tx, courtyard: int, person: int) -> Any:
    return {
        "petitions_signed": [
            {"topic": topic, "kind": kind}
            for topic, kind in petitions.signed_by(tx, courtyard, person)
        ]
    }


COLUMN = Column(
    "petitions",
    presses={OpenPetition: show, Sign: sign, AnswerPetition: answer},
    views=views.VIEWS,
    owed=views.owed,
    help=(
        HelpPage(
            "petition",
            N_("✍️ 联名"),
            N_(
                "院里的事，登记的居民里十分之一的人联名，就必须开居民会议，或者把罢免拿来投票。\n"
                "点开那件事，点「联名」。只报人数，不报名字，"
                "够数以前能撤。"
            ),
        ),
    ),
    mydata=mydata,
    forget=petitions.forget,
)
