"""Events: drafted, called, changed, cancelled, reminded of, over; the clock closes them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import Enum
from typing import Any

from bot.access import Act, check
from bot.actions import board, event_clock, event_news
from bot.actions import courtyard as yards
from bot.errors import N_, BadInput, NotFound, Refusal, TooLate
from bot.rules import capacity as capacities
from storage import audit, cards, events
from storage.courtyards import Courtyard
from storage.events import Event, EventState, Reply
from storage.tx import Tx

LONGEST_TITLE, LONGEST_PLACE, LONGEST_TEXT = 100, 100, 600


class What(Enum):
    """What of an event can change once it is out."""

    WHEN = "starts_at"
    PLACE = "place"
    CAPACITY = "capacity"


class WrongTitle(BadInput):
    text = N_("活动叫个啥？请写 1 到 100 个字，比如：樱桃节")


class WrongPlace(BadInput):
    text = N_("在哪里？请写 1 到 100 个字，比如：东三巷樱桃树下")


class WrongCapacity(BadInput):
    text = N_("名额请写一个数，比如：40。不限人数就写：不限")


class WrongText(BadInput):
    text = N_("请写 1 到 600 个字。")


class TooSoon(BadInput):
    text = N_("这个时间已经过了，请另选一个。")


class NotComplete(BadInput):
    text = N_("时间、地点、名额，还差着没填。点按钮补上就行。")


class TooFewPlaces(Refusal):
    text = N_("已经有人报了名，名额至少要 {least} 个，不能让报了的人落空。")


class AlreadyOut(Refusal):
    text = N_("这个活动已经发出去了。要改时间、地点、名额，请从活动的页面点「改」。")


class NotOutYet(Refusal):
    text = N_("这个活动还没有发出来。")


class SignUpOver(TooLate):
    text = N_("晚了一步：这个活动已经开始了，报名停了。直接过去看看也行。")


class EventCancelled(TooLate):
    text = N_("这个活动取消了，不用报了。")


class NotOverYet(Refusal):
    text = N_("活动还没办，等办完了再写。")


def draft(tx: Tx, courtyard: int, person: int, title: str) -> int:
    """A draft only its author sees; its number. Raises NotAllowed, WrongTitle."""
    check(tx, courtyard, person, Act.CALL_EVENT)
    return events.add(tx, courtyard, _title(title), person)


def change_draft(tx: Tx, courtyard: int, person: int, number: int, **changes: Any) -> Event:
    """Set `title`, `starts_at`, `place` or `capacity` of a draft.

    Raises AlreadyOut once it is out, WrongTitle, WrongPlace, WrongCapacity, TooSoon.
    """
    event = own_draft(tx, courtyard, person, number)
    if changes:
        events.update(tx, event, **{name: _fit(tx, name, value) for name, value in changes.items()})
    return get(tx, courtyard, number)


def drop_draft(tx: Tx, courtyard: int, person: int, number: int) -> None:
    events.remove(tx, own_draft(tx, courtyard, person, number))


def call(tx: Tx, courtyard: int, person: int, number: int) -> None:
    """Put the event out: a card in the group, reminders and the end planned."""
    event = own_draft(tx, courtyard, person, number)
    if event.starts_at is None or event.place is None or event.capacity is None:
        raise NotComplete
    _fit(tx, "starts_at", event.starts_at)
    events.update(tx, event, state=EventState.OPEN, opened_at=tx.now)
    audit.append(
        tx, courtyard, "event.called", event=number, by=person, **_facts(get(tx, courtyard, number))
    )
    yard = yards.get(tx, courtyard)
    board.post_card(tx, yard, "event", number)
    event_clock.plan(tx, yard, number, event.starts_at)


def check_change(tx: Tx, courtyard: int, person: int, number: int, what: What, value: Any) -> Event:
    """Whether `change` would do it; the event as it is now. Raises what `change` raises."""
    check(tx, courtyard, person, Act.CALL_EVENT)
    event = still_to_come(tx, courtyard, number)
    fit = _fit(tx, what.value, value)
    if what is What.CAPACITY and fit != capacities.NO_LIMIT:
        before = events.placement(tx, event)
        least = max(before.heads, *(rsvp.count for rsvp in before.waiting), 0)
        if fit < least:
            raise TooFewPlaces(least=least)
    return event


def change(tx: Tx, courtyard: int, person: int, number: int, what: What, value: Any) -> None:
    """Another time, place or capacity: those who come are told, reminders are planned anew.

    Raises SignUpOver, EventCancelled, TooFewPlaces, TooSoon, WrongPlace, WrongCapacity.
    """
    event = check_change(tx, courtyard, person, number, what, value)
    yard, before = yards.get(tx, courtyard), events.placement(tx, event)
    was = getattr(event, what.value)
    events.update(tx, event, **{what.value: _fit(tx, what.value, value)})
    now = get(tx, courtyard, number)
    audit.append(tx, courtyard, "event.changed", event=number, by=person, **_facts(now))
    cards.touch(tx, courtyard, "event", number)
    if what is What.CAPACITY:
        event_news.moved_up(tx, yard, now, before)
        return
    if now.starts_at and what is What.WHEN:
        event_clock.plan(tx, yard, number, now.starts_at)
    args = {"event": number, "what": what.value, "was": plain(was)}
    event_news.tell(tx, yard, _who_answered(tx, event, person), "event.changed", args)
    _announce(tx, yard, "event.changed", args)


def check_cancel(tx: Tx, courtyard: int, person: int, number: int, reason: str) -> Event:
    """Whether `cancel` would do it; the event. Raises what `cancel` raises."""
    check(tx, courtyard, person, Act.CALL_EVENT)
    _check_text(reason)
    return still_to_come(tx, courtyard, number)


def cancel(tx: Tx, courtyard: int, person: int, number: int, reason: str) -> None:
    """It will not take place; everyone who meant to come is told why."""
    event = check_cancel(tx, courtyard, person, number, reason)
    yard, reason = yards.get(tx, courtyard), reason.strip()
    events.update(tx, event, state=EventState.CANCELLED, reason=reason)
    audit.append(tx, courtyard, "event.cancelled", event=number, by=person, reason=reason)
    event_clock.cancel(tx, courtyard, number)
    cards.touch(tx, courtyard, "event", number)
    args = {"event": number}
    event_news.tell(tx, yard, _who_answered(tx, event, person), "event.cancelled", args)
    _announce(tx, yard, "event.cancelled", args)


def check_report(tx: Tx, courtyard: int, person: int, number: int, text: str) -> Event:
    """Whether `report` would do it; the event. Raises what `report` raises."""
    check(tx, courtyard, person, Act.CALL_EVENT)
    _check_text(text)
    event = get(tx, courtyard, number)
    if event.state is not EventState.ENDED:
        raise NotOverYet
    return event


def report(tx: Tx, courtyard: int, person: int, number: int, text: str) -> None:
    """A few words on how it went, for everyone. Raises NotOverYet, WrongText."""
    event = check_report(tx, courtyard, person, number, text)
    events.update(tx, event, report=text.strip())
    audit.append(tx, courtyard, "event.reported", event=number, by=person)
    cards.touch(tx, courtyard, "event", number)
    _announce(tx, yards.get(tx, courtyard), "event.reported", {"event": number})


def get(tx: Tx, courtyard: int, number: int) -> Event:
    """Raises NotFound."""
    event = events.get(tx, courtyard, number)
    if event is None:
        raise NotFound
    return event


def own_draft(tx: Tx, courtyard: int, person: int, number: int) -> Event:
    """Raises NotAllowed, NotFound, AlreadyOut."""
    check(tx, courtyard, person, Act.CALL_EVENT)
    event = get(tx, courtyard, number)
    if event.state is not EventState.DRAFT:
        raise AlreadyOut
    if event.by_person != person:
        raise NotFound
    return event


def still_to_come(tx: Tx, courtyard: int, number: int) -> Event:
    """Raises NotFound, NotOutYet, EventCancelled, and SignUpOver once it has begun."""
    event = get(tx, courtyard, number)
    if event.state is EventState.DRAFT:
        raise NotOutYet
    if event.state is EventState.CANCELLED:
        raise EventCancelled
    if not event_clock.is_open(event, tx.now):
        raise SignUpOver(N_("晚了一步：活动已经开始了，改不了了。"))
    return event


def plain(value: Any) -> Any:
    """A value as messages and the audit chain carry it: a moment in seconds since 1970."""
    return round(value.timestamp()) if isinstance(value, datetime) else value


def _announce(tx: Tx, yard: Courtyard, view: str, args: dict[str, Any]) -> None:
    """Under the card, for everyone; without a sound at night."""
    card = ("event", args["event"])
    board.announce(tx, yard, view, args, reply_card=card, silent=event_news.at_night(tx, yard))


def _facts(event: Event) -> dict[str, Any]:
    return {
        "title": event.title,
        "starts_at": plain(event.starts_at),
        "place": event.place,
        "capacity": event.capacity,
    }


def _who_answered(tx: Tx, event: Event, but: int) -> list[int]:
    """Everyone who comes, waits or may come, except the one who acts."""
    found = [
        answer.person
        for reply in (Reply.GOING, Reply.MAYBE)
        for answer in events.answers(tx, event, reply)
    ]
    return [person for person in found if person is not None and person != but]


def _fit(tx: Tx, name: str, value: Any) -> Any:
    """The value as it may stand in an event. Raises the refusal that fits the name."""
    return _FITTING[name](tx, value)


def _title(value: str) -> str:
    title = " ".join(value.split())
    if not 1 <= len(title) <= LONGEST_TITLE:
        raise WrongTitle
    return title


def _place(value: str) -> str:
    place = " ".join(value.split())
    if not 1 <= len(place) <= LONGEST_PLACE:
        raise WrongPlace
    return place


def _capacity(value: int) -> int:
    if not 0 <= value <= capacities.MOST:
        raise WrongCapacity
    return value


def _moment(tx: Tx, value: datetime) -> datetime:
    if value <= tx.now:
        raise TooSoon
    return value


def _check_text(value: str) -> None:
    if not 1 <= len(value.strip()) <= LONGEST_TEXT:
        raise WrongText


_FITTING: dict[str, Callable[[Tx, Any], Any]] = {
    "title": lambda tx, value: _title(value),
    "place": lambda tx, value: _place(value),
    "capacity": lambda tx, value: _capacity(value),
    "starts_at": _moment,
}
