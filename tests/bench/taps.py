"""People who tap as fast as they are answered: how many, and how long each waited."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field

from bot.sandbox.model import User
from bot.sandbox.people import PRESS_TIMEOUT_S
from tests.bench.scene import Scene, choices


@dataclass
class Tapped:
    """Each tap's wait in seconds, by when it was answered; and what the toasts began with."""

    seconds: float
    waits: list[float] = field(default_factory=list)
    said: Counter[str] = field(default_factory=Counter)
    pressed: int = 0

    @property
    def rate(self) -> float:
        return len(self.waits) / self.seconds

    def wait_ms(self, share: float) -> float:
        """The wait that this share of all taps stayed below."""
        ordered = sorted(self.waits)
        return 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * share))]


async def tap(scene: Scene, hands: int, seconds: float) -> Tapped:
    """`hands` people tap the card, each again once answered; what was answered in that time."""
    tapped = Tapped(seconds)
    until = time.perf_counter() + seconds
    users = list(scene.yard.by_label.values())[:hands]
    await asyncio.gather(*(_hand(scene, user, tapped, until) for user in users))
    return tapped


async def _hand(scene: Scene, user: User, tapped: Tapped, until: float) -> None:
    card = scene.card
    for_and_against = choices(card)[:2]
    while (began := time.perf_counter()) < until:
        toast = await scene.people.press(
            user, card, for_and_against[scene.turns[user.id] % 2], timeout_s=6 * PRESS_TIMEOUT_S
        )
        ended = time.perf_counter()
        scene.turns[user.id] += 1
        tapped.pressed += 1
        tapped.said[(toast.text or "")[:3]] += 1
        if ended < until or not tapped.waits:  # however slow the machine: at least one
            tapped.waits.append(ended - began)
