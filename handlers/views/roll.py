"""The roll as the council keeps it: the yard, a building, a home; and a resident's own entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import ClassVar

from bot import sheets
from bot.access import Act
from bot.callbacks import Data
from bot.errors import N_
from bot.page import Page, Pointless
from bot.rules.area import area_text
from bot.rules.households import Label, read_label
from bot.rules.roll_table import UNSOLD
from bot.screen import Button, File, Screen, press
from bot.words import Html
from handlers.views.core import home_button, may, said_by
from storage import residents, roll
from storage.roll import Home

PER_PAGE = 60
IN_A_ROW = 4
BUILDINGS_SHOWN = 60


class OpenRoll(Data):
    prefix: ClassVar[str] = "rl1"
    link: ClassVar[bool] = True


class MyEntry(Data):
    """One's own home, also for the council."""

    prefix: ClassVar[str] = "rm1"
    link: ClassVar[bool] = True


class OpenBuilding(Data):
    prefix: ClassVar[str] = "ru1"
    building: str
    page: int


class OpenHome(Data):
    prefix: ClassVar[str] = "rf1"
    household: int


class ImportRoll(Data):
    prefix: ClassVar[str] = "ri1"


class FindHome(Data):
    prefix: ClassVar[str] = "rg1"


class Edit(Enum):
    """What a tap on a home's screen changes."""

    AREA = 1
    OWNER = 2
    VOTER = 3
    GONE = 4


class EditHome(Data):
    prefix: ClassVar[str] = "re1"
    household: int
    what: int


class NameVoter(Data):
    """`person` 0: nobody is named. `alone`: also where any of the household could vote."""

    prefix: ClassVar[str] = "rv1"
    household: int
    person: int
    alone: int


def overview(page: Page) -> Screen:
    """The council's way in; everybody else sees their own home."""
    if not may(page, Act.EDIT_ROLL):
        return mine(page)
    words, courtyard = page.words, page.courtyard.courtyard
    owners, area = roll.owners(page.tx, courtyard)
    lines = [
        words("📒 <b>名册</b>"),
        words(
            "一共 {homes} 户，{area} ㎡；按业主算是 {owners} 位（一个业主几套房，只算一位）。",
            homes=sum(n for _, n in roll.buildings(page.tx, courtyard)),
            area=area_text(area),
            owners=owners,
        ),
    ]
    missing = roll.without_area(page.tx, courtyard)
    if missing:
        lines.append(words("📐 还有 {n} 户没写面积，补齐了才能办业主表决。", n=missing))
    lines.append(words("改名册要两个人：一个改，另一个确认。业主的名字不记，只记哪几套是一家的。"))
    found = roll.buildings(page.tx, courtyard)[:BUILDINGS_SHOWN]
    buttons = [
        press(
            words.plain("{building} 栋（{n}）", building=building or "—", n=n),
            OpenBuilding(courtyard=courtyard, building=building, page=0),
        )
        for building, n in found
    ]
    rows = [
        *_in_rows(buttons, 3),
        [
            press(words.plain("📥 用表格录入"), ImportRoll(courtyard=courtyard)),
            press(words.plain("🔎 找一户、加一户"), FindHome(courtyard=courtyard)),
        ],
    ]
    return Screen("\n".join(lines), [*rows, home_button(page)])


def building(page: Page, building: str, at: int) -> Screen:
    """The homes of one building, each with a button."""
    words, courtyard = page.words, page.courtyard.courtyard
    homes = sorted(roll.in_building(page.tx, courtyard, building), key=_counted)
    shown = homes[at * PER_PAGE : (at + 1) * PER_PAGE]
    missing = [home.label for home in homes if not home.area]
    lines = [words("🏢 <b>{building} 栋</b>，{n} 户", building=building or "—", n=len(homes))]
    if missing:
        lines.append(words("没写面积的：{homes}", homes=words.listed(missing)))
    buttons = [
        press(home.label, OpenHome(courtyard=courtyard, household=home.household)) for home in shown
    ]
    turn = []
    if at > 0:
        turn.append(press("◀", OpenBuilding(courtyard=courtyard, building=building, page=at - 1)))
    if len(homes) > (at + 1) * PER_PAGE:
        turn.append(press("▶", OpenBuilding(courtyard=courtyard, building=building, page=at + 1)))
    return Screen(
        "\n".join(lines), [*_in_rows(buttons, IN_A_ROW), turn, [_back(page)], home_button(page)]
    )


def home(page: Page, household: int) -> Screen:
    """One home, and what may be changed of it."""
    found = home_on(page, household)
    words = page.words

    def button(label: str, what: Edit) -> Button:
        data = EditHome(courtyard=page.courtyard.courtyard, household=household, what=what.value)
        return press(label, data)

    rows = [
        [
            button(words.plain("📐 改面积"), Edit.AREA),
            button(words.plain("🔗 哪几套是一个业主"), Edit.OWNER),
        ],
        [
            button(words.plain("🗳 谁来投票"), Edit.VOTER),
            button(words.plain("🗑 从名册拿掉"), Edit.GONE),
        ],
        [_back(page)],
    ]
    return Screen("\n".join(entry(page, found)), [*rows, home_button(page)])


