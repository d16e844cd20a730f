"""At the ballot box of a secret vote: neighbours without a phone, and who looks on."""

from __future__ import annotations

import pytest

from bot import fonts, printing
from bot.printed import BallotSheet, Face, Household
from storage import audit
from tests.handlers.at_the_box import amiss, at_the_desk, sees
from tests.handlers.secret import opened_secretly, the_vote, voted
from tests.handlers.test_doorstep import granted, unit_at
from tests.yard import Yard


async def test_an_elder_votes_in_secret_and_nobody_reads_it_before_the_close(yard: Yard) -> None:
    card = await opened_secretly(yard)
    assert "没有手机的，找议事会要张纸票" in card.text
    assert "先别投进票箱" in await sees(yard, yard.chair, "3-2-501")
    assert not await yard.read(lambda tx: tx.rows("SELECT * FROM vote_turnout"))
    assert "投进票箱，票根您收着" in await sees(yard, yard.councillors[1], "3-2-501")
    elder = yard.household("3-2-501")
    assert "3-2-501 投了纸票" in elder.reads()
    await elder.starts(f"bf1_{yard.courtyard}_1")
    assert "这就算投过了" in elder.reads()
    assert "3-2-501 已经投过了" in await sees(yard, yard.chair, "3-2-501")
    assert await yard.read(lambda tx: tx.rows("SELECT * FROM secret_ballots")) == []
    assert "票箱先不能开" in await yard.chair.forges(f"xb1_{yard.courtyard}_1", yard.chair.newest())
    entries = await yard.read(lambda tx: audit.entries(tx, yard.courtyard))
    said = [(one.act, one.payload or "") for one in entries if one.act.startswith("paper.")]
    assert [act for act, _ in said] == ["paper.read_once", "paper.recorded"]
    assert not any("unit" in payload for _, payload in said)
    assert await amiss(yard) == []


async def test_who_may_stand_at_the_box(yard: Yard) -> None:
    await opened_secretly(yard)
    resident = yard.household("3-2-504")
    unit = await unit_at(yard, "3-2-501")
    await resident.starts(f"vo1_{yard.courtyard}_1")
    forged = f"dh1_{yard.courtyard}_1_{unit}_1"
    assert "来办" in await resident.forges(forged, resident.newest())
    assert "您自己家" in await sees(yard, yard.chair, "1-1-101")
    await sees(yard, yard.chair, "3-2-501")
    assert "先别投进票箱" in await sees(yard, yard.chair, "3-2-501")  # one person is not two
    same_home = yard.household("1-1-101")
    assert same_home.id == yard.chair.id
    auditors = [await granted(yard, label, "auditor") for label in ("2-1-101", "2-1-102")]
    await sees(yard, auditors[0], "3-2-502")
    assert "最多一位是监督员" in await sees(yard, auditors[1], "3-2-502")


async def test_until_both_have_seen_it_the_household_may_vote_by_phone(yard: Yard) -> None:
    await opened_secretly(yard)
    await sees(yard, yard.chair, "3-2-501")
    assert await voted(yard, "3-2-501", "反对") == "交了。"
    assert "3-2-501 已经投过了" in await sees(yard, yard.councillors[1], "3-2-501")
    vote = await the_vote(yard)
    assert vote.box_homes == 0
    await yard.passes(days=3)
    assert "有结果了" in yard.group_texts()[-2]
    assert "只有一位点过" not in "\n".join(yard.chair.texts())
    assert await amiss(yard) == []


async def test_the_sheet_of_a_secret_vote_names_nobody_but_its_stub(
    yard: Yard, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[BallotSheet] = []

    def ballots_pdf(sheet: BallotSheet, households: list[Household], face: Face) -> bytes:
        kept.append(sheet)
        return b"%PDF"

    monkeypatch.setattr(printing, "ballots_pdf", ballots_pdf)
    monkeypatch.setattr(fonts, "found", lambda chosen: fonts.Font(__file__, 0))  # type: ignore[arg-type]  # any file
    await opened_secretly(yard)
    await voted(yard, "3-2-501", "同意")
    await at_the_desk(yard, yard.chair)
    await yard.chair.taps("打印纸票和告示")
    assert "票上没有名字" in yard.chair.reads()
    assert not any("还没投的" in label for label in yard.chair.buttons())  # who voted is not told
    await yard.chair.taps("全院 120 户")
    (sheet,) = kept
    assert "撕下" in sheet.stub
    assert "投进票箱" in sheet.foot


async def test_a_household_that_only_one_has_seen_is_told_at_the_close(yard: Yard) -> None:
    await opened_secretly(yard)
    await sees(yard, yard.chair, "3-2-501")
    second = yard.councillors[1]
    assert "看投票箱：1 户等第二位点" in (await second.says("/home"))[-1]
    await second.taps("等我点第二下的（1 户）")
    assert "您也在场看着的" in second.reads()
    await yard.passes(days=3)
    assert "1 户的纸票只有一位点过，没有算进去：3-2-501" in "\n".join(yard.chair.texts())
    assert "有结果了" in "".join(yard.group_texts())
