"""A month as rows one can tap, for those who would rather press a date than type it."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.rules.walltime import instants

OPENS, CLOSES = 7, 22  # hours offered; earlier or later ones can be typed


@dataclass(frozen=True)
class Cell:
    """One square: `number` is None outside the month, `date` is None where it cannot be pressed."""

    number: int | None
    date: date | None
    today: bool = False


Row = tuple[Cell, ...]


def month(year: int, month: int, today: date, first: date, last: date) -> tuple[Row, ...]:
    """Weeks from Monday to Sunday; only the days from `first` to `last` can be pressed."""
    weeks = calendar.Calendar().monthdayscalendar(year, month)
    return tuple(
        tuple(_cell(year, month, number, today, first, last) for number in week) for week in weeks
    )


def turn(year: int, month: int, by: int) -> tuple[int, int]:
    """The month so many pages on, or back if negative."""
    years, index = divmod(month - 1 + by, 12)
    return year + years, index + 1


def has_days(year: int, month: int, first: date, last: date) -> bool:
    """Whether turning to that page is of any use."""
    return (first.year, first.month) <= (year, month) <= (last.year, last.month)


def hours(day: date, now: datetime, zone: ZoneInfo, step: int = 15) -> tuple[int, ...]:
    """The daytime hours in which at least one moment is still ahead."""
    return tuple(h for h in range(OPENS, CLOSES + 1) if minutes(day, h, now, zone, step))


def minutes(day: date, hour: int, now: datetime, zone: ZoneInfo, step: int = 15) -> tuple[int, ...]:
    """The minutes of that hour still ahead; those a clock change skips or repeats are left out."""
    moments = {m: instants(day, 60 * hour + m, zone) for m in range(0, 60, step)}
    return tuple(m for m, found in moments.items() if len(found) == 1 and found[0] > now)


def _cell(year: int, month: int, number: int, today: date, first: date, last: date) -> Cell:
    if number == 0:
        return Cell(None, None)
    day = date(year, month, number)
    return Cell(number, day if first <= day <= last else None, day == today)
