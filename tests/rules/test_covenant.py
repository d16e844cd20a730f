"""A covenant says what changed, who has to sign again, and what a yard may not demand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.covenant import (
    FIRST,
    Change,
    ChangeKind,
    Version,
    changes,
    clauses,
    must_resign,
    text_hash,
)
from bot.rules.covenant_limits import Finding, Limit, objectionable


def test_versions_are_written_read_and_counted_on() -> None:
    assert Version.parse(" v2.10 ") == Version(2, 10)
    assert Version.parse("1") is None
    assert Version.parse("1.0.0") is None
    assert str(FIRST.next_minor()) == "1.1"
    assert str(Version(1, 4).next_major()) == "2.0"
    assert Version(1, 10) > Version(1, 9)


def test_c1_a_new_major_version_is_signed_again_and_a_minor_one_is_not() -> None:
    assert must_resign(Version(1, 0), Version(2, 0))
    assert not must_resign(Version(1, 0), Version(1, 7))
    assert not must_resign(Version(2, 0), Version(2, 0))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("第一条 夜里安静\n第二条：遛狗牵绳\n", ["夜里安静", "遛狗牵绳"]),
        ("1. 夜里安静\n2、遛狗牵绳", ["夜里安静", "遛狗牵绳"]),
        ("一、夜里安静\n十二、遛狗牵绳", ["夜里安静", "遛狗牵绳"]),
        ("我们的公约\n1. 夜里安静\n  22点起\n2. 遛狗牵绳", ["夜里安静 22点起", "遛狗牵绳"]),
        ("夜里安静\n\n遛狗牵绳\n", ["夜里安静", "遛狗牵绳"]),
        ("1.5米以上的狗牵绳", ["1.5米以上的狗牵绳"]),
        ("1.\n2. 遛狗牵绳", ["遛狗牵绳"]),
        ("", []),
    ],
)
def test_a_pasted_covenant_falls_into_its_clauses(text: str, expected: list[str]) -> None:
    assert clauses(text) == expected


def test_changes_name_what_was_added_removed_and_reworded() -> None:
    old = ["夜里安静", "遛狗牵绳", "楼道不堆东西", "爱护花草"]
    new = ["夜里安静", "遛狗牵绳，大狗戴嘴套", "楼道不堆东西", "垃圾分类", "爱护花草"]
    assert changes(old, new) == [
        Change(ChangeKind.CHANGED, 2, "遛狗牵绳", "遛狗牵绳，大狗戴嘴套"),
        Change(ChangeKind.ADDED, 4, None, "垃圾分类"),
    ]
    assert changes(old, old[:1] + old[2:]) == [Change(ChangeKind.REMOVED, 2, "遛狗牵绳", None)]
    assert changes(old, old) == []


texts = st.lists(st.sampled_from("甲乙丙丁戊"), max_size=8)


@given(old=texts, new=texts)
def test_every_change_points_at_the_clause_it_speaks_of(old: list[str], new: list[str]) -> None:
    found = changes(old, new)
    for change in found:
        numbered = old if change.kind is ChangeKind.REMOVED else new
        clause = change.before if change.kind is ChangeKind.REMOVED else change.after
        assert numbered[change.number - 1] == clause
    added = sum(change.kind is ChangeKind.ADDED for change in found)
    removed = sum(change.kind is ChangeKind.REMOVED for change in found)
    assert len(new) - len(old) == added - removed
    assert bool(found) == (old != new)


@given(
    one=st.lists(st.text(max_size=4), max_size=4), other=st.lists(st.text(max_size=4), max_size=4)
)
def test_two_texts_have_one_hash_only_if_they_are_the_same(
    one: list[str], other: list[str]
) -> None:
    assert (text_hash(one) == text_hash(other)) == (one == other)


def test_moving_the_border_between_two_clauses_is_another_text() -> None:
    assert text_hash(["甲乙", "丙"]) != text_hash(["甲", "乙丙"])
    assert text_hash(["夜里安静"]) == text_hash(("夜里安静",))


@pytest.mark.parametrize(
    ("clause", "word", "reason"),
    [
        ("违者罚款200元", "罚款", Limit.FINE),
        ("每次罚２００元", "罚200元", Limit.FINE),
        ("不交费就停水停电", "停水停电", Limit.CUT_OFF),
        ("不交费就停 水", "停水", Limit.CUT_OFF),
        ("屡教不改的停电", "停电", Limit.CUT_OFF),
        ("乱停的车一律扣押", "扣押", Limit.SEIZURE),
        ("没签公约的禁止入门", "禁止入门", Limit.SHUT_OUT),
        ("没签公约的禁止进门", "禁止进门", Limit.SHUT_OUT),
        ("一人违约全家株连", "株连", Limit.COLLECTIVE_BLAME),
        ("公布违约人的身份证", "公布违约人的身份证", Limit.EXPOSURE),
        ("在群里公布电话", "公布电话", Limit.EXPOSURE),
    ],
)
def test_c2_a_clause_beyond_the_rights_of_a_yard_is_found(
    clause: str, word: str, reason: Limit
) -> None:
    assert objectionable(["夜里安静", clause]) == [Finding(2, word, reason)]


def test_every_overstep_is_found_and_ordinary_clauses_are_left_alone() -> None:
    both = objectionable(["违者罚款，再犯停水"])
    assert [finding.reason for finding in both] == [Limit.FINE, Limit.CUT_OFF]
    assert (
        objectionable(["22点后请安静", "停车不占消防通道", "账目每月公布", "水电维修先通知"]) == []
    )
