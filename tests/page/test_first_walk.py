"""The guided walk, from the raised topic to the books, as a newcomer takes it."""

from __future__ import annotations

import pytest

from tests.page.viewer import Viewer

pytestmark = pytest.mark.asyncio(loop_scope="session")
COVENANT = "一、楼道不堆东西，电瓶车不进楼。\n二、晚上十点以后小声点。\n三、遛狗牵绳。"


async def comes_to(viewer: Viewer, step: str) -> None:
    await viewer.page.locator(f".walk li.now[data-step={step}]").wait_for()


async def goes_there(viewer: Viewer, person: str, chat: str) -> None:
    await viewer.button("带我过去").click()
    await is_there(viewer, person, chat)


async def is_there(viewer: Viewer, person: str, chat: str) -> None:
    """Until the left pane is that person's, with that chat open."""
    await viewer.left.node.locator("h2", has_text=person).wait_for()
    await viewer.left.node.locator("[role=tab][aria-selected=true]", has_text=chat).wait_for()


async def is_told(viewer: Viewer, words: str) -> None:
    await viewer.page.locator(".walk .what", has_text=words).wait_for()


async def passes_until(viewer: Viewer, step: str) -> None:
    """To the next thing, and the next, until the step is done."""
    done = viewer.page.locator(f".walk li.done[data-step={step}]")
    for _ in range(20):
        await viewer.deed("到下一件事", "往后走了")
        await viewer.settled()
        await viewer.page.wait_for_timeout(500)
        if await done.count():
            return
    raise AssertionError(f"{step} never came")


async def test_the_first_walk_leads_from_a_topic_to_the_books(viewer: Viewer) -> None:
    left = viewer.left
    await viewer.button("带我走一遍").click()
    await comes_to(viewer, "raise")
    await is_there(viewer, "李婆婆", "7号大院")
    await left.sends()
    await comes_to(viewer, "sort")
    await left.taps("大家的事")
    await comes_to(viewer, "vote")
    await goes_there(viewer, "王大爷", "院坝")
    await left.sends()
    await left.taps("发出去")
    await is_told(viewer, "点「同意，这就办」")
    await goes_there(viewer, "何", "院坝")
    await left.taps("同意，这就办")
    await is_told(viewer, "在群里点一个")
    await goes_there(viewer, "李婆婆", "7号大院")
    await left.taps("同意")
    await left.says_back("投了同意")
    await viewer.right.shows("已投 1／120 户")
    await viewer.picture("vote")
    await comes_to(viewer, "result")
    await goes_there(viewer, "李婆婆", "7号大院")
    await viewer.deed("开始点", "点完了")
    await passes_until(viewer, "result")
    await left.shows("有结果了")
    await viewer.picture("result")
    await _covenant(viewer)
    await _festival(viewer)
    await comes_to(viewer, "audit")
    await goes_there(viewer, "李婆婆", "院坝")
    await viewer.button("审计链").click()
    await viewer.page.locator(".chain", has_text="全对").wait_for()
    await is_told(viewer, "一件事从提出来到办完")
    await viewer.picture("audit")
    await viewer.button("好嘞").click()
    await viewer.page.locator(".walk").wait_for(state="hidden")


async def _covenant(viewer: Viewer) -> None:
    left = viewer.left
    await comes_to(viewer, "covenant")
    await goes_there(viewer, "王大爷", "院坝")
    await left.sends()
    await left.taps("写公约")
    await left.shows("一行一条")
    await left.says(COVENANT)
    await left.taps("发出去")
    await is_told(viewer, "议事员")
    await goes_there(viewer, "何", "院坝")
    await left.taps("同意，这就办")
    await is_told(viewer, "代我家签")
    await goes_there(viewer, "李婆婆", "7号大院")
    await left.taps("代我家签")
    await viewer.button("好").click()
    await left.taps("代我家签")


async def _festival(viewer: Viewer) -> None:
    left = viewer.left
    await comes_to(viewer, "event")
    await goes_there(viewer, "杨姐", "院坝")
    await left.sends()
    await left.taps("发到群里")
    await comes_to(viewer, "reminder")
    await goes_there(viewer, "李婆婆", "7号大院")
    await left.shows("樱桃节")
    await left.node.locator(".key", has_text="✅").last.click()
    await viewer.settled()
    await passes_until(viewer, "reminder")


async def test_one_may_leave_the_walk_and_come_back(viewer: Viewer) -> None:
    await viewer.button("带我走一遍").click()
    await comes_to(viewer, "raise")
    await viewer.button("不走了").click()
    await viewer.page.locator(".walk").wait_for(state="hidden")
    await viewer.left.says("/topic 门口的垃圾桶满了")
    await viewer.left.shows("垃圾桶")
    await viewer.button("带我走一遍").click()
    await comes_to(viewer, "raise")
