"""Owners' ballots handed over where silence counts: noted at the door, denied by the household."""

from __future__ import annotations

from typing import Any

from bot.actions import serving
from bot.ask import Ask
from bot.column import Column
from bot.errors import BadInput
from handlers.views import silence as views
from handlers.views.silence import Deny, HandOver
from storage import services
from storage.tx import Tx


def hand_over(ask: Ask, data: HandOver) -> None:
    if data.owner not in (0, 1):
        raise BadInput
    here = (ask.tx, data.courtyard, ask.person.id, data.vote, data.unit)
    serving.hand_over(*here, to_owner=bool(data.owner))
    if data.owner:
        ask.toast("记下了：票送到了业主手上，他家会收到一条消息。")
    else:
        ask.toast("记下了：票给了租户，不算送到。")
    ask.show("vote.door", vote=data.vote, unit=data.unit)


def deny(ask: Ask, data: Deny) -> None:
    serving.deny(ask.tx, data.courtyard, ask.person.id, data.vote, data.unit)
    ask.show("service.denied", vote=data.vote)


def mydata(tx: Tx, courtyard: int, person: int) -> Any:
    return {"ballots_handed_over": len(services.handed_by(tx, courtyard, person))}


COLUMN = Column(
    "serving",
    presses={HandOver: hand_over, Deny: deny},
    views=views.VIEWS,
    mydata=mydata,
    forget=services.forget,
)
