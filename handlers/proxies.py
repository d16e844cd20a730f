"""Proxies: asked for by a tap or entered from paper by two, answered, taken back, used."""

from __future__ import annotations

from typing import Any

from bot.access import Act, check
from bot.actions import doorstep, for_others, proxies, votes
from bot.ask import Ask
from bot.column import Column
from bot.errors import BadInput
from bot.rules import ballot
from handlers.views import proxies as views
from handlers.views.ballot_text import said
from handlers.views.doors import AskProxy
from handlers.views.proxies import AnswerProxy, CastFor, GiveProxy, RevokeProxy
from storage import proxies as rows
from storage.tx import Tx


def ask_door(ask: Ask, data: AskProxy) -> None:
    check(ask.tx, data.courtyard, ask.person.id, Act.ENTER_PROXY if data.unit else Act.CAST_BALLOT)
    doorstep.check_bringable(doorstep.open_to_households(ask.tx, data.courtyard, data.vote))
    ask.expect("proxy.door", vote=data.vote, unit=data.unit)
    ask.show("proxy.ask_door", vote=data.vote, unit=data.unit)


def door_answer(ask: Ask) -> None:
    args = ask.prompt or {}
    people = proxies.neighbours(ask.tx, ask.courtyard.courtyard, ask.text)
    ask.say("proxy.choose", vote=args["vote"], unit=args["unit"], people=people)


def give(ask: Ask, data: GiveProxy) -> None:
    here = (ask.tx, data.courtyard, ask.person.id, data.vote)
    if not data.unit:
        proxies.give(*here, data.holder)
        ask.toast("去问他了，答应了告诉您。")
        ask.show("vote.show", vote=data.vote)
    elif proxies.enter(*here, data.unit, data.holder):
        ask.show("vote.door", vote=data.vote, unit=data.unit)
    else:
        ask.show("vote.waiting", act=Act.ENTER_PROXY.value)


def answer(ask: Ask, data: AnswerProxy) -> None:
    yes = bool(data.yes)
    proxies.answer(ask.tx, data.courtyard, ask.person.id, data.vote, data.unit, yes)
    if yes:
        ask.show("proxy.accepted", vote=data.vote, unit=data.unit)
    else:
        ask.toast("好，跟他家说一声您不方便。")
        ask.show("proxy.asked", vote=data.vote, unit=data.unit)


def revoke(ask: Ask, data: RevokeProxy) -> None:
    proxies.revoke(ask.tx, data.courtyard, ask.person.id, data.vote)
    ask.toast("收回了，您家自己投。")
    ask.show("vote.show", vote=data.vote)


def cast_for(ask: Ask, data: CastFor) -> None:
    """The tap on the card, now with the household it is for."""
    vote = votes.get(ask.tx, data.courtyard, data.vote)
    if vote.method not in ballot.SIMPLE or vote.secret:
        raise BadInput
    here = (ask.tx, data.courtyard, ask.person.id, data.vote)
    if votes.unit_of(ask.tx, vote, ask.person.id) == data.unit:
        receipt = votes.cast(*here, (data.choice,))
    else:
        receipt = for_others.cast_held(*here, data.unit, data.choice)
    choice = said(ask.words, vote, receipt.content)
    ask.toast("记下了：{who} 投了{choice}", who=receipt.label, choice=choice)
    ask.show("proxy.whose", vote=data.vote, choice=data.choice)


def mydata(tx: Tx, courtyard: int, person: int) -> Any:
    return [
        {
            "vote": proxy.vote,
            "part": "holder" if proxy.holder == person else "giver",
            "state": proxy.state.value,
            "on_paper": proxy.on_paper,
        }
        for proxy in rows.about(tx, courtyard, person)
    ]


COLUMN = Column(
    "proxies",
    presses={
        AskProxy: ask_door,
        GiveProxy: give,
        AnswerProxy: answer,
        RevokeProxy: revoke,
        CastFor: cast_for,
    },
    answers={"proxy.door": door_answer},
    views=views.VIEWS,
    seconded={Act.ENTER_PROXY: proxies.carry_out},
    owed=views.owed,
    mydata=mydata,
    forget=rows.forget,
)
