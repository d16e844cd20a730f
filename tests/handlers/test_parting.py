"""What one sees of oneself, moving out, and being forgotten."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.access import Act
from bot.actions import vote_drafts
from storage import audit, ballots, outbox, people, residents, seconds, votes
from storage.residents import ResidentState
from storage.seconds import SecondState
from storage.tx import Tx
from storage.votes import VoteState
from tests.handlers.newcomer import HOME, newcomer, state
from tests.handlers.test_events import called
from tests.yard import Yard


async def test_whoever_is_registered_must_leave_before_they_move(yard: Yard) -> None:
    resident = yard.household(HOME)
    assert "您已经登记在 3-2-501 了" in (await resident.says("/join 3-2-502"))[-1]
    await resident.says("/join")
    assert "住 3-2-501" in resident.reads()


async def test_moving_out_takes_two_taps_and_the_home_leaves_the_roll(yard: Yard) -> None:
    resident = yard.household(HOME)
    await resident.says("/leave")
    assert (await state(yard, resident)).state is ResidentState.CONFIRMED
    await resident.taps("是的，搬走了")
    assert "常回来坐坐" in resident.reads()
    assert (await state(yard, resident)).state is ResidentState.LEFT
    assert await yard.read(lambda tx: residents.count_households(tx, yard.courtyard)) == 119
    assert "还没加入" in (await resident.says("/me"))[-1]


async def test_a_home_with_others_in_it_stays_on_the_roll(yard: Yard) -> None:
    person = await newcomer(yard)
    await yard.chair.taps("认得，没错")
    await yard.household(HOME).says("/leave")
    await yard.household(HOME).taps("是的，搬走了")
    assert await yard.read(lambda tx: residents.count_households(tx, yard.courtyard)) == 120
    assert "3-2-501" in (await person.says("/home"))[-1]


async def test_the_chair_hands_over_before_leaving(yard: Yard) -> None:
    await yard.chair.says("/leave")
    assert "先把主任交给一位邻居" in await yard.chair.taps("是的，搬走了")
    assert (await state(yard, yard.chair)).state is ResidentState.CONFIRMED


async def test_me_says_who_one_is_and_whether_the_name_is_shown(yard: Yard) -> None:
    chair = yard.chair
    await chair.says("/me")
    assert "住 1-1-101" in chair.reads()
    assert "主任、议事员" in chair.reads()
    await chair.taps("别人看得到我的名字")
    await yard.household(HOME).says("/role")
    assert f"主任：1-1-101 {chair.user.name}" not in yard.household(HOME).reads()
    assert "主任：1-1-101" in yard.household(HOME).reads()


async def test_mydata_is_a_file_with_everything_of_every_column(yard: Yard) -> None:
    await yard.chair.says("/mydata")
    document = yard.chair.newest().document
    assert document is not None
    kept = json.loads(document.data)
    assert kept["account"]["id"] == yard.chair.id
    (there,) = kept["courtyards"]
    assert there["name"] == "7号大院"
    assert there["residents"]["home"] == "1-1-101"
    assert there["residents"]["roles"] == ["chair", "councillor"]
    columns = {column.name for column in yard.app.house.columns if column.mydata}
    assert columns == there.keys() - {"name", "register"}
    assert "resident.confirmed" in {entry["act"] for entry in there["courtyard"]}


async def test_a_group_never_sees_anyones_data(yard: Yard) -> None:
    resident = yard.household(HOME)
    for command in ("/mydata", "/me", "/forget"):
        assert await resident.says_in_group(command) == []
    assert "要我把您全忘掉" in resident.reads()


async def test_forgetting_erases_the_person_and_keeps_the_chain(yard: Yard) -> None:
    resident = yard.household(HOME)
    await resident.says("/forget")
    assert "投过的票还算在总数里" in resident.reads()
    await resident.taps("是的，全忘掉")
    assert "都删掉了" in resident.reads()
    assert await yard.read(lambda tx: residents.everywhere(tx, resident.id)) == []
    assert await yard.read(lambda tx: people.get(tx, resident.id)) is None
    assert await yard.read(lambda tx: audit.about(tx, yard.courtyard, resident.id)) == []
    assert await yard.read(lambda tx: audit.verify(tx, yard.courtyard)) is None
    assert "还没加入" in (await resident.says("/home"))[-1]


async def test_a_ballot_of_someone_forgotten_stays_in_the_count(yard: Yard) -> None:
    await yard.chair.says("/vote 在东墙种樱桃树？ | 3天")
    await yard.chair.taps("发出去")
    await yard.councillors[0].taps("同意，这就办")
    card = yard.card("表决 1")
    resident = yard.household(HOME)
    await resident.taps("同意", on=card)
    await resident.says("/forget")
    await resident.taps("是的，全忘掉")
    vote = await yard.read(lambda tx: votes.get(tx, yard.courtyard, 1))
    assert vote is not None
    assert await yard.read(lambda tx: ballots.tally(tx, vote)) == {0: 1}
    assert vote.eligible == 120
    assert await yard.read(lambda tx: ballots.history(tx, yard.courtyard, resident.id)) == []
    await yard.passes(days=3)
    assert "来投 1 户（至少要 61" in yard.card("有结果了").text


async def test_forgetting_takes_down_a_claim_that_names_them(yard: Yard) -> None:
    person = await newcomer(yard)
    await person.taps("请群里的邻居来认")
    card = yard.card("路过的小赵")
    await person.says("/forget")
    await person.taps("是的，全忘掉")
    assert card.text == "这条登记已经撤了。"
    assert await yard.read(lambda tx: outbox.parked(tx)) == []


async def test_the_council_is_told_when_its_chair_asks_to_be_forgotten(yard: Yard) -> None:
    await yard.chair.says("/forget")
    await yard.chair.taps("是的，全忘掉")
    assert "推一位新主任" in yard.councillors[0].reads()


async def test_what_two_were_asked_about_someone_forgotten_is_not_done(yard: Yard) -> None:
    resident = yard.household(HOME)
    await yard.chair.says(f"/role {HOME} 监督员")
    await resident.says("/forget")
    await resident.taps("是的，全忘掉")
    for councillor in yard.councillors:
        assert "没有办" in councillor.reads()
        assert councillor.newest().buttons == []
    assert "说到的人搬走了，没有办" in yard.chair.reads()
    (asked,) = await yard.read(lambda tx: seconds.asked_by(tx, yard.courtyard, yard.chair.id))
    assert asked.state is SecondState.WITHDRAWN
    assert asked.args["person"] == 0
    await yard.chair.says("/mydata")
    document = yard.chair.newest().document
    assert document is not None
    (there,) = json.loads(document.data)["courtyards"]
    assert [one["act"] for one in there["residents"]["asked_a_second_for"]] == ["change_role"]
    await yard.chair.says("/forget")
    await yard.chair.taps("是的，全忘掉")
    assert await yard.read(lambda tx: seconds.asked_by(tx, yard.courtyard, yard.chair.id)) == []


async def test_who_leaves_and_registers_the_same_home_again_still_votes(yard: Yard) -> None:
    await yard.chair.says("/vote 在东墙种樱桃树？ | 3天")
    await yard.chair.taps("发出去")
    await yard.councillors[0].taps("同意，这就办")
    card = yard.card("表决 1")
    resident = yard.household(HOME)
    await resident.taps("反对", on=card)
    await resident.says("/leave")
    await resident.taps("是的，搬走了")
    await resident.starts(f"jo1_{yard.courtyard}_{HOME}")
    await resident.taps("写我的名字")
    await resident.taps("没错，就是")  # off the roll, the home is asked about like a new one
    await yard.chair.taps("认得，没错")
    assert f"改好了：{HOME} 现在投的是同意" in await resident.taps("同意", on=card)
    vote = await yard.read(lambda tx: votes.get(tx, yard.courtyard, 1))
    assert vote is not None
    assert await yard.read(lambda tx: ballots.tally(tx, vote)) == {0: 1}


async def test_a_home_nobody_speaks_for_is_on_no_new_roll_and_in_no_list(yard: Yard) -> None:
    there = await state(yard, yard.household(HOME))
    assert there.household is not None
    number = there.household
    await yard.household(HOME).says("/leave")
    await yard.household(HOME).taps("是的，搬走了")
    await yard.chair.says("/vote 在东墙种樱桃树？ | 3天")
    await yard.chair.taps("发出去")
    await yard.councillors[0].taps("同意，这就办")
    vote = await yard.read(lambda tx: votes.get(tx, yard.courtyard, 1))
    assert vote is not None
    assert vote.eligible == 119
    assert HOME not in [label for _, label in await yard.read(lambda tx: votes.roll(tx, vote))]
    labels = {h.label for h in await yard.read(lambda tx: residents.households(tx, yard.courtyard))}
    assert HOME not in labels
    assert await yard.read(lambda tx: residents.like(tx, yard.courtyard, HOME)) == []
    assert await yard.read(lambda tx: residents.household(tx, yard.courtyard, number)) is None
    again = await yard.write(lambda tx: residents.add_household(tx, yard.courtyard, HOME))
    assert again == number
    assert await yard.read(lambda tx: residents.count_households(tx, yard.courtyard)) == 120


@pytest.mark.parametrize(
    ("command", "button"), [("/leave", "是的，搬走了"), ("/forget", "是的，全忘掉")]
)
async def test_what_waits_for_a_second_ends_with_whoever_asked(
    yard: Yard, command: str, button: str
) -> None:
    first, *others = yard.councillors
    await first.says("/vote 在东墙种樱桃树？ | 3天")
    await first.taps("发出去")
    await first.says(f"/role {HOME} 监督员")
    await first.says(command)
    await first.taps(button)
    assert await yard.read(lambda tx: seconds.waiting(tx, yard.courtyard)) == []
    for councillor in [*others, yard.chair]:
        asked = [message for message in councillor.texts() if message.startswith("🤝")]
        assert len(asked) == 2
        assert all("没有办。要办的话请重新提" in text for text in asked)
        assert "等您点头" not in (await councillor.says("/home"))[-1]
    vote = await yard.read(lambda tx: votes.get(tx, yard.courtyard, 1))
    assert vote is not None
    assert not await yard.read(lambda tx: vote_drafts.waits(tx, vote))
    forgotten = (VoteState.CANCELLED, 0, "")
    left = (VoteState.DRAFT, first.id, "在东墙种樱桃树？")
    kept = (vote.state, vote.by_person, vote.title)
    assert kept == (forgotten if command == "/forget" else left)


async def test_what_waits_for_a_second_ends_with_the_role(yard: Yard) -> None:
    first, other = yard.councillors[:2]
    await first.says("/vote 在东墙种樱桃树？ | 3天")
    await first.taps("发出去")
    await yard.chair.says(f"/role @{first.user.username} -议事员")
    await other.taps("同意，这就办")
    assert await yard.read(lambda tx: seconds.waiting(tx, yard.courtyard)) == []
    assert any("没有办。要办的话请重新提" in text for text in yard.councillors[2].texts())


async def test_a_vote_turned_down_is_a_draft_again(yard: Yard) -> None:
    await yard.chair.says("/vote 在东墙种樱桃树？ | 3天")
    await yard.chair.taps("发出去")
    form = f"vd1_{yard.courtyard}_1"
    await yard.chair.starts(form)
    assert "等另一位议事员确认" in yard.chair.reads()
    await yard.councillors[0].taps("不同意")
    await yard.chair.starts(form)
    assert "表决草稿" in yard.chair.reads()
    await yard.chair.taps("发出去")
    await yard.councillors[0].taps("同意，这就办")
    assert "在东墙种樱桃树" in yard.card("表决 1").text


async def test_a_paper_proxy_that_waits_ends_with_the_neighbour_it_was_given_to(
    yard: Yard,
) -> None:
    gone, chair = yard.household(HOME), yard.chair.id
    args = {"vote": 1, "unit": 9, "holder": gone.id}
    await yard.write(lambda tx: seconds.add(tx, yard.courtyard, Act.ENTER_PROXY.value, args, chair))
    await gone.says("/forget")
    await gone.taps("是的，全忘掉")
    [asked] = await yard.read(lambda tx: seconds.asked_by(tx, yard.courtyard, chair))
    assert asked.state is SecondState.WITHDRAWN
    assert asked.args["holder"] == 0


async def test_a_list_of_guests_never_names_who_kept_their_name_to_themselves(yard: Yard) -> None:
    card = await called(yard)
    guest = yard.household(HOME)
    await guest.taps("去", on=card)

    def homeless(tx: Tx) -> None:
        found = residents.resident(tx, yard.courtyard, guest.id)
        assert found is not None
        residents.save(tx, replace(found, named=False, household=None))

    await yard.write(homeless)
    await yard.organizer.taps("看这个活动")
    await yard.organizer.taps("谁来")
    assert guest.user.name not in yard.organizer.reads()
    assert "一位邻居（1 位）" in yard.organizer.reads()
