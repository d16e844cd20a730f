"""Who casts an owner's ballot, as people say it by a tap."""

from __future__ import annotations

from bot.actions import naming, votes
from bot.ask import Ask
from bot.column import Column
from handlers.views import naming as views
from handlers.views.ballot_text import said
from handlers.views.naming import ObjectTo, TakeOn


def take_on(ask: Ask, data: TakeOn) -> None:
    naming.check_owners_vote(votes.get(ask.tx, data.courtyard, data.vote))
    receipt = naming.take_on(ask.tx, data.courtyard, ask.person.id, data.vote)
    if receipt:
        choice = said(ask.words, receipt.vote, receipt.content)
        ask.toast("记下了：{who} 投了{choice}", who=receipt.label, choice=choice)
    else:
        ask.toast("好，您家的业主票由您来投。")
    ask.show("vote.show", vote=data.vote)


def object_to(ask: Ask, data: ObjectTo) -> None:
    naming.object_to(ask.tx, data.courtyard, ask.person.id, data.household)
    ask.show("naming.objected")


COLUMN = Column("naming", presses={TakeOn: take_on, ObjectTo: object_to}, views=views.VIEWS)
