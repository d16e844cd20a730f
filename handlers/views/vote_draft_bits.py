"""What every screen of a draft needs: its buttons, and the way back to it."""

from __future__ import annotations

from enum import Enum
from typing import ClassVar

from bot.callbacks import Data
from bot.page import Page
from bot.screen import Button, press
from storage.votes import Vote


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


def draft_button(vote: Vote, label: str, what: Edit) -> Button:
    return press(label, EditVote(courtyard=vote.courtyard, vote=vote.vote, what=what.value))


def back_to_draft(page: Page, vote: int) -> list[Button]:
    there = OpenDraft(courtyard=page.courtyard.courtyard, vote=vote)
    return [press(page.words.plain("⬅️ 回草稿"), there)]
