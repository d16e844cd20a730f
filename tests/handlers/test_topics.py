"""A topic from the first sentence to the last rating, as residents and councillors meet it."""

from __future__ import annotations

import asyncio

from tests.handlers.raising import HOME, LIGHT, count, newest, raised, step, topic
from tests.yard import Yard


async def test_nothing_is_public_before_the_author_says_whose_matter_it_is(yard: Yard) -> None:
    author = yard.household(HOME)
    before = yard.group_texts()
    await author.says("/topic")
    assert "一句话写给我就行" in author.reads()
    await author.says(LIGHT)
    assert LIGHT in author.reads()
    assert "看着像「大家的事」" in author.reads()
    assert yard.group_texts() == before
    await author.taps("大家的事")
    assert "议题 1" in author.reads()
    card = yard.card(LIGHT)
    assert "大家的事" in card.text
    assert f"{HOME} 提的" in card.text
    assert "先摆龙门阵商量" in card.text


async def test_a_draft_is_rewritten_or_dropped_and_nobody_has_seen_it(yard: Yard) -> None:
    author = yard.household(HOME)
    await author.says("/topic 灯坏")
    await author.taps("改一改")
    await author.says(LIGHT)
    await author.taps("不提了")
    assert "谁也没看到" in author.reads()
    assert await count(yard) == 0


async def test_two_taps_at_once_raise_it_once(yard: Yard) -> None:
    author = yard.household(HOME)
    await author.says(f"/topic {LIGHT}")
    form = author.newest()
    data = next(b.data or "" for row in form.buttons for b in row if "大家的事" in b.text)
    presses = [yard.people.press(author.user, form, data) for _ in range(2)]
    toasts = await asyncio.gather(*presses)
    await yard.settled()
    assert sum("不用再点" in (toast.text or "") for toast in toasts) == 1
    assert await count(yard) == 1


async def test_in_the_group_one_line_is_enough_and_the_author_sorts_on_the_card(
    yard: Yard,
) -> None:
    author = yard.household(HOME)
    await author.says_in_group("/topic")
    assert "/topic 三单元楼道灯坏了三天" in newest(yard).text
    await author.says_in_group(f"/topic {LIGHT}")
    card = yard.card(LIGHT)
    assert "还没分" in card.text
    assert "要主任" in await yard.household("1-1-102").taps("公家的事", on=card)
    assert "还没分" in card.text
    assert "大家的事" in await author.taps("大家的事", on=card)
    assert "大家的事" in card.text


async def test_the_council_sorts_again_by_line_with_a_reason(yard: Yard) -> None:
    author = await raised(yard)
    await yard.chair.says_in_group("/sort 1 公家的事")
    assert "理由" in newest(yard).text
    assert (await topic(yard)).matter == "shared"
    await yard.chair.says_in_group("/sort 1 gov 灯是街道装的")
    assert "议题 1" in newest(yard).text
    assert "归政府部门管" in yard.card("· 公家的事").text
    assert "灯是街道装的" in author.reads()
    await yard.chair.says_in_group("/sort 1 私人的事 不晓得")
    assert "三类是" in newest(yard).text
    await yard.chair.says_in_group("/sort 十二 大家的事 理由")
    assert "写上议题的号" in newest(yard).text
    await yard.chair.says_in_group("/sort 99 大家的事 理由")
    assert "没找到" in newest(yard).text


async def test_the_council_sorts_again_by_button_and_is_asked_why(yard: Yard) -> None:
    await raised(yard)
    await yard.chair.starts(f"to1_{yard.courtyard}_1")
    await yard.chair.taps("改分类")
    await yard.chair.taps("公家的事")
    assert "写一句为啥" in yard.chair.reads()
    assert (await topic(yard)).matter == "shared"
    await yard.chair.says("灯是街道装的")
    assert "改分类：公家的事\n灯是街道装的" in yard.chair.reads()
    assert (await topic(yard)).matter == "shared"
    await yard.chair.taps("发出")
    assert "：灯是街道装的" in yard.chair.reads()
    assert (await topic(yard)).matter == "gov"


