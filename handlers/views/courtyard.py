"""What a group reads when the bot comes, when its courtyard is founded, and what to do next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from bot.access import Act
from bot.callbacks import Data
from bot.column import Owed
from bot.page import Page, Pointless
from bot.screen import Button, Screen, press
from handlers.views.core import Home, home_button, may, said_by
from handlers.views.house_rules import OpenRules, zone_name
from handlers.views.joining import Join
from handlers.views.roles import Board
from storage import courtyards, seconds


class Found(Data):
    """An admin founds the courtyard under the group's own title."""

    prefix: ClassVar[str] = "fd1"


class OpenSecond(Data):
    """Back to an act that waits for a second person."""

    prefix: ClassVar[str] = "os1"
    link: ClassVar[bool] = True
    second: int


def hello(page: Page) -> Screen:
    """Said once, when we are put into a group that has no courtyard yet."""
    if courtyards.by_chat(page.tx, page.chat):
        raise Pointless("the group has its courtyard already")
    words = page.words
    text = words(
        "大家好，我是院坝 🏡 院坝会搬到群里来开：有事提、一起议、投个票，到点提醒。\n"
        "我只看得到发给我的指令，大家平时摆龙门阵我看不到；不用把我设成管理员。\n"
        "请<b>群管理员</b>点一下，就用群的名字建起来。想换个名字就发：/setup 7号大院"
    )
    return Screen(text, [[press(words.plain("🏡 建院坝"), Found())]])


def founded(page: Page, chair: int) -> Screen:
    words, yard = page.words, page.courtyard
    text = words(
        "🏡 <b>{name}</b>的院坝建好了！头一任主任：{chair}。\n"
        "各家请点「登记我家」，一分钟就好。主任先来。\n"
        "📌 管理员可以把这条置顶，大家好找。",
        name=yard.name,
        chair=said_by(page, chair),
    )
    return Screen(text, _doors(page))


def already(page: Page) -> Screen:
    words = page.words
    text = words(
        "这个群的院坝早就建好了，叫「{name}」。\n"
        "改名字、改设置：议事员在首页点「⚙️ 设置」。新来的邻居点「登记我家」。",
        name=page.courtyard.name,
    )
    return Screen(text, _doors(page))


def back(page: Page) -> Screen:
    text = page.words(
        "我又回来了 🏡 「{name}」的登记、表决、公约都还在，接着用就是。", name=page.courtyard.name
    )
    return Screen(text, _doors(page))


def first_steps(page: Page) -> Screen:
    """To the first chair, once registered."""
    words, yard = page.words, page.courtyard
    text = words(
        "✅ 登记好了，您是<b>{name}</b>的头一任主任。接下来：\n"
        "1. 请邻居们在群里点「登记我家」。有人登记，我来问您认不认识。\n"
        "2. 点「谁在管事」，请几位邻居进{council}。满三位以后，大事要两位同意才办。\n"
        "3. 时间按{zone}；要改什么，点「设置」。",
        name=yard.name,
        zone=zone_name(words, yard.zone),
    )
    rows = [
        [
            press(words.plain("👥 谁在管事"), Board(courtyard=yard.courtyard)),
            press(words.plain("⚙️ 设置"), OpenRules(courtyard=yard.courtyard)),
        ],
        home_button(page),
    ]
    return Screen(text, rows)


def home_buttons(page: Page) -> list[Button]:
    if not may(page, Act.CHANGE_SETTINGS):
        return []
    return [press(page.words.plain("⚙️ 设置"), OpenRules(courtyard=page.courtyard.courtyard))]


def owed(page: Page) -> list[Owed]:
    """Acts of others that wait for the reader's yes or no."""
    courtyard = page.courtyard.courtyard
    found = []
    for second in seconds.waiting(page.tx, courtyard):
        if second.by_person == page.viewer or not may(page, Act(second.act)):
            continue
        text = page.words("{who} 提的一件事，等您点头", who=said_by(page, second.by_person))
        there = OpenSecond(courtyard=courtyard, second=second.id)
        found.append(Owed(text, press(page.words.plain("🤝 看看是啥事"), there)))
    return found


def _doors(page: Page) -> list[list[Button]]:
    words, courtyard = page.words, page.courtyard.courtyard
    return [
        [
            page.link(words.plain("📝 登记我家"), Join(courtyard=courtyard)),
            page.link(words.plain("🏠 打开首页"), Home(courtyard=courtyard)),
        ]
    ]


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "courtyard.hello": hello,
    "courtyard.founded": founded,
    "courtyard.already": already,
    "courtyard.back": back,
    "courtyard.first_steps": first_steps,
}
