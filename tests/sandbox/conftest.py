"""A small courtyard for the sandbox's own tests."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio

from bot.sandbox.model import Chat, Json, Message, User
from bot.sandbox.people import People
from bot.sandbox.refused import Refused
from bot.sandbox.world import World


@dataclass
class Yard:
    """One group with the bot in it, its owner and a neighbour; the bot has heard nothing yet."""

    world: World
    people: People
    owner: User
    neighbour: User
    group: Chat

    async def call(self, method: str, **params: Any) -> Any:
        return await self.world.call(method, params)

    async def refusal(self, method: str, **params: Any) -> Refused:
        with pytest.raises(Refused) as caught:
            await self.call(method, **params)
        return caught.value

    async def card(
        self, chat: Chat | None = None, text: str = "投票", data: str = "v1:1"
    ) -> Message:
        where = chat or self.group
        shown = await self.call(
            "sendMessage", chat_id=where.id, text=text, reply_markup=keyboard(("赞成", data))
        )
        return where.message(shown["message_id"])

    def heard(self) -> list[Json]:
        """What the bot was told since it last looked, without the numbers."""
        return [
            {kind: body for kind, body in update.items() if kind != "update_id"}
            for update in self.world.take_updates()
        ]


def keyboard(*buttons: tuple[str, str]) -> str:
    return json.dumps({"inline_keyboard": [[{"text": t, "callback_data": d} for t, d in buttons]]})


@pytest_asyncio.fixture
async def yard() -> AsyncIterator[Yard]:
    world = World()
    people = People(world)
    owner, neighbour = people.add_user("李姐", "li_jie"), people.add_user("王哥")
    group = people.add_group("桂花院坝", [owner, neighbour])
    world.take_updates()
    yield Yard(world, people, owner, neighbour, group)
    await world.aclose()
