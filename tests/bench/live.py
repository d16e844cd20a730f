"""How a card keeps up with a storm of votes within Telegram's limits."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from bot.sandbox.people import PRESS_TIMEOUT_S
from tests.bench.report import Measure, Row
from tests.bench.scene import Scene, choices, open_scene

MOST_EDITS, LATEST_S = 20, 6.0
PATIENCE_S = 30.0


async def measure(folder: Path, quick: bool) -> Measure:
    votes, seconds = (50, 1.0) if quick else (1000, 60.0)
    async with open_scene(folder, votes) as scene, scene.bot("live"):
        await asyncio.sleep(0 if quick else 4)  # the card's last redrawing is out of the way
        before = _edits(scene)
        await _vote(scene, seconds)
        in_time = _edits(scene) - before
        late = await _until_true(scene, votes)
        edits = _edits(scene) - before
    return Measure(
        "A live card",
        f"{votes:,} households vote on one card within {seconds:.0f} s, under the limits the bot "
        "keeps with the real Telegram. The floor is what a bot without such a card does: an edit "
        "for each vote.",
        [
            Row(
                f"edits within the {seconds:.0f} s",
                f"{in_time}",
                f"{votes}",
                f"{in_time / votes:.3f}",
                f"≤ {MOST_EDITS}",
                in_time <= MOST_EDITS,
            ),
            Row(
                "from the last toast to the true final count",
                f"{late:.1f} s",
                "0 s",
                "–",
                f"≤ {LATEST_S:g} s",
                late <= LATEST_S,
            ),
        ],
        [f"{edits} edits in all, the last one showing {votes:,} of {votes:,} households."],
    )


async def _vote(scene: Scene, seconds: float) -> None:
    """Every household taps once, spread evenly, whether or not the others are answered."""
    users = list(scene.yard.by_label.values())
    began = time.perf_counter()
    taps = []
    for n, user in enumerate(users):
        await asyncio.sleep(began + n * seconds / len(users) - time.perf_counter())
        taps.append(scene.people.press_soon(user, scene.card, choices(scene.card)[n % 2]))
    async with asyncio.timeout(6 * PRESS_TIMEOUT_S):
        await asyncio.gather(*taps)


async def _until_true(scene: Scene, votes: int) -> float:
    began = time.perf_counter()
    async with asyncio.timeout(PATIENCE_S):
        while f"已投 {votes:,}／{votes:,} " not in scene.card.text:
            await asyncio.sleep(0.01)
    return time.perf_counter() - began


def _edits(scene: Scene) -> int:
    return sum(call.method == "editMessageText" for call in scene.world.calls)
