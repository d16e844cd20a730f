"""A group becomes a supergroup and the bot never hears of it: its courtyard is found again."""

from __future__ import annotations

import pytest

from bot.actions import courtyard as yards
from bot.app import Tempo, open_app
from bot.sandbox.model import Chat
from bot.sandbox.request import InProcessRequest
from bot.sandbox.world import TOKEN
from bot.settings import Settings
from storage import courtyards, outbox
from storage.courtyards import Courtyard
from tests.handlers.next_door import Next
from tests.yard import SandboxClock, Unhurried, Yard, address


@pytest.fixture
async def small(yard: Yard) -> Next:
    """A courtyard in a basic group, with its first chair registered."""
    there = Next(yard, "小院", supergroup=False)
    await yard.settled()
    await there.says(there.owner, "/setup 小院")
    await there.registers(there.owner, "1-1-101")
    return there


def upgrade_unheard(there: Next) -> Chat:
    """Both messages that tell of it are lost, as after a day without the bot."""
    there.group = there.yard.people.migrate(there.group)
    there.yard.world.take_updates()
    return there.group


async def where(yard: Yard) -> Courtyard:
    found = await yard.read(lambda tx: courtyards.get(tx, yard.courtyard + 1))
    assert found is not None
    return found


async def test_what_is_sent_to_the_old_group_arrives_in_the_new_one(
    yard: Yard, small: Next
) -> None:
    upgraded = upgrade_unheard(small)
    await small.by(small.owner).says("/topic 三单元楼道灯坏了三天")
    await small.by(small.owner).taps("大家的事")
    assert (await where(yard)).chat == upgraded.id
    (card,) = small.texts()
    assert "三单元楼道灯坏了三天" in card
    await yard.write(
        lambda tx: outbox.send(tx, yard.courtyard + 1, upgraded.id, "courtyard.already")
    )
    await yard.settled()
    assert len(small.texts()) == 2
    assert await yard.read(outbox.parked) == []


async def test_a_notice_to_the_old_group_arrives_once_in_the_new_one(
    yard: Yard, small: Next
) -> None:
    old = small.group.id
    upgraded = upgrade_unheard(small)
    await yard.write(lambda tx: outbox.send(tx, yard.courtyard + 1, old, "courtyard.already"))
    await yard.settled()
    assert (await where(yard)).chat == upgraded.id
    (notice,) = small.texts()
    assert "叫「小院」" in notice


async def test_a_command_in_the_new_group_finds_its_courtyard(yard: Yard, small: Next) -> None:
    upgraded = upgrade_unheard(small)
    assert "小院" in await small.says(small.member, "/home")
    assert (await where(yard)).chat == upgraded.id
    upgrades = [call for call in yard.world.calls if call.method == "getChat"]
    assert len(upgrades) == 1
    await small.says(small.member, "/home")
    assert [call for call in yard.world.calls if call.method == "getChat"] == upgrades


async def test_let_into_the_new_group_again_it_brings_its_courtyard_along(
    yard: Yard, small: Next
) -> None:
    yard.people.kick(yard.world.bot, small.group)
    await yard.settled()
    assert (await where(yard)).state == yards.LEFT
    small.group = yard.people.migrate(small.group)
    await yard.settled()
    yard.people.leave(small.member, small.group)
    yard.people.join(yard.world.bot, small.group, by=small.owner)
    await yard.settled()
    again = await where(yard)
    assert (again.chat, again.state) == (small.group.id, yards.ACTIVE)
    assert "我又回来了" in small.newest().text
    assert not [text for text in small.texts() if "建院坝" in text]


async def test_the_new_groups_own_message_is_enough(yard: Yard, small: Next) -> None:
    small.group = yard.people.migrate(small.group)
    first = min(yard.world.updates.pending)
    assert "migrate_to_chat_id" in yard.world.updates.pending[first]["message"]
    yard.world.updates.confirm(first)
    await yard.settled()
    assert (await where(yard)).chat == small.group.id


async def test_at_the_start_every_small_group_is_asked_after(yard: Yard, small: Next) -> None:
    upgraded = upgrade_unheard(small)
    requests = (InProcessRequest(yard.world), InProcessRequest(yard.world))
    settings = Settings(token=TOKEN, database=address(yard.place))
    clock, tempo = SandboxClock(yard.world), Tempo(Unhurried(), 0.0)
    async with open_app(settings, clock=clock, requests=requests, tempo=tempo):
        assert (await where(yard)).chat == upgraded.id


async def test_a_strange_supergroup_is_asked_about_once(yard: Yard, small: Next) -> None:
    strange = Next(yard)
    await yard.settled()
    assert "还没建院坝" in await strange.says(strange.member, "/home")
    await strange.says(strange.member, "/home")
    assert len([call for call in yard.world.calls if call.method == "getChat"]) == 1
    assert (await where(yard)).chat == small.group.id


async def test_while_telegram_does_not_answer_a_group_is_asked_about_again(
    yard: Yard, small: Next
) -> None:
    upgraded = upgrade_unheard(small)
    yard.world.faults.add("getChat", status=502)
    assert "还没建院坝" in await small.says(small.member, "/home")
    assert "小院" in await small.says(small.member, "/home")
    assert (await where(yard)).chat == upgraded.id
