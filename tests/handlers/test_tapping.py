"""Where an answer could be written, a tap does: seats, sums, doors, flats of one owner."""

from __future__ import annotations

from storage import roll
from tests.handlers.test_after import vote_of
from tests.handlers.test_ballots import drafted
from tests.handlers.test_roll import imported
from tests.handlers.test_votes import opened
from tests.yard import Yard


async def test_seats_are_tapped_and_never_as_many_as_candidates(yard: Yard) -> None:
    await drafted(yard, "选出几个")
    assert yard.chair.buttons() == ["1", "2", "⬅️ 回草稿"]
    asked = yard.chair.newest()
    await yard.chair.taps("2")
    assert (await vote_of(yard)).seats == 2
    assert "选出 2 个" in yard.chair.reads()
    assert asked.text == "👌 2"


async def test_a_sum_is_tapped(yard: Yard) -> None:
    await drafted(yard, "分一笔钱")
    await yard.chair.says("长椅 1200元\n樱桃树 800元")
    await yard.chair.taps("一共有多少钱")
    await yard.chair.taps("3,000 元")
    assert (await vote_of(yard)).money == 300_000


async def test_the_neighbour_who_votes_for_a_household_is_found_by_building_and_door(
    yard: Yard,
) -> None:
    await opened(yard)
    giver = yard.household("3-2-501")
    await giver.starts(f"vo1_{yard.courtyard}_1")
    await giver.taps("请邻居替我家投")
    question = giver.newest()
    await giver.taps("2 栋")
    await giver.taps("2-1-304")
    assert "点一下就去问他" in giver.reads()
    old = f"yh1_{yard.courtyard}_proxy-door-0-1_5"
    assert "用过了" in await giver.forges(old, question)


async def test_flats_of_one_owner_are_tapped_together_and_apart(yard: Yard) -> None:
    await imported(yard)
    homes = await yard.read(lambda tx: roll.homes(tx, yard.courtyard))
    first, second = homes[0], homes[1]
    await yard.chair.starts()
    await yard.chair.says("/roll")
    await yard.chair.taps(f"{first.building} 栋")
    await yard.chair.taps(first.label)
    await yard.chair.taps("一个业主")
    assert "🏠 就这一套" in yard.chair.buttons()
    await yard.chair.taps(f"{second.building} 栋")
    await yard.chair.taps(second.label)
    assert f"{first.label}＋{second.label}" in yard.chair.reads()


async def test_a_button_of_an_older_question_answers_no_other(yard: Yard) -> None:
    await drafted(yard, "选出几个")
    asked = yard.chair.newest()
    await yard.chair.taps("回草稿")
    assert "用过了" in await yard.chair.forges(f"yt1_{yard.courtyard}_vote-seats-1_2", asked)
    assert (await vote_of(yard)).seats == 1
