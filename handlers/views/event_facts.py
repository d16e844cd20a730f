"""An event in lines of text: what, when, where, who comes and who waits."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bot.actions.event_clock import is_open
from bot.actions.events import What
from bot.page import Page, Pointless
from bot.words import Html
from storage import events, people, residents
from storage.events import NO_LIMIT, Answer, Event, EventState, Reply

LISTED_TITLE = 24
WAITING_SHOWN = 12


def find(page: Page, number: int) -> Event:
    event = events.get(page.tx, page.courtyard.courtyard, number)
    if event is None:
        raise Pointless("no such event")
    return event


def facts(page: Page, event: Event) -> list[Html]:
    """Title, time, place, places and queue, or how it ended; one line each."""
    words = page.words
    lines = [words("🎉 <b>{title}</b>", title=event.title)]
    if event.starts_at:
        lines.append(words("🕒 {at}", at=event.starts_at))
    if event.place:
        lines.append(words("📍 {place}", place=event.place))
    if event.state is EventState.CANCELLED:
        return [*lines, words("❌ <b>取消了</b>：{reason}", reason=event.reason)]
    if event.state is EventState.ENDED:
        return [*lines, *_ended(page, event)]
    lines += places(page, event)
    if event.state is EventState.OPEN and not is_open(event, page.tx.now):
        lines.append(words("▶️ 已经开始了，报名停了。"))
    return lines


def places(page: Page, event: Event) -> list[Html]:
    """How many come, how many places are left, who waits in which order."""
    words, now = page.words, events.placement(page.tx, event)
    if event.capacity is None:
        return []
    if event.limit is None:
        return [words.plural("👥 人数不限，已经有 {n} 位要来", now.heads)]
    left = event.limit - now.heads
    taken = words("👥 已报 {heads}／{limit} 位", heads=now.heads, limit=event.limit)
    if not now.waiting:
        room = words.plural("还有 {n} 个位置", left) if left else words("满了，还可以排队")
        return [words("{taken}，{room}", taken=taken, room=room)]
    shown = words.listed(waiting(page, event), cap=WAITING_SHOWN)
    return [
        words("{taken}", taken=taken),
        words.plural("⏳ 排队的 {n} 家，有人让位就按顺序补上：{who}", len(now.waiting), who=shown),
    ]


def own_answer(page: Page, event: Event, mine: Answer | None) -> Html:
    words = page.words
    if mine is None:
        return words("👤 您还没说去不去。去的话，点来几位：")
    if mine.answer is Reply.MAYBE:
        return words("👤 您说不定来。这不占位置，定了就点来几位：")
    if mine.answer is Reply.NOT_GOING:
        return words("👤 您这次不去。改主意了，就点来几位：")
    position = events.placement(page.tx, event).position(mine.turn)
    if position is None:
        return words.plural("👤 <b>您报上了：{n} 位。</b>到时候见！", mine.heads)
    return words.plural(
        "👤 您报的 {n} 位在排队，排在第 {position} 个。一有位置，我马上告诉您。",
        mine.heads,
        position=position,
    )


def line(page: Page, event: Event) -> Html:
    """One line of the list."""
    words = page.words
    state = {
        EventState.CANCELLED: words.plain("取消了"),
        EventState.ENDED: words.plain("办完了"),
    }.get(event.state)
    if state is None:
        now = events.placement(page.tx, event)
        full = event.limit is not None and now.heads >= event.limit
        state = words.plain("满了") if full else words.plain("已报 {n} 位", n=now.heads)
    return words(
        "· {title}，{at}，{place}（{said}）",
        title=event.title,
        at=event.starts_at,
        place=event.place,
        said=state,
    )


def household(page: Page, person: int) -> str:
    """How neighbours call each other in a list: by the household, else by the name."""
    label = residents.label_of(page.tx, page.courtyard.courtyard, person)
    if label:
        return label
    account = people.get(page.tx, person)
    return account.name if account else page.words.plain("一位邻居")


def party(page: Page, answer: Answer) -> str:
    who = page.words.plain("一位邻居") if answer.person is None else household(page, answer.person)
    return page.words.plain("{who}（{n} 位）", who=who, n=answer.heads)


def said(page: Page, what: str, value: Any) -> str:
    """A value of an event as people say it; a moment may come as seconds since 1970."""
    if what == What.CAPACITY.value:
        words = page.words
        return words.plain("不限人数") if value == NO_LIMIT else words.plain("{n} 位", n=value)
    if what == What.WHEN.value:
        at = value if isinstance(value, datetime) else datetime.fromtimestamp(value, UTC)
        return page.words.when(at)
    return str(value)


def waiting(page: Page, event: Event) -> list[str]:
    """The queue, in order."""
    now = events.placement(page.tx, event)
    by_turn = {a.turn: a for a in events.answers(page.tx, event, Reply.GOING)}
    return [party(page, by_turn[rsvp.id]) for rsvp in now.waiting]


def _ended(page: Page, event: Event) -> list[Html]:
    heads = events.placement(page.tx, event).heads
    lines = [page.words.plural("🏁 办完了，报名的有 {n} 位。", heads)]
    if event.report:
        lines.append(page.words("📝 {report}", report=event.report))
    return lines
