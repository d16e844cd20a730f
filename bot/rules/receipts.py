"""The receipts of a secret vote as the result file has them: a line for each ballot, and nothing
that says whose it is but to who holds its token."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from pydantic import ConfigDict

from bot.rules import secrecy
from bot.rules.methods import Content

FEWEST_TO_SHOW = 7
"""With fewer ballots no line stands beside its choice."""
_STRICT = ConfigDict(extra="forbid", strict=True)


@dataclass(frozen=True)
class Line:
    """`line` is the SHA-256 of `poll|label|token`; `ballot` is null where it would say too much."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    line: str
    ballot: Content | None


@dataclass(frozen=True)
class Receipts:
    """Sorted by line, which is no order at all. `hash` is what the courtyard's chain of acts took
    down at the close: the SHA-256 of all lines, sorted, with a line feed between them."""

    __pydantic_config__: ClassVar[ConfigDict] = _STRICT

    poll: str
    lines: tuple[Line, ...]
    hash: str


def receipts(
    poll: str, box: Sequence[tuple[str, Content]], published: bool, papers: int = 0
) -> Receipts:
    """`published` says whether the ballots themselves are; else no line has one beside it. Nor has
    it where few came on paper: what is left over beside the lines would be theirs."""
    shown = published and len(box) >= FEWEST_TO_SHOW and (papers == 0 or papers >= FEWEST_TO_SHOW)
    lines = sorted(
        (Line(line, tuple(content) if shown else None) for line, content in box), key=_by
    )
    return Receipts(poll, tuple(lines), secrecy.list_hash([line for line, _ in box]))


def _by(line: Line) -> str:
    return line.line
