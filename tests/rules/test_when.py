"""What neighbours type becomes the moment they mean, or a question; never a guess."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.when import FARTHEST, Moment, Reason, Unclear, When, read_deadline, read_when

CHENGDU = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
ZONES = [
    CHENGDU,
    BERLIN,
    ZoneInfo("America/New_York"),
    ZoneInfo("Australia/Lord_Howe"),
    ZoneInfo("UTC"),
]
TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=CHENGDU)


def shown(at: datetime, zone: ZoneInfo = CHENGDU) -> str:
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def read(text: str, now: datetime = TUESDAY, zone: ZoneInfo = CHENGDU) -> str | None:
    when = read_when(text, now, zone)
    return shown(when.at, zone) if isinstance(when, Moment) else None


def asked(when: When) -> tuple[Reason, list[str]]:
    assert isinstance(when, Unclear)
    return when.reason, [shown(at) for at in when.options]


def ask(text: str, now: datetime = TUESDAY) -> tuple[Reason, list[str]]:
    return asked(read_when(text, now, CHENGDU))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-12-05 15:00", "2026-12-05 15:00"),
        ("2026-12-05T15:00:00", "2026-12-05 15:00"),
        ("2026/12/5 9:30am", "2026-12-05 09:30"),
        ("2026年12月5日15点", "2026-12-05 15:00"),
        ("26年12月5日15点", "2026-12-05 15:00"),
        ("明年1月3日 15:00", "2027-01-03 15:00"),
        ("12月5日 15:00", "2026-12-05 15:00"),
        ("12月5日 下午3点", "2026-12-05 15:00"),
        ("12月5号下午三点半", "2026-12-05 15:30"),
        ("12月5日（周六）15:00", "2026-12-05 15:00"),
        ("12/5 15:00", "2026-12-05 15:00"),
        ("12.5 15:00", "2026-12-05 15:00"),
        ("明天19:30", "2026-11-25 19:30"),
        ("明儿晚上七点半", "2026-11-25 19:30"),
        ("今晚8点", "2026-11-24 20:00"),
        ("今晚十二点", "2026-11-25 00:00"),
        ("最迟周五18:00", "2026-11-27 18:00"),
        ("明天 下午 2点 30分", "2026-11-25 14:30"),
        ("15点12月5日", "2026-12-05 15:00"),
        ("今晚黑8点", "2026-11-24 20:00"),
        ("明天晌午12点半", "2026-11-25 12:30"),
        ("明天半夜十一点", "2026-11-25 23:00"),
        ("明早9点", "2026-11-25 09:00"),
        ("明天凌晨3点", "2026-11-25 03:00"),
        ("明天中午12点", "2026-11-25 12:00"),
        ("明天中午1点", "2026-11-25 13:00"),
        ("后天早上09:30", "2026-11-26 09:30"),
        ("大后天傍晚6点一刻", "2026-11-27 18:15"),
        ("外后天下午两点三刻", "2026-11-27 14:45"),
        ("下周六 15:00", "2026-12-05 15:00"),
        ("下下周六 15:00", "2026-12-12 15:00"),
        ("下个星期六 15:00", "2026-12-05 15:00"),
        ("这周六 15:00", "2026-11-28 15:00"),
        ("周六下午3点", "2026-11-28 15:00"),
        ("周六晚八点", "2026-11-28 20:00"),
        ("礼拜天 15点", "2026-11-29 15:00"),
        ("星期5 15时30分", "2026-11-27 15:30"),
        ("周五18:00之前", "2026-11-27 18:00"),
        ("tomorrow 7pm", "2026-11-25 19:00"),
        ("tomorrow at 8 p.m.", "2026-11-25 20:00"),
        ("tonight 8pm", "2026-11-24 20:00"),
        ("this afternoon 3:30", "2026-11-24 15:30"),
        ("the day after tomorrow at noon", "2026-11-26 12:00"),
        ("saturday 15:00", "2026-11-28 15:00"),
        ("7pm on Sat", "2026-11-28 19:00"),
        ("next monday 15:00", "2026-11-30 15:00"),
        ("Dec 5 3pm", "2026-12-05 15:00"),
        ("December 5th 3:15 pm", "2026-12-05 15:15"),
        ("5 Dec 2026 15:00", "2026-12-05 15:00"),
        ("the 5th of December 15:00", "2026-12-05 15:00"),
        ("１２月５日１５：００", "2026-12-05 15:00"),
        ("十二月五号 二十点零五", "2026-12-05 20:05"),
        ("二〇二六年十二月五日十五点", "2026-12-05 15:00"),
        ("週六下午３點鐘", "2026-11-28 15:00"),
        ("下个月5号下午2点", "2026-12-05 14:00"),
        ("30号15:00", "2026-11-30 15:00"),
        ("12月5日24点", "2026-12-06 00:00"),
        ("12月5日0点", "2026-12-05 00:00"),
        ("3d", "2026-11-27 10:00"),
        ("3天", "2026-11-27 10:00"),
        ("三天后", "2026-11-27 10:00"),
        ("3日内", "2026-11-27 10:00"),
        ("36小时", "2026-11-25 22:00"),
        ("1天12小时", "2026-11-25 22:00"),
        ("2h", "2026-11-24 12:00"),
        ("2h30m", "2026-11-24 12:30"),
        ("90分钟", "2026-11-24 11:30"),
        ("半小时后", "2026-11-24 10:30"),
        ("一个半小时", "2026-11-24 11:30"),
        ("1.5 hours", "2026-11-24 11:30"),
        ("一周", "2026-12-01 10:00"),
        ("两个星期", "2026-12-08 10:00"),
        ("in 2 weeks", "2026-12-08 10:00"),
        ("a week", "2026-12-01 10:00"),
        ("3d 20:00", "2026-11-27 20:00"),
        ("三天后晚上8点", "2026-11-27 20:00"),
    ],
)
def test_what_neighbours_type_is_the_moment_they_mean(text: str, meant: str) -> None:
    assert read(text) == meant


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("明天3点", ["2026-11-25 03:00", "2026-11-25 15:00"]),
        ("明天3:00", ["2026-11-25 03:00", "2026-11-25 15:00"]),
        ("明天8点", ["2026-11-25 08:00", "2026-11-25 20:00"]),
        ("明天10点", ["2026-11-25 10:00", "2026-11-25 22:00"]),
        ("tomorrow at 8", ["2026-11-25 08:00", "2026-11-25 20:00"]),
        ("明天12点", ["2026-11-25 12:00", "2026-11-26 00:00"]),
        ("saturday midnight", ["2026-11-28 00:00", "2026-11-29 00:00"]),
        ("周六晚上1点", ["2026-11-28 01:00", "2026-11-29 01:00"]),
        ("今天3点", ["2026-11-24 15:00"]),
        ("15:00", ["2026-11-24 15:00", "2026-11-25 15:00"]),
        ("09:30", ["2026-11-25 09:30"]),
        ("next saturday 3pm", ["2026-11-28 15:00", "2026-12-05 15:00"]),
        ("周六周日 15:00", ["2026-11-28 15:00", "2026-11-29 15:00"]),
        ("12月5日周日15:00", ["2026-12-05 15:00", "2026-12-06 15:00"]),
    ],
)
def test_two_readings_are_asked_about_and_never_guessed(text: str, options: list[str]) -> None:
    assert ask(text) == (Reason.AMBIGUOUS, options)


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("今天09:00", []),
        ("昨天15:00", []),
        ("上周六15:00", []),
        ("周一 15:00", ["2026-11-30 15:00"]),
        ("这周一", ["2026-11-30 09:00", "2026-11-30 15:00", "2026-11-30 19:00"]),
        ("10月1日 15:00", ["2027-10-01 15:00"]),
        ("10月1日 下午3点", ["2027-10-01 15:00"]),
        ("5号 15:00", ["2026-12-05 15:00"]),
        ("2025-12-05 15:00", []),
        ("0001-01-01 15:00", []),
        ("0天", []),
    ],
)
def test_what_is_over_is_refused_with_the_next_such_day(text: str, options: list[str]) -> None:
    assert ask(text) == (Reason.PAST, options)


def test_a_day_without_an_hour_is_asked_with_hours_still_ahead() -> None:
    no_time = Reason.NO_TIME
    assert ask("后天") == (no_time, ["2026-11-26 09:00", "2026-11-26 15:00", "2026-11-26 19:00"])
    assert ask("今天") == (no_time, ["2026-11-24 15:00", "2026-11-24 19:00"])
    assert ask("明天上午")[1] == ["2026-11-25 09:00", "2026-11-25 10:00", "2026-11-25 11:00"]


def test_a_deadline_without_an_hour_is_asked_with_closing_hours() -> None:
    assert asked(read_deadline("周五", TUESDAY, CHENGDU)) == (
        Reason.NO_TIME,
        ["2026-11-27 12:00", "2026-11-27 18:00", "2026-11-27 20:00"],
    )
    evening = TUESDAY.replace(hour=19)
    assert asked(read_deadline("今天", evening, CHENGDU)) == (Reason.NO_TIME, ["2026-11-24 20:00"])


def test_a_deadline_takes_spans_and_moments_alike() -> None:
    assert read_deadline("3d", TUESDAY, CHENGDU) == Moment(TUESDAY + timedelta(days=3))
    assert read_deadline("周五20:00", TUESDAY, CHENGDU) == read_when("周五20:00", TUESDAY, CHENGDU)


@pytest.mark.parametrize(
    "text", ["2月30日 15:00", "31.2 15:00", "13月5日 15:00", "2027-02-29 15:00", "31/2 10:00"]
)
def test_a_day_the_calendar_does_not_have_is_refused(text: str) -> None:
    assert ask(text) == (Reason.NO_SUCH_DAY, [])


@pytest.mark.parametrize(
    "text",
    [
        "明天25点",
        "明天24:30",
        "明天15:60",
        "明天上午15点",
        "明天下午11点",
        "明天中午9点",
        "tonight 8am",
    ],
)
def test_an_hour_the_clock_does_not_have_is_refused(text: str) -> None:
    assert ask(text) == (Reason.NO_SUCH_TIME, [])


@pytest.mark.parametrize(
    "text", ["2031-01-01 15:00", "9999-12-31 23:59", "800天", "99999周", "99999d 20:00"]
)
def test_more_than_two_years_ahead_is_too_far(text: str) -> None:
    assert ask(text) == (Reason.TOO_FAR, [])
    assert ask("2028-12-05") == ask("2028-12-05 15:00") == (Reason.TOO_FAR, [])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "随便",
        "下周",
        "晚上",
        "八成吧",
        "周五或周六15:00",
        "15:00-17:00",
        "明天7点左右",
        "3天前",
        "36小时 20:00",
        "腊月十五",
        "十十月5日 15:00",
        "2026-12-05 15:00+02:00",
        "x" * 5000,
    ],
)
def test_what_cannot_be_read_is_said_to_be_unreadable(text: str) -> None:
    assert ask(text) == (Reason.UNREADABLE, [])


def test_29_february_is_offered_for_next_year_only_if_that_has_one() -> None:
    assert ask("2月29日15:00", datetime(2028, 3, 1, tzinfo=CHENGDU)) == (Reason.PAST, [])
    assert read("2月29日15:00", datetime(2028, 2, 1, tzinfo=CHENGDU)) == "2028-02-29 15:00"


def test_weekdays_belong_to_weeks_that_begin_on_monday() -> None:
    sunday = datetime(2026, 11, 29, 10, 0, tzinfo=CHENGDU)
    assert read("周日15:00", sunday) == "2026-11-29 15:00"
    assert read("下周六15:00", sunday) == "2026-12-05 15:00"
    assert read("next saturday 3pm", sunday) == "2026-12-05 15:00"
    assert ask("周六15:00", sunday) == (Reason.PAST, ["2026-12-05 15:00"])


def test_next_month_after_december_is_january() -> None:
    december = datetime(2026, 12, 31, 10, 0, tzinfo=CHENGDU)
    assert read("下月5号15:00", december) == "2027-01-05 15:00"
    assert ask("30号15:00", december) == (Reason.PAST, ["2027-01-30 15:00"])
    assert ask("下个月31号15:00", datetime(2027, 1, 5, tzinfo=CHENGDU))[0] is Reason.NO_SUCH_DAY


def test_an_hour_the_clocks_skip_is_refused_with_the_first_hour_after() -> None:
    when = read_when("28.3 02:30", datetime(2027, 3, 1, tzinfo=BERLIN), BERLIN)
    assert when == Unclear(Reason.NO_SUCH_DAY)  # month first, also in Berlin
    when = read_when("2027-03-28 02:30", datetime(2027, 3, 1, tzinfo=BERLIN), BERLIN)
    assert when == Unclear(Reason.NO_SUCH_TIME, (datetime(2027, 3, 28, 1, 30, tzinfo=UTC),))


def test_an_hour_that_comes_twice_is_asked_about() -> None:
    when = read_when("2027-10-31 02:30", datetime(2027, 10, 1, tzinfo=BERLIN), BERLIN)
    twice = tuple(datetime(2027, 10, 31, hour, 30, tzinfo=UTC) for hour in (0, 1))
    assert when == Unclear(Reason.AMBIGUOUS, twice)


def test_a_time_without_a_zone_is_a_bug_of_the_caller() -> None:
    with pytest.raises(ValueError, match="has no zone"):
        read_when("明天15:00", TUESDAY.replace(tzinfo=None), CHENGDU)


moments = st.integers(0, 90 * 365 * 24 * 3600).map(
    lambda seconds: datetime(2001, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
zones = st.sampled_from(ZONES)
CHARACTERS = "0123456789一二三十两半刻点时分号日月年周天下上后前今明晚早:-/. "
CHINESE = ["周六", "下午", "星期", "小时", "分钟"]
ENGLISH = ["tomorrow", "next ", "sat", "dec ", "pm", "am", "noon", "at ", "d", "h", "weeks"]
pieces = st.sampled_from([*CHARACTERS, *CHINESE, *ENGLISH])
texts = st.text() | st.lists(pieces, max_size=12).map("".join)


@given(text=texts, now=moments, zone=zones)
def test_any_text_is_answered_and_every_moment_lies_ahead(
    text: str, now: datetime, zone: ZoneInfo
) -> None:
    for when in (read_when(text, now, zone), read_deadline(text, now, zone)):
        offered = (when.at,) if isinstance(when, Moment) else when.options
        assert all(now < at <= now + FARTHEST and at.tzinfo is UTC for at in offered)


canonical = st.sampled_from(["%Y-%m-%d %H:%M", "%Y年%m月%d日 %H:%M", "%d %b %Y %H:%M"])


@given(now=moments, ahead=st.integers(1, 700 * 24 * 60), zone=zones, form=canonical)
def test_a_moment_written_down_reads_back_as_the_same_moment(
    now: datetime, ahead: int, zone: ZoneInfo, form: str
) -> None:
    at = now.replace(second=0, microsecond=0) + timedelta(minutes=ahead)
    when = read_when(at.astimezone(zone).strftime(form), now, zone)
    if isinstance(when, Unclear):  # only where the wall shows that minute twice
        assert repeats(at, zone)
        assert at in when.options
    else:
        assert when == Moment(at)


def repeats(at: datetime, zone: ZoneInfo) -> bool:
    wall = at.astimezone(zone)
    return wall.replace(fold=0).utcoffset() != wall.replace(fold=1).utcoffset()


@given(now=moments, ahead=st.integers(1, 600), zone=zones)
def test_a_spoken_moment_reads_back_in_both_languages(
    now: datetime, ahead: int, zone: ZoneInfo
) -> None:
    at = (now + timedelta(days=ahead)).astimezone(zone).replace(minute=30, second=0, microsecond=0)
    part = ("凌晨", "上午", "下午", "晚上")[at.hour // 6]
    spoken = f"{at.year}年{at.month}月{at.day}号{part}{at.hour % 12 or 12}点半"
    english = at.strftime("%d %B %Y %H:%M")
    if not repeats(at, zone) and at == at.astimezone(UTC).astimezone(zone):
        assert read_when(english, now, zone) == Moment(at.astimezone(UTC))
        assert read_when(spoken, now, zone) == Moment(at.astimezone(UTC))
