"""Updates in: each acted on once, confirmed after the commit, none able to stop the others."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from bot.ask import Ask
from bot.sandbox.model import User
from bot.sandbox.wire import message_json, user_json
from storage import inbox
from storage.errors import DiskFull
from tests.yard import Yard

DRAFT = "/announce 明天停水"
POISON = "a bug of ours"


def update(yard: Yard, number: int, user: User, text: str) -> dict[str, Any]:
    """A private message as Telegram delivers it, without the bot hearing of it yet."""
    message = yard.people.say(user, user, text)
    yard.world.take_updates()
    return {"update_id": number, "message": message_json(message)}


def stumble(ask: Ask) -> None:
    raise LookupError(POISON)


def poison(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on /votes meets a bug."""
    commands = yard.app.house.commands
    monkeypatch.setitem(commands, "votes", replace(commands["votes"], handler=stumble))


async def test_an_update_that_comes_twice_is_acted_on_once(yard: Yard) -> None:
    raw = update(yard, 90_000, yard.organizer.user, DRAFT)
    assert await yard.app.intake.take([raw])
    assert await yard.app.intake.take([raw, raw])
    await yard.settled()
    assert len([text for text in yard.organizer.texts() if "通知草稿" in text]) == 1


async def test_a_bug_of_ours_is_kept_the_person_answered_and_others_served(
    yard: Yard, monkeypatch: pytest.MonkeyPatch
) -> None:
    poison(yard, monkeypatch)
    said = await yard.household("3-2-501").says("/votes")
    assert "对不住" in said[-1]
    await yard.household("3-2-502").says("/home")
    assert "7号大院" in yard.household("3-2-502").reads()
    letter = (await yard.read(inbox.letters))[0]
    assert POISON in letter.error
    assert "/votes" in letter.content


async def test_a_bug_is_apologised_for_once_however_often_it_comes(
    yard: Yard, monkeypatch: pytest.MonkeyPatch
) -> None:
    poison(yard, monkeypatch)
    resident = yard.household("3-2-501")
    raw = update(yard, 90_000, resident.user, "/votes")
    for _ in range(3):
        assert await yard.app.intake.take([raw])
    await yard.settled()
    assert len(resident.texts()) == 1
    assert len(await yard.read(inbox.letters)) == 1


async def test_an_update_nobody_can_read_does_not_hold_up_the_others(yard: Yard) -> None:
    broken = {"update_id": 90_000, "message": {"message_id": 1, "date": "soon", "chat": 5}}
    good = update(yard, 90_001, yard.organizer.user, DRAFT)
    assert await yard.app.intake.take([broken, good])
    await yard.settled()
    assert "通知草稿" in yard.organizer.reads()
    assert (await yard.read(inbox.letters))[0].source == "unreadable update"


async def test_an_update_nobody_can_read_is_kept_once_however_often_it_comes(yard: Yard) -> None:
    broken = {"update_id": 90_000, "message": {"message_id": 1, "date": "soon", "chat": 5}}
    for _ in range(3):
        assert await yard.app.intake.take([broken])
    assert len(await yard.read(inbox.letters)) == 1


async def test_an_update_nobody_can_read_and_no_disk_will_have_comes_again(
    yard: Yard, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = {"update_id": 90_000, "message": {"message_id": 1, "date": "soon", "chat": 5}}

    async def full(action: Any) -> Any:
        raise DiskFull

    with monkeypatch.context() as no_room:
        no_room.setattr(yard.app.store, "write", full)
        assert not await yard.app.intake.take([broken])
    assert await yard.app.intake.take([broken])
    assert len(await yard.read(inbox.letters)) == 1


async def test_whoever_taps_while_the_disk_is_full_is_asked_to_wait_by_webhook_too(
    yard: Yard, monkeypatch: pytest.MonkeyPatch
) -> None:
    await yard.organizer.says(DRAFT)
    draft = yard.organizer.newest()

    async def full(action: Any) -> Any:
        raise DiskFull

    monkeypatch.setattr(yard.app.store, "write", full)
    press = {
        "id": (query := yard.world.queries.ask(yard.organizer.user, yard.organizer.chat)).id,
        "from": user_json(yard.organizer.user),
        "message": message_json(draft),
        "chat_instance": "1",
        "data": draft.button("取消").data,
    }
    with pytest.raises(DiskFull):
        await yard.app.intake.take_one({"update_id": 90_000, "callback_query": press})
    toast = await query.answer
    assert "没记上" in (toast.text or "")
    assert toast.alert


async def test_nothing_is_confirmed_that_is_not_on_disk(
    yard: Yard, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, full = yard.app.store.write, True

    async def when_there_is_room(action: Any) -> Any:
        if full:
            raise DiskFull
        return await write(action)

    monkeypatch.setattr(yard.app.store, "write", when_there_is_room)
    raw = update(yard, 90_000, yard.organizer.user, DRAFT)
    assert not await yard.app.intake.take([raw])
    assert not yard.organizer.texts()
    full = False
    assert await yard.app.intake.take([raw])
    await yard.settled()
    assert "通知草稿" in yard.organizer.reads()


async def test_a_poll_keeps_what_the_disk_refused_until_it_is_kept(
    yard: Yard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.intake.PAUSE_SECONDS", 0.01)
    write, failures = yard.app.store.write, 5

    async def after_a_while(action: Any) -> Any:
        nonlocal failures
        if failures:
            failures -= 1
            raise DiskFull
        return await write(action)

    monkeypatch.setattr(yard.app.store, "write", after_a_while)
    yard.people.say(yard.organizer.user, yard.organizer.user, DRAFT)
    async with asyncio.timeout(10):
        while failures:
            assert yard.world.updates.pending
            await asyncio.sleep(0.005)
    await yard.settled()
    assert len([text for text in yard.organizer.texts() if "通知草稿" in text]) == 1


async def test_one_persons_acts_run_in_their_order(yard: Yard) -> None:
    user = yard.organizer.user
    batch = [
        update(yard, 90_000, user, "/announce"),
        update(yard, 90_001, user, "头一条"),
        update(yard, 90_002, user, "/announce"),
        update(yard, 90_003, user, "第二条"),
    ]
    assert await yard.app.intake.take(batch)
    await yard.settled()
    drafts = [text for text in yard.organizer.texts() if "通知草稿" in text]
    assert ["头一条" in drafts[0], "第二条" in drafts[1]] == [True, True]


async def test_two_presses_at_once_do_it_once_and_both_are_answered(yard: Yard) -> None:
    await yard.organizer.says(DRAFT)
    draft = yard.organizer.newest()
    data = draft.button("取消").data or ""
    presses = [yard.people.press_soon(yard.organizer.user, draft, data) for _ in range(2)]
    toasts = [await press for press in presses]
    await yard.settled()
    assert sorted("没找到" in (toast.text or "") for toast in toasts) == [False, True]
