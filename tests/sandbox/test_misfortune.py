"""Scheduled faults, flood limits and the moved clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.clockfile import ClockFile
from bot.sandbox.refused import Cut, Hang, Refused
from bot.sandbox.world import World
from tests.sandbox.conftest import Yard


async def send(yard: Yard, text: str = "x") -> Any:
    return await yard.call("sendMessage", chat_id=yard.group.id, text=text)


async def test_faults_come_in_order_and_so_many_times(yard: Yard) -> None:
    yard.world.faults.add("sendMessage", 429, retry_after=7)
    yard.world.faults.add("*", 500, count=2)
    told = []
    for _ in range(3):
        with pytest.raises(Refused) as caught:
            await send(yard)
        told.append((caught.value.code, caught.value.description, caught.value.retry_after))
    assert told == [
        (429, "Too Many Requests: retry after 7", 7),
        (500, "Internal Server Error", None),
        (500, "Internal Server Error", None),
    ]
    await send(yard)
    assert [call.refused is None for call in yard.world.calls] == [False, False, False, True]


async def test_a_fault_meets_only_its_own_method_and_any_spares_the_long_poll(yard: Yard) -> None:
    yard.world.faults.add("editMessageText", 500)
    yard.world.faults.add("*", 502)
    assert await yard.call("getUpdates") == []
    with pytest.raises(Refused, match="Bad Gateway"):
        await send(yard)
    await send(yard)
    assert [fault.method for fault in yard.world.faults.waiting] == ["editMessageText"]


async def test_a_cut_call_was_not_carried_out_and_a_lost_answer_was(yard: Yard) -> None:
    yard.world.faults.add("sendMessage", kind="cut")
    with pytest.raises(Cut):
        await send(yard, "断了")
    yard.world.faults.add("sendMessage", kind="lost")
    with pytest.raises(Cut):
        await send(yard, "丢了")
    yard.world.faults.add("sendMessage", kind="timeout")
    with pytest.raises(Hang):
        await send(yard, "没声了")
    yard.world.faults.add("sendMessage", kind="delay", delay_s=0.001)
    await send(yard, "慢了")
    assert [one.text for one in yard.group.messages if one.text] == ["丢了", "慢了"]


def test_a_fault_that_means_nothing_is_refused_at_once() -> None:
    world = World()
    with pytest.raises(ValueError, match="fault kind"):
        world.faults.add("*", kind="mood")  # type: ignore[arg-type]  # the point of the test
    with pytest.raises(ValueError, match="at least once"):
        world.faults.add("*", count=0)
    world.faults.add("*")
    world.faults.clear()
    assert world.faults.waiting == []


class Flood:
    """Real time set by hand; how many calls pass at one moment."""

    def __init__(self, yard: Yard) -> None:
        self.yard, self.now = yard, 1000.0
        yard.world.enforce_limits = True
        yard.world.monotonic = lambda: self.now

    async def passes(self, chat_id: int, times: int) -> tuple[int, int]:
        """How many calls went through, and what the first refused one was told to wait."""
        for done in range(times):
            try:
                await self.yard.call("sendMessage", chat_id=chat_id, text="x")
            except Refused as refused:
                return done, refused.retry_after or 0
        return times, 0


async def test_a_chat_takes_a_small_burst_and_then_one_a_second(yard: Yard) -> None:
    flood = Flood(yard)
    yard.people.start(yard.neighbour)
    assert await flood.passes(yard.neighbour.id, 10) == (4, 1)
    flood.now += 1
    assert await flood.passes(yard.neighbour.id, 10) == (1, 1)


async def test_a_group_takes_twenty_a_minute_edits_counted(yard: Yard) -> None:
    flood = Flood(yard)
    card = await yard.card()
    here = {"chat_id": yard.group.id, "message_id": card.message_id}
    # One a second drains twenty by two thirds a second, so the thirtieth call is too many.
    for number in range(28):
        flood.now += 1
        await yard.call("editMessageText", **here, text=str(number))
    flood.now += 1
    refused = await yard.refusal("editMessageText", **here, text="又一次")
    assert (refused.code, refused.description) == (429, "Too Many Requests: retry after 1")
    flood.now += 60
    assert await flood.passes(yard.group.id, 4) == (4, 0)


async def test_all_chats_together_take_thirty_at_once(yard: Yard) -> None:
    flood = Flood(yard)
    people = [yard.people.add_user(f"住户{n}", started=True) for n in range(31)]
    passed = [await flood.passes(one.id, 1) for one in people]
    assert passed == [(1, 0)] * 30 + [(0, 1)]


async def test_answers_to_presses_are_not_limited(yard: Yard) -> None:
    Flood(yard)
    card = await yard.card()
    for _ in range(50):
        yard.people.press_soon(yard.neighbour, card, "v1:1")
    for update in yard.heard():
        query_id = update["callback_query"]["id"]
        assert await yard.call("answerCallbackQuery", callback_query_id=query_id)


async def test_moving_the_clock_dates_what_comes_after() -> None:
    start = datetime(2026, 5, 1, tzinfo=UTC)
    world = World(clock=lambda: start)
    world.advance(timedelta(days=3))
    assert world.now() == datetime(2026, 5, 4, tzinfo=UTC)


def test_another_process_can_follow_the_clock(tmp_path: Path) -> None:
    path = tmp_path / "clock"
    assert ClockFile(path).read() == 0.0
    world = World(clock_file=path)
    assert ClockFile(path).read() == 0.0
    world.advance(timedelta(hours=1, seconds=0.5))
    assert ClockFile(path).read() == 3600.5
    assert [one.name for one in tmp_path.iterdir()] == ["clock"]


async def test_watchers_see_what_happens_in_order(yard: Yard) -> None:
    with yard.world.listen() as watching:
        card = await yard.card()
        soon = yard.people.press_soon(yard.neighbour, card, "v1:1")
        query_id = yard.heard()[0]["callback_query"]["id"]
        await yard.call("answerCallbackQuery", callback_query_id=query_id, text="好")
        assert (await soon).text == "好"
        await yard.call("deleteMessage", chat_id=yard.group.id, message_id=card.message_id)
        seen = [await anext(watching) for _ in range(7)]
    assert [one.kind for one in seen] == [
        "message", "call", "press", "toast", "call", "delete", "call",
    ]  # fmt: skip
    assert seen[3].data["user"] is yard.neighbour
    yard.people.say(yard.neighbour, yard.group, "没人看了")
    assert yard.world._listeners == set()
