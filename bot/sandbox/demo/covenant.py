"""Covenant 1.0 is signed by 90 households; one clause changes, and all of them sign again."""

from __future__ import annotations

import asyncio

from bot.sandbox.demo.evening import Evening
from bot.sandbox.model import Message

SIGNERS = 90
COVENANT = """一、楼道不堆东西，电瓶车不进楼。
二、晚上十点以后小声点，娃儿老人要睡觉。
三、遛狗牵绳，狗屎自己捡。
四、公共菜园大家种、大家吃，浇水轮着来。"""


async def the_covenant(evening: Evening) -> None:
    tell, chair, second = evening.tell, evening.chair, evening.second
    tell.title("写公约，各户来签")
    await tell.says(chair, "/covenant")
    await tell.taps(chair, "写公约")
    await tell.says(chair, COVENANT)
    await tell.taps(chair, "发出去", second)
    await tell.taps(second, "同意，这就办")
    card = evening.card("公约")
    signer = evening.household("3-2-501")
    await tell.taps(signer, "代我家签", on=card)
    await tell.taps(signer, "代我家签", on=card)
    others = [label for label in evening.stage.yard.by_label if label != "3-2-501"]
    evening.signed = {"3-2-501", *evening.random.sample(others, SIGNERS - 1)}
    await asyncio.gather(*(_signs(evening, label, card) for label in sorted(evening.signed)))
    await evening.stage.settled()
    tell.note(f"到晚上，{SIGNERS} 户签了。")
    tell.shows(card)
    tell.title("改一条，签过的要重签")
    await tell.says(chair, "/covenant")
    await tell.taps(chair, "写新版")
    await tell.taps(chair, "改、删一条")
    await tell.says(chair, "2 晚上十点以后小声点，中午一点到两点半也要让老人家睡个午觉")
    await tell.taps(chair, "发出去", second)
    await tell.taps(second, "同意，这就办", signer)
    evening.tell.forget_news()
    await tell.says(chair, "/covenant")
    await tell.taps(chair, "要重签")


async def _signs(evening: Evening, label: str, card: Message) -> None:
    """Two taps: the first says for whom and what, the second signs."""
    for _ in range(2):
        await evening.press(label, "代我家签", card)
