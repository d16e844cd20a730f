"""`yuanba letters`: what failed is told without anybody's words, done once more, or given up."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from bot.__main__ import main
from bot.ask import Ask
from bot.letters import reason
from storage import due, inbox, letters, outbox
from storage.errors import DiskFull
from storage.place import Place
from storage.tx import Tx
from tests.machinery.test_intake import POISON, poison, update
from tests.yard import Yard, address, open_yard

NOTHING = "没有没办成的事，也没有送不到的消息。"
Capture = pytest.CaptureFixture[str]


class Operator:
    """Whoever sits at the terminal beside the bot; hears what is printed."""

    def __init__(self, yard: Yard, capture: Capture) -> None:
        self.yard = yard
        self._capture = capture
        self.code = 0

    def runs(self, *command: str) -> str:
        self.code = main(["letters", *command])
        said = self._capture.readouterr()
        return said.out + said.err


@pytest.fixture
def at_the_terminal(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    return monkeypatch


@pytest.fixture
async def operator(yard: Yard, capsys: Capture, at_the_terminal: pytest.MonkeyPatch) -> Operator:
    at_the_terminal.setenv("YUANBA_DATABASE", address(yard.place))
    return Operator(yard, capsys)


@pytest.fixture
async def beside(
    place: Place, capsys: Capture, at_the_terminal: pytest.MonkeyPatch
) -> AsyncIterator[Operator]:
    """On both databases."""
    at_the_terminal.setenv("YUANBA_DATABASE", address(place))
    async with open_yard(place) as yard:
        yield Operator(yard, capsys)


async def failed(yard: Yard) -> None:
    """/votes of 3-2-501 has met a bug, which is mended now."""
    with pytest.MonkeyPatch.context() as broken:
        poison(yard, broken)
        await yard.household("3-2-501").says("/votes 我家的秘密")


async def tried(yard: Yard) -> None:
    """The bot comes to look for what is to be tried again."""
    await yard.app.second_tries.look()
    await yard.settled()


async def test_where_nothing_lies_one_line_says_so(operator: Operator) -> None:
    assert operator.runs() == f"{NOTHING}\n"
    assert operator.runs("retry", "all") == f"{NOTHING}\n"
    assert operator.code == 0


async def test_what_failed_is_told_without_what_was_written(operator: Operator) -> None:
    await failed(operator.yard)
    said = operator.runs()
    assert said.startswith("没办成的 1 件：\n  d1  ")
    assert "前  私聊  命令 /votes  LookupError (bot/" in said
    for part in (said, operator.runs("show", "d1")):
        assert "秘密" not in part
        assert POISON not in part
    full = operator.runs("show", "d1", "--full")
    assert "我家的秘密" in full
    assert POISON in full


async def test_what_failed_is_done_once_more_and_only_once(beside: Operator) -> None:
    yard, person = beside.yard, beside.yard.household("3-2-501")
    await failed(yard)
    before = len(person.texts())
    assert beside.runs("retry", "d1").startswith("✅ d1 再办一次")
    assert "（等着再办）" in beside.runs()
    await asyncio.gather(*(yard.app.second_tries.look() for _ in range(3)))
    await tried(yard)
    assert "现在没有正在投的" in person.reads()
    assert len(person.texts()) == before + 1
    assert beside.runs() == f"{NOTHING}\n"


async def test_an_update_done_again_is_known_when_telegram_brings_it(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    yard = operator.yard
    raw = update(yard, 90_000, yard.household("3-2-501").user, "/votes")
    with pytest.MonkeyPatch.context() as broken:
        poison(yard, broken)
        assert await yard.app.intake.take([raw])
    operator.runs("retry", "all")
    await tried(yard)
    before = len(yard.household("3-2-501").texts())
    assert await yard.app.intake.take([raw])
    await yard.settled()
    assert len(yard.household("3-2-501").texts()) == before


async def test_what_fails_again_stays_and_is_not_tried_for_ever(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    yard = operator.yard
    await failed(yard)

    def stumble(ask: Ask) -> None:
        raise ZeroDivisionError("still")

    commands = yard.app.house.commands
    monkeypatch.setitem(commands, "votes", replace(commands["votes"], handler=stumble))
    operator.runs("retry", "d1")
    await tried(yard)
    assert "ZeroDivisionError" in operator.runs()
    assert await yard.read(letters.wanted) == []
    assert await yard.read(lambda tx: tx.value("SELECT count(*) FROM seen")) > 0


async def test_while_the_disk_is_full_it_waits(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    yard = operator.yard
    await failed(yard)
    operator.runs("retry", "d1")

    async def refuse(action: Any) -> None:
        raise DiskFull

    with pytest.MonkeyPatch.context() as full:
        full.setattr(yard.app.store, "write", refuse)
        await yard.app.second_tries.look()
    assert len(await yard.read(letters.wanted)) == 1
    await tried(yard)
    assert operator.runs() == f"{NOTHING}\n"


async def test_a_ballot_whose_choice_was_not_kept_can_only_be_dropped(operator: Operator) -> None:
    press = {"update_id": 7, "callback_query": {"id": "1", "data": "vc1"}}
    await operator.yard.write(lambda tx: inbox.bury(tx, "update 7", json.dumps(press), "x"))
    assert "只能丢掉" in operator.runs("retry", "all")
    assert operator.code == 1
    assert "按钮 vc1" in operator.runs("show", "d1")
    assert operator.runs("drop", "d1") == "✅ d1 丢掉了，内容也抹了\n"
    assert operator.runs() == f"{NOTHING}\n丢掉过 1 件，最近一次是 0 分钟前\n"
    kept = await operator.yard.read(lambda tx: tx.rows("SELECT content, error FROM dead_letters"))
    assert kept == [("", "")]


async def test_what_could_not_be_read_is_told_and_tried_too(operator: Operator) -> None:
    yard = operator.yard
    broken = {"update_id": 90_000, "message": {"message_id": 1, "date": "soon", "chat": 5}}
    assert await yard.app.intake.take([broken])
    assert "读不懂的一条" in operator.runs()
    operator.runs("retry", "d1")
    await tried(yard)
    assert await yard.read(letters.wanted) == []
    assert "读不懂的一条" in operator.runs()


async def parked(yard: Yard) -> None:
    """A message whose view has a bug, and one that was to be told once."""
    here, chat = yard.courtyard, yard.household("3-2-501").id

    def send(tx: Tx) -> None:
        outbox.send(tx, here, chat, "no.such", {"said": "悄悄话"}, dedupe="key")
        outbox.send(tx, here, chat, "no.such", {"token": "x"}, once=True)

    await yard.write(send)
    await yard.settled()


async def test_what_cannot_arrive_goes_back_into_the_queue_as_it_was(beside: Operator) -> None:
    yard = beside.yard
    await parked(yard)
    said = beside.runs()
    first, once = (line.split()[0] for line in said.splitlines()[1:3])
    assert "7号大院  no.such  KeyError (bot/column.py:" in said
    assert "悄悄话" not in said
    assert "悄悄话" in beside.runs("show", first, "--full")
    yard.app.house.views["no.such"] = yard.app.house.views["core.sorry"]
    assert "只能丢掉" in beside.runs("retry", once)
    assert "又排上队了" in beside.runs("retry", first)
    sql = "SELECT state, dedupe, attempts FROM outbox WHERE dedupe = 'key'"
    assert await yard.read(lambda tx: tx.rows(sql)) == [("WAITING", "key", 0)]


async def test_a_message_that_is_dropped_stays_so_and_leaves_no_words(operator: Operator) -> None:
    yard = operator.yard
    await parked(yard)
    said = operator.runs("drop", "all")
    assert said.count("丢掉了，不再发了") == 2
    again = await yard.write(
        lambda tx: outbox.send(tx, yard.courtyard, 1, "core.sorry", dedupe="key")
    )
    assert not again
    await yard.write(lambda tx: outbox.bring_back(tx, yard.household("3-2-501").id))
    sql = "SELECT args, state FROM outbox WHERE view = 'no.such'"
    assert await yard.read(lambda tx: tx.rows(sql)) == [("{}", "DROPPED")] * 2
    assert "丢掉过 2 件" in operator.runs()


async def test_work_of_the_clock_is_planned_for_now(operator: Operator) -> None:
    yard = operator.yard
    await yard.write(lambda tx: due.plan(tx, yard.courtyard, "nobody", "5:day", tx.now))
    await yard.passes(seconds=1)
    assert "7号大院  定时要办的 nobody  LookupError (bot/wakeup.py:" in operator.runs()
    assert operator.runs("retry", "d1").startswith("✅ d1 再办一次")
    assert operator.runs() == f"{NOTHING}\n"
    await yard.passes(seconds=1)
    assert "LookupError" in operator.runs()
    assert "事情本身还排着" in operator.runs("drop", "all")


@pytest.mark.parametrize("command", [("show", "d9"), ("retry", "n1-9"), ("drop", "x"), ("drop",)])
async def test_what_is_not_there_is_named(operator: Operator, command: tuple[str, ...]) -> None:
    said = operator.runs(*command)
    assert said.startswith("❌ 没有" if len(command) > 1 else "❌ 要哪一件？")
    assert operator.code == 2


async def test_it_speaks_english_too(
    operator: Operator, at_the_terminal: pytest.MonkeyPatch
) -> None:
    await failed(operator.yard)
    at_the_terminal.setenv("LC_ALL", "en_GB.UTF-8")
    said = operator.runs()
    assert said.startswith("Failed: 1\n  d1  ")
    assert "ago  private chat  command /votes  LookupError" in said


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (None, ""),
        ("Forbidden: bot was kicked", "Forbidden: bot was kicked"),
        (
            'Can\'t parse entities: unsupported tag "张三"',
            "Can't parse entities: unsupported tag …",
        ),
        (
            'Traceback (most recent call last):\n  File "/x/bot/page.py", line 7, in f\n'
            "    raise ValueError(said)\nValueError: 张三\n家的事",
            "ValueError (bot/page.py:7)",
        ),
    ],
)
def test_why_is_told_without_words_that_may_be_somebodys(error: str | None, said: str) -> None:
    assert reason(error) == said