async def test_an_appeal_goes_round_the_council_and_four_of_seven_rule(yard: Yard) -> None:
    author = yard.household(HOME)
    await author.says_in_group(f"/topic {LIGHT}")
    await yard.chair.taps("公家的事", on=yard.card(LIGHT))
    await step(author, "申诉", "灯是我们院里自己的")
    assert "灯是我们院里自己的" in yard.card(LIGHT).text
    for member in [yard.chair, *yard.councillors[:2]]:
        assert "还差" in await member.taps("大家的事")
        assert "您选的是「大家的事」" in member.reads()
    assert "定了" in await yard.councillors[2].taps("大家的事")
    assert "议事会过半数定为「大家的事」" in author.reads()
    await author.says("/appeal 1 还是不服")
    assert "只能申诉一次" in author.reads()


async def test_talked_over_done_and_rated_by_households(yard: Yard) -> None:
    author = await raised(yard)
    await yard.chair.starts(f"to1_{yard.courtyard}_1")
    await step(yard.chair, "商量好了", "换成声控灯")
    assert "换成声控灯" in author.reads()
    await step(yard.chair, "定谁来办", "物业刘师傅")
    assert "物业刘师傅 在办" in yard.card("· 大家的事").text
    await step(yard.chair, "办完了", "六层全换了")
    asked = yard.card("六层全换了")
    neighbour = yard.household("1-1-102")
    assert "1-1-102 评了👍 满意" in await neighbour.taps("👍 满意", on=asked)
    assert "已经记着了" in await neighbour.taps("👍 满意", on=asked)
    assert "现在评的是👌 一般" in await neighbour.taps("一般", on=asked)
    assert "一般 1 家" in yard.card("· 大家的事").text
    await yard.passes(days=15)
    assert "办结了" in newest(yard).text
    assert "办完了才评" in await neighbour.taps("👍 满意", on=asked)


async def test_where_the_talk_finds_no_end_a_vote_decides(yard: Yard) -> None:
    await raised(yard)
    await yard.chair.says("/vote 1 | 3天")
    await yard.chair.taps("发出去")
    await yard.councillors[0].taps("同意，这就办")
    assert "正在投票，是表决 1" in yard.card("· 大家的事").text
    ballot = yard.card("表决 1")
    for label in list(yard.ready.by_label)[:61]:
        await yard.household(label).taps("同意", on=ballot)
    await yard.passes(days=3)
    assert "投票通过了" in yard.card("· 大家的事").text


async def test_a_vote_too_few_came_to_leads_back_to_the_talk(yard: Yard) -> None:
    await raised(yard)
    await yard.chair.starts(f"to1_{yard.courtyard}_1")
    await yard.chair.taps("投票定")
    await yard.chair.says("/vote 1 | 3天")
    await yard.chair.taps("发出去")
    await yard.councillors[0].taps("同意，这就办")
    await yard.passes(days=3)
    assert (await topic(yard)).state == "discussing"
    assert "先摆龙门阵商量" in yard.card("· 大家的事").text


async def test_what_is_late_is_on_the_card_and_an_explanation_clears_it(yard: Yard) -> None:
    await raised(yard)
    await yard.passes(days=8)
    assert "超时了" in yard.card("· 大家的事").text
    assert "给大家说明一句" in yard.chair.buttons()[0]
    await yard.chair.says("/home")
    assert f"超时了，要说明：{LIGHT}" in yard.chair.reads()
    await yard.chair.says("/explain 1 在等物业报价")
    await yard.chair.taps("发出")
    card = yard.card("· 大家的事")
    assert "超时了" not in card.text
    assert "在等物业报价" in card.text


async def test_a_duplicate_is_joined_by_button_and_says_where_it_goes_on(yard: Yard) -> None:
    await raised(yard)
    await raised(yard, "楼道灯又不亮")
    await yard.chair.starts(f"to1_{yard.courtyard}_2")
    await yard.chair.taps("是一件事")
    await yard.chair.taps(f"1. {LIGHT}")
    assert "和议题 1 是一件事" in yard.card("楼道灯又不亮").text
    await yard.chair.says("/topics")
    assert "楼道灯又不亮" not in yard.chair.reads()


