"""What people see of an event: its live card, its own page, the list, and who comes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.access import Act
from bot.actions.event_clock import is_open
from bot.column import Owed
from bot.page import Page, Pointless
from bot.screen import Button, Screen, press, short
from handlers.views.core import home_button, may
from handlers.views.event_buttons import (
    EventList,
    NewEvent,
    organizer_rows,
    private_rows,
    reply_rows,
    to,
)
from handlers.views.event_facts import LISTED_TITLE, facts, find, line, own_answer, party, waiting
from storage import events
from storage.events import Event, EventState, Reply

RECENT = 5
COMING_LISTED = 20
COMING_SHOWN = 80


def card(page: Page, event: int) -> Screen:
    """The live card in the group: what, when, where, how many places, the queue, the buttons."""
    found = find(page, event)
    if found.state is EventState.DRAFT:
        raise Pointless("not out yet")
    show = [page.link(page.words.plain("🔍 看详细"), to(found))]
    if not is_open(found, page.tx.now):
        return Screen("\n".join(facts(page, found)), [show])
    text = [*facts(page, found), "", page.words("👇 点「去」就报上了；家里还有人来，点 ➕ 加上。")]
    return Screen("\n".join(text), [*reply_rows(page, found), show])


def show(page: Page, event: int) -> Screen:
    """The event's private page: your own answer, the buttons, and what an organizer may do."""
    found = find(page, event)
    if found.state is EventState.DRAFT:
        raise Pointless("not out yet")
    text: list[str] = [*facts(page, found)]
    rows: list[list[Button]] = []
    if is_open(found, page.tx.now):
        mine = events.answer_of(page.tx, found, page.viewer or 0)
        text += ["", own_answer(page, found, mine)]
        rows += private_rows(page, found, mine)
    rows += organizer_rows(page, found)
    others = [press(page.words.plain("📋 别的活动"), EventList(courtyard=found.courtyard))]
    back = page.back_to_card("event", event)
    return Screen("\n".join(text), [back, *rows, others, home_button(page)])


def index(page: Page) -> Screen:
    """Events to come, then the latest that are over; each opens with a tap."""
    words, yard = page.words, page.courtyard
    coming = events.opened(page.tx, yard.courtyard)[:COMING_LISTED]
    past = events.past(page.tx, yard.courtyard, RECENT)
    lines: list[str] = [words("🎉 <b>活动</b>")]
    if not coming:
        lines.append(words("眼下没有要办的活动。"))
    lines += [line(page, event) for event in coming]
    if past:
        lines += ["", words("<b>办过的</b>"), *[line(page, event) for event in past]]
    if page.viewer is None:
        here = EventList(courtyard=yard.courtyard)
        return Screen("\n".join(lines), [[page.link(words.plain("👉 去看、去报名"), here)]])
    rows = [
        [press(_day(page, event) + short(event.title, LISTED_TITLE), to(event))]
        for event in [*coming, *past]
    ]
    if may(page, Act.CALL_EVENT):
        rows.append([press(words.plain("➕ 办个活动"), NewEvent(courtyard=yard.courtyard))])
    return Screen("\n".join(lines), [*rows, home_button(page)])


def who(page: Page, event: int) -> Screen:
    """For those who prepare it: households with their heads, then the queue, then perhaps."""
    found, words = find(page, event), page.words
    now = events.placement(page.tx, found)
    going = events.answers(page.tx, found, Reply.GOING)
    placed = [party(page, answer) for answer in going if now.has_place(answer.turn)]
    maybe = [party(page, answer) for answer in events.answers(page.tx, found, Reply.MAYBE)]
    nobody = words("还没有人")
    lines = [
        words("👥 <b>{title}</b>：谁来", title=found.title),
        words.plural(
            "✅ 来的（{n} 位）：{who}",
            now.heads,
            who=words.listed(placed, cap=COMING_SHOWN) if placed else nobody,
        ),
    ]
    if now.waiting:
        in_turn = words.listed(waiting(page, found), cap=COMING_SHOWN)
        lines.append(words("⏳ 排队的，按顺序：{who}", who=in_turn))
    if maybe:
        lines.append(words("🤔 说不定的：{who}", who=words.listed(maybe, cap=COMING_SHOWN)))
    return Screen("\n".join(lines), [[press(words.plain("⬅️ 回这个活动"), to(found))]])


def owed(page: Page) -> list[Owed]:
    """Events the reader has not answered yet, the next one at the top."""
    found: list[Owed] = []
    if not may(page, Act.ANSWER_EVENT):
        return found
    for event in events.opened(page.tx, page.courtyard.courtyard):
        if not is_open(event, page.tx.now):
            continue
        if events.answer_of(page.tx, event, page.viewer or 0) is None:
            text = page.words(
                "活动：{title}（{at}），去不去？",
                title=short(event.title, LISTED_TITLE),
                at=event.starts_at,
            )
            found.append(Owed(text, press(f"🎉 {short(event.title, LISTED_TITLE)}", to(event))))
    return found


def home_buttons(page: Page) -> list[Button]:
    return [press(page.words.plain("🎉 活动"), EventList(courtyard=page.courtyard.courtyard))]


def _day(page: Page, event: Event) -> str:
    there = event.starts_at.astimezone(page.courtyard.zoneinfo) if event.starts_at else None
    return page.words.plain("{m}月{d}日 ", m=there.month, d=there.day) if there else ""


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "event.card": card,
    "event.show": show,
    "event.index": index,
    "event.who": who,
}
