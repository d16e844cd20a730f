"""Screens that belong to no single column: home, help, language, picking, second persons."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from bot import access
from bot.access import Act
from bot.actions.names import known_as
from bot.callbacks import Data
from bot.errors import N_
from bot.incoming import CHANNEL
from bot.page import Page
from bot.screen import Button, Screen, cut, press
from bot.words import LANGUAGES, Html
from storage import courtyards, people, residents, seconds
from storage.seconds import SecondState

HELD_SHOWN = 200


class Home(Data):
    prefix: ClassVar[str] = "ho1"
    link: ClassVar[bool] = True


class Help(Data):
    prefix: ClassVar[str] = "he1"
    link: ClassVar[bool] = True


class HelpOn(Data):
    """A page of the help, by its key; or `COUNCIL`, the menu of those who look after things."""

    prefix: ClassVar[str] = "hg1"
    link: ClassVar[bool] = True
    topic: str


class Lang(Data):
    prefix: ClassVar[str] = "la1"


class SetLang(Data):
    prefix: ClassVar[str] = "sl1"
    choice: int


class Pick(Data):
    prefix: ClassVar[str] = "pi1"


class Switch(Data):
    prefix: ClassVar[str] = "sw1"


class Rerun(Data):
    prefix: ClassVar[str] = "rr1"


class Meant(Data):
    """Whether words that came late were the answer (1) or not (0)."""

    prefix: ClassVar[str] = "an1"
    answers: ClassVar[bool] = True
    yes: int


class Confirm(Data):
    prefix: ClassVar[str] = "cf1"
    second: int


class Turndown(Data):
    prefix: ClassVar[str] = "td1"
    second: int


ACT_NAMES: Mapping[Act, str] = {
    Act.OPEN_VOTE: N_("开一个表决"),
    Act.OPEN_RESIDENTS_VOTE: N_("开一个全体居民的表决"),
    Act.CLOSE_VOTE: N_("提前结束表决"),
    Act.CALL_OFF_VOTE: N_("表决作罢，不数票"),
    Act.RULE_OBJECTION: N_("答复对结果的异议"),
    Act.ENTER_PROXY: N_("录一张委托书"),
    Act.PUBLISH_COVENANT: N_("发布公约"),
    Act.CHANGE_ROLE: N_("换人选"),
    Act.CHANGE_SETTINGS: N_("改院坝的设置"),
    Act.ENTER_PRESENT: N_("登记到场人数"),
    Act.RESOLVE_OBJECTION: N_("认定一条反对已经解决"),
    Act.EDIT_ROLL: N_("改名册"),
    Act.HOLD_LOTTERY: N_("打平公开抽签"),
}


def said_by(page: Page, person: int) -> str:
    """A neighbour as others know them; who never registered here is called as on Telegram."""
    yard = page.courtyard.courtyard
    if residents.resident(page.tx, yard, person) is None:
        return account_name(page, person)
    return known_as(page.tx, yard, person) or page.words.plain("一位邻居")


def account_name(page: Page, person: int) -> str:
    """For those who must know whom they have before them: not for everyone to read."""
    account = people.get(page.tx, person)
    return account.name if account else page.words.plain("一位邻居")


def home_button(page: Page) -> list[Button]:
    courtyard = page.yard.courtyard if page.yard else 0
    return [press(page.words.plain("🏠 回首页"), Home(courtyard=courtyard))]


def in_pairs(buttons: list[Button]) -> list[list[Button]]:
    return [buttons[n : n + 2] for n in range(0, len(buttons), 2)]


def group_home(page: Page) -> Screen:
    words = page.words
    if page.yard is None:
        return Screen(
            words("大家好，我是院坝。这个群还没建院坝：请群管理员发一句 /setup 院坝的名字")
        )
    home = Home(courtyard=page.courtyard.courtyard)
    return Screen(
        words(
            "🏡 <b>{name}</b>\n有啥事、想办啥，点下面的按钮，到私聊里慢慢弄。",
            name=page.courtyard.name,
        ),
        [[page.link(words.plain("🏠 打开首页"), home)]],
    )


def come_private(page: Page, at: str) -> Screen:
    """They never wrote to us privately, and only they can begin."""
    url = f"https://t.me/{page.bot}?start={at}"
    return Screen(
        page.words("这个到私聊里说：点下面的按钮，再点一下「开始」就行。"),
        [[Button(page.words.plain("👉 去私聊"), url=url)]],
    )


def refused(page: Page, said: str) -> Screen:
    return Screen(page.words("{said}", said=said))


def unknown(page: Page) -> Screen:
    return Screen(page.words("这句我没看懂。点「首页」，跟着按钮走就行。"), [home_button(page)])


def wordless(page: Page) -> Screen:
    return Screen(page.words("照片、贴纸和语音我看不懂，请写成文字发给我。"))


def held(page: Page, said: str) -> Screen:
    """They wrote long after the question: it may have been meant for somebody else."""
    words, courtyard = page.words, page.yard.courtyard if page.yard else 0
    yes = press(words.plain("✅ 是，就这么答"), Meant(courtyard=courtyard, yes=1))
    no = press(words.plain("❌ 不是"), Meant(courtyard=courtyard, yes=0))
    text = words("您写的「{said}」，是回答我先前问您的那件事吗？", said=cut(said, HELD_SHOWN))
    return Screen(text, [[yes, no]])


def sorry(page: Page) -> Screen:
    return Screen(
        page.words("对不住，我这边出了岔子，这件事没办成。已经记下来了，请过一会儿再试一次。")
    )


def disguised(page: Page, how: str, name: str) -> Screen:
    """A command from an anonymous admin or a channel: we cannot tell who it is."""
    words = page.words
    if how == CHANNEL:
        return Screen(words("这条是用频道的名义发的，我认不出是哪一位。请用您自己的名字再发一次。"))
    return Screen(
        words("您是匿名管理员，我认不出是哪一位。点下面的按钮，就用您自己的名字来办。"),
        [[press(words.plain("是我，接着办"), Rerun())]],
    )


def pick(page: Page) -> Screen:
    mine = courtyards.of_person(page.tx, page.viewer or 0)
    return Screen(
        page.words("您在好几个院坝里，这回说的是哪一个？"),
        [[press(yard.name, Pick(courtyard=yard.courtyard))] for yard in mine],
    )


def lang(page: Page) -> Screen:
    names = {"zh_CN": "中文", "en": "English"}
    return Screen(
        page.words("您想看哪种话？"),
        [[press(names[code], SetLang(choice=n)) for n, code in enumerate(LANGUAGES)]],
    )


def lang_set(page: Page) -> Screen:
    return Screen(page.words("好，以后都用中文跟您说。"), [home_button(page)])


def second_ask(page: Page, second: int) -> Screen:
    """An act that waits: what it is in full, who asked, and the two buttons."""
    words, yard = page.words, page.courtyard
    found = seconds.get(page.tx, yard.courtyard, second)
    if found is None:
        return Screen(words("这件事已经不在了。"), [home_button(page)])
    act = Act(found.act)
    if _let_go(found):  # what it was about may be erased by now
        name = words.plain(ACT_NAMES[act])
        return Screen(words("🤝 {act}", act=name) + "\n" + _decided(page, found))
    described = page.include(f"describe.{act.value}", found.args)
    text: str = words(
        "🤝 <b>要两个人同意的事</b>\n{who} 提的：{act}\n\n{described}",
        who=said_by(page, found.by_person),
        act=words.plain(ACT_NAMES[act]),
        described=Html(described.text),
    )
    if found.state is not SecondState.WAITING:
        return Screen(text + "\n\n" + _decided(page, found), [home_button(page)])
    buttons = [
        press(words.plain("✅ 同意，这就办"), Confirm(courtyard=yard.courtyard, second=second)),
        press(words.plain("❌ 不同意"), Turndown(courtyard=yard.courtyard, second=second)),
    ]
    if found.by_person == page.viewer:
        buttons = [press(words.plain("↩️ 收回"), Turndown(courtyard=yard.courtyard, second=second))]
        text += "\n\n" + words("等另一位来确认。")
    return Screen(text, [*described.buttons, buttons])


def second_told(page: Page, second: int) -> Screen:
    """To the one who asked: what became of it."""
    found = seconds.get(page.tx, page.courtyard.courtyard, second)
    if found is None:
        return Screen(page.words("这件事已经不在了。"), [home_button(page)])
    act = page.words.plain(ACT_NAMES[Act(found.act)])
    return Screen(
        page.words("您提的「{act}」有回音了：", act=act) + _decided(page, found),
        [home_button(page)],
    )


def _let_go(found: seconds.Second) -> bool:
    return found.state is SecondState.WITHDRAWN and found.decided_by is None


def _decided(page: Page, found: seconds.Second) -> Html:
    who = said_by(page, found.decided_by) if found.decided_by else ""
    texts = {
        SecondState.CONFIRMED: N_("✅ {who} 也同意了，已经办了。"),
        SecondState.REFUSED: N_("❌ {who} 不同意，没有办。可以再商量商量。"),
        SecondState.WITHDRAWN: N_("↩️ {who} 收回了，没有办。"),
    }
    if _let_go(found):
        return page.words("↩️ 提的人不管这件事了，或者说到的人搬走了，没有办。要办的话请重新提。")
    text = texts.get(found.state, N_("等另一位来确认。"))
    return page.words(text, who=who)


def may(page: Page, act: Act) -> bool:
    """Whether the reader of a private screen may do this here."""
    return page.viewer is not None and access.may(
        page.tx, page.courtyard.courtyard, page.viewer, act
    )


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "core.group_home": group_home,
    "core.come_private": come_private,
    "core.refused": refused,
    "core.unknown": unknown,
    "core.held": held,
    "core.wordless": wordless,
    "core.sorry": sorry,
    "core.disguised": disguised,
    "core.pick": pick,
    "core.lang": lang,
    "core.lang_set": lang_set,
    "second.ask": second_ask,
    "second.told": second_told,
}
