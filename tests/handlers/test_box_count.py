"""Counting the ballot box of a secret vote: two who read the same, and what can be amiss."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.actions import box_count, boxes, closing
from bot.actions.papers import Read
from bot.actions.secrecy import TooFewToEnd
from bot.rules import result_file
from bot.rules.brought import Box
from storage import ballots, residents, secret_ballots
from storage.tx import Tx
from tests.handlers.at_the_box import ELDERS, amiss, put_in, reads_box, wrong
from tests.handlers.secret import opened_secretly, the_vote
from tests.handlers.test_after import objected
from tests.handlers.test_ballots import drafted, sent
from tests.handlers.test_doorstep import granted
from tests.handlers.test_result_file import read
from tests.handlers.test_secret_methods import boxed as by_phone
from tests.handlers.test_secret_methods import secretly_sent
from tests.yard import Yard


async def test_the_result_waits_for_two_who_read_the_same(yard: Yard) -> None:
    card = await opened_secretly(yard)
    await put_in(yard, *ELDERS)
    await by_phone(yard, (40, (0,)), (25, (1,)))
    await yard.passes(days=3)
    assert "3 户投了纸票，两个人当众数完就公布" in card.text
    assert "当着大家开箱" in yard.card("截止了").text
    assert "票箱等着数" in yard.chair.reads()
    assert "已经截止的\n· 1. 换不换物业？：⏳ 等开票箱" in (await yard.chair.says("/votes"))[-1]
    first, second = yard.chair, yard.councillors[1]
    await second.says("/home")
    assert "数票箱：3 户的纸票" in second.reads()
    assert "您这一遍录完了" in await reads_box(yard, first, "反对", "同意", "同意")
    await first.starts(f"vo1_{yard.courtyard}_1")
    assert "已经录完了" in await first.taps("开箱数票")
    assert "有结果了" not in "".join(yard.group_texts())
    assert "两遍录的一样" in await reads_box(yard, second, "同意", "反对", "同意")
    said = yard.card("有结果了").text
    assert "同意 42 户、反对 26 户" in said
    assert "纸票 3 户" in said
    file = read(yard.card("的结果文件"))
    assert (file.cast, file.brought.paper, file.box) == (68, 3, Box(3, 3, 0, False))
    assert file.voted is not None
    assert len(file.voted) == 68
    assert file.receipts is not None
    assert len(file.receipts.lines) == 65
    assert all(line.ballot is None for line in file.receipts.lines)  # the other three would show
    assert wrong(file) == []
    assert await amiss(yard) == []
    assert await yard.read(lambda tx: tx.rows("SELECT * FROM box_readings")) == []
    for changed in (Box(3, 2, 1, False), Box(2, 3, 0, False), Box(3, 3, 0, True), None):
        assert wrong(result_file.sealed(replace(file, box=changed)))


async def test_two_who_read_differently_begin_again_and_both_are_told(yard: Yard) -> None:
    await opened_secretly(yard)
    await put_in(yard, *ELDERS)
    await yard.passes(days=3)
    first, second = yard.chair, yard.councillors[1]
    await reads_box(yard, first, "同意", "同意", "反对")
    assert "第一位录了 3 张，第二位录了 2 张" in await reads_box(yard, second, "同意", "反对")
    assert "两遍录的不一样" in first.reads()
    assert await yard.read(lambda tx: tx.rows("SELECT * FROM secret_ballots")) == []
    assert (await the_vote(yard)).box_waits
    await first.taps("开箱数票")
    assert "录了 0／3 张" in first.reads()


async def test_spoilt_and_missing_sheets_are_told_and_are_no_ballots(yard: Yard) -> None:
    await opened_secretly(yard)
    await put_in(yard, *ELDERS)
    await by_phone(yard, (60, (0,)), (2, (1,)))
    await yard.passes(days=3)
    taps = ("这张是废票", "反对")
    await yard.chair.starts(f"vo1_{yard.courtyard}_1")
    await yard.chair.taps("开箱数票")
    for tap in (*taps, "录完了"):
        await yard.chair.taps(tap)
    assert "还差 1 张" in yard.chair.reads()
    await yard.chair.taps("就是这些")
    await reads_box(yard, yard.councillors[1], *taps)
    said = yard.card("有结果了").text
    assert "同意 60 户、反对 3 户" in said
    assert "3 户投了纸票，有效 1 张、废票 1 张、少了 1 张" in said
    file = read(yard.card("的结果文件"))
    assert file.box == Box(3, 1, 1, False)
    assert file.voted is not None
    assert (file.cast, len(file.voted)) == (63, 65)
    assert wrong(file) == []
    assert wrong(result_file.sealed(replace(file, voted=file.voted[:-1])))
    assert await amiss(yard) == []


async def test_with_more_sheets_than_households_the_box_is_void(yard: Yard) -> None:
    await opened_secretly(yard)
    await put_in(yard, *ELDERS)
    await by_phone(yard, (62, (0,)), (1, (1,)))
    await yard.passes(days=3)
    for who, last in ((yard.chair, "同意"), (yard.councillors[1], "反对")):
        await who.starts(f"vo1_{yard.courtyard}_1")
        await who.taps("开箱数票")
        assert not any("票比户多" in label for label in who.buttons())
        await who.forges(f"xs1_{yard.courtyard}_1_8", who.newest())  # not before all are read
        for choice in ("同意", "同意", last):  # each leaves another one of the four lying
            await who.taps(choice)
        said = await who.forges(f"xp1_{yard.courtyard}_1_0", who.newest())
        assert "录不进第 4 张" in said
        await who.taps("票比户多")
        assert "整箱不算" in who.reads()
        await who.taps("是，票比户多")
    text = yard.card("有结果了").text
    assert "同意 62 户、反对 1 户" in text
    assert "纸比投的 3 户还多" in text or "票箱里的纸比投的 3 户还多" in text
    elder = yard.household("3-2-501")
    assert "整箱没有算" in (await elder.starts(f"vo1_{yard.courtyard}_1"))[-1], "theirs was in it"
    file = read(yard.card("的结果文件"))
    assert file.box == Box(3, 0, 0, True)
    assert wrong(file) == []
    assert await amiss(yard) == []


async def test_a_box_is_asked_after_every_day_until_it_is_counted(yard: Yard) -> None:
    await opened_secretly(yard)
    await put_in(yard, *ELDERS)
    await yard.passes(days=3)
    before = yard.chair.texts().count(yard.chair.reads())
    await yard.passes(days=1)
    assert yard.chair.texts().count(yard.chair.reads()) == before + 1
    for who in (yard.chair, yard.councillors[1]):
        await reads_box(yard, who, "同意", "同意", "反对")
    assert not [row for row in await yard.read(planned) if row == boxes.DUE]


def planned(tx: Tx) -> list[str]:
    return [kind for (kind,) in tx.rows("SELECT kind FROM due")]


async def test_who_ends_a_vote_early_with_paper_in_the_box_says_why_before_it_is_counted(
    yard: Yard,
) -> None:
    await opened_secretly(yard)
    await put_in(yard, *ELDERS)
    await yard.chair.starts(f"vo1_{yard.courtyard}_1")
    await yard.chair.taps("提前结束")
    await yard.chair.says("要投的都投了")
    await yard.councillors[1].taps("同意，这就办")
    assert "提前结束，理由：要投的都投了" in yard.card("截止了").text
    assert (await the_vote(yard)).box_waits


@pytest.mark.parametrize(("boxed", "phoned"), [(1, 3), (3, 1), (2, 2)])
async def test_nobody_picks_the_moment_when_one_or_two_lie_apart_from_the_others(
    yard: Yard, boxed: int, phoned: int
) -> None:
    """The box is counted in public, and the rest of the result is what came by phone."""
    await opened_secretly(yard)
    await by_phone(yard, (phoned, (0,)))
    await put_in(yard, *ELDERS[:boxed])
    await yard.chair.starts(f"vo1_{yard.courtyard}_1")
    assert "有一边还不到 3 家" in await yard.chair.taps("提前结束")
    args = {"vote": 1, "reason": "都投了"}
    both = (yard.chair.id, yard.councillors[1].id)
    with pytest.raises(TooFewToEnd):
        await yard.write(lambda tx: closing.close_early(tx, yard.courtyard, *both, args))
    assert "要作罢" in yard.chair.reads()


async def test_what_a_reader_read_counts_only_while_they_hold_the_office(yard: Yard) -> None:
    await opened_secretly(yard)
    await put_in(yard, *ELDERS)
    await yard.passes(days=3)
    auditor = await granted(yard, "2-1-101", "auditor")
    await reads_box(yard, auditor, "同意", "同意", "同意")
    await yard.write(lambda tx: residents.revoke(tx, yard.courtyard, auditor.id, "auditor"))
    assert "您这一遍录完了" in await reads_box(yard, yard.chair, "同意", "同意", "反对")
    assert "两遍录的一样" in await reads_box(yard, yard.councillors[1], "反对", "同意", "同意")
    assert (await the_vote(yard)).box_papers == 3


async def test_residents_never_open_the_box(yard: Yard) -> None:
    await opened_secretly(yard)
    await put_in(yard, *ELDERS)
    await yard.passes(days=3)
    resident = yard.household("3-2-504")
    await resident.starts(f"vo1_{yard.courtyard}_1")
    assert not any("开箱" in label for label in resident.buttons())
    for data in ("xb1_{}_1", "xp1_{}_1_0", *(f"xs1_{{}}_1_{step}" for step in range(1, 9))):
        said = await resident.forges(data.format(yard.courtyard), resident.newest())
        assert "来办" in said
    for step in (0, 9, 99):
        await yard.chair.forges(f"xs1_{yard.courtyard}_1_{step}", yard.chair.newest())
    assert await yard.read(lambda tx: tx.rows("SELECT * FROM box_readings")) == []


@pytest.mark.parametrize(
    ("how", "sheets", "contents"),
    [
        (
            "可以选几个",
            (("樱桃树", "路灯", "下一张"), ("下一张",), ("长椅", "下一张")),
            {(1, 2), (), (0,)},
        ),
        (
            "打 0 到 5 分",
            (("4", "0", "5", "下一张"), ("1", "1", "1", "下一张"), ("0", "0", "5", "下一张")),
            {(4, 0, 5), (1, 1, 1), (0, 0, 5)},
        ),
        (
            "垫底的一轮轮出局",
            (
                ("路灯", "退一步", "长椅", "下一张"),
                ("路灯", "长椅", "下一张"),
                ("樱桃树", "下一张"),
            ),
            {(0,), (2, 0), (1,)},
        ),
    ],
)
async def test_every_kind_of_sheet_is_read_tap_by_tap(
    yard: Yard, how: str, sheets: tuple[tuple[str, ...], ...], contents: set[tuple[int, ...]]
) -> None:
    await drafted(yard, how)
    await secretly_sent(yard)
    await put_in(yard, *ELDERS)
    await yard.passes(days=3)
    await yard.chair.starts(f"xb1_{yard.courtyard}_1")
    assert ("排第一的先点" in yard.chair.reads()) is ("出局" in how)
    await reads_box(yard, yard.chair, *(tap for sheet in sheets for tap in sheet))
    await reads_box(yard, yard.councillors[1], *(tap for sheet in sheets[::-1] for tap in sheet))
    await yard.settled()
    vote = await the_vote(yard)
    found = await yard.read(lambda tx: secret_ballots.groups(tx, vote))
    assert {content for content, _ in found} == contents
    assert vote.result is not None
    assert await amiss(yard) == []


async def test_a_sheet_in_hand_is_finished_or_put_down_first(yard: Yard) -> None:
    await drafted(yard, "打 0 到 5 分")
    await secretly_sent(yard)
    await put_in(yard, *ELDERS)
    await yard.passes(days=3)
    who = yard.chair
    await who.starts(f"vo1_{yard.courtyard}_1")
    await who.taps("开箱数票")
    await who.taps("5")
    assert "还没录完" in await who.taps("录完了")
    await who.forges(f"xs1_{yard.courtyard}_1_2", who.newest())
    await who.taps("退一步")
    await who.taps("录完了")
    assert "还差 3 张" in who.reads()


async def test_of_an_election_a_sheet_with_too_many_ticks_is_spoilt(yard: Yard) -> None:
    await yard.chair.says("/vote 选楼栋长 | 甲 | 乙 | 丙 | 3天")
    for tap in ("📏", "选举", "🧮", "可以选几个", "选出 1 个"):
        await yard.chair.taps(tap)
    await yard.chair.says("2")
    await sent(yard)
    await put_in(yard, *ELDERS)
    await yard.passes(days=3)
    who = yard.chair
    await who.starts(f"vo1_{yard.courtyard}_1")
    await who.taps("开箱数票")
    for name in ("甲", "乙", "丙"):
        await who.taps(name)
    assert "这张不算" in await who.taps("下一张")
    assert "录了 0／3 张" in who.reads()
    await who.taps("这张是废票")
    assert "录了 1／3 张" in who.reads()


async def test_the_count_outlives_a_restart_and_two_at_once(yard: Yard) -> None:
    """What each has read is on disk; of two who finish in the same moment one is the second."""
    await opened_secretly(yard)
    await put_in(yard, *ELDERS)
    await yard.passes(days=3)
    people = (yard.chair.id, yard.councillors[1].id)

    def both(tx: Tx) -> list[Read]:
        for person in people:
            for value in (0, 1, 0):
                box_count.pick(tx, yard.courtyard, person, 1, value)
        return [box_count.finish(tx, yard.courtyard, person, 1)[0] for person in people]

    assert await yard.write(both) == [Read.ONCE, Read.AGREED]
    vote = await the_vote(yard)
    assert (vote.box_papers, vote.box_spoilt) == (3, 0)
    assert await yard.read(lambda tx: ballots.groups(tx, vote)) == [((0,), 2), ((1,), 1)]
    nonces = await yard.read(lambda tx: tx.rows("SELECT nonce FROM secret_ballots"))
    assert all(nonce.startswith(secret_ballots.SETTLED) for (nonce,) in nonces)


async def test_english_has_it_all(yard: Yard) -> None:
    await opened_secretly(yard)
    await put_in(yard, *ELDERS)
    await yard.passes(days=3)
    who = yard.chair
    await who.says("/lang en")
    await who.starts(f"vo1_{yard.courtyard}_1")
    await who.taps("Open and count the box")
    await who.taps("For")
    assert "1/3 sheets read" in who.reads()
    await who.taps("spoilt")
    await who.taps("all read")
    assert "missing sheets: 1" in who.reads()


async def test_a_second_count_says_that_nobody_looks_at_the_paper_again(yard: Yard) -> None:
    await opened_secretly(yard)
    await put_in(yard, *ELDERS)
    await by_phone(yard, (60, (0,)), (5, (1,)))
    await yard.passes(days=3)
    for who in (yard.chair, yard.councillors[1]):
        await reads_box(yard, who, "同意", "同意", "反对")
    await objected(yard, "3-2-504", "箱子开的时候没喊我")
    await yard.councillors[1].taps("重新数一遍")
    assert "票箱里的纸不再看，照两位录的数" in yard.councillors[1].reads()
    await yard.councillors[1].says("数一遍放心")
    await yard.councillors[2].taps("同意，这就办")
    assert "票箱里的纸不再看" in yard.card("重新数过了").text


async def test_of_two_only_one_of_whom_finds_too_many_sheets_both_read_how_many(
    yard: Yard,
) -> None:
    await opened_secretly(yard)
    await put_in(yard, *ELDERS)
    await yard.passes(days=3)
    await yard.chair.starts(f"xb1_{yard.courtyard}_1")
    for tap in ("同意", "同意", "同意", "票比户多", "是，票比户多"):
        await yard.chair.taps(tap)
    said = await reads_box(yard, yard.councillors[1], "同意", "同意", "同意")
    assert "第一位录了 4 张，第二位录了 3 张" in said
    assert "第一位录了 4 张" in yard.chair.reads()
    assert (await the_vote(yard)).box_waits
