"""Registering a household as people see it: the notice, the question, what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from bot.actions.residents import OUTSIDE
from bot.callbacks import Data
from bot.page import Page
from bot.screen import Button, Screen, press
from handlers.views.core import home_button
from storage import residents
from storage.residents import Resident, ResidentState

SIMILAR_SHOWN = 8


class Join(Data):
    """The way to the registration; `label` is what was typed in the group already."""

    prefix: ClassVar[str] = "jo1"
    link: ClassVar[bool] = True
    label: str = ""


class Agree(Data):
    prefix: ClassVar[str] = "ja1"
    label: str
    named: int


class Privacy(Data):
    prefix: ClassVar[str] = "pv1"
    link: ClassVar[bool] = True


class Decline(Data):
    prefix: ClassVar[str] = "jd1"


class Claim(Data):
    """Yes, that is my home (an empty label: I do not live here)."""

    prefix: ClassVar[str] = "jl1"
    label: str


class AskHome(Data):
    prefix: ClassVar[str] = "jh1"


class AskNeighbours(Data):
    prefix: ClassVar[str] = "jn1"


def notice(page: Page, label: str = "") -> Screen:
    """The privacy notice (version residents.CONSENT): what is kept, who sees it, how it goes."""
    words, courtyard = page.words, page.courtyard.courtyard
    text = words(
        "🔒 <b>登记到「{name}」前，先说清楚</b>\n"
        "· 只记：您家门牌号和面积、您的名字、您投的票和报的名，只用来办院里的事。\n"
        "· 不记：身份证、病历、位置，也不记小朋友的。\n"
        "· 看得到的：邻居看门牌号；议事员确认登记时看名字。消息经过 Telegram，"
        "服务器在国外；管机器人的人看得到数据库。\n"
        "· 留多久：您投的票，结果定了一年就删，只留总数；搬走一年就把您忘了。别的见 /privacy。\n"
        "· 搬走了发 /leave；/mydata 看全部，/forget 全删掉。\n"
        "别人提起您时，写不写名字，您来选：",
        name=page.courtyard.name,
    )
    with_name = Agree(courtyard=courtyard, label=label, named=1)
    without = Agree(courtyard=courtyard, label=label, named=0)
    rows = [
        [press(words.plain("✅ 同意，写我的名字"), with_name)],
        [press(words.plain("✅ 同意，只写门牌号"), without)],
        [press(words.plain("⏳ 记了啥，留多久"), Privacy(courtyard=courtyard))],
        [press(words.plain("不登记"), Decline(courtyard=courtyard))],
    ]
    return Screen(text, rows)


def privacy(page: Page) -> Screen:
    """How long what stays (storage.terms), for whoever asks."""
    text = page.words(
        "🔒 <b>记了啥，留多久</b>\n"
        "· 名字、门牌号：住这儿就留着，搬走一年就删。\n"
        "· 投的票：结果定了一年就删，只留题目、总数和结果。\n"
        "· 议题：了结三年就删。发的通知：三年。\n"
        "· 活动：完了三个月，不再记谁来过，只留人数。\n"
        "· 没发出去的草稿：三个月；公约草稿一年。\n"
        "· 账本（谁办了啥，防人改票）：五年，过后只留指纹。\n"
        "· 机器人发给您的消息：一个星期。出了错的：一个月。\n"
        "· 公布了的公约、结果、活动一直在，不写您的名字；群里的消息在 Telegram，得您自己删。\n"
        "数据库备份里的，要等管机器人的人把旧备份丢掉。\n"
        "哪天不想留了：/forget，当场就删。要看都有啥：/mydata。"
    )
    found = _resident(page, page.viewer or 0) if page.yard else None
    if page.yard is None or (found and found.state is not ResidentState.LEFT):
        return Screen(text, [home_button(page)])
    back = press(page.words.plain("📝 登记我家"), Join(courtyard=page.yard.courtyard))
    return Screen(text, [[back], home_button(page)])


def declined(page: Page) -> Screen:
    text = page.words("好，那就不登记，啥也没记。哪天想登记了，发 /join 就行。")
    return Screen(text, [home_button(page)])


def ask_home(page: Page) -> Screen:
    words, courtyard = page.words, page.courtyard.courtyard
    text = words("您住哪一户？写门牌号发给我，比如 <b>3-2-501</b>，或者「3栋2单元501」。")
    outside = Claim(courtyard=courtyard, label=OUTSIDE)
    return Screen(text, [[press(words.plain("我不住院里，是来帮忙的"), outside)]])


def doubt(page: Page, home: str, similar: list[str]) -> Screen:
    """A home that is not on the roll yet: typed right, or is one of these meant?"""
    words, courtyard = page.words, page.courtyard.courtyard
    rows: list[list[Button]] = []
    if home:
        text = words("名册上还没有 <b>{home}</b>。没写错吧？", home=home)
        yes = words.plain("✅ 没错，就是 {home}", home=home)
        rows.append([press(yes, Claim(courtyard=courtyard, label=home))])
    else:
        text = words("光写房号不够，您家是哪一户？")
    rows += [
        [press(label, Claim(courtyard=courtyard, label=label))] for label in similar[:SIMILAR_SHOWN]
    ]
    return Screen(text, [*rows, [press(words.plain("✏️ 重新写"), AskHome(courtyard=courtyard))]])


def waiting(page: Page) -> Screen:
    """To the one who claims: recorded, and who has to say yes now."""
    words, courtyard = page.words, page.courtyard.courtyard
    found = _resident(page, page.viewer or 0)
    if found is None or found.state is not ResidentState.CLAIMED:
        return page.include("core.home", {})
    change = [press(words.plain("✏️ 写错了，改一下"), AskHome(courtyard=courtyard))]
    if not found.claim:
        text = words("✅ 记下了：您不住院里，来帮忙的。等一位议事员确认，我马上告诉您。")
        return Screen(text, [change, home_button(page)])
    text = words(
        "✅ 记下了：<b>{home}</b>。\n还要一位议事员，或者 {n} 家邻居，点一下认得您。有了就告诉您。",
        home=found.claim,
        n=page.courtyard.setting("vouches"),
    )
    ask = [press(words.plain("🙋 请群里的邻居来认"), AskNeighbours(courtyard=courtyard))]
    return Screen(text, [ask, change, home_button(page)])


def asked_neighbours(page: Page) -> Screen:
    return Screen(
        page.words("已经在群里说了。您也可以喊一声熟悉的邻居，去群里点一下。"),
        [home_button(page)],
    )


def welcome(page: Page) -> Screen:
    words, courtyard = page.words, page.courtyard
    label = residents.label_of(page.tx, courtyard.courtyard, page.viewer or 0)
    if label:
        text = words(
            "🎉 邻居确认好了：您是「{name}」<b>{home}</b> 的。\n往后的表决、活动都有您家一份。",
            name=courtyard.name,
            home=label,
        )
    else:
        text = words("🎉 确认好了，欢迎您来「{name}」帮忙。", name=courtyard.name)
    return Screen(text, [home_button(page)])


def turned_down(page: Page, home: str) -> Screen:
    words = page.words
    text = words(
        "您登记的 {home} 没有得到确认。是不是门牌号写错了？\n"
        "可以重新登记，也可以当面找议事员说一声。",
        home=home or words.plain("「来帮忙的」"),
    )
    again = press(words.plain("📝 重新登记"), AskHome(courtyard=page.courtyard.courtyard))
    return Screen(text, [[again], home_button(page)])


def lapsed(page: Page, home: str) -> Screen:
    words = page.words
    text = words(
        "您登记的 {home} 一个月都没人来确认，先撤下了。\n"
        "请当面找一位议事员或者邻居，再登记一次就行。",
        home=home or words.plain("「来帮忙的」"),
    )
    again = press(words.plain("📝 重新登记"), AskHome(courtyard=page.courtyard.courtyard))
    return Screen(text, [[again], home_button(page)])


def _resident(page: Page, person: int) -> Resident | None:
    return residents.resident(page.tx, page.courtyard.courtyard, person)


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "resident.notice": notice,
    "resident.privacy": privacy,
    "resident.declined": declined,
    "resident.ask_home": ask_home,
    "resident.doubt": doubt,
    "resident.waiting": waiting,
    "resident.asked_neighbours": asked_neighbours,
    "resident.welcome": welcome,
    "resident.turned_down": turned_down,
    "resident.lapsed": lapsed,
}
