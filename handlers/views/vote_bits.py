"""What every screen about votes needs: the vote itself, the way to it, its title cut short."""

from __future__ import annotations

from typing import ClassVar

from bot.callbacks import Data
from bot.page import Page, Pointless
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
