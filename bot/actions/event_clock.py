"""An event as the clock sees it: when sign-up ends, when it is over, when to remind."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.actions import courtyard as yards
from bot.actions import event_news, reminding
from storage import audit, cards, due, events, outbox
from storage.courtyards import Courtyard
from storage.events import Event, EventState
from storage.outbox import Priority
from storage.tx import Tx

LASTS = timedelta(hours=3)
"""So long after its start an event counts as over."""


def is_open(event: Event, now: datetime) -> bool:
    """One can still answer: it is out and has not begun."""
    return event.state is EventState.OPEN and event.starts_at is not None and now < event.starts_at


def plan(tx: Tx, yard: Courtyard, number: int, starts_at: datetime) -> None:
    """Plan everything the clock has to do; what was planned before is replaced."""
    cancel(tx, yard.courtyard, number)
    due.plan(tx, yard.courtyard, "event.start", number, starts_at)
    due.plan(tx, yard.courtyard, "event.end", number, starts_at + LASTS)
    reminding.plan(tx, yard, "event.remind", number, starts_at)


def cancel(tx: Tx, courtyard: int, number: int) -> None:
    for kind in ("event.start", "event.end"):
        due.cancel(tx, courtyard, kind, number)
    reminding.cancel(tx, courtyard, "event.remind", number)


def start(tx: Tx, courtyard: int, subject: str) -> None:
    """Due work: the sign-up is over, and the card says so."""
    cards.touch(tx, courtyard, "event", int(subject))


def end(tx: Tx, courtyard: int, subject: str) -> None:
    """Due work: it is over; whoever called it is asked for a few words."""
    event, yard = events.get(tx, courtyard, int(subject)), yards.get(tx, courtyard)
    if event is None or event.state is not EventState.OPEN:
        return
    events.update(tx, event, state=EventState.ENDED)
    audit.append(
        tx,
        courtyard,
        "event.ended",
        event=event.event,
        heads=events.placement(tx, event).heads,
    )
    cards.touch(tx, courtyard, "event", event.event)
    if event.by_person is not None:
        outbox.send(
            tx,
            courtyard,
            event.by_person,
            "event.ask_report",
            {"event": event.event},
            not_before=reminding.waking(tx, yard),
        )


def remind(tx: Tx, courtyard: int, subject: str) -> None:
    """Due work: tell those who have a place; who gives it up meanwhile gets nothing.

    Run late in the night it waits for the morning, or goes without a sound if that were too late.
    """
    number, _, slot = subject.partition(":")
    event, yard = events.get(tx, courtyard, int(number)), yards.get(tx, courtyard)
    if event is None or event.starts_at is None or not is_open(event, tx.now):
        return
    not_before = reminding.waking(tx, yard)
    at_once = not_before >= event.starts_at
    moment = round(event.starts_at.timestamp())
    for person in events.going_people(tx, courtyard, event.event):
        if event_news.reachable(tx, person):
            outbox.send(
                tx,
                courtyard,
                person,
                "event.reminder",
                {"event": event.event},
                priority=Priority.REMINDER,
                dedupe=f"event:{number}:{slot}:{moment}:{person}",
                not_before=None if at_once else not_before,
                silent=at_once,
            )
