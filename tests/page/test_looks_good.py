"""Phone width, the dark, two languages, keyboard and screen reader."""

from __future__ import annotations

from typing import Any

import pytest

from tests.page.test_panes import open_vote
from tests.page.viewer import Viewer

axe = pytest.importorskip("axe_playwright_python.async_playwright", reason="axe is not installed")
pytestmark = pytest.mark.asyncio(loop_scope="session")
GRAVE = ("serious", "critical")


async def faults_of(page: Any) -> list[str]:
    """What axe finds that would keep somebody out."""
    found = (await axe.Axe().run(page)).response["violations"]
    return [
        f"{one['id']}: {node['target']} {node.get('failureSummary', '')}"
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]


async def test_nothing_serious_keeps_anybody_out(viewer: Viewer) -> None:
    await open_vote(viewer)
    await viewer.left.says("/home")
    await viewer.left.shows("您是 1-1-102 的")
    found = [await in_both_lights(viewer)]
    await viewer.backstage()
    await viewer.button("审计链").click()
    await viewer.page.locator(".chain").wait_for()
    await viewer.button("带我走一遍").click()
    await viewer.page.locator(".walk").wait_for()
    found.append(await in_both_lights(viewer))
    assert found == [[], []]


async def in_both_lights(viewer: Viewer) -> list[str]:
    found = []
    for theme in ("light", "dark"):
        await viewer.page.emulate_media(color_scheme=theme)
        found += await faults_of(viewer.page)
    return found


async def test_in_the_dark_the_page_is_dark(viewer: Viewer) -> None:
    await open_vote(viewer)
    await viewer.page.emulate_media(color_scheme="dark")
    await viewer.right.shows("表决 1")
    await viewer.picture("dark")
    assert await brightness(viewer) < 80
    await viewer.button("深浅色").click()
    assert await brightness(viewer) > 180


async def brightness(viewer: Viewer) -> int:
    shade = await viewer.page.locator(".bubble").first.evaluate(
        "node => getComputedStyle(node).backgroundColor.match(/\\d+/g).map(Number)[0]"
    )
    return int(shade)


async def test_on_a_phone_there_is_one_pane_and_a_way_back(viewer: Viewer) -> None:
    await open_vote(viewer)
    page = viewer.page
    await page.set_viewport_size({"width": 360, "height": 720})
    assert not await page.locator(".pane").first.is_visible()
    await (
        page.locator(".person", has_text="何孃孃").or_(page.locator(".person").nth(1)).first.click()
    )
    await viewer.left.node.get_by_role("tab", name="7号大院").first.click()
    await viewer.left.shows("表决 1")
    await viewer.left.taps("同意")
    await viewer.left.shows("已投 1／120 户")
    await viewer.picture("phone")
    assert await page.locator(".pane:visible").count() == 1
    assert await overflow(viewer) == 0
    assert await faults_of(page) == []
    await viewer.left.node.get_by_role("button", name="返回").click()
    assert await page.locator(".people").is_visible()


async def overflow(viewer: Viewer) -> int:
    """By how much the page is wider than the screen."""
    return int(await viewer.page.locator("html").evaluate("node => node.scrollWidth - innerWidth"))


async def test_the_page_speaks_english_too(viewer: Viewer) -> None:
    await viewer.button("English").click()
    await viewer.button("Backstage").click()
    await viewer.page.get_by_role("heading", name="Another courtyard").wait_for()
    assert await viewer.page.locator("html").get_attribute("lang") == "en"
    chrome = await viewer.page.locator(".top, .hands h3, .searching").all_inner_texts()
    assert not any("街坊" in words or "时间" in words for words in chrome)
    await viewer.button("中文").click()
    await viewer.button("后台").wait_for()


async def test_a_vote_is_cast_with_the_keyboard_alone(viewer: Viewer) -> None:
    await open_vote(viewer)
    keyboard = viewer.page.keyboard
    await viewer.page.get_by_role("searchbox").focus()
    await keyboard.type("1-1-104")
    await keyboard.press("Tab")
    await keyboard.press("Enter")
    tab = viewer.left.node.locator("[role=tab][aria-selected=true]")
    await tab.focus()
    await keyboard.press("ArrowRight")
    await keyboard.press("Enter")
    await viewer.left.shows("表决 1")
    await viewer.left.node.locator(".key", has_text="同意").last.focus()
    await keyboard.press("Enter")
    await viewer.left.says_back("1-1-104 投了同意")
    await viewer.left.shows("已投 1／120 户")
    focused = await viewer.page.locator(":focus").inner_text()
    assert "同意" in focused


async def test_a_screen_reader_hears_what_comes_in(viewer: Viewer) -> None:
    await viewer.left.turns_to("7号大院")
    stage = viewer.play.stage
    stage.people.say(stage.yard.chair, stage.group, "晚上七点开坝坝会")
    await viewer.page.locator("#live", has_text="王大爷：晚上七点开坝坝会").wait_for(
        state="attached"
    )
