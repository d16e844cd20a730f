"""The roll as the council fills it in: by a table, home by home, always by two."""

from __future__ import annotations

from bot import sheets
from bot.access import Role
from bot.actions import roll as acts
from bot.rules.roll_table import FaultKind
from bot.sandbox import ready
from bot.sandbox.model import Message
from bot.sandbox.neighbour import Neighbour
from handlers.roll import LARGEST_FILE
from handlers.views.roll_change import FAULTS, FILES
from storage import audit, residents, roll
from storage.tx import Tx
from tests.handlers.counted import arithmetic
from tests.yard import Yard

HEAD = ["楼栋", "单元", "房号", "面积（㎡）", "业主记号"]
SIZES = (60.0,) * 60 + (75.0,) * 40 + (120.0,) * 20


def whole_yard(marks: dict[int, str] | None = None) -> bytes:
    """C120 as a table; `marks` are owners' marks by the place of the home."""
    rows: list[list[str | int | float]] = [[*HEAD]]
    for n, (label, size) in enumerate(zip(ready.labels(), SIZES, strict=True)):
        rows.append([*label.split("-"), size, (marks or {}).get(n, "")])
    return sheets.write("名册", rows)


async def sends(yard: Yard, who: Neighbour, name: str, content: bytes) -> str:
    """Send a file to the bot; what it says to it."""
    before = len(who.texts())
    yard.people.send_file(who.user, who.user, name, content)
    await yard.settled()
    return "\n".join(who.texts()[before:])


async def imported(yard: Yard, content: bytes | None = None) -> None:
    await sends(yard, yard.chair, "名册.xlsx", content or whole_yard())
    await yard.chair.taps("对，请另一位来确认")
    await yard.councillors[0].taps("同意，这就办")


async def test_a_table_is_looked_over_by_one_and_confirmed_by_another(yard: Yard) -> None:
    await yard.chair.says("/home")
    await yard.chair.taps("名册")
    await yard.chair.taps("用表格录入")
    template = yard.chair.newest().document
    assert template is not None
    assert isinstance(sheets.read(template.data), sheets.Sheet)
    said = await sends(yard, yard.chair, "名册.xlsx", whole_yard({100: "甲", 101: "甲", 102: "甲"}))
    assert "120 户、118 位业主、9,000 ㎡" in said
    assert await yard.read(lambda tx: roll.owners(tx, yard.courtyard)) == (120, 0)
    await yard.chair.taps("对，请另一位来确认")
    second = yard.councillors[0]
    assert "120 户、118 位业主、9,000 ㎡" in second.reads()
    assert await yard.read(lambda tx: roll.owners(tx, yard.courtyard)) == (120, 0)
    await second.taps("同意，这就办")
    assert await yard.read(lambda tx: roll.owners(tx, yard.courtyard)) == (118, 900_000)


def homes_in(message: Message) -> list[tuple[str, ...]]:
    """The rows of the table a message brought, without their heading."""
    assert message.document is not None
    read = sheets.read(message.document.data)
    assert isinstance(read, sheets.Sheet)
    return [tuple(cells) for _, cells in read.rows[1:]]


async def test_both_who_answer_for_a_long_change_can_read_it_home_by_home(yard: Yard) -> None:
    """One flat of 120 that its owner made twice as large, where no message would show it."""
    await imported(yard)
    await sends(yard, yard.chair, "名册.xlsx", sheets.write("名册", [[*HEAD], [1, 1, 102, 61, ""]]))
    assert "一户一户看" not in str(yard.chair.buttons())
    sizes: list[list[str | int | float]] = [[*HEAD]]
    for label, size in zip(ready.labels(), SIZES, strict=True):
        sizes.append([*label.split("-"), size * 2 if label == "2-1-104" else size + 1, ""])
    await sends(yard, yard.chair, "名册.xlsx", sheets.write("名册", sizes))
    second = yard.councillors[0]
    stolen = f"rz1_{yard.courtyard}_3"
    await second.says("/home")
    assert "不在了" in await second.forges(stolen, second.newest())
    await yard.chair.taps("一户一户看（表格）")
    assert len(homes_in(yard.chair.newest())) == 120
    await yard.chair.taps("对，请另一位来确认")
    assert "2-1-104" not in second.reads()
    await second.taps("一户一户看（表格）")
    assert ("2-1-104", "改面积", "60", "120") in homes_in(second.newest())
    resident = yard.household("3-2-501")
    await resident.says("/home")
    assert "来办" in await resident.forges(stolen, resident.newest())
    await second.taps("同意，这就办")
    assert "不在了" in await second.forges(stolen, second.newest())


