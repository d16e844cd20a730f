"""The covenant from the first paste to the second version, as residents and councillors see it."""

from __future__ import annotations

import asyncio
import re

from bot.sandbox.model import Message
from handlers import covenant as column
from storage import audit, courtyards, people, residents
from storage import covenant as rows
from storage.residents import Resident, ResidentState
from storage.tx import Tx
from tests.handlers.newcomer import newcomer
from tests.yard import Yard

TEXT = "7号大院公约\n1. 晚上十点过后小声点\n2. 遛狗要牵绳\n3. 楼道里不堆东西"


async def published(yard: Yard, text: str = TEXT) -> Message:
    """The chair pastes the first version, another councillor confirms; the card in the group."""
    await yard.chair.says("/covenant")
    await yard.chair.taps("写公约")
    await yard.chair.says(text)
    return await confirmed(yard, "1.0")


async def confirmed(yard: Yard, version: str) -> Message:
    await yard.chair.taps("发出去")
    await yard.councillors[0].taps("同意，这就办")
    return yard.card(f"第 {version} 版")


async def changed(yard: Yard, clause: str, *, wording: bool = False) -> Message:
    """The chair rewords one clause and a second version comes out."""
    await yard.chair.says("/covenant")
    await yard.chair.taps("写新版")
    await yard.chair.taps("改、删一条")
    await yard.chair.says(clause)
    if wording:
        await yard.chair.taps("只改说法")
    return await confirmed(yard, "1.1" if wording else "2.0")


async def signed(yard: Yard, label: str, card: Message) -> str:
    """Both taps under the card; the second toast."""
    await yard.household(label).taps("代我家签", on=card)
    return await yard.household(label).taps("代我家签", on=card)


async def test_two_councillors_publish_and_the_card_counts_households(yard: Yard) -> None:
    await yard.chair.says("/covenant")
    await yard.chair.taps("写公约")
    await yard.chair.says(TEXT)
    assert "发出去就是第 1.0 版，共 3 条" in yard.chair.reads()
    await yard.chair.taps("发出去")
    assert not [text for text in yard.group_texts() if "牵绳" in text]
    asked = yard.councillors[0].reads()
    assert "1. 晚上十点过后小声点\n2. 遛狗要牵绳" in asked
    await yard.councillors[0].taps("同意，这就办")
    card = yard.card("第 1.0 版")
    assert "3. 楼道里不堆东西" in card.text
    assert "已签 0／120 户" in card.text
    assert len([text for text in yard.group_texts() if "第 1.0 版" in text]) == 1


async def test_the_first_tap_says_for_whom_and_the_second_signs(yard: Yard) -> None:
    card = await published(yard)
    resident = yard.household("3-2-501")
    first = await resident.taps("代我家签", on=card)
    assert first.startswith("您代表 3-2-501 签公约第 1.0 版，共 3 条。")
    assert "已签 0／120 户" in card.text
    assert await resident.taps("代我家签", on=card) == "签好了：3-2-501 签了公约第 1.0 版"
    assert "已签 1／120 户" in card.text
    again = await resident.taps("代我家签", on=card)
    assert again == "3-2-501 已经签过了，一户一份就够。"
    await resident.says("/covenant")
    assert "您家（3-2-501）签了" in resident.reads()


async def test_signing_in_the_private_chat_shows_the_text_first(yard: Yard) -> None:
    await published(yard)
    resident = yard.household("3-2-501")
    await resident.says("/sign")
    assert "您代表 3-2-501 签《7号大院公约》第 1.0 版" in resident.reads()
    assert "2. 遛狗要牵绳" in resident.reads()
    assert await resident.taps("看过了，签") == "签好了：3-2-501 签了公约第 1.0 版"
    assert "已签 1／120 户" in resident.reads()


