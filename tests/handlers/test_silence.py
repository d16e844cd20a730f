"""Silence in an owners' vote as people meet it: the setting, the card, the door, the result."""

from __future__ import annotations

from bot.actions.house_rules import value
from bot.rules.silence import SETTING
from bot.sandbox.neighbour import Neighbour
from storage import courtyards
from tests.handlers.counted import arithmetic
from tests.handlers.test_roll import imported, owners_vote
from tests.yard import Yard

SILENCE = "不投也算数"


async def set_to_count(yard: Yard) -> None:
    await yard.chair.says("/settings")
    await yard.chair.taps("业主收到票不投怎么算")
    assert "只有管理规约" in yard.chair.reads()
    await yard.chair.taps("跟多数算")
    other = yard.councillors[0]
    assert "给了租户的不算" in other.reads()
    await other.taps("同意，这就办")


async def at_the_door_of(yard: Yard, home: str) -> Neighbour:
    """The chair goes there, from the vote's own screen."""
    await yard.chair.taps("看详细", on=yard.card("业主，人数和面积"))
    await yard.chair.taps("上门和纸票")
    await yard.chair.taps(f"{home[0]} 栋")
    await yard.chair.taps(home)
    return yard.chair


async def test_two_turn_it_on_and_everybody_is_told(yard: Yard) -> None:
    await set_to_count(yard)
    assert any("从「不算数」改成「跟多数算」" in text for text in yard.group_texts())
    kept = await yard.read(lambda tx: courtyards.get(tx, yard.courtyard))
    assert kept is not None
    assert value(kept, SETTING) == "with_majority"


async def test_the_card_says_what_silence_means_only_where_it_counts(yard: Yard) -> None:
    await imported(yard)
    await owners_vote(yard)
    assert SILENCE not in yard.card("业主，人数和面积").text


async def test_a_ballot_is_handed_over_at_the_door_and_the_household_hears_of_it(
    yard: Yard,
) -> None:
    await imported(yard)
    await set_to_count(yard)
    await owners_vote(yard)
    assert SILENCE in yard.card("业主，人数和面积").text
    chair = await at_the_door_of(yard, "3-2-501")
    assert "票还没送到业主手上" in chair.reads()
    assert "给了租户，不算送到" in await chair.taps("给了租户")
    assert "他家会收到一条消息" in await chair.taps("送到业主手上")
    owner = yard.household("3-2-501")
    assert "送到了 3-2-501 业主手上" in owner.reads()
    assert "跟多数那边算" in owner.reads()
    await owner.taps("没收到")
    assert "不投也不会跟着算" in owner.reads()
    await at_the_door_of(yard, "3-2-501")
    assert "他家说没收到票" in chair.reads()


async def test_the_reminder_and_the_result_say_what_silence_came_to(yard: Yard) -> None:
    await imported(yard)
    await set_to_count(yard)
    await owners_vote(yard)
    voter = yard.household("3-2-502")
    await voter.taps("同意", on=yard.card("业主，人数和面积"))
    await voter.taps("由我来投")
    chair = await at_the_door_of(yard, "3-2-501")
    await chair.taps("送到业主手上")
    await yard.passes(days=4, hours=3)
    assert any("就跟多数那边算" in text for text in yard.household("3-2-501").texts())
    await yard.passes(days=2)
    result = next(text for text in yard.group_texts() if "有结果了" in text)
    assert "没投、跟多数算进「同意」的：1 位业主" in result
    steps = await arithmetic(yard)
    assert "没投的：1 位业主" in steps
    assert "参加的：1＋1＝2 位" in steps
    assert "上门交到手上 1 位" in steps
