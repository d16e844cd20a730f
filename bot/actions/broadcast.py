"""Announcements: written and looked over in private, then one post and a message to each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.access import Act, check
from bot.actions import board
from bot.actions import courtyard as yards
from bot.actions.reminding import waking
from bot.errors import N_, Already, BadInput, NotFound
from storage import audit, broadcasts, cards, due, events, outbox
from storage.broadcasts import Broadcast, BroadcastState
from storage.courtyards import Courtyard
from storage.outbox import Priority
from storage.tx import Tx

LONGEST = 3_000
PROGRESS = "broadcast.progress"
FIRST_LOOK = timedelta(seconds=5)
SLOWEST_LOOK = timedelta(minutes=5)


class NothingSaid(BadInput):
    text = N_("还没写内容。比如：/announce 明天上午 9 点到 12 点停水，请先存点水。")


class TooLong(BadInput):
    text = N_("太长了，请写在 {most} 个字以内。细节可以另外发在群里。")

    def __init__(self) -> None:
        super().__init__(most=LONGEST)


class AlreadySent(Already):
    text = N_("这条通知已经发出去了，改不了。有变动就再发一条。")


class EventGone(NotFound):
    text = N_("这个活动已经结束或者取消了，请另选发给谁。")


class NobodyGoes(NotFound):
    text = N_("还没有人报名这个活动，发了也没人收到。")


@dataclass(frozen=True)
class Audience:
    """Who would get it privately; how many cannot, and how many do not want it."""

    people: tuple[int, ...]
    out_of_reach: int = 0
    declined: int = 0


def begin(tx: Tx, courtyard: int, person: int, event: int | None) -> None:
    """Before the text is asked for: may they announce, and is the event still to come? Raises
    NotAllowed, EventGone."""
    check(tx, courtyard, person, Act.BROADCAST)
    if event is not None:
        _check_event(tx, courtyard, event)


def draft(tx: Tx, courtyard: int, person: int, text: str, event: int | None = None) -> int:
    """A new draft, for its author's eyes only; its number. Raises NothingSaid, TooLong and
    what `begin` raises."""
    begin(tx, courtyard, person, event)
    return broadcasts.add(tx, courtyard, person, checked(text), event)


def own_draft(tx: Tx, courtyard: int, person: int, number: int) -> Broadcast:
    """Raises NotAllowed, NotFound (also for someone else's), AlreadySent."""
    check(tx, courtyard, person, Act.BROADCAST)
    found = broadcasts.get(tx, courtyard, number)
    if found is None or found.by_person != person:
        raise NotFound
    if found.state is not BroadcastState.DRAFT:
        raise AlreadySent
    return found


def rewrite(tx: Tx, courtyard: int, person: int, number: int, text: str) -> None:
    broadcasts.update(tx, own_draft(tx, courtyard, person, number), text=checked(text))


def address(tx: Tx, courtyard: int, person: int, number: int, event: int | None) -> None:
    """Say whom a draft is for: everyone (None), or those going to an event."""
    found = own_draft(tx, courtyard, person, number)
    if event is not None:
        _check_event(tx, courtyard, event)
    broadcasts.update(tx, found, event=event)


def drop(tx: Tx, courtyard: int, person: int, number: int) -> None:
    broadcasts.drop(tx, own_draft(tx, courtyard, person, number))


def send(tx: Tx, courtyard: int, person: int, number: int) -> None:
    """Make it public: one group post (if it is for everyone), a private message to each, and a
    progress line for the author. In the quiet hours the private ones wait for the morning."""
    found = own_draft(tx, courtyard, person, number)
    yard = yards.get(tx, courtyard)
    if found.event is not None:
        _check_event(tx, courtyard, found.event)
    audience = audience_of(tx, found)
    if found.event is not None and not audience.people:
        raise NobodyGoes
    begins = begins_at(tx, yard)
    _write_to_each(tx, found, audience, begins)
    broadcasts.update(
        tx,
        found,
        state=BroadcastState.SENDING,
        sent_at=tx.now,
        begins_at=begins,
        addressed=len(audience.people),
        closed=audience.out_of_reach,
    )
    if found.event is None:
        _post(tx, yard, found, silent=begins > tx.now)
    audit.append(
        tx,
        courtyard,
        "broadcast.sent",
        broadcast=number,
        by=person,
        event=found.event,
        addressed=len(audience.people),
    )
    cards.post(tx, courtyard, "broadcast", number, person)
    due.plan(tx, courtyard, PROGRESS, number, begins + FIRST_LOOK)


def look(tx: Tx, courtyard: int, subject: str) -> None:
    """Due work: bring the progress line up to date; end it once nothing is left to send."""
    found = broadcasts.get(tx, courtyard, int(subject))
    if found is None or found.state is not BroadcastState.SENDING:
        return
    now = counted(tx, found)
    left = now.addressed - now.reached - now.missed
    state = BroadcastState.SENDING if left else BroadcastState.ENDED
    broadcasts.update(tx, found, state=state, reached=now.reached, missed=now.missed)
    cards.touch(tx, courtyard, "broadcast", found.broadcast)
    if left:
        due.plan(tx, courtyard, PROGRESS, found.broadcast, tx.now + _pause(tx, found))


def counted(tx: Tx, broadcast: Broadcast) -> Broadcast:
    """The same with the counts of this moment. Whatever is not waiting has its answer."""
    states = outbox.progress(tx, broadcast.courtyard, _key(broadcast))
    reached = states.get("SENT", 0)
    waiting = states.get("WAITING", 0)
    return replace(broadcast, reached=reached, missed=broadcast.addressed - reached - waiting)


def audience_of(tx: Tx, broadcast: Broadcast) -> Audience:
    """Everyone confirmed but its author, or those who are going. Who wants no announcements gets
    only those of events they go to."""
    author = broadcast.by_person
    everyone = broadcasts.residents(tx, broadcast.courtyard)
    residents = [one for one in everyone if one.person != author]
    if broadcast.event is not None:
        going = set(events.going_people(tx, broadcast.courtyard, broadcast.event))
        residents = [replace(one, declined=False) for one in residents if one.person in going]
    wanting = [one for one in residents if not one.declined]
    people = tuple(one.person for one in wanting if one.reachable)
    return Audience(people, len(wanting) - len(people), len(residents) - len(wanting))


def begins_at(tx: Tx, yard: Courtyard) -> datetime:
    """When private messages may go: now, or after the quiet hours."""
    return waking(tx, yard)


def decline(tx: Tx, courtyard: int, person: int) -> None:
    """No more announcements in the private chat. Raises NotAResident."""
    check(tx, courtyard, person, Act.ANSWER_EVENT)
    broadcasts.decline(tx, courtyard, person)


def accept(tx: Tx, courtyard: int, person: int) -> None:
    """Announcements in the private chat again. Raises NotAResident."""
    check(tx, courtyard, person, Act.ANSWER_EVENT)
    broadcasts.accept(tx, courtyard, person)


def checked(text: str) -> str:
    """Raises NothingSaid, TooLong."""
    tidy = text.strip()
    if not tidy:
        raise NothingSaid
    if len(tidy) > LONGEST:
        raise TooLong
    return tidy


def mydata(tx: Tx, courtyard: int, person: int) -> Any:
    return {
        "announcements": [
            {"text": found.text, "at": (found.sent_at or found.created_at).isoformat()}
            for found in broadcasts.by_author(tx, courtyard, person)
        ],
        "wants_announcements": not broadcasts.declined(tx, courtyard, person),
    }


def _write_to_each(tx: Tx, found: Broadcast, audience: Audience, begins: datetime) -> None:
    for person in audience.people:
        outbox.send(
            tx,
            found.courtyard,
            person,
            "broadcast.note",
            {"broadcast": found.broadcast},
            priority=Priority.BROADCAST,
            dedupe=f"{_key(found)}{person}",
            not_before=begins,
        )


def _post(tx: Tx, yard: Courtyard, found: Broadcast, *, silent: bool) -> None:
    board.announce(
        tx,
        yard,
        "broadcast.post",
        {"broadcast": found.broadcast},
        dedupe=f"broadcast post:{found.broadcast}",
        silent=silent,
    )


def _pause(tx: Tx, found: Broadcast) -> timedelta:
    """The longer it takes, the rarer the looks."""
    since = tx.now - (found.begins_at or tx.now)
    return min(max(FIRST_LOOK, since / 10), SLOWEST_LOOK)


def _key(broadcast: Broadcast) -> str:
    return f"broadcast:{broadcast.broadcast}:"


def _check_event(tx: Tx, courtyard: int, event: int) -> None:
    found = events.get(tx, courtyard, event)
    if found is None or found.state is not events.EventState.OPEN:
        raise EventGone
