"""The auditor's name under a result, and the way to put it there."""

from __future__ import annotations

from typing import ClassVar

from bot.actions import countersigning
from bot.callbacks import Data
from bot.page import Page
from bot.screen import Button, press
from bot.words import Html
from handlers.views.core import said_by
from storage import countersigns
from storage.votes import Vote


class Countersign(Data):
    prefix: ClassVar[str] = "cz1"
    vote: int


def lines(page: Page, vote: Vote) -> list[Html]:
    if vote.result is None:
        return []
    signed = [said_by(page, person) for person in countersigns.of(page.tx, vote)]
    if not signed:
        return []
    return [page.words("🔏 监督员重数过，签了字：{who}", who=page.words.listed(signed))]


def rows(page: Page, vote: Vote) -> list[list[Button]]:
    """For an auditor who has not signed yet: the file to count from stands beside it."""
    if not countersigning.may_sign(page.tx, vote, page.viewer or 0):
        return []
    here = Countersign(courtyard=vote.courtyard, vote=vote.vote)
    return [[press(page.words.plain("🔏 我照结果文件重数过，签字"), here)]]
