"""Meetings by the residents' committee law (2026): who makes one up, and who may demand one."""

from __future__ import annotations

from bot.rules.shares import A_TENTH, AT_LEAST_A_THIRD, FOUR_FIFTHS


def well_composed(delegates: int, members: int) -> bool:
    """Whether delegates are four fifths of a delegates' meeting or more (art. 28)."""
    return delegates >= FOUR_FIFTHS.needed(members)


def most_others(delegates: int) -> int:
    """How many members besides the delegates a delegates' meeting may have."""
    return delegates // 4


def must_call(asking: int, adults: int, delegates_asking: int = 0, delegates: int = 0) -> bool:
    """Whether those who ask for a residents' meeting (art. 26), or for a recall (art. 20), are a
    tenth of the adults or a third of the delegates."""
    by_delegates = delegates > 0 and delegates_asking >= AT_LEAST_A_THIRD.needed(delegates)
    return asking >= A_TENTH.needed(adults) or by_delegates
