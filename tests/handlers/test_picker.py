"""Asking for a date: written or tapped, never guessed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

import bot.app
from bot.ask import Ask
from bot.column import Column, Route
from bot.page import Page
from bot.screen import Screen
from handlers import core, picker
from tests.yard import Yard, open_yard


def _asks(ask: Ask) -> None:
    picker.ask_when(ask, "tea.at", "tea.when", deadline=ask.text == "until", tea=3)


def _heard(ask: Ask) -> None:
    at = picker.read(ask, deadline=ask.text == "until")
    if at is not None:
        ask.say("tea.set", at=round(at.timestamp()), tea=(ask.prompt or {})["tea"])


def _when(page: Page, tea: int) -> Screen:
    return Screen(f"第 {tea} 次喝茶，啥时候？")


def _set(page: Page, at: int, tea: int) -> Screen:
    return Screen(f"第 {tea} 次喝茶定在 {at}")


TEA = Column(
    "tea",
    commands={"tea": Route(_asks)},
    answers={"tea.at": _heard},
    views={"tea.when": _when, "tea.set": _set},
)


@pytest.fixture
async def yard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Yard]:
    """A courtyard whose bot asks when to have tea."""
    monkeypatch.setattr(bot.app, "COLUMNS", (core.COLUMN, picker.COLUMN, TEA))
    async with open_yard(tmp_path / "yard.sqlite") as opened:
        yield opened


def wall(yard: Yard, **later: float) -> str:
    """A moment from now as people write it here."""
    at = yard.world.now() + timedelta(hours=8) + timedelta(**later)
    return f"{at.month}月{at.day}日 {at:%H:%M}"


async def test_a_written_time_is_taken(yard: Yard) -> None:
    person = yard.household("3-2-501")
    await person.says("/tea")
    assert "第 3 次喝茶，啥时候？" in person.reads()
    at = yard.world.now() + timedelta(days=3)
    await person.says(wall(yard, days=3))
    assert (
        person.reads()
        == f"第 3 次喝茶定在 {round(at.replace(second=0, microsecond=0).timestamp())}"
    )


async def test_a_day_an_hour_and_minutes_are_tapped_as_if_written(yard: Yard) -> None:
    person = yard.household("3-2-501")
    await person.says("/tea")
    for turned in "▶▶◀":
        await person.taps(turned)
    await person.taps("15")
    assert "几点" in person.reads()
    await person.taps("换一天")
    await person.taps("15")
    await person.taps("16点")
    await person.taps("换个钟点")
    await person.taps("15点")
    assert person.buttons()[:4] == ["15:00", "15:15", "15:30", "15:45"]
    await person.taps("15:30")
    assert "定在" in person.reads()
    assert [text for text in person.texts() if "选好了" in text and "15:30" in text]


async def test_two_readings_are_asked_about_and_either_can_be_tapped(yard: Yard) -> None:
    person = yard.household("3-2-501")
    await person.says("/tea")
    day = wall(yard, days=3).partition(" ")[0]
    await person.says(f"{day} 3点")
    assert "您说的是哪一个" in person.reads()
    assert [label[-5:] for label in person.buttons()[:2]] == ["03:00", "15:00"]
    await person.taps("15:00")
    assert "定在" in person.reads()


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("樱桃熟了的时候", "没看懂"),
        ("昨天 15:00", "已经过了"),
        ("2月30日 15:00", "没有这一天"),
        ("2099年1月1日 15:00", "太远"),
        ("明天", "几点钟"),
        ("<b>明天</b>" * 500, "没看懂"),
        ("🍒", "没看懂"),
        ("@12", "已经过了"),
        ("@99999999999999", "没看懂"),
    ],
)
async def test_what_cannot_be_taken_is_asked_again_with_examples(
    yard: Yard, said: str, answer: str
) -> None:
    person = yard.household("3-2-501")
    await person.says("/tea")
    await person.says(said)
    assert answer in person.reads()
    assert "可以这样写" in person.reads()
    await person.taps("从日历上选")
    assert "第 3 次喝茶，啥时候？" in person.reads()
    await person.says(wall(yard, days=2))
    assert "第 3 次喝茶定在" in person.reads()


async def test_a_deadline_offers_the_usual_ones(yard: Yard) -> None:
    person = yard.household("3-2-501")
    await person.says("/tea until")
    assert [label[-5:] for label in person.buttons()[:3]] == ["20:00"] * 3
    await person.taps("20:00")
    assert "定在" in person.reads()


async def test_an_old_calendar_answers_no_newer_question(yard: Yard) -> None:
    person = yard.household("3-2-501")
    await person.says("/tea")
    old = person.newest()
    await person.says("/tea until")
    assert "用过了" in await person.taps("▶", on=old)
    await person.taps("20:00")
    assert "用过了" in await person.taps("▶", on=old)
    assert len([text for text in person.texts() if "定在" in text]) == 1


async def test_what_has_gone_by_or_never_was_on_the_calendar_is_refused(yard: Yard) -> None:
    person, courtyard = yard.household("3-2-501"), yard.courtyard
    await person.says("/tea")
    screen = person.newest()
    assert "点不了" in await person.taps("·", on=screen)
    asked = (screen.buttons[-1][0].data or "").split("_")[2]
    for forged in (
        f"pd1_{courtyard}_{asked}_20200101",
        f"pd1_{courtyard}_{asked}_20261399",
        f"pm1_{courtyard}_{asked}_999913",
        f"ph1_{courtyard}_{asked}_20200101_15",
        f"pm1_{courtyard}_{asked}_-1",
    ):
        assert "选不了" in await person.forges(forged, screen)
    assert "过了" in await person.forges(f"pt1_{courtyard}_{asked}_5", screen)
    assert "太远" in await person.forges(f"pt1_{courtyard}_{asked}_9999999999", screen)
    assert "啥时候" in person.reads()


async def test_nobody_else_can_use_ones_calendar(yard: Yard) -> None:
    person, other = yard.household("3-2-501"), yard.household("3-2-502")
    await person.says("/tea")
    screen = person.newest()
    assert "用过了" in await other.forges(screen.buttons[-1][0].data or "", screen)
