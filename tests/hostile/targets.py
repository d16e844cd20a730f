"""What reads from outside, each as one function of a source of chance: it raises when something
came through that must not, or anything but the one refusal that is meant.

Hypothesis draws the chance in CI (and makes a failure small), atheris steers it by coverage in
`make soak-fuzz`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from telegram import Bot

from bot import door
from bot.callbacks import LARGEST, LIMIT, Stale
from bot.column import House
from bot.incoming import Incoming
from bot.raw import kept
from bot.recount import recount
from bot.rules import result_file
from bot.rules.result_file import Unreadable
from bot.rules.when import Moment, Unclear, read_deadline, read_when
from bot.sandbox.world import TOKEN
from bot.settings import Settings, WrongSetting, load
from bot.sheets import Unusable
from bot.webhook import _update_in
from bot.words import LANGUAGES, Words
from handlers import COLUMNS
from handlers.roll import read_roll
from storage.tx import to_column
from tests.hostile import files, shapes, texts
from tests.rules.test_result_file import made

NOW = datetime(2026, 11, 24, 4, tzinfo=UTC)
ZONES = ("Asia/Shanghai", "Asia/Urumqi", "America/New_York", "Australia/Lord_Howe")


def update(draw: Random) -> None:
    """An update is read, or refused at the door; it can be written down either way."""
    raw = shapes.update(draw, draw.choice(shapes.NUMBERS), 70_003, draw.choice((70_003, -1_001)))
    if draw.random() < 0.8:
        raw = shapes.broken(draw, raw)
    with suppress(ValueError, RecursionError):  # a number too long for JSON
        assert _update_in(json.dumps(raw).encode()) is not None or "update_id" not in raw
    kept(raw, house()).encode("utf-8", "replace")
    incoming = None
    with suppress(Exception):
        incoming = door.read(raw, bot(), "yuanba_bot")
    if incoming is not None:
        _sound(incoming)


def _sound(part: Any) -> None:
    for value in vars(part).values():
        if isinstance(value, str):
            assert "\x00" not in value.encode().decode()
        elif isinstance(value, int):
            assert abs(value) <= LARGEST
            assert isinstance(to_column(value), int)
        elif value is not None:
            _sound(value)
    assert not isinstance(part, Incoming) or type(part.update) is int


def callback(draw: Random) -> None:
    """Data of a button is one of ours, or stale; what is ours is packed again as it came in."""
    packed = shapes.forged(draw) if draw.random() < 0.7 else texts.text(draw)[:LIMIT]
    try:
        data = house().unpack(packed)
    except Stale:
        return
    assert data.prefix == packed.partition("_")[0]
    with suppress(ValueError):  # longer, or with letters that no button has
        assert type(data).unpack(data.pack()) == data
    assert all(abs(value) <= LARGEST for _, value in data if isinstance(value, int))


def roll(draw: Random) -> None:
    """A file for the roll is a table with its faults, or unusable with a reason."""
    read = read_roll(files.roll_file(draw))
    assert isinstance(read, Unusable) or read.lines or read.faults


def result(draw: Random) -> None:
    """A result file is read and counted again, or unreadable."""
    content = json.loads(draw.choice(honest()))
    for _ in range(draw.randrange(4)):
        content = shapes.broken(draw, content)
    written = json.dumps(content).encode()
    if draw.random() < 0.2:
        written = written[: draw.randrange(len(written))]
    try:
        file = result_file.read(written)
    except Unreadable:
        return
    for finding in recount(file, Words(draw.choice(LANGUAGES))):
        assert str(finding)


def moment(draw: Random) -> None:
    """A time somebody typed is a moment ahead, or unclear."""
    zone = ZoneInfo(draw.choice(ZONES))
    said = texts.text(draw) if draw.random() < 0.4 else texts.sentence(draw, TIMES)
    for read in (read_when, read_deadline):
        found = read(said, NOW, zone)
        assert isinstance(found, Moment | Unclear)
        moments = [found.at] if isinstance(found, Moment) else list(found.options)
        assert all(at > NOW for at in moments), (said, found)


def settings(draw: Random) -> None:
    """What an operator sets is understood, or one plain line says what is wrong."""
    names = [name for name in Settings.model_fields if name not in ("font", "clock")]
    drawn = {name: draw.choice((*VALUES, texts.line(draw))) for name in draw.sample(names, 4)}
    said = "YUANBA_"
    try:
        load(**{"token": None, "_env_file": None, **drawn})
    except WrongSetting as wrong:
        said = str(wrong)
    assert said.startswith("YUANBA_"), said
    assert "\n" not in said


TARGETS: Mapping[str, Callable[[Random], None]] = {
    one.__name__: one for one in (update, callback, roll, result, moment, settings)
}
TIMES = (
    *("今天", "明天", "后天", "下周", "周五", "星期天", "12月", "20日", "2月30日", "29", "晚上"),
    *("上午", "八点", "8点半", "15:00", "25:61", "三天后", "3天", "两个小时", "：", "/", "-", "."),
    *(" ", "tomorrow", "next friday", "8pm", "12am", "in 3 days", "2028", "9999", "除夕", "国庆"),
    *("月底", "半夜", "１５", "一刻"),
)
VALUES: tuple[object, ...] = (
    *(
        "",
        "x",
        "0",
        "-1",
        "65536",
        "8080",
        "DEBUG",
        "info",
        "http://",
        "https://x",
        "https://x:99999",
    ),
    *(
        "http://[::1",
        "postgresql://",
        "postgresql://u:p@h/d",
        "postgresql://[",
        "sqlite://x",
        "json",
    ),
    *("123456:AAbbCCddEEffGGhh", "a-secret", None, 0, 1, 2**70, True, [], {}, "\x00", "１２"),
)


@cache
def house() -> House:
    return House(*COLUMNS)


@cache
def bot() -> Bot:
    return Bot(TOKEN)


@cache
def honest() -> tuple[bytes, ...]:
    voted = tuple(f"1-1-{number}" for number in range(1, 8))
    files_ = made(10, {0: 5, 1: 2}, voted), made(10, {0: 5, 1: 2}), made(0, {}), made(3, {0: 3})
    return tuple(result_file.write(file) for file in files_)
