"""What every screen about votes needs: the vote itself, the way to it, its title cut short."""

from __future__ import annotations

from typing import ClassVar

from bot.actions.owing import owed_everywhere
from bot.callbacks import Data
from bot.page import Page, Pointless
from bot.screen import Button, press
from storage import votes
from storage.votes import Vote


class ShowVote(Data):
    prefix: ClassVar[str] = "vo1"
    link: ClassVar[bool] = True
    vote: int


def vote_at(page: Page, number: int) -> Vote:
    vote = votes.get(page.tx, page.courtyard.courtyard, number)
    if vote is None:
        raise Pointless("no such vote")
    return vote


def to(vote: Vote) -> ShowVote:
    return ShowVote(courtyard=vote.courtyard, vote=vote.vote)


def short(text: str, limit: int = 60) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def next_owed(page: Page, after: Vote) -> list[Button]:
    """The way to another vote that waits for the reader, wherever they live; none: no button."""
    waiting = [one for _, owed in owed_everywhere(page.tx, page.viewer or 0) for one in owed]
    for owing in waiting:
        if (owing.vote.courtyard, owing.vote.vote) != (after.courtyard, after.vote):
            label = page.words.plain("➡️ 还没投：{title}", title=short(owing.vote.title, 24))
            return [press(label, to(owing.vote))]
    return []
