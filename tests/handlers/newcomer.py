"""Someone new in the courtyard, for the tests of what comes after."""

from __future__ import annotations

from bot.sandbox.neighbour import Neighbour
from storage import residents
from storage.residents import Resident
from tests.yard import Yard

HOME = "3-2-501"


async def newcomer(yard: Yard, home: str = HOME, name: str = "写我的名字") -> Neighbour:
    """The stranger, who came into the group and says they live at `home`."""
    yard.people.join(yard.ready.stranger, yard.group)
    await yard.stranger.starts(f"jo1_{yard.courtyard}_{home}")
    await yard.stranger.taps(name)
    if "没写错吧" in yard.stranger.reads():
        await yard.stranger.taps("没错，就是")
    return yard.stranger


async def state(yard: Yard, person: Neighbour) -> Resident:
    found = await yard.read(lambda tx: residents.resident(tx, yard.courtyard, person.id))
    assert found is not None
    return found
