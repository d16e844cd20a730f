"""Who is told what about an event: privately, and by name in the group where that is closed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.actions.reminding import quiet_hours
from bot.rules.quiet import is_quiet
from bot.rules.waitlist import Placement, promoted
from storage import audit, events, outbox, people
from storage.courtyards import Courtyard
from storage.events import Event, Reply
from storage.tx import Tx


def tell(tx: Tx, yard: Courtyard, to: Iterable[int], view: str, args: dict[str, Any]) -> list[int]:
    """Write to each privately, without a sound in the quiet hours; those it cannot reach."""
    silent = at_night(tx, yard)
    closed = []
    for person in to:
        if reachable(tx, person):
            outbox.send(tx, yard.courtyard, person, view, args, silent=silent)
        else:
            closed.append(person)
    return closed


def moved_up(
    tx: Tx, yard: Courtyard, event: Event, before: Placement, *, but: int | None = None
) -> None:
    """Tell those who waited and have a place now (`but` knows already: it was their own tap)."""
    by_turn = {answer.turn: answer for answer in events.answers(tx, event, Reply.GOING)}
    lucky = []
    for rsvp in promoted(before, events.placement(tx, event)):
        person = by_turn[rsvp.id].person
        audit.append(
            tx, event.courtyard, "event.moved_up", event=event.event, turn=rsvp.id, heads=rsvp.count
        )
        if person is not None and person != but:
            lucky.append(person)
    closed = tell(tx, yard, lucky, "event.moved_up", {"event": event.event})
    if closed:
        outbox.send(
            tx,
            yard.courtyard,
            yard.chat,
            "event.moved_up_here",
            {"event": event.event, "people": closed},
            thread=yard.forum_thread,
            reply_card=("event", event.event),
            silent=at_night(tx, yard),
        )


def at_night(tx: Tx, yard: Courtyard) -> bool:
    """Whether what is said now must make no sound."""
    return is_quiet(tx.now, yard.zoneinfo, *quiet_hours(yard))


def reachable(tx: Tx, person: int) -> bool:
    account = people.get(tx, person)
    return account is not None and account.reachable == people.REACHABLE
