"""A draft that its author left behind, as the other councillors see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from bot.access import Act
from bot.actions import left_drafts
from bot.callbacks import Data
from bot.column import Owed
from bot.page import Page, Pointless
from bot.screen import Screen, press, short
from handlers.views.core import home_button, may, said_by
from handlers.views.vote_summary import asked, summary

SHOWN = 3


class LeftDraft(Data):
    prefix: ClassVar[str] = "lf1"
    link: ClassVar[bool] = True
    vote: int


class TakeDraft(Data):
    prefix: ClassVar[str] = "lt1"
    vote: int


class DropLeft(Data):
    prefix: ClassVar[str] = "lx1"
    vote: int


def show(page: Page, vote: int) -> Screen:
    """What would go out, and the two ways on."""
    found = {one.vote: one for one in left_drafts.left(page.tx, page.courtyard.courtyard)}.get(vote)
    if found is None:
        raise Pointless("somebody has taken it, or dropped it")
    words, here = page.words, {"courtyard": found.courtyard, "vote": vote}
    head = words(
        "📝 <b>没人管的草稿</b>：{who} 写的，现在不管表决了。您看要不要接着办：",
        who=said_by(page, found.by_person),
    )
    rows = [
        [press(words.plain("✋ 我来接着办"), TakeDraft(**here))],
        [press(words.plain("🗑 不要了"), DropLeft(**here))],
        home_button(page),
    ]
    return Screen("\n".join([head, "", *summary(page, found)]), rows)


def owed(page: Page) -> list[Owed]:
    if not may(page, Act.OPEN_VOTE):
        return []
    return [
        Owed(
            page.words("没人管的表决草稿：{title}", title=short(asked(page, one))),
            press(
                page.words.plain("📝 {title}", title=short(asked(page, one), 24)),
                LeftDraft(courtyard=one.courtyard, vote=one.vote),
            ),
        )
        for one in left_drafts.left(page.tx, page.courtyard.courtyard)[:SHOWN]
    ]


VIEWS: Mapping[str, Callable[..., Screen]] = {"vote.left_draft": show}
