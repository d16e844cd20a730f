"""A courtyard sets its own rules: two councillors change them, everyone is told."""

from __future__ import annotations

from bot.sandbox.model import Message
from bot.sandbox.neighbour import Neighbour
from storage import audit, courtyards
from tests.handlers.next_door import Next
from tests.yard import Yard


async def test_two_councillors_change_a_setting_and_everyone_is_told(yard: Yard) -> None:
    await yard.chair.says("/settings")
    await yard.chair.taps("提的事多久分好类：48 小时")
    await yard.chair.taps("24 小时")
    assert "要两位议事员同意" in yard.chair.reads()
    found = await yard.read(lambda tx: courtyards.get(tx, yard.courtyard))
    assert found is not None
    assert found.setting("sort_hours") == 48
    assert "把「提的事多久分好类」改成「24 小时」" in yard.councillors[0].reads()
    await yard.councillors[0].taps("同意，这就办")
    assert "从「48 小时」改成「24 小时」" in yard.card("院坝的设置改了").text
    found = await yard.read(lambda tx: courtyards.get(tx, yard.courtyard))
    assert found is not None
    assert found.setting("sort_hours") == 24
    assert await yard.read(lambda tx: audit.verify(tx, yard.courtyard)) is None


async def test_the_council_gets_a_name_of_its_own(yard: Yard) -> None:
    await yard.chair.says("/settings")
    await yard.chair.taps("议事会叫什么")
    await yard.chair.taps("自己写")
    assert "10 个字以内" in (await yard.chair.says("很长很长很长很长的名字"))[-1]
    await yard.chair.says("坝坝<会>")
    await yard.councillors[1].taps("同意，这就办")
    found = await yard.read(lambda tx: courtyards.get(tx, yard.courtyard))
    assert found is not None
    assert found.setting("term_council") == "坝坝<会>"
    assert "改成「坝坝<会>」" in yard.card("设置改了").text


async def test_with_another_zone_the_cards_in_the_group_name_the_hour_there(yard: Yard) -> None:
    await yard.organizer.says("/event 樱桃节 | 12月3日 15:00 | 东三巷 | 40")
    await yard.organizer.taps("发到群里")
    assert "15:00" in yard.card("樱桃节").text
    await yard.chair.says("/settings")
    await yard.chair.taps("时间按哪里的")
    await yard.chair.taps("乌鲁木齐时间")
    await yard.councillors[0].taps("同意，这就办")
    assert "13:00" in yard.card("🕒").text


async def test_a_waiting_act_stands_on_the_others_home_screens(yard: Yard) -> None:
    await yard.chair.says("/settings")
    await yard.chair.taps("登记要几家")
    await yard.chair.taps("3 家")
    other = yard.councillors[2]
    await other.says("/home")
    assert "提的一件事，等您点头" in other.reads()
    await other.taps("看看是啥事")
    await other.taps("不同意")
    assert "不同意，没有办" in yard.chair.reads()
    await yard.chair.says("/home")
    assert "等您点头" not in yard.chair.reads()


async def test_a_lone_chair_changes_the_zone_at_once(next_door: Next) -> None:
    await next_door.says(next_door.owner, "/setup 8号院")
    await next_door.registers(next_door.owner, "1-1-101")
    owner = next_door.by(next_door.owner)
    await owner.says("/settings")
    await owner.taps("时间按哪里的：北京时间")
    await owner.taps("乌鲁木齐时间")
    assert "改好了：时间按哪里的现在是乌鲁木齐时间" in owner.reads()
    await owner.taps("回设置")
    await owner.taps("时间按哪里的")
    await owner.taps("自己写")
    assert "没认出这个时区" in (await owner.says("成都"))[-1]
    await owner.says("Europe/Berlin")
    assert "Europe/Berlin" in owner.reads()
    assert (await next_door.its()).zone == "Europe/Berlin"
    await owner.says("/settings")
    await owner.taps("时间按哪里的")
    await owner.taps("北京时间")
    await owner.taps("回设置")
    await owner.taps("时间按哪里的")
    assert "本来就是这样" in await owner.taps("北京时间")


async def test_settings_asked_for_in_the_group_open_privately(yard: Yard) -> None:
    assert await yard.chair.says_in_group("/settings") == []
    assert "7号大院的设置" in yard.chair.reads()


async def test_settings_are_the_councils_own_affair(yard: Yard) -> None:
    resident = yard.household("3-2-501")
    assert "主任、议事员来办" in (await resident.says("/settings"))[-1]
    await resident.says("/home")
    assert "⚙️ 设置" not in resident.buttons()
    forged = f"hv1_{yard.courtyard}_vouches_0"
    assert "主任" in await resident.forges(forged, resident.newest())
    assert await yard.chair.forges(f"hv1_{yard.courtyard}_vouches_9", await _screen(yard.chair))
    found = await yard.read(lambda tx: courtyards.get(tx, yard.courtyard))
    assert found is not None
    assert found.settings == {}


async def _screen(neighbour: Neighbour) -> Message:
    await neighbour.says("/home")
    return neighbour.newest()
