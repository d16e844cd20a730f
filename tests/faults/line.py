"""The way to Telegram, and Telegram itself: foul weather, floods of 429, errors of its own."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from unittest import mock

from bot.sandbox.world import World
from tests.faults import ground as grounds
from tests.faults.crowd import Crowd
from tests.faults.ground import Ground
from tests.faults.judge import judged
from tests.faults.proxy import storm

VOTERS = 20
FLOODED = ("sendMessage", "editMessageText", "answerCallbackQuery", "getUpdates")
BROKEN = (500, 502, 503)


async def weather(folder: Path, chance: Random, seconds: float) -> Counter[str]:
    """Delay, jitter, answers cut short, resets, half-open lines, a shut port."""
    async with _at_work(folder, chance) as (ground, _, done):
        done["changes of weather"] = await storm(ground.telegram, seconds)
    return done


async def refusals(folder: Path, chance: Random, seconds: float) -> Counter[str]:
    """Floods on every method, errors of Telegram's own, calls and answers that get lost."""
    async with _at_work(folder, chance) as (ground, _, done):
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while loop.time() < end:
            done["calls refused or lost"] += _one(ground.world, chance)
            await asyncio.sleep(chance.uniform(0.05, 0.5))
        ground.world.faults.clear()
    return done


def _one(world: World, chance: Random) -> int:
    """One misfortune; how many calls it meets."""
    n, kind = chance.randint(1, 6), chance.choice(("flood", "broken", "cut", "lost"))
    if kind == "flood":
        world.faults.add(chance.choice(FLOODED), 429, retry_after=chance.randint(1, 2), count=n)
    elif kind == "broken":
        world.faults.add(chance.choice((*FLOODED, "*")), chance.choice(BROKEN), count=n)
    else:
        world.faults.add(chance.choice(("*", "getUpdates")), kind=kind, count=n)  # type: ignore[arg-type]  # one of the two
    return n


@asynccontextmanager
async def _at_work(
    folder: Path, chance: Random
) -> AsyncIterator[tuple[Ground, Crowd, Counter[str]]]:
    """A bot that polls and people who use it, while something goes wrong; then all is judged."""
    done = Counter[str]()
    with mock.patch("bot.intake.POLL_SECONDS", 1), mock.patch("bot.intake.GRACE_SECONDS", 1):
        async with grounds.opened(folder, chance) as ground, ground.bot():
            await ground.until(lambda: ground.hung, "the card hangs")
            crowd = Crowd(ground)
            async with asyncio.TaskGroup() as group:
                crowd.start(group, VOTERS)
                yield ground, crowd, done
                began = crowd.kept()
                await ground.until(lambda: crowd.kept() > began, "somebody is answered")
                crowd.over = True
            done.update(await judged(ground, crowd))
