"""Rules of voting as a council meets them: proposed, chosen, changed; consent; meetings."""

from __future__ import annotations

from bot.access import Role
from bot.actions import opening, vote_drafts
from bot.rules.electorate import Electorate
from bot.rules.frozen import rule_from_text
from bot.sandbox.model import Message
from bot.sandbox.neighbour import Neighbour
from storage import courtyards, residents, votes
from storage.tx import Tx
from storage.votes import Vote
from tests.handlers.counted import arithmetic
from tests.yard import Yard

LAWN = "/vote 改草坪为菜园 | 3天"


async def vote(yard: Yard, number: int = 1) -> Vote:
    found = await yard.read(lambda tx: votes.get(tx, yard.courtyard, number))
    assert found is not None
    return found


async def sent(yard: Yard) -> Message:
    """The draft on the chair's screen goes out; its card."""
    await yard.chair.taps("发出去")
    await yard.councillors[0].taps("同意，这就办")
    return yard.card("表决 ")


async def answered(who: Neighbour, *labels: str) -> str:
    await who.taps("答几个问题")
    for label in labels:
        await who.taps(label)
    return who.reads()


async def areas_known(yard: Yard) -> None:
    sql = "UPDATE households SET area = 6000 WHERE courtyard = ?"
    await yard.write(lambda tx: tx.run(sql, yard.courtyard))


async def seated(yard: Yard, role: Role, labels: list[str]) -> list[Neighbour]:
    people = [yard.household(label) for label in labels]

    def grant(tx: Tx) -> None:
        for person in people:
            residents.grant(tx, yard.courtyard, person.id, role.value)

    await yard.write(grant)
    return people


# Which rule: by plain questions, with the reason; another may be chosen, and is warned of.


async def test_v15_the_lawn_is_the_owners_matter_and_a_weaker_rule_is_warned_of(yard: Yard) -> None:
    await areas_known(yard)
    await yard.chair.says(LAWN)
    assert "像《民法典》第 278 条第 8 项" in yard.chair.reads()
    said = await answered(yard.chair, "要改用途")
    assert "建议按「业主决定：重大事项（第 6-8 项）」来" in said
    assert "四分之三以上" in said
    assert "出处：《民法典》第 278 条" in said
    await yard.chair.taps("就按这条")
    assert "比法律松" not in yard.chair.reads()
    found = await vote(yard)
    assert (found.electorate, rule_from_text(found.rule).key) == (Electorate.OWNERS, "owners_major")
    for _ in range(3):
        await yard.chair.taps("👥")
    assert "比法律松，结果只能当摸底" in yard.chair.reads()
    await yard.chair.taps("发出去")
    assert "比法律松" in yard.councillors[0].reads()
    await yard.councillors[0].taps("同意，这就办")
    assert "意见摸底，不是法定表决" in yard.card("表决 1").text


async def test_v16_spending_the_repair_fund_is_ordinary_and_raising_it_is_major(yard: Yard) -> None:
    await areas_known(yard)
    await yard.chair.says("/vote 用维修资金修屋顶 | 3天")
    said = await answered(yard.chair, "只是修一修", "花里头的钱")
    assert "业主决定：一般事项" in said
    assert "第 5 项" in said
    await yard.chair.says("/vote 再筹维修资金 | 3天")
    said = await answered(yard.chair, "用不到", "再筹钱进去")
    assert "业主决定：重大事项" in said
    assert "第 6 项" in said


async def test_an_owners_rule_waits_for_the_areas_of_the_roll(yard: Yard) -> None:
    await yard.chair.says(LAWN)
    assert "还差 120 户的面积" in await answered(yard.chair, "要改用途")
    assert "面积" in await yard.chair.taps("就按这条")
    assert (await vote(yard)).electorate is Electorate.HOUSEHOLDS


async def test_what_is_unclear_is_said_in_a_sentence_that_the_second_reads(yard: Yard) -> None:
    await yard.chair.says("/vote 水管换不换 | 3天")
    await answered(yard.chair, "用不到", "说不清")
    await yard.chair.says("可能要动维修资金，也可能大家凑")
    assert "第 5 项" in yard.chair.reads()
    await yard.chair.taps("全院各家")
    await yard.chair.taps("一般的事")
    assert "没说清的：「可能要动维修资金，也可能大家凑」" in yard.chair.reads()
    await yard.chair.taps("就按这条")
    await yard.chair.taps("发出去")
    assert "可能要动维修资金" in yard.councillors[0].reads()


