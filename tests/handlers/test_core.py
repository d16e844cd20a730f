"""Home, help and language, as a resident meets them."""

from __future__ import annotations

from tests.handlers.raising import raised
from tests.yard import Yard

FITS_A_PHONE = 240
"""Characters that a phone with large letters shows without scrolling, roughly."""


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


async def test_every_page_of_the_help_opens_and_fits_a_phone(yard: Yard) -> None:
    resident = yard.household("3-2-501")
    await resident.says("/help")
    for menu in ("", "管事的人"):
        if menu:
            await resident.taps(menu)
        subjects = [label for label in resident.buttons() if not label.startswith(("🛠", "⬅️", "🏠"))]
        assert len(subjects) >= 7
        for subject in subjects:
            await resident.taps(subject)
            said = resident.reads()
            assert said.startswith(subject)
            assert len(said) < FITS_A_PHONE
            await resident.taps("看别的")
            assert subject in resident.buttons()


async def test_the_help_is_read_in_english_too(yard: Yard) -> None:
    resident = yard.household("3-2-501")
    await resident.says("/lang en")
    await resident.says("/help")
    await resident.taps("Voting")
    assert "One household, one vote" in resident.reads()
    await resident.taps("Other pages")
    assert "Tap what you would like to know" in resident.reads()


async def test_help_asked_for_in_the_group_is_read_in_private(yard: Yard) -> None:
    resident = yard.household("3-2-501")
    (said,) = await resident.says_in_group("/help")
    assert len(said) < 40
    await resident.taps("怎么用", on=yard.card("一样一页"))
    assert "想问哪一样" in resident.reads()


async def test_a_page_of_the_help_can_be_linked_to(yard: Yard) -> None:
    await yard.stranger.starts("hg1_0_vote")
    assert "一户一票" in yard.stranger.reads()
    await yard.stranger.starts("hg1_0_nonsense")
    assert "想问哪一样" in yard.stranger.reads()


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


async def test_another_button_leaves_the_open_question(yard: Yard) -> None:
    await raised(yard)
    await yard.chair.says("/topics")
    topics = yard.chair.newest()
    await yard.chair.taps("三单元")
    await yard.chair.says("/topics")
    await yard.chair.taps("三单元")
    await yard.chair.taps("商量好了")
    await yard.chair.taps("别的议题", on=topics)
    assert "没看懂" in (await yard.chair.says("吃了没"))[-1]
    assert not [text for text in yard.group_texts() if "吃了没" in text]


async def test_words_that_come_late_are_no_answer_until_they_say_so(yard: Yard) -> None:
    await raised(yard)
    await yard.chair.says("/topics")
    await yard.chair.taps("三单元")
    await yard.chair.taps("商量好了")
    await yard.passes(hours=3)
    for talk in ("吃了没", "在不在"):
        assert f"您写的「{talk}」，是回答" in (await yard.chair.says(talk))[-1]
    await yard.chair.taps("不是")
    assert "没看懂" in (await yard.chair.says("没事了"))[-1]
    assert not [text for text in yard.group_texts() if "吃了没" in text or "在不在" in text]


async def test_a_late_answer_is_taken_with_one_tap(yard: Yard) -> None:
    await raised(yard)
    await yard.chair.says("/topics")
    await yard.chair.taps("三单元")
    await yard.chair.taps("商量好了")
    await yard.passes(hours=3)
    await yard.chair.says("周六请师傅来换")
    late = yard.chair.newest()
    await yard.chair.taps("就这么答")
    await yard.chair.taps("发出")
    assert "商量好的：周六请师傅来换" in yard.chair.reads()
    assert "已经结束" in await yard.chair.taps("就这么答", on=late)


async def test_a_question_that_no_answer_can_settle_any_more_is_over(yard: Yard) -> None:
    await yard.chair.says("/vote 在东墙种樱桃树？ | 1天")
    await yard.chair.taps("发出去")
    await yard.councillors[0].taps("同意，这就办")
    await yard.passes(hours=23, minutes=50)
    await yard.chair.says("/votes")
    await yard.chair.taps("1. 在东墙")
    await yard.chair.taps("提前结束")
    await yard.passes(minutes=12)
    assert "已经截止" in (await yard.chair.says("够了"))[-1]
    assert "没看懂" in (await yard.chair.says("吃了没"))[-1]


async def test_a_photo_or_a_sticker_is_answered_and_the_question_stays(yard: Yard) -> None:
    resident = yard.household("3-2-501")
    await resident.says("/topic")
    yard.people.send_file(resident.user, resident.user, "灯.jpg", b"x", "image/jpeg")
    await yard.settled()
    assert "请写成文字" in resident.reads()
    assert "您要提的" in (await resident.says("三单元楼道灯坏了"))[-1]


async def test_photos_in_the_group_are_none_of_our_business(yard: Yard) -> None:
    before = yard.group_texts()
    yard.people.send_file(yard.household("3-2-501").user, yard.group, "灯.jpg", b"x")
    await yard.settled()
    assert yard.group_texts() == before


async def test_an_album_is_answered_once(yard: Yard) -> None:
    resident = yard.household("3-2-501")
    for album in ("a", "b"):
        for n in range(5):
            name, user = f"{n}.jpg", resident.user
            yard.people.send_file(user, user, name, b"x", "image/jpeg", album=album)
    await yard.settled()
    assert [text[:8] for text in resident.texts()] == ["照片、贴纸和语音"] * 2
