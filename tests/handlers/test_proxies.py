"""Proxies as neighbours ask for them, hold them and use them; examples M7 of the domain."""

from __future__ import annotations

from dataclasses import replace

from bot.actions import proxies
from bot.check import Mark
from bot.recount import recount
from bot.rules import result_file
from bot.rules.result_file import Brought
from bot.sandbox.neighbour import Neighbour
from bot.words import Words
from storage import ballots, residents
from storage.ballots import Channel
from storage.tx import Tx
from tests.handlers.counted import arithmetic
from tests.handlers.secret import opened_secretly, voted
from tests.handlers.test_doorstep import acts, ballot_of, reads_sheet, vote_1
from tests.handlers.test_result_file import read
from tests.handlers.test_roll import imported, owners_vote
from tests.handlers.test_votes import opened
from tests.yard import Yard

GIVER, HOLDER = "3-2-501", "3-2-502"


async def asks(yard: Yard, giver: str, holder: str) -> Neighbour:
    """A household asks a neighbour to vote for it; the one who asks."""
    who = yard.household(giver)
    await who.starts(f"vo1_{yard.courtyard}_1")
    await who.taps("请邻居替我家投")
    await who.says(holder)
    await who.taps(f"🙋 {holder}")
    return who


async def gives(yard: Yard, giver: str, holder: str) -> Neighbour:
    who = await asks(yard, giver, holder)
    await yard.household(holder).taps("行，我替他投")
    return who


async def unit_of(yard: Yard, label: str) -> int:
    found = await yard.read(lambda tx: residents.household_by_label(tx, yard.courtyard, label))
    assert found is not None
    return found.household


async def test_the_holder_says_yes_and_is_asked_for_whom_each_tap_is(yard: Yard) -> None:
    card = await opened(yard)
    giver = await asks(yard, GIVER, HOLDER)
    holder = yard.household(HOLDER)
    assert "想请您替他家投票" in holder.reads()
    assert "等他答应" in giver.reads()
    assert await holder.taps("同意", on=card) == "记下了：3-2-502 投了同意"
    await holder.taps("行，我替他投")
    assert "答应替您家投了" in giver.reads()
    await holder.taps("反对", on=card)
    assert "这一票给哪家投" in holder.reads()
    assert holder.buttons()[:2] == ["我家 3-2-502（✅ 同意）", "替 3-2-501"]
    assert await holder.taps("替 3-2-501") == "记下了：3-2-501 投了反对"
    assert "已投 2／120 户" in card.text
    cast = await ballot_of(yard, GIVER)
    assert cast is not None
    assert (cast.channel, cast.helper, cast.person) == (Channel.PROXY, holder.id, None)
    assert "受您家委托，替 3-2-501 投了：反对" in giver.reads()


async def test_a_neighbour_may_decline(yard: Yard) -> None:
    card = await opened(yard)
    giver = await asks(yard, GIVER, HOLDER)
    await yard.household(HOLDER).taps("不方便")
    assert "不方便替您家投" in giver.reads()
    assert await yard.household(HOLDER).taps("同意", on=card) == "记下了：3-2-502 投了同意"
    await gives(yard, GIVER, "3-2-503")


async def test_nobody_holds_a_fourth_proxy(yard: Yard) -> None:
    """M7."""
    await opened(yard)
    for number in range(3):
        await gives(yard, f"3-1-50{number + 1}", HOLDER)
    giver = yard.household("3-1-504")
    await giver.starts(f"vo1_{yard.courtyard}_1")
    await giver.taps("请邻居替我家投")
    await giver.says(HOLDER)
    assert "最多替 3 家" in await giver.taps(f"🙋 {HOLDER}")


async def test_a_fourth_that_was_asked_for_earlier_is_refused_when_answered(yard: Yard) -> None:
    await opened(yard)
    await asks(yard, "3-1-504", HOLDER)
    for number in range(3):
        await gives(yard, f"3-1-50{number + 1}", HOLDER)
    holder, unit = yard.household(HOLDER), await unit_of(yard, "3-1-504")
    told = await holder.forges(f"pa1_{yard.courtyard}_1_{unit}_1", holder.newest())
    assert "最多替 3 家" in told


