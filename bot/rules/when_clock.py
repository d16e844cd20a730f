"""Finds the hour in a sentence, and says when the hour could be two: `3点` is 03:00 or 15:00.

The rule of certainty: exact are 0 and 13-24, a leading zero (09:30, 09点), and two digits with a
colon (10:30, 12:00), for that is how the 24-hour clock is written. Everything else needs 上午,
下午, pm and the like; without one, both readings are offered, also for 7 to 12: a meeting at `8点`
is as often in the evening.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Clock:
    """`minutes` of the day it may be: None if no hour was said, () if there is no such hour."""

    minutes: tuple[int, ...] | None
    rest: str
    likely_hours: tuple[int, ...] = ()  # for 明天上午, which names no hour


Hours = Mapping[int, tuple[int, ...]]


def _same(hours: Iterable[int]) -> dict[int, tuple[int, ...]]:
    return {hour: (hour,) for hour in hours}


def _later(hours: Iterable[int]) -> dict[int, tuple[int, ...]]:
    return {hour: (hour + 12,) for hour in hours}


# The hour as said → the hours of that day it can be; above 23 is the night after.
_EVENING: Hours = {
    **_later(range(5, 12)),
    **_same(range(17, 25)),
    **{hour: (hour, hour + 24) for hour in range(5)},  # 周六晚上1点: which night?
    12: (24,),
}
_PARTS: Mapping[str, Hours] = {
    "凌晨": {**_same(range(6)), 12: (0,)},
    "早上": _same(range(4, 12)),
    "上午": _same(range(1, 13)),
    "中午": {**_same((11, 12, 13, 14)), **_later((1, 2))},
    "下午": {**_same(range(12, 21)), **_later(range(1, 9))},
    "傍晚": {**_same(range(16, 21)), **_later(range(4, 9))},
    "晚上": _EVENING,
}
_SPELLINGS = {
    "早晨": "早上",
    "清晨": "早上",
    "晌午": "中午",
    "晚黑": "晚上",  # as Sichuan says
    "夜里": "晚上",
    "半夜": "晚上",
    "深夜": "晚上",
    "早": "早上",
    "晚": "晚上",
}
_LIKELY = {
    "早上": (7, 8, 9),
    "上午": (9, 10, 11),
    "中午": (12, 13),
    "下午": (14, 15, 16),
    "傍晚": (17, 18, 19),
    "晚上": (18, 19, 20),
}
_HALVES: Mapping[str, Hours] = {
    "a": {**_same(range(12)), 12: (0, 24)},  # 12am: people mean either end of the day
    "p": {**_same(range(12, 24)), **_later(range(1, 12))},
}
_UNMARKED: Hours = {
    **_same((0, *range(13, 25))),
    **{hour: (hour, hour + 12) for hour in range(1, 13)},
}

_PART = re.compile("|".join([*_PARTS, *_SPELLINGS]))
_HALF = r"(?:\s*([ap])\.?m\b\.?)"
_SAID = tuple(
    re.compile(pattern, re.ASCII)
    for pattern in (
        rf"(?<![0-9:.])([0-9]{{1,2}})(:)([0-9]{{2}})(?::00)?(?![0-9:]){_HALF}?",
        r"(?<![0-9:.])([0-9]{1,2})([点时])(?:(半|\s*[13]刻|\s*[0-9]{1,2}分|[0-9]{1,2}(?![0-9月号日]))|钟|整)?()",
        rf"(?<![0-9:.])([0-9]{{1,2}})()(){_HALF}",
        r"\bat ([0-9]{1,2})()()()(?![0-9:])",
    )
)


def find_clock(said: str) -> Clock:
    """Take the hour and the part of the day out of plain text; `rest` is what remains."""
    part, said = _find_part(said)
    for pattern in _SAID:
        found = pattern.search(said)
        if found:
            rest = f"{said[: found.start()]} {said[found.end() :]}"
            return Clock(_minutes(found, part), rest)
    return Clock(None, said, _LIKELY.get(part or "", ()))


def _find_part(said: str) -> tuple[str | None, str]:
    found = _PART.search(said)
    if found is None:
        return None, said
    word = found.group()
    return _SPELLINGS.get(word, word), f"{said[: found.start()]} {said[found.end() :]}"


def _minutes(found: re.Match[str], part: str | None) -> tuple[int, ...]:
    digits, mark, past, half = found.groups()
    hour, minute = int(digits), _past_the_hour(past or "")
    if minute > 59 or (hour == 24 and minute):
        return ()
    certain = digits.startswith("0") or (mark == ":" and len(digits) == 2)
    return tuple(60 * h + minute for h in _hours(hour, certain, part, half))


def _past_the_hour(past: str) -> int:
    if past == "半":
        return 30
    if past.endswith("刻"):
        return 15 * int(past.removesuffix("刻"))
    return int(past.removesuffix("分") or 0)


def _hours(hour: int, certain: bool, part: str | None, half: str | None) -> tuple[int, ...]:
    if half:
        return _fitting(_HALVES[half].get(hour, ()), part)
    if part:
        return _PARTS[part].get(hour, ())
    if certain:
        return (hour,) if hour <= 24 else ()
    return _UNMARKED.get(hour, ())


def _fitting(hours: tuple[int, ...], part: str | None) -> tuple[int, ...]:
    """Said twice (tonight 8pm) both must agree."""
    if part is None:
        return hours
    allowed = {h for meant in _PARTS[part].values() for h in meant}
    return tuple(h for h in hours if h in allowed)
