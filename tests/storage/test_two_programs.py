"""Two programs on one database: whatever they do in the same moment, the register stays true."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

import pytest

from bot.actions import attending, closing, courtyard, events, opening, votes
from bot.clock import SetClock
from bot.rules.frozen import rule_to_text
from bot.rules.presets import COURTYARD_SIMPLE
from bot.sandbox import ready
from bot.sandbox.ready import ReadyYard
from bot.sandbox.world import World
from storage import audit, ballots, counters, inbox
from storage import events as event_rows
from storage import votes as vote_rows
from storage.errors import Busy
from storage.events import Reply
from storage.postgres import PostgresStore
from storage.tx import Tx
from tests.actions.conftest import NOON
from tests.postgres import Postgres

T = TypeVar("T")


@dataclass
class Two:
    """Two stores over one database with the ready-made courtyard in it."""

    one: PostgresStore
    other: PostgresStore
    crowd: ReadyYard
    clock: SetClock

    @property
    def yard(self) -> int:
        return self.crowd.courtyard

    @property
    def everyone(self) -> list[int]:
        return [user.id for user in self.crowd.by_label.values()]

    async def at_once(self, *acts: Callable[[Tx], T]) -> list[Any]:
        """Every act, by turns in the one and the other program, all at the same time."""
        stores = (self.one, self.other)
        writes = (stores[n % 2].write(act) for n, act in enumerate(acts))
        return await asyncio.gather(*writes, return_exceptions=True)

    async def open_vote(self, hours: int = 72) -> int:
        first, second, *_ = (user.id for user in self.crowd.council)
        closes_at = self.clock.now() + timedelta(hours=hours)

        def act(tx: Tx) -> int:
            number = vote_rows.add(
                tx, self.yard, "换灯？", first, rule_to_text(COURTYARD_SIMPLE), closes_at=closes_at
            )
            opening.open_vote(tx, self.yard, first, second, {"vote": number})
            return number

        return await self.one.write(act)


@pytest.fixture
async def two(postgres: Postgres) -> AsyncIterator[Two]:
    clock = SetClock(NOON)
    server = postgres.fresh(NOON)
    one, other = [await PostgresStore.open(server, clock.now) for _ in range(2)]
    crowd = ready.populate(World())
    crowd.courtyard = await one.read(lambda tx: tx.value("SELECT courtyard FROM courtyards"))
    yield Two(one, other, crowd, clock)
    await one.close()
    await other.close()


async def test_every_entry_of_the_chain_follows_the_one_before(two: Two) -> None:
    before, _ = await two.one.read(lambda tx: audit.head(tx, two.yard))

    def act(tx: Tx) -> str:
        return audit.append(tx, two.yard, "tried")

    heads = await two.at_once(*[act] * 120)
    assert len(set(heads)) == 120
    assert await two.other.read(lambda tx: audit.verify(tx, two.yard)) is None
    assert (await two.other.read(lambda tx: audit.head(tx, two.yard)))[0] == before + 120


async def test_numbers_are_given_once_and_none_is_left_out(two: Two) -> None:
    numbers = await two.at_once(*[lambda tx: counters.next_number(tx, two.yard, "x")] * 100)
    assert sorted(numbers) == list(range(1, 101))


async def test_the_last_seats_are_given_once(two: Two) -> None:
    def call(tx: Tx) -> int:
        number = events.draft(tx, two.yard, two.crowd.organizer.id, "樱桃节")
        starts_at = tx.now + timedelta(days=3)
        events.change_draft(
            tx,
            two.yard,
            two.crowd.organizer.id,
            number,
            starts_at=starts_at,
            place="东三巷",
            capacity=5,
        )
        events.call(tx, two.yard, two.crowd.organizer.id, number)
        return number

    number = await two.one.write(call)

    def comes(person: int) -> Callable[[Tx], int | None]:
        def act(tx: Tx) -> int | None:
            return attending.answer(tx, two.yard, person, number, Reply.GOING).position

        return act

    places = await two.at_once(*(comes(person) for person in two.everyone[:40]))
    assert places.count(None) == 5
    assert sorted(place for place in places if place) == list(range(1, 36))
    seated = await two.other.read(lambda tx: event_rows.going_people(tx, two.yard, number))
    assert len(set(seated)) == 5


async def test_heads_that_two_bring_along_do_not_overfill_the_room(two: Two) -> None:
    """`bring` changes a row and numbers nothing: it too waits for its turn."""

    def call(tx: Tx) -> int:
        organizer = two.crowd.organizer.id
        number = events.draft(tx, two.yard, organizer, "樱桃节")
        starts_at = tx.now + timedelta(days=3)
        details = {"starts_at": starts_at, "place": "东三巷", "capacity": 10}
        events.change_draft(tx, two.yard, organizer, number, **details)
        events.call(tx, two.yard, organizer, number)
        for person in two.everyone[:8]:
            attending.answer(tx, two.yard, person, number, Reply.GOING)
        return number

    number = await two.one.write(call)
    acts = [_brings(two.yard, person, number) for person in two.everyone[:8]]
    outcomes = await two.at_once(*acts)
    assert sum(isinstance(outcome, attending.NoRoom) for outcome in outcomes) == 6
    event = await two.one.read(lambda tx: events.get(tx, two.yard, number))
    going = await two.one.read(lambda tx: event_rows.queue(tx, event))
    assert sum(rsvp.count for rsvp in going) == 10


def _brings(yard: int, person: int, number: int) -> Callable[[Tx], object]:
    return lambda tx: attending.bring(tx, yard, person, number, 1)


async def test_a_household_has_one_ballot_however_often_it_votes_at_once(two: Two) -> None:
    number = await two.open_vote()
    person = two.everyone[30]

    def cast(choice: int) -> Callable[[Tx], object]:
        return lambda tx: votes.cast(tx, two.yard, person, number, (choice,))

    outcomes = await two.at_once(*(cast(n % 2) for n in range(30)))
    assert not [outcome for outcome in outcomes if isinstance(outcome, BaseException)]

    def look(tx: Tx) -> tuple[int, list[Any]]:
        vote = votes.get(tx, two.yard, number)
        sql = "SELECT turn, content FROM ballot_history WHERE vote = ? ORDER BY turn"
        return ballots.turnout(tx, vote), tx.rows(sql, number)

    turnout, turns = await two.other.read(look)
    assert turnout == 1
    assert [turn for turn, _ in turns] == list(range(1, len(turns) + 1))
    assert await two.one.read(lambda tx: audit.verify(tx, two.yard)) is None


async def test_no_ballot_slips_in_behind_the_count(two: Two) -> None:
    """The vote is closed in one program while households still vote in both."""
    number = await two.open_vote(hours=24)
    two.clock.advance(timedelta(hours=23, minutes=59, seconds=59))

    def cast(person: int) -> Callable[[Tx], object]:
        return lambda tx: votes.cast(tx, two.yard, person, number, (0,))

    def close(tx: Tx) -> None:
        tx.now += timedelta(seconds=2)
        closing.close_on_time(tx, two.yard, str(number))

    acts: list[Callable[[Tx], object]] = [cast(person) for person in two.everyone[:60]]
    acts.insert(25, close)
    outcomes = await two.at_once(*acts)
    kept = sum(isinstance(outcome, votes.Receipt) for outcome in outcomes)

    def look(tx: Tx) -> tuple[int, Any]:
        vote = votes.get(tx, two.yard, number)
        return ballots.turnout(tx, vote), vote.counted

    turnout, counted = await two.one.read(look)
    assert outcomes[25] is None
    assert 0 < kept < 60
    assert turnout == kept
    assert counted is not None
    assert counted[0] == kept


async def test_an_update_that_comes_to_both_is_carried_out_by_one(two: Two) -> None:
    def act(update: int) -> Callable[[Tx], bool]:
        def once(tx: Tx) -> bool:
            if not inbox.first_time(tx, update):
                return False
            audit.append(tx, two.yard, "tried", update=update)
            return True

        return once

    done = await two.at_once(*(act(n // 2) for n in range(80)))
    assert sorted(done) == [False] * 40 + [True] * 40


async def test_a_group_that_both_meet_at_once_becomes_one_courtyard(two: Two) -> None:
    def found(tx: Tx) -> int:
        yard = courtyard.found(tx, -777, two.everyone[0], "creator", "隔壁院坝")
        return yard.courtyard

    yards = await two.at_once(*[found] * 10)
    assert len({yard for yard in yards if isinstance(yard, int)}) == 1
    same = "SELECT count(*) FROM courtyards WHERE chat = -777"
    assert await two.one.read(lambda tx: tx.value(same)) == 1


async def test_acts_that_want_two_courtyards_the_other_way_round_both_end(two: Two) -> None:
    def act(first: int, then: int) -> Callable[[Tx], None]:
        def both(tx: Tx) -> None:
            for yard in (first, then):
                tx.hold(yard)
                tx.value("SELECT pg_sleep(0.05)")
                audit.append(tx, yard, "tried")

        return both

    acts = [act(71, 72) if n % 2 else act(72, 71) for n in range(4)]
    assert await two.at_once(*acts) == [None] * 4
    for yard in (71, 72):
        assert (await two.one.read(lambda tx, yard=yard: audit.head(tx, yard)))[0] == 4  # type: ignore[misc]


@asynccontextmanager
async def holding(store: PostgresStore, courtyard: int) -> AsyncIterator[None]:
    """An act that holds a courtyard and is not done before this is left."""
    begun, may_end = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def slow(tx: Tx) -> None:
        tx.hold(courtyard)
        tx.value("SELECT 1")  # it goes together with a statement
        loop.call_soon_threadsafe(begun.set)
        asyncio.run_coroutine_threadsafe(may_end.wait(), loop).result()

    waiting = asyncio.create_task(store.write(slow))
    await begun.wait()
    try:
        yield
    finally:
        may_end.set()
        await waiting


async def test_courtyards_do_not_wait_for_each_other(two: Two) -> None:
    """While an act in one courtyard is not done, the other courtyard goes on."""
    async with holding(two.one, 71):
        await two.other.write(lambda tx: audit.append(tx, 72, "tried"))
        same = asyncio.create_task(two.other.write(lambda tx: audit.append(tx, 71, "tried")))
        done, _ = await asyncio.wait([same], timeout=0.1)
        assert not done
    await same


async def test_what_one_commits_the_other_hears_of(two: Two) -> None:
    heard = asyncio.Event()

    def listen(woken: frozenset[str]) -> None:
        if woken == frozenset({"cards"}):
            heard.set()

    two.other.on_commit(listen)
    async with asyncio.timeout(4):
        while not heard.is_set():  # it may not have been listening yet
            await two.one.write(lambda tx: tx.wake("cards"))
            await asyncio.sleep(0.1)


async def test_a_courtyard_that_is_never_let_go_is_given_up_on(two: Two) -> None:
    def impatient(tx: Tx) -> None:
        tx.run("SET LOCAL lock_timeout = '100ms'")
        tx.hold(71)

    async with holding(two.one, 71):
        with pytest.raises(Busy):
            await two.other.write(impatient)


async def test_what_was_read_before_the_courtyard_is_held_is_read_again(two: Two) -> None:
    read, changed = threading.Event(), threading.Event()

    def counted(tx: Tx) -> int:
        sql = "SELECT n FROM counters WHERE courtyard = ? AND name = 'topic'"
        return tx.value(sql, two.yard) or 0

    def act(tx: Tx) -> tuple[int, int]:
        before = counted(tx)
        read.set()
        changed.wait(10)
        tx.hold(two.yard)
        return before, counted(tx)

    acting = asyncio.create_task(two.one.write(act))
    await asyncio.to_thread(read.wait, 10)
    await two.other.write(lambda tx: counters.next_number(tx, two.yard, "topic"))
    changed.set()
    before, after = await acting
    assert after == before + 1
