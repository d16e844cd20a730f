"""A vote goes on to its end when whoever opened it moves out, is forgotten or is dismissed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.access import Role
from bot.actions import closing, objecting, opening, parting, roles, vote_drafts
from bot.actions import votes as actions
from bot.rules.methods import Method
from handlers import COLUMNS
from storage import audit, seconds, votes
from storage.objections import Ruling
from storage.tx import Tx
from storage.votes import Vote, VoteState
from tests.handlers.test_after import objected, ruled, set_to, vote_of
from tests.yard import Yard

OPTIONS = ("长椅", "路灯")
Goes = Callable[[Tx, Yard], None]


def opener(yard: Yard) -> int:
    return yard.councillors[0].id


def leaves(tx: Tx, yard: Yard) -> None:
    parting.move_out(tx, yard.courtyard, opener(yard))


def is_forgotten(tx: Tx, yard: Yard) -> None:
    for column in COLUMNS:
        if column.forget:
            column.forget(tx, yard.courtyard, opener(yard))
    parting.forget_account(tx, opener(yard))


def is_dismissed(tx: Tx, yard: Yard) -> None:
    args = {"person": opener(yard), "role": Role.COUNCILLOR.value, "give": 0}
    roles.carry_out(tx, yard.courtyard, yard.chair.id, yard.councillors[1].id, args)


every_way = pytest.mark.parametrize("goes", [leaves, is_forgotten, is_dismissed])


def get(tx: Tx, yard: Yard) -> Vote:
    return actions.get(tx, yard.courtyard, 1)


async def drafted(yard: Yard) -> None:
    def draft(tx: Tx) -> None:
        person, courtyard = opener(yard), yard.courtyard
        ends = tx.now + timedelta(days=3)
        vote_drafts.draft(tx, courtyard, person, "先办哪样？", options=OPTIONS, closes_at=ends)
        vote_drafts.change_draft(tx, courtyard, person, 1, method=Method.IRV)

    await yard.write(draft)


async def opened(yard: Yard, notice: int = 0) -> None:
    """By the opener and another; ten households have ranked both, if it takes ballots yet."""
    await yard.write(set_to(yard, "notice_yard_days", notice))
    await drafted(yard)
    other = yard.councillors[1].id
    args = {"vote": 1}
    await yard.write(lambda tx: opening.open_vote(tx, yard.courtyard, opener(yard), other, args))
    if not notice:
        await voted(yard)


async def voted(yard: Yard) -> None:
    def cast(tx: Tx) -> None:
        for label in list(yard.ready.by_label)[-70:]:
            actions.cast(tx, yard.courtyard, yard.ready.by_label[label].id, 1, (0, 1))

    await yard.write(cast)
    await yard.settled()


async def ends_well(yard: Yard) -> None:
    """It is counted, objected to, answered, posted and final; everybody can look at it."""
    found = await vote_of(yard)
    assert (found.state, found.result, found.turnout) == (VoteState.CLOSED, "passed", 70)
    await objected(yard)
    assert "提的人：3-2-501" in yard.councillors[1].reads()
    await ruled(yard, "结果不变", "查过了")
    await yard.passes(days=15, hours=1)
    assert (await vote_of(yard)).state is VoteState.FINAL
    for who in (yard.household("3-2-502"), yard.councillors[1]):
        await who.starts(f"vo1_{yard.courtyard}_1")
        assert "先办哪样" in who.reads()
        assert "公示期满，定了" in who.reads()
    assert await yard.read(lambda tx: audit.verify(tx, yard.courtyard)) is None


@every_way
async def test_what_was_only_drafted_never_goes_out(yard: Yard, goes: Goes) -> None:
    await drafted(yard)
    submit = vote_drafts.submit
    await yard.write(lambda tx: submit(tx, yard.courtyard, opener(yard), 1))
    await yard.settled()
    other = yard.councillors[1]
    question = other.newest()
    await yard.write(lambda tx: goes(tx, yard))
    await yard.settled()
    assert await yard.read(lambda tx: seconds.waiting(tx, yard.courtyard)) == []
    assert "同意，这就办" not in str(question.buttons)
    await yard.passes(days=20)
    assert (await vote_of(yard)).state in (VoteState.DRAFT, VoteState.CANCELLED)
    assert not [text for text in yard.group_texts() if "先办哪样" in text]


@every_way
async def test_announced_it_opens_all_the_same(yard: Yard, goes: Goes) -> None:
    await opened(yard, notice=1)
    assert (await vote_of(yard)).state is VoteState.NOTICED
    await yard.write(lambda tx: goes(tx, yard))
    await yard.passes(days=1)
    assert (await vote_of(yard)).state is VoteState.OPEN
    await voted(yard)
    await yard.passes(days=2, hours=1)
    await ends_well(yard)


@every_way
async def test_open_it_goes_on(yard: Yard, goes: Goes) -> None:
    await opened(yard)
    await yard.write(lambda tx: goes(tx, yard))
    await yard.passes(days=3)
    await ends_well(yard)


@every_way
async def test_being_counted_it_is_counted_to_the_end(yard: Yard, goes: Goes) -> None:
    await opened(yard)

    def stopped(tx: Tx) -> Vote:
        closing.close_on_time(tx, yard.courtyard, "1")
        goes(tx, yard)
        return get(tx, yard)

    found = await yard.write(stopped)
    assert (found.state, found.result) == (VoteState.CLOSED, None)
    await yard.passes(seconds=1)
    await ends_well(yard)


@every_way
async def test_contested_it_is_counted_again(yard: Yard, goes: Goes) -> None:
    await opened(yard)
    await yard.passes(days=3)
    await objected(yard, "3-2-503")

    def recounted(tx: Tx) -> Vote:
        args = {"vote": 1, "objection": 1, "ruling": Ruling.RECOUNT.value, "reason": "再数"}
        first, second = yard.councillors[1].id, yard.councillors[2].id
        objecting.carry_out(tx, yard.courtyard, first, second, args)
        goes(tx, yard)
        return get(tx, yard)

    assert (await yard.write(recounted)).state is VoteState.CONTESTED
    await yard.passes(seconds=1)
    assert "和上次数的一样" in yard.card("重新数过了").text
    await ends_well(yard)


@every_way
async def test_an_answer_that_waits_for_its_second_is_still_given(yard: Yard, goes: Goes) -> None:
    await opened(yard)
    await yard.passes(days=3)
    await objected(yard)
    await yard.councillors[1].taps("这次作废")
    await yard.councillors[1].says("漏了三户没通知")
    await yard.write(lambda tx: goes(tx, yard))
    await yard.settled()
    await yard.councillors[2].taps("同意，这就办")
    assert (await vote_of(yard)).state is VoteState.VOIDED
    first, second = yard.councillors[1], yard.councillors[2]
    await first.starts(f"vo1_{yard.courtyard}_1")
    await first.taps("再投一次")
    await first.taps("截止时间")
    await first.says("3天")
    await first.taps("发出去")
    await second.taps("同意，这就办")
    assert (await vote_of(yard, 2)).state is VoteState.OPEN


@every_way
async def test_a_void_vote_stays_void(yard: Yard, goes: Goes) -> None:
    await opened(yard)
    await yard.passes(days=3)
    await objected(yard)
    await ruled(yard, "这次作废", "漏了三户没通知")
    await yard.write(lambda tx: goes(tx, yard))
    await yard.passes(days=20)
    found = await vote_of(yard)
    assert (found.state, found.result) == (VoteState.VOIDED, "passed")
    who = yard.household("3-2-502")
    await who.starts(f"vo1_{yard.courtyard}_1")
    assert "漏了三户没通知" in who.reads()


async def test_nothing_names_a_forgotten_opener(yard: Yard) -> None:
    """Not what waits for a second, and not what was answered and chosen for a draft."""
    await opened(yard)
    await yard.passes(days=3)
    await objected(yard)
    await yard.councillors[1].taps("这次作废")
    await yard.councillors[1].says("漏了三户没通知")
    await yard.write(lambda tx: is_forgotten(tx, yard))
    args = await yard.read(lambda tx: [one.args for one in seconds.waiting(tx, yard.courtyard)])
    assert args
    assert str(opener(yard)) not in str(args)


async def test_a_forgotten_draft_keeps_nothing_of_what_was_written(yard: Yard) -> None:
    await drafted(yard)
    written = {"unsure": "我家也许要卖房"}
    await yard.write(
        lambda tx: votes.update(tx, get(tx, yard), advice=written, effect={"preset": {}})
    )
    await yard.write(lambda tx: is_forgotten(tx, yard))
    found = await vote_of(yard)
    assert (found.state, found.title, found.options) == (VoteState.CANCELLED, "", ())
    assert (found.advice, found.effect) == ({}, None)


async def test_a_draft_left_behind_is_taken_over_or_dropped_by_another_councillor(
    yard: Yard,
) -> None:
    await drafted(yard)
    other = yard.councillors[1]
    await other.says("/home")
    assert "没人管的表决草稿" not in other.reads()
    await other.says("/start")
    theirs = f"lf1_{yard.courtyard}_1"
    assert "已经有人接手" in await other.forges(theirs, other.newest())
    await yard.write(lambda tx: is_dismissed(tx, yard))
    await other.says("/home")
    assert "没人管的表决草稿：先办哪样？" in other.reads()
    await other.taps("先办哪样？")
    assert "要不要接着办" in other.reads()
    await other.taps("我来接着办")
    assert "表决草稿（发出去之前只有您看得到）" in other.reads()
    assert (await vote_of(yard)).by_person == other.id
    late = yard.councillors[2]
    await late.says("/home")
    assert "没人管的" not in late.reads()
    assert "已经有人接手" in await late.forges(f"lt1_{yard.courtyard}_1", late.newest())


async def test_a_draft_left_behind_can_be_dropped(yard: Yard) -> None:
    await drafted(yard)
    await yard.write(lambda tx: is_dismissed(tx, yard))
    await yard.chair.says("/home")
    await yard.chair.taps("先办哪样？")
    await yard.chair.taps("不要了")
    assert (await vote_of(yard)).state is VoteState.CANCELLED
    resident = yard.household("3-2-501")
    await resident.says("/home")
    assert "来办" in await resident.forges(f"lt1_{yard.courtyard}_1", resident.newest())


async def test_a_rule_left_half_changed_is_named_to_who_takes_it_over(yard: Yard) -> None:
    author = yard.councillors[0]
    await author.says("/rules")
    await author.taps("加一条")
    await author.says("停车的事")
    await yard.write(lambda tx: is_dismissed(tx, yard))
    await yard.chair.says("/home")
    assert "没人管的表决草稿：规矩「停车的事」（还没改完）" in yard.chair.reads()
    await yard.chair.taps("还没改完")
    await yard.chair.taps("我来接着办")
    await yard.chair.taps("交议事会表决")
    assert "加一条规矩「停车的事」" in yard.chair.reads()
