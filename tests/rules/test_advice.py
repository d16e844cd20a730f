"""Plain questions lead to the rule the law asks for, in four taps or fewer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.rules.advice import (
    QUESTIONS,
    UNSURE,
    advise,
    falls_short,
    hinted,
    item_of,
    next_question,
    required,
)
from bot.rules.electorate import Electorate
from bot.rules.presets import (
    COURTYARD_SIMPLE,
    COVENANT,
    OWNERS_MAJOR,
    OWNERS_ORDINARY,
    PRESETS,
)

Answers = dict[str, str]


def paths(given: Answers | None = None) -> Iterator[Answers]:
    """Every way through the questions."""
    answers = given or {}
    asked = next_question(answers)
    if asked is None:
        yield answers
        return
    for key in asked.keys:
        yield from paths({**answers, asked.key: key})


def test_every_way_through_ends_in_a_preset_for_its_voters_in_four_taps() -> None:
    ways = list(paths())
    assert len(ways) > 50
    for answers in ways:
        advised = advise(answers)
        assert advised is not None
        assert len(answers) <= 4
        assert advised.electorate in PRESETS[advised.preset].electorates
        assert set(advised.unsure) == {key for key, said in answers.items() if said == UNSURE}
        own = advise(answers, own_options=True)
        assert own is not None
        assert own.electorate in PRESETS[own.preset].electorates


def test_no_answer_and_no_reason_names_a_share_that_a_courtyard_may_have_changed() -> None:
    """The rule itself stands beside the reason, as it holds there."""
    for answers in paths():
        advised = advise(answers)
        assert advised is not None
        assert PRESETS[advised.preset].fixed or "过半" not in advised.reason
    labels = [label for question in QUESTIONS.values() for _, label in question.answers]
    assert not [label for label in labels if "过半" in label]


def test_nothing_is_proposed_before_the_last_question() -> None:
    assert advise({}) is None
    assert advise({"shared": "no", "money": "no"}) is None


def test_v15_a_lawn_made_a_garden_is_item_8_and_major() -> None:
    advised = advise({"shared": "change"})
    assert advised is not None
    assert (advised.item, advised.preset) == (8, "owners_major")
    assert hinted("改草坪为菜园") == 8


@pytest.mark.parametrize(
    ("title", "money", "item", "preset"),
    [
        ("用维修资金修屋顶", "spend", 5, "owners_ordinary"),
        ("再筹维修资金", "raise", 6, "owners_major"),
    ],
)
def test_v16_spending_the_fund_is_ordinary_and_raising_it_major(
    title: str, money: str, item: int, preset: str
) -> None:
    advised = advise({"shared": "mend", "money": money})
    assert advised is not None
    assert (advised.item, advised.preset, advised.electorate) == (item, preset, Electorate.OWNERS)
    assert hinted(title) == item


@pytest.mark.parametrize(
    ("title", "item"),
    [
        ("Turn the lawn into a vegetable garden?", 8),
        ("Lease the outer wall", 8),
        ("Add a lift to building 3", 7),
        ("Mend the roof from the repair fund", 5),
        ("Raise more money for the maintenance fund", 6),
    ],
)
def test_who_asks_in_english_is_pointed_to_the_same_items(title: str, item: int) -> None:
    assert hinted(title) == item


@pytest.mark.parametrize(
    "title",
    [
        "在东墙种樱桃树，行不行？",
        "哪天打扫",
        "楼道灯坏了三天",
        "菜园的章程",
        "Which day for the cherry festival?",
        "The hallway lamp has been dark for three days",
        "A current list of garden tools",
    ],
)
def test_ordinary_questions_hint_at_nothing(title: str) -> None:
    assert hinted(title) is None


def test_of_two_items_the_one_that_asks_for_more_counts() -> None:
    assert item_of({"shared": "change", "money": "spend"}) == 8
    assert item_of({"shared": "rebuild"}) == 7
    assert item_of({"shared": "mend", "money": "no"}) is None


def test_a_rule_is_below_the_law_if_it_asks_less_or_asks_others() -> None:
    assert falls_short(COURTYARD_SIMPLE, Electorate.HOUSEHOLDS, 8)
    assert falls_short(COVENANT, Electorate.HOUSEHOLDS, 5)
    assert falls_short(OWNERS_ORDINARY, Electorate.OWNERS, 8)
    assert falls_short(OWNERS_MAJOR, Electorate.HOUSEHOLDS, 8)
    assert not falls_short(OWNERS_MAJOR, Electorate.OWNERS, 8)
    assert not falls_short(OWNERS_MAJOR, Electorate.OWNERS, 5)
    assert not falls_short(OWNERS_ORDINARY, Electorate.OWNERS, 5)


@pytest.mark.parametrize("item", range(1, 10))
def test_items_six_to_eight_are_major(item: int) -> None:
    assert (required(item) is OWNERS_MAJOR) is (item in (6, 7, 8))


def test_every_question_offers_two_answers_or_more_and_that_it_is_unclear() -> None:
    for question in QUESTIONS.values():
        assert len(question.answers) >= 2
        assert question.keys[-1] == UNSURE
