"""The buttons of an event, and the rows they stand in."""

from __future__ import annotations

from typing import ClassVar

from bot.access import Act
from bot.actions.event_clock import is_open
from bot.callbacks import Data
from bot.errors import N_
from bot.page import Page
from bot.screen import Button, press
from handlers.views.core import may
from storage import events
from storage.events import Answer, Event, EventState, Reply

HEADS_OFFERED = 6
_GO = {False: N_("✅ 去"), True: N_("✅ 去（排队）")}
REPLIES = (Reply.GOING, Reply.MAYBE, Reply.NOT_GOING)


class NewEvent(Data):
    prefix: ClassVar[str] = "en1"
    link: ClassVar[bool] = True


class ShowEvent(Data):
    prefix: ClassVar[str] = "es1"
    link: ClassVar[bool] = True
    event: int


class EventList(Data):
    prefix: ClassVar[str] = "el1"
    link: ClassVar[bool] = True


class AnswerEvent(Data):
    """`reply` counts in REPLIES; `heads` 0 leaves the number of heads as it is."""

    prefix: ClassVar[str] = "ea1"
    event: int
    reply: int
    heads: int = 0


class Bring(Data):
    """So many heads more, or fewer."""

    prefix: ClassVar[str] = "eb1"
    event: int
    more: int


class WhoComes(Data):
    prefix: ClassVar[str] = "ew1"
    event: int


class ChangeEvent(Data):
    """To the choice of what to change once it is out."""

    prefix: ClassVar[str] = "ec1"
    event: int


class AskCancel(Data):
    prefix: ClassVar[str] = "ex1"
    event: int


class AskReport(Data):
    prefix: ClassVar[str] = "er1"
    event: int


def to(event: Event) -> ShowEvent:
    return ShowEvent(courtyard=event.courtyard, event=event.event)


def reply_button(event: Event, label: str, reply: Reply, heads: int = 0) -> Button:
    data = AnswerEvent(
        courtyard=event.courtyard, event=event.event, reply=REPLIES.index(reply), heads=heads
    )
    return press(label, data)


def reply_rows(page: Page, event: Event) -> list[list[Button]]:
    words, now = page.words, events.placement(page.tx, event)
    full = bool(now.waiting) or now.heads == event.limit
    more = Bring(courtyard=event.courtyard, event=event.event, more=1)
    fewer = Bring(courtyard=event.courtyard, event=event.event, more=-1)
    return [
        [
            reply_button(event, words.plain(_GO[full]), Reply.GOING),
            reply_button(event, words.plain("🤔 说不定"), Reply.MAYBE),
            reply_button(event, words.plain("❌ 不去"), Reply.NOT_GOING),
        ],
        [
            press(words.plain("➕ 多一位"), more),
            press(words.plain("➖ 少一位"), fewer),
        ],
    ]


def private_rows(page: Page, event: Event, mine: Answer | None) -> list[list[Button]]:
    words = page.words
    if mine and mine.answer is Reply.GOING:
        quit_ = reply_button(event, words.plain("❌ 来不了了"), Reply.NOT_GOING)
        return [reply_rows(page, event)[1], [quit_]]
    most = min(HEADS_OFFERED, event.limit or HEADS_OFFERED)
    counts = [
        reply_button(event, words.plain("{n} 位", n=n), Reply.GOING, n) for n in range(1, most + 1)
    ]
    others = [
        reply_button(event, words.plain("🤔 说不定"), Reply.MAYBE),
        reply_button(event, words.plain("❌ 不去"), Reply.NOT_GOING),
    ]
    return [counts[:3], counts[3:], others] if len(counts) > 3 else [counts, others]


def organizer_rows(page: Page, event: Event) -> list[list[Button]]:
    if not may(page, Act.CALL_EVENT):
        return []
    words = page.words
    here = {"courtyard": event.courtyard, "event": event.event}
    rows = [[press(words.plain("👥 谁来"), WhoComes(**here))]]
    if is_open(event, page.tx.now):
        rows[0].append(press(words.plain("✏️ 改"), ChangeEvent(**here)))
        rows[0].append(press(words.plain("🛑 取消"), AskCancel(**here)))
    if event.state is EventState.ENDED:
        rows[0].append(press(words.plain("📝 写两句"), AskReport(**here)))
    return rows
