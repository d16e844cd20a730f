"""Who casts an owner's ballot: the question to those who tapped, the word to the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from bot.access import Act
from bot.actions.votes import is_open, seat_of
from bot.callbacks import Data
from bot.page import Page, Pointless
from bot.screen import Button, Screen, press, short
from handlers.views.ballot_text import said
from handlers.views.core import home_button, may, said_by
from handlers.views.roll import OpenHome
from handlers.views.vote_bits import to, vote_at
from storage import half_filled, roll
from storage.votes import Electorate, Vote


class TakeOn(Data):
    """I cast the ballot of our owner."""

    prefix: ClassVar[str] = "nw1"
    vote: int


class ObjectTo(Data):
    """It was not agreed who votes for our owner."""

    prefix: ClassVar[str] = "nq1"
    household: int


def asked(page: Page, vote: Vote) -> bool:
    """Whether the reader's owner has nobody named in this vote."""
    if vote.electorate is not Electorate.OWNERS or not is_open(vote, page.tx.now):
        return False
    seat = seat_of(page.tx, vote, page.viewer or 0)
    return seat is not None and seat.voter is None


def take_on_row(page: Page, vote: Vote) -> list[Button]:
    if not asked(page, vote):
        return []
    mine = TakeOn(courtyard=vote.courtyard, vote=vote.vote)
    return [press(page.words.plain("✋ 我家的业主票由我来投"), mine)]


def ask(page: Page, vote: int) -> Screen:
    """To one who tapped while nobody was named: it is held, and why."""
    found = vote_at(page, vote)
    if not asked(page, found):
        return page.include("vote.show", {"vote": vote})
    words = page.words
    held = half_filled.of(page.tx, found, page.viewer or 0)
    lines = [words("🗳 <b>{title}</b>", title=short(found.title))]
    if held and not found.secret:
        lines.append(
            words("您投的「{choice}」我先留着，<b>还没算数</b>。", choice=said(words, found, held))
        )
    lines.append(
        words(
            "业主表决，一位业主只有一张票，您家还没定由谁来投。您是业主，或者业主们说好了由您投，"
            "就点下面；孩子名下的房子，监护人来点。租住的邻居不用点，业主表决由业主投。"
        )
    )
    return Screen(
        "\n".join(lines),
        [take_on_row(page, found), [press(words.plain("⬅️ 不是我投"), to(found))]],
    )


def told(page: Page, household: int, person: int) -> Screen:
    """To the others of the same owner: somebody has said that they vote."""
    found = roll.home(page.tx, page.courtyard.courtyard, household)
    if found is None or found.voter != person:
        raise Pointless("somebody else is named by now")
    words = page.words
    text = words(
        "🗳 {who} 说：{home} 的业主票由他来投。说好了的，您不用管。\n"
        "没说好就点下面：这张票先不算，等{council}两个人来定。",
        who=said_by(page, person),
        home=found.label,
    )
    no = ObjectTo(courtyard=page.courtyard.courtyard, household=household)
    return Screen(text, [[press(words.plain("✋ 没说好，先别算"), no)], home_button(page)])


def contested(page: Page, household: int) -> Screen:
    """To the one who was named, and to the council, who can settle it."""
    found = roll.home(page.tx, page.courtyard.courtyard, household)
    if found is None or not found.contested:
        raise Pointless("it is settled")
    words = page.words
    text = words(
        "✋ {home} 的业主票由谁来投，家里人说法不一样。先不算他们的票，等{council}两个人来定。",
        home=found.label,
    )
    rows = []
    if may(page, Act.EDIT_ROLL):
        there = OpenHome(courtyard=page.courtyard.courtyard, household=household)
        rows.append([press(words.plain("👉 去定一下"), there)])
    return Screen(text, [*rows, home_button(page)])


def objected(page: Page) -> Screen:
    text = page.words("好，这张票先不算。已经告诉{council}了，他们定了由谁投，就能投。")
    return Screen(text, [home_button(page)])


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "naming.ask": ask,
    "naming.told": told,
    "naming.contested": contested,
    "naming.objected": objected,
}
