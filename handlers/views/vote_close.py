"""The reason for ending a vote as the group will read it, and the buttons below."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from bot.callbacks import Data
from bot.page import Page
from bot.screen import Screen, press
from bot.words import Words
from handlers.views.vote_bits import ShowVote
from handlers.views.vote_council import AskClose


class ConfirmClose(Data):
    """Yes to the reason that was shown last for this vote."""

    prefix: ClassVar[str] = "vy1"
    vote: int


def confirm(page: Page, vote: int, reason: str) -> Screen:
    words, here = page.words, {"courtyard": page.courtyard.courtyard, "vote": vote}
    described = page.include("describe.close_vote", {"vote": vote, "reason": reason}).text
    return read_over(words, described, ConfirmClose(**here), AskClose(**here), ShowVote(**here))


def read_over(words: Words, described: str, yes: Data, change: Data, leave: Data) -> Screen:
    """A reason before the group reads it."""
    lines = [
        words("📝 <b>还没发，您先看一遍</b>"),
        described,
        words("点「发出」就办，理由发到群里。"),
    ]
    last = [
        press(words.plain("✅ 发出"), yes),
        press(words.plain("✏️ 改"), change),
        press(words.plain("🗑 取消"), leave),
    ]
    return Screen("\n\n".join(lines), [last])


VIEWS: Mapping[str, Callable[..., Screen]] = {"vote.confirm_close": confirm}
