"""Long chats: only what is seen is drawn, and nothing jumps while one reads."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.sandbox import ready
from bot.sandbox.people import People
from bot.sandbox.saving import dump, restore
from bot.sandbox.world import TOKEN, World
from tests.page.talk import fill
from tests.page.test_panes import open_vote
from tests.page.viewer import Viewer

pytestmark = pytest.mark.asyncio(loop_scope="session")
DRAWN, MANY = 60, 10_000


async def test_of_five_thousand_messages_only_those_on_screen_are_drawn(viewer: Viewer) -> None:
    stage = viewer.play.stage
    fill(stage.world, stage.group.id, 5_000)
    await viewer.page.reload()
    await viewer.right.shows("第 4999 句")
    assert await viewer.page.locator("[data-pane=right] .item").count() < DRAWN
    scroll = viewer.right.node.locator(".scroll")
    await scroll.evaluate("node => { node.scrollTop = node.scrollHeight / 2; }")
    await viewer.page.wait_for_timeout(300)
    assert await viewer.page.locator("[data-pane=right] .item").count() < DRAWN
    await viewer.right.node.get_by_role("button", name="到最新").click()
    await viewer.right.shows("第 4999 句")


async def test_what_is_being_read_stays_put_while_others_write(viewer: Viewer) -> None:
    stage = viewer.play.stage
    fill(stage.world, stage.group.id, 200)
    await viewer.page.reload()
    await viewer.right.shows("第 199 句")
    scroll = viewer.right.node.locator(".scroll")
    await scroll.evaluate("node => { node.scrollTop = 3000; }")
    await viewer.page.wait_for_timeout(300)
    before = await first_seen(viewer)
    for n in range(5):
        stage.people.say(stage.yard.organizer, stage.group, f"新的 {n}")
    await viewer.page.wait_for_timeout(300)
    assert await first_seen(viewer) == before


async def first_seen(viewer: Viewer) -> str:
    """The message at the upper edge of the right pane, and where it stands."""
    return str(
        await viewer.page.evaluate(
            """() => {
              const list = document.querySelector('[data-pane=right] .scroll');
              const top = list.getBoundingClientRect().top;
              const seen = [...list.querySelectorAll('.item')]
                .find((node) => node.getBoundingClientRect().bottom > top);
              return `${seen.dataset.id} ${Math.round(seen.getBoundingClientRect().top - top)}`;
            }"""
        )
    )


async def test_a_live_card_is_drawn_again_and_nothing_jumps(viewer: Viewer) -> None:
    card = await open_vote(viewer)
    await viewer.right.shows("已投 0／120 户")
    stage = viewer.play.stage
    for label in ("1-1-104", "1-1-201", "1-1-202"):
        voter = stage.household(label)
        await voter.taps("同意", on=card)
    await viewer.right.shows("已投 3／120 户")
    assert await viewer.right.node.locator(".item", has_text="表决 1").count() == 1


async def test_a_large_courtyard_is_saved_and_restored_whole(tmp_path: Path) -> None:
    world = World()
    yard = ready.populate(world)
    fill(world, yard.group.id, MANY)
    People(world).say(yard.chair, yard.group, "最后一句", reply_to=yard.group.messages[-1])
    again = restore(dump(world), TOKEN)
    newest = again.chats[yard.group.id].messages[-1]
    assert newest.text == "最后一句"
    assert newest.reply_to is not None
    assert abs(again.now() - datetime.now(UTC)) < timedelta(seconds=30)
    await asyncio.gather(world.aclose(), again.aclose())