async def test_an_election_asks_for_candidates_and_is_secret(yard: Yard) -> None:
    await yard.chair.says("/vote 选楼栋长 | 3天")
    await answered(yard.chair, "用不到", "不动", "全院各家", "选人")
    await yard.chair.taps("就按这条")
    assert "候选人" in yard.chair.reads()
    assert "发出去" not in yard.chair.buttons()
    await yard.chair.taps("换成自己的选项")
    await yard.chair.says("王大爷\n何嬢嬢")
    assert "秘密投票" in yard.chair.reads()
    assert "过半数投它才算选上" in yard.chair.reads()
    found = await vote(yard)
    assert (found.secret, found.receipts) == (True, True)


async def test_of_an_election_no_ballot_names_more_than_the_seats(yard: Yard) -> None:
    await yard.chair.says("/vote 选楼栋长 | 甲 | 乙 | 丙 | 3天")
    await yard.chair.taps("📏")
    await yard.chair.taps("选举")
    await yard.chair.taps("🧮")
    await yard.chair.taps("可以选几个")
    await yard.chair.taps("选出 1 个")
    await yard.chair.says("2")
    card = await sent(yard)
    resident = yard.household("3-2-501")
    await resident.taps("去私下投", on=card)
    assert "最多勾 2 个" in resident.reads()
    for name in ("甲", "乙", "丙"):
        await resident.taps(name)
    await resident.taps("看一遍再交")
    assert "最多选 2 个" in await resident.taps("✅ 交")
    await resident.taps("回去改")
    await resident.taps("丙")
    await resident.taps("看一遍再交")
    await resident.taps("✅ 交")
    assert "已投 1" in card.text or "投" in resident.reads()
    turned_out = "SELECT count(*) FROM vote_turnout"
    assert await yard.read(lambda tx: tx.value(turned_out)) == 1


async def test_own_options_stay_where_the_answers_lead_to_a_choice(yard: Yard) -> None:
    await yard.chair.says("/vote 哪天打扫 | 周六 | 周日 | 3天")
    said = await answered(yard.chair, "用不到", "不动", "全院各家", "一般的事")
    assert "几样里选" in said
    await yard.chair.taps("就按这条")
    assert (await vote(yard)).options == ("周六", "周日")


# Meetings.


async def meeting(yard: Yard, line: str, preset: str) -> Message:
    await yard.chair.says(line)
    await yard.chair.taps("📏")
    await yard.chair.taps(preset)
    return await after_notice(yard)


async def after_notice(yard: Yard) -> Message:
    """Ten days ahead a meeting is announced; then it opens."""
    card = await sent(yard)
    await yard.passes(days=10, hours=1)
    return card


async def test_m1_those_present_are_entered_by_two_and_are_the_base(yard: Yard) -> None:
    card = await meeting(yard, "/vote 种不种树 | 13天", "居民会议")
    assert "到场人数还没登记" in card.text
    await yard.chair.says("/votes")
    await yard.chair.taps("1. 种不种")
    await yard.chair.taps("登记到场人数")
    assert "请写一个数" in (await yard.chair.says("好多"))[-1]
    assert "请写一个数" in (await yard.chair.says("121"))[-1]
    await yard.chair.says("61户")
    assert "到场人数还没登记" in card.text
    assert "到场 61 户" in yard.councillors[1].reads()
    await yard.councillors[1].taps("同意，这就办")
    assert "到场 61 户" in card.text
    for label in list(yard.ready.by_label)[:30]:
        await yard.household(label).taps("同意", on=card)
    await yard.passes(days=3)
    result = yard.card("有结果了").text
    assert "📏 同意 30 户（至少要 31，还差 1）" in result
    steps = await arithmetic(yard)
    assert "✅ 到场的：61 户；名册 120 户，要过半数，至少 61 户" in steps
    assert "❌ 同意的：30 户；到场的 61 户，要过半数，至少 31 户，还差 1 户" in steps


async def delegates(yard: Yard, delegates_: int, committee: int) -> list[Neighbour]:
    labels = list(yard.ready.by_label)[7:]
    await seated(yard, Role.RC, labels[delegates_ : delegates_ + committee])
    return await seated(yard, Role.DELEGATE, labels[:delegates_])


