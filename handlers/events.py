"""Events as people meet them: answered by a tap, looked up, cancelled, told of afterwards."""

from __future__ import annotations

from typing import Any

from bot.access import Act, check
from bot.actions import attending, event_clock, events
from bot.actions.attending import Receipt
from bot.ask import Ask
from bot.column import Column, HelpPage, Route
from bot.errors import N_, BadInput
from handlers import event_confirm, event_form
from handlers.views import event_notices
from handlers.views import events as views
from handlers.views.event_buttons import (
    REPLIES,
    AnswerEvent,
    AskCancel,
    AskReport,
    Bring,
    EventList,
    ShowEvent,
    WhoComes,
)
from handlers.views.event_confirm import CANCEL, REPORT
from storage import events as rows
from storage import prompts, residents
from storage.events import Reply
from storage.tx import Tx


def answer(ask: Ask, data: AnswerEvent) -> None:
    """One tap: committed first, then said back with the household and the heads."""
    if not 0 <= data.reply < len(REPLIES):
        raise BadInput
    receipt = attending.answer(
        ask.tx,
        data.courtyard,
        ask.person.id,
        data.event,
        REPLIES[data.reply],
        data.heads or None,
    )
    _say_back(ask, receipt)


def bring(ask: Ask, data: Bring) -> None:
    if data.more not in (1, -1):
        raise BadInput
    receipt = attending.bring(ask.tx, data.courtyard, ask.person.id, data.event, data.more)
    _say_back(ask, receipt)


def _say_back(ask: Ask, receipt: Receipt) -> None:
    mine, who = receipt.answer, _called(ask)
    if mine.answer is Reply.MAYBE:
        ask.toast("记下了：{who} 说不定来。这不占位置，定了再点「去」。", who=who)
    elif mine.answer is Reply.NOT_GOING:
        ask.toast("记下了：{who} 这次不去。", who=who)
    elif receipt.position is not None:
        ask.toast(
            "现在满了：{who} 的 {n} 位排在第 {position} 个。一有位置，我马上告诉您。",
            alert=True,
            who=who,
            n=mine.heads,
            position=receipt.position,
        )
    elif receipt.family:
        ask.toast(
            "记下了：{who} 去 {n} 位。您家里人另外报了 {family} 位，看看重没重。",
            who=who,
            n=mine.heads,
            family=receipt.family,
        )
    elif receipt.unchanged:
        ask.toast("早记着了：{who} 去 {n} 位。人数不对，点 ➕ ➖ 改。", who=who, n=mine.heads)
    else:
        ask.toast("记下了：{who} 去 {n} 位。到时候见！", who=who, n=mine.heads)
    if ask.place.private:
        ask.show("event.show", event=receipt.event.event)


def _called(ask: Ask) -> str:
    label = residents.label_of(ask.tx, ask.courtyard.courtyard, ask.person.id)
    return label or ask.person.name


def index(ask: Ask) -> None:
    if ask.place.private:
        check(ask.tx, ask.courtyard.courtyard, ask.person.id, Act.ANSWER_EVENT)
    ask.say("event.index")


def open_index(ask: Ask, data: EventList) -> None:
    check(ask.tx, data.courtyard, ask.person.id, Act.ANSWER_EVENT)
    ask.show("event.index")


def show(ask: Ask, data: ShowEvent) -> None:
    check(ask.tx, data.courtyard, ask.person.id, Act.ANSWER_EVENT)
    events.get(ask.tx, data.courtyard, data.event)
    _drop_question(ask)
    ask.show("event.show", event=data.event)


def _drop_question(ask: Ask) -> None:
    """Whoever goes back to the page has left what was being asked about an event."""
    prompt = prompts.get(ask.tx, ask.person.id)
    if prompt and prompt.kind.startswith("event."):
        prompts.clear(ask.tx, ask.person.id)


def who_comes(ask: Ask, data: WhoComes) -> None:
    check(ask.tx, data.courtyard, ask.person.id, Act.CALL_EVENT)
    events.get(ask.tx, data.courtyard, data.event)
    ask.show("event.who", event=data.event)


def ask_cancel(ask: Ask, data: AskCancel) -> None:
    check(ask.tx, data.courtyard, ask.person.id, Act.CALL_EVENT)
    events.still_to_come(ask.tx, data.courtyard, data.event)
    ask.expect("event.cancel", event=data.event)
    ask.show("event.ask_cancel", event=data.event)


def cancel_answer(ask: Ask) -> None:
    number = (ask.prompt or {})["event"]
    events.check_cancel(ask.tx, ask.courtyard.courtyard, ask.person.id, number, ask.text)
    event_confirm.propose(ask, number, CANCEL, ask.text.strip())


def ask_report(ask: Ask, data: AskReport) -> None:
    check(ask.tx, data.courtyard, ask.person.id, Act.CALL_EVENT)
    events.get(ask.tx, data.courtyard, data.event)
    ask.expect("event.report", event=data.event)
    ask.show("event.write_report", event=data.event)


def report_answer(ask: Ask) -> None:
    number = (ask.prompt or {})["event"]
    events.check_report(ask.tx, ask.courtyard.courtyard, ask.person.id, number, ask.text)
    event_confirm.propose(ask, number, REPORT, ask.text.strip())


def mydata(tx: Tx, courtyard: int, person: int) -> Any:
    return [
        {
            "event": answer.event,
            "answer": answer.answer.value,
            "heads": answer.heads,
            "at": answer.answered_at.isoformat(),
        }
        for answer in rows.of_person(tx, courtyard, person)
    ]


COLUMN = Column(
    "events",
    commands={"event": Route(event_form.line), "events": Route(index)},
    presses={
        AnswerEvent: answer,
        Bring: bring,
        EventList: open_index,
        ShowEvent: show,
        WhoComes: who_comes,
        AskCancel: ask_cancel,
        AskReport: ask_report,
    },
    answers={"event.cancel": cancel_answer, "event.report": report_answer},
    due={
        "event.start": event_clock.start,
        "event.end": event_clock.end,
        "event.remind": event_clock.remind,
    },
    views={**views.VIEWS, **event_notices.VIEWS},
    home=views.home_buttons,
    owed=views.owed,
    help=(
        HelpPage(
            "event",
            N_("🎉 活动"),
            N_(
                "点「去」就报上了，➕ 加人。\n满了就排队，有人让位，按先来后到补上，我会告诉您。"
                "\n前一天和前两个钟头各提醒一次，夜里不吵人。"
                "\n小朋友算在自家人数里，由大人带着；我不记小朋友的名字。"
            ),
        ),
    ),
    mydata=mydata,
    forget=attending.forget,
)