async def test_every_change_is_in_the_chain_with_numbers_and_no_name(yard: Yard) -> None:
    await imported(yard, whole_yard({0: "王伟", 1: "王伟"}))
    entries = await yard.read(lambda tx: audit.entries(tx, yard.courtyard, 0, 5000))
    changed = [entry for entry in entries if entry.act == "roll.changed"]
    assert len(changed) == 1
    assert '"owners":119' in (changed[0].payload or "")
    everything = await yard.read(
        lambda tx: (
            str(tx.rows("SELECT * FROM households"))
            + str(tx.rows("SELECT * FROM roll_changes"))
            + str(tx.rows("SELECT payload FROM audit"))
        )
    )
    assert "王伟" not in everything


async def test_a_wrong_row_stops_the_whole_table_and_is_named(yard: Yard) -> None:
    text = "楼栋,单元,房号,面积\n1,1,101,89.5㎡\n1,1,0101,60\n1,1,102,０\n1,,,3\n"
    said = await sends(yard, yard.chair, "名册.csv", text.encode("gbk"))
    assert "表里有 3 处要改" in said
    assert "第 3 行：1-1-101 写了两遍，第 2 行已经有了" in said
    assert "第 4 行：面积「０」不对，要比 0 大" in said
    assert "第 5 行：没写楼栋或者房号" in said
    assert await yard.read(lambda tx: tx.value("SELECT count(*) FROM roll_changes")) == 0


async def test_hundreds_of_faults_fit_a_message(yard: Yard) -> None:
    rows = "\n".join(f"1,1,{n},<b>{'很大' * 80}</b>" for n in range(101, 900))
    said = await sends(yard, yard.chair, "名册.csv", f"楼栋,单元,房号,面积\n{rows}".encode())
    assert "还有 779 处" in said
    assert len(said) < 4096


async def test_files_that_are_no_table_get_a_plain_sentence(yard: Yard) -> None:
    for name, content, why in [
        ("名册.pdf", b"%PDF-1.4 \x00", "NO_TABLE"),
        ("名册.xls", b"\xd0\xcf\x11\xe0", "OLD_EXCEL"),
        ("名册.xlsx", b"PK\x03\x04", "DAMAGED"),
        ("名册.csv", b"x" * (LARGEST_FILE + 1), "TOO_BIG"),
        ("名册.csv", "甲,乙\n".encode() * 30_000, "TOO_LONG"),
    ]:
        assert FILES[why] in await sends(yard, yard.chair, name, content)


async def test_a_file_that_telegram_does_not_hand_out_is_asked_for_again(yard: Yard) -> None:
    yard.world.faults.add("getFile", 500, None, 1, "status")
    assert "再发一次" in await sends(yard, yard.chair, "名册.xlsx", whole_yard())
    assert "9,000 ㎡" in await sends(yard, yard.chair, "名册.xlsx", whole_yard())


async def test_a_residents_file_is_not_even_fetched(yard: Yard) -> None:
    yard.world.faults.add("getFile", 500, None, 1, "status")
    said = await sends(yard, yard.household("3-2-501"), "名册.xlsx", whole_yard())
    assert "看不懂" in said
    assert len(yard.world.faults.waiting) == 1


async def test_a_file_while_something_else_was_asked_is_no_roll(yard: Yard) -> None:
    await yard.chair.says("/vote")
    assert "看不懂" in await sends(yard, yard.chair, "名册.xlsx", whole_yard())


async def test_words_instead_of_the_table_are_asked_for_as_a_file(yard: Yard) -> None:
    await yard.chair.says("/roll")
    await yard.chair.taps("用表格录入")
    assert "当文件发给我" in "".join(await yard.chair.says("3-2-501 89.5"))


async def test_the_same_table_twice_changes_nothing(yard: Yard) -> None:
    await imported(yard)
    assert "没有要改的" in await sends(yard, yard.chair, "名册.xlsx", whole_yard())


async def test_of_two_tables_that_wait_the_second_says_when_it_changes_nothing_any_more(
    yard: Yard,
) -> None:
    for who in (yard.chair, yard.councillors[1]):
        await sends(yard, who, "名册.xlsx", whole_yard())
        await who.taps("对，请另一位来确认")
    second = yard.councillors[0]
    here = second.newest()
    await second.taps("同意，这就办", on=here)
    assert (await yard.read(lambda tx: roll.owners(tx, yard.courtyard)))[1] == 900_000
    assert "没有要改的" in await second.taps("同意，这就办")


