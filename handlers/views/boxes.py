"""The ballot box of a secret vote: a household at the box, and who is asked to count it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from bot.access import Act
from bot.actions import box_count
from bot.actions.papers import Read
from bot.actions.votes import is_open
from bot.callbacks import Data
from bot.column import Owed
from bot.errors import N_
from bot.page import Page, Pointless
from bot.rules.box import FEWEST_UNSEEN
from bot.rules.secrecy import turnout_shown
from bot.screen import Button, Screen, press, short
from bot.words import Html, Words
from handlers.views.core import may
from handlers.views.doors import back_to_desk
from handlers.views.doorstep import to_building
from handlers.views.vote_bits import to, vote_at
from storage import ballots, boxes, vote_roll
from storage.votes import Vote


class CountBox(Data):
    """To one's own reading of the sheets in a box."""

    prefix: ClassVar[str] = "xb1"
    private: ClassVar[bool] = True
    link: ClassVar[bool] = True
    vote: int


_SEEN = {
    Read.ONCE: N_(
        "🗳 <b>{who}</b> 记了一位。<b>先别投进票箱</b>：请另一位也打开这一户点一下，"
        "两位都点了，再看着他家把折好的票投进去。"
    ),
    Read.AGREED: N_(
        "✅ <b>{who}</b> 两位都点了，算投过了。现在请他家自己把折好的票投进票箱，票根您收着。"
    ),
}


def seen(page: Page, vote: int, unit: int, outcome: str) -> Screen:
    """What seeing a household at the box came to, and the next one."""
    found = vote_at(page, vote)
    words, label = page.words, vote_roll.label(page.tx, found, unit) or ""
    text: list[Html] = [words(_SEEN[Read(outcome)], who=label)]
    if Read(outcome) is Read.AGREED and found.box_homes < FEWEST_UNSEEN:
        text.append(
            words(
                "箱里现在 {n} 张。到截止不到 {few} 张的话，开箱的人猜得到是谁家的。",
                n=found.box_homes,
                few=FEWEST_UNSEEN,
            )
        )
    rows = [[back_to_desk(words, found)]]
    if is_open(found, page.tx.now):
        text.append(words("下一户，直接写票根上的编号，或者门牌。"))
        if turnout_shown(found.secret, ballots.turnout(page.tx, found)):
            rows.insert(0, [to_building(page, found, unit)])
    return Screen("\n".join(text), rows)


def to_open(page: Page, vote: int) -> Screen:
    """To the group, at the close: what it still waits for."""
    found = vote_at(page, vote)
    if not found.box_waits:
        raise Pointless("the box is counted")
    text = [
        page.words(
            "🗳 <b>表决 {n} 截止了</b>：{title}\n"
            "有 {homes} 户把纸票投进了票箱。要两个人当着大家开箱，各录一遍，一样了就公布结果。",
            n=vote,
            title=short(found.title),
            homes=found.box_homes,
        )
    ]
    if found.close_reason:
        text.append(page.words("提前结束，理由：{reason}", reason=found.close_reason))
    return Screen("\n".join(text))


def asked(page: Page, vote: int) -> Screen:
    """To those who may count it."""
    found = vote_at(page, vote)
    if not found.box_waits:
        raise Pointless("the box is counted")
    words = page.words
    text = words(
        "🗳 票箱等着数：<b>{title}</b>\n{homes} 户投了纸票。"
        "请两个人约好，当着大家开箱，各在自己手机上录一遍，一样了就公布结果。",
        title=short(found.title),
        homes=found.box_homes,
    )
    return Screen(text, [[count_button(words, found)], [show_button(words, found)]])


def box_rows(page: Page, vote: Vote) -> list[list[Button]]:
    """On the vote's own screen: the way to the count, for who may do it."""
    if not (vote.box_waits and may(page, Act.ENTER_PAPER)):
        return []
    return [[count_button(page.words, vote)]]


def count_button(words: Words, vote: Vote) -> Button:
    here = CountBox(courtyard=vote.courtyard, vote=vote.vote)
    return press(words.plain("🗳 开箱数票"), here)


def owed(page: Page) -> list[Owed]:
    """Boxes that wait for the reader to count them."""
    if not may(page, Act.ENTER_PAPER):
        return []
    return [
        Owed(
            page.words(
                "数票箱：{n} 户的纸票（{title}）", n=vote.box_homes, title=short(vote.title)
            ),
            count_button(page.words, vote),
        )
        for vote in boxes.waiting(page.tx, page.courtyard.courtyard)
        if box_count.waits_for(page.tx, vote, page.viewer or 0)
    ]


def show_button(words: Words, vote: Vote) -> Button:
    return press(words.plain("🔍 看这次表决"), to(vote))


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "box.seen": seen,
    "box.to_open": to_open,
    "box.asked": asked,
}