async def test_taking_it_back_is_asked_twice(yard: Yard) -> None:
    author = await raised(yard, kind="说不准")
    assert "请您分一分" in yard.chair.reads()
    await author.taps("打开这件事")
    await author.taps("收回不提了")
    assert (await topic(yard)).state == "submitted"
    await author.taps("是的")
    assert (await topic(yard)).state == "withdrawn"
    assert "走不了" in await yard.chair.taps("大家的事")


async def test_the_list_turns_its_pages(yard: Yard) -> None:
    for n in range(1, 11):
        await yard.household(HOME).says_in_group(f"/topic 第{n}件小事")
    reader = yard.household("1-1-102")
    await reader.says("/topics")
    assert "共 10 件" in reader.reads()
    assert "第10件小事" in reader.reads()
    assert "第2件小事" not in reader.reads()
    await reader.taps("后一页")
    assert "第1件小事" in reader.reads()
    assert "后一页 ➡️" not in reader.buttons()
    await reader.taps("2. 第2件小事")
    assert "议题 2" in reader.reads()
    await reader.says_in_group("/topics")
    assert "共 10 件" in newest(yard).text


async def test_it_speaks_english_to_whoever_asks_for_it(yard: Yard) -> None:
    author = yard.household(HOME)
    await author.says("/lang en")
    await author.says("/topic The lamp is out")
    assert "Whose matter is it?" in author.reads()
    await author.taps("Shared")
    await author.taps("Open it")
    assert "This one is for all of us" in author.reads()
    assert "sorted it as shared" in author.reads()


async def test_words_about_a_step_are_shown_before_the_group_reads_them(yard: Yard) -> None:
    await raised(yard)
    chair, before = yard.chair, yard.group_texts()
    await chair.starts(f"to1_{yard.courtyard}_1")
    await chair.taps("商量好了")
    await chair.says("换成<声控灯")
    assert chair.reads() == (
        "📝 还没发，您先看一遍\n\n「三单元楼道灯坏了三天」\n🤝 商量好了\n换成<声控灯\n\n"
        "点「发出」，群里就看得到了。"
    )
    assert chair.buttons() == ["✅ 发出", "✏️ 改", "🗑 取消"]
    first = chair.newest()
    assert "还没办" in (await chair.says("再想想"))[-1]
    await chair.taps("✏️ 改", on=first)
    await chair.says("换成声控灯，物业出钱")
    assert "先前的" in await chair.forges(f"ty1_{yard.courtyard}_1_5", on=first)
    assert yard.group_texts() == before
    await chair.says("好")
    assert "换成声控灯，物业出钱" in yard.card("· 大家的事").text


async def test_words_that_were_cancelled_are_not_said_later(yard: Yard) -> None:
    await raised(yard)
    chair, before = yard.chair, yard.group_texts()
    await chair.says("/explain 1 在等物业报价")
    form = chair.newest()
    await chair.taps("取消")
    assert "议题 1" in form.text
    assert "先前的" in await chair.forges(f"ty1_{yard.courtyard}_1_6", on=form)
    assert yard.group_texts() == before
    await chair.says("好")
    assert yard.group_texts() == before


async def test_a_step_that_cannot_be_taken_is_refused_before_the_preview(yard: Yard) -> None:
    await raised(yard)
    assert "走不了" in (await yard.chair.says("/done 1 六层全换了"))[-1]
    assert "还差一句话" in (await yard.chair.says_in_group("/agree 1"))[-1]


async def test_a_whole_line_in_the_group_is_done_at_once(yard: Yard) -> None:
    await raised(yard)
    await yard.chair.says_in_group("/agree 1 换成声控灯")
    assert "换成声控灯" in yard.card("· 大家的事").text


async def test_a_topic_of_one_family_is_not_promised_to_the_group(yard: Yard) -> None:
    author = await raised(yard, kind="自家的事")
    await yard.chair.says("/explain 1 王姐明天上门")
    assert "群里看不到" in yard.chair.reads()
    await yard.chair.taps("发出")
    assert "王姐明天上门" in author.reads()
