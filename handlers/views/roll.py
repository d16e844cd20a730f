"""The roll as the council keeps it: the yard, a building, a home; and a resident's own entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import ClassVar

from bot.access import Act
from bot.callbacks import Data
from bot.page import Page, Pointless
from bot.rules.area import area_text
from bot.rules.households import Label, read_label
from bot.screen import Button, Screen, press
from bot.words import Html
from handlers.views import roll_log
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
        [roll_log.button(page)],
    ]
    return Screen("\n".join(lines), [*rows, home_button(page)])


def building(page: Page, building: str, at: int) -> Screen:
    """The homes of one building, each with a button."""
    words, courtyard = page.words, page.courtyard.courtyard
    homes = sorted(roll.in_building(page.tx, courtyard, building), key=counted)
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
        "\n".join(lines),
        [*_in_rows(buttons, IN_A_ROW), turn, [back_to_roll(page)], home_button(page)],
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
        [back_to_roll(page)],
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
    rows = [[roll_log.button(page)]] if may(page, Act.SEE_ROLL_LOG) else []
    rows.append(home_button(page))
    if found is None:
        return Screen(words("📒 名册上没有您家。登记好了就有。"), rows)
    wrong = words("写错了？请跟议事员说，两位议事员就能改。")
    return Screen("\n".join([*entry(page, found), wrong]), rows)


def home_on(page: Page, household: int) -> Home:
    found = roll.home(page.tx, page.courtyard.courtyard, household)
    if found is None:
        raise Pointless("this home is not on the roll any more")
    return found


def home_buttons(page: Page) -> list[Button]:
    if not may(page, Act.SEE_ROLL_LOG):
        return []
    return [press(page.words.plain("📒 名册"), OpenRoll(courtyard=page.courtyard.courtyard))]


def back_to_roll(page: Page) -> Button:
    return press(page.words.plain("⬅️ 回名册"), OpenRoll(courtyard=page.courtyard.courtyard))


def _in_rows(buttons: list[Button], size: int) -> list[list[Button]]:
    return [buttons[n : n + size] for n in range(0, len(buttons), size)]


def counted(home: Home) -> tuple[int, object]:
    """As people count: 2 before 10; what is no label comes last."""
    read = read_label(home.label)
    return (0, read.sort_key) if isinstance(read, Label) else (1, home.label)


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "roll.overview": overview,
    "roll.building": building,
    "roll.home": home,
    "roll.mine": mine,
}
