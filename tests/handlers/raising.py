"""How a topic comes to stand in the yard, for the tests of everything that may happen to it."""

from __future__ import annotations

from bot.sandbox.model import Message
from bot.sandbox.neighbour import Neighbour
from storage import topics
from storage.topics import Topic
from tests.yard import Yard

LIGHT = "三单元楼道灯坏了三天"
HOME = "3-2-501"


async def raised(yard: Yard, text: str = LIGHT, kind: str = "大家的事") -> Neighbour:
    """Raised through the private form by 3-2-501, who sorts it too."""
    author = yard.household(HOME)
    await author.says(f"/topic {text}")
    await author.taps(kind)
    return author


async def step(who: Neighbour, label: str, words: str) -> None:
    await who.taps(label)
    await who.says(words)
    await who.taps("发出")


async def topic(yard: Yard, number: int = 1) -> Topic:
    found = await yard.read(lambda tx: topics.get(tx, yard.courtyard, number))
    assert found is not None
    return found


async def count(yard: Yard) -> int:
    found: int = await yard.read(lambda tx: tx.value("SELECT count(*) FROM topics"))
    return found


def newest(yard: Yard) -> Message:
    return [m for m in yard.group.messages if m.sender is yard.world.bot][-1]
