"""Asks when: by a calendar to tap or by reading what people write, and never guesses."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from bot.ask import Ask
from bot.column import Column
from bot.errors import N_, BadInput, TooLate
from bot.rules.calendar import has_days
from bot.rules.when import FARTHEST, Moment, Reason, Unclear, When, read_deadline, read_when
from handlers.views import picker as views
from handlers.views.picker import Blank, PickDay, PickHour, PickMoment, ShowMonth
from storage import prompts

_MARK = "picker"
"""Where an open question keeps what the calendar needs to know of it."""
_TAPPED = "@"
"""A tapped moment comes in as @seconds: exact, also where a wall clock shows an hour twice."""


class UsedUp(TooLate):
    text = N_("这个日历是先前的，已经用过了。请用最新的那一个，或者把时间写给我。")


class Unusable(BadInput):
    text = N_("这一天或者这个钟点选不了，请换一个。")


def ask_when(
    ask: Ask, kind: str, question_view: str, *, deadline: bool = False, **args: Any
) -> None:
    """Ask a question whose answer is a time. The answer handler of `kind` calls `read`."""
    ask.expect(kind, **{**args, _MARK: {"kind": kind, "question": question_view, "args": args}})
    ask.show(
        "picker.ask",
        question=question_view,
        args=args,
        asked=_asked(ask),
        deadline=deadline,
    )


def ask_again(
    ask: Ask, kind: str, unclear: Unclear, *, deadline: bool = False, **args: Any
) -> None:
    """Say why a time cannot be taken, and offer what it may have meant."""
    mark = {"kind": kind, "question": "picker.question", "args": {"deadline": deadline}}
    _again(ask, unclear, deadline, {**args, _MARK: mark})


def read(ask: Ask, *, deadline: bool = False) -> datetime | None:
    """The moment that was written or tapped; None when they have been asked once more."""
    found = _read(ask, deadline)
    if isinstance(found, Moment):
        return found.at
    _again(ask, found, deadline, dict(ask.prompt or {}))
    return None


def show_month(ask: Ask, data: ShowMonth) -> None:
    mark = _open_question(ask, data.asked)
    year, month = divmod(data.month, 100)
    first, last = views.days_ahead(ask.tx.now, ask.courtyard.zoneinfo)
    if month not in range(1, 13) or not has_days(year, month, first, last):
        raise Unusable
    ask.show(
        "picker.month",
        question=mark["question"],
        args=mark["args"],
        asked=data.asked,
        year=year,
        month=month,
    )


def pick_day(ask: Ask, data: PickDay) -> None:
    _open_question(ask, data.asked)
    ask.show("picker.hours", asked=data.asked, day=_day(ask, data.day).isoformat())


def pick_hour(ask: Ask, data: PickHour) -> None:
    _open_question(ask, data.asked)
    if not 0 <= data.hour <= 23:
        raise Unusable
    day = _day(ask, data.day).isoformat()
    ask.show("picker.minutes", asked=data.asked, day=day, hour=data.hour)


def pick_moment(ask: Ask, data: PickMoment) -> None:
    """The last tap: taken as if it had been written. Its calendar becomes one line."""
    _open_question(ask, data.asked)
    found = _exactly(str(data.at), ask.tx.now)
    if isinstance(found, Unclear):
        raise BadInput(views.REASONS[found.reason])
    ask.show("picker.chosen", at=data.at)
    ask.typed = f"{_TAPPED}{data.at}"


def blank(ask: Ask, data: Blank) -> None:
    ask.toast("这一格点不了，请点有数字的日子。")


def _again(ask: Ask, unclear: Unclear, deadline: bool, args: dict[str, Any]) -> None:
    ask.expect(args[_MARK]["kind"], **args)
    ask.whisper(
        "picker.again",
        reason=unclear.reason.value,
        options=[int(at.timestamp()) for at in unclear.options],
        asked=_asked(ask),
        deadline=deadline,
    )


def _read(ask: Ask, deadline: bool) -> When:
    text, zone = ask.text.strip(), ask.courtyard.zoneinfo
    if text.startswith(_TAPPED):
        return _exactly(text.removeprefix(_TAPPED), ask.tx.now)
    reader = read_deadline if deadline else read_when
    return reader(text, ask.tx.now, zone)


def _exactly(seconds: str, now: datetime) -> When:
    if not seconds.isdecimal() or len(seconds) > 10:
        return Unclear(Reason.UNREADABLE)
    at = datetime.fromtimestamp(int(seconds), UTC)
    if at <= now:
        return Unclear(Reason.PAST)
    return Moment(at) if at <= now + FARTHEST else Unclear(Reason.TOO_FAR)


def _asked(ask: Ask) -> int:
    """The name of the question put in this transaction: its moment."""
    return round(ask.tx.now.timestamp() * 1000)


def _open_question(ask: Ask, asked: int) -> dict[str, Any]:
    """What is being asked of this person now. Raises UsedUp for an older calendar."""
    prompt = prompts.get(ask.tx, ask.person.id)
    if prompt is None or _MARK not in prompt.args:
        raise UsedUp
    if round(prompt.at.timestamp() * 1000) != asked:
        raise UsedUp
    mark: dict[str, Any] = prompt.args[_MARK]
    return mark


def _day(ask: Ask, number: int) -> date:
    """A day as a button carries it. Raises Unusable outside the calendar."""
    try:
        day = date(number // 10_000, number // 100 % 100, number % 100)
    except ValueError:
        raise Unusable from None
    first, last = views.days_ahead(ask.tx.now, ask.courtyard.zoneinfo)
    if not first <= day <= last:
        raise Unusable
    return day


COLUMN = Column(
    "picker",
    presses={
        ShowMonth: show_month,
        PickDay: pick_day,
        PickHour: pick_hour,
        PickMoment: pick_moment,
        Blank: blank,
    },
    views=views.VIEWS,
)
