"""Home, help and language, as a resident meets them."""

from __future__ import annotations

from tests.yard import Yard


async def test_home_names_the_courtyard_and_the_household(yard: Yard) -> None:
    answers = await yard.household("3-2-501").says("/home")
    assert "7号大院" in answers[-1]
    assert "3-2-501" in answers[-1]


async def test_a_stranger_is_told_how_to_join(yard: Yard) -> None:
    answers = await yard.stranger.starts()
    assert "登记我家" in answers[-1]


async def test_the_language_changes_with_one_tap(yard: Yard) -> None:
    resident = yard.household("3-2-501")
    await resident.says("/home")
    await resident.taps("English")
    await resident.taps("English")
    assert "You belong to" in resident.reads()


async def test_the_language_can_be_typed_too(yard: Yard) -> None:
    resident = yard.household("3-2-501")
    assert "English" in (await resident.says("/lang en"))[-1]
    assert "/lang zh" in (await resident.says("/lang klingon"))[-1]
    assert "中文" in (await resident.says("/lang zh"))[-1]
    await resident.says("/lang")
    assert resident.buttons() == ["中文", "English"]


async def test_help_has_a_paragraph_of_every_column(yard: Yard) -> None:
    resident = yard.household("3-2-501")
    (said,) = await resident.says("/help")
    for column in ("院坝是啥", "登记我家", "谁在管事", "表决", "公约"):
        assert column in said
    assert len(said) < 4096


async def test_the_group_home_leads_into_the_private_chat(yard: Yard) -> None:
    resident = yard.household("3-2-501")
    answers = await resident.says_in_group("/home")
    assert "7号大院" in answers[-1]
    await resident.taps("打开首页", on=yard.card("点下面的按钮"))
    assert "您是 3-2-501 的" in resident.reads()


async def test_what_cannot_be_understood_leads_home(yard: Yard) -> None:
    resident = yard.household("3-2-501")
    assert "没看懂" in (await resident.says("今天天气好"))[-1]
    assert "没看懂" in (await resident.says("/nosuchcommand"))[-1]
    assert await resident.says_in_group("/nosuchcommand") == []


async def test_talk_after_a_question_was_left_is_no_answer_to_it(yard: Yard) -> None:
    resident = yard.household("3-2-501")
    await resident.says("/topic")
    await resident.says("/home")
    assert "没看懂" in (await resident.says("吃了没"))[-1]
    await resident.says("/topic")
    await resident.taps("首页", on=None)
    assert "没看懂" in (await resident.says("吃了没"))[-1]


async def test_a_question_of_the_day_before_yesterday_is_not_answered_by_chance(
    yard: Yard,
) -> None:
    resident = yard.household("3-2-501")
    await resident.says("/topic")
    await yard.passes(days=2)
    assert "没看懂" in (await resident.says("吃了没"))[-1]
