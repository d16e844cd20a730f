"""The one reminder a day as its reader finds it: everything they owe, a button for each."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.actions import opening, vote_drafts, votes
from storage import courtyards, residents
from storage import votes as rows
from storage.tx import Tx
from storage.votes import Electorate
from tests.yard import Yard


async def opened(yard: Yard, title: str, who: Electorate = Electorate.HOUSEHOLDS) -> None:
    await opened_in(yard, yard.courtyard, title, who)


async def opened_in(
    yard: Yard, courtyard: int, title: str, who: Electorate = Electorate.HOUSEHOLDS
) -> None:
    first, other = yard.chair.id, yard.councillors[0].id

    def do(tx: Tx) -> None:
        number = vote_drafts.draft(
            tx, courtyard, first, title, closes_at=tx.now + timedelta(days=2)
        )
        rows.update(tx, votes.get(tx, courtyard, number), electorate=who)
        opening.open_vote(tx, courtyard, first, other, {"vote": number})

    await yard.write(do)
    await yard.settled()


async def test_one_thing_owed_is_voted_on_in_the_message_itself(yard: Yard) -> None:
    await yard.comes_to(10)
    await opened(yard, "种<b>樱桃树</b>？")
    await yard.chair.says("/remind 1")
    who = yard.household("3-2-501")
    assert "还等着您投一票：种<b>樱桃树</b>？" in who.reads()
    assert "3-2-501 一户一票，点一下就行" in who.reads()
    await who.taps("同意")
    assert "投的是：同意" in who.reads()


async def test_two_things_owed_are_one_message_with_a_button_each(yard: Yard) -> None:
    await yard.comes_to(10)
    await opened(yard, "种樱桃树？")
    await opened(yard, "章由谁管？", Electorate.COUNCIL)
    await yard.chair.says("/remind 1")
    who = yard.councillors[1]
    said = who.reads()
    assert "您还有 2 件事没投" in said
    assert "1. 种樱桃树？" in said
    assert "1-2-403 一户一票" in said
    assert "2. 章由谁管？" in said
    assert "您本人一票" in said
    await who.taps("🗳 2. 章由谁管")
    await who.taps("同意")
    assert "投的是：同意" in who.reads()
    await who.taps("➡️ 还没投：种樱桃树")
    await who.taps("反对")
    heard = len(who.texts())
    await yard.chair.says("/remind 2")
    assert len(who.texts()) == heard


async def test_who_votes_before_the_morning_gets_nothing(yard: Yard) -> None:
    await yard.comes_to(23)
    await opened(yard, "种樱桃树？")
    (said,) = await yard.chair.says("/remind 1")
    assert "现在不打扰人" in said
    assert "08:00 再写给 120 位" in said
    await yard.household("3-2-501").taps("同意", on=yard.card("樱桃树"))
    await yard.comes_to(9)
    assert not [text for text in yard.household("3-2-501").texts() if "还等着" in text]
    assert "还等着您投一票" in yard.household("3-2-502").reads()


async def test_two_courtyards_are_both_named_and_each_button_leads_home(yard: Yard) -> None:
    who = yard.household("3-2-501")

    def settle(tx: Tx) -> int:
        other = courtyards.add(tx, -1009990001, "锦绣里8号院", "Asia/Urumqi", "zh_CN")
        home = residents.add_household(tx, other, "9-1-101")
        for person in (who.id, yard.chair.id, yard.councillors[0].id):
            mine = residents.resident(tx, yard.courtyard, person)
            assert mine
            residents.save(tx, replace(mine, courtyard=other, household=home))
        residents.grant(tx, other, yard.chair.id, "chair")
        return other

    await yard.comes_to(12)
    other = await yard.write(settle)
    await opened(yard, "种樱桃树？")
    await opened_in(yard, other, "修车棚？")
    await yard.write(lambda tx: votes.remind(tx, other, yard.chair.id, 1))
    await yard.settled()
    said = who.reads()
    assert "您还有 2 件事没投" in said
    assert said.index("锦绣里8号院") > said.index("种樱桃树")
    assert "12:00 截止，3-2-501 一户一票" in said
    assert "10:00 截止，9-1-101 一户一票" in said
    await who.taps("🗳 2. 修车棚")
    await who.taps("反对")
    assert "9-1-101 投的是：反对" in who.reads()


async def test_who_has_a_dozen_left_sees_the_first_ten(yard: Yard) -> None:
    await yard.comes_to(10)
    for number in range(12):
        await opened(yard, f"第{number}件" + "字" * 70)
    await yard.chair.says("/remind 1")
    said = yard.household("3-2-501").reads()
    assert "您还有 12 件事没投" in said
    assert "…还有 2 个" in said


async def test_nobody_to_write_to_is_said_as_it_is(yard: Yard) -> None:
    await yard.comes_to(10)
    await opened(yard, "种樱桃树？")
    await yard.write(lambda tx: tx.run("UPDATE people SET reachable = 0"))
    await yard.chair.taps("同意", on=yard.card("樱桃树"))
    await yard.write(lambda tx: tx.run("UPDATE people SET reachable = 0"))
    (said,) = await yard.chair.says("/remind 1")
    assert "还有 119 户没投" in said
    assert "一位也写不到" in said