async def test_a_change_of_a_roll_that_moved_is_looked_at_again_by_the_second(yard: Yard) -> None:
    await imported(yard)
    for who, area in ((yard.chair, 80), (yard.councillors[1], 90)):
        await sends(
            yard, who, "名册.xlsx", sheets.write("名册", [[*HEAD], ["1", "1", "101", area, ""]])
        )
        await who.taps("对，请另一位来确认")
    second, third = yard.councillors[0], yard.councillors[2]
    first_asked = next(m for m in second.chat.messages if "→ 80" in m.text)
    later = second.newest()
    await second.taps("同意，这就办", on=first_asked)
    assert "80 → 90" not in later.text
    assert "请再看一遍" in await second.taps("同意，这就办", on=later)
    assert "名册又改过" in second.reads()
    assert "80 → 90" in second.reads()
    assert any("80 → 90" in text for text in third.texts())  # whoever was asked sees it
    await second.taps("同意，这就办", on=later)
    assert "已经办了" in later.text
    homes = await yard.read(lambda tx: roll.homes(tx, yard.courtyard))
    assert next(home.area for home in homes if home.label == "1-1-101") == 9_000


async def test_of_a_refused_change_nothing_is_kept(yard: Yard) -> None:
    await sends(yard, yard.chair, "名册.xlsx", whole_yard())
    await yard.chair.taps("对，请另一位来确认")
    await yard.councillors[0].taps("不同意")
    kept = await yard.read(lambda tx: tx.rows("SELECT state, content FROM roll_changes"))
    assert kept == [("DROPPED", None)]
    assert "没有办" in yard.councillors[0].reads()


async def test_a_home_taken_off_meanwhile_is_said_when_the_second_confirms(yard: Yard) -> None:
    await imported(yard, sheets.write("名册", [[*HEAD], ["9", "1", "101", 50, ""]]))
    for who in (yard.chair, yard.councillors[1]):
        await who.says("/roll")
        await who.taps("9 栋（1）")
        await who.taps("9-1-101")
        await who.taps("从名册拿掉")
        await who.taps("对，请另一位来确认")
    second = yard.councillors[0]
    await second.taps("同意，这就办", on=second.newest())
    assert "名册里没有 9-1-101" in await second.taps("同意，这就办")


async def test_what_the_bot_hands_out_comes_back_the_same(yard: Yard) -> None:
    await imported(yard, whole_yard({0: "甲", 1: "甲", 2: "未售", 3: "未售"}))
    await yard.chair.says("/roll")
    await yard.chair.taps("用表格录入")
    template = yard.chair.newest().document
    assert template is not None
    assert "没有要改的" in await sends(yard, yard.chair, template.name, template.data)


async def test_the_committee_and_the_community_worker_may_confirm_and_are_asked(
    yard: Yard,
) -> None:
    worker = yard.household("2-1-301")
    await yard.write(
        lambda tx: residents.grant(tx, yard.courtyard, worker.id, Role.COMMITTEE.value)
    )
    await sends(yard, yard.chair, "名册.xlsx", whole_yard())
    await yard.chair.taps("对，请另一位来确认")
    assert "9,000 ㎡" in worker.reads()
    await worker.taps("同意，这就办")
    assert (await yard.read(lambda tx: roll.owners(tx, yard.courtyard)))[1] == 900_000


async def test_nothing_changes_while_the_second_has_not_said_yes_nor_when_they_say_no(
    yard: Yard,
) -> None:
    await sends(yard, yard.chair, "名册.xlsx", whole_yard())
    await yard.chair.taps("对，请另一位来确认")
    assert "已经请另一位来确认" in yard.chair.reads()
    assert await yard.read(lambda tx: roll.owners(tx, yard.courtyard)) == (120, 0)
    await yard.councillors[0].taps("不同意")
    assert await yard.read(lambda tx: roll.owners(tx, yard.courtyard)) == (120, 0)


async def by_two(yard: Yard) -> None:
    await yard.chair.taps("对，请另一位来确认")
    await yard.councillors[0].taps("同意，这就办")


