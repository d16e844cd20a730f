"""Working days follow the State Council's notices, make-up weekends included."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.workdays import add_workdays, covered, is_workday

CHENGDU = ZoneInfo("Asia/Shanghai")


def evening(month: int, day: int, year: int = 2026) -> datetime:
    return datetime(year, month, day, 18, 0, tzinfo=CHENGDU)


def test_five_working_days_from_a_friday_evening_end_the_next_friday_evening() -> None:
    assert add_workdays(evening(11, 20), 5, CHENGDU) == evening(11, 27)  # domain T1


def test_a_make_up_sunday_before_the_national_holiday_counts_as_a_working_day() -> None:
    assert is_workday(date(2026, 9, 20))  # a Sunday, worked for 国庆
    assert add_workdays(evening(9, 18), 1, CHENGDU) == evening(9, 20)


def test_the_national_holiday_is_skipped_and_its_make_up_saturday_counts() -> None:
    assert add_workdays(evening(9, 30), 1, CHENGDU) == evening(10, 8)
    assert add_workdays(evening(9, 30), 3, CHENGDU) == evening(10, 10)  # a Saturday


def test_years_without_a_notice_are_counted_monday_to_friday_and_say_so() -> None:
    assert covered(2026)
    assert not covered(2099)
    assert not is_workday(date(2099, 10, 3))  # a Saturday
    assert is_workday(date(2099, 10, 1))  # a Thursday, though a holiday: hence the warning


def test_no_working_days_is_now_and_fewer_than_none_is_a_bug() -> None:
    assert add_workdays(evening(11, 20), 0, CHENGDU) == evening(11, 20)
    with pytest.raises(ValueError, match="only lie ahead"):
        add_workdays(evening(11, 20), -1, CHENGDU)


starts = st.integers(0, 8000 * 24 * 3600).map(
    lambda seconds: datetime(2005, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


@given(start=starts, days=st.integers(1, 20), zone=st.sampled_from([CHENGDU, ZoneInfo("UTC")]))
def test_the_end_is_a_working_day_at_the_same_time_of_day(
    start: datetime, days: int, zone: ZoneInfo
) -> None:
    end = add_workdays(start, days, zone).astimezone(zone)
    assert is_workday(end.date())
    assert end.time() == start.astimezone(zone).time()
    between = (end.date() - start.astimezone(zone).date()).days
    worked = [
        is_workday(start.astimezone(zone).date() + timedelta(days=n)) for n in range(1, between + 1)
    ]
    assert sum(worked) == days