async def drafted_for_delegates(yard: Yard) -> None:
    await yard.chair.says("/vote 院里要不要请门卫 | 13天")
    for _ in range(3):
        await yard.chair.taps("👥")
    assert "居民代表会议" in yard.chair.reads()


async def test_m3_six_of_the_committee_and_24_delegates_meet_and_eleven_of_twenty_decide(
    yard: Yard,
) -> None:
    people = await delegates(yard, 24, 6)
    await drafted_for_delegates(yard)
    card = await after_notice(yard)
    assert "居民代表会议 30 位，一人一票" in card.text
    outsider = yard.household("3-2-504")
    assert "居民代表会议的成员" in await outsider.taps("同意", on=card)
    for person in people[:11]:
        await person.taps("同意", on=card)
    for person in people[11:20]:
        await person.taps("反对", on=card)
    await yard.passes(days=3)
    result = yard.card("有结果了").text
    assert "通过了" in result
    assert "📏 到场 20 位（至少 20）；同意 11 位（至少 11）" in result


async def test_m4_a_seventh_of_the_committee_is_too_many_for_27_delegates(yard: Yard) -> None:
    await delegates(yard, 27, 7)
    await drafted_for_delegates(yard)
    assert "五分之四" in await yard.chair.taps("发出去")
    assert not yard.group_texts()


async def test_m5_an_election_by_24_delegates_is_theirs_alone(yard: Yard) -> None:
    await delegates(yard, 24, 6)
    await drafted_for_delegates(yard)
    await yard.chair.taps("📏")
    await yard.chair.taps("选举（由居民代表选）")
    await yard.chair.taps("换成自己的选项")
    await yard.chair.says("甲\n乙")
    card = await sent(yard)
    assert "居民代表会议 24 位" in card.text
    assert "要超过三分之二来投（至少 17 位）" in card.text


async def test_m8_three_of_four_in_a_council_of_seven_are_too_few(yard: Yard) -> None:
    await yard.chair.says("/vote 章由谁管 | 3天")
    for _ in range(2):
        await yard.chair.taps("👥")
    card = await sent(yard)
    for member in [yard.chair, *yard.councillors[:2]]:
        await member.taps("同意", on=card)
    await yard.councillors[2].taps("反对", on=card)
    await yard.passes(days=3)
    result = yard.card("有结果了").text
    assert "📏 同意 3 位议事员（至少要 4，还差 1）" in result
    assert "没通过" in result


async def party(yard: Yard) -> str:
    """30 members, 20 come, 15 agree."""
    labels = list(yard.ready.by_label)[:30]
    members = await seated(yard, Role.PARTY, labels)

    def open_it(tx: Tx) -> None:
        number = vote_drafts.draft(tx, yard.courtyard, yard.chair.id, "支部的提议")
        for changes in (
            {"electorate": Electorate.PARTY},
            {"closes_at": tx.now.replace(microsecond=0) + (opening.SHORTEST * 12)},
        ):
            vote_drafts.change_draft(tx, yard.courtyard, yard.chair.id, number, **changes)
        opening.open_vote(
            tx, yard.courtyard, yard.chair.id, yard.councillors[0].id, {"vote": number}
        )

    await yard.write(open_it)
    await yard.settled()
    card = yard.card("党员大会 30 位")
    for person in members[:15]:
        await person.taps("同意", on=card)
    for person in members[15:20]:
        await person.taps("反对", on=card)
    await yard.passes(hours=2)
    return yard.card("有结果了").text


async def test_m9_exactly_half_of_all_party_members_is_enough(yard: Yard) -> None:
    assert "通过了" in await party(yard)


async def test_m9_unless_the_yard_reads_half_as_more_than_half(yard: Yard) -> None:
    def strict(tx: Tx) -> None:
        found = courtyards.get(tx, yard.courtyard)
        assert found is not None
        courtyards.set_setting(tx, found, "half_inclusive", 0)

    await yard.write(strict)
    assert "没通过" in await party(yard)


async def test_a_delegate_is_named_by_two_and_told(yard: Yard) -> None:
    await yard.chair.says("/role 3-2-501 居民代表")
    await yard.councillors[0].taps("同意，这就办")
    assert any("居民代表" in text for text in yard.household("3-2-501").texts())
    held = await yard.read(
        lambda tx: residents.roles(tx, yard.courtyard, yard.household("3-2-501").id)
    )
    assert "delegate" in held
