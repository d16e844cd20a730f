"""The stage hands, with the real bot in its own process: time, crowds, misfortune, courtyards."""

from __future__ import annotations

import asyncio
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.sandbox import crowd, saving
from bot.sandbox.hands import CannotDo, Hands
from bot.sandbox.model import Message
from bot.sandbox.people import People
from bot.sandbox.play import Play, open_play
from bot.sandbox.saving import NotASave, dump, restore
from bot.sandbox.world import TOKEN, World
from storage import audit, upkeep
from tests.sandbox.conftest import Yard, keyboard


@pytest_asyncio.fixture
async def play(tmp_path: Path) -> AsyncIterator[Play]:
    async with open_play(paced=False, saves=tmp_path / "saves") as opened:
        yield opened


async def open_vote(play: Play, line: str = "/vote 种樱桃树，行不行？ | 3天") -> Message:
    stage = play.stage
    await stage.person(stage.yard.chair).says(line)
    await stage.person(stage.yard.chair).taps("发出去")
    await stage.person(stage.yard.council[1]).taps("同意，这就办")
    await stage.settled()
    return [message for message in stage.group.messages if "表决" in message.text][-1]


async def chain_length(hands: Hands) -> int:
    return await hands.look(lambda tx: audit.head(tx, 1)[0])


async def test_time_goes_to_the_next_thing_and_a_crowd_votes(play: Play) -> None:
    card = await open_vote(play)
    done = await play.hands.do("crowd", {"mood": "for", "seed": 7})
    assert sum(done["tapped"].values()) == crowd.SIZE
    assert done["message"] == card.message_id
    await play.stage.settled()
    assert "已投 80／120 户" in card.text
    for _ in range(10):
        await play.hands.do("clock", {"span": "due"})
        if any("有结果了" in message.text for message in play.stage.group.messages):
            break
    assert "通过了" in card.text
    before = play.stage.world.now()
    await play.hands.do("clock", {"span": "day"})
    assert (play.stage.world.now() - before).total_seconds() >= 86_400


async def test_without_a_question_a_crowd_has_nothing_to_tap(play: Play) -> None:
    with pytest.raises(CannotDo, match="nothing_to_tap"):
        await play.hands.do("crowd", {})


async def test_a_killed_bot_is_started_again(play: Play) -> None:
    assert await play.hands.do("kill", {}) == {"running": False}
    assert not play.hands.about()["running"]
    with pytest.raises(CannotDo, match="bot_dead"):
        await play.hands.do("crowd", {})
    assert (await play.hands.do("clock", {"span": "hour"}))["moved_s"] == 3600
    assert await play.hands.do("restart", {}) == {"running": True}


async def test_faults_are_scheduled_and_taken_back(play: Play) -> None:
    assert await play.hands.do("fault", {"kind": "429", "count": 3}) == {"waiting": 3}
    assert await play.hands.do("fault", {"kind": "cut", "count": 1}) == {"waiting": 4}
    assert await play.hands.do("fault", {"kind": "none"}) == {"waiting": 0}


async def test_a_saved_courtyard_comes_back_as_it_was(play: Play) -> None:
    card = await open_vote(play)
    await play.hands.do("crowd", {"seed": 3})
    await play.stage.settled()
    text, length = card.text, await chain_length(play.hands)
    told = await play.hands.do("save", {"name": "留着"})
    assert told["saves"] == ["留着"]
    then = play.stage.world.now()
    await play.hands.do("scene", {"name": "cherries"})
    assert play.stage.yard.name == "东三巷"
    await play.hands.do("load", {"name": "留着"})
    stage = play.stage
    assert stage.yard.name == "7号大院"
    assert abs((stage.world.now() - then).total_seconds()) < 30
    assert await chain_length(play.hands) == length
    again = stage.group.message(card.message_id)
    assert again.text == text
    late = stage.household("3-2-504")
    assert "3-2-504" in await late.taps("弃权", on=again)
    await stage.settled()
    assert all(one.broken is None for one in upkeep.look(stage.database, upkeep.chains))


async def test_the_lane_next_door_calls_its_council_by_its_own_name(play: Play) -> None:
    await play.hands.do("scene", {"name": "cherries"})
    chair = play.stage.person(play.stage.yard.chair)
    await chair.says("/settings")
    assert any("坝坝会" in label for label in chair.buttons())


async def test_in_the_empty_group_the_bot_says_hello_and_can_be_set_up(play: Play) -> None:
    await play.hands.do("scene", {"name": "empty"})
    stage = play.stage
    await stage.settled()
    bot = stage.world.bot
    assert [message for message in stage.group.messages if message.sender is bot]
    owner = stage.person(stage.yard.chair)
    await owner.says_in_group("/setup 新院坝")
    await stage.settled()
    names = [one.name for one in upkeep.look(stage.database, upkeep.courtyards)]
    assert names == ["新院坝"]


