"""The month to press shows every day once and opens only the days one may choose."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.calendar import Cell, has_days, hours, minutes, month, turn

CHENGDU = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 19, 20, tzinfo=CHENGDU)


def test_november_2026_begins_on_a_sunday_and_opens_from_today_on() -> None:
    rows = month(2026, 11, TODAY, first=TODAY, last=date(2026, 12, 31))
    assert [cell.number for cell in rows[0]] == [None] * 6 + [1]
    assert rows[4][0] == Cell(23, None)
    assert rows[4][1] == Cell(24, TODAY, today=True)
    assert rows[4][2] == Cell(25, date(2026, 11, 25))


def test_days_after_the_last_one_are_shown_but_cannot_be_pressed() -> None:
    rows = month(2026, 12, TODAY, first=TODAY, last=date(2026, 12, 24))
    open_days = [cell.number for row in rows for cell in row if cell.date]
    assert open_days == list(range(1, 25))


@given(day=st.dates(), span=st.integers(0, 60))
def test_every_day_of_a_month_is_there_once_in_full_weeks(day: date, span: int) -> None:
    first = date.fromordinal(max(1, day.toordinal() - span))
    rows = month(day.year, day.month, day, first=first, last=day)
    cells = [cell for row in rows for cell in row]
    assert {len(row) for row in rows} == {7}
    numbers = [cell.number for cell in cells if cell.number]
    assert numbers == list(range(1, len(numbers) + 1))
    assert all(first <= cell.date <= day for cell in cells if cell.date)
    assert [cell.date for cell in cells if cell.today] == [day]


def test_pages_turn_over_the_new_year_both_ways() -> None:
    assert turn(2026, 12, 1) == (2027, 1)
    assert turn(2026, 1, -1) == (2025, 12)
    assert turn(2026, 11, 14) == (2028, 1)


def test_a_page_without_days_to_press_is_not_worth_turning_to() -> None:
    last = date(2027, 1, 3)
    assert has_days(2026, 11, TODAY, last)
    assert has_days(2027, 1, TODAY, last)
    assert not has_days(2026, 10, TODAY, last)
    assert not has_days(2027, 2, TODAY, last)


def test_only_hours_and_minutes_still_ahead_are_offered() -> None:
    assert hours(TODAY, NOW, CHENGDU) == (19, 20, 21, 22)
    assert minutes(TODAY, 19, NOW, CHENGDU) == (30, 45)
    assert hours(date(2026, 11, 25), NOW, CHENGDU) == tuple(range(7, 23))
    assert hours(date(2026, 11, 23), NOW, CHENGDU) == ()


def test_minutes_a_clock_change_skips_or_repeats_are_not_offered() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    assert minutes(date(2027, 3, 28), 2, NOW, berlin) == ()
    assert minutes(date(2027, 10, 31), 2, NOW, berlin) == ()
    assert minutes(date(2027, 10, 31), 3, NOW, berlin, step=30) == (0, 30)
