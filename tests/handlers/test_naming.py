"""One ballot an owner: held until somebody is named, set aside while they disagree (V14)."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.actions import residents as joining
from bot.actions import votes as acts
from bot.sandbox.neighbour import Neighbour
from storage import ballots, people, residents, votes
from storage.tx import Tx
from tests.handlers.test_roll import imported, owners_vote, whole_yard
from tests.yard import Yard

HOME = "3-2-501"


async def spouse(yard: Yard) -> Neighbour:
    """Another adult of the household."""
    user = yard.people.add_user("赵师傅", "spouse", started=True)
    yard.people.join(user, yard.group)

    def enter(tx: Tx) -> None:
        people.meet(tx, user.id, user.name, user.username, private=True)
        agreed = joining.consent(tx, yard.courtyard, user.id, named=True)
        joining.settle(tx, replace(agreed, claim=HOME), by=user.id)

    await yard.write(enter)
    return yard.person(user)


async def tally(yard: Yard) -> dict[int, int]:
    def look(tx: Tx) -> dict[int, int]:
        return ballots.tally(tx, acts.get(tx, yard.courtyard, 1))

    return await yard.read(look)


async def test_a_tap_is_held_until_somebody_says_that_they_vote(yard: Yard) -> None:
    await imported(yard)
    await owners_vote(yard)
    owner = yard.household(HOME)
    assert "还没算数" in await owner.taps("同意", on=yard.card("业主，人数和面积"))
    assert "您投的「同意」我先留着" in owner.reads()
    assert await tally(yard) == {}
    assert await owner.taps("由我来投") == f"记下了：{HOME} 投了同意"
    assert await tally(yard) == {0: 1}
    assert "改好了" in await owner.taps("反对", on=yard.card("业主，人数和面积"))


async def test_a_couple_has_one_ballot_and_the_named_ones_counts(yard: Yard) -> None:
    await imported(yard)
    other = await spouse(yard)
    await owners_vote(yard)
    owner, card = yard.household(HOME), yard.card("业主，人数和面积")
    await owner.taps("同意", on=card)
    await other.taps("反对", on=card)
    assert await tally(yard) == {}
    await owner.taps("由我来投")
    assert await tally(yard) == {0: 1}
    assert "业主票由他来投" in other.reads()
    assert f"由 {HOME}" in await other.taps("反对", on=card)
    assert await tally(yard) == {0: 1}


async def test_who_objects_sets_the_ballot_aside_until_the_council_names_someone(
    yard: Yard,
) -> None:
    await imported(yard)
    other = await spouse(yard)
    await owners_vote(yard)
    owner, card = yard.household(HOME), yard.card("业主，人数和面积")
    await owner.taps("同意", on=card)
    await owner.taps("由我来投")
    await other.taps("没说好，先别算")
    assert await tally(yard) == {}
    assert "家里人说法不一样" in owner.reads()
    await owner.taps("同意", on=card)
    assert "说法不一样" in await owner.taps("由我来投")
    assert await tally(yard) == {}
    await yard.chair.taps("去定一下")
    await yard.chair.taps("谁来投票")
    await yard.chair.taps("赵师傅（业主票）")
    await yard.chair.taps("对，请另一位来确认")
    await yard.councillors[0].taps("同意，这就办")
    assert "记下了" in await other.taps("反对", on=card)
    assert await tally(yard) == {1: 1}
    assert "赵师傅" in await owner.taps("同意", on=card)


async def test_whom_the_council_has_named_nobody_objects_to_by_a_tap(yard: Yard) -> None:
    await imported(yard)
    other = await spouse(yard)
    await yard.chair.says("/roll")
    await yard.chair.taps("3 栋")
    await yard.chair.taps(HOME)
    await yard.chair.taps("谁来投票")
    await yard.chair.taps("赵师傅（所有的票都由他投）")
    await yard.chair.taps("对，请另一位来确认")
    await yard.councillors[0].taps("同意，这就办")
    owner = yard.household(HOME)
    await owner.says("/home")
    found = await yard.read(lambda tx: residents.household_by_label(tx, yard.courtyard, HOME))
    assert found is not None
    forged = f"nq1_{yard.courtyard}_{found.household}"
    assert "议事会定的" in await owner.forges(forged, owner.newest())
    await yard.chair.says("/vote 在东墙种樱桃树？ | 3天")
    await yard.chair.taps("发出去")
    await yard.councillors[0].taps("同意，这就办")
    card = yard.card("樱桃树")
    assert "赵师傅" in await owner.taps("同意", on=card)
    assert "记下了" in await other.taps("同意", on=card)


async def test_whom_the_council_names_during_the_notice_may_vote_when_it_opens(
    yard: Yard,
) -> None:
    await imported(yard)
    await yard.chair.says("/vote 把草坪改成菜园？ | 20天")
    while "👥 业主表决（人数和面积）" not in yard.chair.buttons():
        await yard.chair.taps("👥")
    await yard.chair.taps("发出去")
    await yard.councillors[0].taps("同意，这就办")
    await yard.chair.says("/roll")
    await yard.chair.taps("3 栋")
    await yard.chair.taps(HOME)
    await yard.chair.taps("谁来投票")
    await yard.chair.taps("（业主票）")
    await yard.chair.taps("对，请另一位来确认")
    await yard.councillors[0].taps("同意，这就办")
    await yard.passes(days=15)
    card = yard.card("业主，人数和面积")
    assert "记下了" in await yard.household(HOME).taps("同意", on=card)


async def test_a_stranger_to_the_home_can_neither_name_nor_object(yard: Yard) -> None:
    await imported(yard)
    await owners_vote(yard)
    owner = yard.household(HOME)
    await owner.taps("同意", on=yard.card("业主，人数和面积"))
    await owner.taps("由我来投")
    found = await yard.read(lambda tx: residents.household_by_label(tx, yard.courtyard, HOME))
    assert found is not None
    neighbour = yard.household("3-2-502")
    await neighbour.says("/home")
    forged = f"nq1_{yard.courtyard}_{found.household}"
    assert "没有您家" in await neighbour.forges(forged, neighbour.newest())
    assert await tally(yard) == {0: 1}


async def test_a_forgotten_voter_is_named_nowhere_and_the_ballot_still_counts(yard: Yard) -> None:
    await imported(yard)
    await owners_vote(yard)
    owner = yard.household(HOME)
    await owner.taps("同意", on=yard.card("业主，人数和面积"))
    await owner.taps("由我来投")
    await owner.says("/mydata")
    document = owner.newest().document
    assert document is not None
    assert HOME in document.data.decode()
    assert '"votes_for": [' in document.data.decode()
    await owner.says("/forget")
    await owner.taps("是的，全忘掉")

    def anywhere(tx: Tx) -> int:
        return sum(
            tx.value(f"SELECT count(*) FROM {table} WHERE {column} = ?", owner.id)
            for table, column in [
                ("households", "voter"),
                ("vote_roll", "voter"),
                ("ballots", "person"),
                ("ballot_drafts", "person"),
                ("roll_changes", "by_person"),
            ]
        )

    assert await yard.read(anywhere) == 0
    assert await tally(yard) == {0: 1}


async def test_one_owner_of_three_flats_has_one_ballot_from_any_of_them(yard: Yard) -> None:
    await imported(yard, whole_yard({100: "甲", 101: "甲", 102: "甲"}))
    await owners_vote(yard)
    card = yard.card("业主，人数和面积")
    first, second = yard.household("3-2-101"), yard.household("3-2-102")
    assert "118 位业主" in card.text
    await second.taps("同意", on=card)
    assert await second.taps("由我来投") == "记下了：3-2-101 等 3 套 投了同意"
    assert "3-2-102" in await first.taps("反对", on=card)
    assert "面积 360／9,000 ㎡" in card.text


async def test_two_of_one_household_at_once_make_one_ballot_and_the_last_counts(
    yard: Yard,
) -> None:
    other = await spouse(yard)
    await yard.chair.says("/vote 在东墙种樱桃树？ | 3天")
    await yard.chair.taps("发出去")
    await yard.councillors[0].taps("同意，这就办")
    card, owner = yard.card("樱桃树"), yard.household(HOME)
    toasts = await asyncio.gather(owner.taps("同意", on=card), other.taps("反对", on=card))
    assert sorted(toast[:3] for toast in toasts) == ["改好了", "记下了"]
    last = "同意" if toasts[0].startswith("改好了") else "反对"
    assert await tally(yard) == {("同意", "反对").index(last): 1}

    def cast(tx: Tx) -> int:
        found: int = tx.value("SELECT count(*) FROM ballot_history WHERE vote = 1")
        return found

    assert await yard.read(cast) == 2


async def test_at_the_closing_second_either_the_ballot_is_in_or_the_person_is_told(
    yard: Yard,
) -> None:
    await yard.chair.says("/vote 在东墙种樱桃树？ | 3天")
    await yard.chair.taps("发出去")
    await yard.councillors[0].taps("同意，这就办")
    card = yard.card("樱桃树")
    vote = await yard.read(lambda tx: votes.get(tx, yard.courtyard, 1))
    assert vote is not None
    assert vote.closes_at is not None
    homes = ["1-1-102", "1-1-103", "1-1-104", "1-1-201", "1-1-202", "1-1-203"]
    yard.world.advance(vote.closes_at - yard.world.now() - timedelta(milliseconds=150))
    tap = f"vc1_{yard.courtyard}_1_0"
    taps = [yard.household(home).forges(tap, card) for home in homes]

    async def close() -> None:
        await asyncio.sleep(0.05)
        yard.world.advance(timedelta(milliseconds=150))
        await yard.app.wakeup.sweep()

    said = await asyncio.gather(*taps, close())
    late = [await yard.household(home).forges(tap, card) for home in homes]
    yard.app.sender.wake()
    await yard.settled()
    told = [text for text in said if text]
    counted = sum(text.startswith("记下了") for text in told)
    assert len(told) == len(homes)
    assert all(text.startswith("记下了") or "已经截止" in text for text in told)
    assert all("已经截止" in text for text in late)
    closed = await yard.read(lambda tx: votes.get(tx, yard.courtyard, 1))
    assert closed is not None
    assert closed.counted == (counted, 0, 0)
