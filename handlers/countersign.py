"""Auditors countersign results."""

from __future__ import annotations

from typing import Any

from bot.actions import countersigning
from bot.ask import Ask
from bot.column import Column
from handlers.views.countersign import Countersign
from storage import countersigns
from storage.tx import Tx


def sign(ask: Ask, data: Countersign) -> None:
    countersigning.sign(ask.tx, data.courtyard, ask.person.id, data.vote)
    ask.toast("签好了，大家都看得到。")
    ask.show("vote.show", vote=data.vote)


def mydata(tx: Tx, courtyard: int, person: int) -> Any:
    return [{"vote": vote} for vote in countersigns.signed_by(tx, courtyard, person)]


COLUMN = Column(
    "countersign",
    presses={Countersign: sign},
    mydata=mydata,
    forget=countersigns.forget,
)
