"""Which moment a clock on the wall shows: none in a DST gap, two when the hour repeats."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def instants(day: date, minute: int, zone: ZoneInfo) -> tuple[datetime, ...]:
    """Every moment the wall shows this minute of the day; 1440 and more is the next day."""
    wall = _wall(day, minute, zone)
    found = (wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    return tuple(sorted({at for at in found if _shows(at, wall, zone)}))


def instant(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """One moment for sure: the first of two, and a skipped minute counts on past the gap."""
    return _wall(day, minute, zone).astimezone(UTC)


def minute_of(at: time) -> int:
    return at.hour * 60 + at.minute


def local_day(at: datetime, zone: ZoneInfo) -> date:
    return aware(at).astimezone(zone).date()


def aware(at: datetime) -> datetime:
    """Python would take a naive time for the machine's own zone and be wrong without a word."""
    if at.tzinfo is None:
        raise ValueError(f"{at} has no zone")
    return at


def _wall(day: date, minute: int, zone: ZoneInfo) -> datetime:
    # Adding to an aware datetime moves the hands of the clock, not elapsed time: as wanted.
    return datetime.combine(day, time(), tzinfo=zone) + timedelta(minutes=minute)


def _shows(at: datetime, wall: datetime, zone: ZoneInfo) -> bool:
    return at.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None)
