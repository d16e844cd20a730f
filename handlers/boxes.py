"""Counting the ballot box of a secret vote, after its close."""

from __future__ import annotations

from typing import Any

from bot.actions import box_count, boxes
from bot.ask import Ask
from bot.column import Column
from bot.errors import BadInput
from handlers.views import box_count as count_views
from handlers.views import boxes as views
from handlers.views.box_count import BoxStep, PickSheet, TakeBoxStep
from handlers.views.boxes import CountBox
from storage import boxes as rows
from storage.tx import Tx


def open_count(ask: Ask, data: CountBox) -> None:
    vote = box_count.readable(ask.tx, data.courtyard, ask.person.id, data.vote)
    if box_count.reading_of(ask.tx, vote, ask.person.id).done:
        raise box_count.ReadAlready
    ask.show("box.count", vote=data.vote)


def pick(ask: Ask, data: PickSheet) -> None:
    box_count.pick(ask.tx, data.courtyard, ask.person.id, data.vote, data.value)
    ask.show("box.count", vote=data.vote)


def take_step(ask: Ask, data: TakeBoxStep) -> None:
    here = (ask.tx, data.courtyard, ask.person.id, data.vote)
    view = "box.count"
    if data.step == BoxStep.UNDO.value:
        box_count.undo(*here)
    elif data.step == BoxStep.LAY_ASIDE.value:
        box_count.lay_aside(*here)
    elif data.step == BoxStep.SPOILT.value:
        box_count.spoil(*here)
    elif data.step in (BoxStep.FINISH.value, BoxStep.OVERFULL.value):
        _finish(ask, data)
        return
    elif data.step == BoxStep.REVIEW.value:
        box_count.look_over(*here)
        view = "box.review"
    elif data.step == BoxStep.ASK_OVERFULL.value:
        box_count.readable(*here)
        view = "box.ask_overfull"
    elif data.step == BoxStep.BACK.value:
        box_count.readable(*here)
    else:
        raise BadInput
    ask.show(view, vote=data.vote)


def _finish(ask: Ask, data: TakeBoxStep) -> None:
    here = (ask.tx, data.courtyard, ask.person.id, data.vote)
    overfull = data.step == BoxStep.OVERFULL.value
    outcome, sheets = box_count.finish(*here, overfull=overfull)
    ask.show("box.done", vote=data.vote, outcome=outcome.value, sheets=list(sheets))


def mydata(tx: Tx, courtyard: int, person: int) -> Any:
    """How many sheets they have read of boxes that are not counted yet."""
    found = (rows.of(tx, vote, person) for vote in rows.waiting(tx, courtyard))
    return sum(len(reading.sheets) for reading in found if reading)


COLUMN = Column(
    "boxes",
    presses={CountBox: open_count, PickSheet: pick, TakeBoxStep: take_step},
    due={boxes.DUE: boxes.remind},
    views={**views.VIEWS, **count_views.VIEWS},
    owed=views.owed,
    mydata=mydata,
    forget=rows.forget,
)
