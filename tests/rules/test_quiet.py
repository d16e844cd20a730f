"""Reminders come in time and never at night."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.quiet import after_quiet, before_quiet, is_quiet, reminder_at

CHENGDU = ZoneInfo("Asia/Shanghai")
DAY, TWO_HOURS = timedelta(days=1), timedelta(hours=2)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=CHENGDU)


@pytest.mark.parametrize(
    ("moment", "quiet"),
    [
        (at(24, 21, 59), False),
        (at(24, 22), True),
        (at(25, 0), True),
        (at(25, 7, 59), True),
        (at(25, 8), False),
    ],
)
def test_the_night_begins_at_ten_and_is_over_at_eight(moment: datetime, quiet: bool) -> None:
    assert is_quiet(moment, CHENGDU) is quiet


def test_a_message_of_the_night_waits_for_the_morning() -> None:
    assert after_quiet(at(24, 23), CHENGDU) == at(25, 8)
    assert after_quiet(at(25, 3), CHENGDU) == at(25, 8)
    assert after_quiet(at(25, 12), CHENGDU) == at(25, 12)


def test_a_message_of_the_night_can_come_the_evening_before() -> None:
    assert before_quiet(at(24, 23), CHENGDU, not_before=at(24, 9)) == at(24, 21, 59)
    assert before_quiet(at(25, 3), CHENGDU, not_before=at(24, 9)) == at(24, 21, 59)
    assert before_quiet(at(25, 12), CHENGDU, not_before=at(24, 9)) == at(25, 12)
    assert before_quiet(at(25, 3), CHENGDU, not_before=at(25, 1)) is None


def test_a_yard_may_keep_its_siesta_or_no_quiet_hours_at_all() -> None:
    siesta = (time(12), time(14))
    assert after_quiet(at(24, 13), CHENGDU, *siesta) == at(24, 14)
    assert before_quiet(at(24, 13), CHENGDU, *siesta, not_before=at(24, 9)) == at(24, 11, 59)
    assert not is_quiet(at(24, 3), CHENGDU, time(0), time(0))


def test_a_reminder_by_day_comes_exactly_as_long_ahead_as_asked() -> None:
    assert reminder_at(at(26, 15), DAY, at(24, 9), CHENGDU) == at(25, 15)


def test_a_reminder_due_at_night_waits_for_the_morning_if_that_is_early_enough() -> None:
    assert reminder_at(at(26, 9, 30), TWO_HOURS, at(24, 9), CHENGDU) == at(26, 8)


def test_a_reminder_of_an_early_thing_comes_the_evening_before() -> None:
    assert reminder_at(at(26, 7), TWO_HOURS, at(24, 9), CHENGDU) == at(25, 21, 59)
    assert reminder_at(at(26, 8), TWO_HOURS, at(24, 9), CHENGDU) == at(25, 21, 59)


def test_a_reminder_that_would_be_late_is_not_sent() -> None:
    assert reminder_at(at(25, 15), DAY, at(24, 16), CHENGDU) is None
    assert reminder_at(at(26, 7), TWO_HOURS, at(25, 23), CHENGDU) is None
    assert reminder_at(at(23, 15), DAY, at(24, 16), CHENGDU) is None


def test_a_reminder_slept_through_still_comes_in_the_morning() -> None:
    assert reminder_at(at(26, 12), timedelta(hours=11), at(26, 2), CHENGDU) == at(26, 8)


moments = st.integers(0, 20 * 365 * 24 * 60).map(
    lambda minutes: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
zones = st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Asia/Kathmandu"])


@given(
    now=moments,
    ahead=st.integers(-60, 10_000),
    lead=st.integers(0, 5_000),
    zone=zones.map(ZoneInfo),
)
def test_no_reminder_is_at_night_or_late_or_over(
    now: datetime, ahead: int, lead: int, zone: ZoneInfo
) -> None:
    target = now + timedelta(minutes=ahead)
    when = reminder_at(target, timedelta(minutes=lead), now, zone)
    if when is not None:
        assert now < when < target
        assert not is_quiet(when, zone)
    else:  # by day there is no excuse
        due = target - timedelta(minutes=lead)
        assert is_quiet(due, zone) or due <= now or lead == 0
