"""A councillor says which clause to change, and a paste that Telegram cut is put together again."""

from __future__ import annotations

import pytest

from bot.rules.covenant import clauses
from bot.rules.covenant_edit import ClauseEdit, joined, read_edit


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("3 遛狗牵绳", ClauseEdit(3, "遛狗牵绳")),
        ("第三条：遛狗牵绳", ClauseEdit(3, "遛狗牵绳")),
        ("第 12 条 遛狗\n牵绳", ClauseEdit(12, "遛狗 牵绳")),
        ("３、遛狗牵绳", ClauseEdit(3, "遛狗牵绳")),
        ("3 删", ClauseEdit(3, None)),
        ("第3条 不要了", ClauseEdit(3, None)),
        ("3 del", ClauseEdit(3, None)),
        ("3 删去旧自行车", ClauseEdit(3, "删去旧自行车")),
        ("遛狗牵绳", None),
        ("3", None),
        ("第十十条 遛狗牵绳", None),
        ("", None),
    ],
)
def test_an_edit_says_which_clause_and_what(written: str, expected: ClauseEdit | None) -> None:
    assert read_edit(written) == expected


def test_more_text_is_more_clauses() -> None:
    assert joined(["夜里安静"], "遛狗牵绳\n不堆东西") == ["夜里安静", "遛狗牵绳", "不堆东西"]
    assert joined([], "1. 夜里安静") == ["夜里安静"]


def test_a_numbered_paste_cut_inside_a_clause_is_whole_again() -> None:
    first = "1. 夜里十点过后小声点\n2. 遛狗牵绳，"
    second = "大狗戴嘴套\n3. 不堆东西"
    assert joined(clauses(first), second) == [
        "夜里十点过后小声点",
        "遛狗牵绳， 大狗戴嘴套",
        "不堆东西",
    ]