async def test_homes_are_added_changed_joined_and_taken_off_by_buttons(yard: Yard) -> None:
    await yard.chair.says("/roll")
    await yard.chair.taps("找一户")
    assert yard.chair.buttons() == ["⬅️ 回名册"]
    assert "后面写上面积" in "".join(await yard.chair.says("9-1-101"))
    assert "9-1-101 88.5 ㎡" in "".join(await yard.chair.says("9-1-101 88.5"))
    await by_two(yard)
    await yard.chair.says("/roll")
    await yard.chair.taps("9 栋（1）")
    await yard.chair.taps("9-1-101")
    await yard.chair.taps("改面积")
    assert yard.chair.buttons() == ["⬅️ 回这一户"]
    assert "要比 0 大" in "".join(await yard.chair.says("0"))
    await yard.chair.says("90平方米")
    await by_two(yard)
    await yard.chair.says("/roll")
    await yard.chair.taps("9 栋（1）")
    await yard.chair.taps("9-1-101")
    assert "90 ㎡" in yard.chair.reads()
    await yard.chair.taps("哪几套是一个业主")
    assert "名册里没有 8-1-101" in "".join(await yard.chair.says("8-1-101"))
    await yard.chair.says("1-1-101、1-1-102")
    await by_two(yard)
    assert (await yard.read(lambda tx: roll.owners(tx, yard.courtyard)))[0] == 119
    await yard.chair.says("/roll")
    await yard.chair.taps("9 栋（1）")
    await yard.chair.taps("9-1-101")
    await yard.chair.taps("从名册拿掉")
    await by_two(yard)
    assert await yard.read(lambda tx: roll.home_at(tx, yard.courtyard, "9-1-101")) is None


async def test_a_home_that_is_lived_in_is_not_taken_off(yard: Yard) -> None:
    await yard.chair.says("/roll")
    await yard.chair.taps("1 栋")
    await yard.chair.taps("1-1-102")
    assert "还有 1 位登记的邻居" in await yard.chair.taps("从名册拿掉")


async def test_unsold_flats_count_as_one_owner_and_as_no_household_until_lived_in(
    yard: Yard,
) -> None:
    table: list[list[str | int | float]] = [[*HEAD]]
    table += [["9", "1", str(n), 50, "未售"] for n in range(101, 107)]
    await imported(yard, sheets.write("名册", table))

    def count(tx: Tx) -> tuple[int, int]:
        return residents.count_households(tx, yard.courtyard), roll.owners(tx, yard.courtyard)[0]

    assert await yard.read(count) == (120, 121)
    assert "没有要改的" in await sends(yard, yard.chair, "名册.xlsx", sheets.write("名册", table))
    await yard.write(lambda tx: residents.add_household(tx, yard.courtyard, "9-1-101"))
    assert await yard.read(count) == (121, 121)


async def test_a_flat_called_unsold_where_somebody_lives_stays_a_household_and_is_named(
    yard: Yard,
) -> None:
    table = whole_yard({0: "未售", 1: "未售"})
    said = await sends(yard, yard.chair, "名册.xlsx", table)
    assert "照样算一户：1-1-101、1-1-102" in said
    assert "没卖的" not in said
    await yard.chair.taps("对，请另一位来确认")
    assert "照样算一户：1-1-101、1-1-102" in yard.councillors[0].reads()
    await yard.councillors[0].taps("同意，这就办")

    def count(tx: Tx) -> tuple[int, int]:
        return residents.count_households(tx, yard.courtyard), roll.owners(tx, yard.courtyard)[0]

    assert await yard.read(count) == (120, 119)
    assert "没有要改的" in await sends(yard, yard.chair, "名册.xlsx", table)


async def test_the_first_flat_goes_and_the_others_stay_one_owners(yard: Yard) -> None:
    table: list[list[str | int | float]] = [
        [*HEAD],
        ["9", "1", "101", 50, "甲"],
        ["9", "1", "102", 60, "甲"],
        ["9", "1", "103", 70, "甲"],
    ]
    await imported(yard, sheets.write("名册", table))
    await yard.chair.says("/roll")
    await yard.chair.taps("9 栋（3）")
    await yard.chair.taps("9-1-101")
    await yard.chair.taps("从名册拿掉")
    await by_two(yard)
    second = await yard.read(lambda tx: roll.home_at(tx, yard.courtyard, "9-1-102"))
    third = await yard.read(lambda tx: roll.home_at(tx, yard.courtyard, "9-1-103"))
    assert second is not None
    assert third is not None
    assert second.owner == third.owner == second.household


