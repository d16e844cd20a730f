"""A table of homes becomes a change of the roll; what it does is known before it is done."""

from __future__ import annotations

import pytest

from bot.rules.roll import Change, Flat, Now, Voter, after, change_from, effect, totals
from bot.rules.roll_table import Fault, FaultKind, Line, Row, read_table

HEAD = ("楼栋", "单元", "房号", "面积（㎡）", "业主记号")


def table(*rows: tuple[str, ...], head: tuple[str, ...] = HEAD) -> list[Row]:
    return [(number, cells) for number, cells in enumerate((head, *rows), 1)]


def faults(*rows: tuple[str, ...]) -> list[tuple[int, FaultKind]]:
    return [(fault.row, fault.kind) for fault in read_table(table(*rows)).faults]


def test_rows_become_homes_however_their_parts_are_written() -> None:
    read = read_table(
        table(
            ("3", "2", "501", "89.5", "甲"),
            ("3栋", "2单元", "0502", "60㎡", ""),
            ("４", "", "１０１"),
        )
    )
    assert read.lines == (
        Line("3-2-501", 8_950, "甲"),
        Line("3-2-502", 6_000, ""),
        Line("4-101", None, ""),
    )


def test_one_column_with_the_whole_number_is_enough() -> None:
    read = read_table(table(("3-2-501", "89.5"), head=("门牌号", "建筑面积(平方米)")))
    assert read.lines == (Line("3-2-501", 8_950, None),)


def test_titles_above_the_header_are_passed_over() -> None:
    rows = [(1, ("7号大院业主清册",)), (3, HEAD), (4, ("1", "1", "101", "60", ""))]
    assert read_table(rows).lines == (Line("1-1-101", 6_000, ""),)


def test_with_one_row_wrong_nothing_is_taken_and_each_wrong_row_is_named() -> None:
    read = read_table(
        table(
            ("1", "1", "101", "60", ""),
            ("1", "1", "101", "60", ""),
            ("", "", "102", "60", ""),
            ("1", "1", "那家", "60", ""),
            ("1", "1", "103", "0", ""),
            ("1", "1", "104", "=A1", ""),
            ("1", "1", "105", "很大", ""),
        )
    )
    assert read.lines == ()
    assert [(fault.row, fault.kind) for fault in read.faults] == [
        (3, FaultKind.TWICE),
        (4, FaultKind.NO_HOME),
        (5, FaultKind.BAD_HOME),
        (6, FaultKind.NO_AREA_BELOW_ONE),
        (7, FaultKind.FORMULA),
        (8, FaultKind.BAD_AREA),
    ]
    assert read.faults[0] == Fault(3, FaultKind.TWICE, "1-1-101", 2)


def test_merged_cells_below_the_header_are_a_fault_and_above_it_are_not() -> None:
    rows = [(1, ("名册",)), (2, HEAD), (3, ("1", "1", "101", "60", ""))]
    assert read_table(rows, [(1, 1)]).faults == ()
    assert read_table(rows, [(3, 4)]).faults == (Fault(3, FaultKind.MERGED, other=4),)


@pytest.mark.parametrize(
    ("rows", "kind"),
    [
        ([], FaultKind.NO_HEADER),
        ([(1, ("姓名", "电话")), (2, ("王", "1"))], FaultKind.NO_HEADER),
        ([(1, ("楼栋", "面积")), (2, ("1", "60"))], FaultKind.NO_HEADER),
        ([(1, HEAD)], FaultKind.NO_ROWS),
    ],
)
def test_a_table_without_its_columns_or_rows_is_refused(rows: list[Row], kind: FaultKind) -> None:
    assert [fault.kind for fault in read_table(rows).faults] == [kind]


def test_owners_become_numbers_and_no_name_goes_further() -> None:
    lines = [
        Line("1-101", 1, "王伟"),
        Line("1-102", 1, "王伟"),
        Line("1-103", 1, "李四"),
        Line("1-104", 1, ""),
    ]
    change = change_from(lines)
    assert [flat.group for flat in change.flats] == [1, 1, 0, 0]
    assert "王伟" not in str(change.to_json())
    assert Change.from_json(change.to_json()) == change


def test_without_a_column_for_owners_they_stay_as_they_are() -> None:
    roll = {"1-101": Now(100, "x"), "1-102": Now(100, "x")}
    done = effect(roll, change_from([Line("1-101", 200, None)]))
    assert done.after.owners == 1
    assert done.areas == (("1-101", 100, 200),)
    assert done.untouched == ("1-102",)


def test_the_effect_says_what_is_new_what_changes_and_what_goes() -> None:
    roll = {
        "1-101": Now(6_000, "a"),
        "1-102": Now(6_000, "a"),
        "1-103": Now(0, "c"),
        "1-104": Now(7_500, "d"),
    }
    change = Change(
        (Flat("1-101", group=0), Flat("1-103", 5_000, 1), Flat("1-105", 4_000, 1)), ("1-104",)
    )
    done = effect(roll, change)
    assert done.before == totals(roll)
    assert done.new == (("1-105", 4_000),)
    assert done.areas == (("1-103", 0, 5_000),)
    assert done.joined == (("1-103", "1-105"),)
    assert set(done.apart) == {"1-101", "1-102"}
    assert done.gone == ("1-104",)
    assert (done.after.homes, done.after.owners, done.after.area) == (4, 3, 21_000)


def test_a_flat_set_apart_does_not_stay_with_those_it_gave_its_mark_to() -> None:
    roll = {"1-101": Now(1, "1-101"), "1-102": Now(1, "1-101"), "1-103": Now(1, "1-101")}
    assert len({now.owner for now in after(roll, Change((Flat("1-101", group=0),))).values()}) == 2


def test_unsold_flats_are_one_owners_and_no_households() -> None:
    lines = [Line("1-101", 1, "未售"), Line("1-102", 1, "未售"), Line("1-103", 1, "")]
    change = change_from(lines)
    assert [flat.unsold for flat in change.flats] == [True, True, False]
    done = effect({"1-103": Now(1, "c", unsold=True)}, change)
    assert done.after.owners == 2
    assert done.unsold == ("1-101", "1-102")
    assert done.sold == ("1-103",)


def test_a_change_of_the_voter_survives_being_written_down() -> None:
    change = Change(voter=Voter("1-101", 7, True))
    assert Change.from_json(change.to_json()) == change
