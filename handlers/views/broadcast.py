"""What people see of an announcement: the draft, the post, the private note, how far it has got."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import ClassVar

from bot.access import Act
from bot.actions import broadcast as acts
from bot.callbacks import Data
from bot.page import Page, Pointless
from bot.screen import Button, Screen, press
from bot.words import Html
from handlers.views.core import home_button, may, said_by
from storage import broadcasts, events, residents
from storage.broadcasts import Broadcast, BroadcastState

EVERYONE = 0


class NewBroadcast(Data):
    """Write one; `event` is 0 for one to everyone."""

    prefix: ClassVar[str] = "bn1"
    link: ClassVar[bool] = True
    event: int = EVERYONE


class OpenBroadcast(Data):
    """Back to the draft; also the link that leads there from a group."""

    prefix: ClassVar[str] = "bo1"
    link: ClassVar[bool] = True
    broadcast: int


class Edit(Enum):
    """What a tap on the draft does."""

    TEXT = 1
    SEND = 2
    DROP = 3


class EditBroadcast(Data):
    prefix: ClassVar[str] = "be1"
    broadcast: int
    what: int


class Address(Data):
    prefix: ClassVar[str] = "ba1"
    broadcast: int
    event: int


class Decline(Data):
    prefix: ClassVar[str] = "bq1"


class Accept(Data):
    prefix: ClassVar[str] = "by1"


def post(page: Page, broadcast: int) -> Screen:
    """The one post in the group (and on the notice board)."""
    return Screen(body(page, broadcast_at(page, broadcast)))


def note(page: Page, broadcast: int) -> Screen:
    """The private message; one who has said no meanwhile does not get it."""
    found = broadcast_at(page, broadcast)
    viewer = page.viewer or 0
    if residents.label_of(page.tx, found.courtyard, viewer) is None:
        raise Pointless("they live here no more")
    if found.event is not None:
        return Screen(body(page, found), [home_button(page)])
    if broadcasts.declined(page.tx, found.courtyard, viewer):
        raise Pointless("they want no announcements")
    stop = press(page.words.plain("🔕 以后别私聊我通知"), Decline(courtyard=found.courtyard))
    return Screen(body(page, found), [[stop], home_button(page)])


def body(page: Page, found: Broadcast) -> Html:
    words = page.words
    head = words("📣 <b>院里通知</b>")
    if found.event is not None:
        head = words("📣 <b>「{event}」的通知</b>", event=event_title(page, found.event))
    return words(
        "{head}\n\n{said}\n\n—— {who}",
        head=head,
        said=found.text,
        who=said_by(page, found.by_person or 0),
    )


def out(page: Page, broadcast: int) -> Screen:
    """To the author, once it is out."""
    found = broadcast_at(page, broadcast)
    text = page.words("✅ 通知发出去了。发到哪儿了，我在下面那条里随时更新。")
    if found.state is BroadcastState.ENDED:
        text = page.words("✅ 通知发出去了。")
    return Screen(text, [home_button(page)])


def progress(page: Page, broadcast: int) -> Screen:
    """The author's line that is edited until every message has its answer. No names."""
    found = broadcast_at(page, broadcast)
    if found.state is BroadcastState.ENDED:
        return Screen("\n".join(_ended(page, found)), [home_button(page)])
    now = acts.counted(page.tx, found)
    words = page.words
    lines = [words("📨 正在私聊：已发 {n}／{all} 位", n=now.reached, all=now.addressed)]
    if found.begins_at and found.begins_at > page.tx.now:
        lines = [
            words("🌙 私聊等到 {at} 再发，一共 {all} 位", at=found.begins_at, all=now.addressed)
        ]
    if now.missed:
        lines.append(words("📵 {n} 位没发到", n=now.missed))
    return Screen("\n".join(lines))


def _ended(page: Page, found: Broadcast) -> list[Html]:
    words = page.words
    lines = [words("✅ 发完了：{n}／{all} 位收到了私聊。", n=found.reached, all=found.addressed)]
    if found.missed:
        lines.append(words("📵 {n} 位没发到，或者说不准发到没有。", n=found.missed))
    if found.closed:
        lines.append(words("📵 {n} 位没开过私聊，收不到私聊。", n=found.closed))
    if found.event is None:
        lines.append(words("📌 群里的那一条，大家都看得到。"))
    return lines


def declined(page: Page) -> Screen:
    words = page.words
    back = press(words.plain("🔔 还是要收"), Accept(courtyard=page.courtyard.courtyard))
    return Screen(
        words(
            "🔕 记下了，院里的通知不再私聊您，群里照样看得到。\n"
            "您报了名的活动有变动，还是会告诉您。"
        ),
        [[back], home_button(page)],
    )


def accepted(page: Page) -> Screen:
    return Screen(page.words("🔔 好，以后院里的通知也私聊告诉您。"), [home_button(page)])


def home_buttons(page: Page) -> list[Button]:
    buttons = []
    courtyard = page.courtyard.courtyard
    if may(page, Act.BROADCAST):
        buttons.append(press(page.words.plain("📣 发通知"), NewBroadcast(courtyard=courtyard)))
    if page.viewer and broadcasts.declined(page.tx, courtyard, page.viewer):
        buttons.append(press(page.words.plain("🔔 重新收私聊通知"), Accept(courtyard=courtyard)))
    return buttons


def event_title(page: Page, event: int) -> str:
    found = events.get(page.tx, page.courtyard.courtyard, event)
    return found.title if found else ""


def broadcast_at(page: Page, number: int) -> Broadcast:
    found = broadcasts.get(page.tx, page.courtyard.courtyard, number)
    if found is None:
        raise Pointless("no such announcement")
    return found


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "broadcast.post": post,
    "broadcast.note": note,
    "broadcast.out": out,
    "broadcast.card": progress,
    "broadcast.declined": declined,
    "broadcast.accepted": accepted,
}