async def test_a_resident_sees_their_own_home_and_nobody_elses(yard: Yard) -> None:
    await imported(yard)
    resident = yard.household("1-1-102")
    await resident.says("/roll")
    assert "1-1-102" in resident.reads()
    assert "60 ㎡" in resident.reads()
    assert "回首页" in str(resident.buttons())
    number = await yard.read(lambda tx: residents.household_by_label(tx, yard.courtyard, "1-1-103"))
    assert number is not None
    await resident.says("/me")
    await resident.taps("名册上我家那一条")
    assert "60 ㎡" in resident.reads()
    for forged in (
        f"rf1_{yard.courtyard}_{number.household}",
        f"ru1_{yard.courtyard}_1_0",
        f"ri1_{yard.courtyard}",
        f"rs1_{yard.courtyard}_1",
        f"re1_{yard.courtyard}_{number.household}_1",
        f"rv1_{yard.courtyard}_{number.household}_{resident.id}_1",
    ):
        assert "这件事要" in await resident.forges(forged, resident.newest())


async def test_every_look_at_a_home_is_logged(yard: Yard) -> None:
    await yard.chair.says("/roll")
    await yard.chair.taps("1 栋")
    await yard.chair.taps("1-1-102")
    entries = await yard.read(lambda tx: audit.entries(tx, yard.courtyard, 0, 5000))
    assert entries[-1].act == "roll.looked"


async def test_a_listed_home_stays_on_the_roll_when_its_people_move_out(yard: Yard) -> None:
    await imported(yard)
    await yard.household("3-2-501").says("/leave")
    await yard.household("3-2-501").taps("是的，搬走了")
    assert await yard.read(lambda tx: residents.count_households(tx, yard.courtyard)) == 120


async def test_without_areas_the_form_says_why_owners_cannot_be_asked(yard: Yard) -> None:
    await yard.chair.says("/vote 把草坪改成菜园？ | 15天")
    assert "先到首页「名册」里把每一户的面积补齐" in yard.chair.reads()
    assert not [label for label in yard.chair.buttons() if "业主表决" in label]


async def test_where_no_owners_are_needed_the_form_does_not_speak_of_the_roll(yard: Yard) -> None:
    await yard.chair.says("/vote 哪天打扫楼道，周六行不行？ | 15天")
    assert "名册" not in yard.chair.reads()


async def owners_vote(yard: Yard) -> None:
    """Announced, and open once the fifteen days of notice are over."""
    await yard.chair.says("/vote 把草坪改成菜园？ | 20天")
    while "👥 业主表决（人数和面积）" not in yard.chair.buttons():
        await yard.chair.taps("👥")
    await yard.chair.taps("发出去")
    await yard.councillors[0].taps("同意，这就办")
    assert "先公示" in yard.card("草坪").text
    await yard.passes(days=15)


async def test_an_owners_vote_shows_both_measures_and_what_it_is_not(yard: Yard) -> None:
    await imported(yard)
    await owners_vote(yard)
    card = yard.card("人数和面积一起算")
    assert "120 位业主，人数和面积一起算" in card.text
    assert "至少 80 位业主、6,000 ㎡" in card.text
    assert "面积 0／9,000 ㎡" in card.text
    assert "这是大家的意见摸底，不是法定表决" in card.text
    await yard.passes(days=16)
    result = next(text for text in yard.group_texts() if "有结果了" in text)
    assert "没有人投" in result
    assert "0 ㎡（至少要 6,000，还差 6,000）" in result
    assert "这是大家的意见摸底" in result
    steps = await arithmetic(yard)
    assert "名册 9,000 ㎡，要三分之二以上（含），至少 6,000 ㎡" in steps
    assert "各栋来投的：1 栋 0／40、2 栋 0／40、3 栋 0／40" in steps
    assert "0.01" not in result + steps


async def test_ten_thousand_rows_are_read_beside_everything_else(yard: Yard) -> None:
    rows: list[list[str | int | float]] = [[*HEAD]]
    rows += [[1 + n // 500, 1, 101 + n % 500, 89.5, ""] for n in range(10_000)]
    said = await sends(yard, yard.chair, "名册.xlsx", sheets.write("名册", rows))
    assert "表里有" not in said
    assert "895,000 ㎡" in said
    people = yard.chair.id, yard.councillors[0].id
    await yard.write(lambda tx: acts.carry_out(tx, yard.courtyard, *people, {"change": 1}))
    assert (await yard.read(lambda tx: roll.owners(tx, yard.courtyard)))[1] == 89_500_000


def test_every_reason_has_its_words() -> None:
    assert set(FAULTS) == set(FaultKind)
    assert set(FILES) == {one.name for one in sheets.Unusable} | {"TOO_BIG", "NOT_THERE"}