async def test_a_candidate_holds_no_proxy(yard: Yard) -> None:
    """M7: by door or by name."""
    await opened(yard, f"/vote 选谁当楼栋长？ | {HOLDER} 袁嬢嬢 | 王大爷 | 3天")
    for candidate in (HOLDER, "1-1-101"):
        giver = yard.household(GIVER)
        await giver.starts(f"vo1_{yard.courtyard}_1")
        await giver.taps("请邻居替我家投")
        await giver.says(candidate)
        assert "候选人不能替别家投票" in await giver.taps(f"🙋 {candidate}")


async def test_the_opener_of_an_election_is_told_whom_the_bot_knows_as_a_candidate(
    yard: Yard,
) -> None:
    await yard.chair.says("/vote 选楼栋长 | 3-2-502 袁嬢嬢 | 王大爷 | 9-9-909 何嬢嬢 | 3天")
    assert "候选人" not in yard.chair.reads()
    await yard.chair.taps("📏")
    await yard.chair.taps("选举")
    said = yard.chair.reads()
    assert "王大爷、9-9-909 何嬢嬢 没写院里的门牌，可能认不出" in said
    await yard.chair.says("/vote 选楼栋长 | 3-2-502 袁嬢嬢 | 3栋2单元501 王大爷 | 3天")
    await yard.chair.taps("📏")
    await yard.chair.taps("选举")
    assert "候选人都写了门牌，认得出" in yard.chair.reads()


async def test_a_door_written_out_names_a_candidate_too(yard: Yard) -> None:
    await opened(yard, "/vote 选谁当楼栋长？ | 3栋2单元502 | 王大爷 | 3天")
    giver = yard.household(GIVER)
    await giver.starts(f"vo1_{yard.courtyard}_1")
    await giver.taps("请邻居替我家投")
    await giver.says(HOLDER)
    assert "候选人不能替别家投票" in await giver.taps(f"🙋 {HOLDER}")


async def test_ones_own_vote_goes_before_the_proxy(yard: Yard) -> None:
    card = await opened(yard)
    giver, holder = await gives(yard, GIVER, HOLDER), yard.household(HOLDER)
    await holder.taps("替 3-2-501 投")
    await holder.taps("反对")
    await holder.taps("对，投")
    assert await giver.taps("同意", on=card) == "改好了：3-2-501 现在投的是同意"
    cast = await ballot_of(yard, GIVER)
    assert cast is not None
    assert cast.channel is Channel.TAP
    assert await holder.taps("同意", on=card) == "记下了：3-2-502 投了同意"
    unit = await unit_of(yard, GIVER)
    told = await holder.forges(f"pc1_{yard.courtyard}_1_{unit}_1", holder.newest())
    assert "以他家自己的为准" in told
    assert "已投 2／120 户" in card.text


async def test_paper_of_the_household_goes_before_its_proxy(yard: Yard) -> None:
    await opened(yard)
    await gives(yard, GIVER, HOLDER)
    holder, unit = yard.household(HOLDER), await unit_of(yard, GIVER)
    await holder.forges(f"pc1_{yard.courtyard}_1_{unit}_1", holder.newest())

    def collect(tx: Tx) -> bool:
        return ballots.has_voted(tx, vote_1(tx, yard), unit)

    assert await yard.read(collect)
    for reader in (yard.chair, yard.councillors[1]):
        data = f"dh1_{yard.courtyard}_1_{unit}_1"
        await reader.starts(f"vo1_{yard.courtyard}_1")
        await reader.forges(data, reader.newest())
        await reader.taps("同意")
    cast = await ballot_of(yard, GIVER)
    assert cast is not None
    assert (cast.channel, cast.content) == (Channel.PAPER, (0,))


