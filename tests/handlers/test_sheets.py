"""Printing from the chat: a progress line, then the file; a plain sentence without a font."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from bot import fonts, printing
from bot.printed import BallotSheet, Box, Face, Household, Notice
from bot.sandbox.neighbour import Neighbour
from storage import outbox
from tests.handlers.test_after import noticed
from tests.handlers.test_ballots import drafted, sent
from tests.handlers.test_consent import consenting
from tests.handlers.test_doorstep import at_the_door
from tests.handlers.test_votes import opened
from tests.yard import Yard


class Press:
    """Stands for the one that lays pages out, and keeps what it was asked for."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sheet: BallotSheet | None = None
        self.households: Sequence[Household] = ()
        self.note: Notice | None = None
        monkeypatch.setattr(printing, "ballots_pdf", self.ballots)
        monkeypatch.setattr(printing, "notice_pdf", self.notice)
        monkeypatch.setattr(fonts, "found", lambda chosen: fonts.Font(__file__, 0))  # type: ignore[arg-type]  # any file

    def ballots(self, sheet: BallotSheet, households: Sequence[Household], face: Face) -> bytes:
        self.sheet, self.households = sheet, households
        return b"%PDF ballots"

    def notice(self, notice: Notice, face: Face) -> bytes:
        self.note = notice
        return b"%PDF notice"


@pytest.fixture
def press(monkeypatch: pytest.MonkeyPatch) -> Press:
    return Press(monkeypatch)


async def prints(yard: Yard, who: Neighbour, what: str) -> None:
    await who.starts(f"vo1_{yard.courtyard}_1")
    await who.taps("上门和纸票")
    await who.taps("打印纸票和告示")
    await who.taps(what)


async def test_sheets_come_as_a_file_after_a_line_that_says_so(yard: Yard, press: Press) -> None:
    card = await opened(yard)
    await yard.household("3-2-501").taps("同意", on=card)
    await prints(yard, yard.chair, "还没投的 119 户")
    progress, file = yard.chair.chat.messages[-2:]
    assert "正在排 119 张纸票" in progress.text
    assert file.document is not None
    assert (file.document.name, file.document.data) == ("yuanba-ballots-1.pdf", b"%PDF ballots")
    assert "3-2-501" not in [home.label for home in press.households]
    sheet = press.sheet
    assert sheet is not None
    assert (sheet.box, list(sheet.options)) == (Box.TICK, ["同意", "反对", "弃权"])
    assert sheet.url.endswith(f"start=vo1_{yard.courtyard}_1")
    assert "议事会" in sheet.foot
    assert "不是法定表决" in sheet.foot


async def test_the_printed_code_finds_its_household(yard: Yard, press: Press) -> None:
    await opened(yard)
    await prints(yard, yard.chair, "全院 120 户")
    home = press.households[77]
    await yard.chair.taps("回打印")
    await yard.chair.taps("回这次表决")
    await yard.chair.taps("上门和纸票")
    await yard.chair.taps("按票上的编号录")
    assert f"录 {home.label} 的纸票（编号 {home.code}）" in (await yard.chair.says(home.code))[-1]


async def test_the_notice_says_when_and_how(yard: Yard, press: Press) -> None:
    await opened(yard)
    await prints(yard, yard.chair, "单元门口的告示")
    assert yard.chair.newest().document is not None
    assert press.note is not None
    assert "选项：同意；反对；弃权" in press.note.lines
    assert "至少 61 户" in press.note.foot


async def test_a_ranking_is_printed_with_boxes_for_places(yard: Yard, press: Press) -> None:
    await drafted(yard, "垫底的一轮轮出局")
    await sent(yard)
    await prints(yard, yard.chair, "全院 120 户")
    assert press.sheet is not None
    assert press.sheet.box is Box.PLACE
    assert "写 1" in press.sheet.how


async def test_a_sheet_is_in_the_yards_language_whoever_prints_it(yard: Yard, press: Press) -> None:
    await opened(yard)
    await yard.chair.says("/lang en")
    await yard.chair.starts(f"vo1_{yard.courtyard}_1")
    await yard.chair.taps("Doors and paper")
    await yard.chair.taps("Print ballots")
    await yard.chair.taps("All 120")
    assert press.sheet is not None
    assert list(press.sheet.options) == ["同意", "反对", "弃权"]


async def test_without_a_chinese_font_a_plain_sentence_says_so(
    yard: Yard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "found", lambda chosen: None)
    await opened(yard)
    await prints(yard, yard.chair, "还没投的")
    assert "没有中文字体" in yard.chair.reads()


