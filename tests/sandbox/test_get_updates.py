"""The long poll: updates stay until they are confirmed, and one poller is served at a time."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from bot.sandbox.refused import Refused
from tests.sandbox.conftest import Yard

CONFLICT = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is "
    "running"
)


async def ids(yard: Yard, **params: Any) -> list[int]:
    return [update["update_id"] for update in await yard.call("getUpdates", **params)]


def say(yard: Yard, times: int) -> None:
    for number in range(times):
        yard.people.say(yard.neighbour, yard.group, f"/vote {number}")


async def test_updates_come_again_until_they_are_confirmed(yard: Yard) -> None:
    say(yard, 3)
    first = await ids(yard)
    assert first == await ids(yard)
    assert first == list(range(first[0], first[0] + 3))
    assert await ids(yard, offset=first[1]) == first[1:]
    assert await ids(yard) == first[1:]
    assert await ids(yard, offset=first[2] + 1) == []
    assert yard.world.updates.pending == {}


async def test_a_limit_takes_the_oldest(yard: Yard) -> None:
    say(yard, 120)
    assert len(await ids(yard)) == 100
    assert await ids(yard, limit=2) == (await ids(yard))[:2]


async def test_a_negative_offset_forgets_all_but_the_last(yard: Yard) -> None:
    say(yard, 5)
    every = await ids(yard)
    assert await ids(yard, offset=-2) == every[-2:]
    assert await ids(yard) == every[-2:]


async def test_a_poll_waits_for_the_next_update(yard: Yard) -> None:
    poll = asyncio.create_task(yard.call("getUpdates", timeout=30))
    await asyncio.sleep(0)
    assert not poll.done()
    say(yard, 1)
    (update,) = await asyncio.wait_for(poll, 1)
    assert update["message"]["text"] == "/vote 0"


async def test_a_poll_without_news_ends_empty(yard: Yard) -> None:
    assert await yard.world.updates.poll(0, 100, 0.01) == []


async def test_the_newest_poll_wins(yard: Yard) -> None:
    older = asyncio.create_task(yard.call("getUpdates", timeout=30))
    await asyncio.sleep(0)
    newer = asyncio.create_task(yard.call("getUpdates", timeout=30))
    with pytest.raises(Refused) as caught:
        await asyncio.wait_for(older, 1)
    assert (caught.value.code, caught.value.description) == (409, CONFLICT)
    say(yard, 1)
    assert len(await asyncio.wait_for(newer, 1)) == 1


async def test_polling_and_a_webhook_exclude_each_other(yard: Yard) -> None:
    poll = asyncio.create_task(yard.call("getUpdates", timeout=30))
    await asyncio.sleep(0)
    await yard.call("setWebhook", url="http://127.0.0.1:1/")
    with pytest.raises(Refused, match="terminated by setWebhook request"):
        await asyncio.wait_for(poll, 1)
    refused = await yard.refusal("getUpdates")
    assert refused.description == (
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to "
        "delete the webhook first"
    )
    await yard.call("deleteWebhook")
    assert await yard.call("getUpdates") == []


async def test_allowed_updates_hold_until_they_are_changed(yard: Yard) -> None:
    await yard.call("getUpdates", allowed_updates=json.dumps(["callback_query"]))
    say(yard, 1)
    assert await yard.call("getUpdates") == []
    await yard.call("getUpdates", allowed_updates="[]")
    say(yard, 1)
    assert len(await yard.call("getUpdates")) == 1


async def test_member_updates_come_only_to_an_admin_who_asked(yard: Yard) -> None:
    guest = yard.people.add_user("张三")
    yard.people.join(guest, yard.group)
    assert [next(iter(one)) for one in yard.heard()] == ["message"]
    yard.people.promote(yard.world.bot, yard.group)
    yard.people.leave(guest, yard.group)
    assert [next(iter(one)) for one in yard.heard()] == ["my_chat_member", "message"]
    await yard.call("getUpdates", allowed_updates=json.dumps(["chat_member"]))
    yard.people.join(guest, yard.group)
    (told,) = yard.heard()
    change = told["chat_member"]
    assert change["old_chat_member"]["status"] == "left"
    assert change["new_chat_member"]["status"] == "member"
    assert change["new_chat_member"]["user"]["first_name"] == "张三"


async def test_an_update_can_be_delivered_twice(yard: Yard) -> None:
    say(yard, 1)
    (update,) = yard.world.take_updates()
    yard.world.updates.redeliver(update)
    assert await ids(yard) == [update["update_id"]]
