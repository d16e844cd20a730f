"""Live cards: many changes, few edits, and always the truth in the end."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.sandbox.model import Chat
from storage import cards
from storage.errors import DiskFull
from tests.machinery.rig import YARD, Rig, open_rig


def group_of(rig: Rig) -> Chat:
    return rig.people.add_group("7号大院", [rig.resident()])


def written(rig: Rig, group: Chat) -> list[str]:
    return [message.text for message in group.messages if message.sender is rig.world.bot]


async def test_many_changes_are_few_edits_and_the_last_shows_the_truth(tmp_path: Path) -> None:
    async with open_rig(tmp_path / "rig.sqlite", card_spacing=0.3) as rig:
        group = group_of(rig)
        await rig.post_card(group)
        await rig.settled()
        await rig.count(60)
        await rig.settled()
        assert written(rig, group) == ["counted: 60"]
        edits = [call for call in rig.world.calls if call.method == "editMessageText"]
        assert 1 <= len(edits) <= 6


async def test_a_card_that_was_deleted_is_posted_anew_with_the_truth(rig: Rig) -> None:
    group = group_of(rig)
    await rig.post_card(group)
    await rig.settled()
    card = next(message for message in group.messages if message.sender is rig.world.bot)
    del group.by_id[card.message_id]
    await rig.count()
    await rig.settled()
    assert written(rig, group) == ["counted: 1"]
    await rig.count()
    await rig.settled()
    assert written(rig, group) == ["counted: 2"]


async def test_a_touch_that_changes_nothing_settles(rig: Rig) -> None:
    group = group_of(rig)
    await rig.post_card(group)
    await rig.settled()
    await rig.store.write(lambda tx: cards.touch(tx, YARD, "tally", 1))
    await rig.settled()
    assert written(rig, group) == ["counted: 0"]


async def test_too_many_edits_wait_and_end_on_the_truth(rig: Rig) -> None:
    group = group_of(rig)
    await rig.post_card(group)
    await rig.settled()
    rig.world.faults.add("editMessageText", status=429, retry_after=20)
    await rig.count()
    await rig.settled()
    await rig.count(4)
    await rig.settled()
    assert written(rig, group) == ["counted: 0"]
    await rig.passes(seconds=21)
    assert written(rig, group) == ["counted: 5"]


async def test_put_out_of_the_group_the_card_rests(rig: Rig) -> None:
    group = group_of(rig)
    await rig.post_card(group)
    await rig.settled()
    rig.people.kick(rig.world.bot, group)
    await rig.count()
    await rig.settled()
    assert await rig.store.read(lambda tx: cards.get(tx, YARD, "tally", 1, group.id)) is None


async def test_a_full_disk_does_not_post_a_second_card(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = group_of(rig)
    await rig.post_card(group)
    write, failures = rig.store.write, 2

    async def full(action: object) -> object:
        nonlocal failures
        if failures and written(rig, group):
            failures -= 1
            raise DiskFull
        return await write(action)  # type: ignore[arg-type]  # handed through

    monkeypatch.setattr(rig.store, "write", full)
    await rig.settled()
    assert failures == 0
    await rig.count()
    await rig.settled()
    assert written(rig, group) == ["counted: 1"]
