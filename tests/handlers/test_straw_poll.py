"""A vote on what the law leaves to the owners says wherever it is shown that it is not theirs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from bot.page import Page
from bot.recount import recount
from bot.rules import result_file
from bot.words import Words
from handlers.views import result_picture
from handlers.views.vote_bits import vote_at
from storage import courtyards
from storage.tx import Tx
from tests.handlers.test_after import objected, ruled
from tests.handlers.test_roll import imported, owners_vote
from tests.handlers.test_rules import LAWN, sent
from tests.yard import Yard

SAID = "意见摸底，不是法定表决"


async def of_owners(yard: Yard) -> None:
    await imported(yard)
    await owners_vote(yard)
    await yard.passes(days=5, hours=1)


async def below_the_law(yard: Yard) -> None:
    """Asked of the households, by a rule that is less than the law's."""
    await yard.chair.says(LAWN)
    await sent(yard)
    await yard.passes(days=3, hours=1)


async def note_in_picture(yard: Yard) -> str:
    def note(tx: Tx) -> str:
        here = courtyards.get(tx, yard.courtyard)
        assert here is not None
        page = Page(tx, Words(), yard.app.house, "bot", here)
        return result_picture.chart(page, vote_at(page, 1)).note

    return await yard.read(note)


@pytest.mark.parametrize("held", [of_owners, below_the_law])
async def test_once_it_is_over_card_result_details_and_picture_say_so(
    yard: Yard, held: Callable[[Yard], Awaitable[None]]
) -> None:
    await held(yard)
    assert SAID in yard.card("🗳 表决 1（").text
    assert SAID in yard.card("有结果了").text
    assert SAID in await note_in_picture(yard)
    reader = yard.household("3-2-502")
    await reader.starts(f"vo1_{yard.courtyard}_1")
    assert reader.reads().count(SAID) == 1


async def test_a_second_count_and_a_recount_of_the_file_say_so(yard: Yard) -> None:
    await of_owners(yard)
    await objected(yard)
    await ruled(yard, "重新数一遍", "再数一次")
    assert SAID in yard.card("重新数过了").text
    document = yard.card("结果文件").document
    assert document is not None
    said = [str(one) for one in recount(result_file.read(document.data), Words("zh_CN"))]
    assert said[-1].startswith("⚠️")
    assert SAID in said[-1]


async def test_a_result_of_the_yards_own_does_not_repeat_what_its_card_said(yard: Yard) -> None:
    await yard.chair.says("/vote 在东墙种樱桃树，行不行？ | 3天")
    await sent(yard)
    await yard.passes(days=3, hours=1)
    assert "不是法定表决" not in yard.card("有结果了").text
    assert await note_in_picture(yard) == ""
