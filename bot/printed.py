"""What is printed for those who vote on paper, before it is laid out on pages (bot.printing)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path


class Box(Enum):
    """What stands before an option: a box to tick, one to write a place in, six scores to ring."""

    TICK = "tick"
    PLACE = "place"
    SCORES = "scores"


@dataclass(frozen=True)
class Face:
    """A font file and the face in it that writes Chinese."""

    file: Path
    index: int = 0


@dataclass(frozen=True)
class Household:
    label: str
    code: str


@dataclass(frozen=True)
class BallotSheet:
    """What the sheets of one vote have in common. `code` is the word before the code. In a secret
    vote only a `stub`, which says what to do with it and is torn off, names the household."""

    heading: str
    question: str
    options: Sequence[str]
    box: Box
    how: str
    foot: str
    code: str
    url: str
    stub: str = ""
    reason: str = ""
    """What stands before lines to write on, below the options; no lines without it."""


@dataclass(frozen=True)
class Notice:
    heading: str
    question: str
    lines: Sequence[str]
    foot: str
    url: str
    scan: str
