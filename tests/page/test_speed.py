"""How fast the page is, and how much it draws: the numbers the README gives."""

from __future__ import annotations

import asyncio
import gc
import time
import tracemalloc
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.sandbox import ready
from bot.sandbox.model import Message
from bot.sandbox.people import People
from bot.sandbox.posting import post
from bot.sandbox.saving import dump, restore
from bot.sandbox.world import TOKEN, World
from tests.page.test_panes import open_vote
from tests.page.viewer import Viewer

pytestmark = pytest.mark.asyncio(loop_scope="session")
INTERACTIVE_S, TAP_MS, DRAWN, FRAME_MS = 1.0, 150, 60, 50
MANY, MEMORY = 10_000, 150 * 1024 * 1024


async def test_the_page_is_ready_within_a_second(viewer: Viewer) -> None:
    took = []
    for _ in range(3):
        begun = time.perf_counter()
        await viewer.open()
        took.append(time.perf_counter() - begun)
    assert min(took) < INTERACTIVE_S


async def best_p95(viewer: Viewer, script: str, limit: float) -> float:
    """Of at most three runs: a machine that is busy with other tests is not a slow page."""
    best = float("inf")
    for _ in range(3):
        took = sorted(await viewer.page.evaluate(script))
        best = min(best, took[int(len(took) * 0.95) - 1])
        if best < limit:
            break
    return best


async def test_a_tap_shows_in_the_other_pane_at_once(viewer: Viewer) -> None:
    """Somebody writes in the left pane: how long until it stands in the right one."""
    await viewer.left.turns_to("7号大院")
    slowest = await best_p95(
        viewer,
        """async () => {
          const [left, right] = document.querySelectorAll('.pane');
          const field = left.querySelector('textarea');
          const took = [];
          for (let n = 0; n < 40; n += 1) {
            const words = `第 ${n} 句话 ${Math.random()}`;
            field.value = words;
            const begun = performance.now();
            field.form.requestSubmit();
            while (!right.querySelector('.shown').textContent.includes(words)) {
              await new Promise((done) => requestAnimationFrame(done));
            }
            took.push(performance.now() - begun);
          }
          return took;
        }""",
        TAP_MS,
    )
    assert slowest < TAP_MS


async def test_five_thousand_messages_scroll_without_a_stutter(viewer: Viewer) -> None:
    stage = viewer.play.stage
    fill(stage.world, stage.group.id, 5_000)
    await viewer.page.reload()
    await viewer.right.shows("第 4999 句")
    assert await viewer.page.locator("[data-pane=right] .item").count() < DRAWN
    slowest = await best_p95(
        viewer,
        """async () => {
          const list = document.querySelector('[data-pane=right] .scroll');
          const frames = [];
          let before = performance.now();
          for (let n = 0; n < 120; n += 1) {
            list.scrollTop -= 700;
            await new Promise((done) => requestAnimationFrame(done));
            frames.push(performance.now() - before);
            before = performance.now();
          }
          return frames;
        }""",
        FRAME_MS,
    )
    assert slowest < FRAME_MS
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


def fill(world: World, group: int, count: int) -> list[Message]:
    """Talk of all lengths, as it stands after a busy month."""
    chat = world.chats[group]
    speakers = [member.user for member in chat.members.values() if not member.user.is_bot]
    words = "今天晚上七点，院坝里头摆几桌，娃儿老人都来坐。"
    return [
        post(world, chat, speakers[n % 7], text=f"第 {n} 句：" + words * (n % 5))
        for n in range(count)
    ]


async def test_ten_thousand_messages_fit_into_little_memory() -> None:
    gc.collect()
    tracemalloc.start()
    try:
        world = World()
        yard = ready.populate(world)
        fill(world, yard.group.id, MANY)
        gc.collect()
        used, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert used < MEMORY
    await world.aclose()


async def test_a_large_courtyard_is_saved_and_restored_quickly(tmp_path: Path) -> None:
    world = World()
    yard = ready.populate(world)
    fill(world, yard.group.id, MANY)
    People(world).say(yard.chair, yard.group, "最后一句", reply_to=yard.group.messages[-1])
    begun = time.perf_counter()
    again = restore(dump(world), TOKEN)
    assert time.perf_counter() - begun < 5
    newest = again.chats[yard.group.id].messages[-1]
    assert newest.text == "最后一句"
    assert newest.reply_to is not None
    assert abs(again.now() - datetime.now(UTC)) < timedelta(seconds=30)
    await asyncio.gather(world.aclose(), again.aclose())