def entry(page: Page, found: Home) -> list[Html]:
    """What the roll says of a home."""
    words, courtyard = page.words, page.courtyard.courtyard
    flats = [flat.label for flat in roll.flats_of(page.tx, courtyard, found.owner)]
    others = [label for label in flats if label != found.label]
    living = residents.residents_of(page.tx, courtyard, found.household)
    area = words("📐 面积：还没写")
    if found.area:
        area = words("📐 面积：{area} ㎡", area=area_text(found.area))
    owner = words("🔑 业主：就这一套")
    if others:
        owner = words("🔑 业主：和 {others} 是一个业主，合起来算一位", others=words.listed(others))
    return [
        words("🚪 <b>{home}</b>", home=found.label),
        area,
        words("🏗 还没卖的房子，院里一户一票的表决不算它") if found.unsold else owner,
        words("👥 登记的邻居：{n} 位", n=len(living)),
        _voter_line(page, found),
    ]


def _voter_line(page: Page, found: Home) -> Html:
    words = page.words
    if found.contested:
        return words("🗳 业主票：家里人说法不一样，等议事会来定")
    if found.voter is None:
        return words("🗳 业主票：还没定谁来投。院里一户一票的表决，家里谁投都行")
    who = said_by(page, found.voter)
    if found.voter_alone:
        return words("🗳 所有的票都由 {who} 来投", who=who)
    return words("🗳 业主票由 {who} 来投。院里一户一票的表决，家里谁投都行", who=who)


def mine(page: Page) -> Screen:
    """A resident sees the entry of their own home and nobody else's."""
    words, courtyard = page.words, page.courtyard.courtyard
    resident = residents.resident(page.tx, courtyard, page.viewer or 0)
    number = resident.household if resident else None
    found = roll.home(page.tx, courtyard, number) if number else None
    if found is None:
        return Screen(words("📒 名册上没有您家。登记好了就有。"), [home_button(page)])
    wrong = words("写错了？请跟议事员说，两位议事员就能改。")
    return Screen("\n".join([*entry(page, found), wrong]), [home_button(page)])


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
    return Screen(text, [[_back(page)]], document=File("名册.xlsx", content))


def template(page: Page) -> list[list[str | int | float]]:
    """The roll as it stands; three made-up homes where there is none."""
    words = page.words
    head = [words.plain(text) for text in _HEADINGS]
    homes = sorted(roll.homes(page.tx, page.courtyard.courtyard), key=_counted)
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
        [[_back(page)]],
    )


def ask_area(page: Page, household: int) -> Screen:
    found = home_on(page, household)
    return Screen(
        page.words("📐 {home} 的专有面积是多少平方米？写一个数，比如：89.5", home=found.label),
        [_back_home(page, household)],
    )


def ask_owner(page: Page, household: int) -> Screen:
    found = home_on(page, household)
    return Screen(
        page.words(
            "🔗 还有哪几套和 {home} 是一个业主的？把门牌号都写上，空格隔开，比如：3-2-502 3-2-503\n"
            "就这一套的话，写：就这一套",
            home=found.label,
        ),
        [_back_home(page, household)],
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


def home_on(page: Page, household: int) -> Home:
    found = roll.home(page.tx, page.courtyard.courtyard, household)
    if found is None:
        raise Pointless("this home is not on the roll any more")
    return found


def home_buttons(page: Page) -> list[Button]:
    if not may(page, Act.EDIT_ROLL):
        return []
    return [press(page.words.plain("📒 名册"), OpenRoll(courtyard=page.courtyard.courtyard))]


def _back(page: Page) -> Button:
    return press(page.words.plain("⬅️ 回名册"), OpenRoll(courtyard=page.courtyard.courtyard))


def _back_home(page: Page, household: int) -> list[Button]:
    there = OpenHome(courtyard=page.courtyard.courtyard, household=household)
    return [press(page.words.plain("⬅️ 回这一户"), there)]


def _in_rows(buttons: list[Button], size: int) -> list[list[Button]]:
    return [buttons[n : n + size] for n in range(0, len(buttons), size)]


def _counted(home: Home) -> tuple[int, object]:
    """As people count: 2 before 10; what is no label comes last."""
    read = read_label(home.label)
    return (0, read.sort_key) if isinstance(read, Label) else (1, home.label)


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "roll.overview": overview,
    "roll.building": building,
    "roll.home": home,
    "roll.mine": mine,
    "roll.ask_file": ask_file,
    "roll.ask_home": ask_home,
    "roll.ask_area": ask_area,
    "roll.ask_owner": ask_owner,
    "roll.ask_voter": ask_voter,
}
