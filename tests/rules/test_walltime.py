"""A clock on the wall names one moment, none, or two."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.rules.walltime import aware, instant, instants, local_day, minute_of

BERLIN = ZoneInfo("Europe/Berlin")
CHENGDU = ZoneInfo("Asia/Shanghai")
SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)


def utc(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=UTC)


def test_the_skipped_hour_is_no_moment_and_the_repeated_one_two() -> None:
    assert instants(SPRING, 150, BERLIN) == ()
    assert instants(AUTUMN, 150, BERLIN) == (utc(AUTUMN, 0, 30), utc(AUTUMN, 1, 30))
    assert instants(SPRING, 180, BERLIN) == (utc(SPRING, 1),)


def test_one_moment_is_found_even_for_these() -> None:
    assert instant(SPRING, 150, BERLIN) == utc(SPRING, 1, 30)
    assert instant(AUTUMN, 150, BERLIN) == utc(AUTUMN, 0, 30)


def test_the_minutes_after_midnight_belong_to_the_next_day() -> None:
    assert instant(date(2026, 11, 24), 1440, CHENGDU) == utc(date(2026, 11, 24), 16)
    assert minute_of(time(21, 30)) == 1290


def test_a_day_is_the_day_on_the_wall() -> None:
    assert local_day(utc(date(2026, 11, 24), 17), CHENGDU) == date(2026, 11, 25)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="has no zone"):
        aware(utc(SPRING, 1).replace(tzinfo=None))
