"""From door to door: progress, visits, paper ballots read twice, help on the spot, taking back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.access import Act, check
from bot.actions import (
    boxes,
    consenting,
    doorstep,
    for_others,
    papers,
    second_readings,
    votes,
)
from bot.actions.for_others import Next
from bot.ask import Ask
from bot.column import Column, HelpPage
from bot.errors import N_, BadInput
from bot.rules import result_file
from handlers.views import brought
from handlers.views import doorstep as views
from handlers.views import for_others as form
from handlers.views import second_readings as sheets_left
from handlers.views import written_reasons as reasons
from handlers.views.brought import TakeBack
from handlers.views.doors import (
    CHANNELS,
    MARKS,
    AskCode,
    AtDoor,
    Desk,
    DoorsOf,
    HelpedDoors,
    ReadSheets,
    TakeBallot,
    Visit,
    WaitingSheets,
)
from handlers.views.for_others import HandStep, MarkOption, TakeHandStep
from storage import ballots as rows
from storage import doorstep as visits
from storage import papers as readings
from storage import typed_reasons
from storage.ballots import Channel
from storage.tx import Tx


def open_desk(ask: Ask, data: Desk) -> None:
    doorstep.collectors_vote(ask.tx, data.courtyard, ask.person.id, data.vote)
    ask.show("vote.desk", vote=data.vote)


def open_building(ask: Ask, data: DoorsOf) -> None:
    doorstep.vote_at_doors(ask.tx, data.courtyard, ask.person.id, data.vote)
    ask.show("vote.doors", vote=data.vote, building=data.building, start=data.start)


def open_door(ask: Ask, data: AtDoor) -> None:
    vote = doorstep.vote_at_doors(ask.tx, data.courtyard, ask.person.id, data.vote)
    doorstep.check_beat(ask.tx, vote, data.unit, ask.person.id)
    ask.show("vote.door", vote=data.vote, unit=data.unit)


def visit(ask: Ask, data: Visit) -> None:
    if not 0 <= data.mark < len(MARKS):
        raise BadInput
    mark = MARKS[data.mark]
    doorstep.visit(ask.tx, data.courtyard, ask.person.id, data.vote, data.unit, mark)
    if mark is visits.Mark.AWAY:
        ask.toast("记下了，下回再来。")
    else:
        ask.toast("记下了，尊重他家的意思。")
    ask.show("vote.door", vote=data.vote, unit=data.unit)


def open_waiting(ask: Ask, data: WaitingSheets) -> None:
    doorstep.collectors_vote(ask.tx, data.courtyard, ask.person.id, data.vote)
    ask.show("vote.waiting_sheets", vote=data.vote)


def open_read(ask: Ask, data: ReadSheets) -> None:
    check(ask.tx, data.courtyard, ask.person.id, Act.ENTER_PAPER)
    doorstep.collectors_vote(ask.tx, data.courtyard, ask.person.id, data.vote)
    ask.show("vote.read_sheets", vote=data.vote)


def open_helped(ask: Ask, data: HelpedDoors) -> None:
    doorstep.collectors_vote(ask.tx, data.courtyard, ask.person.id, data.vote)
    ask.show("vote.helped_doors", vote=data.vote)


def ask_code(ask: Ask, data: AskCode) -> None:
    check(ask.tx, data.courtyard, ask.person.id, Act.ENTER_PAPER)
    doorstep.collectors_vote(ask.tx, data.courtyard, ask.person.id, data.vote)
    ask.expect("paper.code", vote=data.vote)
    ask.show("vote.ask_code", vote=data.vote)


def code_answer(ask: Ask) -> None:
    """The code on a sheet: its household's ballot is in hand at once. A sheet that two have read
    shows its door first: reading it anew must be meant."""
    courtyard, person, number = ask.courtyard.courtyard, ask.person.id, (ask.prompt or {})["vote"]
    vote = doorstep.collectors_vote(ask.tx, courtyard, person, number)
    unit = papers.unit_at(ask.tx, vote, ask.text)
    if papers.correctable(ask.tx, vote, unit) and not papers.waits_for(ask.tx, vote, unit, person):
        ask.expect("paper.code", vote=number)
        ask.say("vote.door", vote=number, unit=unit)
        return
    if vote.secret:
        _see_put_in(ask, ask.say, courtyard, number, unit)
        return
    for_others.take(ask.tx, courtyard, person, number, unit, Channel.PAPER)
    ask.say("other.fill", vote=number, unit=unit)


def take(ask: Ask, data: TakeBallot) -> None:
    if not 0 <= data.channel < len(CHANNELS):
        raise BadInput
    channel = CHANNELS[data.channel]
    vote = votes.get(ask.tx, data.courtyard, data.vote)
    if vote.secret and channel is Channel.PAPER:  # nobody reads it before the close
        _see_put_in(ask, ask.show, data.courtyard, data.vote, data.unit)
        return
    for_others.take(ask.tx, data.courtyard, ask.person.id, data.vote, data.unit, channel)
    ask.show("other.fill", vote=data.vote, unit=data.unit)


def _see_put_in(
    ask: Ask, tell: Callable[..., None], courtyard: int, number: int, unit: int
) -> None:
    outcome = boxes.see_put_in(ask.tx, courtyard, ask.person.id, number, unit)
    ask.expect("paper.code", vote=number)
    tell("box.seen", vote=number, unit=unit, outcome=outcome.value)


def mark_option(ask: Ask, data: MarkOption) -> None:
    """One tap on the form. On paper a single choice is handed in at once: a slip of the finger
    shows when the second reads the sheet."""
    here = (ask.tx, data.courtyard, ask.person.id, data.vote, data.unit)
    for_others.pick(*here, data.value)
    vote = votes.get(ask.tx, data.courtyard, data.vote)
    simple = vote.method in result_file.ONE_TAP
    hand = visits.in_hand(ask.tx, data.courtyard, ask.person.id)
    after = None
    if hand and consenting.objects(vote, hand.content):
        after = for_others.after_objecting(*here)
    if after is Next.WRITE:
        _ask_reason(ask, data.vote, data.unit)
    elif simple and after is not Next.LOOK_OVER and hand and hand.channel is Channel.PAPER:
        _hand_in(ask, data.courtyard, data.vote, data.unit)
    else:
        ask.show("other.review" if simple else "other.fill", vote=data.vote, unit=data.unit)


def _ask_reason(ask: Ask, vote: int, unit: int) -> None:
    ask.expect("other.reason", vote=vote, unit=unit)
    ask.show("other.ask_reason", vote=vote, unit=unit)


def reason_answer(ask: Ask) -> None:
    args = ask.prompt or {}
    here = (ask.tx, ask.courtyard.courtyard, ask.person.id, args["vote"], args["unit"])
    for_others.give_reason(*here, ask.text)
    ask.say("other.review", vote=args["vote"], unit=args["unit"])


def take_step(ask: Ask, data: TakeHandStep) -> None:
    here = (ask.tx, data.courtyard, ask.person.id, data.vote, data.unit)
    if data.step == HandStep.HAND_IN.value:
        _hand_in(ask, data.courtyard, data.vote, data.unit)
        return
    view = "other.fill"
    if data.step == HandStep.UNDO.value:
        for_others.undo(*here)
    elif data.step == HandStep.REVIEW.value:
        for_others.look_over(*here)
        view = "other.review"
    elif data.step == HandStep.WITH_RECEIPT.value:
        _hand_in(ask, data.courtyard, data.vote, data.unit, receipt=True)
        return
    elif data.step == HandStep.RETYPE.value:
        for_others.check_objection(*here)
        _ask_reason(ask, data.vote, data.unit)
        return
    elif data.step == HandStep.BACK.value:
        for_others.back_to_form(*here)
    else:
        raise BadInput
    ask.show(view, vote=data.vote, unit=data.unit)


def _hand_in(ask: Ask, courtyard: int, number: int, unit: int, receipt: bool = False) -> None:
    hand = visits.in_hand(ask.tx, courtyard, ask.person.id)
    outcome, token = for_others.hand_in(ask.tx, courtyard, ask.person.id, number, unit)
    if receipt and token:
        ask.whisper("ballot.receipt", once=True, vote=number, token=token, unit=unit)
    channel = hand.channel if hand else Channel.PAPER
    if channel is Channel.PAPER:
        ask.expect("paper.code", vote=number)
    ask.show(
        "other.done",
        vote=number,
        unit=unit,
        channel=channel.value,
        outcome=outcome.value,
    )


def take_back(ask: Ask, data: TakeBack) -> None:
    check(ask.tx, data.courtyard, ask.person.id, Act.CAST_BALLOT)
    here = (ask.tx, data.courtyard, ask.person.id, data.vote, data.unit)
    for_others.take_back(*here)
    vote = votes.get(ask.tx, data.courtyard, data.vote)
    if votes.unit_of(ask.tx, vote, ask.person.id) == data.unit:
        ask.show("ballot.undone", vote=data.vote, unit=data.unit)
    else:
        ask.toast("撤掉了，他家现在算还没投。问清楚了再帮。")
        ask.show("vote.door", vote=data.vote, unit=data.unit)


def mydata(tx: Tx, courtyard: int, person: int) -> Any:
    return {
        "helped_to_vote": [
            {"vote": vote, "channel": channel}
            for vote, channel in rows.helped(tx, courtyard, person)
        ],
        "reasons_typed": [
            {"vote": vote, "reason": reason}
            for vote, reason in typed_reasons.typed_by(tx, courtyard, person)
        ],
        "sheets_read": len(readings.read_by(tx, courtyard, person)),
        "doors_marked": len(visits.visited_by(tx, courtyard, person)),
    }


def forget(tx: Tx, courtyard: int, person: int) -> None:
    readings.forget(tx, courtyard, person)
    typed_reasons.forget(tx, courtyard, person)
    visits.forget(tx, courtyard, person)


COLUMN = Column(
    "doorstep",
    presses={
        Desk: open_desk,
        DoorsOf: open_building,
        AtDoor: open_door,
        Visit: visit,
        WaitingSheets: open_waiting,
        ReadSheets: open_read,
        HelpedDoors: open_helped,
        AskCode: ask_code,
        TakeBallot: take,
        MarkOption: mark_option,
        TakeHandStep: take_step,
        TakeBack: take_back,
    },
    answers={"paper.code": code_answer, "other.reason": reason_answer},
    due={second_readings.DUE: second_readings.remind},
    views={**views.VIEWS, **form.VIEWS, **brought.VIEWS, **sheets_left.VIEWS, **reasons.VIEWS},
    help=(
        HelpPage(
            "paper",
            N_("🚪 家里没有手机"),
            N_(
                "老人家没有手机也能投：\n议事员、院委会成员、楼栋长上门帮着投，也收纸票。\n"
                "纸票要两个人各录一遍，一样才算。\n帮谁投的都记着，"
                "他家登记过的人会收到消息，能撤。"
            ),
        ),
    ),
    owed=sheets_left.owed,
    mydata=mydata,
    forget=forget,
)
