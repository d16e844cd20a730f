"""What people see of the notice board: how to link a channel, the offer, that it was lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from bot.access import Act
from bot.callbacks import Data
from bot.page import Page, Pointless
from bot.screen import Button, Screen, press
from handlers.views.core import Home, home_button, may
from storage import channels, courtyards


class OpenChannel(Data):
    """The notice board's own screen."""

    prefix: ClassVar[str] = "kn1"
    link: ClassVar[bool] = True


class UseChannel(Data):
    prefix: ClassVar[str] = "ku1"
    channel: int


class UnlinkChannel(Data):
    prefix: ClassVar[str] = "kx1"


def show(page: Page) -> Screen:
    """Which channel it is now, or how to get one."""
    words, yard = page.words, page.courtyard
    known = channels.get(page.tx, yard.courtyard)
    if yard.channel is None or known is None:
        return Screen(how(page), [home_button(page)])
    text = words(
        "📌 公告栏是频道「{title}」。\n通知、表决、公约和活动，群里发一份，那边也发一份。",
        title=known.title,
    )
    rows = [home_button(page)]
    if may(page, Act.LINK_CHANNEL):
        unlink = press(words.plain("✂️ 不用它了"), UnlinkChannel(courtyard=yard.courtyard))
        rows = [[unlink], *rows]
    return Screen(text, rows)


def how(page: Page) -> str:
    return page.words(
        "📌 还没有公告栏。公告栏是一个频道，院里的大事在那边也发一份，不会被聊天刷过去。\n\n"
        "1. 新建一个频道（已经有了就用它）。\n"
        "2. 频道设置里，把 @{bot} 加成管理员，勾上「发布消息」。\n"
        "3. 我马上私聊问您，点一下就接好了。\n\n"
        "公开频道也可以直接发：/channel @频道名",
        bot=page.bot,
    )


def offer(page: Page, channel: int, title: str) -> Screen:
    """To whoever made us an admin there: is this to be the notice board?"""
    words, yard = page.words, page.courtyard
    if courtyards.by_channel(page.tx, channel):
        raise Pointless("it is a notice board already")
    known = channels.get(page.tx, yard.courtyard)
    lines = [
        words(
            "📌 您把我加进了频道「{title}」。给「{yard}」当公告栏吗？", title=title, yard=yard.name
        )
    ]
    if known:
        lines.append(words("现在用的是「{title}」，会换成这个。", title=known.title))
    use = press(words.plain("✅ 就用它"), UseChannel(courtyard=yard.courtyard, channel=channel))
    return Screen("\n".join(lines), [[use], home_button(page)])


def first_post(page: Page) -> Screen:
    """The first thing the channel carries: it also shows that we may post."""
    words, yard = page.words, page.courtyard
    home = page.link(words.plain("🏠 打开首页"), Home(courtyard=yard.courtyard))
    text = words(
        "📌 这里是「{yard}」的公告栏。\n通知、表决、公约和活动都会发在这儿，按钮点了就能用。",
        yard=yard.name,
    )
    return Screen(text, [[home]])


def unlinked(page: Page, channel: int, title: str) -> Screen:
    words = page.words
    again = UseChannel(courtyard=page.courtyard.courtyard, channel=channel)
    return Screen(
        words("✂️ 好，「{title}」不当公告栏了。已经发过的还留在那边，不再更新。", title=title),
        [[press(words.plain("↩️ 还是接回来"), again)], home_button(page)],
    )


def lost(page: Page, title: str) -> Screen:
    """To each councillor, once."""
    return Screen(
        page.words(
            "📌 频道「{title}」里我发不了消息了，公告栏先停了，群里一切照常。\n"
            "还要用的话：在频道里重新把我设成管理员，勾上「发布消息」，我会再来问您。",
            title=title,
        ),
        [home_button(page)],
    )


def home_buttons(page: Page) -> list[Button]:
    if not may(page, Act.LINK_CHANNEL):
        return []
    return [press(page.words.plain("📌 公告栏"), OpenChannel(courtyard=page.courtyard.courtyard))]


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "channel.show": show,
    "channel.offer": offer,
    "channel.first_post": first_post,
    "channel.unlinked": unlinked,
    "channel.lost": lost,
}
