"""The private draft of an announcement: read over, addressed, changed, sent or dropped."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.actions import broadcast as acts
from bot.column import Owed
from bot.page import Page, Pointless
from bot.screen import Button, Screen, cut, press
from bot.words import Html
from handlers.views.broadcast import (
    EVERYONE,
    Address,
    Edit,
    EditBroadcast,
    OpenBroadcast,
    body,
    broadcast_at,
    event_title,
    out,
)
from handlers.views.core import home_button
from storage import broadcasts, events
from storage.broadcasts import Broadcast, BroadcastState

EVENTS_OFFERED = 4
TITLE_ON_BUTTON = 24


def form(page: Page, broadcast: int) -> Screen:
    """The draft as everyone will read it, whom it goes to, and the buttons."""
    found = broadcast_at(page, broadcast)
    if found.by_person != page.viewer:
        raise Pointless("not their draft")
    if found.state is not BroadcastState.DRAFT:
        return out(page, broadcast)
    words = page.words
    text = [
        words("📝 <b>通知草稿</b>（发出去之前只有您看得到）"),
        "",
        body(page, found),
        "",
        *_whom(page, found),
    ]

    def button(label: str, what: Edit) -> Button:
        return press(
            label, EditBroadcast(courtyard=found.courtyard, broadcast=broadcast, what=what.value)
        )

    last = [
        button(words.plain("✅ 发出"), Edit.SEND),
        button(words.plain("✏️ 改"), Edit.TEXT),
        button(words.plain("🗑 取消"), Edit.DROP),
    ]
    return Screen("\n".join(text), [*_audiences(page, found), last])


def _whom(page: Page, found: Broadcast) -> list[Html]:
    """Who would get it, who would not, and when."""
    words = page.words
    audience = acts.audience_of(page.tx, found)
    lines = [
        words("👥 发给：{whom}，私聊 {n} 位", whom=_whom_name(page, found), n=len(audience.people))
    ]
    if found.event is None:
        lines.append(words("📌 群里也贴一条。"))
    if audience.out_of_reach:
        lines.append(words("📵 有 {n} 位没开过私聊，收不到私聊。", n=audience.out_of_reach))
    if audience.declined:
        lines.append(words("🔕 有 {n} 位说过不要私聊通知，不打扰他们。", n=audience.declined))
    begins = acts.begins_at(page.tx, page.courtyard)
    if begins > page.tx.now:
        lines.append(words("🌙 这会儿是休息时间，私聊等到 {at} 再发，群里不响铃。", at=begins))
    return lines


def _whom_name(page: Page, found: Broadcast) -> Html:
    if found.event is None:
        return page.words("全院")
    return page.words("要去「{event}」的人", event=event_title(page, found.event))


def _audiences(page: Page, found: Broadcast) -> list[list[Button]]:
    """One row for each choice; none where there is nothing to choose."""
    coming = events.opened(page.tx, found.courtyard)[:EVENTS_OFFERED]
    if not coming and found.event is None:
        return []
    choices = [(EVERYONE, page.words.plain("给大家"))]
    for event in coming:
        title = cut(event.title, TITLE_ON_BUTTON)
        choices.append((event.event, page.words.plain("给要去「{event}」的人", event=title)))
    chosen = found.event or EVERYONE
    return [
        [
            press(
                ("🔘 " if event == chosen else "⚪ ") + label,
                Address(courtyard=found.courtyard, broadcast=found.broadcast, event=event),
            )
        ]
        for event, label in choices
    ]


def ask_text(page: Page, event: int = EVERYONE) -> Screen:
    words = page.words
    if event:
        return Screen(
            words(
                "📣 想跟要去「{event}」的人说什么？写给我，发之前先给您看一遍。",
                event=event_title(page, event),
            )
        )
    return Screen(
        words(
            "📣 想跟大家说什么？写给我，发之前先给您看一遍。比如：\n"
            "明天上午 9 点到 12 点停水，请先存点水。"
        )
    )


def dropped(page: Page) -> Screen:
    return Screen(page.words("好，这条通知不发了。"), [home_button(page)])


def owed(page: Page) -> list[Owed]:
    """Drafts that are neither out nor dropped."""
    courtyard = page.courtyard.courtyard
    return [
        Owed(
            page.words("一条通知写了还没发：{said}", said=cut(_line(found), TITLE_ON_BUTTON)),
            press(
                "📝 " + cut(_line(found), TITLE_ON_BUTTON),
                OpenBroadcast(courtyard=courtyard, broadcast=found.broadcast),
            ),
        )
        for found in broadcasts.drafts(page.tx, courtyard, page.viewer or 0)
    ]


def _line(found: Broadcast) -> str:
    return " ".join(found.text.split())


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "broadcast.form": form,
    "broadcast.ask_text": ask_text,
    "broadcast.dropped": dropped,
}
