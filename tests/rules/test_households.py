"""One home has one label, however its people write it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.households import Label, Unreadable, read_label


@pytest.mark.parametrize(
    "text",
    [
        "3-2-501",
        " 3-2-501 ",
        "3栋2单元501",
        "3幢2单元501室",
        "3号楼2单元501号",
        "三栋二单元501",
        "３－２－５０１",
        "3－2－501",
        "3—2—501",
        "3 2 501",
        "3/2/501",
        "3.2.501",
        "3、2、501",
        "3#2-501",
        "3栋-2单元-501室",
        "3栋 2单元 501",
        "3 栋 2 单元 501 室",
        "03-02-0501",
    ],
)
def test_all_spellings_of_a_home_are_one_label(text: str) -> None:
    assert read_label(text) == Label("3", "2", "501")


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("3-501", Label("3", None, "501")),
        ("3栋501", Label("3", None, "501")),
        ("3 501", Label("3", None, "501")),
        ("A座1203", Label("A", None, "1203")),
        ("a-1203b", Label("A", None, "1203B")),
        ("12-1-102A", Label("12", "1", "102A")),
    ],
)
def test_yards_without_units_and_doors_with_letters_have_labels_too(
    text: str, label: Label
) -> None:
    assert read_label(text) == label


@pytest.mark.parametrize(
    "text",
    [
        "",
        "501",
        "三楼",
        "王大爷家",
        "3-2-5-501",
        "3--",
        "-2-501",
        "0-0-0",
        "3栋",
        "3-2-12345",
        "3单元501",
    ],
)
def test_what_is_no_label_comes_back_as_it_was_written(text: str) -> None:
    assert read_label(text) == Unreadable(text)


def test_homes_are_listed_as_people_count_them() -> None:
    written = ["10-1-101", "2-1-1001", "2-1-201", "2-2-101", "A-101", "2-1-201A", "2-301"]
    labels = [label for text in written if isinstance(label := read_label(text), Label)]
    in_order = [str(label) for label in sorted(labels, key=lambda label: label.sort_key)]
    assert in_order == ["A-101", "2-301", "2-1-201", "2-1-201A", "2-1-1001", "2-2-101", "10-1-101"]


@given(
    building=st.integers(1, 9999),
    unit=st.none() | st.integers(1, 99),
    room=st.integers(1, 9999),
)
def test_a_label_written_down_reads_back_as_the_same_home(
    building: int, unit: int | None, room: int
) -> None:
    label = Label(str(building), None if unit is None else str(unit), str(room))
    assert read_label(str(label)) == label


@given(text=st.text() | st.text(alphabet="0123456789栋单元室-号楼A#一二十 ", max_size=12))
def test_whatever_is_written_is_a_label_or_unreadable(text: str) -> None:
    label = read_label(text)
    if isinstance(label, Label):
        assert read_label(str(label)) == label
    else:
        assert label == Unreadable(text)
