"""Messages as Telegram shows them: marked up, with pictures, alerts, links and what is hidden."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.sandbox.play import Play, open_play
from tests.page.viewer import Viewer

pytestmark = pytest.mark.asyncio(loop_scope="session")
RICH = (
    "<b>粗<i>又斜</i></b> <u>线</u> <s>划掉</s> <code>a&lt;b</code> <tg-spoiler>谜底</tg-spoiler>\n"
    "<blockquote expandable>一\n二\n三\n四\n五\n六</blockquote>"
    '<pre>代码</pre><a href="https://example.org/x">外头</a> 🏡<b>尾</b>'
)
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGMI6DyJBzGMSmNDANYPpTPTF"
    "a7XAAAAAElFTkSuQmCC"
)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def play(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Play]:
    """One courtyard for all of these: each looks at what it has said itself."""
    async with open_play(paced=False, saves=tmp_path_factory.mktemp("saves")) as opened:
        yield opened


async def send(viewer: Viewer, **params: object) -> int:
    """What the bot sends to the elder resident."""
    world = viewer.play.stage.world
    elder = viewer.play.stage.yard.by_label["1-1-102"]
    shown = await world.call("sendMessage", {"chat_id": elder.id, "parse_mode": "HTML", **params})
    return int(shown["message_id"])


async def test_markup_becomes_nodes(viewer: Viewer) -> None:
    await send(viewer, text=RICH)
    text = viewer.left.node.locator(".text").last
    await text.wait_for()
    assert await text.locator("strong").all_inner_texts() == ["粗又斜", "尾"]
    assert await text.locator("strong em").inner_text() == "又斜"
    assert await text.locator("code").inner_text() == "a<b"
    assert await text.locator("u, s, pre, blockquote").count() == 4
    spoiler = text.locator(".spoiler")
    assert await spoiler.locator("span").evaluate("node => getComputedStyle(node).opacity") == "0"
    await spoiler.click()
    assert await spoiler.locator("span").evaluate("node => getComputedStyle(node).opacity") == "1"
    folded = await text.locator("blockquote").evaluate("node => node.offsetHeight")
    await text.locator(".more").click()
    assert await text.locator("blockquote").evaluate("node => node.offsetHeight") > folded


async def test_a_link_out_of_here_asks_first(viewer: Viewer) -> None:
    await send(viewer, text=RICH)
    await viewer.left.node.get_by_role("link", name="外头").last.click()
    dialog = viewer.page.get_by_role("dialog")
    assert "https://example.org/x" in await dialog.inner_text()
    await viewer.button("算了").click()
    assert len(viewer.page.context.pages) == 1


async def test_a_script_in_a_link_leads_nowhere(viewer: Viewer) -> None:
    world = viewer.play.stage.world
    elder = viewer.play.stage.yard.by_label["1-1-102"]
    said = viewer.play.stage.people.say(elder, elder, "点我")
    said.entities = [{"type": "text_link", "offset": 0, "length": 2, "url": "javascript:alert(1)"}]
    world.tell("edit", elder.id, message=said)
    said.edits += 1
    world.tell("edit", elder.id, message=said)
    link = viewer.left.node.get_by_role("link", name="点我")
    await link.wait_for()
    assert not str(await link.get_attribute("href")).startswith("javascript")


async def test_pictures_are_shown_and_a_wanted_answer_takes_the_field(viewer: Viewer) -> None:
    world = viewer.play.stage.world
    elder = viewer.play.stage.yard.by_label["1-1-102"]
    await world.call(
        "sendPhoto",
        {"chat_id": elder.id, "caption": "二维码"},
        {"photo": ("qr.png", DOT, "image/png")},
    )
    photo = viewer.left.node.locator("img.photo")
    await photo.wait_for()
    assert await photo.evaluate("node => node.decode().then(() => node.naturalWidth)") == 10
    assert await photo.get_attribute("alt") == "二维码"
    wanted = {"force_reply": True, "input_field_placeholder": "哪一户？"}
    asked = await send(viewer, text="您住哪里？", reply_markup=json.dumps(wanted))
    await viewer.left.node.get_by_placeholder("哪一户？").wait_for()
    await viewer.left.says("1-1-102")
    await viewer.left.node.locator(".quote", has_text="您住哪里").wait_for()
    newest = [m for m in world.private(elder).messages if m.sender is elder][-1]
    assert newest.reply_to is not None
    assert newest.reply_to.message_id == asked


async def test_a_pinned_message_stands_above_and_leads_there(viewer: Viewer) -> None:
    stage = viewer.play.stage
    first = stage.people.say(stage.yard.chair, stage.group, "今晚七点开会")
    for n in range(60):
        stage.people.say(stage.yard.organizer, stage.group, f"摆龙门阵 {n}")
    first.pinned = True
    stage.world.tell("pin", stage.group.id, message=first, pinned=True)
    await viewer.right.node.locator(".pinbar", has_text="今晚七点开会").click()
    await viewer.right.shows("今晚七点开会")
    await viewer.right.node.get_by_role("button", name="到最新").click()
    await viewer.right.shows("摆龙门阵 59")


async def test_a_lost_line_is_found_again_where_one_stood(viewer: Viewer) -> None:
    await viewer.left.turns_to("7号大院")
    stage = viewer.play.stage
    await viewer.page.context.set_offline(True)
    stage.world.end_watching()
    await viewer.page.locator(".warning", has_text="断了线").wait_for()
    stage.people.say(stage.yard.chair, stage.group, "断线的时候说的")
    await viewer.page.context.set_offline(False)
    await viewer.left.shows("断线的时候说的")
    viewer.complaints = [one for one in viewer.complaints if "ERR_INTERNET" not in one]


async def test_a_native_poll_is_asked_voted_in_and_watched(viewer: Viewer) -> None:
    left, right = viewer.left, viewer.right
    await left.turns_to("7号大院")
    await left.node.get_by_role("button", name="发一个投票").click()
    await viewer.page.get_by_role("dialog").locator("textarea").fill("哪天办坝坝宴？\n周六\n周日")
    await viewer.button("发出投票").click()
    await right.node.locator(".poll .option", has_text="周日").click()
    await right.node.locator(".poll .result", has_text="周日 ✓").wait_for()
    await left.node.locator(".poll .total", has_text="1 人投了").wait_for()
    await left.node.locator(".poll .option", has_text="周六").click()
    await right.node.locator(".poll .result", has_text="50%").first.wait_for()
    await left.node.get_by_role("button", name="收回").click()
    await right.node.locator(".poll .result", has_text="100%").wait_for()