async def test_home_says_what_is_owed_and_leads_to_the_signature(yard: Yard) -> None:
    await published(yard)
    resident = yard.household("3-2-501")
    await resident.says("/home")
    assert "公约还没签（第 1.0 版）" in resident.reads()
    await resident.taps("签公约")
    await resident.taps("看过了，签")
    await resident.says("/home")
    assert "公约还没签" not in resident.reads()
    await resident.taps("📜 公约")
    assert "签了" in resident.reads()


async def test_a_new_version_shows_its_changes_and_asks_old_signers_again(yard: Yard) -> None:
    old = await published(yard)
    await signed(yard, "3-2-501", old)
    new = await changed(yard, "2 遛狗要牵绳，大狗戴嘴套")
    assert "✏️ 第 2 条改成：遛狗要牵绳，大狗戴嘴套\n　　原来是：遛狗要牵绳" in new.text
    assert "已签 0／120 户" in new.text
    assert "签过老版的也请再签一次" in new.text
    assert "已经有新版了" in old.text
    resident = yard.household("3-2-501")
    assert "公约有新版（第 2.0 版），请看改了哪几条" in resident.reads()
    await resident.says("/home")
    assert "公约有新版（第 2.0 版），要再签一次" in resident.reads()
    assert not [text for text in yard.household("3-2-502").texts() if "公约有新版" in text]
    await resident.taps("签公约")
    assert "大狗戴嘴套" in resident.reads()
    await resident.taps("看过了，签")
    assert "已签 1／120 户" in new.text


async def test_mended_words_leave_signatures_standing(yard: Yard) -> None:
    old = await published(yard)
    await signed(yard, "3-2-501", old)
    new = await changed(yard, "1 晚上十点以后小声点", wording=True)
    assert "已签 1／120 户" in new.text
    assert "签过的照样算数" in new.text
    assert "已经签过了" in await yard.household("3-2-501").taps("代我家签", on=new)


async def test_old_versions_stay_readable_and_their_buttons_say_they_are_old(yard: Yard) -> None:
    old = await published(yard)
    tap = old.buttons[0][0].data or ""
    resident = yard.household("3-2-501")
    await resident.says("/sign")
    confirm = resident.newest()
    await changed(yard, "2 遛狗要牵绳，大狗戴嘴套")
    assert "公约有新版了（第 2.0 版）" in await resident.forges(tap, old)
    assert "公约有新版了（第 2.0 版）" in await resident.taps("看过了，签", on=confirm)
    await resident.says("/covenant 1.0")
    assert "2. 遛狗要牵绳\n" in resident.reads()
    assert "这是老版" in resident.reads()
    await resident.taps("各个版本")
    await resident.taps("第 2.0 版")
    await resident.taps("改了哪些")
    assert "原来是：遛狗要牵绳" in resident.reads()
    assert "没有这一版" in (await resident.says("/covenant 3.0"))[-1]
    assert "没有这一版" in (await resident.says("/covenant 新的"))[-1]


async def test_the_covenant_in_the_group_is_one_message_with_a_way_to_sign(yard: Yard) -> None:
    resident = yard.household("3-2-501")
    assert "院里还没有公约" in (await resident.says_in_group("/covenant"))[-1]
    card = await published(yard)
    answers = await resident.says_in_group("/covenant")
    assert len(answers) == 1
    assert "2. 遛狗要牵绳" in answers[0]
    assert "您家" not in answers[0]
    await signed(yard, "3-2-502", yard.group.messages[-1])
    assert "已签 1／120 户" in card.text


async def test_a_signature_can_be_taken_back_with_two_taps(yard: Yard) -> None:
    card = await published(yard)
    await signed(yard, "3-2-501", card)
    resident = yard.household("3-2-501")
    await resident.says("/covenant")
    await resident.taps("撤回我家的签名")
    assert "已签 1／120 户" in card.text
    assert await resident.taps("↩️ 撤回") == "撤回了：3-2-501 的签名不算了"
    assert "已签 0／120 户" in card.text
    assert "您家（3-2-501）还没签" in resident.reads()


