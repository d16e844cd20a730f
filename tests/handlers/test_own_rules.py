"""Rules of voting a courtyard adds for itself, for ballots of any kind, and votes under them."""

from __future__ import annotations

from bot.check import Mark
from bot.recount import recount
from bot.rule_words import in_full
from bot.rules import result_file
from bot.rules.frozen import rule_to_text
from bot.rules.methods import Method
from bot.rules.own_presets import METHODS, blank, by_method
from bot.rules.presets import PRESETS
from bot.rules.verdict import Result
from bot.sandbox.model import Message
from bot.words import Words
from tests.handlers.test_rule_changes import contested, simple
from tests.handlers.test_rules import sent, vote
from tests.yard import Yard


async def decided(yard: Yard, name: str, method: str = "", *taps: str) -> Message:
    """The chair puts a rule of this name together, and the council adopts it."""
    await yard.chair.says("/rules")
    await yard.chair.taps("加一条")
    await yard.chair.says(name)
    if method:
        await yard.chair.taps("怎么投")
        await yard.chair.taps(method)
    for tap in taps:
        await yard.chair.taps(tap)
    await yard.chair.taps("交议事会表决")
    card = await sent(yard)
    for member in [yard.chair, *yard.councillors[:3]]:
        await member.taps("同意", on=card)
    await yard.passes(days=4)
    return card


async def opened(yard: Yard, title: str, name: str, options: str = "") -> Message:
    """A vote of nine days under the rule of this name."""
    await yard.chair.says(f"/vote {title} | 9天")
    await yard.chair.taps("📏")
    await yard.chair.taps(name)
    if options:
        await yard.chair.taps("换成自己的选项")
        await yard.chair.says(options)
    return await sent(yard)


async def ticked(yard: Yard, label: str, number: int, *taps: str) -> None:
    who = yard.household(label)
    await who.starts(f"bf1_{yard.courtyard}_{number}")
    for tap in (*taps, "看一遍再交", "✅ 交"):
        await who.taps(tap)


def counted_again(yard: Yard, number: int) -> tuple[result_file.ResultFile, list[str]]:
    """The result file, and what a recount says, which finds nothing wrong."""
    document = yard.card(f"表决 {number} 的结果文件").document
    assert document is not None
    file = result_file.read(document.data)
    findings = list(recount(file, Words("zh_CN")))
    assert all(finding.mark is Mark.GOOD for finding in findings)
    return file, [finding.text for finding in findings]


async def test_two_thirds_must_take_part_and_those_ticked_most_win(yard: Yard) -> None:
    card = await decided(yard, "挑几样", "可以选几个", "要来多少")
    rule = "要三分之二以上（含）来投；可以选几样，选的人最多的就是它；打平不算"
    assert f"加一条规矩「挑几样」：{rule}" in card.text
    assert f"「挑几样」：{rule}；谁来投：一户一票。" in yard.card("院里的规矩定了").text
    _, said = counted_again(yard, 1)
    assert any(f"「挑几样」的规矩改成 {rule}；谁来投：一户一票" in one for one in said)

    await opened(yard, "今年先修哪样", "挑几样", "修长椅\n补路灯\n种树")
    assert "至少 80 户" in yard.card("表决 2").text
    homes = list(yard.ready.by_label)
    for n, label in enumerate(homes[:80]):
        await ticked(yard, label, 2, "修长椅", *(["补路灯"] if n % 2 else []))
    await yard.passes(days=9)
    assert "选出来了：修长椅" in yard.card("有结果了").text
    file, _ = counted_again(yard, 2)
    assert (file.method, file.result, file.winners) == (
        Method.APPROVAL,
        Result.PASSED,
        ("修长椅",),
    )


async def test_of_several_one_is_chosen_and_needs_the_share_that_was_decided(yard: Yard) -> None:
    await decided(yard, "选一个", "只选一个", "要来多少", "要多少票才算选上")
    card = await opened(yard, "哪天办节", "选一个", "周六\n周日\n周一")
    assert "票最多的，还要投了的人里过半数投它才算选上" in card.text
    homes = list(yard.ready.by_label)
    for n, label in enumerate(homes[:80]):
        await yard.household(label).taps(("周六", "周日", "周一", "周六")[n % 4], on=card)
    await yard.passes(days=9)
    said = yard.card("有结果了").text
    assert "没通过" in said
    assert "得票 40 户（刚好一半，要过半：至少 41，还差 1）" in said
    file, _ = counted_again(yard, 2)
    assert file.result is Result.NOT_PASSED


async def test_a_rule_of_one_kind_of_ballot_is_not_bent_to_another(yard: Yard) -> None:
    """Who wants other ballots than the rule says gets another rule, and is shown which."""
    await decided(yard, "打分", "打 0 到 5 分", "要来多少")
    await yard.chair.says("/vote 哪个方案好 | 甲 | 乙 | 9天")
    await yard.chair.taps("📏")
    await yard.chair.taps("打分")
    assert (await vote(yard, 2)).method is Method.SCORE
    assert (await vote(yard, 2)).options == ("甲", "乙")
    await yard.chair.taps("🧮")
    await yard.chair.taps("两个两个比")
    assert "按「几样里选（票多的当选）」来" in yard.chair.reads()
    await yard.chair.taps("改回同意")
    assert "按「院里的一般事」来" in yard.chair.reads()


def test_every_rule_is_said_in_english_as_english_is_written() -> None:
    own = [by_method(blank("own7", "Parking"), method) for method in METHODS]
    for preset in [*PRESETS.values(), *own]:
        said = in_full(Words("en"), preset)
        assert said.isascii(), said
        assert "; " in said


async def test_only_a_rule_of_their_own_changes_how_people_vote(yard: Yard) -> None:
    await yard.chair.says("/rules")
    await yard.chair.taps("院里的一般事")
    await yard.chair.taps("提议改")
    assert "怎么投" not in str(yard.chair.buttons())
    before = await vote(yard)
    for data in (f"uc1_{yard.courtyard}_1_8", f"um1_{yard.courtyard}_1_2"):
        await yard.chair.forges(data, yard.chair.newest())
    assert await vote(yard) == before
    await yard.chair.says("/rules")
    await yard.chair.taps("加一条")
    await yard.chair.says("停车的事")
    before = await vote(yard, 2)
    await yard.chair.forges(f"um1_{yard.courtyard}_2_{len(METHODS)}", yard.chair.newest())
    stranger = yard.household("3-2-501")
    await stranger.says("/home")
    await stranger.forges(f"um1_{yard.courtyard}_2_2", stranger.newest())
    assert await vote(yard, 2) == before


async def test_no_vote_goes_out_under_a_rule_that_is_gone(yard: Yard) -> None:
    """Neither a draft of it, nor one that waits for its second, nor a failed one held again."""
    await decided(yard, "停车的事", "", "要来多少")
    drafts = []
    for title in ("车位怎么分", "车位怎么收费"):
        await yard.chair.says(f"/vote {title} | 20天")
        await yard.chair.taps("📏")
        await yard.chair.taps("停车的事")
        drafts.append(yard.chair.newest())
    second = yard.councillors[1]
    await yard.chair.taps("发出去", on=drafts[1])
    asked = second.newest()
    await contested(yard, 1, "这次作废")
    assert "请再看一遍" in await yard.chair.taps("发出去", on=drafts[0])
    assert "按「院里的一般事」来" in drafts[0].text
    assert "请再看一遍" in await second.taps("同意，这就办", on=asked)
    assert "按「院里的一般事」来" in asked.text
    for number in (2, 3):
        assert (await vote(yard, number)).rule == rule_to_text((await simple(yard)).rule)
