"""Messages wait as rows: once for each key, urgent first, none lost, none held up by another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from bot.clock import SetClock
from storage import outbox, retention
from storage.database import Database
from storage.outbox import Parcel, Priority
from storage.tx import Tx

YARD = 1
MINUTE = timedelta(minutes=1)


async def send(store: Database, chat: int, view: str = "core.home", **how: Any) -> bool:
    return await store.write(lambda tx: outbox.send(tx, YARD, chat, view, **how))


async def heads(store: Database, limit: int = 100) -> list[Parcel]:
    return await store.read(lambda tx: outbox.heads(tx, limit))


async def chats(store: Database, limit: int = 100) -> list[int]:
    return [parcel.chat for parcel in await heads(store, limit)]


async def test_a_parcel_comes_back_as_it_was_put_in(store: Database, clock: SetClock) -> None:
    await send(
        store,
        7,
        "vote.result",
        args={"vote": 5, "said": "行"},
        priority=Priority.RESULT,
        thread=3,
        reply_card=("vote", 5),
        silent=True,
    )
    assert await heads(store) == [
        Parcel(
            YARD,
            1,
            7,
            3,
            None,
            "vote.result",
            {"vote": 5, "said": "行"},
            Priority.RESULT,
            clock.now(),
            None,
            "vote:5",
            True,
            0,
            clock.now(),
        )
    ]


async def test_the_same_key_is_sent_once_for_ever(store: Database) -> None:
    assert await send(store, 7, dedupe="vote:5:day:7")
    assert not await send(store, 7, dedupe="vote:5:day:7")
    parcel = (await heads(store))[0]
    await store.write(lambda tx: outbox.sent(tx, parcel, 99))
    assert not await send(store, 7, dedupe="vote:5:day:7")
    assert await heads(store) == []


async def test_another_courtyard_may_use_the_same_key(store: Database) -> None:
    assert await send(store, 7, dedupe="vote:5")
    assert await store.write(lambda tx: outbox.send(tx, 2, 7, "core.home", dedupe="vote:5"))


async def test_without_a_key_the_same_may_go_twice(store: Database) -> None:
    assert await send(store, 7)
    assert await send(store, 7)
    assert await store.read(outbox.counts) == {"WAITING": 2}


async def test_the_urgent_go_first_then_the_older(store: Database) -> None:
    for chat, priority in ((1, Priority.BROADCAST), (2, Priority.NOTICE), (3, Priority.ANSWER)):
        await send(store, chat, priority=priority)
    await send(store, 4, priority=Priority.ANSWER)
    assert await chats(store) == [3, 4, 2, 1]


async def test_no_courtyard_waits_for_the_others_because_of_its_number(
    store: Database, clock: SetClock
) -> None:
    for number in (9, 1, 5):
        await store.write(partial(outbox.send, courtyard=number, chat=number, view="core.home"))
        clock.advance(MINUTE)
    assert await chats(store) == [9, 1, 5]
    for _ in range(30):  # also where a few chats hold most of what waits
        await store.write(lambda tx: outbox.send(tx, 1, 1, "core.home"))
    assert await chats(store, 20) == [9, 1, 5]


async def test_each_chat_shows_the_one_that_goes_next(store: Database) -> None:
    await send(store, 7, "first")
    await send(store, 7, "second")
    await send(store, 7, "urgent", priority=Priority.ANSWER)
    await send(store, 8, "other")
    assert [parcel.view for parcel in await heads(store)] == ["urgent", "other"]


async def test_a_chat_with_a_long_queue_does_not_hide_the_others(store: Database) -> None:
    def flood(tx: Tx) -> None:
        for _ in range(300):
            outbox.send(tx, YARD, 7, "core.home")
        for chat in range(8, 20):
            outbox.send(tx, YARD, chat, "core.home", priority=Priority.BROADCAST)

    await store.write(flood)
    assert await chats(store, 20) == [7, *range(8, 20)]


async def test_what_must_wait_is_not_shown_before_its_time(
    store: Database, clock: SetClock
) -> None:
    await send(store, 7, not_before=clock.now() + MINUTE)
    await send(store, 8, not_before=clock.now() + 2 * MINUTE)
    assert await chats(store) == []
    assert await store.read(outbox.next_at) == clock.now() + MINUTE
    clock.advance(MINUTE)
    assert await chats(store) == [7]
    assert await store.read(outbox.next_at) == clock.now() + MINUTE


async def test_a_postponed_one_lets_the_next_of_its_chat_pass(
    store: Database, clock: SetClock
) -> None:
    await send(store, 7, "first")
    await send(store, 7, "second")
    first = (await heads(store))[0]
    await store.write(lambda tx: outbox.postpone(tx, first, tx.now + MINUTE, "timed out"))
    assert [parcel.view for parcel in await heads(store)] == ["second"]
    clock.advance(MINUTE)
    again = (await heads(store))[0]
    assert (again.view, again.attempts) == ("first", 1)


async def test_a_blocked_chat_loses_what_waits_and_nobody_else_does(store: Database) -> None:
    for chat in (7, 7, 8):
        await send(store, chat)
    assert await store.write(lambda tx: outbox.drop_for(tx, 7, "blocked")) == 2
    assert await chats(store) == [8]
    assert await store.read(outbox.counts) == {"DROPPED": 2, "WAITING": 1}


async def test_a_group_that_moved_takes_what_waits_along_without_its_replies(
    store: Database,
) -> None:
    await send(store, -5, reply_to=12)
    await store.write(lambda tx: outbox.redirect(tx, -5, -1005))
    moved = (await heads(store))[0]
    assert (moved.chat, moved.reply_to) == (-1005, None)


async def test_what_can_never_arrive_is_kept_for_the_operator(store: Database) -> None:
    await send(store, 7, "vote.result")
    parcel = (await heads(store))[0]
    await store.write(lambda tx: outbox.finish(tx, parcel, "PARKED", "can't parse entities"))
    assert await store.read(outbox.parked) == [(YARD, 1, 7, "vote.result", "can't parse entities")]
    assert await heads(store) == []


async def test_the_night_forgets_what_is_over_and_nothing_that_waits(
    store: Database, clock: SetClock
) -> None:
    for chat in (1, 2, 3, 4):
        await send(store, chat)
    sent, dropped, parked, _ = await heads(store)
    await store.write(lambda tx: outbox.sent(tx, sent, 9))
    await store.write(lambda tx: outbox.finish(tx, dropped, "DROPPED", "pointless"))
    await store.write(lambda tx: outbox.finish(tx, parked, "PARKED", "wrong"))
    clock.advance(timedelta(days=8))
    await store.write(lambda tx: retention.bite(tx, YARD, 100))
    assert await store.read(outbox.counts) == {"PARKED": 1, "WAITING": 1}
    clock.advance(timedelta(days=30))
    await store.write(lambda tx: retention.bite(tx, YARD, 100))
    assert await store.read(outbox.counts) == {"WAITING": 1}


async def test_progress_counts_by_the_beginning_of_the_key(store: Database) -> None:
    for key in ("broadcast:1:7", "broadcast:1:8", "broadcast:11:7", "broadcast:2:7"):
        await send(store, 7, dedupe=key)
    first = (await heads(store))[0]
    await store.write(lambda tx: outbox.sent(tx, first, 1))
    found = await store.read(lambda tx: outbox.progress(tx, YARD, "broadcast:1:"))
    assert found == {"SENT": 1, "WAITING": 1}


async def test_what_a_kill_left_in_doubt_is_not_sent_again(
    store: Database, clock: SetClock
) -> None:
    for chat in (1, 2, 3):
        await send(store, chat)
    doubtful, refused, _ = await heads(store)
    await store.write(lambda tx: outbox.venture(tx, doubtful))
    await store.write(lambda tx: outbox.venture(tx, refused))
    await store.write(lambda tx: outbox.postpone(tx, refused, tx.now, "retry after 3"))
    assert await store.write(outbox.drop_doubtful) == 1
    assert await chats(store) == [2, 3]


async def test_only_sending_wakes_the_sender(store: Database) -> None:
    woken: list[frozenset[str]] = []
    store.on_commit(woken.append)
    await send(store, 7)
    parcel = (await heads(store))[0]
    await store.write(lambda tx: outbox.sent(tx, parcel, 1))
    # Whoever shares a server is also told now and then of everything there might be.
    assert [one for one in woken if len(one) == 1] == [frozenset({"outbox"})]


def venture_and_start_again(tx: Tx, parcel: Parcel) -> None:
    outbox.venture(tx, parcel)
    outbox.drop_doubtful(tx)


@pytest.mark.parametrize(
    "end",
    [
        lambda tx, parcel: outbox.sent(tx, parcel, 11),
        lambda tx, parcel: outbox.finish(tx, parcel, "PARKED", "no"),
        lambda tx, parcel: outbox.drop_for(tx, parcel.chat, "blocked"),
        venture_and_start_again,
    ],
)
async def test_what_is_sent_once_is_wiped_however_it_ends(
    store: Database, end: Callable[[Tx, Parcel], None]
) -> None:
    await send(store, 7, "ballot.receipt", args={"token": "geheim"}, once=True)
    (parcel,) = await heads(store)
    assert parcel.args == {"token": "geheim"}
    await store.write(lambda tx: end(tx, parcel))
    kept = await store.read(lambda tx: tx.rows("SELECT state, args FROM outbox"))
    assert kept[0][0] != "WAITING"
    assert kept[0][1] == "{}"
