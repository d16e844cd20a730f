"""A vote's two reminders come in time, by day, and on two different days."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.quiet import is_quiet
from bot.rules.reminders import day_ahead, hours_ahead

CHENGDU = ZoneInfo("Asia/Shanghai")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=CHENGDU)


def test_by_day_they_come_exactly_a_day_and_two_hours_ahead() -> None:
    assert day_ahead(at(26, 18), at(24, 9), CHENGDU) == at(25, 18)
    assert hours_ahead(at(26, 18), at(24, 9), CHENGDU) == at(26, 16)


def test_of_a_vote_that_closes_at_night_each_comes_on_a_day_of_its_own() -> None:
    midnight = at(27, 0, 30)
    assert day_ahead(midnight, at(24, 9), CHENGDU) == at(25, 21, 59)
    assert hours_ahead(midnight, at(24, 9), CHENGDU) == at(26, 21, 59)


def test_of_a_vote_that_closes_just_as_the_night_begins_one_comes_the_evening_before() -> None:
    ten = at(26, 22)
    assert day_ahead(ten, at(23, 9), CHENGDU) == at(25, 21, 59)
    assert hours_ahead(ten, at(23, 9), CHENGDU) == at(26, 20)


def test_where_the_evening_before_is_over_the_morning_serves() -> None:
    assert day_ahead(at(26, 23), at(25, 22, 30), CHENGDU) == at(26, 8)
    assert day_ahead(at(26, 18), at(25, 20), CHENGDU) is None


@given(
    st.integers(0, 2 * 365 * 24 * 60).map(lambda n: at(1, 0) + timedelta(minutes=n)),
    st.integers(26 * 60, 5 * 24 * 60),
)
def test_known_two_days_ahead_they_never_share_a_day_and_never_wake_anyone(
    closes_at: datetime, minutes: int
) -> None:
    now = closes_at - timedelta(days=2, minutes=minutes)
    day, soon = day_ahead(closes_at, now, CHENGDU), hours_ahead(closes_at, now, CHENGDU)
    assert day is not None
    assert soon is not None
    assert day.astimezone(CHENGDU).date() < soon.astimezone(CHENGDU).date()
    assert now < day <= closes_at - timedelta(days=1)
    assert soon < closes_at
    assert not is_quiet(day, CHENGDU)
    assert not is_quiet(soon, CHENGDU)
