"""A clock that is put forward and back by hours, and a courtyard whose zone is changed, with work
planned all the while: nothing is done twice or left out, and deadlines bind."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from pathlib import Path
from random import Random

from bot.actions import house_rules
from bot.doctor import faults
from storage import due, events
from storage import votes as vote_rows
from storage.place import Place
from storage.votes import VoteState
from tests.bench.scene import choices, put_to_vote
from tests.faults.ground import OPTIONS
from tests.faults.judge import all_wrong
from tests.postgres import Postgres
from tests.yard import NOON, Yard, open_yard

ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Asia/Urumqi", "Australia/Lord_Howe")
LONGEST_STEP, LEAST_STEP = timedelta(hours=30), timedelta(minutes=20)
NEAR = timedelta(hours=3)
GOING = 8


async def jumps(folder: Path, chance: Random, seconds: float) -> Counter[str]:
    """However many `seconds`: one journey is enough."""
    return await _journey(folder / "yard.sqlite", chance)


async def jumps_on_postgres(
    folder: Path, chance: Random, seconds: float, postgres: Postgres
) -> Counter[str]:
    return await _journey(postgres.fresh(), chance)


async def _journey(place: Place, chance: Random) -> Counter[str]:
    """From the opening of a vote of three days and an event in nine to the day after it, with
    every hour in between lived through more than once."""
    async with open_yard(place) as yard:
        await yard.write(lambda tx: put_to_vote(tx, yard.ready, OPTIONS))
        await yard.settled()
        journey = Journey(yard, chance)
        await journey.call_event()
        while yard.world.now() < journey.starts_at + timedelta(days=1):
            await journey.step()
        await journey.judge()
        return journey.done


class Journey:
    """`done` counts what happened; each step is a jump, and people act after it."""

    def __init__(self, yard: Yard, chance: Random) -> None:
        self.yard = yard
        self.chance = chance
        self.done = Counter[str]()
        self.starts_at = NOON
        self.closes_at = NOON
        self.tapped = Counter[int]()
        self.data = choices(yard.card("樱桃树"))
        self.going = list(yard.ready.by_label.values())[20 : 20 + GOING]
        self.over = False

    async def call_event(self) -> None:
        yard = self.yard
        day = yard.world.now() + timedelta(days=9, hours=8)
        await yard.organizer.says(f"/event 樱桃节 | {day.month}月{day.day}日 15:00 | 东三巷 | 40")
        await yard.organizer.taps("发到群里")
        for user in self.going:
            await yard.person(user).taps("去", on=yard.card("樱桃节"))
        event = await yard.read(lambda tx: events.get(tx, yard.courtyard, 1))
        vote = await yard.read(lambda tx: vote_rows.get(tx, yard.courtyard, 1))
        assert event is not None
        assert event.starts_at is not None
        assert vote is not None
        assert vote.closes_at is not None
        self.starts_at, self.closes_at = event.starts_at, vote.closes_at

    async def step(self) -> None:
        """Two steps forward, one step back; now and then in another zone."""
        back = self.chance.random() < 0.3
        span = self._span() * (-0.5 if back else 1)
        if self._far and self.chance.random() < 0.2:
            await self._move_house()
        if self.chance.random() < 0.5:  # a tap before the clock has been looked at
            self.yard.world.advance(span)
            await self._tap()
            self.yard.app.sender.wake()
            span = timedelta()
        await self.yard.passes(seconds=span.total_seconds())
        await self._tap()
        self.done["jumps back" if back else "jumps forward"] += 1

    @property
    def _far(self) -> bool:
        """Whether the event is hours ahead, or over."""
        return not self.starts_at - NEAR <= self.yard.world.now() < self.starts_at

    def _span(self) -> timedelta:
        """Hours, but no step leaps over all the moments at which a reminder may still go."""
        left = self.starts_at - NEAR - self.yard.world.now()
        longest = min(LONGEST_STEP, left + LEAST_STEP) if left > timedelta() else LONGEST_STEP
        return self.chance.uniform(0.1, 1) * (longest if self._far else LEAST_STEP)

    async def _tap(self) -> None:
        """Somebody votes: kept before the deadline, refused from it on and for ever after."""
        yard = self.yard
        user = self.chance.choice(list(yard.ready.by_label.values()))
        choice = self.tapped[user.id] % len(OPTIONS)
        vote = await yard.read(lambda tx: vote_rows.get(tx, yard.courtyard, 1))
        assert vote is not None
        assert not (self.over and vote.state is VoteState.OPEN), "a closed vote is open again"
        self.over = vote.state is not VoteState.OPEN
        toast = await yard.people.press(user, yard.card("樱桃树"), self.data[choice])
        said, now = toast.text or "", yard.world.now()
        if now < self.closes_at and not self.over:
            assert OPTIONS[choice] in said, f"{now} is before {self.closes_at}: {said!r}"
            self.tapped[user.id] += 1
            self.done["taps kept"] += 1
        elif OPTIONS[choice] in said:
            raise AssertionError(f"{now}, closes at {self.closes_at}: {said!r}")
        else:
            self.done["taps refused after the deadline"] += 1

    async def _move_house(self) -> None:
        """Two councillors agree that the courtyard lies in another zone."""
        yard, args = self.yard, {"key": "zone", "value": self.chance.choice(ZONES)}
        first, other = yard.ready.council[:2]
        await yard.write(
            lambda tx: house_rules.carry_out(tx, yard.courtyard, first.id, other.id, args)
        )
        self.done["changes of zone"] += 1

    async def judge(self) -> None:
        yard = self.yard
        results = [text for text in yard.group_texts() if "表决 1 有结果了" in text]
        assert len(results) == 1, f"the result came {len(results)} times"
        for user in self.going:
            told = sum("快到了" in text for text in yard.person(user).texts())
            assert told == 2, f"{user.name} was reminded {told} times of the event"
        for user in yard.ready.by_label.values():
            told = sum("还等着您投" in text for text in yard.person(user).texts())
            assert told <= 2, f"{user.name} was reminded {told} times of the vote"
        rows = await yard.read(
            lambda tx: tx.rows("SELECT person, count(*) FROM ballot_history GROUP BY person")
        )
        assert dict(rows) == dict(+self.tapped)
        wrong = await yard.read(lambda tx: [*all_wrong(tx, yard.world), *due.ready(tx, 5)])
        wrong += await asyncio.to_thread(faults, yard.place, yard.world.now())
        assert not wrong, wrong
