"""Counts working days with 调休, the working weekends that pay for long holidays.

chinese_calendar was chosen because it carries the State Council's yearly notices as data; the
notice for a year appears in the November before, so years the installed release does not know yet
are counted Monday to Friday, and `covered` says so.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar

from bot.rules.walltime import aware, instant, minute_of


def covered(year: int) -> bool:
    """Whether the holidays of that year are known; if not, tell people that the date may move."""
    try:
        chinese_calendar.is_workday(date(year, 1, 1))
    except NotImplementedError:
        return False
    return True


def is_workday(day: date) -> bool:
    if covered(day.year):
        return bool(chinese_calendar.is_workday(day))
    return day.isoweekday() <= 5


def add_workdays(start: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The same time of day (in the zone) so many working days after that day, in UTC."""
    if days < 0:
        raise ValueError(f"{days} working days: deadlines only lie ahead")
    wall = aware(start).astimezone(zone)
    day = wall.date()
    for _ in range(days):
        day = _next_workday(day)
    if days == 0:
        return start.astimezone(UTC)
    spare = timedelta(seconds=wall.second, microseconds=wall.microsecond)
    return instant(day, minute_of(wall.time()), zone) + spare


def _next_workday(day: date) -> date:
    day += timedelta(days=1)
    while not is_workday(day):
        day += timedelta(days=1)
    return day
