"""Answering an event: going with so many heads, perhaps, or not; the queue moves up by itself."""

from __future__ import annotations

from dataclasses import dataclass

from bot.access import Act, check
from bot.actions import courtyard as yards
from bot.actions import event_news
from bot.actions.event_clock import is_open
from bot.actions.events import EventCancelled, NotOutYet, SignUpOver, get
from bot.errors import N_, BadInput, Refusal
from bot.rules.waitlist import Placement, can_become
from storage import cards, events
from storage.events import Answer, Event, EventState, Reply
from storage.tx import Tx

MOST_HEADS = 10


class TooManyHeads(BadInput):
    text = N_("一家一次最多报 {most} 位。人再多，请跟办活动的人说一声。")


class BiggerThanAll(Refusal):
    text = N_("这个活动一共只有 {limit} 个位置，不够 {heads} 位。可以少报几位。")


class NoRoom(Refusal):
    text = N_("满了，加不了人。")


_FEW_LEFT = N_("只空着 {left} 个位置，加不下。")
_OTHERS_WAIT = N_("有 {waiting} 家在排队，先来后到，现在加不了人。")


class NotGoingYet(Refusal):
    text = N_("您还没报名。先点「去」，再加人。")


class OnlyOneLeft(Refusal):
    text = N_("只剩您一位了。来不了就点「不去」。")


@dataclass(frozen=True)
class Receipt:
    """What stands now: the answer, the heads, and the place in the queue for those who wait."""

    event: Event
    answer: Answer
    position: int | None
    family: int
    """Heads that others of the same household have put down."""
    unchanged: bool = False


def answer(
    tx: Tx, courtyard: int, person: int, number: int, reply: Reply, heads: int | None = None
) -> Receipt:
    """Say going (with so many heads, 1 unless told), perhaps, or not.

    Raises SignUpOver from the start on, EventCancelled, BiggerThanAll, NoRoom, TooManyHeads.
    """
    event = _open_event(tx, courtyard, person, number)
    mine = events.answer_of(tx, event, person)
    if mine and mine.answer is reply and heads in (None, mine.heads):
        return _receipt(tx, event, person, unchanged=True)
    if mine and mine.answer is reply is Reply.GOING:
        return _change_heads(tx, event, mine, person, heads or 1)
    wanted = heads or 1
    if reply is Reply.GOING:
        _check_size(event, wanted)
    else:
        _check_heads(wanted)
    before = events.placement(tx, event)
    events.put_answer(tx, event, person, reply, wanted)
    event_news.moved_up(tx, yards.get(tx, courtyard), event, before, but=person)
    cards.touch(tx, courtyard, "event", number)
    return _receipt(tx, event, person)


def bring(tx: Tx, courtyard: int, person: int, number: int, more: int) -> Receipt:
    """So many heads more (or fewer, below zero) than before, in the same turn.

    Raises NotGoingYet, OnlyOneLeft and the refusals of `answer`.
    """
    event = _open_event(tx, courtyard, person, number)
    mine = events.answer_of(tx, event, person)
    if mine is None or mine.answer is not Reply.GOING:
        raise NotGoingYet
    if mine.heads + more < 1:
        raise OnlyOneLeft
    return _change_heads(tx, event, mine, person, mine.heads + more)


def forget(tx: Tx, courtyard: int, person: int) -> None:
    """Erase a person. A place they held in an event to come goes to the next in the queue."""
    give_up(tx, courtyard, person)
    events.forget(tx, courtyard, person)


def give_up(tx: Tx, courtyard: int, person: int) -> None:
    """They live here no more: what they answered to events to come is taken back."""
    yard = yards.get(tx, courtyard)
    for event in events.opened(tx, courtyard):
        if is_open(event, tx.now) and events.answer_of(tx, event, person):
            before = events.placement(tx, event)
            events.remove_answer(tx, event, person)
            event_news.moved_up(tx, yard, event, before, but=person)
            cards.touch(tx, courtyard, "event", event.event)


def _change_heads(tx: Tx, event: Event, mine: Answer, person: int, heads: int) -> Receipt:
    _check_size(event, heads)
    before = events.placement(tx, event)
    if not can_become(event.limit, events.queue(tx, event), mine.turn, heads):
        raise _no_room(event, before)
    events.set_heads(tx, event, person, heads)
    event_news.moved_up(tx, yards.get(tx, event.courtyard), event, before, but=person)
    cards.touch(tx, event.courtyard, "event", event.event)
    return _receipt(tx, event, person)


def _no_room(event: Event, now: Placement) -> NoRoom:
    left = (event.limit or 0) - now.heads
    if now.waiting:
        return NoRoom(_OTHERS_WAIT, waiting=len(now.waiting))
    return NoRoom(_FEW_LEFT, left=left) if left else NoRoom()


def _check_heads(heads: int) -> None:
    if not 1 <= heads <= MOST_HEADS:
        raise TooManyHeads(most=MOST_HEADS)


def _check_size(event: Event, heads: int) -> None:
    _check_heads(heads)
    if event.limit is not None and heads > event.limit:
        raise BiggerThanAll(limit=event.limit, heads=heads)


def _open_event(tx: Tx, courtyard: int, person: int, number: int) -> Event:
    check(tx, courtyard, person, Act.ANSWER_EVENT)
    event = get(tx, courtyard, number)
    if event.state is EventState.DRAFT:
        raise NotOutYet
    if event.state is EventState.CANCELLED:
        raise EventCancelled
    if not is_open(event, tx.now):
        raise SignUpOver
    return event


def _receipt(tx: Tx, event: Event, person: int, *, unchanged: bool = False) -> Receipt:
    mine = events.answer_of(tx, event, person)
    if mine is None:
        raise LookupError("an answer was just written")
    position = events.placement(tx, event).position(mine.turn)
    return Receipt(event, mine, position, events.heads_of_family(tx, event, person), unchanged)
