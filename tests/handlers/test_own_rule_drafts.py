"""Drafts of votes, and what becomes of them when the rule they are under changes."""

from __future__ import annotations

from bot.rules.frozen import rule_to_text
from bot.rules.methods import Method
from bot.rules.own_presets import METHODS, Part
from tests.handlers.test_own_rules import changed, decided
from tests.handlers.test_rule_changes import contested, simple
from tests.handlers.test_rules import vote
from tests.yard import Yard


async def test_who_drafts_under_a_rule_that_then_takes_other_ballots_looks_again(
    yard: Yard,
) -> None:
    await decided(yard, "挑一样", "打 0 到 5 分")
    await yard.chair.says("/vote 哪个方案好 | 甲 | 乙 | 9天")
    await yard.chair.taps("📏")
    await yard.chair.taps("挑一样")
    draft = yard.chair.newest()
    card = await changed(yard, "挑一样", "怎么投", "两个两个比")
    assert "把「挑一样」的规矩改成：要过半数来投；排先后，两个两个比" in card.text
    assert "请再看一遍" in await yard.chair.taps("发出去", on=draft)
    found = await vote(yard, 2)
    assert (found.method, found.options) == (Method.SCHULZE, ("甲", "乙"))


async def test_a_secret_draft_is_none_any_more_where_its_rule_now_asks_for_reasons(
    yard: Yard,
) -> None:
    await decided(yard, "门卫的事")
    await yard.chair.says("/vote 请不请门卫 | 9天")
    await yard.chair.taps("📏")
    await yard.chair.taps("门卫的事")
    await yard.chair.taps("秘密投票：否")
    draft = yard.chair.newest()
    await changed(yard, "门卫的事", "怎么投", "没人有理由反对就办")
    assert "请再看一遍" in await yard.chair.taps("发出去", on=draft)
    found = await vote(yard, 2)
    assert (found.method, found.secret, found.receipts) == (Method.CONSENT, False, False)


async def test_a_secret_rule_is_kept_secret_by_who_opens_a_vote_under_it(yard: Yard) -> None:
    await decided(yard, "门卫的事")
    await yard.chair.says("/vote 请不请门卫 | 9天")
    await yard.chair.taps("📏")
    await yard.chair.taps("门卫的事")
    draft = yard.chair.newest()
    await changed(yard, "门卫的事", "秘密投票：不是")
    assert "请再看一遍" in await yard.chair.taps("发出去", on=draft)
    assert (await vote(yard, 2)).secret
    assert "写明了要秘密投票" in await yard.chair.taps("秘密投票：是", on=draft)
    await yard.chair.taps("回执：可以要", on=draft)
    found = await vote(yard, 2)
    assert (found.secret, found.receipts) == (True, False)
    await yard.chair.taps("发出去", on=draft)
    await yard.councillors[0].taps("同意，这就办")
    assert "请不请门卫" in yard.card("表决 2").text


async def test_only_a_rule_of_their_own_changes_how_people_vote(yard: Yard) -> None:
    await yard.chair.says("/rules")
    await yard.chair.taps("院里的一般事")
    await yard.chair.taps("提议改")
    assert "怎么投" not in str(yard.chair.buttons())
    before = await vote(yard)
    for data in (f"uc1_{yard.courtyard}_1_{Part.METHOD.value}", f"um1_{yard.courtyard}_1_2"):
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
