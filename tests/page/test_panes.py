"""Two panes side by side: what one person does, the other sees at once."""

from __future__ import annotations

import pytest

from bot.sandbox.model import Message
from tests.page.viewer import Viewer

pytestmark = pytest.mark.asyncio(loop_scope="session")
VOTE = "/vote 在东墙种樱桃树，行不行？ | 3天"


async def open_vote(viewer: Viewer) -> Message:
    """The chair opens it and a councillor confirms, by their phones; the card in the group."""
    stage = viewer.play.stage
    chair, second = stage.person(stage.yard.chair), stage.person(stage.yard.council[1])
    await chair.says(VOTE)
    await chair.taps("发出去")
    await second.taps("同意，这就办")
    await stage.settled()
    return [message for message in stage.group.messages if "表决 1" in message.text][-1]


async def test_a_vote_is_watched_live_in_the_other_pane(viewer: Viewer) -> None:
    await open_vote(viewer)
    left, right = viewer.left, viewer.right
    await right.shows("已投 0／120 户")
    await left.turns_to("7号大院")
    await left.taps("反对")
    await left.says_back("1-1-102 投了反对")
    await right.shows("已投 1／120 户")
    await viewer.backstage()
    await viewer.deed("开始点", "点完了")
    await viewer.settled()
    await right.shows("已投 80／120 户" if await _is_in_crowd(viewer) else "已投 81／120 户")


async def _is_in_crowd(viewer: Viewer) -> bool:
    """Whether the crowd, too, had somebody of 1-1-102 tap."""
    stage = viewer.play.stage
    presses = [one for one in stage.world.calls if one.method == "answerCallbackQuery"]
    elder = str(stage.yard.by_label["1-1-102"].id)
    return sum(str(one.params["callback_query_id"]).startswith(elder) for one in presses) > 1


async def test_a_killed_bot_comes_back_and_nothing_is_lost(viewer: Viewer) -> None:
    await open_vote(viewer)
    left, right = viewer.left, viewer.right
    await left.turns_to("7号大院")
    await viewer.backstage()
    await viewer.deed("拔电（kill -9）", "机器人停了")
    await viewer.page.locator(".warning", has_text="机器人停着").wait_for()
    await left.taps("同意")
    await viewer.deed("重新开机", "机器人起来了")
    await left.says_back("1-1-102 投了同意")
    await right.shows("已投 1／120 户")
    await viewer.page.locator(".warning").wait_for(state="hidden")


async def test_the_clock_moves_to_a_reminder(viewer: Viewer) -> None:
    await open_vote(viewer)
    await viewer.backstage()
    await viewer.deed("到下一件事", "往后走了")
    await viewer.settled()
    await viewer.left.shows("还等着您投一票")


async def test_trouble_on_the_network_costs_time_and_no_message(viewer: Viewer) -> None:
    await viewer.backstage()
    await viewer.deed("500 服务器错", "接下来 3 次调用会出错")
    await viewer.left.says("/home")
    await viewer.left.shows("您是 1-1-102 的")
    await viewer.button("调用").click()
    await viewer.page.locator(".looks .line.parked", has_text="500").first.wait_for()


async def test_a_link_in_the_group_opens_the_private_chat(viewer: Viewer) -> None:
    await viewer.left.turns_to("7号大院")
    await viewer.left.says("/home")
    await viewer.left.taps("打开首页")
    await viewer.right.shows("您是 1-1-102 的")
    assert "李婆婆" in await viewer.right.node.locator("h2").inner_text()


async def test_what_people_write_is_text_and_never_html(viewer: Viewer) -> None:
    await viewer.left.turns_to("7号大院")
    await viewer.left.says("<img src=x onerror=alert(1)> <b>粗</b>")
    await viewer.right.shows("<img src=x onerror=alert(1)> <b>粗</b>")
    assert await viewer.page.locator(".text img, .text b").count() == 0


async def test_replies_edits_files_and_commands_work_as_on_a_phone(viewer: Viewer) -> None:
    left, page = viewer.left, viewer.page
    await left.turns_to("7号大院")
    await left.says("垃圾桶又满了")
    await left.node.locator(".said.own").last.hover()
    await left.node.get_by_role("button", name="修改").last.click()
    await left.says("垃圾桶又满了，臭得很")
    await (
        viewer.right.node.locator(".item", has_text="臭得很")
        .locator(".foot", has_text="改过")
        .wait_for()
    )
    await viewer.right.node.locator(".item", has_text="臭得很").hover()
    await viewer.right.node.get_by_role("button", name="回复").last.click()
    await viewer.right.says("我去倒")
    await left.node.locator(".quote", has_text="垃圾桶又满了").wait_for()
    content = {"name": "账.txt", "mimeType": "text/plain", "buffer": b"12"}
    await left.node.locator("input[type=file]").set_input_files(content)
    await viewer.right.shows("账.txt")
    async with page.expect_download() as coming:
        await viewer.right.node.get_by_role("link", name="下载 账.txt").click()
    assert (await coming.value).suggested_filename == "账.txt"
    await left.turns_to("院坝")
    await left.last_field.fill("/he")
    await left.node.get_by_role("option", name="/help").click()
    await left.shows("想问哪一样")


async def test_a_stranger_starts_the_bot_and_joins_the_group(viewer: Viewer) -> None:
    await viewer.page.get_by_role("searchbox").fill("小赵")
    await viewer.page.locator(".person", has_text="路过的小赵").click()
    await viewer.left.node.locator(".instead", has_text="START").click()
    await viewer.left.shows("您好，我是院坝")


async def test_a_courtyard_is_saved_changed_and_brought_back(viewer: Viewer) -> None:
    await viewer.left.says("/home")
    await viewer.left.shows("您是 1-1-102 的")
    await viewer.backstage()
    await viewer.page.locator(".hands input[type=text]").fill("留着")
    await viewer.deed("存下来", "存好了：留着")
    await viewer.deed("东三巷（樱桃）", "换好了")
    await viewer.right.node.get_by_role("tab", name="东三巷").first.wait_for()
    await viewer.deed("取出来", "换好了")
    await viewer.left.shows("您是 1-1-102 的")
    await viewer.left.says("/votes")
    await viewer.left.shows("现在没有正在投的")
    await viewer.deed("空群，从头来", "换好了")
    await viewer.right.shows("院坝")


async def test_topics_of_a_forum_are_read_one_by_one(viewer: Viewer) -> None:
    stage = viewer.play.stage
    elder = stage.yard.by_label["1-1-102"]
    forum = stage.people.add_group("七号论坛", [elder, stage.yard.chair], forum=True)
    water = stage.people.add_topic(forum, "水电")
    stage.people.say(elder, forum, "停水了", thread=water.thread_id)
    stage.people.say(stage.yard.chair, forum, "今晚摆坝坝宴")
    await viewer.page.reload()
    await viewer.left.turns_to("七号论坛")
    await viewer.left.shows("今晚摆坝坝宴")
    await viewer.left.node.get_by_role("button", name="# 水电").click()
    await viewer.left.shows("停水了")
    assert await viewer.left.node.locator(".item", has_text="坝坝宴").count() == 0
    await viewer.left.says("几点来水？")
    await viewer.left.shows("几点来水")
    assert forum.messages[-1].thread_id == water.thread_id
