"""When a vote reminds those who still owe it a ballot: about a day ahead, and about two hours."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.rules.quiet import END, START, before_quiet, is_quiet, reminder_at

DAY, SOON = timedelta(days=1), timedelta(hours=2)
_MINUTE = timedelta(minutes=1)


def day_ahead(
    closes_at: datetime, now: datetime, zone: ZoneInfo, start: time = START, end: time = END
) -> datetime | None:
    """A day ahead. One due at night (or just as it begins or ends) comes the evening before, since
    the evening after has a reminder of its own; the morning after only if that evening is over."""
    moment = closes_at - DAY
    for at in (moment, moment - _MINUTE):
        if is_quiet(at, zone, start, end):
            evening = before_quiet(at, zone, start, end, not_before=now)
            if evening and evening > now:
                return evening
    return reminder_at(closes_at, DAY, now, zone, start, end)


def hours_ahead(
    closes_at: datetime, now: datetime, zone: ZoneInfo, start: time = START, end: time = END
) -> datetime | None:
    """Two hours ahead; one due at night waits for the morning, or comes the evening before."""
    return reminder_at(closes_at, SOON, now, zone, start, end)