async def test_a_proxy_is_taken_back_until_it_is_used(yard: Yard) -> None:
    await opened(yard)
    giver, holder = await gives(yard, GIVER, HOLDER), yard.household(HOLDER)
    await giver.starts(f"vo1_{yard.courtyard}_1")
    await giver.taps("收回委托")
    assert "收回了委托" in holder.reads()
    unit = await unit_of(yard, GIVER)
    used = f"pc1_{yard.courtyard}_1_{unit}_1"
    assert "没有委托您" in await holder.forges(used, holder.newest())
    await gives(yard, GIVER, HOLDER)
    await holder.forges(used, holder.newest())
    told = await giver.forges(f"pr1_{yard.courtyard}_1", giver.newest())
    assert "收不回" in told


async def test_one_household_gives_one_proxy_and_none_within_the_family(yard: Yard) -> None:
    await opened(yard)
    giver = await gives(yard, GIVER, HOLDER)
    other, own = yard.household("3-2-503").id, giver.id
    here = f"pg1_{yard.courtyard}_1_0"
    assert "先点「收回」" in await giver.forges(f"{here}_{other}", giver.newest())
    lonely = yard.household("3-2-504")
    await lonely.starts(f"vo1_{yard.courtyard}_1")
    assert "一家人不用委托" in await lonely.forges(f"{here}_{lonely.id}", lonely.newest())
    assert "登记过的人" in await lonely.forges(f"{here}_{yard.stranger.id}", lonely.newest())
    assert own != other


async def test_a_proxy_on_paper_is_entered_by_two(yard: Yard) -> None:
    card = await opened(yard)
    unit = await unit_of(yard, GIVER)
    await yard.chair.starts(f"vo1_{yard.courtyard}_1")
    for tap in ("上门和纸票", "3 栋", GIVER, "他家写了委托书"):
        await yard.chair.taps(tap)
    assert "没找到" in (await yard.chair.says("9-9-909"))[-1]
    await yard.chair.says("3栋2单元502")
    await yard.chair.taps(f"🙋 {HOLDER}")
    held = await yard.read(lambda tx: proxies.holding(tx, vote_1(tx, yard), _id(yard)))
    assert held == []
    assert "写了书面委托" in yard.councillors[1].reads()
    await yard.councillors[1].taps("同意，这就办")
    holder = yard.household(HOLDER)
    assert "书面委托录好了" in holder.reads()
    assert "没写过" in yard.household(GIVER).reads()
    await holder.taps("替 3-2-501 投")
    await holder.taps("同意")
    await holder.taps("对，投")
    assert "已投 1／120 户" in card.text
    assert unit
    recorded = [act for act, _ in await acts(yard)]
    assert "proxy.on_paper" in recorded
    resident = yard.household("3-2-504")
    await resident.starts(f"vo1_{yard.courtyard}_1")
    told = await resident.forges(f"py1_{yard.courtyard}_1_{unit}", resident.newest())
    assert "来办" in told


async def test_owners_who_have_named_nobody_take_their_paper_proxy_back(yard: Yard) -> None:
    await imported(yard)
    await owners_vote(yard)
    unit, holder = await unit_of(yard, GIVER), yard.household(HOLDER)
    args = {"vote": 1, "unit": unit, "holder": holder.id}
    by_two = yard.chair.id, yard.councillors[0].id
    await yard.write(lambda tx: proxies.carry_out(tx, yard.courtyard, *by_two, args))
    assert await yard.read(lambda tx: proxies.holding(tx, vote_1(tx, yard), holder.id)) == [unit]
    giver = yard.household(GIVER)
    await giver.starts(f"vo1_{yard.courtyard}_1")
    assert "收回了" in await giver.taps("收回委托，自己投")
    assert await yard.read(lambda tx: proxies.holding(tx, vote_1(tx, yard), holder.id)) == []


def _id(yard: Yard) -> int:
    return yard.household(HOLDER).id


async def test_the_result_posts_proxies_by_door_and_counts_those_used(yard: Yard) -> None:
    await opened(yard)
    await gives(yard, GIVER, HOLDER)
    await gives(yard, "3-2-503", HOLDER)
    await yard.household(HOLDER).taps("替 3-2-503 投")
    await yard.household(HOLDER).taps("同意")
    await yard.household(HOLDER).taps("对，投")
    await yard.passes(days=3)
    result = yard.card("有结果了").text
    assert "委托的：3-2-501 托 3-2-502、3-2-503 托 3-2-502" in result
    assert "委托 1 户" in await arithmetic(yard)


