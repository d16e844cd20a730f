"""Events, and what people answered to them in the order they did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from bot.rules import waitlist
from bot.rules.waitlist import Placement, Rsvp
from storage.counters import next_number
from storage.tx import Tx, columns

NO_LIMIT = 0


class EventState(Enum):
    DRAFT = "DRAFT"
    OPEN = "OPEN"
    ENDED = "ENDED"
    CANCELLED = "CANCELLED"


class Reply(Enum):
    GOING = "GOING"
    MAYBE = "MAYBE"
    NOT_GOING = "NOT_GOING"


@dataclass(frozen=True)
class Event:
    """`capacity` is None while a draft does not say, NO_LIMIT without one; `reason` is why it was
    cancelled, `report` what the organizer wrote about it afterwards."""

    courtyard: int
    event: int
    title: str
    state: EventState
    by_person: int | None
    starts_at: datetime | None
    place: str | None
    capacity: int | None
    opened_at: datetime | None
    reason: str | None
    report: str | None

    @property
    def limit(self) -> int | None:
        """How many heads there is room for; None for any number."""
        return self.capacity or None


@dataclass(frozen=True)
class Answer:
    """`turn` is the place in the queue: lower came earlier."""

    event: int
    turn: int
    person: int | None
    answer: Reply
    heads: int
    answered_at: datetime


_SELECT = f"SELECT {columns(Event)} FROM events"
_ANSWER = f"SELECT {columns(Answer)} FROM event_answers"


def add(tx: Tx, courtyard: int, title: str, by_person: int) -> int:
    """A draft, seen by its author only; its number."""
    number = next_number(tx, courtyard, "event")
    tx.run(
        "INSERT INTO events (courtyard, event, title, state, by_person, since) "
        "VALUES (?, ?, ?, 'DRAFT', ?, ?)",
        courtyard,
        number,
        title,
        by_person,
        tx.now,
    )
    return number


def get(tx: Tx, courtyard: int, event: int) -> Event | None:
    return tx.get(Event, f"{_SELECT} WHERE courtyard = ? AND event = ?", courtyard, event)


def update(tx: Tx, event: Event, **changes: Any) -> None:
    if "state" in changes:
        changes["since"] = tx.now
    tx.update("events", changes, courtyard=event.courtyard, event=event.event)


def opened(tx: Tx, courtyard: int) -> list[Event]:
    """The events people can look forward to (or are at), the next one at the top."""
    return tx.list(
        Event,
        f"{_SELECT} WHERE courtyard = ? AND state = 'OPEN' ORDER BY starts_at, event",
        courtyard,
    )


def past(tx: Tx, courtyard: int, limit: int) -> list[Event]:
    """Those that are over or were cancelled, the latest at the top."""
    return tx.list(
        Event,
        f"{_SELECT} WHERE courtyard = ? AND state IN ('ENDED', 'CANCELLED') "
        "ORDER BY starts_at DESC, event DESC LIMIT ?",
        courtyard,
        limit,
    )


def answer_of(tx: Tx, event: Event, person: int) -> Answer | None:
    return tx.get(
        Answer,
        f"{_ANSWER} WHERE courtyard = ? AND event = ? AND person = ?",
        event.courtyard,
        event.event,
        person,
    )


def answers(tx: Tx, event: Event, answer: Reply) -> list[Answer]:
    """Everyone who answered so, in turn."""
    return tx.list(
        Answer,
        f"{_ANSWER} WHERE courtyard = ? AND event = ? AND answer = ? ORDER BY turn",
        event.courtyard,
        event.event,
        answer,
    )


def put_answer(tx: Tx, event: Event, person: int, answer: Reply, heads: int) -> None:
    """What this person says now. They go to the end of the queue."""
    remove_answer(tx, event, person)
    tx.run(
        "INSERT INTO event_answers (courtyard, event, turn, person, answer, heads, answered_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        event.courtyard,
        event.event,
        next_number(tx, event.courtyard, f"event {event.event} turn"),
        person,
        answer,
        heads,
        tx.now,
    )


def set_heads(tx: Tx, event: Event, person: int, heads: int) -> None:
    """More or fewer of them come; their turn stays."""
    tx.run(
        "UPDATE event_answers SET heads = ? WHERE courtyard = ? AND event = ? AND person = ?",
        heads,
        event.courtyard,
        event.event,
        person,
    )


def remove_answer(tx: Tx, event: Event, person: int) -> None:
    tx.run(
        "DELETE FROM event_answers WHERE courtyard = ? AND event = ? AND person = ?",
        event.courtyard,
        event.event,
        person,
    )


def queue(tx: Tx, event: Event) -> list[Rsvp]:
    """Everyone who wants to come, in turn; each is known by the number of the turn."""
    going = answers(tx, event, Reply.GOING)
    return [Rsvp(answer.turn, answer.heads, answer.turn) for answer in going]


def placement(tx: Tx, event: Event) -> Placement:
    """Who has a place and who waits, by the number of the turn."""
    return waitlist.place(event.limit, queue(tx, event))


def going_people(tx: Tx, courtyard: int, event: int) -> list[int]:
    """The people who have a place, in turn; empty for no such event."""
    found = get(tx, courtyard, event)
    if found is None:
        return []
    placed = {rsvp.id for rsvp in placement(tx, found).placed}
    return [
        answer.person
        for answer in answers(tx, found, Reply.GOING)
        if answer.turn in placed and answer.person is not None
    ]


def heads_of_family(tx: Tx, event: Event, person: int) -> int:
    """How many heads others of this person's household have put down."""
    n: int = tx.value(
        "SELECT coalesce(sum(a.heads), 0) FROM residents me JOIN residents other "
        "ON other.courtyard = me.courtyard AND other.household = me.household "
        "AND other.person <> me.person JOIN event_answers a ON a.courtyard = me.courtyard "
        "AND a.event = ? AND a.person = other.person AND a.answer = 'GOING' "
        "WHERE me.courtyard = ? AND me.person = ? AND me.state = 'CONFIRMED' "
        "AND other.state = 'CONFIRMED'",
        event.event,
        event.courtyard,
        person,
    )
    return n


def of_person(tx: Tx, courtyard: int, person: int) -> list[Answer]:
    """Every answer this person gave."""
    return tx.list(
        Answer, f"{_ANSWER} WHERE courtyard = ? AND person = ? ORDER BY event", courtyard, person
    )


def remove(tx: Tx, event: Event) -> None:
    """Throw a draft away: nobody has seen it."""
    tx.run(
        "DELETE FROM events WHERE courtyard = ? AND event = ? AND state = 'DRAFT'",
        event.courtyard,
        event.event,
    )


def forget(tx: Tx, courtyard: int, person: int) -> None:
    """Who they were goes, from answers and from events they called; the heads stay counted."""
    tx.run(
        "DELETE FROM events WHERE courtyard = ? AND by_person = ? AND state = 'DRAFT'",
        courtyard,
        person,
    )
    tx.run(
        "UPDATE event_answers SET person = NULL WHERE courtyard = ? AND person = ?",
        courtyard,
        person,
    )
    tx.run(
        "UPDATE events SET by_person = NULL WHERE courtyard = ? AND by_person = ?",
        courtyard,
        person,
    )