async def test_a_save_stays_in_its_folder(play: Play) -> None:
    for name in ("../out", "", "a/b", "x" * 41, "."):
        for deed in ("save", "load"):
            with pytest.raises(CannotDo, match="bad_name"):
                await play.hands.do(deed, {"name": name})


async def test_the_walk_counts_only_what_happens_while_it_is_walked(play: Play) -> None:
    stage, hands = play.stage, play.hands
    elder = stage.household("1-1-102")
    await elder.says_in_group("/topic 门口的垃圾桶满了")
    await stage.settled()
    begun = await hands.do("walk", {"on": True})
    assert [step["done"] for step in begun["steps"]] == [False] * 8
    await elder.says_in_group("/topic 楼道灯坏了")
    await stage.settled()
    after = await hands.look(hands.walk.sight)
    assert [step["key"] for step in after["steps"] if step["done"]] == ["raise"]
    left = await hands.do("walk", {"on": False})
    assert not left["on"]


async def test_a_secret_ballot_is_a_vote_on_the_walk_too(play: Play) -> None:
    stage, hands = play.stage, play.hands
    await hands.do("walk", {"on": True})
    chair = stage.person(stage.yard.chair)
    await chair.says("/vote 换不换物业？ | 3天")
    await chair.taps("秘密投票：否")
    await chair.taps("发出去")
    await stage.person(stage.yard.council[1]).taps("同意，这就办")
    elder = stage.household("3-2-501")
    await elder.starts(f"bf1_{stage.yard.courtyard}_1")
    await elder.taps("反对")
    await elder.taps("✅ 交")
    await stage.settled()
    after = await hands.look(hands.walk.sight)
    assert [step["key"] for step in after["steps"] if step["done"]] == ["vote"]


async def test_a_crowd_with_one_seed_taps_one_way(yard: Yard) -> None:
    card = await yard.card()
    card.markup = {
        "inline_keyboard": [
            [{"text": text, "callback_data": f"vc1_{n}"} for n, text in enumerate("甲乙丙")]
        ]
    }
    people = [yard.people.add_user(f"邻居{n}") for n in range(20)]
    for one in people:
        yard.people.join(one, yard.group)
    assert [button.text for button in crowd.choices(card)] == ["甲", "乙", "丙"]
    yard.world.take_updates()
    pressed = []
    for _ in range(2):
        tapping = crowd.tap(People(yard.world), people, card, mood="divided", seed=5, size=9)
        with pytest.raises(TimeoutError):
            await _until_pressed(tapping)
        presses = [one["callback_query"] for one in yard.heard() if "callback_query" in one]
        pressed.append([(one["from"]["id"], one["data"]) for one in presses])
    assert len(pressed[0]) == 9
    assert pressed[0] == pressed[1]


async def _until_pressed(tapping: object) -> None:
    """There is no bot to answer; the presses themselves are what counts."""
    async with asyncio.timeout(0.05):
        await tapping  # type: ignore[misc]  # a coroutine


async def test_one_button_is_no_question(yard: Yard) -> None:
    card = await yard.card()
    assert crowd.choices(card) == []
    with pytest.raises(crowd.NothingToTap):
        crowd.newest_question(yard.group.messages)


async def test_a_world_survives_being_written_down(yard: Yard) -> None:
    """Replies, files, topics, channels, anonymous admins, and what the bot has not heard yet."""
    people, world = yard.people, yard.world
    forum = people.add_group("论坛", [yard.owner, yard.neighbour], forum=True, bot_is_admin=True)
    topic = people.add_topic(forum, "水电")
    people.promote(yard.neighbour, forum, anonymous=True, title="管理员")
    said = people.say(yard.owner, forum, "停水了 https://example.org", thread=topic.thread_id)
    people.say(yard.neighbour, forum, "知道了", reply_to=said, as_anonymous_admin=True)
    people.send_file(yard.owner, forum, "账.txt", b"12", "text/plain", caption="账")
    people.add_channel("公告栏", yard.owner, linked=yard.group)
    people.post(next(c for c in world.chats.values() if c.type == "channel"), "开会")
    await world.call(
        "sendMessage",
        {"chat_id": yard.group.id, "text": "票", "reply_markup": keyboard(("去", "a"))},
    )
    again = restore(dump(world), TOKEN)
    now, then = dump(again), dump(world)
    assert {**now, "now": None} == {**then, "now": None}
    assert again.take_updates() == world.take_updates()
    assert again.chats[forum.id].member(again.users[yard.neighbour.id]).is_anonymous
    other = World()
    other.become(again)
    assert People(other).say(yard.owner.id, yard.group.id, "还在").message_id
    await other.aclose()


@pytest.mark.parametrize("content", [b"", b"no zip", b"{}"])
def test_a_file_that_is_none_of_ours_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(NotASave):
        saving.load(tmp_path / "x.zip", TOKEN)


def test_a_save_of_another_format_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as file:
        file.writestr(saving.WORLD, '{"format": 99}')
        file.writestr(saving.DATABASE, b"")
    with pytest.raises(NotASave, match="format"):
        saving.load(tmp_path / "x.zip", TOKEN)
