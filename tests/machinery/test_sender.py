"""The sender against everything Telegram and the line can do to a message."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from bot import sender
from bot.pace import Pace
from bot.sandbox.faults import Kind
from bot.sandbox.model import User
from storage import outbox, people, upkeep
from storage.errors import DiskFull
from storage.outbox import Priority
from storage.people import BLOCKED
from storage.tx import Tx
from tests.machinery.rig import Rig, open_rig

T = TypeVar("T")


async def test_a_message_arrives_once_and_is_noted(rig: Rig) -> None:
    wang = rig.resident()
    await rig.say(wang, "明天停水")
    await rig.settled()
    assert rig.texts(wang) == ["明天停水"]
    assert await rig.states() == {"SENT": 1}
    message = await rig.store.read(lambda tx: tx.value("SELECT message FROM outbox"))
    assert message == rig.messages(wang)[0].message_id


async def test_too_fast_waits_as_long_as_telegram_says_and_others_go_on(rig: Rig) -> None:
    wang, li = rig.resident(), rig.resident("李大爷")
    rig.world.faults.add("sendMessage", status=429, retry_after=30)
    await rig.say(wang, "first")
    await rig.settled()
    await rig.say(li, "second")
    await rig.settled()
    assert (rig.texts(wang), rig.texts(li)) == ([], ["second"])
    await rig.passes(seconds=29)
    assert rig.texts(wang) == []
    await rig.passes(seconds=1.1)
    assert rig.texts(wang) == ["first"]


async def test_a_pace_that_was_refused_holds_back_that_chat_only(tmp_path: Path) -> None:
    async with open_rig(tmp_path / "rig.sqlite", pace=Pace()) as rig:
        wang, li = rig.resident(), rig.resident("李大爷")
        rig.world.faults.add("sendMessage", status=429, retry_after=2)
        began = time.monotonic()
        await rig.say(wang, "first")
        await asyncio.sleep(0.2)
        await rig.say(li, "second")
        async with asyncio.timeout(10):
            while not rig.texts(li):
                await asyncio.sleep(0.005)
            assert time.monotonic() - began < 1.5
            while not rig.texts(wang):
                await asyncio.sleep(0.02)
                rig.sender.wake()
        assert time.monotonic() - began >= 2


async def test_after_a_long_outage_what_waited_goes_within_half_a_minute(rig: Rig) -> None:
    wang = rig.resident()
    rig.world.faults.add("sendMessage", kind="cut", count=8)
    await rig.say(wang, "first")
    await rig.settled()
    for _ in range(7):
        await rig.passes(seconds=31)
    assert rig.texts(wang) == []
    await rig.passes(seconds=31)
    assert rig.texts(wang) == ["first"]


async def test_what_telegram_will_never_take_is_parked_and_others_go_on(rig: Rig) -> None:
    wang = rig.resident()
    await rig.say(wang, "<b>open")
    await rig.settled()
    await rig.say(wang, "second")
    await rig.settled()
    assert rig.texts(wang) == ["second"]
    parked = await rig.store.read(outbox.parked)
    assert [(view, "can't parse" in error.lower()) for _, _, _, view, error in parked] == [
        ("say", True)
    ]


async def test_who_blocked_us_is_marked_and_nothing_more_is_tried(rig: Rig) -> None:
    wang, li = rig.resident(), rig.resident("李大爷")
    await rig.store.write(lambda tx: people.meet(tx, wang.id, wang.name, None, private=True))
    wang.blocked = True
    await rig.broadcast([wang, wang, wang, li])
    await rig.settled()
    tried = [call for call in rig.world.calls if str(call.params.get("chat_id")) == str(wang.id)]
    assert len(tried) == 1
    assert rig.texts(li) == ["停水"]
    assert await rig.states() == {"DROPPED": 3, "SENT": 1}
    account = await rig.store.read(lambda tx: people.get(tx, wang.id))
    assert account is not None
    assert account.reachable == BLOCKED


@pytest.mark.parametrize("kind", ["cut", "timeout"])
async def test_a_broken_line_is_tried_again_at_growing_distance(rig: Rig, kind: Kind) -> None:
    wang = rig.resident()
    rig.world.faults.add("sendMessage", kind=kind, count=3)
    await rig.say(wang, "first")
    await rig.settled()
    for wait in (1, 2):
        await rig.passes(seconds=wait)
        assert rig.texts(wang) == []
    await rig.passes(seconds=4)
    assert rig.texts(wang) == ["first"]
    assert await rig.states() == {"SENT": 1}


async def test_trouble_inside_telegram_is_waited_out(rig: Rig) -> None:
    wang = rig.resident()
    rig.world.faults.add("sendMessage", status=502, count=2)
    await rig.say(wang, "first")
    await rig.settled()
    assert await rig.states() == {"WAITING": 1}
    await rig.passes(seconds=2)
    await rig.passes(seconds=4)
    assert rig.texts(wang) == ["first"]


async def test_an_answer_that_got_lost_sends_again_and_never_less_than_once(rig: Rig) -> None:
    wang = rig.resident()
    rig.world.faults.add("sendMessage", kind="lost")
    await rig.say(wang, "result")
    await rig.settled()
    await rig.passes(seconds=2)
    assert rig.texts(wang) == ["result", "result"]
    assert await rig.states() == {"SENT": 1}


async def test_messages_to_one_person_keep_their_order(rig: Rig) -> None:
    wang = rig.resident()
    for number in range(12):
        await rig.say(wang, str(number))
    await rig.settled()
    assert rig.texts(wang) == [str(number) for number in range(12)]


async def test_one_person_is_not_written_to_twice_within_a_second(tmp_path: Path) -> None:
    async with open_rig(tmp_path / "rig.sqlite", pace=Pace()) as rig:
        wang = rig.resident()
        began = time.monotonic()
        for said in ("one", "two"):
            await rig.say(wang, said)
        async with asyncio.timeout(10):
            while len(rig.texts(wang)) < 2:
                await asyncio.sleep(0.01)
        assert time.monotonic() - began >= 1


async def test_a_chat_that_hangs_holds_up_nobody_else(rig: Rig) -> None:
    wang, others = rig.resident(), [rig.resident(str(n)) for n in range(30)]
    rig.world.faults.add("sendMessage", kind="delay", delay_s=1.5)
    await rig.say(wang, "slow")
    await asyncio.sleep(0.05)
    for other in others:
        await rig.say(other, "hello")
    async with asyncio.timeout(1.2):
        while not all(rig.texts(other) for other in others):
            await asyncio.sleep(0.005)
    assert rig.texts(wang) == []
    await rig.settled()
    assert rig.texts(wang) == ["slow"]


async def test_an_answer_overtakes_a_broadcast_that_is_under_way(tmp_path: Path) -> None:
    async with open_rig(tmp_path / "rig.sqlite", pace=Pace()) as rig:
        crowd = [rig.resident(str(n)) for n in range(150)]
        await rig.broadcast(crowd)
        await _reached(rig, crowd, 6)
        await rig.say(crowd[-1], "记下了", priority=Priority.ANSWER)
        async with asyncio.timeout(10):
            while not rig.texts(crowd[-1]):
                await asyncio.sleep(0.005)
        assert rig.texts(crowd[-1]) == ["记下了"]
        assert sum(bool(rig.texts(user)) for user in crowd) < 20


@pytest.mark.parametrize("priority", [Priority.REMINDER, Priority.BROADCAST])
async def test_a_live_card_is_drawn_while_thousands_are_written_to(
    tmp_path: Path, priority: Priority
) -> None:
    async with open_rig(tmp_path / "rig.sqlite", pace=Pace()) as rig:
        crowd = [rig.resident(str(n)) for n in range(150)]
        group = rig.people.add_group("7号大院", crowd[:1])
        before = len(rig.texts(group))
        await rig.broadcast(crowd, priority)
        await _reached(rig, crowd, 6)
        await rig.post_card(group)
        async with asyncio.timeout(10):
            while len(rig.texts(group)) == before:
                await asyncio.sleep(0.005)
        assert sum(bool(rig.texts(user)) for user in crowd) < 20


async def _reached(rig: Rig, crowd: list[User], number: int) -> None:
    async with asyncio.timeout(10):
        while sum(bool(rig.texts(user)) for user in crowd) < number:
            await asyncio.sleep(0.005)


async def test_a_view_that_fails_parks_its_message_only(rig: Rig) -> None:
    wang = rig.resident()
    await rig.send(wang, "stumble")
    await rig.say(wang, "second")
    await rig.settled()
    assert rig.texts(wang) == ["second"]
    assert "a bug of ours" in (await rig.store.read(outbox.parked))[0][4]


async def test_what_has_become_pointless_is_dropped(rig: Rig) -> None:
    wang = rig.resident()
    await rig.send(wang, "over")
    await rig.settled()
    assert rig.texts(wang) == []
    assert await rig.states() == {"DROPPED": 1}


async def test_an_edit_of_a_message_that_is_gone_comes_as_a_new_one(rig: Rig) -> None:
    wang = rig.resident()
    await rig.say(wang, "first")
    await rig.settled()
    first = rig.messages(wang)[0]
    await rig.say(wang, "changed", edits=first.message_id)
    await rig.settled()
    assert rig.texts(wang) == ["changed"]
    await rig.say(wang, "changed", edits=first.message_id)
    await rig.settled()
    assert await rig.states() == {"SENT": 3}
    del rig.world.chat(wang).by_id[first.message_id]
    await rig.say(wang, "anew", edits=first.message_id)
    await rig.settled()
    assert rig.texts(wang) == ["anew"]


async def test_a_full_disk_does_not_make_the_same_message_go_again_and_again(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    wang = rig.resident()
    await rig.say(wang, "one")
    write, failures = rig.store.write, 3

    async def full(action: object) -> object:
        nonlocal failures
        if failures and rig.texts(wang):
            failures -= 1
            raise DiskFull
        return await write(action)  # type: ignore[arg-type]  # handed through

    monkeypatch.setattr(rig.store, "write", full)
    await rig.settled()
    assert failures == 0
    assert rig.texts(wang) == ["one"]
    assert await rig.states() == {"SENT": 1}


async def test_what_was_read_before_a_delivery_ended_is_not_sent_again(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    wang = rig.resident()
    rig.world.faults.add("sendMessage", kind="delay", delay_s=0.1)
    read, held = rig.store.read, 0

    async def late(query: Callable[[Tx], T]) -> T:
        """What is read while the message is on its way comes back when it has arrived."""
        nonlocal held
        found = await read(query)
        if query is sender._look and rig.sender._busy and not rig.texts(wang):
            while rig.sender._busy:
                await asyncio.sleep(0.002)
            held += 1
        return found

    monkeypatch.setattr(rig.store, "read", late)
    await rig.say(wang, "one")
    async with asyncio.timeout(5):
        while not rig.sender._busy:
            await asyncio.sleep(0)
    rig.sender.wake()
    await rig.settled()
    assert held
    assert rig.texts(wang) == ["one"]


async def test_a_broadcast_cut_off_by_a_kill_reaches_nobody_twice(tmp_path: Path) -> None:
    path = tmp_path / "rig.sqlite"
    async with open_rig(path) as rig:
        crowd = [rig.resident(str(n)) for n in range(40)]
        rig.world.faults.add("sendMessage", kind="delay", delay_s=0.15, count=20)
        await rig.broadcast(crowd)
        await _reached(rig, crowd, 20)
        upkeep.copy(path, tmp_path / "killed.sqlite")  # what the disk holds at the kill
        rig.running.cancel()
        await asyncio.gather(rig.running, return_exceptions=True)
        before = {user.id: len(rig.texts(user)) for user in crowd}
    async with open_rig(tmp_path / "killed.sqlite", world=rig.world) as again:
        await again.settled()
        got = [len(again.texts(user)) for user in crowd]
        assert max(got) == 1
        assert sum(got) >= sum(before.values())
        states = await again.states()
        assert states.get("SENT", 0) + states.get("DROPPED", 0) == 40
