"""Keeps reminders out of the night: nobody's phone rings between 22:00 and 08:00 because of us."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.rules.walltime import aware, instant, minute_of

START, END = time(22), time(8)
_JUST_BEFORE = 1  # minutes


def is_quiet(at: datetime, zone: ZoneInfo, start: time = START, end: time = END) -> bool:
    """Quiet begins at `start` and is over at `end`; the same hour twice means no quiet hours."""
    wall = aware(at).astimezone(zone).time()
    if start <= end:
        return start <= wall < end
    return wall >= start or wall < end


def after_quiet(at: datetime, zone: ZoneInfo, start: time = START, end: time = END) -> datetime:
    """The moment itself, or the end of the quiet hours it falls into (UTC)."""
    if not is_quiet(at, zone, start, end):
        return at.astimezone(UTC)
    wall = at.astimezone(zone)
    days = 1 if wall.time() >= end else 0
    return instant(wall.date() + timedelta(days=days), minute_of(end), zone)


def before_quiet(
    at: datetime,
    zone: ZoneInfo,
    start: time = START,
    end: time = END,
    *,
    not_before: datetime,
) -> datetime | None:
    """The moment itself, or the last minute before the quiet hours it falls into (UTC).

    None if that is already over at `not_before`.
    """
    before = at.astimezone(UTC)
    if is_quiet(at, zone, start, end):
        wall = at.astimezone(zone)
        days = 0 if wall.time() >= start else 1
        evening = wall.date() - timedelta(days=days)
        before = instant(evening, minute_of(start) - _JUST_BEFORE, zone)
    return before if before >= not_before else None


def reminder_at(
    target: datetime,
    lead: timedelta,
    now: datetime,
    zone: ZoneInfo,
    start: time = START,
    end: time = END,
) -> datetime | None:
    """When to remind of `target` so much ahead of it, without waking anyone.

    A reminder due in the night waits for the morning; if the thing itself comes earlier than that,
    it goes out the evening before. None if there is no such moment left: too late is not sent.
    """
    due = target - lead
    later = after_quiet(due, zone, start, end)
    if now < later < target:
        return later
    if not is_quiet(due, zone, start, end):
        return None
    earlier = before_quiet(due, zone, start, end, not_before=now)
    return earlier if earlier and now < earlier < target else None