async def test_what_is_held_waits_on_the_home_screen(yard: Yard) -> None:
    await opened(yard)
    await gives(yard, GIVER, HOLDER)
    holder = yard.household(HOLDER)
    assert "替 3-2-501 投票" in (await holder.says("/home"))[-1]


async def test_a_holder_who_is_forgotten_holds_nothing(yard: Yard) -> None:
    await opened(yard)
    await gives(yard, GIVER, HOLDER)
    holder = yard.household(HOLDER)
    await holder.says("/forget")
    await holder.taps("是的，全忘掉")
    kept = await yard.read(lambda tx: tx.rows("SELECT state, holder FROM proxies"))
    assert kept == [("REVOKED", None)]
    giver = yard.household(GIVER)
    await giver.starts(f"vo1_{yard.courtyard}_1")
    assert "请邻居替我家投" in giver.buttons()[-3]
    await giver.says("/forget")
    await giver.taps("是的，全忘掉")
    assert await yard.read(lambda tx: tx.value("SELECT given_by FROM proxies")) is None


async def test_the_council_votes_without_proxies(yard: Yard) -> None:
    await yard.chair.says("/vote 请谁来讲消防 | 3天")
    await yard.chair.taps("一户一票")
    await yard.chair.taps("登记居民一人一票")
    await yard.chair.taps("发出去")
    await yard.councillors[0].taps("同意，这就办")
    member = yard.councillors[1]
    await member.starts(f"vo1_{yard.courtyard}_1")
    assert "请邻居" not in " ".join(member.buttons())
    told = await member.forges(f"pg1_{yard.courtyard}_1_0_{yard.chair.id}", member.newest())
    assert "一户一票" in told


async def test_in_a_secret_vote_the_holder_votes_once_and_nobody_sees_what(yard: Yard) -> None:
    await opened_secretly(yard)
    giver, holder = await gives(yard, GIVER, HOLDER), yard.household(HOLDER)
    await holder.taps("替 3-2-501 投")
    await holder.taps("反对")
    assert "交了不能改" in holder.reads()
    await holder.taps("对，投")
    assert "改不了了" in holder.reads()
    assert "秘密投票，投的啥这里不记" in giver.reads()
    assert "反对" not in giver.reads()
    unit = await unit_of(yard, GIVER)
    again = f"dh1_{yard.courtyard}_1_{unit}_3"
    assert "他家自己投过了" in await holder.forges(again, holder.newest())
    assert not [act for act, _ in await acts(yard) if act == "ballot.proxy"]
    kept = await yard.read(lambda tx: tx.rows("SELECT unit FROM vote_turnout"))
    assert kept == [(unit,)]


async def test_the_file_counts_what_others_brought(yard: Yard) -> None:
    await opened(yard)
    await gives(yard, GIVER, HOLDER)
    await yard.household(HOLDER).taps("替 3-2-501 投")
    await yard.household(HOLDER).taps("同意")
    await yard.household(HOLDER).taps("对，投")
    for who in (yard.chair, yard.councillors[1]):
        await reads_sheet(yard, who, "3-2-503", "反对")
    await yard.passes(days=3)
    file = read(yard.card("的结果文件"))
    assert file.brought == Brought(paper=1, assisted=0, proxy=1)
    findings = list(recount(file, Words()))
    assert [finding.text for finding in findings if "不是自己点的" in finding.text] == [
        "不是自己点的：纸票 1、当面帮投 0、委托 1"
    ]
    assert all(finding.mark is Mark.GOOD for finding in findings)
    more = result_file.sealed(replace(file, brought=Brought(paper=3, assisted=0, proxy=0)))
    wrong = [finding for finding in recount(more, Words()) if finding.mark is Mark.BAD]
    assert len(wrong) == 1