async def test_the_council_sees_who_has_not_signed_by_building_and_reminds_once(
    yard: Yard,
) -> None:
    card = await published(yard)
    await signed(yard, "3-2-501", card)
    await yard.chair.says("/covenant")
    await yard.chair.taps("还没签")
    assert "还没签的有 119 户" in yard.chair.reads()
    assert "1 栋：1-1-101、1-1-102" in yard.chair.reads()
    assert "3-2-502" not in yard.chair.reads()
    await yard.chair.taps("下一页")
    assert "3 栋：" in yard.chair.reads()
    assert "3-2-502" in yard.chair.reads()
    assert "3-2-501" not in yard.chair.reads()
    await yard.chair.taps("私下提醒")
    assert [text for text in yard.chair.texts() if "私下提醒 119 位" in text]
    assert "您家 3-2-502 还没签" in yard.household("3-2-502").reads()
    assert not [text for text in yard.household("3-2-501").texts() if "还没签" in text]
    await yard.councillors[0].says("/covenant")
    await yard.councillors[0].taps("要重签")
    assert "一户都没有" in yard.councillors[0].reads()
    await yard.councillors[0].taps("回公约")
    await yard.councillors[0].taps("还没签")
    await yard.councillors[0].taps("私下提醒")
    assert "今天已经提醒过了" in yard.councillors[0].reads()


async def test_whoever_signs_before_the_morning_gets_no_reminder(yard: Yard) -> None:
    card = await published(yard)
    zone = await yard.read(lambda tx: courtyards.get(tx, yard.courtyard))
    assert zone is not None
    local = yard.world.now().astimezone(zone.zoneinfo)
    await yard.passes(hours=(23 - local.hour) % 24)
    await yard.chair.says("/covenant")
    await yard.chair.taps("还没签")
    await yard.chair.taps("私下提醒")
    await signed(yard, "3-2-501", card)
    assert not [t for t in yard.household("3-2-502").texts() if "还没签" in t]
    await yard.passes(hours=10)
    assert "您家 3-2-502 还没签" in yard.household("3-2-502").reads()
    assert not [t for t in yard.household("3-2-501").texts() if "还没签" in t]


async def test_a_fine_is_objected_to_until_it_is_reworded_or_explained(yard: Yard) -> None:
    await yard.chair.says("/covenant")
    await yard.chair.taps("写公约")
    await yard.chair.says("遛狗要牵绳\n违者罚款200元")
    assert "⚠️ 第 2 条里的「罚款」：院里没有罚款的权力。" in yard.chair.reads()
    assert "✅ 发出去" not in yard.chair.buttons()
    draft = await yard.read(lambda tx: rows.draft_of(tx, yard.courtyard, yard.chair.id))
    assert draft is not None
    forged = f"ce1_{yard.courtyard}_{draft.covenant}_6"
    assert "超出了院里的权力" in await yard.chair.forges(forged, yard.chair.newest())
    await yard.chair.taps("写明为什么留")
    await yard.chair.says("这是老乡规，只是写着提醒，不真罚")
    card = await confirmed(yard, "1.0")
    assert "议事会说明：这是老乡规" in card.text


async def test_a_changed_draft_needs_a_new_confirmation(yard: Yard) -> None:
    await yard.chair.says("/covenant")
    await yard.chair.taps("写公约")
    await yard.chair.says(TEXT)
    await yard.chair.taps("发出去")
    await yard.chair.says("/covenant")
    await yard.chair.taps("写公约")
    await yard.chair.taps("加一条")
    await yard.chair.says("垃圾分好类")
    refused = await yard.councillors[0].taps("同意，这就办")
    assert "这一份不作数" in refused
    assert not [text for text in yard.group_texts() if "第 1.0 版" in text]
    await yard.chair.taps("发出去")
    await yard.councillors[1].taps("同意，这就办")
    assert "4. 垃圾分好类" in yard.card("第 1.0 版").text


