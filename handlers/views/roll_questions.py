"""What the council is asked to change the roll: a table, a home, an area, an owner, a voter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from bot import sheets
from bot.callbacks import Data
from bot.errors import N_
from bot.page import Page
from bot.rules.households import Label, read_label
from bot.rules.roll_table import UNSOLD
from bot.screen import Button, File, Screen, press
from handlers.views import tapping
from handlers.views.core import said_by
from handlers.views.roll import OpenHome, back_to_roll, counted, home_on
from storage import roll


class NameVoter(Data):
    """`person` 0: nobody is named. `alone`: also where any of the household could vote."""

    prefix: ClassVar[str] = "rv1"
    household: int
    person: int
    alone: int


def ask_file(page: Page) -> Screen:
    """How to fill the roll by a table: the table itself, with what is on the roll already."""
    words = page.words
    text = words(
        "📥 <b>用表格录入名册</b>\n"
        "1. 打开这份表，照样子填：一行一户，面积写数字。\n"
        "2. 「业主记号」不用写名字：一个业主有几套房，就在那几行写一样的记号（甲、乙都行）；"
        "没卖的写「未售」。只有一套的空着。\n"
        "3. 存好，把文件发给我（.xlsx 或 .csv 都行）。\n"
        "有哪一行不对，我一行一行告诉您，先不改名册。都对了，先给您看要改什么，再请另一位确认。"
    )
    content = sheets.write(words.plain("名册"), template(page))
    return Screen(text, [[back_to_roll(page)]], document=File("名册.xlsx", content))


def template(page: Page) -> list[list[str | int | float]]:
    """The roll as it stands; three made-up homes where there is none."""
    words = page.words
    head = [words.plain(text) for text in _HEADINGS]
    homes = sorted(roll.homes(page.tx, page.courtyard.courtyard), key=counted)
    times: dict[int, int] = {}
    for one in homes:
        times[one.owner] = times.get(one.owner, 0) + 1
    labels = {one.household: one.label for one in homes}
    rows: list[list[str | int | float]] = []
    for one in homes:
        shared = labels.get(one.owner, "") if times[one.owner] > 1 else ""
        shared = UNSOLD[0] if one.unsold else shared
        rows.append([*_parts(one.label), one.area / 100 if one.area else "", shared])
    examples: list[list[str | int | float]] = [
        ["3", "2", "501", 89.5, ""],
        ["3", "2", "502", 120, words.plain("甲")],
        ["3", "2", "503", 60, words.plain("甲")],
    ]
    return [[*head], *(rows or examples)]


_HEADINGS = (N_("楼栋"), N_("单元"), N_("房号"), N_("面积（㎡）"), N_("业主记号"))


def _parts(label: str) -> list[str]:
    read = read_label(label)
    if isinstance(read, Label):
        return [read.building, read.unit or "", read.room]
    return ["", "", label]


def ask_home(page: Page) -> Screen:
    return Screen(
        page.words(
            "🔎 写门牌号，我找给您，比如：3-2-501\n"
            "名册里没有、要加的，后面写上面积，比如：3-2-501 89.5"
        ),
        [[back_to_roll(page)]],
    )


def ask_area(page: Page, household: int) -> Screen:
    found = home_on(page, household)
    return Screen(
        page.words("📐 {home} 的专有面积是多少平方米？写一个数，比如：89.5", home=found.label),
        [_back_home(page, household)],
    )


def ask_owner(page: Page, household: int) -> Screen:
    found = home_on(page, household)
    alone = [(page.words.plain("🏠 就这一套"), "alone")]
    return Screen(
        page.words(
            "🔗 还有哪一套和 {home} 是一个业主的？点楼栋去找；有几套的，把门牌号都写上，空格隔开，"
            "比如：3-2-502 3-2-503",
            home=found.label,
        ),
        [
            tapping.answers(page, "roll.owner", alone, household=household),
            *tapping.buildings(page, "roll.owner", household=household),
            _back_home(page, household),
        ],
    )


def ask_voter(page: Page, household: int) -> Screen:
    """Who of the owner's homes casts the ballots; each choice is one tap."""
    words, courtyard = page.words, page.courtyard.courtyard
    found = home_on(page, household)
    people = roll.people_of(page.tx, courtyard, found.owner)
    text = words(
        "🗳 {home}：业主票由谁来投？一个业主只有一张票（几个人共有的，商量好一位；"
        "孩子名下的，由监护人投）。",
        home=found.label,
    )
    if not people:
        text = words("🗳 {home} 还没有登记的邻居，等他们登记了再来定谁投票。", home=found.label)

    def button(label: str, person: int, alone: int) -> list[Button]:
        data = NameVoter(courtyard=courtyard, household=household, person=person, alone=alone)
        return [press(label, data)]

    rows = []
    for person in people:
        who = said_by(page, person)
        rows.append(button(words.plain("{who}（业主票）", who=who), person, 0))
        rows.append(button(words.plain("{who}（所有的票都由他投）", who=who), person, 1))
    if found.voter or found.contested:
        rows.append(button(words.plain("先不定"), 0, 0))
    return Screen(text, [*rows, _back_home(page, household)])


def _back_home(page: Page, household: int) -> list[Button]:
    there = OpenHome(courtyard=page.courtyard.courtyard, household=household)
    return [press(page.words.plain("⬅️ 回这一户"), there)]


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "roll.ask_file": ask_file,
    "roll.ask_home": ask_home,
    "roll.ask_area": ask_area,
    "roll.ask_owner": ask_owner,
    "roll.ask_voter": ask_voter,
}
