"""A result file of any method recounts to its own result, and to no other."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.check import Mark
from bot.recount import recount
from bot.rules import result_file
from bot.rules.methods import BEST, RANKED, Content, Method, Outcome, Round
from bot.rules.result_file import ResultFile
from bot.words import Words
from tests.rules.test_result_file import filed

NAMES = ("长椅", "樱桃树", "路灯", "晾衣杆", "滑梯")
FILLED_IN = [method for method in Method if method not in result_file.ONE_TAP]


@st.composite
def files(draw: st.DrawFn) -> ResultFile:
    method = draw(st.sampled_from(Method))
    options = 0 if method in (Method.MAJORITY, Method.CONSENT) else draw(st.integers(2, 5))
    kinds = draw(st.lists(ballots(method, options), max_size=6, unique=True))
    groups = [(kind, draw(st.integers(1, 12))) for kind in kinds]
    budget = method is Method.BUDGET
    costs = tuple(draw(st.integers(1, 50)) * 100 for _ in range(options)) if budget else ()
    return filed(
        method,
        draw(st.integers(sum(n for _, n in groups) or 1, 90)),
        groups,
        options=NAMES[:options],
        seats=draw(st.integers(1, max(1, options - 1))) if method is Method.STV else 1,
        costs=costs,
        money=draw(st.integers(10, 120)) * 100 if budget else 0,
    )


def ballots(method: Method, options: int) -> st.SearchStrategy[Content]:
    numbers = range(options or 3)
    if method in RANKED:
        orders = st.permutations(numbers).map(tuple)
        return st.tuples(orders, st.integers(1, options)).map(lambda cut: cut[0][: cut[1]])
    if method is Method.SCORE:
        return st.tuples(*[st.integers(0, BEST) for _ in numbers])
    if method in (Method.APPROVAL, Method.BUDGET):
        return st.sets(st.sampled_from(numbers)).map(lambda ticked: tuple(sorted(ticked)))
    return st.sampled_from(numbers).map(lambda choice: (choice,))


def wrong(file: ResultFile) -> list[str]:
    return [str(step) for step in recount(file, Words("zh_CN")) if step.mark is Mark.BAD]


@settings(max_examples=120, deadline=None)
@given(files())
def test_what_is_read_back_recounts_to_the_same_result(file: ResultFile) -> None:
    again = result_file.read(result_file.write(file))
    assert again == file
    assert wrong(again) == []
    found = result_file.count_again(again)
    assert found in (None, file.count)
    assert result_file.verdict_of(again, found or again.count).result is file.result


@settings(max_examples=100, deadline=None)
@given(files())
def test_no_published_ballot_of_many_taps_stands_alone(file: ResultFile) -> None:
    if file.method not in result_file.ONE_TAP and file.ballots is not None:
        assert file.cast >= 7
        assert all(stack.n >= 3 for stack in file.ballots)


@settings(max_examples=60, deadline=None)
@given(files(), st.data())
def test_any_one_character_changed_is_found(file: ResultFile, data: st.DataObject) -> None:
    text = result_file.write(file).decode()
    at = data.draw(st.sampled_from([n for n, char in enumerate(text) if char.isalnum()]))
    other = "1" if text[at] != "1" else "2"
    try:
        changed = result_file.read((text[:at] + other + text[at + 1 :]).encode())
    except result_file.Unreadable:
        return
    assert changed == file or wrong(changed)


@settings(max_examples=100, deadline=None)
@given(files(), st.data())
def test_another_count_is_found_even_when_the_file_is_sealed_again(
    file: ResultFile, data: st.DataObject
) -> None:
    """Where the ballots are there, any change; else any change to who has won (but what a tie in
    rounds or purchases leads to cannot be told from sums)."""
    by_steps = file.method in (Method.IRV, Method.STV, Method.BUDGET)
    if file.count is None or (file.ballots is None and by_steps and file.count.tied):
        return
    parts = ["winners"]
    if file.ballots is not None or not by_steps:
        parts.append("tied")
    if file.ballots is not None:
        parts += ["scores", "rounds", "exhausted", "blank", "quota", "pairs", "share"]
    part = data.draw(st.sampled_from(parts))
    count = replace(file.count, **{part: _other(file.count, part)})
    assert wrong(result_file.sealed(replace(file, count=count)))


def _other(count: Outcome, part: str) -> Any:
    was = getattr(count, part)
    if part in ("winners", "tied"):
        return tuple(sorted({0, 1} ^ set(was)))
    if part == "scores":
        return (was[0] + 1, *was[1:])
    if part == "rounds":
        return (*was, Round(((0, Fraction(1)),)))
    return ((1,),) if part == "pairs" else was + 1


WITHHELD: dict[Method, list[tuple[Content, int]]] = {
    Method.IRV: [((0, 1), 20), ((1, 2), 18), ((2, 1), 12), ((2,), 1)],
    Method.STV: [((0, 1), 20), ((1, 2), 18), ((2, 1), 12), ((2,), 1)],
    Method.SCHULZE: [((0, 1), 20), ((1, 2), 18), ((2, 1), 12), ((2,), 1)],
    Method.APPROVAL: [((0, 1), 20), ((1,), 18), ((2,), 1), ((), 4)],
    Method.SCORE: [((5, 3, 0), 20), ((0, 4, 5), 18), ((0, 1, 0), 1)],
    Method.BUDGET: [((0, 1), 20), ((1,), 18), ((2,), 1), ((), 4)],
}


def withheld(method: Method) -> ResultFile:
    budget = method is Method.BUDGET
    return filed(
        method,
        60,
        WITHHELD[method],
        options=NAMES[:3],
        seats=2 if method is Method.STV else 1,
        costs=(3000, 2000, 90_000) if budget else (),
        money=94_000 if budget else 0,
    )


@pytest.mark.parametrize("method", FILLED_IN)
def test_sums_that_do_not_follow_from_each_other_are_found(method: Method) -> None:
    file = withheld(method)
    assert (file.withheld, file.ballots, wrong(file)) == ("alike", None, [])
    assert file.count is not None
    changes: list[dict[str, Any]] = [
        {"winners": (2,)},
        {"scores": (Fraction(99), *[Fraction()] * 2)},
    ]
    if method in (Method.IRV, Method.STV):
        first = file.count.rounds[0]
        lifted = replace(first, scores=((0, Fraction(40)), *first.scores[1:]))
        changes += [
            {"rounds": (lifted, *file.count.rounds[1:])},
            {"rounds": file.count.rounds[1:]},
            {"exhausted": Fraction(7)},
        ]
    if method is Method.STV:
        changes.append({"quota": 12})
    if method is Method.SCHULZE:
        changes += [
            {"pairs": ((0, 1, 1), (0, 0, 0), (0, 0, 0))},
            {"strengths": ((0, 99, 0), (0, 0, 0), (0, 0, 0))},
            {"pairs": ((0, 1), (0, 0))},
        ]
    if method is Method.BUDGET:
        changes += [{"share": 50}, {"winners": (0, 1, 2)}]
    for change in changes:
        count = replace(file.count, **change)
        assert wrong(result_file.sealed(replace(file, count=count))), change


def test_of_purchases_that_part_one_way_may_be_left() -> None:
    """Lamp and drying rack are level, but with the rack the list costs more than there is."""
    costs, groups = (100, 100, 100, 900), [((0, 1, 2, 3), 1), ((0, 1), 1)]
    file = filed(Method.BUDGET, 2, groups, options=NAMES[:4], costs=costs, money=1000)
    assert file.count is not None
    assert file.ballots is None
    assert (file.count.winners, file.count.tied) == ((0, 1, 2), ())
    assert file.count.rounds[-1].tied == (2, 3)
    assert wrong(file) == []
    for winners in ((0, 1), (0, 2), (0, 1, 2, 2), (1, 0, 2), (0, 1, 2, 3)):
        assert wrong(replace(file, count=replace(file.count, winners=winners)))


def test_a_recount_tells_every_round_in_words() -> None:
    file = filed(Method.IRV, 80, [((0, 2), 27), ((2, 1), 20), ((1, 2), 14)], options=NAMES[:3])
    said = "\n".join(step.text for step in recount(file, Words("zh_CN")))
    assert "第 1 轮：长椅 27、路灯 20、樱桃树 14；樱桃树 垫底出局，票转给下一个" in said
    assert "第 2 轮：路灯 34、长椅 27；路灯 选上了" in said
    assert "数下来：路灯" in said


def test_a_recount_tells_every_purchase_in_words() -> None:
    file = filed(
        Method.BUDGET,
        80,
        [((0, 1), 35), ((1,), 26)],
        options=NAMES[:2],
        costs=(120_000, 80_000),
        money=250_000,
    )
    said = "\n".join(step.text for step in recount(file, Words("zh_CN")))
    assert "第 1 笔：办 樱桃树（800 元），想办的每户最多出 13.11+ 元" in said


def test_what_rests_on_trust_is_said_to() -> None:
    steps = list(recount(withheld(Method.IRV), Words("zh_CN")))
    [trusted] = [step for step in steps if step.mark is Mark.LOOK]
    assert "51 张，没有一张张公开" in trusted.text


@pytest.mark.parametrize("method", FILLED_IN)
def test_too_few_ballots_are_withheld_and_the_file_still_agrees(method: Method) -> None:
    kind = (5, 0, 0) if method is Method.SCORE else (0,)
    budget = method is Method.BUDGET
    file = filed(
        method,
        10,
        [(kind, 6)],
        options=NAMES[:3],
        costs=(100, 100, 100) if budget else (),
        money=1000 if budget else 0,
    )
    assert (file.withheld, wrong(file)) == ("few", [])
    lied = result_file.sealed(replace(file, withheld="alike"))
    assert any("理由对不上" in step for step in wrong(lied))