async def test_the_second_councillor_can_read_the_whole_draft_and_nobody_else(yard: Yard) -> None:
    await yard.chair.says("/covenant")
    await yard.chair.taps("写公约")
    await yard.chair.says(TEXT)
    draft = await yard.read(lambda tx: rows.draft_of(tx, yard.courtyard, yard.chair.id))
    assert draft is not None
    link = f"co1_{yard.courtyard}_{draft.covenant}_1"
    assert "草稿，还没发布" in (await yard.councillors[0].starts(link))[-1]
    assert "主任" in (await yard.household("3-2-501").starts(link))[-1]
    forged = f"cd1_{yard.courtyard}_{draft.covenant}"
    other = yard.councillors[0]
    assert "没找到" in await other.forges(forged, other.newest())
    await yard.chair.taps("不要了")
    assert "没找到" in (await yard.councillors[0].starts(link))[-1]


async def test_a_long_covenant_comes_in_pieces_and_is_read_page_by_page(yard: Yard) -> None:
    clause = "晚上十点过后小声点，<b>您</b>家娃娃练琴也早点收🎹；" * 18
    parts = [
        "\n".join(f"{n}. 第{n}件：{clause}" for n in numbers)
        for numbers in (range(1, 8), range(8, 15), range(15, 20))
    ]
    await yard.chair.says("/covenant")
    await yard.chair.taps("写公约")
    for part in parts:
        await yard.chair.says(part)
    await yard.chair.taps("就这些")
    assert "共 19 条" in yard.chair.reads()
    card = await confirmed(yard, "1.0")
    assert "还有" in card.text
    resident = yard.household("3-2-501")
    await resident.taps("看全文", on=card)
    read = resident.reads()
    while "下一页 ▶️" in resident.buttons():
        await resident.taps("下一页")
        read += resident.reads()
    assert re.findall(r"第(\d+)件", read) == [str(n) for n in range(1, 20)]
    assert read.count("🎹") == 19 * 18
    assert "<b>您</b>家" in read


async def test_twenty_thousand_characters_fit_and_one_more_does_not(yard: Yard) -> None:
    await yard.chair.says("/covenant")
    await yard.chair.taps("写公约")
    assert "太长了" in (await yard.chair.says("&" * 20_001))[-1]
    await yard.chair.says("&" * 20_000)
    await yard.chair.taps("就这些")
    card = await confirmed(yard, "1.0")
    resident = yard.household("3-2-501")
    await resident.taps("看全文", on=card)
    read = resident.reads()
    while "下一页 ▶️" in resident.buttons():
        await resident.taps("下一页")
        read += resident.reads()
    assert read.count("&") == 20_000
    await yard.chair.says("/covenant")
    await yard.chair.taps("写新版")
    await yard.chair.taps("改、删一条")
    await yard.chair.says("1 <i>短</i>一点 & 好懂")
    new = await confirmed(yard, "2.0")
    assert "第 1 条改成：<i>短</i>一点 & 好懂" in new.text
    await resident.taps("看全文", on=new)
    await resident.taps("改了哪些")
    assert "原来是：&&&" in resident.reads()


async def test_empty_and_unchanged_texts_are_refused_with_a_sentence(yard: Yard) -> None:
    await published(yard)
    await yard.chair.says("/covenant")
    await yard.chair.taps("写新版")
    await yard.chair.taps("整篇重写")
    assert "一个字不差" in (await yard.chair.says(TEXT))[-1]
    assert "没看到条文" in (await yard.chair.says("1."))[-1]
    await yard.chair.says("遛狗要牵绳")
    assert "发出去就是第 2.0 版，共 1 条" in yard.chair.reads()


