"""Updates that come twice, in another order, to two programs in the same moment, and updates that
no program can stomach."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any
from unittest import mock

from bot.app import App
from bot.ask import Ask
from bot.sandbox.model import Json, User
from bot.sandbox.wire import user_json
from storage.tx import Tx
from tests.bench.scene import choices
from tests.faults import ground as grounds
from tests.faults.crowd import Crowd
from tests.faults.ground import Ground
from tests.faults.judge import calm, judged, look
from tests.faults.kills import durable
from tests.postgres import Postgres

VOTERS, TAPS, ASKED = 20, 3, 10
TWICE = 3
"""Every update comes up to so many times."""
HUGE = "啊" * 1_000_000


async def doubled(folder: Path, chance: Random, seconds: float, postgres: Postgres) -> Counter[str]:
    """Every update to both programs on PostgreSQL at once, shuffled: each is acted on once."""
    done = Counter[str]()
    async with _two(folder, chance, durable(postgres)) as (ground, apps):
        loop = asyncio.get_running_loop()
        end, crowd = loop.time() + seconds, Crowd(ground)
        tapped = Counter[tuple[int, int]]()
        while not done or loop.time() < end:
            updates = _taps(ground, tapped, done["rounds"]) + _questions(ground, crowd)
            copies = [one for one in updates for _ in range(chance.randint(2, TWICE))]
            chance.shuffle(copies)
            takers = [chance.choice(apps) for _ in copies]
            await asyncio.gather(
                *(app.intake.take_one(one) for app, one in zip(takers, copies, strict=True))
            )
            done.update({"rounds": 1, "updates": len(updates), "deliveries": len(copies)})
        await calm(ground)
        stored = look(ground, lambda tx: _stored(tx, ground))
        assert stored == tapped, f"{stored - tapped} kept and not tapped, {tapped - stored} lost"
        heard = [crowd.heard(text) for text in crowd.asked]
        assert set(heard) == {1}, f"messages came so often: {Counter(heard)}"
    return done


def _taps(ground: Ground, tapped: Counter[tuple[int, int]], turn: int) -> list[Json]:
    """Everybody taps some of the ten options, none of them twice in a round or in the next."""
    first = turn % 3 * TAPS
    for user in list(ground.yard.by_label.values())[-VOTERS:]:
        for choice in range(first, first + TAPS):
            ground.people.press_soon(user, ground.card, choices(ground.card)[choice])
            tapped[user.id, choice] += 1
    return ground.world.take_updates()


def _questions(ground: Ground, crowd: Crowd) -> list[Json]:
    for _ in range(ASKED):
        text = f"第{len(crowd.asked)}问：换不换门禁？"
        member = ground.chance.choice(ground.yard.council)
        crowd.asked[text] = member
        ground.people.say(member, member, f"/vote {text} | 3天")
    return ground.world.take_updates()


def _stored(tx: Tx, ground: Ground) -> Counter[tuple[int, int]]:
    rows = tx.rows(
        "SELECT person, content FROM ballot_history WHERE courtyard = ?", ground.yard.courtyard
    )
    return Counter((person, json.loads(content)[0]) for person, content in rows)


@asynccontextmanager
async def _two(folder: Path, chance: Random, place: Any) -> AsyncIterator[tuple[Ground, list[App]]]:
    """Two programs that share a database; their updates are brought by hand."""
    async with grounds.opened(folder, chance, place) as ground, AsyncExitStack() as stack:
        with mock.patch("bot.app.Intake.poll_forever", _rests):
            apps = [await stack.enter_async_context(ground.bot()) for _ in range(2)]
            await ground.until(lambda: ground.hung, "the card hangs")
            yield ground, apps


async def _rests(intake: object) -> None:
    await asyncio.Event().wait()


async def poison(folder: Path, chance: Random, seconds: float) -> Counter[str]:
    """Updates that meet a bug of ours, that nobody can read, that are huge or of unknown kinds,
    among those of people who vote: each is kept or passed by, and nobody waits for it."""
    done = Counter[str]()
    async with grounds.opened(folder, chance) as ground, ground.bot() as app:
        await ground.until(lambda: ground.hung, "the card hangs")
        crowd, letters = Crowd(ground), 0
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        commands = app.house.commands
        broken = {**commands, "votes": replace(commands["votes"], handler=_stumble)}
        victim = ground.yard.by_label["1-1-102"]
        with mock.patch.object(app.house, "commands", broken):
            async with asyncio.TaskGroup() as group:
                crowd.start(group, VOTERS)
                while not done or loop.time() < end:
                    for payload, letter in _poisons(ground, victim):
                        payload["update_id"] = ground.world.updates.next_id
                        ground.world.updates.next_id += 1
                        ground.world.updates.redeliver(payload)
                        letters += letter
                        done["poisonous updates"] += 1
                    ground.people.say(victim, victim, "/votes")
                    letters += 1
                    await asyncio.sleep(chance.uniform(0.1, 0.4))
                crowd.over = True
            done.update(await judged(ground, crowd, letters))
        sorry = [m.text for m in ground.world.private(victim).messages if "对不住" in m.text]
        assert len(sorry) >= done["poisonous updates"] // len(_poisons(ground, victim))
    done["dead letters"] = letters
    return done


def _poisons(ground: Ground, user: User) -> list[tuple[Json, int]]:
    """Updates, and how many dead letters come of each."""
    now = int(ground.world.now().timestamp())
    person = user_json(user)
    chat = {"id": user.id, "type": "private", "first_name": user.first_name}
    said = {"message_id": 1, "date": now, "chat": chat, "from": person}
    press = {"id": "1", "from": person, "chat_instance": "1"}
    return [
        ({"message": {"message_id": 1, "date": "soon", "chat": 5}}, 1),
        ({"message": []}, 1),
        ({"callback_query": {"id": "1"}}, 1),
        ({"future_kind": {"anything": [1, {"deep": None}]}}, 0),
        ({"message": {**said, "text": HUGE}}, 0),
        ({"message": {**said, "text": ""}}, 0),
        ({"callback_query": {**press, "data": "no such button"}}, 0),
        ({"callback_query": {**press, "data": "x" * 5_000, "message": said}}, 0),
        ({"callback_query": {**press, "game_short_name": "chess"}}, 0),
    ]


def _stumble(ask: Ask) -> None:
    raise LookupError("a bug of ours")
