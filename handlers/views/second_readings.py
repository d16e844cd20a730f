"""Sheets that one has read and another still has to: the list, the reminder, what was left over."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.access import Act
from bot.actions import papers
from bot.actions.votes import is_open
from bot.column import Owed
from bot.page import Page, Pointless
from bot.screen import Button, Screen, press, short
from handlers.views.core import may
from handlers.views.doors import (
    IN_A_ROW,
    WaitingSheets,
    back_to_desk,
    back_to_vote,
    in_rows,
    take_button,
)
from handlers.views.vote_bits import vote_at
from storage import votes
from storage.ballots import Channel
from storage.votes import Vote

WAITING_SHOWN = 60


def waiting(page: Page, vote: int) -> Screen:
    """Sheets that another has read once: the reader may be the second."""
    found = vote_at(page, vote)
    words = page.words
    units = papers.waiting_for(page.tx, found, page.viewer or 0)
    if not units:
        return page.include("vote.desk", {"vote": vote})
    text = words(
        "📄 这 {n} 张有一位录过一遍了。您手里拿着纸票，照着再录一遍，一样就记上。", n=len(units)
    )
    buttons = [
        take_button(votes.label(page.tx, found, unit) or "", found, unit, Channel.PAPER)
        for unit in units[:WAITING_SHOWN]
    ]
    return Screen(text, [*in_rows(buttons, IN_A_ROW), [back_to_desk(words, found)]])


def reminded(page: Page, vote: int) -> Screen:
    """To who may be the second reader, while there is still time."""
    found = vote_at(page, vote)
    n = len(papers.waiting_for(page.tx, found, page.viewer or 0))
    if not n or not is_open(found, page.tx.now):
        raise Pointless("no sheet waits for them any more")
    text = page.words(
        "📄 有 {n} 张纸票只录了一遍，等您录第二遍：<b>{title}</b>\n"
        "⏰ {at} 截止。到时候没录第二遍的，就不算了。",
        n=n,
        title=short(found.title),
        at=found.closes_at,
    )
    return Screen(text, [[to_waiting(page, found, n)]])


def left_over(page: Page, vote: int, units: Sequence[int]) -> Screen:
    """To who had read sheets that no other read alike in time."""
    found = vote_at(page, vote)
    doors = [votes.label(page.tx, found, unit) or "" for unit in units]
    text = page.words(
        "📄 表决截止了，有 {n} 张纸票没录够两遍，没有算进去：{doors}（{title}）",
        n=len(doors),
        doors=page.words.listed(doors),
        title=short(found.title),
    )
    return Screen(text, [[back_to_vote(page.words, found)]])


def owed(page: Page) -> list[Owed]:
    """Sheets that wait for the reader as their second."""
    if not may(page, Act.ENTER_PAPER):
        return []
    found = []
    for vote in votes.opened(page.tx, page.courtyard.courtyard):
        n = len(papers.waiting_for(page.tx, vote, page.viewer or 0))
        if n and is_open(vote, page.tx.now):
            text = page.words(
                "录第二遍：{n} 张纸票（{title}，{at} 截止）",
                n=n,
                title=short(vote.title),
                at=vote.closes_at,
            )
            found.append(Owed(text, to_waiting(page, vote, n)))
    return found


def to_waiting(page: Page, vote: Vote, n: int) -> Button:
    label = page.words.plain("📄 等我录第二遍的（{n} 张）", n=n)
    return press(label, WaitingSheets(courtyard=vote.courtyard, vote=vote.vote))


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "vote.waiting_sheets": waiting,
    "paper.waiting": reminded,
    "paper.left_over": left_over,
}
