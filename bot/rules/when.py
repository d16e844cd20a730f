"""Reads the times neighbours type, Chinese or English, and asks where two readings are open.

Written by hand because it must never guess: dateparser and its like fill in a missing year, hour or
half of the day without a word, and a meeting then stands twelve hours off on everybody's phone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.rules.walltime import aware, instant, instants, local_day
from bot.rules.when_clock import Clock, find_clock
from bot.rules.when_day import Days, NoSuchDay, read_days, read_span
from bot.rules.when_text import plain


class Reason(StrEnum):
    UNREADABLE = "unreadable"
    PAST = "past"
    AMBIGUOUS = "ambiguous"
    NO_TIME = "no_time"
    TOO_FAR = "too_far"
    NO_SUCH_DAY = "no_such_day"
    NO_SUCH_TIME = "no_such_time"


@dataclass(frozen=True)
class Moment:
    """`at` is in UTC and always later than the `now` it was read at."""

    at: datetime


@dataclass(frozen=True)
class Unclear:
    """`options` are moments (UTC, all ahead) one of which may be meant: offer them as buttons."""

    reason: Reason
    options: tuple[datetime, ...] = ()


When = Moment | Unclear

FARTHEST = timedelta(days=731)  # two years, one of them a leap year
_LONGEST = 80
_EVENT_HOURS = (9, 15, 19)
_DEADLINE_HOURS = (12, 18, 20)


def read_when(text: str, now: datetime, zone: ZoneInfo) -> When:
    """When something is to happen; a day without an hour is answered with hours of gatherings."""
    return _read(text, now, zone, _EVENT_HOURS)


def read_deadline(text: str, now: datetime, zone: ZoneInfo) -> When:
    """Until when; a day without an hour is answered with hours at which things usually close."""
    return _read(text, now, zone, _DEADLINE_HOURS)


def _read(text: str, now: datetime, zone: ZoneInfo, usual: tuple[int, ...]) -> When:
    if len(text) > _LONGEST:
        return Unclear(Reason.UNREADABLE)
    clock = find_clock(plain(text))
    span = read_span(clock.rest)
    if span is not None and clock.minutes is None:
        return _after(span, aware(now))
    try:
        days = _days(clock, span, local_day(now, zone))
    except NoSuchDay:
        return Unclear(Reason.NO_SUCH_DAY)
    if isinstance(days, Reason):
        return Unclear(days)
    return _meet(days, clock, now, zone, usual)


def _after(span: timedelta, now: datetime) -> When:
    if span > FARTHEST:
        return Unclear(Reason.TOO_FAR)
    return Moment(_utc(now + span)) if span else Unclear(Reason.PAST)


def _days(clock: Clock, span: timedelta | None, today: date) -> Days | Reason:
    if span is None:
        days = read_days(clock.rest, today)
        said_nothing = not clock.rest.strip() and clock.minutes is None
        return Reason.UNREADABLE if days is None or said_nothing else _near(days, today)
    if span > FARTHEST:
        return Reason.TOO_FAR
    # `3d 20:00` is a day and an hour; `36h 20:00` is nothing.
    return Reason.UNREADABLE if span.seconds else Days((today + span,))


def _near(days: Days, today: date) -> Days | Reason:
    """Leave out the years far away before they overflow the calendar."""
    years = {day.year - today.year for day in days.options}
    if min(years) > 2:
        return Reason.TOO_FAR
    return Reason.PAST if max(years) < -1 else days


def _meet(days: Days, clock: Clock, now: datetime, zone: ZoneInfo, usual: tuple[int, ...]) -> When:
    if clock.minutes is None:
        hours = clock.likely_hours or usual
        return _offer_hours(days, tuple(60 * hour for hour in hours), now, zone)
    found = _instants(days.options, clock.minutes, zone)
    if not found:
        skipped = [instant(day, m, zone) for day in days.options for m in clock.minutes]
        return Unclear(Reason.NO_SUCH_TIME, _ahead(skipped, now))
    if not [at for at in found if at > now]:
        return Unclear(Reason.PAST, _ahead(_spare(days, clock.minutes, zone), now))
    near = _ahead(found, now)
    if not near:
        return Unclear(Reason.TOO_FAR)
    only_one = len(found) == len(days.options) == len(clock.minutes) == 1
    return Moment(near[0]) if only_one else Unclear(Reason.AMBIGUOUS, near)


def _offer_hours(days: Days, minutes: tuple[int, ...], now: datetime, zone: ZoneInfo) -> Unclear:
    today = local_day(now, zone)
    if max(days.options) < today:
        return Unclear(Reason.PAST, _ahead(_spare(days, minutes, zone), now))
    found = _instants(days.options, minutes, zone)
    too_far = min(found, default=now) > now + FARTHEST
    return Unclear(Reason.TOO_FAR if too_far else Reason.NO_TIME, _ahead(found, now))


def _instants(
    days: tuple[date, ...], minutes: tuple[int, ...], zone: ZoneInfo
) -> tuple[datetime, ...]:
    return tuple(at for day in days for minute in minutes for at in instants(day, minute, zone))


def _spare(days: Days, minutes: tuple[int, ...], zone: ZoneInfo) -> tuple[datetime, ...]:
    return _instants((days.spare,), minutes, zone) if days.spare else ()


def _ahead(moments: Iterable[datetime], now: datetime) -> tuple[datetime, ...]:
    return tuple(sorted({at for at in moments if now < at <= now + FARTHEST}))


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC)
