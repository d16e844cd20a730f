"""A topic is raised, sorted and talked over; 85 households vote, through a power cut."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta

from bot.check import Mark
from bot.recount import recount
from bot.rules import result_file
from bot.sandbox.demo.evening import Evening, carried
from bot.sandbox.model import Message
from bot.words import Words

VOTERS, SECOND_THOUGHTS = 85, 12
CHOICES = ("同意", "反对", "弃权")
TALK = (
    ("3-2-302", "换个灯泡管不到几天，去年换了三回"),
    ("3-1-104", "换声控的嘛，一个一百五，四层六百块"),
    ("2-2-401", "公共经费里头还有两千三，够"),
    ("3-2-501", "那就投个票，定下来"),
)


async def stair_light(evening: Evening) -> None:
    """Raised in the group, sorted as shared, talked over, then brought to a vote."""
    tell, raiser = evening.tell, evening.household("3-2-501")
    await evening.until_half_past_seven()
    tell.clock()
    tell.title("三单元的楼道灯坏了")
    await tell.says_in_group(raiser, "/topic 三单元楼道灯坏了三天，黑漆漆的，老人家上下楼怕摔")
    await tell.taps(raiser, "大家的事", on=evening.card("议题 1"))
    tell.shows(evening.card("议题 1"))
    tell.title("摆龙门阵（院坝不听大家聊天，只在叫它的时候应）")
    for label, said in TALK:
        await tell.says_in_group(evening.household(label), said)
    await tell.says(evening.chair, "/topics")
    await tell.taps(evening.chair, "1.")


async def the_vote(evening: Evening) -> None:
    tell, chair, second = evening.tell, evening.chair, evening.second
    tell.title("议事会开表决：一个提，另一个同意")
    await tell.taps(chair, "投票定")
    await tell.taps(chair, "改题目")
    await tell.says(chair, "楼道灯换成声控灯，公共经费出 600 元，行不行？")
    await tell.taps(chair, "截止时间")
    await tell.says(chair, "3天")
    await tell.taps(chair, "发出去", second)
    await tell.taps(second, "同意，这就办", chair)
    card = evening.card("声控灯")
    await _ballots(evening, card)
    await _not_allowed(evening, card)
    tell.shows(card)
    await _until_the_close(evening, card)


async def _ballots(evening: Evening, card: Message) -> None:
    """Most tap by themselves; in the middle of it the bot is killed and started again."""
    tell = evening.tell
    tell.title(f"{VOTERS} 户来投，{SECOND_THOUGHTS} 户改主意，机器人半路断电")
    labels = evening.random.sample(list(evening.stage.yard.by_label), VOTERS)
    for label, choice in zip(labels[:3], CHOICES, strict=True):
        await _votes(evening, label, choice, card)
    storm = evening.random.choices(CHOICES, (7, 2, 1), k=VOTERS - 3)
    crowd = list(zip(labels[3:], storm, strict=True))
    half = len(crowd) // 2
    calm = await asyncio.gather(*(_presses(evening, *one, card) for one in crowd[:half]))
    rest = [asyncio.create_task(_presses(evening, *one, card)) for one in crowd[half:]]
    # Until the bot has taken their taps in hand:
    while evening.stage.world.updates.awaited:  # noqa: ASYNC110 - nothing to wait on
        await asyncio.sleep(0)
    await evening.stage.kill()
    answered = len(calm) + sum(tap.done() for tap in rest)
    tell.note(f"停电！机器人没了（kill -9）。{answered} 户收到了回话，其余的还悬着。再开机……")
    await evening.stage.start()
    toasts = [*calm, *await asyncio.gather(*rest)]
    await evening.stage.settled()
    heard = sum(bool(toast) for toast in toasts)
    tell.note(
        f"开机了。刚才点的 {len(crowd)} 户里，{heard} 户收到了回话。再看卡片上的数，一户没丢。"
    )
    for label in labels[:2]:
        await _votes(evening, label, "反对" if evening.choices[label] == "同意" else "同意", card)
    for label in labels[2:SECOND_THOUGHTS]:
        await _presses(evening, label, "反对" if evening.choices[label] == "同意" else "同意", card)
    tell.note(f"一共 {SECOND_THOUGHTS} 户改了主意。")


async def _not_allowed(evening: Evening, card: Message) -> None:
    """Three who may not: somebody passing by, a forged button, and one who comes too late
    (after the close)."""
    tell = evening.tell
    passer = evening.stage.person(evening.stage.yard.stranger)
    evening.stage.people.join(passer.user, evening.stage.group)
    await tell.taps(passer, "同意", on=card)
    forger = evening.household("1-2-203")
    forged = carried(card, "同意").rpartition("_")[0] + "_9"
    toast = await forger.forges(forged, card)
    tell.note(f"{evening.name(forger.user)} 用改过的手机发了个不存在的选项 → 「{toast}」")


async def _until_the_close(evening: Evening, card: Message) -> None:
    tell = evening.tell
    absent = [
        evening.household(label)
        for label in evening.stage.yard.by_label
        if label not in evening.choices
    ]
    voter = evening.household(next(iter(evening.choices)))
    yes = carried(card, "同意")
    for span in (timedelta(days=2), timedelta(hours=22)):
        tell.forget_news()
        await evening.stage.advance(span)
        tell.clock()
        reminded = [who for who in absent if tell.count_news(who)]
        tell.note(f"只提醒没投的 {len(reminded)} 户；投过的（{evening.name(voter.user)}）不打扰。")
        tell.news(*reminded[:1])
    await evening.stage.advance(timedelta(hours=2))
    tell.clock()
    tell.title("截止了：结果和算式")
    tell.news()
    counted = Counter(evening.choices.values())
    tell.note(
        "旁边有人拿本子也数了一遍："
        + "、".join(f"{choice} {counted[choice]} 户" for choice in CHOICES)
    )
    tell.note(f"yuanba recount：{_recounted(evening.card('结果文件'))}")
    late = await absent[0].forges(yes, card)
    tell.note(f"{evening.name(absent[0].user)} 手机没刷新，还点了一下「同意」 → 「{late}」")


def _recounted(message: Message) -> str:
    """What anyone with the file from the group finds out, without the bot."""
    if message.document is None:
        return "群里没有结果文件！"
    steps = list(recount(result_file.read(message.document.data), Words("zh_CN")))
    wrong = sum(step.mark is Mark.BAD for step in steps)
    return f"拿群里的结果文件再数一遍，{len(steps)} 步，" + (
        f"{wrong} 步不对！" if wrong else "步步对得上。"
    )


async def _votes(evening: Evening, label: str, choice: str, card: Message) -> None:
    await evening.tell.taps(evening.household(label), choice, on=card)
    evening.choices[label] = choice


async def _presses(evening: Evening, label: str, choice: str, card: Message) -> str:
    evening.choices[label] = choice
    return await evening.press(label, choice, card)