async def test_pages_that_cannot_be_laid_out_are_parked_and_the_rest_goes_on(
    yard: Yard, press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any) -> bytes:
        raise ValueError("no ink")

    monkeypatch.setattr(printing, "ballots_pdf", broken)
    await opened(yard)
    await prints(yard, yard.chair, "还没投的")
    assert len(await yard.read(outbox.parked)) == 1
    await yard.chair.taps("回打印")
    assert "一户一张" in yard.chair.reads()


async def test_residents_print_nothing(yard: Yard) -> None:
    await opened(yard)
    resident = yard.household("3-2-501")
    await resident.starts(f"vo1_{yard.courtyard}_1")
    for data in (f"dq1_{yard.courtyard}_1", f"dr1_{yard.courtyard}_1_2"):
        assert "来办" in await resident.forges(data, resident.newest())


async def test_sheets_are_printed_while_a_vote_is_announced_and_keep_their_codes(
    yard: Yard, press: Press
) -> None:
    await noticed(yard)
    await yard.chair.starts(f"vo1_{yard.courtyard}_1")
    await yard.chair.taps("打印纸票和告示")
    assert "现在就能发" in yard.chair.reads()
    assert "还没投的" not in " ".join(yard.chair.buttons())
    await yard.chair.taps("单元门口的告示")
    assert press.note is not None
    assert [line for line in press.note.lines if line.startswith("开始：11月27日")]
    await yard.chair.taps("回打印")
    await yard.chair.taps("全院 120 户")
    home = press.households[77]
    told = await yard.chair.forges(f"dk1_{yard.courtyard}_1", yard.chair.newest())
    assert "还在公示" in told
    await yard.passes(days=3)
    await yard.chair.starts(f"vo1_{yard.courtyard}_1")
    await yard.chair.taps("上门和纸票")
    await yard.chair.taps("按票上的编号录")
    assert f"录 {home.label} 的纸票" in (await yard.chair.says(home.code))[-1]


async def test_nothing_is_printed_of_a_draft_or_a_vote_that_is_over(
    yard: Yard, press: Press
) -> None:
    await opened(yard)
    await yard.passes(days=3)
    told = await yard.chair.forges(f"dr1_{yard.courtyard}_1_2", yard.chair.newest())
    assert "已经截止" in told
    await yard.chair.says("/vote 修不修路灯？ | 3天")
    told = await yard.chair.forges(f"dr1_{yard.courtyard}_2_2", yard.chair.newest())
    assert "还没开始" in told


async def test_a_sheet_of_a_vote_by_consent_has_lines_for_the_reason(
    yard: Yard, press: Press
) -> None:
    await consenting(yard)
    await prints(yard, yard.chair, "全院 120 户")
    sheet = press.sheet
    assert sheet is not None
    assert (sheet.box, list(sheet.options)) == (Box.TICK, ["同意", "我让一步", "有理由地反对"])
    assert sheet.reason == "反对的理由："
    assert "没有理由不算反对" in sheet.how


async def test_a_sheet_of_an_election_says_how_many_may_be_ticked_and_no_more_are_entered(
    yard: Yard, press: Press
) -> None:
    await electing(yard)
    await prints(yard, yard.chair, "全院 120 户")
    assert press.sheet is not None
    assert press.sheet.how == "想选谁就勾谁，最多勾 2 个。勾多了、看不清的，整张不算。"
    reader = yard.chair
    await at_the_door(yard, reader, "3-2-501")
    await reader.taps("录他家的纸票")
    assert "最多勾 2 个" in reader.reads()
    for name in ("甲", "乙", "丙"):
        await reader.taps(name)
    assert "整张不算，您也不要替他去掉" in await reader.taps("看一遍再交")
    assert await yard.read(lambda tx: tx.rows("SELECT 1 FROM paper_readings")) == []
    await reader.taps("丙")
    await reader.taps("看一遍再交")
    await reader.taps("一样，录入")
    assert "记下第一遍了" in reader.reads()


async def test_a_sheet_of_a_budget_says_how_much_money_there_is(yard: Yard, press: Press) -> None:
    await drafted(yard, "分一笔钱")
    await yard.chair.says("长椅 1200元\n樱桃树 800\n路灯 2000元")
    await yard.chair.taps("一共有多少钱")
    await yard.chair.says("2500元")
    await sent(yard)
    await prints(yard, yard.chair, "全院 120 户")
    assert press.sheet is not None
    assert press.sheet.how == "一共有 2,500 元。想办的都勾上，勾几个都可以。"


async def electing(yard: Yard) -> None:
    """Two of three, by a vote that is not secret."""
    await yard.chair.says("/vote 选楼栋长 | 甲 | 乙 | 丙 | 3天")
    for tap in ("📏", "选举", "🧮", "可以选几个", "选出 1 个"):
        await yard.chair.taps(tap)
    await yard.chair.says("2")
    await yard.chair.taps("秘密投票")
    await sent(yard)
