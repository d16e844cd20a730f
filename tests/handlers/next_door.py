"""Another group in the same town, for courtyards that are only being founded."""

from __future__ import annotations

from bot.sandbox.model import Chat, Message, User
from bot.sandbox.neighbour import Neighbour
from storage import courtyards
from storage.courtyards import Courtyard
from tests.yard import Yard


class Next:
    """Another group in the same town, with the bot just added to it."""

    def __init__(self, yard: Yard, title: str = "锦绣里8号院", *, supergroup: bool = True) -> None:
        self.yard = yard
        self.owner = yard.people.add_user("老周", "laozhou")
        self.member = yard.people.add_user("李叔", "lishu")
        members = [self.owner, self.member]
        self.group: Chat = yard.people.add_group(title, members, supergroup)

    def by(self, user: User) -> Neighbour:
        return self.yard.person(user)

    def texts(self) -> list[str]:
        return [m.text for m in self.group.messages if m.sender is self.yard.world.bot]

    def newest(self) -> Message:
        return [m for m in self.group.messages if m.sender is self.yard.world.bot][-1]

    async def says(self, user: User, text: str, *, hidden: bool = False) -> str:
        """Written into the group; the bot's newest words there."""
        self.yard.people.say(user, self.group, text, as_anonymous_admin=hidden)
        await self.yard.settled()
        return self.newest().text

    async def registers(self, user: User, home: str) -> None:
        await self.by(user).starts(f"jo1_{(await self.its()).courtyard}_{home}")
        await self.by(user).taps("写我的名字")
        await self.by(user).taps("没错，就是")

    async def its(self) -> Courtyard:
        found = await self.yard.read(lambda tx: courtyards.by_chat(tx, self.group.id))
        assert found is not None
        return found
