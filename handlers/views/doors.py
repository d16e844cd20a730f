"""The buttons of going from door to door."""

from __future__ import annotations

from typing import ClassVar

from bot.callbacks import Data
from storage.ballots import Channel
from storage.doorstep import Mark

CHANNELS = (Channel.TAP, Channel.PAPER, Channel.ASSISTED, Channel.PROXY)
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


class AskProxy(Data):
    """Who shall vote for this household? `unit` is 0 for one's own, else it is on paper."""

    prefix: ClassVar[str] = "py1"
    vote: int
    unit: int
