"""Sheets that one has read and another still has to: the list, the reminder, what was left over."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.access import Act
from bot.actions import for_others, papers
from bot.actions.votes import is_open
from bot.column import Owed
from bot.errors import N_
from bot.page import Page, Pointless
from bot.screen import Button, Screen, press, short
from bot.words import Html
from handlers.views.core import may
from handlers.views.doors import (
    IN_A_ROW,
    AtDoor,
    HelpedDoors,
    ReadSheets,
    WaitingSheets,
    back_to_desk,
    back_to_vote,
    in_rows,
    take_button,
)
from handlers.views.vote_bits import vote_at
from storage import ballots, vote_roll, votes
from storage import papers as readings
from storage.ballots import Channel
from storage.papers import ReadingState
from storage.votes import Vote

WAITING_SHOWN = 60


def waiting(page: Page, vote: int) -> Screen:
    """Sheets that another has read once: the reader may be the second."""
    found = vote_at(page, vote)
    words = page.words
    units = papers.waiting_for(page.tx, found, page.viewer or 0)
    if not units:
        return page.include("vote.desk", {"vote": vote})
    asks = (
        N_("🗳 这 {n} 户有一位点过「投进票箱」了。您也在场看着的，点一下门牌，就算投过了。")
        if found.secret
        else N_("📄 这 {n} 张有一位录过一遍了。您手里拿着纸票，照着再录一遍，一样就记上。")
    )
    text = words(asks, n=len(units))
    buttons = [
        take_button(vote_roll.label(page.tx, found, unit) or "", found, unit, Channel.PAPER)
        for unit in units[:WAITING_SHOWN]
    ]
    return Screen(text, [*in_rows(buttons, IN_A_ROW), [back_to_desk(words, found)]])


_READ_AGAIN = {
    ReadingState.ONCE: N_("📄 有一位重录过一遍了，还要另一位照着纸再录一遍。"),
    ReadingState.DIFFERENT: N_("⚠️ 重录的两遍不一样，没有改。请再看看那张纸，重新录。"),
}


def read_sheets(page: Page, vote: int) -> Screen:
    """Sheets that count, of households that cannot put a mistake right by themselves."""
    found = vote_at(page, vote)
    units = papers.all_correctable(page.tx, found)
    if not units:
        return page.include("vote.desk", {"vote": vote})
    text = page.words("✏️ 这些纸票录好了，家里没人登记、自己改不了。录错了哪张，点门牌重录：")
    buttons = [
        press(
            vote_roll.label(page.tx, found, unit) or "",
            AtDoor(courtyard=found.courtyard, vote=vote, unit=unit),
        )
        for unit in units[:WAITING_SHOWN]
    ]
    back = back_to_desk(page.words, found)
    return Screen(text, [*in_rows(buttons, IN_A_ROW), [back]])


def to_helped(page: Page, vote: Vote) -> list[list[Button]]:
    """Where the reader has helped at doors behind which nobody is registered."""
    n = len(for_others.helper_may_undo(page.tx, vote, page.viewer or 0))
    here = HelpedDoors(courtyard=vote.courtyard, vote=vote.vote)
    return [[press(page.words.plain("✏️ 我帮投的（{n} 户），改弄错的", n=n), here)]] if n else []


def helped(page: Page, vote: int) -> Screen:
    """Households the reader has helped, that cannot put a slip right by themselves."""
    found = vote_at(page, vote)
    units = for_others.helper_may_undo(page.tx, found, page.viewer or 0)
    if not units:
        return page.include("vote.desk", {"vote": vote})
    text = page.words("✏️ 这些是您上门帮投的，家里没人登记、自己改不了。弄错了哪家，点门牌去撤：")
    buttons = [
        press(
            vote_roll.label(page.tx, found, unit) or "",
            AtDoor(courtyard=found.courtyard, vote=vote, unit=unit),
        )
        for unit in units[:WAITING_SHOWN]
    ]
    return Screen(text, [*in_rows(buttons, IN_A_ROW), [back_to_desk(page.words, found)]])


def correction(page: Page, vote: Vote, unit: int) -> tuple[list[Html], list[list[Button]]]:
    """At the door of a household whose sheet two have read: the rule for reading it anew, and the
    way. Nothing for other households and other readers."""
    if not (may(page, Act.ENTER_PAPER) and papers.correctable(page.tx, vote, unit)):
        return [], []
    words, standing = page.words, readings.reading(page.tx, vote, unit)
    said = [
        words(
            "📄 他家交的是纸票，家里没人登记，自己改不了。录错了可以重录：{at} 截止前，"
            "两个人照着纸再各录一遍，一样才改，不一样就还按先前的算。先前录的留在记录里。",
            at=vote.closes_at,
        )
    ]
    if standing and standing.state in _READ_AGAIN:
        said.append(words(_READ_AGAIN[standing.state]))
    label = words.plain("✏️ 录错了，照着纸重录")
    return said, [[take_button(label, vote, unit, Channel.PAPER)]]


def to_read(page: Page, vote: Vote) -> list[list[Button]]:
    if not may(page, Act.ENTER_PAPER):
        return []
    n = len(papers.all_correctable(page.tx, vote))
    here = ReadSheets(courtyard=vote.courtyard, vote=vote.vote)
    return [[press(page.words.plain("✏️ 录好的纸票（{n} 张），改录错的", n=n), here)]] if n else []


def reminded(page: Page, vote: int) -> Screen:
    """To who may be the second reader, while there is still time."""
    found = vote_at(page, vote)
    n = len(papers.waiting_for(page.tx, found, page.viewer or 0))
    if not n or not is_open(found, page.tx.now):
        raise Pointless("no sheet waits for them any more")
    asks = (
        N_(
            "🗳 有 {n} 户投纸票，只有一位点过，等第二位也点：<b>{title}</b>\n"
            "⏰ {at} 截止。到时候没点第二遍的，就不算了。"
        )
        if found.secret
        else N_(
            "📄 有 {n} 张纸票只录了一遍，等您录第二遍：<b>{title}</b>\n"
            "⏰ {at} 截止。到时候没录第二遍的，就不算了。"
        )
    )
    text = page.words(
        asks,
        n=n,
        title=short(found.title),
        at=found.closes_at,
    )
    return Screen(text, [[to_waiting(page, found, n)]])


def left_over(page: Page, vote: int, units: Sequence[int]) -> Screen:
    """To who had read sheets that no other read alike in time."""
    found = vote_at(page, vote)
    counted = [unit for unit in units if ballots.has_voted(page.tx, found, unit)]
    on_paper = ballots.on_paper(page.tx, found)  # the others have voted by themselves meanwhile
    text = []
    for theirs, said in (
        (
            [unit for unit in units if unit not in counted],
            N_("🗳 表决截止了，有 {n} 户的纸票只有一位点过，没有算进去：{doors}（{title}）")
            if found.secret
            else N_("📄 表决截止了，有 {n} 张纸票没录够两遍，没有算进去：{doors}（{title}）"),
        ),
        (
            [unit for unit in counted if unit in on_paper],
            N_("📄 表决截止了，有 {n} 张纸票没重录够两遍，按先前录的算：{doors}（{title}）"),
        ),
    ):
        doors = page.words.listed(vote_roll.label(page.tx, found, unit) or "" for unit in theirs)
        if theirs:
            title = short(found.title)
            text.append(page.words(said, n=len(theirs), doors=doors, title=title))
    if not text:
        raise Pointless("they have all voted by themselves")
    return Screen("\n".join(text), [[back_to_vote(page.words, found)]])


def owed(page: Page) -> list[Owed]:
    """Sheets that wait for the reader as their second."""
    if not may(page, Act.ENTER_PAPER):
        return []
    found = []
    for vote in votes.opened(page.tx, page.courtyard.courtyard):
        n = len(papers.waiting_for(page.tx, vote, page.viewer or 0))
        if n and is_open(vote, page.tx.now):
            text = page.words(
                N_("看投票箱：{n} 户等第二位点（{title}，{at} 截止）")
                if vote.secret
                else N_("录第二遍：{n} 张纸票（{title}，{at} 截止）"),
                n=n,
                title=short(vote.title),
                at=vote.closes_at,
            )
            found.append(Owed(text, to_waiting(page, vote, n)))
    return found


def to_waiting(page: Page, vote: Vote, n: int) -> Button:
    label = page.words.plain(
        N_("🗳 等我点第二下的（{n} 户）") if vote.secret else N_("📄 等我录第二遍的（{n} 张）"), n=n
    )
    return press(label, WaitingSheets(courtyard=vote.courtyard, vote=vote.vote))


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "vote.waiting_sheets": waiting,
    "vote.read_sheets": read_sheets,
    "vote.helped_doors": helped,
    "paper.waiting": reminded,
    "paper.left_over": left_over,
}
