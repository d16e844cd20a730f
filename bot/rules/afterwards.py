"""What the days before a vote and after it are: notice, posting, objections, the next try."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.rules.verdict import Measure, Result, Rule

MEETINGS = ("residents_meeting", "delegates_meeting")
"""Rules of the residents' committee law, which wants ten days' notice (art. 26)."""


def notice_setting(rule: Rule) -> str:
    """The courtyard's setting that says how many days such a vote is announced ahead. Whatever
    counts owners' area is theirs by law: fifteen days."""
    if Measure.AREA in rule.measures:
        return "notice_owner_days"
    return "notice_resident_days" if rule.key in MEETINGS else "notice_yard_days"


def next_try(
    result: Result, closed_at: datetime, notice_days: int, talk_days: int
) -> datetime | None:
    """The earliest moment at which a failed vote may open again; None where nothing failed.

    Where too few came, it may be called again at once. Where enough came and said no, or were
    evenly split, it is talked over first.
    """
    if result is Result.PASSED:
        return None
    talk = 0 if result is Result.NOT_QUORATE else talk_days
    return closed_at + timedelta(days=talk + notice_days)
