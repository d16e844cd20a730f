"""Calling an event: one line for those who type, step by step in private for the others."""

from __future__ import annotations

from typing import Any

from bot.access import Act, check
from bot.actions import events
from bot.actions.events import What, WrongCapacity
from bot.ask import Ask
from bot.column import Column
from bot.errors import N_, BadInput
from bot.rules.capacity import MOST, read_capacity
from bot.rules.when import Moment, Unclear, read_when
from handlers import event_confirm, picker
from handlers.proposal import OldButton
from handlers.views import event_form as views
from handlers.views.event_buttons import ChangeEvent, NewEvent
from handlers.views.event_form import (
    Edit,
    EditEvent,
    OpenEventDraft,
    PickCapacity,
)
from storage import prompts
from storage.events import EventState

HOW = N_("一行写完是这样：\n/event 樱桃节 | 12月5日 15:00 | 东三巷 | 40")


def line(ask: Ask) -> None:
    """`/event 樱桃节 | 12月5日 15:00 | 东三巷 | 40`; what is left out is asked for in private."""
    courtyard = ask.courtyard.courtyard
    check(ask.tx, courtyard, ask.person.id, Act.CALL_EVENT)
    if not ask.text:
        ask.expect("event.title")
        ask.privately("event.ask_title", NewEvent(courtyard=courtyard))
        return
    title, *rest = ask.parts()
    if len(rest) > 3:
        raise BadInput(HOW)
    at, place, capacity = [*rest, "", "", ""][:3]
    number = events.draft(ask.tx, courtyard, ask.person.id, title)
    changes: dict[str, Any] = {}
    if place:
        changes["place"] = place
    if capacity:
        changes["capacity"] = _capacity(capacity)
    moment = read_when(at, ask.tx.now, ask.courtyard.zoneinfo) if at else None
    if isinstance(moment, Moment):
        changes["starts_at"] = moment.at
    events.change_draft(ask.tx, courtyard, ask.person.id, number, **changes)
    if ask.place.private and not isinstance(moment, Unclear):
        _go_on(ask, number)
    else:
        here = OpenEventDraft(courtyard=courtyard, event=number)
        ask.privately("event.form", here, event=number)
    if isinstance(moment, Unclear):
        picker.ask_again(ask, "event.when", moment, event=number)


def new(ask: Ask, data: NewEvent) -> None:
    check(ask.tx, data.courtyard, ask.person.id, Act.CALL_EVENT)
    ask.expect("event.title")
    ask.show("event.ask_title")


def open_draft(ask: Ask, data: OpenEventDraft) -> None:
    events.get(ask.tx, data.courtyard, data.event)
    ask.show("event.form", event=data.event)


def edit(ask: Ask, data: EditEvent) -> None:
    """A tap on the form, or on the choice of what to change."""
    check(ask.tx, data.courtyard, ask.person.id, Act.CALL_EVENT)
    event = events.get(ask.tx, data.courtyard, data.event)
    what = Edit(data.what) if data.what in {e.value for e in Edit} else None
    if what in _QUESTIONS:
        if event.state is EventState.DRAFT:
            events.own_draft(ask.tx, data.courtyard, ask.person.id, data.event)
        else:
            events.still_to_come(ask.tx, data.courtyard, data.event)
        _QUESTIONS[what](ask, data.event)
    elif what is Edit.SUBMIT:
        events.call(ask.tx, data.courtyard, ask.person.id, data.event)
        ask.show("event.called", event=data.event)
    elif what is Edit.DROP:
        events.drop_draft(ask.tx, data.courtyard, ask.person.id, data.event)
        ask.show("event.dropped")
    else:
        raise BadInput


def choose_change(ask: Ask, data: ChangeEvent) -> None:
    check(ask.tx, data.courtyard, ask.person.id, Act.CALL_EVENT)
    events.still_to_come(ask.tx, data.courtyard, data.event)
    ask.show("event.change", event=data.event)


def title_answer(ask: Ask) -> None:
    number, courtyard = (ask.prompt or {}).get("event"), ask.courtyard.courtyard
    if number is None:
        number = events.draft(ask.tx, courtyard, ask.person.id, ask.text)
    else:
        events.change_draft(ask.tx, courtyard, ask.person.id, number, title=ask.text)
    _go_on(ask, number)


def when_answer(ask: Ask) -> None:
    at = picker.read(ask)
    if at is not None:
        _take(ask, What.WHEN, at)


def place_answer(ask: Ask) -> None:
    _take(ask, What.PLACE, ask.text)


def capacity_answer(ask: Ask) -> None:
    _take(ask, What.CAPACITY, _capacity(ask.text))


def pick_capacity(ask: Ask, data: PickCapacity) -> None:
    """A tapped number is taken as the written answer, if it is this event's that was asked for."""
    prompt = prompts.get(ask.tx, ask.person.id)
    if prompt is None or prompt.kind != "event.capacity" or prompt.args["event"] != data.event:
        raise OldButton
    if not 0 <= data.heads <= MOST:
        raise WrongCapacity
    ask.show("event.capacity_chosen", heads=data.heads)
    ask.typed = str(data.heads) if data.heads else "不限"


def _take(ask: Ask, what: What, value: Any) -> None:
    """An answer to a question: into the draft, or to be confirmed for what is out already."""
    number, courtyard = (ask.prompt or {})["event"], ask.courtyard.courtyard
    if events.get(ask.tx, courtyard, number).state is EventState.DRAFT:
        events.change_draft(ask.tx, courtyard, ask.person.id, number, **{what.value: value})
        _go_on(ask, number)
        return
    events.check_change(ask.tx, courtyard, ask.person.id, number, what, value)
    event_confirm.propose(ask, number, what.value, events.plain(value))


def _go_on(ask: Ask, number: int) -> None:
    """Ask for what is still missing, one thing at a time; then show the whole."""
    event = events.get(ask.tx, ask.courtyard.courtyard, number)
    if event.starts_at is None:
        _ask_when(ask, number)
    elif event.place is None:
        _ask_place(ask, number)
    elif event.capacity is None:
        _ask_capacity(ask, number)
    else:
        ask.say("event.form", event=number)


def _ask_title(ask: Ask, number: int) -> None:
    ask.expect("event.title", event=number)
    ask.show("event.ask_title")


def _ask_when(ask: Ask, number: int) -> None:
    picker.ask_when(ask, "event.when", "event.ask_when", event=number)


def _ask_place(ask: Ask, number: int) -> None:
    ask.expect("event.place", event=number)
    ask.show("event.ask_place", event=number)


def _ask_capacity(ask: Ask, number: int) -> None:
    ask.expect("event.capacity", event=number)
    ask.show("event.ask_capacity", event=number)


def _capacity(text: str) -> int:
    """Raises WrongCapacity."""
    found = read_capacity(text)
    if found is None:
        raise WrongCapacity
    return found


_QUESTIONS = {
    Edit.TITLE: _ask_title,
    Edit.WHEN: _ask_when,
    Edit.PLACE: _ask_place,
    Edit.CAPACITY: _ask_capacity,
}

COLUMN = Column(
    "event form",
    presses={
        NewEvent: new,
        OpenEventDraft: open_draft,
        EditEvent: edit,
        ChangeEvent: choose_change,
        PickCapacity: pick_capacity,
    },
    answers={
        "event.title": title_answer,
        "event.when": when_answer,
        "event.place": place_answer,
        "event.capacity": capacity_answer,
    },
    views=views.VIEWS,
)
