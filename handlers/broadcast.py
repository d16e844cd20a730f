"""Announcements as organizers and residents meet them: written, looked over, sent, declined."""

from __future__ import annotations

from bot.actions import broadcast as acts
from bot.ask import Ask
from bot.column import Column, HelpPage, Route
from bot.errors import N_, BadInput
from handlers.views import broadcast as views
from handlers.views import broadcast_form as form_views
from handlers.views.broadcast import (
    EVERYONE,
    Accept,
    Address,
    Decline,
    Edit,
    EditBroadcast,
    NewBroadcast,
    OpenBroadcast,
)
from storage import broadcasts


def line(ask: Ask) -> None:
    """`/announce 文字`; bare, it asks for the text."""
    courtyard = ask.courtyard.courtyard
    acts.begin(ask.tx, courtyard, ask.person.id, None)
    if ask.text:
        number = acts.draft(ask.tx, courtyard, ask.person.id, ask.text)
        here = OpenBroadcast(courtyard=courtyard, broadcast=number)
        ask.privately("broadcast.form", here, broadcast=number)
    elif ask.place.private:
        _ask_text(ask)
    else:
        raise acts.NothingSaid


def new(ask: Ask, data: NewBroadcast) -> None:
    acts.begin(ask.tx, data.courtyard, ask.person.id, data.event or None)
    _ask_text(ask, data.event)


def open_draft(ask: Ask, data: OpenBroadcast) -> None:
    acts.own_draft(ask.tx, data.courtyard, ask.person.id, data.broadcast)
    ask.show("broadcast.form", broadcast=data.broadcast)


def address(ask: Ask, data: Address) -> None:
    event = data.event or None
    acts.address(ask.tx, data.courtyard, ask.person.id, data.broadcast, event)
    ask.show("broadcast.form", broadcast=data.broadcast)


def edit(ask: Ask, data: EditBroadcast) -> None:
    number, person = data.broadcast, ask.person.id
    acts.own_draft(ask.tx, data.courtyard, person, number)
    if data.what == Edit.TEXT.value:
        ask.expect("broadcast.text", broadcast=number)
        ask.show("broadcast.ask_text")
    elif data.what == Edit.SEND.value:
        acts.send(ask.tx, data.courtyard, person, number)
        ask.show("broadcast.out", broadcast=number)
    elif data.what == Edit.DROP.value:
        acts.drop(ask.tx, data.courtyard, person, number)
        ask.show("broadcast.dropped")
    else:
        raise BadInput


def text_answer(ask: Ask) -> None:
    asked = ask.prompt or {}
    number, courtyard = asked.get("broadcast"), ask.courtyard.courtyard
    if number is None:
        event = asked.get("event") or None
        number = acts.draft(ask.tx, courtyard, ask.person.id, ask.text, event)
    else:
        acts.rewrite(ask.tx, courtyard, ask.person.id, number, ask.text)
    ask.say("broadcast.form", broadcast=number)


def decline(ask: Ask, data: Decline) -> None:
    acts.decline(ask.tx, data.courtyard, ask.person.id)
    ask.whisper("broadcast.declined")
    ask.toast("好，不再私聊您院里的通知。")


def accept(ask: Ask, data: Accept) -> None:
    acts.accept(ask.tx, data.courtyard, ask.person.id)
    ask.show("broadcast.accepted")


def _ask_text(ask: Ask, event: int = EVERYONE) -> None:
    ask.expect("broadcast.text", event=event)
    ask.show("broadcast.ask_text", event=event)


COLUMN = Column(
    "broadcast",
    commands={"announce": Route(line)},
    presses={
        NewBroadcast: new,
        OpenBroadcast: open_draft,
        Address: address,
        EditBroadcast: edit,
        Decline: decline,
        Accept: accept,
    },
    answers={"broadcast.text": text_answer},
    due={acts.PROGRESS: acts.look},
    views={**views.VIEWS, **form_views.VIEWS},
    home=views.home_buttons,
    owed=form_views.owed,
    help=(
        HelpPage(
            "announce",
            N_("📣 发通知"),
            N_(
                "组织者发 /announce，写上内容。先给自己看一遍，再发给大家，"
                "或者只发给要去某个活动的人。\n休息时间不私聊打扰；"
                "不想收私聊的，点通知下面的按钮就行。"
            ),
            council=True,
        ),
    ),
    mydata=acts.mydata,
    forget=broadcasts.forget,
)
