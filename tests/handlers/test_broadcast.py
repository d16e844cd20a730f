"""An announcement from its draft to the last private message, as people see it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from bot.sandbox.model import User
from handlers.views.broadcast import NewBroadcast
from storage import audit, broadcasts, events, outbox, people, prompts, residents
from storage.events import EventState, Reply
from storage.tx import Tx
from tests.yard import Yard

TEXT = "明天上午 9 点到 12 点停水，请存水。"
PLAIN_DAY = datetime(2026, 12, 2, 3, 0, tzinfo=UTC)
"""11:00 in Shanghai."""


async def at(yard: Yard, moment: datetime) -> None:
    """Move the clock to a moment."""
    await yard.passes(seconds=(moment - yard.world.now()).total_seconds())


async def sent(yard: Yard, text: str = TEXT) -> None:
    await at(yard, PLAIN_DAY)
    await yard.organizer.says(f"/announce {text}")
    await yard.organizer.taps("发出")
    await yard.passes(seconds=10)


def notes(yard: Yard, user: User, text: str = "停水") -> list[str]:
    return [said for said in yard.person(user).texts() if text in said]


async def with_event(yard: Yard, *goers: str) -> int:
    """An open event, and the households that go."""

    def plan(tx: Tx) -> int:
        number = events.add(tx, yard.courtyard, "樱桃节", yard.organizer.id)
        found = events.get(tx, yard.courtyard, number)
        assert found is not None
        events.update(
            tx, found, state=EventState.OPEN, starts_at=tx.now + timedelta(days=9), place="东墙"
        )
        for label in goers:
            events.put_answer(tx, found, yard.household(label).id, Reply.GOING, 1)
        return number

    return await yard.write(plan)


async def test_nothing_is_public_before_the_organizer_sends_it(yard: Yard) -> None:
    await at(yard, PLAIN_DAY)
    await yard.organizer.says(f"/announce {TEXT}")
    draft = yard.organizer.reads()
    assert TEXT in draft
    assert "全院，私聊 119 位" in draft
    assert yard.organizer.buttons() == ["✅ 发出", "✏️ 改", "🗑 取消"]
    assert not yard.group_texts()
    assert not yard.household("3-2-501").texts()


async def test_everyone_gets_it_once_and_the_group_has_one_post(yard: Yard) -> None:
    await sent(yard)
    assert [text for text in yard.group_texts() if TEXT in text] == yard.group_texts()
    assert len(yard.group_texts()) == 1
    for label, user in yard.ready.by_label.items():
        expected = 0 if user.id == yard.organizer.id else 1
        got = [text for text in notes(yard, user) if text.startswith("📣") and TEXT in text]
        assert len(got) == expected, label
    assert "1-1-202" in yard.household("3-2-501").reads()


async def test_the_progress_line_is_one_message_and_ends_with_what_became_of_it(
    yard: Yard,
) -> None:
    blocker, closed = yard.household("3-2-501"), yard.household("3-2-502")
    yard.world.user(blocker.user).blocked = True
    await yard.write(lambda tx: people.set_reachable(tx, closed.id, people.UNKNOWN))
    await at(yard, PLAIN_DAY)
    await yard.organizer.says(f"/announce {TEXT}")
    assert "有 1 位没开过私聊" in yard.organizer.reads()
    await yard.organizer.taps("发出")
    await yard.passes(seconds=10)
    lines = [text for text in yard.organizer.texts() if "私聊" in text and "位" in text]
    assert lines == [yard.organizer.reads()]
    assert "发完了：117／118 位" in lines[0]
    assert "1 位没发到" in lines[0]
    assert "1 位没开过私聊" in lines[0]
    assert blocker.user.name not in lines[0]


async def test_progress_is_told_while_messages_wait(yard: Yard) -> None:
    await at(yard, PLAIN_DAY.replace(hour=15))
    await yard.organizer.says(f"/announce {TEXT}")
    await yard.organizer.taps("发出")
    yard.world.faults.add("sendMessage", status=429, retry_after=60, count=30)
    await yard.passes(hours=9)
    await yard.passes(seconds=10)
    assert "已发 89／119 位" in yard.organizer.reads()
    yard.world.faults.clear()
    for _ in range(3):
        await yard.passes(seconds=40)
    assert "发完了：119／119 位" in yard.organizer.reads()


async def test_two_taps_on_send_send_once(yard: Yard) -> None:
    await at(yard, PLAIN_DAY)
    await yard.organizer.says(f"/announce {TEXT}")
    draft = yard.organizer.newest()
    data = draft.button("✅ 发出").data or ""
    presses = [yard.people.press_soon(yard.organizer.user, draft, data) for _ in range(2)]
    toasts = [await press for press in presses]
    await yard.settled()
    assert sorted(bool(toast.text) for toast in toasts) == [False, True]
    assert len(notes(yard, yard.household("3-2-501").user)) == 1
    assert len(yard.group_texts()) == 1


async def test_the_text_can_be_changed_or_dropped_before_it_goes(yard: Yard) -> None:
    await yard.organizer.says("/announce 后天停水")
    await yard.organizer.taps("改")
    await yard.organizer.says(TEXT)
    assert TEXT in yard.organizer.reads()
    assert "后天停水" not in yard.organizer.reads()
    await yard.organizer.says("/home")
    assert "写了还没发" in yard.organizer.reads()
    await yard.organizer.taps("📝 明天上午")
    await yard.organizer.taps("取消")
    assert "不发了" in yard.organizer.reads()
    assert not yard.group_texts()
    await yard.organizer.says("/home")
    assert "写了还没发" not in yard.organizer.reads()


async def test_without_a_text_it_asks_and_from_the_home_screen_too(yard: Yard) -> None:
    await yard.organizer.says("/home")
    await yard.organizer.taps("发通知")
    assert "想跟大家说什么" in yard.organizer.reads()
    await yard.organizer.says(TEXT)
    assert "通知草稿" in yard.organizer.reads()
    assert "还没写内容" in (await yard.organizer.says_in_group("/announce"))[-1]


async def test_from_the_group_the_draft_comes_privately(yard: Yard) -> None:
    assert await yard.organizer.says_in_group(f"/announce {TEXT}") == []
    assert "通知草稿" in yard.organizer.reads()


async def test_in_the_quiet_hours_private_messages_wait_for_the_morning(yard: Yard) -> None:
    night = PLAIN_DAY.replace(hour=15)  # 23:00
    await at(yard, night)
    await yard.organizer.says(f"/announce {TEXT}")
    assert "休息时间，私聊等到 12月3日（周四）08:00 再发" in yard.organizer.reads()
    await yard.organizer.taps("发出")
    post = yard.card(TEXT)
    assert post.silent
    assert not notes(yard, yard.household("3-2-501").user)
    assert "私聊等到 12月3日（周四）08:00" in yard.organizer.reads()
    await yard.passes(hours=9, seconds=30)
    await yard.passes(minutes=6)
    assert len(notes(yard, yard.household("3-2-501").user)) == 1
    assert "发完了：119／119" in yard.organizer.reads()


async def test_who_moves_away_in_the_night_is_not_written_to(yard: Yard) -> None:
    await at(yard, PLAIN_DAY.replace(hour=15))
    await yard.organizer.says(f"/announce {TEXT}")
    await yard.organizer.taps("发出")
    gone = yard.household("3-2-501")
    await yard.write(lambda tx: residents.forget(tx, yard.courtyard, gone.id))
    await yard.passes(hours=9, seconds=30)
    await yard.passes(minutes=6)
    assert not notes(yard, gone.user)
    assert "发完了：118／119" in yard.organizer.reads()


async def test_only_those_going_get_the_one_for_an_event(yard: Yard) -> None:
    await at(yard, PLAIN_DAY)
    number = await with_event(yard, "3-2-501", "3-2-502")
    await yard.organizer.says("/announce 改到下午三点集合")
    await yard.organizer.taps("给要去「樱桃节」的人")
    assert "要去「樱桃节」的人，私聊 2 位" in yard.organizer.reads()
    assert "群里也贴" not in yard.organizer.reads()
    await yard.organizer.taps("发出")
    await yard.passes(seconds=10)
    assert "「樱桃节」的通知" in yard.household("3-2-501").reads()
    assert "不收" not in str(yard.household("3-2-501").buttons())
    assert not yard.household("3-2-503").texts()
    assert not yard.group_texts()
    assert "发完了：2／2" in yard.organizer.reads()
    entry = (await yard.read(lambda tx: audit.entries(tx, yard.courtyard)))[-1]
    assert entry.act == "broadcast.sent"
    assert f'"event":{number}' in (entry.payload or "")


async def test_a_cancelled_event_or_one_without_guests_is_refused(yard: Yard) -> None:
    await at(yard, PLAIN_DAY)
    number = await with_event(yard)
    await yard.organizer.says("/announce 改到下午三点集合")
    await yard.organizer.taps("给要去「樱桃节」的人")
    assert "还没有人报名" in await yard.organizer.taps("发出")

    def cancel(tx: Tx) -> None:
        found = events.get(tx, yard.courtyard, number)
        assert found is not None
        events.update(tx, found, state=EventState.CANCELLED)

    await yard.write(cancel)
    assert "已经结束或者取消" in await yard.organizer.taps("发出")


async def test_nobody_is_asked_what_to_tell_those_going_to_no_event(yard: Yard) -> None:
    await yard.organizer.says("/home")
    forged = NewBroadcast(courtyard=yard.courtyard, event=41).pack()
    assert "已经结束或者取消" in await yard.organizer.forges(forged, yard.organizer.newest())
    assert await yard.read(lambda tx: prompts.get(tx, yard.organizer.id)) is None


async def test_one_who_wants_none_gets_none_but_still_hears_of_their_event(yard: Yard) -> None:
    resident = yard.household("3-2-501")
    await sent(yard)
    await resident.taps("以后别私聊我通知")
    assert "群里照样看得到" in resident.reads()
    await yard.organizer.says("/announce 第二条")
    assert "有 1 位说过不要私聊通知" in yard.organizer.reads()
    await yard.organizer.taps("发出")
    await yard.passes(seconds=10)
    assert not notes(yard, resident.user, "第二条")
    await with_event(yard, "3-2-501")
    await yard.organizer.says("/announce 第三条")
    await yard.organizer.taps("给要去「樱桃节」的人")
    await yard.organizer.taps("发出")
    await yard.passes(seconds=10)
    assert notes(yard, resident.user, "第三条")
    await resident.says("/home")
    await resident.taps("重新收私聊通知")
    await yard.organizer.says("/announce 第四条")
    await yard.organizer.taps("发出")
    await yard.passes(seconds=10)
    assert notes(yard, resident.user, "第四条")


async def test_residents_and_strangers_cannot_announce(yard: Yard) -> None:
    assert "主任" in (await yard.household("3-2-501").says(f"/announce {TEXT}"))[-1]
    yard.people.join(yard.ready.stranger, yard.group)
    assert "登记" in (await yard.stranger.says_in_group(f"/announce {TEXT}"))[-1]
    assert not [text for text in yard.group_texts() if TEXT in text]


async def test_someone_elses_draft_is_out_of_reach(yard: Yard) -> None:
    await yard.organizer.says(f"/announce {TEXT}")
    draft = yard.organizer.newest()
    other = yard.chair
    await other.says("/home")
    for data in (
        f"be1_{yard.courtyard}_1_2",
        f"ba1_{yard.courtyard}_1_0",
        f"bo1_{yard.courtyard}_1",
    ):
        assert "没找到" in await other.forges(data, other.newest())
    assert "没看懂" in await yard.organizer.forges(f"be1_{yard.courtyard}_1_9", draft)
    assert not yard.group_texts()


async def test_what_was_typed_is_shown_as_typed_and_a_long_one_is_refused(yard: Yard) -> None:
    odd = "<b>停水</b> & {who} 🌧️" + "好" * 2_900
    await sent(yard, odd)
    assert odd in yard.card("停水").text
    assert odd in yard.household("3-2-501").reads()
    refused = (await yard.organizer.says("/announce " + "好" * 3_001))[-1]
    assert "3,000 个字以内" in refused


async def test_a_lost_right_stops_a_draft(yard: Yard) -> None:
    await yard.organizer.says(f"/announce {TEXT}")
    await yard.write(lambda tx: residents.revoke_all(tx, yard.courtyard, yard.organizer.id))
    assert "议事员" in await yard.organizer.taps("发出")
    assert not yard.group_texts()


async def test_votes_are_answered_while_an_announcement_goes_out(yard: Yard) -> None:
    await at(yard, PLAIN_DAY)
    await yard.chair.says("/vote 装灯行不行？ | 3天")
    await yard.chair.taps("发出去")
    await yard.councillors[0].taps("同意，这就办")
    card = yard.card("装灯行不行")
    await yard.organizer.says(f"/announce {TEXT}")
    await yard.organizer.taps("发出")
    assert "记下了" in await yard.household("3-2-501").taps("同意", on=card)


async def test_the_author_can_be_forgotten_and_the_words_stay(yard: Yard) -> None:
    await sent(yard)
    await yard.organizer.says("/announce 没发的")
    await yard.write(lambda tx: broadcasts.forget(tx, yard.courtyard, yard.organizer.id))
    first = await yard.read(lambda tx: broadcasts.get(tx, yard.courtyard, 1))
    assert first is not None
    assert (first.by_person, first.text) == (None, TEXT)
    assert await yard.read(lambda tx: broadcasts.get(tx, yard.courtyard, 2)) is None


async def test_a_kill_in_the_middle_sends_nobody_the_same_twice(yard: Yard) -> None:
    """What was on the line at the kill may have arrived: it counts as uncertain, not again."""
    await at(yard, PLAIN_DAY.replace(hour=15))
    await yard.organizer.says(f"/announce {TEXT}")
    await yard.organizer.taps("发出")

    def on_the_line(tx: Tx) -> None:
        tx.run("UPDATE outbox SET not_before = ? WHERE state = 'WAITING'", tx.now)
        waiting = outbox.heads(tx, 500)
        for parcel in waiting[:5]:
            outbox.venture(tx, parcel)
        outbox.drop_doubtful(tx)  # what the sender does when it starts
        tx.wake("outbox")

    await yard.write(on_the_line)
    await yard.passes(hours=9, seconds=30)
    await yard.passes(minutes=6)
    got = [len(notes(yard, user)) for user in yard.ready.by_label.values()]
    assert max(got) == 1
    assert "发完了：114／119" in yard.organizer.reads()
    assert "5 位没发到，或者说不准发到没有" in yard.organizer.reads()


async def test_two_announcements_at_once_each_reach_everyone(yard: Yard) -> None:
    await at(yard, PLAIN_DAY)
    await yard.organizer.says("/announce 头一条")
    await yard.chair.says("/announce 第二条")
    await asyncio.gather(yard.organizer.taps("发出"), yard.chair.taps("发出"))
    await yard.passes(seconds=10)
    resident = yard.household("3-2-501").user
    assert [len(notes(yard, resident, text)) for text in ("头一条", "第二条")] == [1, 1]
