"""A calendar to tap: the month, then the hour, then the minutes; and what to write instead."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from bot.callbacks import Data
from bot.errors import N_
from bot.page import Page
from bot.rules import calendar
from bot.rules.walltime import instant, local_day
from bot.rules.when import FARTHEST, Reason
from bot.screen import Button, Screen, press
from bot.words import Html

OPTIONS_SHOWN = 8
USUAL_DAYS, USUAL_HOUR = (1, 3, 7), 20
HOURS_A_ROW = 4
_WEEK = (N_("一"), N_("二"), N_("三"), N_("四"), N_("五"), N_("六"), N_("日"))

REASONS = {
    Reason.UNREADABLE: N_("这个时间我没看懂。"),
    Reason.PAST: N_("这个时间已经过了。"),
    Reason.AMBIGUOUS: N_("这个时间有几种意思，您说的是哪一个？"),
    Reason.NO_TIME: N_("哪一天知道了，是几点钟呢？"),
    Reason.TOO_FAR: N_("这个时间太远了，只能定两年以内的。"),
    Reason.NO_SUCH_DAY: N_("日历上没有这一天。"),
    Reason.NO_SUCH_TIME: N_("那天要拨钟，没有这个钟点。"),
}
WHEN_EXAMPLES = N_("可以这样写：明天 20:00、12月5日 15:00、下周六下午3点。")
DEADLINE_EXAMPLES = N_("可以这样写：3天、12月8日 20:00、下周六晚上8点。")


class ShowMonth(Data):
    """`asked` names the question it belongs to, `month` is like 202612."""

    prefix: ClassVar[str] = "pm1"
    answers: ClassVar[bool] = True
    asked: int
    month: int


class PickDay(Data):
    """`day` is like 20261205."""

    prefix: ClassVar[str] = "pd1"
    answers: ClassVar[bool] = True
    asked: int
    day: int


class PickHour(Data):
    prefix: ClassVar[str] = "ph1"
    answers: ClassVar[bool] = True
    asked: int
    day: int
    hour: int


class PickMoment(Data):
    """`at` counts seconds since 1970, so that no clock change makes it mean two things."""

    prefix: ClassVar[str] = "pt1"
    answers: ClassVar[bool] = True
    asked: int
    at: int


class Blank(Data):
    """A square of the calendar that cannot be pressed."""

    prefix: ClassVar[str] = "pb1"
    answers: ClassVar[bool] = True


def ask(page: Page, question: str, args: Mapping[str, Any], asked: int, deadline: bool) -> Screen:
    """The question itself, the usual answers where there are some, and this month."""
    today = local_day(page.tx.now, page.courtyard.zoneinfo)
    text = Html(page.include(question, args).text)
    return _month(page, text, asked, today.year, today.month, _usual(page, asked, deadline))


def month(
    page: Page, question: str, args: Mapping[str, Any], asked: int, year: int, month: int
) -> Screen:
    """Another page of the calendar, under the same question."""
    return _month(page, Html(page.include(question, args).text), asked, year, month, [])


def again(page: Page, reason: str, options: list[int], asked: int, deadline: bool) -> Screen:
    """What they wrote cannot be taken: why, examples, and the moments it may have meant."""
    words = page.words
    examples = words(DEADLINE_EXAMPLES if deadline else WHEN_EXAMPLES)
    moments = [datetime.fromtimestamp(at, UTC) for at in options[:OPTIONS_SHOWN]]
    rows = [[_moment(page, asked, at, words.when(at))] for at in moments if at > page.tx.now]
    today = local_day(page.tx.now, page.courtyard.zoneinfo)
    shown = ShowMonth(
        courtyard=page.courtyard.courtyard, asked=asked, month=100 * today.year + today.month
    )
    rows.append([press(words.plain("📅 从日历上选"), shown)])
    text = words(
        "🤔 {reason}\n{examples}", reason=words(REASONS[Reason(reason)]), examples=examples
    )
    return Screen(text, rows)


def hours(page: Page, asked: int, day: str) -> Screen:
    words, yard, chosen = page.words, page.courtyard, date.fromisoformat(day)
    offered = calendar.hours(chosen, page.tx.now, yard.zoneinfo)
    buttons = [
        press(
            words.plain("{hour}点", hour=hour),
            PickHour(courtyard=yard.courtyard, asked=asked, day=_number(chosen), hour=hour),
        )
        for hour in offered
    ]
    rows = [buttons[n : n + HOURS_A_ROW] for n in range(0, len(buttons), HOURS_A_ROW)]
    text = words(
        "🕒 {day}，几点？\n要更早或更晚，请直接写，比如：{day}早上6:30",
        day=_day_text(page, chosen),
    )
    if not buttons:
        text = words("🕒 {day}没有能选的钟点了，换一天吧。", day=_day_text(page, chosen))
    return Screen(text, [*rows, [_other_day(page, asked, chosen)]])


def minutes(page: Page, asked: int, day: str, hour: int) -> Screen:
    words, yard, chosen = page.words, page.courtyard, date.fromisoformat(day)
    offered = calendar.minutes(chosen, hour, page.tx.now, yard.zoneinfo)
    row = [
        _moment(page, asked, instant(chosen, 60 * hour + m, yard.zoneinfo), f"{hour:02}:{m:02}")
        for m in offered
    ]
    back = PickDay(courtyard=yard.courtyard, asked=asked, day=_number(chosen))
    text = words("🕒 {day}{hour}点几分？", day=_day_text(page, chosen), hour=hour)
    other_hour = press(words.plain("⬅️ 换个钟点"), back)
    return Screen(text, [row, [other_hour, _other_day(page, asked, chosen)]])


def chosen(page: Page, at: int) -> Screen:
    """What stays where the calendar was."""
    return Screen(page.words("🕒 选好了：{at}", at=datetime.fromtimestamp(at, UTC)))


def question(page: Page, deadline: bool) -> Screen:
    """The question of those who wrote everything in one line and were never asked."""
    text = N_("⏰ 到什么时候为止？") if deadline else N_("🕒 什么时候？")
    return Screen(page.words(text))


def days_ahead(now: datetime, zone: ZoneInfo) -> tuple[date, date]:
    """The first and the last day that can be tapped."""
    today = local_day(now, zone)
    first = today if calendar.hours(today, now, zone) else today + timedelta(days=1)
    return first, local_day(now + FARTHEST, zone) - timedelta(days=1)


def _month(
    page: Page, text: Html, asked: int, year: int, number: int, usual: list[list[Button]]
) -> Screen:
    words, yard = page.words, page.courtyard
    now = page.tx.now
    first, last = days_ahead(now, yard.zoneinfo)
    blank = Blank(courtyard=yard.courtyard)
    today = local_day(now, yard.zoneinfo)
    rows = [
        [_square(yard.courtyard, asked, cell) for cell in week]
        for week in calendar.month(year, number, today, first, last)
        if any(cell.date for cell in week)
    ]
    week = [press(words.plain(name), blank) for name in _WEEK]
    title = press(words.plain("{year}年{month}月", year=year, month=number), blank)
    turning = [
        press(label, ShowMonth(courtyard=yard.courtyard, asked=asked, month=100 * y + m))
        for label, by in (("◀", -1), ("▶", 1))
        for y, m in [calendar.turn(year, number, by)]
        if calendar.has_days(y, m, first, last)
    ]
    return Screen(text, [*usual, [title], week, *rows, turning])


def _square(courtyard: int, asked: int, cell: calendar.Cell) -> Button:
    if cell.date is None:
        return press("·", Blank(courtyard=courtyard))
    label = f"[{cell.number}]" if cell.today else str(cell.number)
    return press(label, PickDay(courtyard=courtyard, asked=asked, day=_number(cell.date)))


def _usual(page: Page, asked: int, deadline: bool) -> list[list[Button]]:
    if not deadline:
        return []
    zone = page.courtyard.zoneinfo
    today = local_day(page.tx.now, zone)
    moments = [instant(today + timedelta(days=n), 60 * USUAL_HOUR, zone) for n in USUAL_DAYS]
    return [[_moment(page, asked, at, page.words.when(at))] for at in moments]


def _moment(page: Page, asked: int, at: datetime, label: str) -> Button:
    return press(
        label,
        PickMoment(courtyard=page.courtyard.courtyard, asked=asked, at=int(at.timestamp())),
    )


def _other_day(page: Page, asked: int, day: date) -> Button:
    shown = ShowMonth(
        courtyard=page.courtyard.courtyard, asked=asked, month=100 * day.year + day.month
    )
    return press(page.words.plain("⬅️ 换一天"), shown)


def _day_text(page: Page, day: date) -> str:
    """The day with its weekday, as a moment is said, without the hour."""
    noon = datetime.combine(day, time(12), tzinfo=page.courtyard.zoneinfo)
    return page.words.when(noon).removesuffix("12:00").strip()


def _number(day: date) -> int:
    return int(f"{day:%Y%m%d}")


VIEWS: Mapping[str, Callable[..., Screen]] = {
    "picker.ask": ask,
    "picker.month": month,
    "picker.again": again,
    "picker.hours": hours,
    "picker.minutes": minutes,
    "picker.chosen": chosen,
    "picker.question": question,
}
