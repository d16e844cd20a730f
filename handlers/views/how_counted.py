"""Every step behind a result, for who wants to see it: the arithmetic, where the ballots came from,
and the head of the audit chain."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from bot.callbacks import Data
from bot.page import Page, Pointless
from bot.screen import Button, Screen, press, short
from bot.words import Html, Words
from handlers.views import lottery_proof, outcomes, secret_votes, silence
from handlers.views.brought import brought_line
from handlers.views.core import home_button
from handlers.views.result_file import SendResultFile
from handlers.views.turnout import by_building
from handlers.views.verdicts import rule_line
from handlers.views.vote_bits import notice, to, vote_at
from storage.votes import Vote, VoteState


class HowCounted(Data):
    prefix: ClassVar[str] = "vw1"
    link: ClassVar[bool] = True
    vote: int


def how(page: Page, vote: int) -> Screen:
    found = vote_at(page, vote)
    if found.result is None:
        raise Pointless("it is not counted yet")
    words = page.words
    text = [
        words("🧮 <b>表决 {n} 是怎么算的</b>\n{title}", n=vote, title=short(found.title)),
        rule_line(words, found),
        "",
        *_void(page, found),
        *outcomes.result_lines(words, found),
        *lottery_proof.again(words, found),
        *silence.served_line(page, found),
        *by_building(page, found),
        *brought_line(page, found),
        *secret_votes.result_line(words, found),
        "",
        words("<i>{notice}</i>", notice=notice(words, found)),
        words("账本到这里的指纹：<code>{head}</code>", head=(found.head or "")[:16]),
    ]
    rows = [
        file_row(words, found),
        [press(words.plain("⬅️ 回这次表决"), to(found))],
        home_button(page),
    ]
    return Screen("\n".join(text), rows)


def file_row(words: Words, vote: Vote) -> list[Button]:
    """The file, as long as there are ballots to write it from."""
    if vote.cleared_at:
        return []
    here = SendResultFile(courtyard=vote.courtyard, vote=vote.vote)
    return [press(words.plain("📄 结果文件"), here)]


def _void(page: Page, vote: Vote) -> list[Html]:
    if vote.state is not VoteState.VOIDED:
        return []
    return [page.words("🚫 <b>这次表决作废了</b>，下面的结果不算。")]


def button(page: Page, vote: Vote) -> Button:
    """Opens it in private, from wherever the reader is."""
    here = HowCounted(courtyard=vote.courtyard, vote=vote.vote)
    label = page.words.plain("🧮 怎么算的")
    return page.link(label, here) if page.viewer is None else press(label, here)


VIEWS: Mapping[str, Callable[..., Screen]] = {"vote.how": how}
