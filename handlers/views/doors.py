"""The buttons of going from door to door."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from bot.callbacks import Data
from bot.screen import Button, press
from bot.words import Words
from handlers.views.vote_bits import to
from storage.ballots import Channel
from storage.doorstep import Mark
from storage.votes import Vote

CHANNELS = (Channel.TAP, Channel.PAPER, Channel.ASSISTED, Channel.PROXY)
IN_A_ROW = 3
MARKS = (Mark.AWAY, Mark.DECLINED)


class Desk(Data):
    prefix: ClassVar[str] = "dk1"
    vote: int


class DoorsOf(Data):
    """The doors still missing in a building, by its place in the list."""

    prefix: ClassVar[str] = "db1"
    vote: int
    building: int
    start: int


class AtDoor(Data):
    prefix: ClassVar[str] = "dd1"
    vote: int
    unit: int


class Visit(Data):
    prefix: ClassVar[str] = "dv1"
    vote: int
    unit: int
    mark: int


class TakeBallot(Data):
    """Take another household's ballot in hand."""

    prefix: ClassVar[str] = "dh1"
    vote: int
    unit: int
    channel: int


class AskCode(Data):
    prefix: ClassVar[str] = "dc1"
    vote: int


class WaitingSheets(Data):
    prefix: ClassVar[str] = "dw1"
    vote: int


class ReadSheets(Data):
    """Sheets read by two, of households that cannot put a mistake right by themselves."""

    prefix: ClassVar[str] = "dm1"
    vote: int


class HelpedDoors(Data):
    """Households one has helped, that cannot put a slip right by themselves."""

    prefix: ClassVar[str] = "dy1"
    vote: int


class AskProxy(Data):
    """Who shall vote for this household? `unit` is 0 for one's own, else it is on paper."""

    prefix: ClassVar[str] = "py1"
    vote: int
    unit: int


def back_to_desk(words: Words, vote: Vote) -> Button:
    return press(words.plain("⬅️ 上门和纸票"), Desk(courtyard=vote.courtyard, vote=vote.vote))


def take_button(label: str, vote: Vote, unit: int, channel: Channel) -> Button:
    number = CHANNELS.index(channel)
    return press(
        label,
        TakeBallot(courtyard=vote.courtyard, vote=vote.vote, unit=unit, channel=number),
    )


def back_to_vote(words: Words, vote: Vote) -> Button:
    return press(words.plain("⬅️ 回这次表决"), to(vote))


def in_rows(buttons: Sequence[Button], width: int) -> Iterator[list[Button]]:
    for at in range(0, len(buttons), width):
        yield list(buttons[at : at + width])
