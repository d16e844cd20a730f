"""What every screen of a draft needs: its buttons, and the names of voters and ways of voting."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

from bot.callbacks import Data
from bot.errors import N_
from bot.page import Page
from bot.rules.methods import Method
from bot.screen import Button, press
from storage.votes import Electorate, Vote


class Edit(Enum):
    """What a tap on the form changes."""

    TITLE = 1
    OPTIONS = 2
    YES_NO = 3
    ELECTORATE = 4
    RULE = 5
    DEADLINE = 6
    SUBMIT = 7
    DROP = 8
    METHOD = 9
    SEATS = 10
    MONEY = 11
    SECRET = 12
    RECEIPTS = 13
    QUESTIONS = 14
    ADVISED = 15


class EditVote(Data):
    prefix: ClassVar[str] = "ve1"
    vote: int
    what: int


class SetMethod(Data):
    """`method` is its place among all of them."""

    prefix: ClassVar[str] = "vt1"
    vote: int
    method: int


class SetPreset(Data):
    """`key` is the preset's own, its _ written as -."""

    prefix: ClassVar[str] = "vk1"
    vote: int
    key: str


class OpenDraft(Data):
    """Back to the form; also the link that leads there from a group."""

    prefix: ClassVar[str] = "vd1"
    link: ClassVar[bool] = True
    vote: int


METHOD_NAMES = {
    Method.MAJORITY: N_("同意／反对／弃权"),
    Method.CONSENT: N_("没人有理由反对就办"),
    Method.CHOICE: N_("只选一个"),
    Method.APPROVAL: N_("可以选几个，选的人多的赢"),
    Method.SCORE: N_("每个打 0 到 5 分"),
    Method.IRV: N_("排先后，垫底的一轮轮出局"),
    Method.SCHULZE: N_("排先后，两个两个比"),
    Method.STV: N_("排先后，选出几个"),
    Method.BUDGET: N_("分一笔钱，凑够就办"),
}
ELECTORATE_NAMES = {
    Electorate.HOUSEHOLDS: N_("一户一票"),
    Electorate.RESIDENTS: N_("登记居民一人一票"),
    Electorate.OWNERS: N_("业主表决（人数和面积）"),
    Electorate.DELEGATES: N_("居民代表会议"),
    Electorate.COUNCIL: N_("{council}内部"),
    Electorate.PARTY: N_("党员大会"),
}


def draft_button(vote: Vote, label: str, what: Edit) -> Button:
    return press(label, EditVote(courtyard=vote.courtyard, vote=vote.vote, what=what.value))


def back_to_draft(page: Page, vote: int) -> list[Button]:
    there = OpenDraft(courtyard=page.courtyard.courtyard, vote=vote)
    return [press(page.words.plain("⬅️ 回草稿"), there)]
