"""Finds the day in a sentence: a date, a weekday, tomorrow, or a span of time from now."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.rules.when_text import MONTHS


@dataclass(frozen=True)
class Days:
    """The days that may be meant (two: ask), and the next such day, to offer if these are over."""

    options: tuple[date, ...]
    spare: date | None = None


class NoSuchDay(Exception):
    """30 February, or the 31st of a month that has none."""


_FILLERS = re.compile(
    r"之前|以前|前|截止|为止|到|于|在|的|\b(?:on|by|until|before|at|the)\b", re.ASCII
)
_WEEKDAY = re.compile(r"(下下个?|下个?|上个?|这个?|本|next|this|last)?\s*周([1-7])", re.ASCII)
_RELATIVE = {"前天": -2, "昨天": -1, "今天": 0, "明天": 1, "后天": 2, "大后天": 3}
_WEEKS = {"下下": 2, "下": 1, "上": -1, "last": -1}
_MONTH = rf"(?:{'|'.join(MONTHS)})\b\.?"
_MONTH_NUMBERS = {name[:3]: number for number, name in enumerate(MONTHS, start=1)}
_DAY = r"([0-9]{1,2})(?:st|nd|rd|th)?"
_DATES = tuple(
    re.compile(pattern, re.ASCII)
    for pattern in (
        r"(?:(?P<y>[0-9]{4}|[0-9]{2}|今|明)年)?\s*(?P<m>[0-9]{1,2})月\s*(?P<d>[0-9]{1,2})[日号]?",
        r"(?P<y>[0-9]{4})(?P<sep>[-/.])(?P<m>[0-9]{1,2})(?P=sep)(?P<d>[0-9]{1,2})",
        r"(?P<y>)(?P<m>[0-9]{1,2})[-/.](?P<d>[0-9]{1,2})",  # month first, as Chinese writes it
        rf"(?P<m>{_MONTH})\s*(?P<d>{_DAY})(?:\s+(?P<y>[0-9]{{4}}))?",
        rf"(?P<d>{_DAY})\s*(?:of\s+)?(?P<m>{_MONTH})(?:\s+(?P<y>[0-9]{{4}}))?",
    )
)
_MONTHLY = re.compile(r"(下个?月|这个?月|本月)?\s*([0-9]{1,2})[日号]")

_UNITS = {
    "minutes": r"分钟?|minutes?|mins?|m",
    "hours": r"个?小时|个?钟头|hours?|hrs?|h",
    "days": r"天|days?|d",
    "weeks": r"周|个?星期|个?礼拜|weeks?|w",
}
_AMOUNT = re.compile(
    r"([0-9]{1,5}(?:\.5)?)\s*(?:"
    + "|".join(f"(?P<{name}>{unit})" for name, unit in _UNITS.items())
    + r")(?![a-z])\s*"
)
_SPAN = re.compile(
    rf"(?:(?:in|within|再过)\s*)?(?P<amounts>(?:{re.sub(r'[?]P<[a-z]+>', '?:', _AMOUNT.pattern)})+)"
    r"(?:之?后|以后|之?内|以内|later)?"
)


def read_span(said: str) -> timedelta | None:
    """`3d`, `1天12小时`, `in 2 weeks`: exactly that much time from now."""
    span = _SPAN.fullmatch(said.strip())
    if span is None:
        return None
    amounts = _AMOUNT.finditer(span["amounts"])
    return sum((_amount(found) for found in amounts), timedelta())


def read_days(said: str, today: date) -> Days | None:
    """The day this names, None if it cannot be read. No day at all means today or tomorrow: ask."""
    said = " ".join(_FILLERS.sub(" ", said).split())
    if not said:
        return Days((today, today + timedelta(days=1)))
    return _one_day(said, today) or _day_and_weekday(said, today)


def _amount(found: re.Match[str]) -> timedelta:
    unit = found.lastgroup or "minutes"
    return timedelta(**{unit: float(found.group(1))})  # halves are exact in binary


def _one_day(said: str, today: date) -> Days | None:
    if said in _RELATIVE:
        return Days((today + timedelta(days=_RELATIVE[said]),))
    weekday = _WEEKDAY.fullmatch(said)
    if weekday:
        return _of_week(weekday.group(1) or "", int(weekday.group(2)), today)
    monthly = _MONTHLY.fullmatch(said)
    if monthly:
        return _of_month(monthly.group(1) or "", int(monthly.group(2)), today)
    for pattern in _DATES:
        written = pattern.fullmatch(said)
        if written:
            return _of_year(written, today)
    return None


def _day_and_weekday(said: str, today: date) -> Days | None:
    """`12月5日 周六`: if they disagree, one of them is a slip, and nobody can know which."""
    weekday = re.search(r"周([1-7])", said)
    if weekday is None:
        return None
    days = _one_day(f"{said[: weekday.start()]} {said[weekday.end() :]}".strip(), today)
    if days is None:
        return None
    day = days.options[0]
    other = day + timedelta(days=int(weekday.group(1)) - day.isoweekday())
    return days if other == day else replace(days, options=tuple(sorted((day, other))))


def _of_week(which: str, weekday: int, today: date) -> Days:
    """Weeks run Monday to Sunday. English `next` is unclear while this week's day is to come."""
    this = today + timedelta(days=weekday - today.isoweekday())
    after = this + timedelta(days=7)
    if which == "next":
        return Days((this, after) if this > today else (after,))
    weeks = _WEEKS.get(which.removesuffix("个"), 0)
    return Days((this + timedelta(days=7 * weeks),), after if weeks == 0 else None)


def _of_month(which: str, day: int, today: date) -> Days:
    first = _next_month(today.replace(day=1)) if which.startswith("下") else today
    after = _next_month(first.replace(day=1))
    return Days((_date(first.year, first.month, day),), _date_or_none(after.year, after.month, day))


def _next_month(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def _of_year(written: re.Match[str], today: date) -> Days:
    day = int(re.sub(r"[a-z]", "", written["d"]))
    month = _month(written["m"])
    year = written["y"]
    if year:
        return Days((_date(_year(year, today), month, day),))
    return Days((_date(today.year, month, day),), _date_or_none(today.year + 1, month, day))


def _month(written: str) -> int:
    return int(written) if written.isdigit() else _MONTH_NUMBERS[written[:3]]


def _year(written: str, today: date) -> int:
    if written in "今明":
        return today.year + "今明".index(written)
    return int(written) + (2000 if len(written) == 2 else 0)


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise NoSuchDay from error


def _date_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return _date(year, month, day)
    except NoSuchDay:
        return None
