"""One person with a phone, as the demo and the tests use them: says, taps, reads."""

from __future__ import annotations

from typing import Protocol

from bot.sandbox.model import Button, Chat, Message, User
from bot.sandbox.people import People
from bot.sandbox.world import World


class CannotFind(AssertionError):
    """Somebody looked for a button or a message that is not there."""


class Scene(Protocol):
    """Where people act: a world, a courtyard's group in it, and a way to wait for the bot."""

    world: World
    people: People

    @property
    def group(self) -> Chat: ...

    async def settled(self) -> None:
        """Wait until the bot has heard everything and said all it has to say for now."""
        ...


class Neighbour:
    """One person with a phone."""

    def __init__(self, yard: Scene, user: User) -> None:
        self._yard = yard
        self.user = user

    @property
    def id(self) -> int:
        return self.user.id

    @property
    def chat(self) -> Chat:
        return self._yard.world.private(self.user)

    async def says(self, text: str) -> list[str]:
        """Write to the bot privately; what it answered."""
        before = len(self.chat.messages)
        self._yard.people.say(self.user, self.user, text)
        await self._yard.settled()
        return [m.text for m in self.chat.messages[before + 1 :] if m.sender is not self.user]

    async def says_in_group(self, text: str, reply_to: Message | None = None) -> list[str]:
        """Write into the group; what the bot wrote there since."""
        before = len(self._yard.group.messages)
        self._yard.people.say(self.user, self._yard.group, text, reply_to=reply_to)
        await self._yard.settled()
        since = self._yard.group.messages[before + 1 :]
        return [m.text for m in since if m.sender is self._yard.world.bot]

    async def starts(self, payload: str | None = None) -> list[str]:
        """Press START in the private chat, or follow a deep link."""
        before = len(self.chat.messages)
        self._yard.people.start(self.user, payload)
        await self._yard.settled()
        return [m.text for m in self.chat.messages[before + 1 :] if m.sender is not self.user]

    async def taps(self, label: str, on: Message | None = None) -> str:
        """Tap the button whose label contains `label`, on a message or on the newest private one
        that has it; the toast. A link button is followed into the private chat."""
        message, button = self._find(label, on)
        if button.url:
            return await self._follow(button.url)
        toast = await self._yard.people.press(self.user, message, button.data or "")
        await self._yard.settled()
        if toast.url:
            return await self._follow(toast.url)
        return toast.text or ""

    async def forges(self, data: str, on: Message) -> str:
        """Send data that no button of the message has; the toast."""
        toast = await self._yard.people.press(self.user, on, data)
        await self._yard.settled()
        return toast.text or ""

    def reads(self) -> str:
        """The newest message of the bot in the private chat."""
        mine = [m for m in self.chat.messages if m.sender is self._yard.world.bot]
        if not mine:
            raise CannotFind(f"the bot has written nothing to {self.user.name}")
        return mine[-1].text

    def texts(self) -> list[str]:
        return [m.text for m in self.chat.messages if m.sender is self._yard.world.bot]

    def newest(self) -> Message:
        return [m for m in self.chat.messages if m.sender is self._yard.world.bot][-1]

    def buttons(self) -> list[str]:
        """The labels under the newest private message."""
        return [button.text for row in self.newest().buttons for button in row]

    def _find(self, label: str, on: Message | None) -> tuple[Message, Button]:
        mine = [m for m in self.chat.messages if m.sender is self._yard.world.bot]
        for message in [on] if on else reversed(mine):
            for row in message.buttons:
                for button in row:
                    if label in button.text:
                        return message, button
        seen = [[b.text for row in m.buttons for b in row] for m in ([on] if on else mine[-3:])]
        raise CannotFind(f"no button says {label!r}; there are {seen}")

    async def _follow(self, url: str) -> str:
        payload = url.partition("?start=")[2]
        if not payload:
            raise CannotFind(f"{url} does not lead into the private chat")
        await self.starts(payload)
        return ""
