"""Calling an open vote off: the way there, the reason, what the second and the group read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from bot.access import Act
from bot.callbacks import Data
from bot.page import Page
from bot.screen import Button, Screen, press, short
from bot.words import Html
from handlers.views.core import may
from handlers.views.turnout import cast_so_far
from handlers.views.vote_bits import ShowVote, to, vote_at
from handlers.views.vote_close import read_over
from storage.votes import Vote, VoteState


class AskCallOff(Data):
    prefix: ClassVar[str] = "vj1"
    vote: int


class ConfirmCallOff(Data):
    """Yes to the reason that was shown last for this vote."""

    prefix: ClassVar[str] = "vq1"
    vote: int


def rows(page: Page, vote: Vote) -> list[list[Button]]:
    """Below the question for what reason it is ended early."""
    if vote.state is not VoteState.OPEN or not may(page, Act.CALL_OFF_VOTE):
        return []
    here = AskCallOff(courtyard=vote.courtyard, vote=vote.vote)
    return [[press(page.words.plain("🚫 不是提前数票，是作罢：票都不数"), here)]]


def ask_reason(page: Page, vote: int) -> Screen:
    found = vote_at(page, vote)
    text = page.words(
        "🚫 要作罢「{title}」：已经投的都不数，也不公布。题目写错了、事情办不成了才这样。\n"
        "给大家写一句理由（会公布，还要另一位议事员同意）：",
        title=short(found.title),
    )
    return Screen(text, [[press(page.words.plain("⬅️ 回这次表决"), to(found))]])


def describe(page: Page, vote: int, reason: str) -> Screen:
    found = vote_at(page, vote)
    text = page.words(
        "作罢表决 {n}「{title}」，已投 {cast}／{all}，都不数，也不公布。\n理由：{reason}",
        n=found.vote,
        title=short(found.title),
        cast=cast_so_far(page, found),
        all=found.eligible,
        reason=reason,
    )
    return Screen(text)


def confirm(page: Page, vote: int, reason: str) -> Screen:
    described, here = describe(page, vote, reason).text, page.courtyard.courtyard
    yes, change = (kind(courtyard=here, vote=vote) for kind in (ConfirmCallOff, AskCallOff))
    leave = ShowVote(courtyard=here, vote=vote)
    return read_over(page.words, described, yes, change, leave)


def line(page: Page, vote: Vote) -> Html:
    """On the card and the vote's own screen."""
    return page.words(
        "🚫 作罢了：投过的票都不数，也不公布。理由：{reason}", reason=vote.close_reason or "—"
    )


def called_off(page: Page, vote: int) -> Screen:
    """To the group."""
    found = vote_at(page, vote)
    text = page.words(
        "🚫 <b>表决 {n} 作罢了</b>：{title}\n投过的票都不数，也不公布。理由：{reason}",
        n=vote,
        title=short(found.title),
        reason=found.close_reason or "—",
    )
    return Screen(text)


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "vote.ask_call_off": ask_reason,
    "vote.confirm_call_off": confirm,
    "vote.called_off": called_off,
    "describe.call_off_vote": describe,
}
