"""What every screen about votes needs: the vote itself, the way to it, its title cut short."""

from __future__ import annotations

from typing import ClassVar

from bot.callbacks import Data
from bot.errors import N_
from bot.page import Page, Pointless
from storage import votes
from storage.votes import Electorate, Vote


class ShowVote(Data):
    prefix: ClassVar[str] = "vo1"
    link: ClassVar[bool] = True
    vote: int


class PresetList(Data):
    """To the courtyard's rules of voting."""

    prefix: ClassVar[str] = "pr1"
    link: ClassVar[bool] = True


class Cast(Data):
    prefix: ClassVar[str] = "vc1"
    vote: int
    choice: int


ELECTORATES = {
    Electorate.HOUSEHOLDS: N_("全院 {n} 户，一户一票"),
    Electorate.RESIDENTS: N_("登记的 {n} 位居民，一人一票"),
    Electorate.OWNERS: N_("业主 {n} 户，户数和面积一起数"),
    Electorate.DELEGATES: N_("居民代表会议 {n} 位，一人一票"),
    Electorate.COUNCIL: N_("{council} {n} 位议事员，一人一票"),
    Electorate.PARTY: N_("党员大会 {n} 位，一人一票"),
}
NOT_STATUTORY = N_("这是院里自己的表决，不是法定表决。法定的请看公告，用纸票或政府投票系统。")


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
