"""The roll's log: what was changed and who looked, for its keepers and the auditors."""

from __future__ import annotations

from bot import sheets
from bot.access import Role
from storage import audit, residents
from tests.handlers.test_roll import HEAD, imported, sends, whole_yard
from tests.yard import Yard

LOG = "名册谁改过、谁看过"


async def test_an_auditor_reads_who_changed_the_roll_and_who_looked(yard: Yard) -> None:
    auditor = yard.household("3-2-503")
    await yard.write(lambda tx: residents.grant(tx, yard.courtyard, auditor.id, Role.AUDITOR.value))
    await auditor.says("/home")
    await auditor.taps("📒 名册")
    await auditor.taps(LOG)
    assert "还没有人改过名册" in auditor.reads()
    await imported(yard, whole_yard())
    await yard.chair.says("/roll")
    await yard.chair.taps("1 栋")
    await yard.chair.taps("1-1-102")
    await yard.chair.taps("改面积")
    await yard.chair.says("61")
    await yard.chair.taps("对，请另一位来确认")
    await yard.councillors[0].taps("同意，这就办")
    await auditor.says("/roll")
    assert "用表格录入" not in str(auditor.buttons())
    await auditor.taps(LOG)
    newest, looked, table = auditor.reads().splitlines()[2:]
    assert "1-1-101 王大爷 提、1-1-502 何嬢嬢 确认：改面积 1 户，是 1-1-102" in newest
    assert "改完 120 户、120 位业主、9,001 ㎡" in newest
    assert "1-1-101 王大爷 看了 1-1-102" in looked
    assert "改面积 120 户。改完" in table


async def test_residents_neither_see_the_log_nor_reach_it(yard: Yard) -> None:
    await imported(yard)
    resident = yard.household("3-2-501")
    await resident.says("/roll")
    assert LOG not in str(resident.buttons())
    assert "来办" in await resident.forges(f"ry1_{yard.courtyard}_0", resident.newest())


async def test_a_long_log_is_read_page_by_page(yard: Yard) -> None:
    for _ in range(16):
        await yard.chair.says("/roll")
        await yard.chair.taps("1 栋")
        await yard.chair.taps("1-1-102")
    await yard.chair.says("/roll")
    await yard.chair.taps(LOG)
    assert yard.chair.reads().count("看了") == 15
    await yard.chair.taps("更早的")
    assert yard.chair.reads().count("看了") == 1
    assert "更早的" not in str(yard.chair.buttons())


async def test_of_who_is_forgotten_the_log_keeps_that_it_was_and_no_name(yard: Yard) -> None:
    table: list[list[str | int | float]] = [[*HEAD], [1, 1, 103, 61, ""]]
    other = yard.councillors[1]
    await sends(yard, other, "名册.xlsx", sheets.write("名册", table))
    await other.taps("对，请另一位来确认")
    await yard.councillors[0].taps("同意，这就办")
    await yard.write(lambda tx: audit.forget(tx, yard.courtyard, other.id))
    await yard.chair.says("/roll")
    await yard.chair.taps(LOG)
    assert "细节不在了" in yard.chair.reads()
