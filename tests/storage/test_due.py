"""Due work is a row: planned once, moved, taken by one, tried again."""

from __future__ import annotations

from datetime import timedelta

from bot.clock import SetClock
from storage import due, nights
from storage.database import Database
from storage.due import Due
from storage.tx import Tx

HOUR = timedelta(hours=1)


async def ready(store: Database, limit: int = 10) -> list[Due]:
    return await store.read(lambda tx: due.ready(tx, limit))


async def test_work_is_ready_from_its_moment_on(store: Database, clock: SetClock) -> None:
    await store.write(lambda tx: due.plan(tx, 1, "vote.close", 5, tx.now + HOUR))
    clock.advance(HOUR - timedelta(milliseconds=1))
    assert await ready(store) == []
    clock.advance(timedelta(milliseconds=1))
    assert [(row.kind, row.subject) for row in await ready(store)] == [("vote.close", "5")]


async def test_planning_again_moves_it_and_leaves_one(store: Database, clock: SetClock) -> None:
    await store.write(lambda tx: due.plan(tx, 1, "vote.close", 5, tx.now))
    first = (await ready(store))[0]
    await store.write(lambda tx: due.postpone(tx, first, tx.now, "broken"))
    await store.write(lambda tx: due.plan(tx, 1, "vote.close", 5, tx.now + 2 * HOUR))
    assert await ready(store) == []
    rows = await store.read(lambda tx: due.planned(tx, 1))
    assert [(row.due_at, row.attempts, row.error) for row in rows] == [
        (clock.now() + 2 * HOUR, 0, None)
    ]


async def test_a_cancelled_one_is_gone_and_no_other(store: Database) -> None:
    for yard, subject in ((1, 5), (1, 6), (2, 5)):
        await store.write(lambda tx, y=yard, s=subject: due.plan(tx, y, "vote.close", s, tx.now))  # type: ignore[misc]  # mypy cannot see a lambda's defaults
    await store.write(lambda tx: due.cancel(tx, 1, "vote.close", 5))
    assert {(row.courtyard, row.subject) for row in await ready(store)} == {(1, "6"), (2, "5")}


async def test_it_is_taken_once(store: Database) -> None:
    await store.write(lambda tx: due.plan(tx, 1, "vote.close", 5, tx.now))
    row = (await ready(store))[0]
    assert await store.write(lambda tx: due.take(tx, row))
    assert not await store.write(lambda tx: due.take(tx, row))


async def test_one_that_was_moved_after_it_was_seen_is_not_taken(store: Database) -> None:
    await store.write(lambda tx: due.plan(tx, 1, "vote.close", 5, tx.now))
    row = (await ready(store))[0]
    await store.write(lambda tx: due.plan(tx, 1, "vote.close", 5, tx.now + HOUR))
    assert not await store.write(lambda tx: due.take(tx, row))
    assert len(await store.read(lambda tx: due.planned(tx, 1))) == 1


async def test_the_oldest_come_first_and_only_as_many_as_asked(store: Database) -> None:
    for hours in (3, 1, 2):
        await store.write(
            lambda tx, h=hours: due.plan(tx, 1, "topic.sort", h, tx.now - h * HOUR)  # type: ignore[misc]  # mypy cannot see a lambda's defaults
        )
    assert [row.subject for row in await ready(store, 2)] == ["3", "2"]


async def test_a_failed_run_waits_with_its_error(store: Database, clock: SetClock) -> None:
    await store.write(lambda tx: due.plan(tx, 1, "vote.close", 5, tx.now))
    row = (await ready(store))[0]
    await store.write(lambda tx: due.postpone(tx, row, tx.now + HOUR, "LookupError"))
    assert await ready(store) == []
    clock.advance(HOUR)
    again = (await ready(store))[0]
    assert (again.attempts, again.error) == (1, "LookupError")


async def test_the_next_moment_is_that_of_the_earliest(store: Database, clock: SetClock) -> None:
    assert await store.read(due.next_at) is None
    await store.write(lambda tx: due.plan(tx, 2, "b", 1, tx.now + 2 * HOUR))
    await store.write(lambda tx: due.plan(tx, 1, "a", 1, tx.now + HOUR))
    assert await store.read(due.next_at) == clock.now() + HOUR


async def test_what_people_wait_for_goes_before_the_work_of_the_night(store: Database) -> None:
    def plan(tx: Tx) -> list[str]:
        for courtyard in range(1, 6):
            due.plan(tx, courtyard, nights.YARD, "", tx.now - HOUR)
        due.plan(tx, 9, "vote.close", 1, tx.now)
        return [row.kind for row in due.ready(tx, 2)]

    assert await store.write(plan) == ["vote.close", nights.YARD]
