"""What every screen about votes needs: the vote itself, the way to it, its title cut short."""

from __future__ import annotations

from typing import ClassVar

from bot.actions import advising
from bot.actions.owing import owed_everywhere
from bot.callbacks import Data
from bot.errors import N_
from bot.page import Page, Pointless
from bot.rule_words import STRAW_POLL
from bot.screen import Button, press, short
from bot.words import Html, Words
from storage import votes
from storage.votes import Electorate, Vote

NOT_STATUTORY = N_("这是院里自己的表决，不是法定表决。法定的请看公告，用纸票或政府投票系统。")


class ShowVote(Data):
    prefix: ClassVar[str] = "vo1"
    link: ClassVar[bool] = True
    vote: int


class PresetList(Data):
    """To the courtyard's rules of voting."""

    prefix: ClassVar[str] = "uz1"
    link: ClassVar[bool] = True


class Cast(Data):
    prefix: ClassVar[str] = "vc1"
    private: ClassVar[bool] = True
    vote: int
    choice: int


ELECTORATES = {
    Electorate.HOUSEHOLDS: N_("全院 {n} 户，一户一票"),
    Electorate.RESIDENTS: N_("登记的 {n} 位居民，一人一票"),
    Electorate.OWNERS: N_("{n} 位业主，人数和面积一起算"),
    Electorate.DELEGATES: N_("居民代表会议 {n} 位，一人一票"),
    Electorate.COUNCIL: N_("{council} {n} 位议事员，一人一票"),
    Electorate.PARTY: N_("党员大会 {n} 位，一人一票"),
}


def vote_at(page: Page, number: int) -> Vote:
    vote = votes.get(page.tx, page.courtyard.courtyard, number)
    if vote is None:
        raise Pointless("no such vote")
    return vote


def to(vote: Vote) -> ShowVote:
    return ShowVote(courtyard=vote.courtyard, vote=vote.vote)


def notice(words: Words, vote: Vote) -> Html:
    """What a vote here is not; least of all one that the law leaves to the owners."""
    return words(STRAW_POLL if owners_matter(vote) else NOT_STATUTORY)


def owners_matter(vote: Vote) -> bool:
    """Whether the law leaves it to the owners, whoever is asked here."""
    return vote.electorate is Electorate.OWNERS or advising.below_law(vote) is not None


def straw_poll(words: Words, vote: Vote) -> list[Html]:
    """Under a result: that it is not the owners' statutory vote, where it could pass for one."""
    return [words("<i>{notice}</i>", notice=words(STRAW_POLL))] if owners_matter(vote) else []


def in_picture(words: Words, vote: Vote, note: str) -> str:
    """A picture is passed on without its message, and says it itself, before its own `note`."""
    poll = words.plain("意见摸底，不是法定表决。") if owners_matter(vote) else ""
    return " ".join(one for one in (poll, note) if one)


def next_owed(page: Page, after: Vote) -> list[Button]:
    """The way to another vote that waits for the reader, wherever they live; none: no button."""
    waiting = [one for _, owed in owed_everywhere(page.tx, page.viewer or 0) for one in owed]
    for owing in waiting:
        if (owing.vote.courtyard, owing.vote.vote) != (after.courtyard, after.vote):
            label = page.words.plain("➡️ 还没投：{title}", title=short(owing.vote.title, 24))
            return [press(label, to(owing.vote))]
    return []