async def test_strangers_other_yards_and_forgers_are_told_no(yard: Yard) -> None:
    card = await published(yard)
    yard.people.join(yard.ready.stranger, yard.group)
    assert "登记" in await yard.stranger.taps("代我家签", on=card)
    resident = yard.household("3-2-501")

    def next_door(tx: Tx) -> int:
        return courtyards.add(tx, -1_009_999, "隔壁院", "Asia/Shanghai", "zh_CN")

    other = await yard.write(next_door)
    assert "登记" in await resident.forges(f"ct1_{other}_1", card)
    assert "没找到" in await resident.forges(f"co1_{yard.courtyard}_99_1", card)
    assert "对不上" in await resident.forges(f"cy1_{yard.courtyard}_1_0000", card)
    assert "老早以前" in await resident.forges("cy1_1_1_x_y", card)
    for data in (f"cl1_{yard.courtyard}_1_0_1", f"cr1_{yard.courtyard}_1", f"cn1_{yard.courtyard}"):
        assert "主任" in await resident.forges(data, card)
    assert "已签 0／120 户" in card.text


async def test_two_of_one_household_at_once_leave_one_signature(yard: Yard) -> None:
    card = await published(yard)
    resident = yard.household("3-2-501")
    await resident.taps("代我家签", on=card)
    data = card.buttons[0][0].data or ""
    toasts = await asyncio.gather(
        *(yard.people.press_soon(resident.user, card, data) for _ in range(3))
    )
    await yard.settled()
    assert len(toasts) == 3
    assert "已签 1／120 户" in card.text
    acts = await yard.read(lambda tx: audit.entries(tx, yard.courtyard, limit=10_000))
    assert [entry.act for entry in acts].count("covenant.signed") == 1


async def test_someone_without_a_household_is_told_why(yard: Yard) -> None:
    card = await published(yard)
    worker = yard.person(yard.people.add_user("网格员小周", started=True))
    yard.people.join(worker.user, yard.group)

    def enter(tx: Tx) -> None:
        people.meet(tx, worker.id, "网格员小周", None, private=True)
        state = ResidentState.CONFIRMED
        row = Resident(yard.courtyard, worker.id, None, None, state, 1, tx.now, tx.now)
        residents.save(tx, row)

    await yard.write(enter)
    assert "一户一签" in await worker.taps("代我家签", on=card)
    await worker.says("/covenant")
    assert "2. 遛狗要牵绳" in worker.reads()
    assert not [label for label in worker.buttons() if "签" in label]


async def test_mydata_shows_ones_signatures_and_forgetting_keeps_the_count(yard: Yard) -> None:
    card = await published(yard)
    await signed(yard, "3-2-501", card)
    resident = yard.household("3-2-501")
    kept = await yard.read(lambda tx: column.mydata(tx, yard.courtyard, resident.id))
    assert [one["version"] for one in kept] == ["1.0"]
    await yard.write(lambda tx: rows.forget(tx, yard.courtyard, resident.id))
    assert await yard.read(lambda tx: column.mydata(tx, yard.courtyard, resident.id)) == []
    await resident.says("/covenant")
    assert "家里人点的" in resident.reads()
    assert "已签 1／120 户" in resident.reads()


async def test_the_covenant_is_explained_and_speaks_english(yard: Yard) -> None:
    card = await published(yard)
    resident = yard.household("3-2-501")
    await resident.says("/help")
    await resident.taps("📜 公约")
    assert "一户签一份" in resident.reads()
    await resident.says("/lang en")
    await resident.says("/covenant")
    assert "Covenant of 7号大院, version 1.0" in resident.reads()
    toast = await resident.taps("代我家签", on=card)
    assert toast.startswith("You sign covenant 1.0 for 3-2-501")


async def test_the_card_counts_against_the_roll_as_it_grows_and_shrinks(yard: Yard) -> None:
    card = await published(yard)
    assert "已签 0／120 户" in card.text
    someone = await newcomer(yard, "4-1-101")
    await yard.chair.taps("认得")
    assert "已签 0／121 户" in card.text
    await someone.says("/leave")
    await someone.taps("搬走了")
    assert "已签 0／120 户" in card.text
