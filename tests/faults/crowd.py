"""People who go on tapping and asking while it goes wrong, and a count of our own of what they
were told: it is compared with the database tap by tap."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field

from bot.sandbox.model import User
from storage.tx import Tx
from tests.bench.kills import Losses
from tests.bench.scene import choices
from tests.faults.ground import OPTIONS, Ground

LOOKS_ROUND_S = 0.3
UNANSWERED_S = 4.0
"""So long a person waits for a toast before tapping the next choice."""


@dataclass
class Crowd:
    """`votes` has for each person what was tapped, and whether a toast said that it is kept."""

    ground: Ground
    votes: dict[int, list[tuple[int, bool]]] = field(default_factory=dict)
    asked: dict[str, User] = field(default_factory=dict)
    toasts: Counter[str] = field(default_factory=Counter)
    over: bool = False

    def start(self, group: asyncio.TaskGroup, voters: int, askers: int = 3) -> None:
        """Everybody begins, until `over`."""
        for user in list(self.ground.yard.by_label.values())[-voters:]:
            group.create_task(self._vote(user))
        for user in self.ground.yard.council[:askers]:
            group.create_task(self._ask(user))

    async def _vote(self, user: User) -> None:
        while not self.over:
            await self.tap(user)
            await asyncio.sleep(self.ground.chance.uniform(0, LOOKS_ROUND_S))

    async def tap(self, user: User) -> str:
        """The next choice of this person, and the toast; "" when none came."""
        mine = self.votes.setdefault(user.id, [])
        choice, turn = len(mine) % len(OPTIONS), len(mine)
        mine.append((choice, False))
        data = choices(self.ground.card)[choice]
        with suppress(TimeoutError):
            toast = await self.ground.people.press(user, self.ground.card, data, UNANSWERED_S)
            mine[turn] = (choice, OPTIONS[choice] in (toast.text or ""))
            self.toasts[toast.text or ""] += 1
            return toast.text or ""
        return ""

    async def _ask(self, member: User) -> None:
        """Ask for a message that nobody else asks for, wait for it, ask for the next."""
        while not self.over:
            await self.ask(member)

    async def ask(self, member: User) -> None:
        text = f"第{len(self.asked)}问：换不换门禁？"
        self.asked[text] = member
        self.ground.people.say(member, member, f"/vote {text} | 3天")
        with suppress(TimeoutError):
            async with asyncio.timeout(UNANSWERED_S):
                while not self.heard(text):
                    await asyncio.sleep(0.02)

    def kept(self) -> int:
        """How many taps were told to be kept."""
        return sum(kept for mine in self.votes.values() for _, kept in mine)

    def heard(self, text: str) -> int:
        """How often the message asked for has come."""
        bot = self.ground.world.bot
        said = self.ground.world.private(self.asked[text]).messages
        return sum(text in m.text for m in said if m.sender is bot)

    def count(self, tx: Tx) -> Losses:
        """Each person's taps against the ballots in the history, in their order."""
        stored: dict[int, list[int]] = {}
        for person, content in tx.rows(
            "SELECT person, content FROM ballot_history WHERE courtyard = ? AND vote = 1 "
            "ORDER BY person, turn",
            self.ground.yard.courtyard,
        ):
            stored.setdefault(person, []).append(json.loads(content)[0])
        losses = Losses()
        for person, tapped in self.votes.items():
            losses.add(tapped, stored.pop(person, []))
        losses.doubled += sum(len(left) for left in stored.values())
        return losses