async def test_who_gave_its_vote_away_is_not_reminded_but_the_holder_once(yard: Yard) -> None:
    await yard.comes_to(10)
    await opened(yard)
    giver, holder = await gives(yard, GIVER, HOLDER), yard.household(HOLDER)
    assert "等您" not in (await giver.says("/home"))[-1]
    await yard.chair.says("/remind 1")
    assert not [text for text in giver.texts() if "还等着您" in text]
    (told,) = [text for text in holder.texts() if "您还有 2 件事没投" in text]
    assert "3-2-502 一户一票" in told
    assert "替 3-2-501 投（他家委托您的）" in told
    await giver.starts(f"vo1_{yard.courtyard}_1")
    await giver.taps("收回委托")
    await yard.comes_to(9)
    await yard.chair.says("/remind 1")
    assert "还等着您投一票" in giver.reads()
    assert "还等着您投一票" in holder.reads()


async def test_a_holder_who_has_voted_for_themselves_votes_for_the_other_in_the_reminder(
    yard: Yard,
) -> None:
    await yard.comes_to(10)
    card = await opened(yard)
    holder = yard.household(HOLDER)
    await holder.taps("同意", on=card)
    await gives(yard, GIVER, HOLDER)
    await yard.chair.says("/remind 1")
    assert "替 3-2-501 投（他家委托您的），点一下就行" in holder.reads()
    await holder.taps("替 3-2-501 投")
    await holder.taps("反对")
    await holder.taps("对，投")
    assert "已投 2／120 户" in card.text


async def test_a_secret_result_says_how_many_came_by_proxy_and_the_file_agrees(yard: Yard) -> None:
    await opened_secretly(yard)
    await gives(yard, GIVER, HOLDER)
    await gives(yard, "3-2-503", HOLDER)
    holder = yard.household(HOLDER)
    await holder.taps("替 3-2-503 投")
    await holder.taps("反对")
    await holder.taps("对，投")
    for label in ("3-2-504", "3-2-402"):
        await voted(yard, label, "同意")
    await yard.passes(days=3)
    assert "不是自己点的：委托 1 户" in await arithmetic(yard)
    file = read(yard.card("的结果文件"))
    assert file.brought == Brought(paper=0, assisted=0, proxy=1)
    findings = list(recount(file, Words()))
    assert "不是自己点的：纸票 0、当面帮投 0、委托 1" in [finding.text for finding in findings]
    assert not [finding.text for finding in findings if finding.mark is Mark.BAD]
    boxed = await yard.read(lambda tx: tx.rows("SELECT * FROM secret_ballots"))
    assert len(boxed) == 3
    assert {len(row) for row in boxed} == {7}


async def test_the_holder_may_have_the_receipt_and_is_told_whose_it_is(yard: Yard) -> None:
    await opened_secretly(yard)
    await gives(yard, GIVER, HOLDER)
    holder = yard.household(HOLDER)
    await holder.taps("替 3-2-501 投")
    await holder.taps("反对")
    assert "请转给他家" in holder.reads()
    await holder.taps("投，再要张回执")
    (told,) = [text for text in holder.texts() if "的回执" in text]
    assert "3-2-501 的回执" in told
    assert "转给他家，截止后他家自己查" in told
    boxed = await yard.read(lambda tx: tx.rows("SELECT line FROM secret_ballots"))
    assert boxed[0][0] in told


async def test_without_receipts_the_holder_is_offered_none(yard: Yard) -> None:
    await opened_secretly(yard, "回执：可以要")
    await gives(yard, GIVER, HOLDER)
    holder = yard.household(HOLDER)
    await holder.taps("替 3-2-501 投")
    await holder.taps("反对")
    assert "回执" not in holder.reads() + " ".join(holder.buttons())


async def test_where_all_agreed_in_secret_nobody_learns_whose_proxies_were_used(yard: Yard) -> None:
    await opened_secretly(yard)
    await gives(yard, GIVER, HOLDER)
    holder = yard.household(HOLDER)
    await holder.taps("替 3-2-501 投")
    await holder.taps("同意")
    await holder.taps("对，投")
    for label in ("3-2-504", "3-2-402"):
        await voted(yard, label, "同意")
    await yard.passes(days=3)
    result = yard.card("有结果了").text
    assert "不是自己点的：委托 1 户" in result
    assert "这次不列" in result
    assert not [text for text in yard.group_texts() if GIVER in text]
    assert read(yard.card("的结果文件")).voted is None
