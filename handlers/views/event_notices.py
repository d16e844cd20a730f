"""What people are told about an event: a place came free, it moved, it is off, it is near."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.actions.event_clock import is_open
from bot.errors import N_
from bot.page import Page, Pointless
from bot.screen import Button, Screen, press
from bot.words import Html
from handlers.views.event_buttons import AskReport, reply_button, to
from handlers.views.event_facts import find, household, said
from storage import events
from storage.events import Event, Reply

_CHANGED = {
    "starts_at": N_("🕒 <b>{title}</b> 改时间了：\n原来 {was}\n现在 <b>{now}</b>"),
    "place": N_("📍 <b>{title}</b> 换地方了：\n原来 {was}\n现在 <b>{now}</b>"),
}


def moved_up(page: Page, event: int) -> Screen:
    """To one who waited. Nothing to say once they gave the place up, or it has begun."""
    found, words = find(page, event), page.words
    heads = _held(page, found)
    text = words.plural(
        "🎉 有位置了，您排到了！<b>{title}</b>，给您留了 {n} 位。\n🕒 {at}　📍 {place}",
        heads,
        title=found.title,
        at=found.starts_at,
        place=found.place,
    )
    return Screen(text, [[_cannot(page, found)], [_details(page, found)]])


def moved_up_here(page: Page, event: int, people: list[int]) -> Screen:
    """In the group, to those whose private chat is closed to us."""
    found, words = find(page, event), page.words
    if not is_open(found, page.tx.now):
        raise Pointless("it has begun")
    names = [_mention(page, person) for person in people]
    text = words(
        "🎉 {who}：有位置了，<b>{title}</b> 排到您了！来不了就点「不去」，让给下一家。",
        who=words.listed(names),
        title=found.title,
    )
    return Screen(text)


def changed(page: Page, event: int, what: str, was: Any) -> Screen:
    """Another time or place: to each who answered, and in the group under the card."""
    found, words = find(page, event), page.words
    if not is_open(found, page.tx.now):
        raise Pointless("it has begun, or is off")
    text = words(
        _CHANGED[what],
        title=found.title,
        was=said(page, what, was),
        now=said(page, what, getattr(found, what)),
    )
    if page.viewer is None:
        return Screen(text)
    text = words("{change}\n来不了就点一下，把位置让给别家。", change=text)
    return Screen(text, [[_cannot(page, found)], [_details(page, found)]])


def cancelled(page: Page, event: int) -> Screen:
    found = find(page, event)
    text = page.words(
        "❌ <b>{title}</b> 不办了。\n🕒 原来定的 {at}\n原因：{reason}",
        title=found.title,
        at=found.starts_at,
        reason=found.reason,
    )
    return Screen(text)


def reminder(page: Page, event: int) -> Screen:
    """To one who has a place. Nothing to say once they gave it up, or it has begun."""
    found, words = find(page, event), page.words
    heads = _held(page, found)
    text = words.plural(
        "🔔 <b>{title}</b> 快到了，您报了 {n} 位。\n🕒 {at}　📍 {place}\n到时候见！",
        heads,
        title=found.title,
        at=found.starts_at,
        place=found.place,
    )
    return Screen(text, [[_cannot(page, found)], [_details(page, found)]])


def ask_cancel(page: Page, event: int) -> Screen:
    found, words = find(page, event), page.words
    text = words(
        "🛑 「{title}」不办了？给大家写一句原因，比如：下大雨，改天再约。", title=found.title
    )
    return Screen(text, [[press(words.plain("⬅️ 还是要办"), to(found))]])


def ask_report(page: Page, event: int) -> Screen:
    """To whoever called it, once it is over."""
    found, words = find(page, event), page.words
    if found.report:
        raise Pointless("they have written already")
    data = AskReport(courtyard=found.courtyard, event=event)
    text = words("🏁 「{title}」办完了，辛苦您！写两句给大家看看办得咋样？", title=found.title)
    return Screen(text, [[press(words.plain("📝 写两句"), data)], [_details(page, found)]])


def write_report(page: Page, event: int) -> Screen:
    found = find(page, event)
    return Screen(
        page.words(
            "📝 「{title}」办得咋样？写几句，会发到群里。比如：来了 38 位，樱桃摘了 20 斤。",
            title=found.title,
        ),
        [[_details(page, found)]],
    )


def reported(page: Page, event: int) -> Screen:
    """In the group, under the card."""
    found = find(page, event)
    return Screen(
        page.words("📝 <b>{title}</b> 办完了：\n{report}", title=found.title, report=found.report)
    )


def _held(page: Page, event: Event) -> int:
    """How many places the reader holds. Raises Pointless without one, or once it has begun."""
    if not is_open(event, page.tx.now):
        raise Pointless("it has begun, or is off")
    mine = events.answer_of(page.tx, event, page.viewer or 0)
    if mine is None or not events.placement(page.tx, event).has_place(mine.turn):
        raise Pointless("they hold no place any more")
    return mine.heads


def _mention(page: Page, person: int) -> Html:
    name = page.words("{name}", name=household(page, person))
    return Html(f'<a href="tg://user?id={person}">{name}</a>')


def _cannot(page: Page, event: Event) -> Button:
    return reply_button(event, page.words.plain("❌ 来不了了"), Reply.NOT_GOING)


def _details(page: Page, event: Event) -> Button:
    return press(page.words.plain("🔍 看详细"), to(event))


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "event.moved_up": moved_up,
    "event.moved_up_here": moved_up_here,
    "event.changed": changed,
    "event.cancelled": cancelled,
    "event.reminder": reminder,
    "event.ask_cancel": ask_cancel,
    "event.ask_report": ask_report,
    "event.write_report": write_report,
    "event.reported": reported,
}
