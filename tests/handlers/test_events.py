"""An event from the first word to the last, as the one who calls it and those who come see it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.sandbox.model import Message
from storage import events, people
from tests.yard import Yard

EIGHT_HOURS = timedelta(hours=8)


def wall(yard: Yard, days: int, clock: str = "15:00") -> str:
    """A moment some days ahead, as people write it here."""
    at = yard.world.now() + EIGHT_HOURS + timedelta(days=days)
    return f"{at.month}月{at.day}日 {clock}"


async def called(yard: Yard, capacity: str = "40", days: int = 9, title: str = "樱桃节") -> Message:
    """The organizer writes it in one line and posts it; the card in the group."""
    await yard.organizer.says(f"/event {title} | {wall(yard, days)} | 东三巷樱桃树下 | {capacity}")
    await yard.organizer.taps("发到群里")
    return yard.card(title[:20])


async def until(yard: Yard, days: int, clock: int = 15) -> None:
    """Time moves on to that hour, some days ahead, in steps of at most an hour."""
    now = yard.world.now() + EIGHT_HOURS
    target = now.replace(hour=clock, minute=1, second=0, microsecond=0) + timedelta(days=days)
    while (left := target - (yard.world.now() + EIGHT_HOURS)) > timedelta():
        await yard.passes(seconds=min(left.total_seconds(), 3600))


async def test_one_line_makes_a_draft_only_its_author_sees(yard: Yard) -> None:
    await yard.organizer.says(f"/event 樱桃节 ｜ {wall(yard, 9)} ｜ 东三巷樱桃树下 ｜ 四十位")
    draft = yard.organizer.reads()
    assert "只有您看得到" in draft
    assert "东三巷樱桃树下" in draft
    assert "0／40 位，还有 40 个位置" in draft
    assert not yard.group_texts()
    await yard.organizer.taps("发到群里")
    card = yard.card("樱桃节")
    assert "15:00" in card.text
    assert "周" in card.text
    assert [button.text for button in card.buttons[0]] == ["✅ 去", "🤔 说不定", "❌ 不去"]


async def test_the_form_asks_one_thing_after_the_other(yard: Yard) -> None:
    organizer = yard.organizer
    await organizer.says("/event")
    assert "要办个啥活动" in organizer.reads()
    await organizer.says("坝坝宴")
    assert "「坝坝宴」啥时候开始" in organizer.reads()
    for tap in ("▶", "15", "18点", "18:30"):
        await organizer.taps(tap)
    assert "在哪里" in organizer.reads()
    await organizer.says("院坝头")
    assert "最多来多少人" in organizer.reads()
    await organizer.taps("60 位")
    assert "15日" in organizer.reads()
    assert "18:30" in organizer.reads()
    assert "0／60 位" in organizer.reads()
    await organizer.taps("名额")
    await organizer.says("坐满为止")
    assert "请写一个数" in organizer.reads()
    await organizer.says("不限")
    assert "人数不限" in organizer.reads()
    await organizer.taps("名字")
    await organizer.says("大坝坝宴")
    assert "大坝坝宴" in organizer.reads()
    await organizer.taps("不要了")
    assert "不要了" in organizer.reads()
    assert not yard.group_texts()


async def test_a_line_with_gaps_asks_only_for_what_is_missing(yard: Yard) -> None:
    await yard.organizer.says(f"/event 扫院坝 | {wall(yard, 3)}")
    assert "在哪里" in yard.organizer.reads()
    await yard.organizer.says("/event 扫院坝 | 明天 | 院坝 | 20")
    assert "几点钟" in yard.organizer.reads()
    await yard.organizer.taps("15:00")
    assert "发到群里" in yard.organizer.buttons()[4]
    await yard.organizer.says("/event 扫院坝 | 明天 15:00 | 院坝 | 20 | 30")
    assert "一行写完是这样" in yard.organizer.reads()


async def test_a_bare_command_in_the_group_goes_on_in_private(yard: Yard) -> None:
    assert await yard.chair.says_in_group("/event") == []
    assert "要办个啥活动" in yard.chair.reads()
    await yard.write(lambda tx: people.set_reachable(tx, yard.chair.id, people.UNKNOWN))
    answered = await yard.chair.says_in_group("/event 坝坝宴")
    assert "私聊" in answered[-1]
    await yard.chair.taps("去私聊", on=yard.card("私聊"))
    assert "还差：时间、地点、名额" in yard.chair.reads()


async def test_a_tap_signs_up_and_plus_and_minus_count_the_family(yard: Yard) -> None:
    card, person = await called(yard), yard.household("3-2-501")
    assert "先点「去」" in await person.taps("➕", on=card)
    assert await person.taps("✅ 去", on=card) == "记下了：3-2-501 去 1 位。到时候见！"
    assert await person.taps("➕", on=card) == "记下了：3-2-501 去 2 位。到时候见！"
    assert "早记着了" in await person.taps("✅ 去", on=card)
    assert "已报 2／40 位，还有 38 个位置" in card.text
    await person.taps("➖", on=card)
    assert "只剩您一位" in await person.taps("➖", on=card)
    assert "说不定来" in await person.taps("说不定", on=card)
    assert "已报 0／40 位" in card.text
    assert "这次不去" in await person.taps("不去", on=card)


async def test_in_private_one_taps_how_many_come(yard: Yard) -> None:
    await called(yard)
    person = yard.household("3-2-501")
    await person.says("/home")
    assert "活动：樱桃节" in person.reads()
    await person.taps("🎉 樱桃节")
    await person.taps("4 位")
    assert "您报上了：4 位" in person.reads()
    await person.taps("➖ 少一位")
    assert "您报上了：3 位" in person.reads()
    await person.taps("来不了了")
    assert "您这次不去" in person.reads()
    await person.says("/home")
    assert "活动：樱桃节" not in person.reads()


async def test_forty_places_a_queue_of_five_and_two_move_up_in_order(yard: Yard) -> None:
    card = await called(yard)
    labels = [label for label in yard.ready.by_label][:45]
    for label in labels[:40]:
        assert "到时候见" in await yard.household(label).taps("✅ 去", on=card)
    assert "满了，还可以排队" in card.text
    assert "✅ 去（排队）" in [button.text for button in card.buttons[0]]
    for position, label in enumerate(labels[40:], start=1):
        assert f"排在第 {position} 个" in await yard.household(label).taps("✅ 去", on=card)
    assert "已报 40／40 位" in card.text
    queue = "、".join(f"{label}（1 位）" for label in labels[40:])
    assert f"排队的 5 家，有人让位就按顺序补上：{queue}" in card.text
    for label in (labels[7], labels[3]):
        await yard.household(label).taps("❌ 不去", on=card)
    for label in labels[40:42]:
        assert "您排到了" in yard.household(label).reads()
    for label in labels[42:]:
        assert not [text for text in yard.household(label).texts() if "您排到了" in text]
    assert "已报 40／40 位" in card.text
    assert "排队的 3 家" in card.text
    going = await yard.read(lambda tx: events.going_people(tx, yard.courtyard, 1))
    assert len(going) == 40
    assert going[-2:] == [yard.household(label).id for label in labels[40:42]]


async def test_whoever_closed_the_private_chat_is_named_under_the_card(yard: Yard) -> None:
    card = await called(yard, "1")
    first, next_ = yard.household("3-2-501"), yard.household("3-2-502")
    await first.taps("✅ 去", on=card)
    await next_.taps("✅ 去", on=card)
    yard.people.block(next_.user)
    await yard.settled()
    await first.taps("❌ 不去", on=card)
    told = yard.card("排到您了")
    assert told.reply_to is card
    assert "3-2-502" in told.text


async def test_two_taps_at_once_never_share_the_last_seat(yard: Yard) -> None:
    card = await called(yard, "1")
    data = card.buttons[0][0].data or ""
    crowd = [yard.household(label) for label in ("3-2-501", "3-2-502", "3-2-503")]
    presses = [yard.people.press_soon(person.user, card, data) for person in crowd]
    toasts = await asyncio.gather(*presses)
    await yard.settled()
    assert sum("到时候见" in (toast.text or "") for toast in toasts) == 1
    assert "已报 1／1 位" in card.text
    assert "排队的 2 家" in card.text


async def test_reminders_go_a_day_and_two_hours_before_to_those_who_go(yard: Yard) -> None:
    card = await called(yard, "1", days=3)
    seated, waiting = yard.household("3-2-501"), yard.household("3-2-502")
    await seated.taps("✅ 去", on=card)
    await waiting.taps("✅ 去", on=card)
    day = (yard.world.now() + EIGHT_HOURS).date() + timedelta(days=3)
    heard = []
    for _ in range(4 * 24):
        before = len(seated.texts())
        await yard.passes(hours=1)
        if len(seated.texts()) > before:
            heard.append(yard.world.now() + EIGHT_HOURS)
    assert [(at.date(), at.hour) for at in heard] == [(day - timedelta(days=1), 15), (day, 13)]
    assert [text for text in seated.texts() if "快到了，您报了 1 位" in text]
    assert not [text for text in waiting.texts() if "快到了" in text]


async def test_an_early_event_is_reminded_of_the_evening_before_not_at_night(yard: Yard) -> None:
    await yard.organizer.says(f"/event 早市 | {wall(yard, 3, '07:30')} | 院门口 | 不限")
    await yard.organizer.taps("发到群里")
    person = yard.household("3-2-501")
    await person.taps("✅ 去", on=yard.card("早市"))
    hours = []
    for _ in range(4 * 24):
        before = len(person.texts())
        await yard.passes(hours=1)
        if len(person.texts()) > before:
            hours.append((yard.world.now() + EIGHT_HOURS).hour)
    assert len(hours) == 2
    assert hours[0] == 8
    assert hours[1] in (21, 22)  # due at 21:59, seen at the next look


async def test_a_reminder_offers_the_way_out_and_the_next_gets_the_place(yard: Yard) -> None:
    card = await called(yard, "1", days=2)
    seated, waiting = yard.household("3-2-501"), yard.household("3-2-502")
    await seated.taps("✅ 去", on=card)
    await waiting.taps("✅ 去", on=card)
    await until(yard, 1)
    assert "快到了，您报了 1 位" in seated.reads()
    await seated.taps("来不了了")
    assert "您排到了" in waiting.reads()
    await until(yard, 1, 13)
    assert "快到了" in waiting.reads()
    assert not [text for text in seated.texts() if "快到了" in text]


@pytest.mark.parametrize(
    ("forged", "answer"),
    [
        ("ea1_{}_1_7_1", "没看懂"),
        ("ea1_{}_1_-1_1", "没看懂"),
        ("ea1_{}_1_0_99", "最多报 10 位"),
        ("ea1_{}_1_1_99", "最多报 10 位"),
        ("ea1_{}_1_2_-9223372036854775807", "最多报 10 位"),
        ("ea1_{}_99_0_1", "没找到"),
        ("eb1_{}_1_40", "没看懂"),
        ("ee1_{}_1_9", "活动组织者"),
        ("ew1_{}_1", "活动组织者"),
        ("ec1_{}_1", "活动组织者"),
        ("ex1_{}_1", "活动组织者"),
        ("er1_{}_1", "活动组织者"),
        ("ey1_{}_1", "先前的"),
        ("ek1_{}_1_40", "先前的"),
        ("ea0_{}_1_0_1", "老早以前"),
    ],
)
async def test_forged_buttons_change_nothing(yard: Yard, forged: str, answer: str) -> None:
    card = await called(yard)
    person = yard.household("3-2-501")
    assert answer in await person.forges(forged.format(yard.courtyard), card)
    assert "已报 0／40 位" in card.text


async def test_strangers_and_residents_are_told_who_may_do_what(yard: Yard) -> None:
    card = await called(yard)
    yard.people.join(yard.ready.stranger, yard.group)
    assert "登记" in await yard.stranger.taps("✅ 去", on=card)
    assert "活动组织者" in (await yard.household("3-2-501").says("/event 我的生日"))[-1]
    await yard.household("3-2-501").says("/events")
    await yard.household("3-2-501").taps("樱桃节")
    assert not [label for label in yard.household("3-2-501").buttons() if "改" in label]


async def test_a_new_time_is_confirmed_first_and_told_to_those_who_go(yard: Yard) -> None:
    card, person = await called(yard), yard.household("3-2-501")
    await person.taps("✅ 去", on=card)
    organizer = yard.organizer
    for tap in ("看这个活动", "✏️ 改", "🕒 时间"):
        await organizer.taps(tap)
    await organizer.says(wall(yard, 10, "09:30"))
    assert "改成这样，行不行" in organizer.reads()
    assert "我会告诉报了名的 1 家" in organizer.reads()
    assert "09:30" not in card.text
    await organizer.taps("就这样改")
    assert "09:30" in card.text
    assert "改时间了" in person.reads()
    assert yard.card("改时间了").reply_to is card


async def test_a_place_is_changed_by_writing_yes_and_an_old_button_changes_nothing(
    yard: Yard,
) -> None:
    card, organizer = await called(yard), yard.organizer
    for tap in ("看这个活动", "✏️ 改", "📍 地点"):
        await organizer.taps(tap)
    await organizer.says("<b>院坝</b> & 凉亭 🍒")
    asked = organizer.newest()
    await organizer.says("等一下")
    assert "还没办" in organizer.reads()
    await organizer.says("要得")
    assert "📍 <b>院坝</b> & 凉亭 🍒" in card.text
    assert "先前的" in await organizer.taps("就这样改", on=asked)


async def test_an_event_is_called_off_with_a_reason(yard: Yard) -> None:
    card, person = await called(yard), yard.household("3-2-501")
    await person.taps("✅ 去", on=card)
    await yard.organizer.taps("看这个活动")
    await yard.organizer.taps("🛑 取消")
    await yard.organizer.says("落大雨，改天再约")
    assert "真的不办了" in yard.organizer.reads()
    assert "我会告诉报了名的 1 家" in yard.organizer.reads()
    assert "取消了" not in card.text
    await yard.organizer.taps("不办了，告诉大家")
    assert "取消了：落大雨，改天再约" in card.text
    assert not [button for row in card.buttons for button in row if not button.url]
    assert "不办了" in person.reads()
    assert yard.card("不办了").reply_to is card
    going = f"ea1_{yard.courtyard}_1_0_0"
    assert "取消了" in await person.forges(going, card)


async def test_chatter_after_thinking_better_of_it_calls_nothing_off(yard: Yard) -> None:
    card = await called(yard)
    await yard.organizer.taps("看这个活动")
    await yard.organizer.taps("🛑 取消")
    await yard.organizer.taps("还是要办")
    assert "没看懂" in (await yard.organizer.says("算了"))[-1]
    await yard.organizer.says("/home")
    assert "0／40 位" in card.text


async def test_the_card_closes_at_the_start_and_ends_with_a_few_words(yard: Yard) -> None:
    card, person = await called(yard, days=1), yard.household("3-2-501")
    await person.taps("✅ 去", on=card)
    going = card.buttons[0][0].data or ""
    await until(yard, 1)
    assert "已经开始了，报名停了" in card.text
    assert "报名停了" in await person.forges(going, card)
    await until(yard, 0, 18)
    assert "办完了，报名的有 1 位" in card.text
    assert "辛苦您" in yard.organizer.reads()
    await yard.organizer.taps("写两句")
    await yard.organizer.says("来了 38 位，樱桃摘了 <20> 斤 🍒")
    assert "这样发到群里，行不行" in yard.organizer.reads()
    assert "摘了" not in card.text
    await yard.organizer.taps("发到群里")
    assert "樱桃摘了 <20> 斤 🍒" in card.text
    assert "樱桃摘了 <20> 斤 🍒" in yard.card("办完了：").text
    listed = (await yard.household("3-2-502").says_in_group("/events"))[-1]
    assert "樱桃节" in listed
    assert "办完了" in listed


async def test_whoever_prepares_it_sees_who_comes(yard: Yard) -> None:
    card = await called(yard, "2")
    for label in ("3-2-501", "3-2-502", "3-2-503"):
        await yard.household(label).taps("✅ 去", on=card)
    await yard.household("3-2-504").taps("说不定", on=card)
    await yard.organizer.taps("看这个活动")
    await yard.organizer.taps("谁来")
    screen = yard.organizer.reads()
    assert "来的（2 位）：3-2-501（1 位）、3-2-502（1 位）" in screen
    assert "排队的，按顺序：3-2-503（1 位）" in screen
    assert "说不定的：3-2-504（1 位）" in screen


async def test_names_with_html_and_emoji_stand_as_written_and_long_ones_are_refused(
    yard: Yard,
) -> None:
    card = await called(yard, title="<b>樱桃</b> & 🍒节")
    assert "<b>樱桃</b> & 🍒节" in card.text
    assert "1 到 100 个字" in (await yard.organizer.says("/event " + "樱" * 4089))[-1]
    await yard.organizer.says("/event")
    await yard.organizer.says("🍒" * 2048)
    assert "1 到 100 个字" in yard.organizer.reads()
    await yard.organizer.says("🍒" * 100)
    assert "啥时候开始" in yard.organizer.reads()


async def test_a_full_card_of_a_hundred_waiting_stays_short(yard: Yard) -> None:
    card = await called(yard, "1")
    for label in list(yard.ready.by_label):
        user = yard.household(label).user
        await yard.people.press(user, card, card.buttons[0][0].data or "")
    await yard.settled()
    assert "排队的 119 家" in card.text
    assert "等，还有 107 个" in card.text
    assert len(card.text) < 1000
