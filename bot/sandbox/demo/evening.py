"""The stage for one evening: who is there, what was agreed, and a teller who repeats it all."""

from __future__ import annotations

import random
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.sandbox.model import Message, User
from bot.sandbox.neighbour import Neighbour
from bot.sandbox.run import Stage
from bot.sandbox.telling import Show, Teller

SEED = 7
PATIENCE_S = 60.0
ZONE = ZoneInfo("Asia/Shanghai")


class Evening:
    """`choices`, `signed` and the rest are what the story itself knows, apart from the bot."""

    def __init__(self, stage: Stage, show: Show) -> None:
        self.stage = stage
        self.tell = Teller(stage, show, self.name)
        self.random = random.Random(SEED)  # noqa: S311 - a story, told the same way each time
        self.choices: dict[str, str] = {}
        """What each household last tapped in the vote."""
        self.signed: set[str] = set()
        """The households that signed version 1.0 of the covenant."""
        self.going: set[str] = set()
        """The households that have a place at the festival in the end."""
        self.reminded: list[set[str]] = []
        """Whom each of the festival's reminders reached."""
        self.restored = False
        """Whether the backup gave back the very same courtyard."""

    def household(self, label: str) -> Neighbour:
        return self.stage.household(label)

    @property
    def chair(self) -> Neighbour:
        return self.stage.person(self.stage.yard.chair)

    @property
    def second(self) -> Neighbour:
        """The councillor who reads what the chair wants, and agrees."""
        return self.stage.person(self.stage.yard.council[3])

    def card(self, having: str) -> Message:
        bot = self.stage.world.bot
        return [m for m in self.stage.group.messages if m.sender is bot and having in m.text][-1]

    def name(self, user: User) -> str:
        label = self.stage.yard.labels.get(user.id)
        return f"{user.name}（{label}）" if label else user.name

    async def press(self, label: str, button: str, card: Message) -> str:
        """One of a crowd taps and waits for the toast, however long the bot takes."""
        user = self.stage.yard.by_label[label]
        toast = await self.stage.people.press(user, card, carried(card, button), PATIENCE_S)
        return toast.text or ""

    async def until_half_past_seven(self) -> None:
        """The story begins in the evening, whenever it is told."""
        now = self.stage.world.now().astimezone(ZONE)
        evening = now.replace(hour=19, minute=30, second=0, microsecond=0)
        if evening < now:
            evening += timedelta(days=1)
        await self.stage.advance(evening - now)


def carried(message: Message, label: str) -> str:
    """The data of the button with this label."""
    return next(b.data or "" for row in message.buttons for b in row if label in b.text)
