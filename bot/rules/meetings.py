"""Meetings by the residents' committee law (2026): who makes one up, and who may demand one."""

from __future__ import annotations

from bot.rules.shares import A_TENTH, FOUR_FIFTHS


def well_composed(delegates: int, members: int) -> bool:
    """Whether delegates are four fifths of a delegates' meeting or more (art. 28)."""
    return delegates >= FOUR_FIFTHS.needed(members)


def most_others(delegates: int) -> int:
    """How many members besides the delegates a delegates' meeting may have."""
    return delegates // 4


def must_call(asking: int, adults: int) -> bool:
    """Whether those who ask for a residents' meeting are a tenth of the adults (art. 26)."""
    return asking >= A_TENTH.needed(adults)
